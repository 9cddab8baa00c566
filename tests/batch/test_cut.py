"""A province cut into counties: every verdict as on the whole network."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from roadnet.analysis.assess import assess
from roadnet.analysis.margin import margin_of
from roadnet.batch.cut import counties_of, cut_province
from roadnet.demo.source import demo_source
from roadnet.errors import RoadnetError
from roadnet.io.read import read_district
from roadnet.standards import read_standard

# Short limits, so that the margin (2 + 6 + 8 km) is less than the district, 30 by 40 km.
TIGHT = """id = "tight"
inherits = "cn"
[figures.logistics_township_limit_km]
value = 6
source = "test"
[figures.logistics_county_limit_km]
value = 8
source = "test"
"""
VERDICTS = ("road_status", "bus_level", "logistics_status")
FIGURES = (
    "access_m", "missing_km", "stop_m", "stop_walk_m", "logistics_km", "to_township_km",
    "to_county_km", "to_county_min",
)  # fmt: skip
NAMES = ("stop_id", "village_node_id", "township_node_id", "county_node_id")


@pytest.fixture(scope="module")
def standard(tmp_path_factory):
    path = tmp_path_factory.mktemp("standard") / "tight.toml"
    path.write_text(TIGHT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def province(standard):
    """The demonstration district as a province: its townships make up four counties."""
    district = read_district(demo_source(), standard=str(standard), inline=True)
    areas = district.layers["boundaries"]
    middle = areas.representative_point()
    east = np.where(middle.x < middle.x.median(), "W", "E")
    north = np.where(middle.y < middle.y.median(), "S", "N")
    four = [a + b for a, b in zip(east, north, strict=True)]
    return district.with_layer("boundaries", areas.assign(county_id=four))


@pytest.fixture(scope="module")
def whole(province):
    return assess(province)


def assess_parts(province, folder, margin_m):
    cut = cut_province(province, folder, margin_m=margin_m)
    return cut, [assess(read_district(each, inline=True)) for each in cut.folders]


@pytest.fixture(scope="module")
def parts(province, tmp_path_factory):
    margin_m = margin_of(read_standard(province.standard))
    assert margin_m == 16_000  # 2 + 6 + 8 km
    return assess_parts(province, tmp_path_factory.mktemp("counties"), margin_m)


def joined(parts):
    return pd.concat([each.villages for each in parts]).set_index("village_id").sort_index()


def test_no_verdict_differs_from_the_one_on_the_whole_network(whole, parts):
    cut, found = parts
    assert [folder.name for folder in cut.folders] == ["EN", "ES", "WN", "WS"]
    assert cut.outside == {}
    assert cut.placeless == {}
    there, here = whole.villages.set_index("village_id").sort_index(), joined(found)
    assert here.index.equals(there.index)  # each village in one county, none twice
    for column in (*VERDICTS, *NAMES, "cut_by"):
        differing = there.index[there[column].fillna("") != here[column].fillna("")]
        assert list(differing) == [], column
    for column in FIGURES:
        np.testing.assert_allclose(here[column], there[column], atol=1e-6, err_msg=column)
    # The county seat is up to 25 km from some villages of the corners: further than the cut.
    assert set(named(found)) == {"to_county_km"}


def named(found):
    """By column, the identifiers that the findings at the cut name."""
    told = {}
    for finding in (one for each in found for one in each.findings):
        column = {"verdict_at_cut": "road_status"}.get(finding.code) or finding.figures["value"]
        told.setdefault(column, set()).update(finding.ids)
    return told


def differing(whole, found):
    """By column, the identifiers whose value differs from the one on the whole network."""
    there, here = whole.villages.set_index("village_id").sort_index(), joined(found)
    words = {
        column: there[column].fillna("-") != here[column].fillna("-")
        for column in ("road_status", "cut_by")
    }
    numbers = {
        column: ~np.isclose(there[column], here[column], atol=1e-6, equal_nan=True)
        for column in FIGURES
    }
    counts = {column: set(there.index[rows]) for column, rows in (words | numbers).items()}
    own = pd.concat([each.roads[~each.roads["in_margin"]] for each in found])
    cut_km = whole.roads.set_index("road_id")["cut_km"]
    off = ~np.isclose(own["cut_km"], cut_km[own["road_id"]], atol=1e-6)
    return counts | {"cut_km": set(own["road_id"][off])}


@pytest.mark.parametrize("margin_m", [0.0, 3_000.0])
def test_whatever_differs_behind_a_narrow_margin_is_named(whole, province, tmp_path, margin_m):
    """Each value is that of the whole network, or its column's finding names it."""
    _, found = assess_parts(province, tmp_path, margin_m)
    told, off = named(found), differing(whole, found)
    missed = {column: ids - told.get(column, set()) for column, ids in off.items()}
    assert not any(missed.values()), missed
    assert off["to_county_km"] and off["cut_by"]  # there is something to name
    # Narrower than the chain of logistics is long, 16 km; a bus stop is sought within 2 km.
    assert len(told["logistics_status"]) == len(whole.villages)
    assert ("bus_level" in told) == (margin_m < 2_000)


