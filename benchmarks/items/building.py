"""Raw lines to a network that can be routed on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from benchmarks.items.common import Item, Work, count_parts, is_there
from roadnet.district import District
from roadnet.network.build import build_network


def build_item(district: District, file: Path, *, slow_peers: bool) -> Item:
    """Build the network of a district; the floor is reading the same lines with geopandas.

    Parameters
    ----------
    file
        The lines as GeoParquet, as the floor reads them.
    slow_peers
        Whether peers take part that need minutes for a large network.
    """
    lines = district.layers["roads"].geometry.to_numpy()
    frame = gpd.GeoDataFrame(geometry=lines, crs=district.crs)

    def own() -> int:
        network = build_network(district, curve_tolerances_m=())
        return count_parts(network.edge_u, network.edge_v, network.node_count)

    def read() -> None:
        gpd.read_parquet(file)

    floor, union = "floor: geopandas reads the file", "shapely.union_all + numpy"
    peers: dict[str, Work] = {floor: read, union: lambda: _union(lines)}
    if slow_peers and is_there("momepy"):
        peers["momepy + networkx"] = lambda: _momepy(frame)
    if slow_peers and is_there("snkit"):
        peers["snkit"] = lambda: _snkit(frame)
    return Item(
        "raw lines to network", own, peers, _compare,
        sizes={"lines": len(lines), "vertices": int(shapely.get_num_coordinates(lines).sum())},
        runs={"snkit": 1}, goals={floor: ("build_read", True), union: ("build_union", False)},
    )  # fmt: skip


def _union(lines: np.ndarray) -> int:
    parts = shapely.get_parts(shapely.union_all(lines))
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(parts, k)) for k in (0, -1)])
    node = np.unique(ends, axis=0, return_inverse=True)[1].ravel()
    return count_parts(node[: len(parts)], node[len(parts) :], int(node.max()) + 1)


def _momepy(frame: gpd.GeoDataFrame) -> int:
    import momepy

    graph: Any = momepy.gdf_to_nx(frame, approach="primal")
    return nx.number_connected_components(graph)


def _snkit(frame: gpd.GeoDataFrame) -> int:
    import snkit

    network = snkit.network.add_endpoints(snkit.Network(edges=frame.copy()))
    network = snkit.network.split_edges_at_nodes(network)
    network = snkit.network.add_topology(snkit.network.add_ids(network))
    u, v = (network.edges[name].astype(str).to_numpy() for name in ("from_id", "to_id"))
    number = np.unique(np.concatenate([u, v]), return_inverse=True)[1]
    return count_parts(number[: len(u)], number[len(u) :], int(number.max()) + 1)


def _compare(ours: int, theirs: int) -> str:
    return "" if theirs == ours else f"{theirs:,} parts, ours {ours:,}"
