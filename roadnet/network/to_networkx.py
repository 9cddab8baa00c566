"""The network as a networkx multigraph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from roadnet.network.levels import read_flag

if TYPE_CHECKING:
    from roadnet.network.model import RoadNetwork


def to_networkx(network: RoadNetwork) -> nx.MultiGraph[int] | nx.MultiDiGraph[int]:
    """Convert a network to networkx; the edge's number is its key.

    Nodes 0..n-1 bear ``x`` and ``y`` in metres. Edges bear ``kind`` (``road`` or ``join``),
    ``length_m``, ``start_m``, ``end_m`` and the columns of ``network.roads`` but its geometry;
    joins have ``road_id`` None and no other column.

    Returns
    -------
    A MultiGraph; a MultiDiGraph if a road is one-way, where every other edge stands once in each
    direction under the same key.
    """
    oneway = read_flag(network.roads, "oneway")
    directed = bool(oneway.any())
    graph: Any = nx.MultiDiGraph() if directed else nx.MultiGraph()
    graph.graph["crs"] = network.crs
    places = enumerate(network.node_xy.tolist())
    graph.add_nodes_from((node, {"x": x, "y": y}) for node, (x, y) in places)
    edges = _edges(network)
    graph.add_edges_from(edges)
    if directed:
        both = ~np.asarray(network.road_values(oneway, join=False), dtype=bool)
        graph.add_edges_from(
            (v, u, key, dict(data)) for u, v, key, data in edges if both[key] and u != v
        )
    made: nx.MultiGraph[int] | nx.MultiDiGraph[int] = graph
    return made


def _edges(network: RoadNetwork) -> list[tuple[int, int, int, dict[str, Any]]]:
    roads = network.roads.drop(columns=network.roads.geometry.name)
    rows = roads.to_dict("records")
    columns = zip(
        network.edge_u.tolist(),
        network.edge_v.tolist(),
        network.edge_road.tolist(),
        network.edge_length_m.tolist(),
        network.edge_start_m.tolist(),
        network.edge_end_m.tolist(),
        strict=True,
    )
    return [
        (u, v, key, _attributes(rows, road, length, start, end))
        for key, (u, v, road, length, start, end) in enumerate(columns)
    ]


def _attributes(
    rows: list[dict[str, Any]], road: int, length: float, start: float, end: float
) -> dict[str, Any]:
    own: dict[str, Any] = {"road_id": None, "kind": "join"} if road < 0 else dict(rows[road])
    if road >= 0:
        own["kind"] = "road"
    own.update(length_m=length, start_m=start, end_m=end)
    return own
