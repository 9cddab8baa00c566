"""Proposed projects: with all of them done nothing is missing; each is what it says."""

from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from roadnet.analysis.assess import assess
from roadnet.io.read import read_district
from roadnet.planning.candidates import propose_projects
from roadnet.planning.candidates.links import way_round
from roadnet.planning.candidates.roads import road_candidates
from roadnet.planning.candidates.seats import seat_candidates
from roadnet.planning.candidates.services import (
    bus_candidates,
    logistics_candidates,
    station_candidates,
)
from roadnet.planning.plan import assess_with
from tests.analysis.service_scenes import drawn

ROOT = Path(__file__).parents[2]
LADAKH = ROOT.parent / "shared" / "data" / "ladakh" / "district.toml"
PAVED, EARTH = {"surface": "asphalt"}, {"surface": "earth"}

# One column is 100 m. From the seat S paved to A; earth A-B, where it forks to C and to D; E stands
# 700 m beyond C, without a road.
FORK = """
S----A----------B----------C      E
                |
                |
                |
                |
                |
                |
                D
"""


@pytest.fixture(scope="module")
def fork():
    return assess(
        drawn(
            FORK,
            "SA AB BC BD",
            cell_m=100.0,
            villages={"C": 10, "D": 20, "E": 40},
            attributes={"SA": PAVED, "AB": EARTH, "BC": EARTH, "BD": EARTH},
            townships={"S": {"is_county_seat": True}},
        )
    )


def test_what_villages_share_is_one_project(fork):
    # A-B, 1,100 m, and B-C, 1,100 m, are needed by C and E; C-E is a new road of 700 m. D alone
    # would do best with a new road straight to A, hypot(1100, 700) m, shorter than A-B-D; together
    # with the others with B-D, 700 m.
    found = road_candidates(fork)
    km = sorted(one.length_km for one in found)
    assert km == pytest.approx([0.7, 0.7, 1.1, 1.1, np.hypot(1.1, 0.7)])
    actions = sorted(one.action for one in found)
    assert actions == ["new_road", "new_road", "upgrade", "upgrade", "upgrade"]
    price = fork.standard.table("plan_cost_cny_per_km")
    cost = (0.7 + np.hypot(1.1, 0.7)) * price["new_road"] + 2.9 * price["harden"]
    assert sum(one.cost_cny for one in found) == pytest.approx(cost)
    for one in found:
        for lang in ("zh", "en"):
            assert "{" not in one.name.text(lang)


def test_with_all_of_them_done_everybody_is_connected(fork):
    after = assess_with(fork, road_candidates(fork))
    assert after.villages["road_status"].tolist() == ["connected"] * 3
    assert after.summary["connectivity"]["missing_km"] == 0


def test_a_new_road_goes_round_an_area_where_it_can():
    # A square of 200 m stands on a straight line of 1,000 m; 10 m of distance are kept. The way
    # round over its corners: 2 x hypot(390, 110) + 220 m.
    square = np.array([box(400, -100, 600, 100)], dtype=object)
    line, clear = way_round(
        np.array([0.0, 0.0]), np.array([1000.0, 0.0]), square, buffer_m=10.0, most_ratio=2.0
    )
    assert clear
    assert line.length == pytest.approx(2 * np.hypot(390, 110) + 220, rel=0.01)
    assert shapely.intersection(line, square[0]).length == 0
    straight, clear = way_round(
        np.array([0.0, 0.0]), np.array([1000.0, 0.0]), square, buffer_m=10.0, most_ratio=1.01
    )
    assert not clear
    assert straight.length == 1000
    inside, clear = way_round(
        np.array([500.0, 0.0]), np.array([1000.0, 0.0]), square, buffer_m=10.0, most_ratio=3.0
    )
    assert not clear and inside.length == 500


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_the_way_round_is_never_shorter_than_straight_and_never_in_the_areas(seed):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(100, 900, (4, 2))
    areas = np.array([box(x, y, x + 120, y + 80) for x, y in corners], dtype=object)
    start, end = np.array([0.0, 0.0]), np.array([1000.0, 1000.0])
    line, clear = way_round(start, end, areas, buffer_m=5.0, most_ratio=3.0)
    assert line.length >= np.hypot(1000, 1000) - 1e-6
    if clear:
        assert shapely.intersection(line, shapely.union_all(areas)).length < 1e-6


