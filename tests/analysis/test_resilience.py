"""Dependence on single roads, distances and ways, on a ring with a tail."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadnet.analysis.connectivity import find_reach
from roadnet.analysis.distances import village_distances
from roadnet.analysis.places import place_on_network
from roadnet.analysis.resilience import root_nodes, single_road_dependence
from roadnet.analysis.roads import edge_minutes, road_states
from roadnet.analysis.roots import find_roots
from roadnet.analysis.villages import population_of
from roadnet.network.build import build_network
from roadnet.network.routing import Legs, Router
from roadnet.standards import read_standard
from tests.scenes import frame_of, points_of, scene

CN = read_standard("cn")

RING = """
    A-----B
    |     |
    S-----C-----D-----E

                U     V
"""
# A cell is 100 m: the ring S-A-B-C is 600 + 200 + 600 + 200 m; the tail C-D-E 600 + 600 m. U stands
# 200 m below D, V 200 m below E.


def placed_scene(district):
    network = build_network(district)
    states, roots = road_states(network.roads, CN), find_roots(district, network)
    reach = find_reach(network, states, roots, access_limit_m=500)
    placed = place_on_network(
        district, network, states, preferred=reach.hardened, access_limit_m=500
    )
    return placed, roots


def dependence(district):
    placed, roots = placed_scene(district)
    nodes = root_nodes(placed, roots)
    target = Legs(np.zeros(len(nodes), dtype=int), nodes, np.zeros(len(nodes)), 1)
    router = Router(placed.network, placed.network.edge_length_m, placed.open_mask)
    nearest = router.search(target).nearest(placed.legs_m["villages"])
    people = population_of(district.layers["villages"])
    return placed, single_road_dependence(placed, roots, nearest, people)


@pytest.fixture
def ring():
    asphalt = {"surface": "asphalt", "speed_km_h": 30.0}
    roads = ["SA", "AB", "BC", "SC", "CD", "DE"]
    district = scene(
        RING, " ".join(roads), cell_m=100, villages={"B": 1, "U": 2, "V": 4},
        **dict.fromkeys(roads, asphalt),
    )  # fmt: skip
    seat = points_of(RING, 100)["S"]
    row = {"township_id": "S", "name": "S", "is_county_seat": True, "geometry": seat}
    return district.with_layer("townships", frame_of("townships", [row]))


def test_a_village_names_the_roads_whose_closing_cuts_it_off(ring):
    _, found = dependence(ring)
    # B stands on the ring. U hangs on C-D, V on D-E and then C-D.
    assert found.cut_by == [[], ["CD"], ["DE", "CD"]]


def test_a_second_road_at_hand_spares_a_village_from_the_first():
    """U and D stand at the tail T-E-D of earth, and within 500 m of the hardened ring too."""
    picture = """
        A------T------B



               EU
               D

        S-------------C
    """
    roads = ["SA", "AT", "TB", "BC", "SC", "TED"]
    paved = {"surface": "asphalt"}
    district = scene(
        picture, " ".join(roads), cell_m=100, villages={"U": 1, "D": 2},
        **{**dict.fromkeys(roads, paved), "TED": {"surface": "earth"}},
    )  # fmt: skip
    seat = points_of(picture, 100)["A"]
    row = {"township_id": "A", "name": "A", "is_county_seat": True, "geometry": seat}
    placed, found = dependence(district.with_layer("townships", frame_of("townships", [row])))
    # U is 100 m from the tail and 300 m from S-C, D stands on the tail's end, 200 m from S-C.
    # The way to A is shorter by the tail: from U 100 + 400 + 700 m, not 300 + 700 + 700 m.
    assert found.cut_by == [[], []]
    behind = dict(zip(placed.network.roads["road_id"], found.villages_behind, strict=True))
    assert behind["TED"] == 0


def test_people_behind_each_road(ring):
    placed, found = dependence(ring)
    behind = dict(zip(placed.network.roads["road_id"], found.population_behind, strict=True))
    assert behind == {"SA": 0, "AB": 0, "BC": 0, "SC": 0, "CD": 2 + 4, "DE": 4}
    assert found.villages_behind.tolist() == [0, 0, 0, 0, 2, 1]


def test_cut_edges_equal_the_bridges_of_the_public_graph(ring):
    placed, found = dependence(ring)
    graph = placed.base.graph
    bridges = {frozenset(pair) for pair in nx.bridges(graph)}
    edges = np.flatnonzero(found.critical)
    ends = zip(placed.base.edge_u[edges], placed.base.edge_v[edges], strict=True)
    assert {frozenset(map(int, pair)) for pair in ends} == bridges
    assert len(bridges) == 2


def test_distances_with_the_legs(ring):
    placed, _ = placed_scene(ring)
    minutes = edge_minutes(placed.network, CN)
    villages = ring.layers["villages"].assign(township_id=["S", None, "S"])
    district = ring.with_layer("villages", villages)
    table = village_distances(district, placed, minutes, CN)
    # V: leg 0.2 + C-D-E 1.2 + S-C 0.6 km = 2.0 km; B by A or by C: 0.8 km; U names no township.
    assert table["to_township_km"].tolist() == pytest.approx([0.8, np.nan, 2.0], nan_ok=True)
    assert table["to_county_km"].tolist() == pytest.approx([0.8, 1.4, 2.0])
    # 30 km/h is 2 min/km; the leg of 0.2 km on foot at 4.5 km/h takes 2.667 min.
    legs = np.array([0.0, 0.2, 0.2]) * 60 / 4.5
    assert table["to_county_min"].to_numpy() == pytest.approx(np.array([1.6, 2.4, 3.6]) + legs)


def test_closing_the_tail_leaves_null_not_a_large_number(ring):
    status = [None, None, None, None, "closed", None]
    district = ring.with_layer("roads", ring.layers["roads"].assign(status=status))
    placed, found = dependence(district)
    table = village_distances(district, placed, edge_minutes(placed.network, CN), CN)
    assert table["to_county_km"].isna().tolist() == [False, True, True]
    assert found.cut_by == [[], None, None]


def test_a_ferry_takes_its_wait_and_its_crossing_however_it_is_split():
    """A ferry A-B of 300 m with a village's place in the middle of it: 12 + 6 min in all.

    S------A~~~B------T
             U
    """
    picture = """
        S------A~~~B------T
                 U
    """
    district = scene(
        picture, "SA AB BT", cell_m=100, villages={"U": 1},
        SA={"speed_km_h": 60.0}, AB={"is_ferry": True}, BT={"speed_km_h": 60.0},
    )  # fmt: skip
    district = district.with_layer(
        "roads", district.layers["roads"].assign(wait_min=[np.nan, 12, np.nan], crossing_min=6.0)
    )
    placed, _ = placed_scene(district)
    minutes = edge_minutes(placed.network, CN)
    ids = placed.network.roads["road_id"].to_numpy()[placed.network.edge_road]
    assert minutes[ids == "AB"].sum() == pytest.approx(18.0)
    assert minutes[ids == "SA"].sum() == pytest.approx(0.7)  # 700 m at 60 km/h


@given(st.lists(st.sampled_from(["SA", "AB", "BC", "SC", "CD", "DE"]), unique=True))
@settings(max_examples=30, deadline=None)
def test_closing_roads_never_shortens_a_way(closed):
    asphalt = {"surface": "asphalt"}
    roads = ["SA", "AB", "BC", "SC", "CD", "DE"]
    district = scene(
        RING, " ".join(roads), cell_m=100, villages={"B": 1, "U": 2, "V": 4},
        **dict.fromkeys(roads, asphalt),
    )  # fmt: skip
    row = {"township_id": "S", "is_county_seat": True, "geometry": points_of(RING, 100)["S"]}
    district = district.with_layer("townships", frame_of("townships", [row]))
    status = ["closed" if name in closed else None for name in roads]
    after = district.with_layer("roads", district.layers["roads"].assign(status=status))
    km = []
    for each in (district, after):
        placed, _ = placed_scene(each)
        table = village_distances(each, placed, edge_minutes(placed.network, CN), CN)
        km.append(table["to_county_km"].fillna(np.inf).to_numpy())
    assert (km[1] >= km[0] - 1e-9).all()
