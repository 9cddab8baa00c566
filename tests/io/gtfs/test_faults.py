"""What is wrong in a feed is a finding with file and row; the good rows stay."""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path

import pytest

from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.io.read import read_district
from tests.io.gtfs.feeds import (
    CALLS,
    DAILY,
    PLAIN,
    ROUTES,
    STOPS,
    TRIPS,
    by_id,
    found,
    read,
)

WEEK = "1,1,1,1,1,1,1"
LATE = "T1,25:10:00,25:10:00,S1,3\n"
FAULTS = [
    ("gtfs_unknown_id", "stop_times.txt", CALLS + "T1,09:00:00,09:00:00,S9,3\n", (3,), "S9"),
    ("gtfs_unknown_id", "stop_times.txt", CALLS + "T9,09:00:00,09:00:00,S1,3\n", (3,), "T9"),
    ("gtfs_unknown_id", "trips.txt", TRIPS + "R9,D,T2\n", (2,), "R9"),
    ("gtfs_unknown_id", "trips.txt", TRIPS + "R1,X,T2\n", (2,), "X"),
    ("gtfs_duplicate", "trips.txt", TRIPS + "R1,D,T1\n", (2,), "T1"),
    ("gtfs_duplicate", "stops.txt", STOPS + "S1,又,30.5,104\n", (3,), "S1"),
    ("gtfs_duplicate", "routes.txt", ROUTES + "R1,A,9,,3\n", (2,), "R1"),
    ("gtfs_duplicate", "calendar.txt", DAILY + DAILY.splitlines()[1] + "\n", (2,), "D"),
    ("gtfs_value_bad", "calendar.txt", DAILY + f"E,{WEEK},2024-3-4,20240331\n", (2,), "2024-3-4"),
    ("gtfs_value_bad", "calendar.txt", DAILY + f"E,{WEEK},20240401,20240331\n", (2,), "20240331"),
    ("gtfs_value_bad", "stop_times.txt", CALLS + "T1,09:00:00,09:00:00,S1,x\n", (3,), "x"),
    ("gtfs_time_bad", "stop_times.txt", CALLS + "T1,9am,,S1,3\n", (3,), "9am"),
    ("gtfs_past_midnight", "stop_times.txt", CALLS + LATE, (3,), "25:10:00"),
    ("gtfs_trip_without_calls", "trips.txt", TRIPS + "R1,D,T2\n", (2,), "R1"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "file", "text", "rows", "name"), FAULTS)
def test_a_fault_names_file_and_row(
    tmp_path: Path, code: str, file: str, text: str, rows: tuple[int, ...], name: str
) -> None:
    district = read(tmp_path, {file: text})
    finding = next(f for f in found(district, code) if f.figures["file"] == file)
    assert (finding.layer, finding.rows, finding.figures["names"]) == ("gtfs", rows, name)
    assert name in finding.message("zh")
    assert str(rows[0]) in finding.message("en")
    assert by_id(district, "stops", "service_days_per_week") == {"S1": 7, "S2": 7}
    assert by_id(district, "stops", "name")["S1"] == "甲"


def test_headways_and_exceptions_that_mean_nothing(tmp_path: Path) -> None:
    head = "trip_id,start_time,end_time,headway_secs\n"
    tables = {
        "frequencies.txt": head + "T1,06:00:00,08:00:00,0\nT1,9:00:00,8:00:00,60\n",
        "calendar_dates.txt": "service_id,date,exception_type\nD,20240304,3\nD,20240231,1\n",
    }
    district = read(tmp_path, tables)
    assert by_id(district, "stops", "trips_per_day") == {"S1": 1, "S2": 1}
    told = {
        (f.figures["file"], f.figures["column"]): f.rows for f in found(district, "gtfs_value_bad")
    }
    assert told == {
        ("frequencies.txt", "headway_secs"): (1, 2),
        ("calendar_dates.txt", "exception_type"): (1,),
        ("calendar_dates.txt", "date"): (2,),
    }


def test_stations_and_entrances_are_left_aside(tmp_path: Path) -> None:
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "S1,甲,30.00,104.00,,P\nS2,乙,30.01,104.01,0,\nP,站,30.00,104.00,1,\nE,口,30.00,104.00,2,P\n"
    )
    calls = CALLS + "T1,09:00:00,09:00:00,P,3\n"
    district = read(tmp_path, {"stops.txt": stops, "stop_times.txt": calls})
    assert list(district.layers["stops"]["stop_id"]) == ["S1", "S2"]
    assert found(district, "gtfs_stations_aside")[0].rows == (3, 4)
    assert found(district, "gtfs_call_at_station")[0].rows == (3,)


