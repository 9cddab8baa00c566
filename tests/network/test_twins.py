"""Roads drawn twice, wholly or for a stretch."""

import networkx as nx
import pytest
from shapely import LineString

from roadnet.network.build import build_network
from tests.scenes import district_of, scene


def lengths(network) -> list[float]:
    return sorted(network.edge_length_m.round(3).tolist())


def test_a_shared_stretch_is_in_the_network_once():
    # ABC and DBCE... share B-C, 10 long: AB 10, BC 10 (once), CE 10, DB = sqrt(100 + 25).
    picture = """
        A---------B---------C---------E
        ...............................
        ...............................
        ...............................
        ...............................
        D
    """
    network = build_network(scene(picture, "ABC DBCE", cell_m=3))
    assert lengths(network) == [30, 30, 30, pytest.approx(3 * 125**0.5, abs=1e-3)]
    twin = network.twins.iloc[0]
    assert (twin.road_id, twin.kept_road_id, twin.length_m) == ("DBCE", "ABC", 30)
    assert (twin.start_m, twin.end_m) == pytest.approx((3 * 125**0.5, 3 * 125**0.5 + 30))


def test_vertices_within_a_shared_stretch_do_not_split():
    # The same line, once with vertices every 10 m and once with none.
    rows = [
        {"road_id": "fine", "geometry": LineString([(10 * k, 0) for k in range(11)])},
        {"road_id": "plain", "geometry": LineString([(0, 0), (100, 0)])},
    ]
    network = build_network(district_of(roads=rows))
    assert lengths(network) == [100]
    assert len(network.joins) == 0


def test_a_third_road_splits_both_of_a_pair():
    rows = [
        {"road_id": "a", "geometry": LineString([(0, 0), (100, 0)])},
        {"road_id": "b", "geometry": LineString([(100, 0), (0, 0)])},
        {"road_id": "c", "geometry": LineString([(40, -50), (40, 50)])},
    ]
    network = build_network(district_of(roads=rows))
    assert lengths(network) == [40, 50, 50, 60]
    assert network.twins.road_id.tolist() == ["b", "b"]
    assert sorted(network.twins.length_m) == pytest.approx([40, 60])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"status": "existing"}, {"status": "planned", "surface": "asphalt"}),
        ({"surface": "cement"}, {"surface": "gravel", "technical_class": "class_1"}),
        ({"surface": "earth"}, {"surface": None}),
        ({"technical_class": "class_3"}, {"technical_class": "class_4"}),
        ({"technical_class": "substandard"}, {"technical_class": None}),
        ({}, {}),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_better_twin_stays(first, second, turned):
    line = LineString([(0, 0), (50, 20), (100, 0)])
    rows = [
        {"road_id": "1", "geometry": line, **first},
        {"road_id": "2", "geometry": line.reverse(), **second},
    ]
    network = build_network(district_of(roads=rows[::-1] if turned else rows))
    assert network.twins[["road_id", "kept_road_id"]].values.tolist() == [["2", "1"]]
    assert network.edge_count == 1


def test_parallel_roads_between_the_same_junctions_are_no_twins():
    # North about and south about: the same nodes, the same lengths, other mid-points.
    rows = [
        {"road_id": "n", "geometry": LineString([(0, 0), (50, 20), (100, 0)])},
        {"road_id": "s", "geometry": LineString([(0, 0), (50, -20), (100, 0)])},
    ]
    network = build_network(district_of(roads=rows))
    assert (network.edge_count, len(network.twins)) == (2, 0)
    assert network.graph.number_of_edges(0, 1) == 2


@pytest.mark.parametrize(("turned", "twins"), [(False, 1), (True, 0)])
def test_one_ways_in_opposite_directions_are_no_twins(turned, twins):
    line = LineString([(0, 0), (100, 0)])
    other = line.reverse() if turned else line
    rows = [
        {"road_id": "a", "geometry": line, "oneway": True},
        {"road_id": "b", "geometry": other, "oneway": True},
    ]
    assert len(build_network(district_of(roads=rows)).twins) == twins


def test_a_road_and_the_ferry_on_the_same_line_are_no_twins():
    line = LineString([(0, 0), (100, 0)])
    rows = [
        {"road_id": "a", "geometry": line},
        {"road_id": "b", "geometry": line, "is_ferry": True},
    ]
    assert build_network(district_of(roads=rows)).edge_count == 2


def test_lengths_count_once_and_none_is_lost():
    # Three copies of one road: the network has it once, the twins twice.
    line = LineString([(0, 0), (30, 40), (60, 0)])
    rows = [{"road_id": str(n), "geometry": line} for n in range(3)]
    network = build_network(district_of(roads=rows))
    assert network.edge_length_m.sum() == pytest.approx(100)
    assert network.twins.length_m.sum() == pytest.approx(200)
    assert set(network.twins.kept_road_id) == {"0"}
    assert nx.number_connected_components(network.graph) == 1
