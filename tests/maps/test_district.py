"""A district's map from tables with the contract's columns."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from roadnet.maps import codec, to_html
from roadnet.maps.district_layers import (
    build_gaps_layer,
    build_roads_layer,
    build_single_roads_layer,
    build_townships_layer,
    build_villages_layer,
)
from roadnet.maps.district_map import build_district_map, district_layers, with_rates
from roadnet.maps.theme import line_styles, point_styles, share_class, status_colour

CRS = "EPSG:4544"


def _points(count: int) -> list[shapely.Point]:
    return [shapely.Point(500_000 + 1000 * place, 3_300_000) for place in range(count)]


def _villages() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "village_id": ["1", "2", "3", "4", "5"],
            "name": ["甲村", "乙村", "丙村", "丁村", "戊组"],
            "township_id": ["T1", "T1", "T1", "T2", "T3"],
            "kind": ["administrative"] * 4 + ["natural"],
            "population": [100, 200, 400, 800, 1600],
            "road_status": ["connected", "connected", "off_network", "no_route", "unhardened"],
            "road_reason": ["好", "好", "远", "断", "土"],
            "bus_level": ["daily", "none", "on_demand", "weekly", "none"],
            "bus_reason": ["a", "b", "c", "d", "e"],
            "logistics_status": ["complete", "broken_village", "complete", "complete", "complete"],
            "logistics_reason": ["a", "b", "c", "d", "e"],
            "to_county_km": [1.0, 2.0, np.nan, np.nan, 3.0],
        },
        geometry=_points(5),
        crs=CRS,
    )


def _roads() -> gpd.GeoDataFrame:
    ends = _points(4)
    return gpd.GeoDataFrame(
        {
            "road_id": ["R1", "R2", "R3"],
            "name": ["一", "二", "三"],
            "admin_class": ["county", "village", None],
            "surface": ["asphalt", "earth", "cement"],
            "length_km": [1.0, 1.0, 1.0],
            "villages_behind": [0, 3, 1],
            "population_behind": [0, 700, 100],
        },
        geometry=[shapely.LineString(pair) for pair in pairwise(ends)],
        crs=CRS,
    )


def _boundaries() -> gpd.GeoDataFrame:
    boxes = [
        shapely.box(499_000 + 3000 * i, 3_299_000, 502_000 + 3000 * i, 3_301_000) for i in range(3)
    ]
    return gpd.GeoDataFrame(
        {"township_id": ["T1", "T2", "T3"], "name": ["东镇", "西镇", "南乡"]},
        geometry=boxes,
        crs=CRS,
    )


def _assessment() -> Any:
    seats = gpd.GeoDataFrame(
        {"township_id": ["T1", "T2"], "name": ["东镇", "西镇"], "is_county_seat": [True, None]},
        geometry=_points(2),
        crs=CRS,
    )
    layers = {"boundaries": _boundaries(), "townships": seats}
    district = SimpleNamespace(
        name="示范县",
        crs=pyproj.CRS(CRS),
        layers=layers,
        data_date="2024",
        has=lambda layer: layer in layers,
    )
    gaps = gpd.GeoDataFrame(
        {"kind": ["road", "bus"], "name": ["丁村", "乙村"], "missing_km": [1.5, np.nan]},
        geometry=[shapely.LineString(_points(2)), _points(1)[0]],
        crs=CRS,
    )
    joins = gpd.GeoDataFrame(
        {"road_id": ["R1"], "distance_m": [4.0]},
        geometry=[shapely.LineString(_points(2))],
        crs=CRS,
    )
    return SimpleNamespace(
        district=district,
        standard=SimpleNamespace(name=lambda lang: {"zh": "全国", "en": "National"}[lang]),
        villages=_villages(),
        townships=pd.DataFrame(
            {"township_id": ["T1", "T2"], "name": ["东镇", "西镇"], "road_rate": [0.5, 1.0]}
        ),
        roads=_roads(),
        joins=joins,
        gaps=gaps,
        stops=None,
        stations=None,
        logistics=None,
    )


def _head(layer: Any) -> dict[str, Any]:
    return codec.from_container(layer.payload)[0]


def _totals(layer: Any, scheme: int = 0) -> dict[str, str]:
    styles = _head(layer)["schemes"][scheme]["styles"]
    return {style["label"]: style["total"] for style in styles}


def test_rates_are_those_of_the_assessment() -> None:
    townships = pd.DataFrame({"township_id": ["T2", "T1"], "road_rate": [0.25, 1.0]})
    rated = with_rates(_boundaries(), townships)
    assert rated["road_rate"].tolist()[:2] == [1.0, 0.25]
    assert np.isnan(rated["road_rate"].iloc[2])
    # In percent, one decimal, in the card; 25 % is in the second class, 100 % in the last.
    layer = build_townships_layer(rated, lang="en")
    meta, blocks = codec.from_container(layer.payload)
    names = codec.from_dictionary(blocks["title"], blocks["title_places"])
    shown = codec.from_numbers(blocks["field0"], decimals=1)
    assert dict(zip(names, shown, strict=True)) == {"东镇": 100.0, "西镇": 25.0, "南乡": None}
    totals = {style["label"]: style["total"] for style in meta["schemes"][0]["styles"]}
    assert (totals["80–100%"], totals["20–40%"], totals["Not given"]) == ("1", "1", "1")


@pytest.mark.parametrize(
    ("ratio", "expected"), [(0.0, "0"), (0.2, "1"), (0.999, "4"), (1.0, "4"), (np.nan, "")]
)
def test_shares_fall_into_five_classes(ratio: float, expected: str) -> None:
    assert share_class(ratio) == expected


def test_villages_are_counted_by_each_status() -> None:
    layer = build_villages_layer(_villages(), lang="en")
    road = _totals(layer, 0)
    assert road["On a hardened road"] == "2"
    assert road["No route"] == "1"
    assert sum(int(total) for total in road.values()) == 5
    assert [scheme["name"] for scheme in _head(layer)["schemes"]] == ["Road", "Bus", "Parcels"]


def test_roads_are_measured_in_kilometres() -> None:
    totals = _totals(build_roads_layer(_roads(), lang="en"))
    assert totals["County"] == "1.000 km"
    assert totals["Not given"] == "1.000 km"
    assert totals["National"] == "0.000 km"


def test_only_roads_with_villages_behind_are_single() -> None:
    assert _head(build_single_roads_layer(_roads(), lang="zh"))["count"] == 2


def test_only_lines_are_drawn_as_gaps() -> None:
    assert _head(build_gaps_layer(_assessment().gaps, lang="zh"))["count"] == 1


def test_a_township_layer_without_rates_is_a_border() -> None:
    head = _head(build_townships_layer(_boundaries(), lang="en"))
    assert [style["label"] for style in head["schemes"][0]["styles"]] == ["Township border"]
    assert head["label"] != ""


def test_a_column_that_is_absent_is_left_out() -> None:
    bare = _villages()[["village_id", "name", "road_status", "geometry"]]
    head = _head(build_villages_layer(bare, lang="en"))
    assert [field["label"] for field in head["fields"]] == ["Road", "Id"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_assessment_becomes_a_page(lang: Any) -> None:
    assessment = _assessment()
    names = [_head(layer)["name"] for layer in district_layers(assessment, lang=lang)]
    assert len(names) == len(set(names)) == 8
    html = to_html(build_district_map(assessment, lang=lang))
    assert "示范县" in html[: html.index("</title>")]


def test_every_status_has_its_own_colour_and_shape() -> None:
    for attribute in ("road_status", "bus_level", "logistics_status"):
        styles = point_styles(attribute, "en")
        looks = {(style.colour, style.shape) for style in styles}
        assert len(looks) == len(styles)
        for style in styles:
            assert style.colour == status_colour(attribute, style.value)
    for attribute in ("admin_class", "surface"):
        styles = line_styles(attribute, "zh")
        assert len({style.colour for style in styles}) == len(styles)