def test_a_margin_beyond_every_way_leaves_nothing_to_name(whole, province, tmp_path):
    _, found = assess_parts(province, tmp_path, 30_000.0)
    assert named(found) == {}
    assert not any(differing(whole, found).values())


def test_without_seats_and_major_roads_nothing_proves_a_road_verdict(province, tmp_path):
    """The root is the largest part at hand, and on the whole network it may be another."""
    roads = province.layers["roads"].assign(admin_class="village")
    bare = province.with_layer("roads", roads)
    bare = replace(bare, layers={k: v for k, v in bare.layers.items() if k != "townships"})
    _, found = assess_parts(bare, tmp_path, 30_000.0)
    assert named(found)["road_status"] == set(province.layers["villages"]["village_id"])


def test_what_stands_in_the_margin_is_not_counted(whole, parts):
    for part, key in (
        ("roads", "segments"), ("roads", "counted_km"), ("roads", "hardened_km"),
        ("townships", "seats"), ("townships", "at_required_class"),
        ("stations", "townships"), ("stations", "with_station"),
        ("bus", "with_stop"), ("resilience", "critical_edges"),
    ):  # fmt: skip
        summed = sum(each.summary[part][key] for each in parts[1])
        assert summed == pytest.approx(whole.summary[part][key]), (part, key)


def test_a_margin_too_narrow_is_told(whole, province, tmp_path):
    """With 1 km some way home leads over the cut; that verdict is named as unproven."""
    _, found = assess_parts(province, tmp_path, 1_000.0)
    there, here = whole.villages.set_index("village_id").sort_index(), joined(found)
    worse = set(here.index[here["road_status"] != there["road_status"]])
    assert worse
    told = {one for each in found for finding in each.findings for one in finding.ids}
    assert worse <= told
    codes = {finding.code for each in found for finding in each.findings}
    assert codes == {"verdict_at_cut", "value_at_cut"}


def test_counties_are_the_first_six_digits_where_nothing_else_is_said(province):
    areas = province.layers["boundaries"].drop(columns="county_id")
    found = counties_of(province.with_layer("boundaries", areas))
    assert [county.county_id for county in found] == ["519999"]
    assert found[0].area.area == pytest.approx(areas.area.sum(), rel=1e-6)


def test_a_line_that_is_in_no_county_is_told(province, tmp_path):
    routes = province.layers["bus_routes"].copy()
    routes["geometry"] = None
    # One names no stop at all, one a stop that nobody knows.
    routes.loc[routes.index[:2], "stop_ids"] = [None, "nowhere"]
    cut = cut_province(province.with_layer("bus_routes", routes), tmp_path, margin_m=1_000.0)
    assert cut.placeless == {"bus_routes": 2}
    kept = pd.concat(
        [read_district(folder, inline=True).layers["bus_routes"] for folder in cut.folders]
    )
    assert set(kept["route_id"]) == set(routes["route_id"][2:])


def test_areas_that_name_no_county_are_no_county_of_their_own(province):
    areas = province.layers["boundaries"].copy()
    areas.loc[areas.index[:2], ["county_id", "township_id"]] = None
    found = counties_of(province.with_layer("boundaries", areas))
    assert [county.county_id for county in found] == sorted(set(areas["county_id"][2:]))
    assert sum(county.area.area for county in found) == pytest.approx(
        areas.area[2:].sum(), rel=1e-6
    )
    areas[["county_id", "township_id"]] = None
    with pytest.raises(RoadnetError):
        counties_of(province.with_layer("boundaries", areas))
