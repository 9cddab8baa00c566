"""Gaps: which are joined, which are closed already."""

import networkx as nx
import numpy as np
import pytest
from shapely import LineString

from roadnet.network.build import build_network
from tests.scenes import district_of, scene


def components(network) -> int:
    return nx.number_connected_components(nx.MultiGraph(network.graph))


def gaps(network) -> list[float]:
    return sorted(network.edge_length_m[network.edge_is_join].round(3).tolist())


T_GAP = """
    A---------------B
    .................
    .................
    .......C.........
    .................
    .................
    .......D.........
"""


@pytest.mark.parametrize(("tolerance", "joined"), [(5.9, False), (6, True), (10, True)])
def test_an_end_short_of_a_road_is_joined_within_the_tolerance(tolerance, joined):
    # At 2 m a cell, C is 3 rows = 6 m below AB: the limit is inclusive.
    network = build_network(scene(T_GAP, "AB CD", cell_m=2), tolerance_m=tolerance)
    assert gaps(network) == ([6] if joined else [])
    assert components(network) == (1 if joined else 2)
    assert network.edge_count == (4 if joined else 2)  # AB in two, CD, the join
    assert network.joins.kind.tolist() == ["end_to_line"] * joined


def test_a_join_is_an_edge_between_the_end_and_the_place_on_the_other_road():
    network = build_network(scene(T_GAP, "AB CD", cell_m=2))
    row = network.joins.iloc[0]
    assert (row.road_id, row.other_id, row.distance_m) == ("CD", "AB", pytest.approx(6))
    edge = int(np.flatnonzero(network.edge_is_join)[0])
    assert {row.node_u, row.node_v} == {network.edge_u[edge], network.edge_v[edge]}
    off = network.node_xy[row.node_v] - network.node_xy[row.node_u]
    assert off == pytest.approx([0, 6])
    assert row.geometry.length == pytest.approx(6)


def test_two_ends_that_face_each_other_get_one_join():
    network = build_network(scene("A-----B....C-----D", "AB CD"))
    assert gaps(network) == [5]
    assert network.joins.kind.tolist() == ["end_to_end"]


def test_a_short_bridge_is_not_bypassed():
    # Three roads touch at B and C; B and C are 8 m apart, and the bridge BC is 8 m long.
    district = scene(
        "A" + "-" * 19 + "B-------C" + "-" * 19 + "D", "AB BC CD", BC={"is_bridge": True}
    )
    network = build_network(district)
    assert gaps(network) == []
    assert network.edge_count == 3


def test_an_end_short_of_a_junction_gets_one_join():
    # E is 8 below the junction J of three roads: three targets, all J itself, one join.
    picture = """
        .........C...........
        .....................
        A---------J---------B
        .....................
        .....................
        .....................
        .....................
        .....................
        .....................
        .....................
        ..........E..........
        ..........F..........
    """
    network = build_network(scene(picture, "AJ JB JC EF"))
    assert gaps(network) == [8]
    assert components(network) == 1


def test_an_overshoot_is_not_joined_again():
    # CD crosses AB and ends 3 beyond it: the way back, 3, is no more than 3 x the gap of 3.
    picture = """
        ..........C..........
        .....................
        .....................
        A-------------------B
        .....................
        .....................
        .....................
        .....................
        .....................
        .....................
        .....................
        .....................
        .....................
        .....................
        ..........D..........
    """
    network = build_network(scene(picture, "AB CD"))
    assert gaps(network) == []
    assert sorted(network.edge_length_m.round(3)) == [3, 10, 10, 11]


def test_three_ends_around_a_point_take_two_joins():
    # B, C, D are corners of a triangle with sides 4, 4 sqrt 2 and 4: the two sides of 4 connect
    # all three, and the way round, 8, is within 3 x 5.657.
    picture = """
        A-------------------B...C------------------E
        ............................................
        ............................................
        ............................................
        ....................D
        ....................F
    """
    network = build_network(scene(picture, "AB CE DF"))
    assert gaps(network) == [4, 4]


@pytest.mark.parametrize(("leg", "joined"), [(7, True), (2, False)])
def test_a_road_that_comes_back_to_itself_is_joined(leg, joined):
    # A hook: up `leg`, across 4, down to 4 m beside its own foot. The way along, 2 leg + 4, is
    # 18 > 3 x 4 for a leg of 7 and 8 < 12 for a leg of 2.
    line = LineString([(-60, 0), (0, 0), (0, leg), (4, leg), (4, 0.0)])
    network = build_network(district_of(roads=[{"road_id": "hook", "geometry": line}]))
    assert gaps(network) == ([4] if joined else [])


def test_a_larger_tolerance_only_adds_joins():
    picture = """
        A-------B.C------D....E-----F
        .........G..........H........
        .........I..........K........
    """
    district = scene(picture, "AB CD EF GI HK", cell_m=1.3)
    before: set[float] = set()
    for tolerance in (0, 1, 2, 3, 5, 8, 13):
        network = build_network(district, tolerance_m=tolerance)
        laid = {tuple(np.round(line.bounds, 3)) for line in network.joins.geometry}
        assert before <= laid
        before = laid


def test_a_gap_of_half_a_millimetre_is_a_touch():
    rows = [
        {"road_id": "a", "geometry": LineString([(0, 0), (50, 0)])},
        {"road_id": "b", "geometry": LineString([(25, 0.0005), (25, 40)])},
    ]
    network = build_network(district_of(roads=rows), tolerance_m=0)
    assert components(network) == 1
    assert gaps(network) == []
    assert network.joins.distance_m.tolist() == [0.0]


def test_an_end_beside_a_road_drawn_twice_gets_one_join():
    rows = [
        {"road_id": "a", "geometry": LineString([(0, 0), (50, 0)])},
        {"road_id": "a2", "geometry": LineString([(50, 0), (30, 0), (0, 0)])},
        {"road_id": "b", "geometry": LineString([(20, 5), (20, 40)])},
    ]
    network = build_network(district_of(roads=rows))
    assert gaps(network) == [5]
    assert sorted(network.edge_length_m.round(3)) == [5, 20, 30, 35]
