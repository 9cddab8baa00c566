"""Coordinates with minutes and seconds: 23 min 29.2 s are (23 + 29.2 / 60) / 60 of a degree."""

import pytest

from roadnet.io.formats.degrees import to_degrees
from roadnet.io.read import read_district

VALUE = 116 + (23 + 29.2 / 60) / 60


@pytest.mark.parametrize(
    "word",
    [
        "116°23'29.2\"",
        "116°23′29.2″",
        "116° 23' 29.2\" E",
        "E116°23'29.2''",
        "东经116度23分29.2秒",
        "116：23：29.2",
        "116 23 29.2",
        "１１６°２３′２９.２″",
    ],
)
def test_minutes_and_seconds(word: str) -> None:
    assert to_degrees(word) == pytest.approx(VALUE, abs=1e-10)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("116.39", 116.39),
        ("-12.5", -12.5),
        ("36500000.25", 36500000.25),  # metres pass as they are
        ("1e3", 1000.0),
        ("116.39°", 116.39),
        ("116°23.5'", 116 + 23.5 / 60),
        ("116°30′", 116.5),
        ("30.5S", -30.5),
        ("南纬30°30′", -30.5),
        ("-30°30′", -30.5),
    ],
)
def test_other_ways_to_write_one(word: str, value: float) -> None:
    assert to_degrees(word) == pytest.approx(value, abs=1e-10)


@pytest.mark.parametrize(
    "word",
    [
        "",
        "甲村",
        "116.23.29",
        "116.2329.2",
        "116°60'",
        "116°23'60\"",
        "116.5°23'",
        "116°23.5'29\"",
        "W-30",
        "1_0",
        "116°23'29\"30",
    ],
)
def test_what_is_ambiguous_or_no_coordinate(word: str) -> None:
    assert to_degrees(word) is None


def test_a_table_with_minutes_and_seconds_is_placed(tmp_path) -> None:
    line = 'road_id,WKT\nR1,"LINESTRING (104 30, 104.1 30)"\n'
    (tmp_path / "roads.csv").write_text(line, encoding="utf-8")
    rows = "village_id,name,经度,纬度\nV1,甲村,104°03′00″,30°00′36″\nV2,乙村,104.23.2,30.1\n"
    (tmp_path / "villages.csv").write_text(rows, encoding="utf-8")
    district = read_district(tmp_path, inline=True)
    found = district.layers["villages"].to_crs(4326)
    assert found["village_id"].tolist() == ["V1"]
    assert found.geometry[0].coords[0] == pytest.approx((104.05, 30.01), abs=1e-8)
    assert any(3 in f.rows for f in district.findings if f.layer == "villages")
