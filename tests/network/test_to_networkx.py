"""The network in networkx."""

import networkx as nx
import pytest

from roadnet.network.build import build_network
from tests.scenes import scene

PICTURE = """
    A-----B
    .......
    ...C...
    ...D...
"""


def test_a_multigraph_with_the_columns_of_the_roads():
    # CD stops 2 below AB: AB in two halves of 3, CD 1, the join 2.
    district = scene(PICTURE, "AB CD", AB={"surface": "cement", "width_m": 4.5})
    network = build_network(district)
    graph = network.graph
    assert type(graph) is nx.MultiGraph
    data = {key: row for _, _, key, row in graph.edges(keys=True, data=True)}
    assert set(data) == set(range(network.edge_count))
    assert sorted(row["length_m"] for row in data.values()) == pytest.approx([1, 2, 3, 3])
    roads = [row for row in data.values() if row["road_id"] == "AB"]
    assert all(row["surface"] == "cement" and row["width_m"] == 4.5 for row in roads)
    assert sorted((row["start_m"], row["end_m"]) for row in roads) == [(0, 3), (3, 6)]
    assert {row["kind"] for row in roads} == {"road"}
    (join,) = [row for row in data.values() if row["kind"] == "join"]
    assert join["road_id"] is None
    assert [(n, row["x"], row["y"]) for n, row in graph.nodes(data=True)] == [
        (n, *xy) for n, xy in enumerate(network.node_xy)
    ]


def test_one_way_roads_make_it_directed():
    network = build_network(scene(PICTURE, "AB CD", AB={"oneway": True}))
    graph = network.graph
    assert type(graph) is nx.MultiDiGraph
    # AB's halves one way, CD and the join both ways, under the same key.
    assert graph.number_of_edges() == 2 + 2 * 2
    for u, v, key in graph.edges(keys=True):
        is_ab = graph.edges[u, v, key]["road_id"] == "AB"
        assert graph.has_edge(v, u, key) != is_ab
        if is_ab:
            assert graph.nodes[u]["x"] < graph.nodes[v]["x"]
