"""Splits, touches and crossings on drawn scenes."""

import networkx as nx
import numpy as np
import pytest
from shapely import LineString, Point

from roadnet.network.build import build_network
from tests.scenes import ORIGIN_M, district_of, scene


def components(network) -> int:
    return nx.number_connected_components(nx.MultiGraph(network.graph))


def lengths(network) -> list[float]:
    return sorted(network.edge_length_m.round(3).tolist())


def test_a_touching_end_splits_the_road():
    # CD touches AB in its middle: three edges of 5, 5 and 4, one node of degree 3.
    picture = """
        A----C----B
             |
             |
             |
             D
    """
    network = build_network(scene(picture, "AB CD"))
    assert lengths(network) == [4, 5, 5]
    assert sorted(dict(network.graph.degree).values()) == [1, 1, 1, 3]
    assert network.joins[["kind", "distance_m"]].values.tolist() == [["end_to_line", 0.0]]
    assert network.joins[["road_id", "other_id"]].values.tolist() == [["CD", "AB"]]


def test_roads_that_share_an_end_are_one_network_without_a_listed_join():
    network = build_network(scene("A---B----C", "AB BC"))
    assert (network.node_count, network.edge_count, len(network.joins)) == (3, 2, 0)


CROSS = """
    ..C..
    .....
    A...B
    .....
    .....
    .....
    ..D..
"""


def test_crossing_roads_are_joined():
    # AB is 80 long, CD 120: they cross 40 from A and 40 from C.
    network = build_network(scene(CROSS, "AB CD", cell_m=20))
    assert lengths(network) == [40, 40, 40, 80]
    assert network.joins.kind.tolist() == ["crossing"]
    assert network.joins.geometry.iloc[0].distance(Point(ORIGIN_M[0] + 40, ORIGIN_M[1] - 40)) < 1e-6


@pytest.mark.parametrize(
    ("ab", "cd", "joined"),
    [
        ({"is_bridge": True}, {}, False),
        ({"is_tunnel": True}, {}, False),
        ({"z_level": 1}, {}, False),
        ({"z_level": 0}, {}, True),
        ({"z_level": 1}, {"z_level": 1}, True),
        ({"is_bridge": True}, {"is_bridge": True}, True),
        ({"is_bridge": True}, {"is_tunnel": True}, False),
        ({"is_bridge": True, "z_level": 2}, {"is_bridge": True, "z_level": 1}, False),
    ],
)
def test_grade_separated_crossings_are_not_joined(ab, cd, joined):
    network = build_network(scene(CROSS, "AB CD", cell_m=20, AB=ab, CD=cd))
    assert components(network) == (1 if joined else 2)
    assert network.edge_count == (4 if joined else 2)
    assert len(network.joins) == joined


def test_a_road_that_crosses_itself_is_split_there():
    # A-B-C-D: 8 right, 4 up, back over itself down to D. BC is 4, CD goes from (8, 4) to (2, -2):
    # it crosses AB at (4, 0). Edges: A..(4, 0) 4; the loop 4 + 4 + 4 sqrt 2; to D 2 sqrt 2.
    picture = """
        ........C
        .........
        .........
        .........
        A.......B
        .........
        ..D......
    """
    network = build_network(scene(picture, "ABCD"))
    assert lengths(network) == [2.828, 4, 13.657]
    assert len(network.joins) == 0  # other roads only


def test_a_ring_is_one_edge_from_a_node_to_itself():
    ring = LineString([(0, 0), (30, 0), (30, 30), (0, 30), (0, 0)])
    network = build_network(district_of(roads=[{"road_id": "r", "geometry": ring}]))
    assert (network.node_count, network.edge_count) == (1, 1)
    assert network.edge_length_m.tolist() == [120]


def test_parts_are_joined_by_no_road_and_measures_run_on():
    # 5 long, then 40 of nothing, then 4 long: measures 0-5 and 5-9.
    gap = "." * 39
    network = build_network(scene(f"A----B{gap}C...D", "AB+CD"))
    assert sorted(zip(network.edge_start_m, network.edge_end_m, strict=True)) == [(0, 5), (5, 9)]
    assert components(network) == 2


def test_parts_within_the_tolerance_are_joined_like_roads():
    network = build_network(scene("A----B......C---D", "AB+CD"))
    assert components(network) == 1
    assert network.edge_length_m[network.edge_is_join].tolist() == [7]
    assert network.joins[["road_id", "other_id", "kind"]].values.tolist() == [
        ["AB+CD", "AB+CD", "end_to_end"]
    ]


def test_vertices_that_touch_the_inside_of_another_road_join():
    # The bend at C touches AB 3 from A: 3 + 3, and DC = CE = sqrt(9 + 9) = 4.243.
    picture = """
        D.....E
        .......
        .......
        A--C--B
    """
    network = build_network(scene(picture, "AB DCE"))
    assert lengths(network) == [3, 3, 4.243, 4.243]
    assert network.joins.kind.tolist() == ["crossing"]


def test_nothing_is_moved():
    """Roads keep their own lengths and nodes stand on the roads, whatever is joined."""
    picture = """
        A-----------B
        .............
        .............
        ......C......
        ......|......
        ......D......
    """
    district = scene(picture, "AB CD")
    network = build_network(district)
    road = ~network.edge_is_join
    assert network.edge_length_m[road].sum() == pytest.approx(12 + 2)
    shapes = network.roads.geometry.union_all()
    assert max(shapes.distance(Point(xy)) for xy in network.node_xy) < 1e-6
    assert network.roads.geometry.geom_equals(district.layers["roads"].geometry).all()


@pytest.mark.parametrize("rows", [[], [{"road_id": "x", "geometry": None}]])
def test_without_a_line_there_is_no_network(rows):
    network = build_network(district_of(roads=rows))
    assert (network.node_count, network.edge_count, len(network.joins)) == (0, 0, 0)
    assert len(network.roads) == len(rows)
    assert [point.components for point in network.curve] == [0] * 7
    assert network.graph.number_of_nodes() == 0


def test_degenerate_lines_do_no_harm():
    lines = [
        LineString([(5, 5), (5, 5)]),
        LineString([(0, 0), (0, 0), (10, 0), (10, 0), (20, 0)]),
        LineString(),
    ]
    rows = [{"road_id": str(n), "geometry": line} for n, line in enumerate(lines)]
    network = build_network(district_of(roads=rows))
    assert network.edge_length_m.tolist() == [20]
    assert network.roads.road_id.iloc[network.edge_road[0]] == "1"


def test_a_district_without_roads_has_no_network():
    assert build_network(district_of()).edge_count == 0


def test_nodes_are_numbered_in_space_order():
    # Twelve roads in two far corners, given in turns: each corner's nodes come together.
    rows = [
        {
            "road_id": str(n),
            "geometry": LineString([(100 * n, 100 * n + c), (100 * n + 40, 100 * n + c)]),
        }
        for n in range(6)
        for c in (0, 90_000)
    ]
    network = build_network(district_of(roads=rows))
    corner = network.node_xy[:, 1] > 45_000
    assert np.count_nonzero(np.diff(corner)) == 1
