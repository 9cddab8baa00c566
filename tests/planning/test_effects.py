"""What projects win by the model of choice, against assessing each set of them for good."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from shapely import LineString

from roadnet.analysis.assess import assess
from roadnet.planning.changes import AddRow, SetStretch, SetValues
from roadnet.planning.choice.evaluate import won
from roadnet.planning.effects.effects import find_effects, items_of
from roadnet.planning.plan import assess_with
from roadnet.planning.project import Project
from tests.analysis.service_scenes import drawn
from tests.scenes import points_of

EARTH, PAVED = {"surface": "earth"}, {"surface": "asphalt"}


def project(name, *changes, action="upgrade", cost_cny=1.0):
    return Project(
        project_id=name, name=name, action=action, origin="user", changes=changes, geometry=None,
        length_km=0.0, cost_cny=cost_cny, subsidy_cny=0.0, cost_source="stated",
        subsidy_source="stated",
    )  # fmt: skip


def harden(road, start_m=0.0, end_m=None, name=None):
    end_m = 1e6 if end_m is None else end_m
    return project(
        name or f"harden {road}", SetStretch(road, start_m, end_m, {"surface": "cement"})
    )


def build(name, *xy, **values):
    row = {"road_id": name, "surface": "cement", "technical_class": "class_4", **values}
    return project(name, AddRow("roads", row, LineString(xy)), action="new_road")


def sets_of(projects):
    for size in range(len(projects) + 1):
        yield from combinations(range(len(projects)), size)


def differing(before, projects, target):
    """Sets of projects for which the model and the assessment of the changed district differ."""
    effects = find_effects(before, projects, target=target)
    items = pd.MultiIndex.from_frame(effects.items[["indicator", "id"]])
    found = []
    for some in sets_of(projects):
        chosen = np.zeros(len(projects), dtype=bool)
        chosen[list(some)] = True
        reach, cover, _ = won(effects.problem, chosen)
        after = assess_with(before, [projects[at] for at in some])
        lacking = [items_of(after, one, "villages") for one in effects.items["indicator"].unique()]
        still = pd.MultiIndex.from_frame(pd.concat(lacking)[["indicator", "id"]])
        by_model = set(items[np.concatenate([reach, cover])])
        by_assessment = set(items[~items.isin(still)])
        if by_model != by_assessment:
            found.append((some, by_model, by_assessment))
    return found


# One column is 100 m. S is the seat; S-A is paved, A-B-C earth, then a gap to D-E, paved. Villages
# stand at B, at E, and at W, 600 m off the road.
VALLEY = """
                W





