"""A timetable beside tables of the same layers: which row counts, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadnet.district import District
from roadnet.io.read import read_district
from tests.io.gtfs.feeds import by_id, found, write_feed

TABLE = "stop_id,name,service_days_per_week,has_sign,lon,lat\n"


def read(folder: Path, stops: str, routes: str = "") -> District:
    """The plain feed (S1 and S2 daily, R1), with a table of stops and one of routes."""
    write_feed(folder / "feed.zip", {})
    toml = '[district]\nname = "某县"\n[layers.gtfs]\npath = "feed.zip"\n'
    if stops:
        (folder / "stops.csv").write_text(TABLE + stops, encoding="utf-8")
        toml += '[layers.stops]\npath = "stops.csv"\n'
    if routes:
        head = "route_id,name,stop_ids,trips_per_day,operating_days\n"
        (folder / "routes.csv").write_text(head + routes, encoding="utf-8")
        toml += '[layers.bus_routes]\npath = "routes.csv"\n'
    (folder / "district.toml").write_text(toml, encoding="utf-8")
    return read_district(folder, inline=True)


def test_the_table_keeps_what_it_says_and_is_filled_where_it_is_empty(tmp_path: Path) -> None:
    district = read(tmp_path, "S1,甲站,,是,104.0,30.0\nT9,丁站,2,否,104.02,30.0\n")
    stops = district.layers["stops"]
    assert list(stops["stop_id"]) == ["S1", "T9", "S2"]
    assert list(stops["name"]) == ["甲站", "丁站", "乙"]
    assert list(stops["service_days_per_week"]) == [7, 2, 7]
    assert list(stops["source_row"]) == [2, 3, 5]  # row 2 of stops.txt, after the table's last, 3
    assert stops["has_sign"].tolist()[:2] == [True, False]
    assert found(district, "gtfs_same_id")[0].ids == ("S1",)
    assert not found(district, "gtfs_days_differ")
    assert found(district, "gtfs_beside")[0].layer == "stops"
    source = district.sources["stops"]
    assert (source.file, source.read, source.accepted) == ("stops.csv, feed.zip", 4, 4)


def test_days_that_differ_stay_the_tables_and_are_said(tmp_path: Path) -> None:
    district = read(tmp_path, "S1,甲站,2,是,104.0,30.0\n")
    assert by_id(district, "stops", "service_days_per_week") == {"S1": 2, "S2": 7}
    told = found(district, "gtfs_days_differ")[0]
    assert (told.rows, told.ids) == ((2,), ("S1",))
    assert (told.figures["days"], told.figures["gtfs_days"]) == (2, 7)


@pytest.mark.parametrize("stops", ["", "S1,甲站,,是,104.0,30.0\n"])
def test_a_line_of_ones_own_is_not_hidden_by_the_timetable(tmp_path: Path, stops: str) -> None:
    """Own line C9 calls at S1: its days come from C9 and R1 together, S2's from the timetable."""
    district = read(tmp_path, stops, "C9,丙线,S1;S7,4,sat;sun\nR1,甲乙,,,\n")
    days = by_id(district, "stops", "service_days_per_week")
    assert days["S1"] != days["S1"]  # NaN: left to the lines
    assert days["S2"] == 7
    routes = district.layers["bus_routes"].set_index("route_id")
    assert routes.loc["R1", ["name", "stop_ids", "operating_days"]].tolist() == [
        "甲乙",
        "S1;S2",
        "7",
    ]
    assert routes.loc["C9", "operating_days"] == "sat;sun"


def test_a_stop_of_the_timetable_without_a_place_is_numbered_on(tmp_path: Path) -> None:
    read(tmp_path, "S1,甲站,7,是,104.0,30.0\n")
    bad = "stop_id,stop_name,stop_lat,stop_lon\nS0,空,,\nS1,甲,30,104\nS2,乙,30.01,104.01\n"
    write_feed(tmp_path / "feed.zip", {"stops.txt": bad})
    district = read_district(tmp_path, inline=True)
    told = found(district, "geometry_missing")[0]
    assert (told.layer, told.rows) == (
        "stops",
        (3,),
    )  # row 1 of stops.txt, after the table's last, 2
    assert list(district.layers["stops"]["source_row"]) == [2, 5]
