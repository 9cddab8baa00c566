"""Booked service in the dialects of GTFS-Flex: areas, groups of stops, rules, old spellings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.io.gtfs.feeds import DAILY, by_id, found, read

SQUARE = [[[104.0, 30.0], [104.1, 30.0], [104.1, 30.1], [104.0, 30.1], [104.0, 30.0]]]
SQUARE_WKT = "POLYGON((104 30,104.1 30,104.1 30.1,104 30.1,104 30))"


def locations(*names: str) -> str:
    features = [
        {
            "type": "Feature",
            "id": name,
            "properties": {"stop_name": f"{name}区"},
            "geometry": {"type": "Polygon", "coordinates": SQUARE},
        }
        for name in names
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


FLEX = (
    "trip_id,stop_id,location_id,location_group_id,stop_sequence,pickup_type,drop_off_type,"
    "start_pickup_drop_off_window,end_pickup_drop_off_window,pickup_booking_rule_id\n"
)
RULES = (
    "booking_rule_id,booking_type,prior_notice_duration_min,prior_notice_last_day,"
    "prior_notice_last_time,phone_number\n"
)


def zone_calls(place: str, rule: str = "B") -> str:
    """A trip from a place to itself, which ``place`` names in its three columns."""
    return (
        FLEX + f"T1,{place},1,2,1,08:00:00,18:00:00,{rule}\nT1,{place},2,1,2,08:00:00,18:00:00,\n"
    )


def zone(folder: Path, tables: Mapping[str, str | None]) -> dict[str, object]:
    district = read(folder, tables)
    assert len(district.layers["service_zones"]) == 1
    return dict(district.layers["service_zones"].iloc[0])


def test_an_area_of_the_adopted_standard(tmp_path: Path) -> None:
    tables = {
        "locations.geojson": locations("Z1"),
        "stop_times.txt": zone_calls(",Z1,"),
        "booking_rules.txt": RULES + "B,1,45,,,0000-9\n",
    }
    row = zone(tmp_path, tables)
    assert (row["zone_id"], row["name"]) == ("Z1", "Z1区")
    assert (row["booking_type"], row["prior_notice_min"], row["phone"]) == (1, 45, "0000-9")
    assert row["days_per_week"] == 7
    assert row["geometry"].geom_type == "Polygon"
    # 0.1 degrees by 0.1 at 30 north: 9.65 km by 11.09 km, 107 km2.
    assert row["geometry"].area / 1e6 == pytest.approx(107, rel=0.01)


@pytest.mark.parametrize(
    ("rule", "kind", "notice"),
    [
        ("B,0,,,,", 0, 0),
        ("B,1,30,,,", 1, 30),
        ("B,2,,1,08:00:00,", 2, 1440),  # until eight the day before; the window opens at eight
        ("B,2,,1,17:00:00,", 2, 900),  # 15 hours before eight
        ("B,2,,2,17:00:00,", 2, 900 + 1440),
        ("B,2,,1,,", 2, 1440),
        ("B,1,,,,", 1, None),
    ],
)
def test_notice_in_minutes(tmp_path: Path, rule: str, kind: int, notice: float | None) -> None:
    tables = {
        "locations.geojson": locations("Z1"),
        "stop_times.txt": zone_calls(",Z1,"),
        "booking_rules.txt": RULES + rule + "\n",
    }
    row = zone(tmp_path, tables)
    assert row["booking_type"] == kind
    assert (row["prior_notice_min"] == notice) or notice is None
    assert row["phone"] == "0000-1"  # the rule has none, so it is the agency's


def test_a_group_of_stops(tmp_path: Path) -> None:
    tables = {
        "location_groups.txt": "location_group_id,location_group_name\nG1,两站\n",
        "location_group_stops.txt": "location_group_id,stop_id\nG1,S1\nG1,S2\n",
        "stop_times.txt": zone_calls(",,G1", ""),
    }
    row = zone(tmp_path, tables)
    assert (row["zone_id"], row["stop_ids"], row["geometry"]) == ("G1", "S1;S2", None)


def test_a_draft_whose_groups_list_their_members(tmp_path: Path) -> None:
    """The group's file names stops and areas as ``location_id``; a call names it as a stop."""
    old = FLEX.replace("drop_off_window", "dropoff_window")
    tables = {
        "locations.geojson": locations("Z1"),
        "location_groups.txt": "location_group_id,location_id,location_group_name\n"
        "G1,S1,混合\nG1,Z1,\n",
        "stop_times.txt": old + "T1,G1,,,1,2,1,08:00:00,18:00:00,\n",
    }
    district = read(tmp_path, tables)
    row = dict(district.layers["service_zones"].iloc[0])
    assert (row["zone_id"], row["stop_ids"], row["name"]) == ("G1", "S1", "混合")
    assert row["geometry"].geom_type == "Polygon"
    drafts = found(district, "gtfs_flex_draft")[0].figures["names"]
    assert drafts == "start_pickup_dropoff_window, stop_id"


def test_a_draft_whose_areas_group_stops(tmp_path: Path) -> None:
    tables = {
        "stop_areas.txt": "area_id,stop_id\nA1,S2\n",
        "stop_times.txt": FLEX + "T1,A1,,,1,2,1,08:00:00,18:00:00,\n",
    }
    row = zone(tmp_path, tables)
    assert (row["zone_id"], row["stop_ids"]) == ("A1", "S2")