def test_a_stop_without_a_place_is_set_apart(tmp_path: Path) -> None:
    stops = "stop_id,stop_name,stop_lat,stop_lon\nS0,空,,\nS1,甲,30.00,104.00\nS2,乙,30.01,104.01\n"
    district = read(tmp_path, {"stops.txt": stops})
    assert found(district, "geometry_missing")[0].rows == (1,)
    assert list(district.layers["stops"]["source_row"]) == [2, 3]
    assert district.sources["stops"].read == 3


@pytest.mark.parametrize("gone", ["stop_times.txt", "trips.txt", "routes.txt", "calendar.txt"])
def test_a_file_that_lacks_is_an_error_among_the_findings(tmp_path: Path, gone: str) -> None:
    district = read(tmp_path, {gone: None})
    assert gone in str(found(district, "gtfs_file_missing")[0].figures["file"])
    days = district.layers["stops"]["service_days_per_week"]
    assert (days.isna() | (days == 0)).all()


def test_a_service_that_never_runs(tmp_path: Path) -> None:
    tables = {
        "calendar.txt": DAILY + "N,0,0,0,0,0,0,0,20240304,20240331\n",
        "trips.txt": TRIPS + "R1,N,T2\n",
        "stop_times.txt": CALLS + "T2,09:00:00,09:00:00,S1,1\nT2,10:00:00,10:00:00,S2,2\n",
    }
    district = read(tmp_path, tables)
    assert found(district, "gtfs_service_idle")[0].figures["names"] == "N"
    assert by_id(district, "stops", "trips_per_day") == {"S1": 1, "S2": 1}


def names(district: District) -> list[str]:
    return list(district.layers["stops"]["name"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    district = read(tmp_path, {}, encoding=encoding)
    assert names(district) == ["甲", "乙"]
    guessed = {finding.figures["file"] for finding in found(district, "encoding_guessed")}
    wanted = {"agency.txt", "routes.txt", "stops.txt"} if encoding == "gbk" else set()
    assert guessed == wanted


def test_a_feed_in_a_folder_of_the_zip_and_one_unzipped(tmp_path: Path) -> None:
    assert names(read(tmp_path, {}, home="导出/", inline=False)) == ["甲", "乙"]
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in PLAIN.items():
        (folder / name).write_bytes(codecs.BOM_UTF8 + text.encode())
    toml = '[layers.gtfs]\npath = "texts"\n'
    (tmp_path / "district.toml").write_text(toml, encoding="utf-8")
    for inline in (True, False):
        assert names(read_district(tmp_path, inline=inline)) == ["甲", "乙"]


def test_a_folder_of_files_may_hold_a_feed(tmp_path: Path) -> None:
    read(tmp_path, {})
    (tmp_path / "feed.zip").rename(tmp_path / "gtfs.zip")
    (tmp_path / "district.toml").unlink()
    assert names(read_district(tmp_path, inline=True)) == ["甲", "乙"]


def test_only_files_of_the_standard_are_taken_out(tmp_path: Path) -> None:
    read(tmp_path, {})
    with zipfile.ZipFile(tmp_path / "feed.zip", "a") as archive:
        archive.writestr("odd.shp", b"\x00")
        archive.writestr("nested/stops.txt", "stop_id\nX\n")
    assert names(read_district(tmp_path, inline=True)) == ["甲", "乙"]


def test_gcj02_is_moved(tmp_path: Path) -> None:
    plain = read(tmp_path, {}).layers["stops"].to_crs(4326).geometry.x
    moved = read(tmp_path, {}, more='crs = "gcj02"').layers["stops"].to_crs(4326).geometry.x
    assert 0.0005 < float((plain - moved).abs().max()) < 0.01


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('period = "2024-03"', "config_bad_period"),
        ('period = "1900-01-01/2024-01-01"', "config_bad_period"),
        ('columns = { stop_id = "x" }', "config_unknown_key"),
    ],
)
def test_a_setting_that_cannot_hold(tmp_path: Path, more: str, code: str) -> None:
    with pytest.raises(RoadnetError) as caught:
        read(tmp_path, {}, more=more)
    assert caught.value.code == code
    assert caught.value.message("zh")


def test_drawn_lines_come_along(tmp_path: Path) -> None:
    tables = {
        "trips.txt": "route_id,service_id,trip_id,shape_id\nR1,D,T1,L\n",
        "shapes.txt": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
        "L,30.01,104.01,20\nL,30.00,104.00,3\n",
    }
    line = read(tmp_path, tables).layers["bus_routes"].to_crs(4326).geometry.iloc[0]
    assert [tuple(round(x, 6) for x in xy) for xy in line.coords] == [(104, 30), (104.01, 30.01)]
