"""The district keeps the contract, is the same each time, and is whole."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from roadnet.demo import DemoOptions, generate
from roadnet.schema import layers as schema_layers

YEARS = (2023, 2024)


def test_sizes(demo):
    layers = demo.years[2024]
    assert len(layers["roads"]) == 3_000
    assert (layers["villages"]["kind"] == "administrative").sum() == 220
    assert len(layers["townships"]) == 16
    assert layers["townships"]["is_county_seat"].tolist().count(True) == 1
    assert len(layers["ferries"]) == 2
    assert layers["roads"]["is_ferry"].sum() == 1
    assert layers["roads"]["is_bridge"].sum() > 5


# Former seats stand in rows of their own, so no village lists them; roads meet by where they lie;
# zones list villages, not stops; the usual days of a week are told by timetables alone.
NOT_GIVEN = {
    "villages": {"former_ids"},
    "roads": {"from_node", "to_node"},
    "service_zones": {"stop_ids"},
    "stops": {"usual_days_per_week"},
}


@pytest.mark.parametrize("year", YEARS)
def test_layers_and_columns_are_those_of_the_model(demo, year):
    model = dict(schema_layers())
    assert list(demo.years[year]) == list(model)
    for name, frame in demo.years[year].items():
        further = {column for column in frame.columns if column.startswith("has_")}
        given = {*model[name].columns, "geometry"} - NOT_GIVEN.get(name, set())
        assert set(frame.columns) - further == given
        assert frame.crs.to_epsg() == 4544
        assert frame[model[name].id_column].is_unique
        for column in (model[name].columns[c] for c in frame.columns if c in model[name].columns):
            values = frame[column.name].dropna()
            if column.type == "enum":
                assert set(values) <= set(column.values), (name, column.name)
            if column.low is not None:
                assert values.between(column.low, column.high).all(), (name, column.name)
        shapes = frame.geometry.dropna()
        assert shapes.is_valid.all()
        assert set(shapes.geom_type) <= model[name].geometry_types
        assert len(shapes) == len(frame) or model[name].may_lack_geometry


@pytest.mark.parametrize("year", YEARS)
def test_references_hold(demo, year):
    layers = demo.years[year]
    villages, stops = layers["villages"], set(layers["stops"]["stop_id"])
    assert set(villages["township_id"]) <= set(layers["townships"]["township_id"])
    former = villages[villages["kind"] == "former"]
    present = set(villages[villages["kind"] == "administrative"]["village_id"])
    assert set(former["successor_id"]) <= present
    assert set(";".join(layers["bus_routes"]["stop_ids"]).split(";")) <= stops
    zoned = layers["service_zones"]["village_ids"].dropna()
    assert set(";".join(zoned).split(";")) <= present


def test_codes(demo):
    layers = demo.years[2024]
    rural = layers["roads"][~layers["roads"]["admin_class"].isin(["national", "provincial"])]
    assert (
        rural["route_code"].map(lambda c: bool(re.fullmatch(r"[XYCZW]\w{3}519999(D1)?", c))).all()
    )
    assert layers["villages"]["village_id"].str.fullmatch(r"519999\d{6}").all()
    assert layers["townships"]["township_id"].str.fullmatch(r"519999\d{3}000").all()


def test_stakes_follow_the_geometry(demo):
    roads = demo.years[2024]["roads"]
    told_km = roads["end_stake_km"] - roads["start_stake_km"]
    assert (told_km - roads.length / 1_000).abs().max() < 0.02


def test_townships_tile_the_county(demo):
    areas = demo.years[2024]["boundaries"].geometry.to_numpy()
    assert shapely.coverage_is_valid(areas)
    whole = shapely.union_all(areas)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert whole.area == pytest.approx(shapely.area(areas).sum(), rel=1e-9)
    assert 1.0e9 < whole.area < 1.5e9
    villages = demo.years[2024]["villages"]
    owner = dict(zip(demo.years[2024]["boundaries"]["township_id"], areas, strict=True))
    inside = [
        owner[township].distance(point) < 60.0
        for township, point in zip(villages["township_id"], villages.geometry, strict=True)
    ]
    assert all(inside)


def test_villages_too_small_to_count_are_told(demo):
    villages, truth = demo.years[2024]["villages"], demo.truth[2024].villages
    natural = (villages["kind"] == "natural").to_numpy()
    large = ((villages["population"] >= 150) | (villages["households"] >= 30)).to_numpy()
    assert (truth["counts"].to_numpy()[natural] == large[natural]).all()
    assert 5 < (~large[natural]).sum() < natural.sum() / 2
    excluded = ~villages["eligible"].to_numpy(dtype=bool)
    assert villages["exclusion_reason"].notna().to_numpy().tolist() == excluded.tolist()
    assert excluded.sum() == 3
    assert not truth["counts"].to_numpy()[excluded].any()


def test_names_hold_quotes_and_brackets(demo):
    names = "".join(demo.years[2024]["villages"]["name"])
    assert all(sign in names for sign in '"“[')
    assert demo.years[2024]["villages"]["name"].is_unique


def test_same_seed_same_district(small):
    again = generate(small.options)
    for year in YEARS:
        assert again.truth[year].to_dict() == small.truth[year].to_dict()
        for name, frame in small.years[year].items():
            assert_geodataframe_equal(again.years[year][name], frame)


def test_another_seed_another_district(small):
    other = generate(DemoOptions(segments=500, villages=45, townships=6, seed=4))
    mine, theirs = small.years[2024]["roads"], other.years[2024]["roads"]
    assert len(mine) == len(theirs) == 500
    assert not np.allclose(mine.total_bounds, theirs.total_bounds, atol=50.0)


def test_too_small_a_district_is_refused():
    with pytest.raises(ValueError, match="villages >= 40"):
        DemoOptions(villages=10)
    with pytest.raises(ValueError, match="segments >= 1760"):
        DemoOptions(segments=1_000)


def test_generation_is_fast():
    begin = time.process_time()
    generate(DemoOptions())
    # Measured at 2 to 3 s on one core; the bound leaves room for slower machines.
    assert time.process_time() - begin < 12
