"""Ferries among the roads."""

import math

import networkx as nx
from shapely import LineString, Point

from roadnet.network.build import build_network
from tests.scenes import district_of

BANKS = [
    {"road_id": "west", "geometry": LineString([(0, 0), (100, 0)]), "name": "West"},
    {"road_id": "east", "geometry": LineString([(300, 0), (400, 0)])},
]
LINE = LineString([(100, 0), (300, 0)])


def test_a_ferry_with_a_line_is_a_road_of_the_network():
    ferry = {"ferry_id": "f1", "wait_min": 10, "crossing_min": 5, "geometry": LINE, "name": "F"}
    network = build_network(district_of(roads=BANKS, ferries=[ferry]))
    row = network.roads.iloc[2]
    assert (row.road_id, row["name"], row.is_ferry) == ("f1", "F", True)
    assert (row.wait_min, row.crossing_min) == (10, 5)
    assert network.roads.wait_min.isna().tolist() == [True, True, False]
    assert nx.number_connected_components(network.graph) == 1
    assert network.roads.crs == network.crs
    assert network.roads.source_row.tolist() == [1, 2, 0]


def test_a_ferry_with_a_point_lends_its_times_to_the_crossing_nearby():
    crossing = {"road_id": "x", "geometry": LINE, "is_ferry": True}
    ferries = [
        {"ferry_id": "near", "wait_min": 10, "crossing_min": None, "geometry": Point(200, 50)},
        {"ferry_id": "far", "wait_min": 99, "crossing_min": 99, "geometry": Point(200, 50.1)},
    ]
    roads = build_network(district_of(roads=[*BANKS, crossing], ferries=ferries)).roads
    assert len(roads) == 3
    assert roads.wait_min.iloc[2] == 10
    assert math.isnan(roads.crossing_min.iloc[2])
    assert roads.wait_min.iloc[:2].isna().all()


def test_a_ferrys_point_does_not_touch_a_road():
    ferry = {"ferry_id": "f", "wait_min": 10, "geometry": Point(50, 0)}
    roads = build_network(district_of(roads=BANKS, ferries=[ferry])).roads
    assert roads.wait_min.isna().all()


def test_the_district_is_not_changed():
    district = district_of(roads=BANKS, ferries=[{"ferry_id": "f", "geometry": LINE}])
    build_network(district)
    assert "wait_min" not in district.layers["roads"]
    assert len(district.layers["roads"]) == 2


def test_a_negative_time_is_not_known():
    # A search over an edge of negative cost need not end.
    ferry = {"ferry_id": "f1", "wait_min": -30, "crossing_min": 5, "geometry": LINE}
    roads = build_network(district_of(roads=BANKS, ferries=[ferry])).roads
    assert math.isnan(roads.wait_min.iloc[2])
    assert roads.crossing_min.iloc[2] == 5
