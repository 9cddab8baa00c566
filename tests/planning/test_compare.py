"""Two years side by side, against what was planted in each of them."""

from dataclasses import replace
from pathlib import Path

import pytest

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
        attributes={"SA": {"surface": "asphalt"}, "AB": {"surface": "earth"}, **attributes},
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
    assert changed["why"].iloc[0].key == "compare.why.road_changed"
    gone = compare(before, before.with_layer("roads", before.layers["roads"].iloc[:1])).difference
    assert gone.roads[["id", "trend"]].to_numpy().tolist() == [["AB", "gone"]]


def test_other_standards_are_told():
    before = assess(scene())
    other = replace(scene(), standard="rai")
    codes = [finding.code for finding in compare(before, other).findings]
    assert codes == ["compare_standards_differ"]
