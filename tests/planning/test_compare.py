"""Two years side by side, against what was planted in each of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import LineString

from roadnet.analysis.assess import assess
from roadnet.demo.generate import generate
from roadnet.io.read import read_district
from roadnet.planning.compare import compare
from roadnet.planning.difference import find_difference
from tests.analysis.service_scenes import drawn

ROOT = Path(__file__).parents[2]
VERDICT = {"road": "road_status", "bus": "bus_level", "logistics": "logistics_status"}


@pytest.fixture(scope="module")
def years():
    first, second = (
        read_district(ROOT / "data" / "demo" / year, inline=True) for year in ("2023", "2024")
    )
    return compare(first, second)


@pytest.fixture(scope="module")
def planted():
    truth = generate().truth
    return [truth[year].villages.set_index("village_id") for year in sorted(truth)]


@pytest.mark.parametrize("what", ["road", "bus", "logistics"])
def test_the_villages_that_changed_are_those_planted(years, planted, what):
    column = VERDICT[what]
    was, now = (truth[column] for truth in planted)
    due = {
        key: (was[key], now[key])
        for key in was.index.intersection(now.index)
        if isinstance(was[key], str) and isinstance(now[key], str) and was[key] != now[key]
    }
    table = years.difference.villages
    table = table[(table["what"] == what) & table["id"].isin(was.dropna().index)]
    found = {
        i: (a, b) for i, a, b in zip(table["id"], table["before"], table["after"], strict=True)
    }
    assert due
    assert found == due


def test_each_changed_verdict_has_its_reasons(years):
    table = years.difference.villages
    verdicts = table[table["what"].isin(VERDICT)]
    for lang in ("zh", "en"):
        for column in ("reason_before", "reason_after", "why"):
            for reason in verdicts[column]:
                assert reason.text(lang)
                assert "{" not in reason.text(lang)


def test_the_headline_is_the_two_summaries(years):
    table = years.difference.headline.set_index("figure")
    for part, key in (("connectivity", "connected"), ("bus", "served"), ("logistics", "complete")):
        row = table.loc[f"{part}.{key}"]
        assert row["before"] == years.before.summary[part][key]
        assert row["after"] == years.after.summary[part][key]
        assert row["change"] == row["after"] - row["before"]


def test_a_district_does_not_differ_from_itself(years):
    assert find_difference(years.after, years.after).is_empty


SCENE = """
S-----A-----B
"""


def scene(roads="SA AB", **attributes):
    return drawn(
        SCENE,
        roads,
        cell_m=200.0,
        villages={"A": 10, "B": 20},
        attributes={"SA": {"surface": "asphalt"}, "AB": {"surface": "earth"}} | attributes,
        townships={"S": {"is_county_seat": True}},
    )


def test_a_road_that_was_renumbered_is_no_new_road():
    before = scene()
    roads = before.layers["roads"].assign(road_id=["SA", "other"])
    found = compare(before, before.with_layer("roads", roads)).difference
    assert len(found.roads) == 0


def test_roads_that_are_hardened_new_and_gone_are_listed_with_their_kilometres():
    # AB, 1,200 m, is hardened: B, 1,200 m from the end of the good road, becomes connected.
    before = scene()
    roads = before.layers["roads"].assign(surface=["asphalt", "cement"])
    found = compare(before, before.with_layer("roads", roads)).difference
    assert found.roads[["id", "what", "before", "after"]].to_numpy().tolist() == [
        ["AB", "surface", "earth", "cement"]
    ]
    assert found.roads["km"].tolist() == [pytest.approx(1.2)]
    changed = found.villages[found.villages["what"] == "road"]
    assert changed[["id", "before", "after", "trend"]].to_numpy().tolist() == [
        ["B", "unhardened", "connected", "better"]
    ]
    why = changed["why"].iloc[0]
    assert why.text("en").endswith("Surface was Earth, is Cement concrete.")
    gone = compare(before, before.with_layer("roads", before.layers["roads"].iloc[:1])).difference
    assert gone.roads[["id", "trend"]].to_numpy().tolist() == [["AB", "gone"]]


def test_a_road_that_is_laid_elsewhere_is_listed():
    # AB, 1,200 m, is bent 300 m to the side: 2 x sqrt(600^2 + 300^2) = 1,341.6 m.
    before = scene()
    roads = before.layers["roads"]
    start, end = shapely.get_coordinates(roads.geometry.iloc[1])
    bent = LineString([start, (start + end) / 2 + (0.0, 300.0), end])
    lines = [roads.geometry.iloc[0], bent]
    other = before.with_layer("roads", roads.set_geometry(lines, crs=roads.crs))
    found = compare(before, other).difference.roads
    assert found[["id", "what"]].to_numpy().tolist() == [["AB", "length_km"]]
    assert found["before"].iloc[0] == pytest.approx(1.2)
    assert found["after"].iloc[0] == pytest.approx(1.34164, abs=1e-5)
    back = [roads.geometry.iloc[0], shapely.reverse(roads.geometry.iloc[1])]
    same = before.with_layer("roads", roads.set_geometry(back, crs=roads.crs))
    assert len(compare(before, same).difference.roads) == 0


def test_other_standards_are_told():
    before = assess(scene())
    other = replace(scene(), standard="rai")
    findings = compare(before, other).findings
    assert [finding.code for finding in findings] == ["compare_standards_differ"]
    for lang in ("zh", "en"):
        assert "cn" in findings[0].message(lang) and "rai" in findings[0].message(lang)


def test_no_village_in_common_is_told():
    before = scene()
    villages = before.layers["villages"].assign(village_id=["X", "Y"])
    found = compare(before, before.with_layer("villages", villages))
    assert [finding.code for finding in found.findings] == ["compare_no_common_village"]
    assert set(found.difference.villages["trend"]) == {"new", "gone"}


def test_an_assessment_by_another_tolerance_is_made_again():
    # B's road, 1,200 m long, begins 6 m beyond A: reached at a tolerance of 10 m, not of 1 m.
    apart = scene(AB={"surface": "asphalt"})
    roads = apart.layers["roads"]
    start, end = shapely.get_coordinates(roads.geometry.iloc[1])
    lines = [roads.geometry.iloc[0], LineString([np.add(start, (6.0, 0.0)), end])]
    gap = apart.with_layer("roads", roads.set_geometry(lines, crs=roads.crs))
    tight, wide = assess(gap, join_tolerance_m=1.0), assess(gap, join_tolerance_m=10.0)
    assert tight.summary["connectivity"]["connected"] != wide.summary["connectivity"]["connected"]
    found = compare(tight, wide)
    assert found.before.network.tolerance_m == 10.0
    assert found.difference.is_empty


def test_an_assessment_by_the_same_rules_is_taken_as_it_is():
    before, after = assess(scene()), assess(scene())
    found = compare(before, after)
    assert found.before is before and found.after is after
