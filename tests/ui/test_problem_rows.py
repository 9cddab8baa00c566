"""A problem's rows and places, before they are shown."""

from __future__ import annotations

from typing import Any

import pytest

from roadnet.findings import Finding
from roadnet.ui.components.problem_rows import places_of, rows_of


def found(layer: str, *rows: int, lon: float | None = None, lat: float | None = None) -> Finding:
    return Finding("id_duplicate", layer, rows=rows, lon=lon, lat=lat)


def test_rows_are_those_of_the_file_in_its_order(assessed: Any) -> None:
    district = assessed.assessment.district
    rows = rows_of(district, [found("villages", 4), found("villages", 2, 99)])
    # The scene's villages are a, b, c, d, e, f; row 99 was left out when the file was read.
    assert list(rows["village_id"]) == ["b", "d"]
    assert rows_of(district, [found("gtfs", 1)]) is None


def test_a_finding_without_a_place_stands_where_its_rows_do(assessed: Any) -> None:
    district = assessed.assessment.district
    places = places_of(district, [found("villages", 4)])
    there = district.layers["villages"].geometry.iloc[[3]].to_crs(4326).iloc[0]
    assert [(p.x, p.y) for p in places] == [pytest.approx((there.x, there.y))]


def test_a_finding_with_a_place_stands_there_alone(assessed: Any) -> None:
    places = places_of(assessed.assessment.district, [found("villages", 4, lon=104.5, lat=30.5)])
    assert [(p.x, p.y) for p in places] == [(104.5, 30.5)]


def test_findings_with_and_without_places_are_all_placed(assessed: Any) -> None:
    some = [found("villages", 4, lon=104.5, lat=30.5), found("villages", 1, 2)]
    assert len(places_of(assessed.assessment.district, some)) == 3


def test_a_finding_on_the_whole_has_no_place(assessed: Any) -> None:
    assert places_of(assessed.assessment.district, [found("")]).empty