S-----A---------B---------C          D------E
"""


def valley():
    return drawn(
        VALLEY,
        "SA AB BC DE",
        cell_m=100.0,
        villages={"B": 100, "E": 200, "W": 400},
        attributes={"SA": PAVED, "AB": EARTH, "BC": EARTH, "DE": PAVED},
        townships={"S": {"is_county_seat": True, "required_class": "class_3"}},
    )


def test_two_halves_of_a_missing_road_are_worth_nothing_alone():
    before = assess(valley())
    at = points_of(VALLEY, 100.0)
    projects = [
        harden("AB"),
        harden("BC"),
        build("N1", at["C"].coords[0], at["D"].coords[0]),
        build("N2", at["W"].coords[0], at["B"].coords[0]),
    ]
    effects = find_effects(before, projects, target="roads")

    def wins(*some):
        chosen = np.isin(np.arange(4), some)
        reach, cover, _ = won(effects.problem, chosen)
        return set(effects.items["id"][np.concatenate([reach, cover])])

    # E needs AB, BC and the link; W needs AB and its own road; B only AB.
    assert wins(0) == {"B"}
    assert wins(1) == wins(2) == wins(3) == wins(1, 2, 3) == set()
    assert wins(0, 1) == wins(0, 2) == {"B"}
    assert wins(0, 1, 2) == {"B", "E"}
    assert wins(0, 3) == {"B", "W"}
    assert differing(before, projects, "roads") == []


def test_a_stretch_serves_only_those_who_reach_it():
    # Hardening the first 500 m of AB ends 500 m before B: within the limit, inclusive; 400 m does
    # not. Stretches are cut in the middle of an edge.
    before = assess(valley())
    projects = [harden("AB", 0.0, 500.0, "half"), harden("AB", 0.0, 400.0, "less")]
    assert differing(before, projects, "roads") == []
    effects = find_effects(before, projects, target="roads")
    reach, _, _ = won(effects.problem, np.array([True, False]))
    assert set(effects.items["id"][: len(reach)][reach]) == {"B"}


def test_either_of_two_projects_on_the_same_stretch_will_do():
    before = assess(valley())
    projects = [
        harden("AB", name="one"),
        harden("AB", 100.0, 1000.0, "two"),
        harden("AB", 0, 200, "3"),
    ]
    assert differing(before, projects, "roads") == []


def test_a_seat_needs_every_stretch_of_its_class():
    picture = """
    S-----A-----B-----T
    """
    district = drawn(
        picture,
        "SA AB BT",
        cell_m=200.0,
        villages={"A": 10},
        attributes={
            "SA": {**PAVED, "technical_class": "class_3"},
            "AB": {**PAVED, "technical_class": "class_4"},
            "BT": {**PAVED, "technical_class": "class_4"},
        },
        townships={
            "S": {"is_county_seat": True, "required_class": "class_3"},
            "T": {"is_county_seat": False, "required_class": "class_3"},
        },
    )
    before = assess(district)
    projects = [
        project(f"raise {road}", SetStretch(road, 0.0, 1e6, {"technical_class": "class_3"}))
        for road in ("AB", "BT")
    ]
    effects = find_effects(before, projects, target="roads")
    assert effects.items["indicator"].tolist() == ["township_road"]
    assert differing(before, projects, "roads") == []


SERVED = """
S-----A---------------------B------------------C
"""


def served(**places):
    return drawn(
        SERVED,
        "SA AB BC",
        cell_m=200.0,
        villages={"A": 10, "B": 20, "C": 40},
        attributes={"SA": PAVED, "AB": PAVED, "BC": PAVED},
        townships={"S": {"is_county_seat": True}},
        **places,
    )


def test_stops_days_and_zones_bring_a_bus():
    at = points_of(SERVED, 200.0)
    before = assess(
        served(
            stops={"A": {"service_days_per_week": 7}, "B": {"service_days_per_week": 0}},
            service_zones={"Z": {"village_ids": "nobody"}},
        )
    )
    stop = {"stop_id": "new", "name": "new", "service_days_per_week": 7.0}
    zone = {"zone_id": "new zone", "village_ids": "B;C"}
    projects = [
        project("stop", AddRow("stops", stop, at["C"]), action="new_stop"),
        project("days", SetValues("stops", ("B",), {"service_days_per_week": 2.0})),
        project("zone", AddRow("service_zones", zone), action="new_zone"),
    ]
    assert differing(before, projects, "bus") == []
    # B is 4,400 m and C 8,200 m from A's stop: beyond 2 km, so both lack a bus.
    effects = find_effects(before, projects, target="bus")
    assert effects.items["id"].tolist() == ["B", "C"]


def test_a_chain_needs_its_point_and_the_tier_above():
    at = points_of(SERVED, 200.0)
    before = assess(served(logistics={"S": {"tier": "county"}}))
    projects = [
        project("point", AddRow("logistics", {"node_id": "p", "tier": "village"}, at["B"])),
        project("centre", AddRow("logistics", {"node_id": "t", "tier": "township"}, at["A"])),
        project("other", AddRow("logistics", {"node_id": "q", "tier": "village"}, at["C"])),
    ]
    effects = find_effects(before, projects, target="logistics")
    assert differing(before, projects, "logistics") == []
    reach, cover, _ = won(effects.problem, np.array([True, True, False]))
    assert set(effects.items["id"][np.concatenate([reach, cover])]) == {"B"}


def test_a_station_serves_its_township():
    at = points_of(SERVED, 200.0)
    before = assess(served(stations={"A": {"township_id": "nobody", "functions": "passenger"}}))
    row = {"station_id": "n", "township_id": "S", "functions": "passenger;freight;post"}
    projects = [project("station", AddRow("stations", row, at["A"]), action="new_station")]
    effects = find_effects(before, projects, target="logistics")
    assert ("station", "S") in set(
        zip(effects.items["indicator"], effects.items["id"], strict=True)
    )
    assert differing(before, projects, "logistics") == []


@pytest.mark.parametrize(
    "measure, worth", [("villages", [1.0, 1.0, 1.0]), ("people", [100.0, 200.0, 400.0])]
)
def test_what_an_item_is_worth(measure, worth):
    before = assess(valley())
    assert items_of(before, "road", measure)["weight"].tolist() == worth
