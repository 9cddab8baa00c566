"""The nearest edge of points, the index included."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np

from benchmarks.items.common import Item, Work, is_there, same_numbers
from roadnet.network.locate import EdgeIndex
from roadnet.network.model import RoadNetwork
from roadnet.network.stretches import edge_lines


def locate_item(network: RoadNetwork, count: int) -> Item:
    """Ask for the nearest edge of points spread evenly over the network's extent."""
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

    peers: dict[str, Work] = {"geopandas.sjoin_nearest": joined}
    if is_there("osmnx"):
        peers["osmnx.nearest_edges, graph ready"] = _osmnx(network, edges, lines, xy)
    return Item(
        "points to nearest edge", own, peers, same_numbers,
        sizes={"points": count, "edges": len(edges)},
    )  # fmt: skip


def _osmnx(
    network: RoadNetwork, edges: np.ndarray, lines: gpd.GeoDataFrame, xy: np.ndarray
) -> Work:
    import osmnx as ox

    graph: Any = nx.MultiDiGraph(crs=network.crs)
    graph.add_nodes_from((k, {"x": x, "y": y}) for k, (x, y) in enumerate(network.node_xy))
    ends = network.edge_u[edges].tolist(), network.edge_v[edges].tolist()
    graph.add_edges_from(
        (u, v, {"geometry": line}) for u, v, line in zip(*ends, lines.geometry, strict=True)
    )

    def work() -> np.ndarray:
        return np.asarray(ox.distance.nearest_edges(graph, *xy.T, return_dist=True)[1])

    return work