def test_a_seat_s_way_is_the_one_with_the_least_to_raise():
    # From S to T over A 4 km, of which 2 are of class 3; over B 3 km, all below: over A.
    picture = """
    S----A----T
    |         |
    B---------
    """
    district = drawn(
        picture,
        "SA AT SB",
        cell_m=200.0,
        villages={"A": 10},
        attributes={
            "SA": {**PAVED, "technical_class": "class_3"},
            "AT": {**PAVED, "technical_class": "class_4"},
            "SB": {**PAVED, "technical_class": "class_4"},
        },
        townships={
            "S": {"is_county_seat": True, "required_class": "class_3"},
            "T": {"is_county_seat": False, "required_class": "class_3"},
        },
    )
    before = assess(district)
    found = seat_candidates(before)
    # The network as an independent search sees it: metres to be raised as weights.
    graph = nx.Graph()
    graph.add_edge("S", "A", weight=0.0)
    graph.add_edge("A", "T", weight=1000.0)
    assert sum(one.length_km for one in found) * 1000 == pytest.approx(
        nx.dijkstra_path_length(graph, "S", "T")
    )
    after = assess_with(before, found)
    seats = after.townships[after.townships["township_id"].isin(["S", "T"])]
    assert seats["at_required_class"].eq(True).all()


@pytest.fixture(scope="module")
def demo():
    return assess(read_district(ROOT / "data" / "demo" / "2024", inline=True))


def test_on_the_demonstration_district_all_that_can_be_mended_is(demo):
    after = assess_with(demo, propose_projects(demo))
    # The one village left stands at a flyover without a ramp: no straight link makes one.
    left = after.villages[after.villages["eligible_road"]]
    left = left[left["road_status"] != "connected"]
    assert len(left) <= 1
    assert after.summary["bus"]["rate"] == 1
    assert after.summary["logistics"]["rate"] == 1
    assert after.summary["stations"]["rate"] == 1
    assert after.summary["townships"]["rate"] == 1


@pytest.mark.parametrize(
    "propose, part",
    [
        (bus_candidates, "bus"),
        (logistics_candidates, "logistics"),
        (station_candidates, "stations"),
    ],
)
def test_each_kind_of_service_is_mended_by_its_own_projects(demo, propose, part):
    after = assess_with(demo, propose(demo))
    assert after.summary[part]["rate"] == 1


def test_proposals_have_names_prices_and_distinct_identifiers(demo):
    found = propose_projects(demo)
    assert len({one.project_id for one in found}) == len(found)
    for one in found:
        assert one.cost_cny >= one.subsidy_cny >= 0
        assert one.cost_source and one.subsidy_source
        for lang in ("zh", "en"):
            said = one.name if isinstance(one.name, str) else one.name.text(lang)
            assert said and "{" not in said


@pytest.mark.skipif(not LADAKH.exists(), reason="the real data set is not beside the project")
@pytest.mark.parametrize("standard", ["cn", "pmgsy", "pmgsy-hill"])
def test_on_the_real_set_every_habitation_is_connected_by_its_proposals(standard):
    before = assess(read_district(LADAKH, standard=standard))
    found = road_candidates(before)
    after = assess_with(before, found)
    eligible = after.villages["eligible_road"]
    lacking = eligible & (after.villages["road_status"] != "connected")
    assert found
    assert int(lacking.sum()) == 0
    assert replace(before, summary={}).villages is before.villages
