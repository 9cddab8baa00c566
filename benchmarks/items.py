"""The questions, each asked of the program and of its peers, and whether their answers agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import rustworkx as rx
import shapely
from scipy.sparse.csgraph import connected_components

from roadnet.district import District
from roadnet.network.build import build_network
from roadnet.network.cuts import find_cuts
from roadnet.network.locate import EdgeIndex
from roadnet.network.model import RoadNetwork
from roadnet.network.routing import Legs, Router
from roadnet.network.stretches import edge_lines

_TWINS = "takes parallel edges for one"
Work = Callable[[], Any]
Agree = Callable[[Any, Any], str]


@dataclass(frozen=True)
class Item:
    """One question: the program's work, the peers' by name, how answers are compared, the sizes."""

    name: str
    own: Work
    peers: dict[str, Work]
    agree: Agree
    sizes: dict[str, int] = field(default_factory=dict)


def build_item(district: District) -> Item:
    """Raw lines to a network that can be routed on."""
    lines = district.layers["roads"].geometry.to_numpy()

    def own() -> int:
        network = build_network(district, curve_tolerances_m=())
        return len(np.unique(_parts(network.edge_u, network.edge_v, network.node_count)))

    def union() -> int:
        parts = shapely.get_parts(shapely.union_all(lines))
        ends = np.concatenate(
            [shapely.get_coordinates(shapely.get_point(parts, k)) for k in (0, -1)]
        )
        _, node = np.unique(ends, axis=0, return_inverse=True)
        node = node.ravel()
        u, v = node[: len(parts)], node[len(parts) :]
        return len(np.unique(_parts(u, v, int(node.max()) + 1)))

    return Item(
        "raw lines to network", own, {"shapely.union_all + numpy": union},
        lambda ours, theirs: f"{ours} parts against {theirs}: gaps are not closed",
        sizes={"lines": len(lines), "vertices": int(shapely.get_num_coordinates(lines).sum())},
    )  # fmt: skip


def nearest_item(network: RoadNetwork, facilities: int) -> Item:
    """How far every node is from the nearest of some facilities, over the network."""
    rng = np.random.default_rng(1)
    chosen = np.sort(rng.choice(network.node_count, facilities, replace=False))
    legs = Legs(np.arange(facilities), chosen, np.zeros(facilities), facilities)
    length = network.edge_length_m
    graph = _plain_graph(network)
    rust = rx.PyGraph(multigraph=True)
    rust.add_nodes_from(range(network.node_count + 1))
    ends = zip(network.edge_u.tolist(), network.edge_v.tolist(), length.tolist(), strict=True)
    rust.add_edges_from(list(ends))
    rust.add_edges_from([(network.node_count, int(node), 0.0) for node in chosen])

    def own() -> np.ndarray:
        return Router(network, length).search(legs).cost

    def by_networkx() -> np.ndarray:
        found = nx.multi_source_dijkstra_path_length(graph, set(chosen.tolist()), weight="length_m")
        return _spread(found, network.node_count)

    def by_rustworkx() -> np.ndarray:
        found = rx.dijkstra_shortest_path_lengths(rust, network.node_count, float)
        return _spread(found, network.node_count)

    return Item(
        f"nearest of {facilities} facilities, every node", own,
        {"networkx, graph ready": by_networkx, "rustworkx, graph ready": by_rustworkx},
        _same_numbers, sizes={"nodes": network.node_count, "edges": network.edge_count},
    )  # fmt: skip


def locate_item(network: RoadNetwork, count: int) -> Item:
    """Ask for the nearest edge of points, the index included."""
    rng = np.random.default_rng(2)
    low, high = network.node_xy.min(axis=0), network.node_xy.max(axis=0)
    xy = rng.uniform(low, high, size=(count, 2))
    edges = np.flatnonzero(~network.edge_is_join)
    lines = gpd.GeoDataFrame(geometry=edge_lines(network, edges), crs=network.crs)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=network.crs)

    def own() -> np.ndarray:
        network.edge_memo.clear()  # what an earlier run has kept
        return EdgeIndex(network).nearest(xy).leg_m

    def joined() -> np.ndarray:
        found = gpd.sjoin_nearest(points, lines.copy(), distance_col="leg_m")
        return found["leg_m"].groupby(level=0).min().to_numpy()

    return Item(
        "points to nearest edge", own, {"geopandas.sjoin_nearest": joined}, _same_numbers,
        sizes={"points": count, "edges": len(edges)},
    )  # fmt: skip


def cuts_item(network: RoadNetwork) -> Item:
    """Ask for the edges whose loss divides the network (ours also finds what hangs on each)."""
    graph = _plain_graph(network)
    rust = rx.PyGraph(multigraph=True)
    rust.add_nodes_from(range(network.node_count))
    ends = list(zip(network.edge_u.tolist(), network.edge_v.tolist(), strict=True))
    rust.add_edges_from([(u, v, None) for u, v in ends])
    none = np.zeros(0, dtype=np.int64)

    def own() -> int:
        return int(find_cuts(network, none).is_cut.sum())

    return Item(
        "cut edges", own,
        {
            "networkx, graph ready": lambda: sum(1 for _ in nx.bridges(graph)),
            "rustworkx, graph ready": lambda: len(rx.bridges(rust)),
        },
        lambda ours, theirs: "same" if ours == theirs else f"{ours} against {theirs}: {_TWINS}",
        sizes={"edges": network.edge_count},
    )  # fmt: skip


def repeat_network(network: RoadNetwork, times: int) -> RoadNetwork:
    """Return a network of several copies, each tied to the next by one edge of a kilometre."""
    n, copy = network.node_count, np.arange(times)
    shift = (copy * n)[:, None]
    link_u, link_v = copy[:-1] * n, copy[1:] * n
    ones = np.ones(times - 1)
    return replace(
        network,
        node_xy=np.tile(network.node_xy, (times, 1)),
        edge_u=np.append((network.edge_u + shift).ravel(), link_u),
        edge_v=np.append((network.edge_v + shift).ravel(), link_v),
        edge_road=np.append(np.tile(network.edge_road, times), -ones.astype(np.int64)),
        edge_start_m=np.append(np.tile(network.edge_start_m, times), 0 * ones),
        edge_end_m=np.append(np.tile(network.edge_end_m, times), 1000 * ones),
        edge_length_m=np.append(np.tile(network.edge_length_m, times), 1000 * ones),
    )


def _plain_graph(network: RoadNetwork) -> Any:
    graph: Any = nx.MultiGraph()
    graph.add_nodes_from(range(network.node_count))
    columns = (network.edge_u, network.edge_v, network.edge_length_m)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    graph.add_edges_from((u, v, {"length_m": length}) for u, v, length in rows)
    return graph


def _parts(u: np.ndarray, v: np.ndarray, count: int) -> np.ndarray:
    from scipy.sparse import coo_array

    labels: np.ndarray
    _, labels = connected_components(
        coo_array((np.ones(len(u)), (u, v)), shape=(count, count)), directed=False
    )
    return labels


def _spread(found: Any, count: int) -> np.ndarray:
    values = np.full(count + 1, np.inf)
    values[list(found.keys())] = list(found.values())
    return values[:count]


def _same_numbers(ours: np.ndarray, theirs: np.ndarray) -> str:
    if np.allclose(ours, theirs, rtol=1e-9, atol=1e-6):
        return "same"
    both = np.isfinite(ours) & np.isfinite(theirs)
    return f"differ by up to {np.abs(ours[both] - theirs[both]).max():.3g} m"