@pytest.mark.parametrize(("advance", "kind"), [("0", 0), ("60", 1), ("1440", 2)])
def test_the_first_version(tmp_path: Path, advance: str, kind: int) -> None:
    head = "trip_id,stop_id,stop_sequence,arrival_time,departure_time,start_service_area_id\n"
    tables = {
        "areas.txt": f'area_id,wkt\nA1,"{SQUARE_WKT}"\n',
        "trips.txt": f"route_id,service_id,trip_id,drt_advance_book_min\nR1,D,T1,{advance}\n",
        "stop_times.txt": head + "T1,S1,1,8:00:00,8:00:00,A1\nT1,S2,2,9:00:00,9:00:00,\n",
    }
    row = zone(tmp_path, tables)
    assert (row["zone_id"], row["booking_type"]) == ("A1", kind)
    assert row["prior_notice_min"] == float(advance)
    district = read(tmp_path, tables)
    assert by_id(district, "stops", "service_days_per_week") == {"S1": 7, "S2": 7}


@pytest.mark.parametrize("kind", ["2", "3"])
def test_stops_called_at_on_request_alone(tmp_path: Path, kind: str) -> None:
    """S2 is served when booked, and so by no regular bus; the route's name is the zone's."""
    head = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
    calls = head + f"T1,8:00:00,8:00:00,S1,1,0,0\nT1,8:30:00,8:30:00,S2,2,{kind},{kind}\n"
    district = read(tmp_path, {"stop_times.txt": calls})
    assert by_id(district, "stops", "service_days_per_week") == {"S1": 7, "S2": 0}
    assert by_id(district, "service_zones", "stop_ids") == {"R1": "S2"}
    assert by_id(district, "service_zones", "phone") == {"R1": "0000-1"}
    assert not found(district, "gtfs_no_boarding")


def test_a_zone_one_is_only_brought_to_and_one_that_never_runs(tmp_path: Path) -> None:
    tables = {
        "locations.geojson": locations("Z1", "Z2"),
        "calendar.txt": DAILY + "N,0,0,0,0,0,0,0,20240304,20240331\n",
        "trips.txt": "route_id,service_id,trip_id\nR1,D,T1\nR1,N,T2\n",
        "stop_times.txt": FLEX
        + "T1,S1,,,1,0,0,,,\nT1,,Z1,,2,1,2,08:00:00,18:00:00,\n"
        + "T2,,Z2,,1,2,1,08:00:00,18:00:00,\n",
    }
    district = read(tmp_path, tables)
    assert "service_zones" not in district.layers
    assert found(district, "gtfs_zone_no_pickup")[0].figures["names"] == "Z1"
    assert found(district, "gtfs_zone_idle")[0].figures["names"] == "Z2"


def test_of_several_rules_the_one_that_asks_least(tmp_path: Path) -> None:
    tables = {
        "locations.geojson": locations("Z1"),
        "booking_rules.txt": RULES + "B,2,,1,08:00:00,1\nC,1,90,,,2\nD,1,30,,,3\n",
        "trips.txt": "route_id,service_id,trip_id\nR1,D,T1\nR1,D,T2\nR1,D,T3\n",
        "stop_times.txt": FLEX
        + "".join(
            f"T{n},,Z1,,1,2,1,08:00:00,18:00:00,{rule}\n" for n, rule in enumerate("BCD", start=1)
        ),
    }
    district = read(tmp_path, tables)
    row = dict(district.layers["service_zones"].iloc[0])
    assert (row["booking_type"], row["prior_notice_min"], row["phone"]) == (1, 30, "3")
    assert found(district, "gtfs_booking_several")


@pytest.mark.parametrize(
    ("geometry", "row"),
    [
        (None, 1),
        ({"type": "Point", "coordinates": [104, 30]}, 1),
        ({"type": "Polygon", "coordinates": [[[104, 30], [104.1, 30]]]}, 1),
        ({"type": "Polygon", "coordinates": "x"}, 1),
        ([], 1),
    ],
)
def test_an_area_that_is_none(tmp_path: Path, geometry: object, row: int) -> None:
    feature = {"type": "Feature", "id": "Z1", "properties": {}, "geometry": geometry}
    tables = {
        "locations.geojson": json.dumps({"type": "FeatureCollection", "features": [feature]}),
        "stop_times.txt": zone_calls(",Z1,", ""),
    }
    district = read(tmp_path, tables)
    assert found(district, "gtfs_area_bad")[0].rows == (row,)
    assert found(district, "gtfs_unknown_id")[0].figures["names"] == "Z1"


def test_lines_boarded_anywhere_are_named(tmp_path: Path) -> None:
    routes = "route_id,agency_id,route_short_name,route_type,continuous_pickup\nR1,A,1,3,0\n"
    district = read(tmp_path, {"routes.txt": routes})
    assert found(district, "gtfs_continuous")[0].figures["names"] == "R1"
    calls = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,continuous_pickup\n"
        "T1,8:00:00,8:00:00,S1,1,1\nT1,9:00:00,9:00:00,S2,2,1\n"
    )
    district = read(tmp_path, {"routes.txt": routes, "stop_times.txt": calls})
    assert not found(district, "gtfs_continuous")  # the call's own word goes before the route's
