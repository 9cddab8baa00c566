"""The standard's demands on the files that we write: what must be there, refer, and hold."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import shapely.geometry

Rows = list[dict[str, str]]
_TIME = r"\d{2,}:[0-5]\d:[0-5]\d"
_DATE = r"\d{8}"
_NUMBER = r"\d+"
# Fields that each row must fill, and the pattern of each.
REQUIRED = {
    "agency.txt": {
        "agency_id": ".+", "agency_name": ".+", "agency_url": "https?://.+",
        "agency_timezone": r"\w+/\w+",
    },
    "stops.txt": {
        "stop_id": ".+", "stop_name": ".+", "stop_lat": r"-?\d+\.\d+", "stop_lon": r"-?\d+\.\d+",
        "location_type": "0",
    },
    "routes.txt": {"route_id": ".+", "agency_id": ".+", "route_long_name": ".+", "route_type": "3"},
    "trips.txt": {"route_id": ".+", "service_id": ".+", "trip_id": ".+"},
    "stop_times.txt": {"trip_id": ".+", "stop_sequence": _NUMBER},
    "frequencies.txt": {
        "trip_id": ".+", "start_time": _TIME, "end_time": _TIME, "headway_secs": r"[1-9]\d*",
        "exact_times": "0",
    },
    "calendar.txt": {
        "service_id": ".+", "start_date": _DATE, "end_date": _DATE,
        **dict.fromkeys(
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "[01]"
        ),
    },
    "calendar_dates.txt": {"service_id": ".+", "date": _DATE, "exception_type": "[12]"},
    "location_groups.txt": {"location_group_id": ".+"},
    "location_group_stops.txt": {"location_group_id": ".+", "stop_id": ".+"},
    "booking_rules.txt": {"booking_rule_id": ".+", "booking_type": "[012]"},
    "feed_info.txt": {
        "feed_publisher_name": ".+", "feed_publisher_url": "https?://.+", "feed_lang": "zh|en",
        "feed_start_date": _DATE, "feed_end_date": _DATE, "feed_version": ".+",
    },
}  # fmt: skip
KEYS = {
    "agency.txt": ("agency_id",),
    "stops.txt": ("stop_id",),
    "routes.txt": ("route_id",),
    "trips.txt": ("trip_id",),
    "stop_times.txt": ("trip_id", "stop_sequence"),
    "frequencies.txt": ("trip_id", "start_time"),
    "calendar.txt": ("service_id",),
    "calendar_dates.txt": ("service_id", "date"),
    "location_groups.txt": ("location_group_id",),
    "location_group_stops.txt": ("stop_id", "location_group_id"),
    "booking_rules.txt": ("booking_rule_id",),
}


def read_tables(feed: bytes) -> tuple[dict[str, Rows], dict[str, shapely.Geometry]]:
    """The rows of each file, and the areas by identifier."""
    tables: dict[str, Rows] = {}
    areas: dict[str, shapely.Geometry] = {}
    with zipfile.ZipFile(io.BytesIO(feed)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8")
            if name == "locations.geojson":
                content = json.loads(text)
                assert content["type"] == "FeatureCollection"
                areas = {
                    f["id"]: shapely.geometry.shape(f["geometry"]) for f in content["features"]
                }
                assert len(areas) == len(content["features"])
            else:
                tables[name] = list(csv.DictReader(io.StringIO(text, newline="")))
    return tables, areas


def require_valid(feed: bytes) -> None:
    """Require all of it."""
    tables, areas = read_tables(feed)
    assert {"agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt"} <= {
        *tables
    } or areas
    for name, rows in tables.items():
        for row in rows:
            for column, pattern in REQUIRED[name].items():
                assert re.fullmatch(pattern, row[column]), (name, column, row)
            for value in row.values():
                assert value == value.strip()
                assert value.isprintable(), (name, value)
        if name in KEYS:
            keys = [tuple(row[column] for column in KEYS[name]) for row in rows]
            assert len(set(keys)) == len(keys), name
    _require_references(tables, areas)
    _require_calls(tables)
    _require_ranges(tables, areas)


def _column(tables: dict[str, Rows], file: str, column: str) -> set[str]:
    return {row[column] for row in tables.get(file, []) if row.get(column)}


def _require_references(tables: dict[str, Rows], areas: dict[str, shapely.Geometry]) -> None:
    services = _column(tables, "calendar.txt", "service_id") | _column(
        tables, "calendar_dates.txt", "service_id"
    )
    stops = _column(tables, "stops.txt", "stop_id")
    groups = _column(tables, "location_groups.txt", "location_group_id")
    trips = _column(tables, "trips.txt", "trip_id")
    rules = _column(tables, "booking_rules.txt", "booking_rule_id")
    assert _column(tables, "routes.txt", "agency_id") <= _column(tables, "agency.txt", "agency_id")
    assert _column(tables, "trips.txt", "route_id") == _column(tables, "routes.txt", "route_id")
    assert _column(tables, "trips.txt", "service_id") == services
    assert _column(tables, "stop_times.txt", "trip_id") == trips
    assert _column(tables, "frequencies.txt", "trip_id") <= trips
    assert _column(tables, "stop_times.txt", "stop_id") <= stops
    assert _column(tables, "stop_times.txt", "location_id") <= set(areas)
    assert _column(tables, "stop_times.txt", "location_group_id") <= groups
    assert _column(tables, "location_group_stops.txt", "stop_id") <= stops
    assert _column(tables, "location_group_stops.txt", "location_group_id") == groups
    for which in ("pickup", "drop_off"):
        assert _column(tables, "stop_times.txt", f"{which}_booking_rule_id") <= rules
    # Identifiers of stops, areas and groups are of one space.
    assert not (stops & set(areas) or stops & groups or set(areas) & groups)


def _require_calls(tables: dict[str, Rows]) -> None:
    by_trip: dict[str, Rows] = {}
    for row in tables["stop_times.txt"]:
        by_trip.setdefault(row["trip_id"], []).append(row)
    repeated = _column(tables, "frequencies.txt", "trip_id")
    for trip, rows in by_trip.items():
        rows.sort(key=lambda row: int(row["stop_sequence"]))
        assert len(rows) >= 2, trip
        times = []
        for row in rows:
            named = [row.get(c) for c in ("stop_id", "location_id", "location_group_id")]
            assert len([n for n in named if n]) == 1, row
            window = [row.get(f"{end}_pickup_drop_off_window", "") for end in ("start", "end")]
            if row.get("stop_id"):
                assert window == ["", ""]
                assert re.fullmatch(_TIME, row["arrival_time"])
                assert row["timepoint"] == "0"
                assert trip in repeated
                times += [row["arrival_time"], row["departure_time"]]
            else:  # booked: a window, no times, and neither scheduled nor by hailing
                assert all(re.fullmatch(_TIME, end) for end in window)
                assert window[0] < window[1]
                assert (row["arrival_time"], row["departure_time"]) == ("", "")
                assert row["pickup_type"] in ("1", "2")
                assert row["drop_off_type"] in ("1", "2", "3")
        assert times == sorted(times)


def _require_ranges(tables: dict[str, Rows], areas: dict[str, shapely.Geometry]) -> None:
    for row in tables.get("stops.txt", []):
        assert -90 <= float(row["stop_lat"]) <= 90
        assert -180 <= float(row["stop_lon"]) <= 180
    for row in tables.get("frequencies.txt", []):
        assert row["start_time"] < row["end_time"]
    for row in tables.get("calendar.txt", []):
        assert row["start_date"] <= row["end_date"]
    for area in areas.values():
        assert area.geom_type in ("Polygon", "MultiPolygon")
        assert area.is_valid
        west, south, east, north = area.bounds
        assert -180 <= west < east <= 180
        assert -90 <= south < north <= 90
    for row in tables.get("booking_rules.txt", []):
        duration, day, time = (
            row.get(f"prior_notice_{what}", "")
            for what in ("duration_min", "last_day", "last_time")
        )
        assert bool(duration) == (row["booking_type"] == "1")
        assert bool(day) == bool(time) == (row["booking_type"] == "2")
        assert not duration or int(duration) >= 1
        assert not day or int(day) >= 1
        assert not time or re.fullmatch(r"[01]\d:[0-5]\d:00|2[0-3]:[0-5]\d:00", time)


def write(feed: bytes, path: Path) -> Path:
    path.write_bytes(feed)
    return path
