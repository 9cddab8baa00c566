"""The tables of a feed while it is written, and the zip that they become."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from roadnet.io.atomic import write_bytes

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "agency.txt": (
        "agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang",
    ),
    "stops.txt": ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type"),
    "routes.txt": (
        "route_id", "agency_id", "route_short_name", "route_long_name", "route_desc", "route_type",
    ),
    "trips.txt": ("route_id", "service_id", "trip_id", "direction_id"),
    "stop_times.txt": (
        "trip_id", "arrival_time", "departure_time", "stop_id", "location_group_id", "location_id",
        "stop_sequence", "start_pickup_drop_off_window", "end_pickup_drop_off_window",
        "pickup_type", "drop_off_type", "timepoint", "pickup_booking_rule_id",
        "drop_off_booking_rule_id",
    ),
    "frequencies.txt": ("trip_id", "start_time", "end_time", "headway_secs", "exact_times"),
    "calendar.txt": (
        "service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "start_date", "end_date",
    ),
    "calendar_dates.txt": ("service_id", "date", "exception_type"),
    "location_groups.txt": ("location_group_id", "location_group_name"),
    "location_group_stops.txt": ("location_group_id", "stop_id"),
    "booking_rules.txt": (
        "booking_rule_id", "booking_type", "prior_notice_duration_min", "prior_notice_last_day",
        "prior_notice_last_time", "message", "phone_number",
    ),
    "feed_info.txt": (
        "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date",
        "feed_end_date", "feed_version",
    ),
}  # fmt: skip
_ALWAYS: Final = frozenset({"arrival_time", "departure_time", "stop_id"})
_LOCATIONS: Final = "locations.geojson"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_WHEN: Final = (1980, 1, 1, 0, 0, 0)  # the same input makes the same bytes


@dataclass
class Tables:
    """Rows by file, in the order of the standard's columns; areas as GeoJSON features.

    ``further`` names columns of stops beyond the standard, which allows them.
    """

    rows: dict[str, list[dict[str, str]]] = field(
        default_factory=lambda: {name: [] for name in COLUMNS}
    )
    areas: list[dict[str, Any]] = field(default_factory=list)
    further: tuple[str, ...] = ()

    def add(self, file: str, **cells: object) -> None:
        """Add a row; columns that are not given stay empty.

        Raises
        ------
        KeyError
            If the file has no such column.
        """
        for name in cells:
            if name not in self._columns(file):
                raise KeyError(f"{file}: {name}")
        self.rows[file].append({name: one_line(value) for name, value in cells.items()})

    def to_bytes(self) -> bytes:
        """Return the zip; files without rows are left out."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, rows in self.rows.items():
                if rows:
                    _put(archive, name, _to_csv(self._columns(name), rows))
            if self.areas:
                content = {"type": "FeatureCollection", "features": self.areas}
                _put(archive, _LOCATIONS, json.dumps(content, ensure_ascii=False))
        return buffer.getvalue()

    def _columns(self, file: str) -> tuple[str, ...]:
        return (*COLUMNS[file], *(self.further if file == "stops.txt" else ()))

    def write(self, path: Path) -> None:
        """Write the zip, whole or not at all.

        Raises
        ------
        RoadnetError
            ``write_failed``.
        """
        write_bytes(path, self.to_bytes())


def one_line(value: object) -> str:
    """Return a value as the standard wants text: on one line, without control characters."""
    return _CONTROL.sub(" ", str(value)).strip() if value is not None else ""


def clock(minutes: float) -> str:
    """Write minutes of the service day as ``HH:MM:SS``; 24 hours and more go on counting."""
    seconds = round(minutes * 60)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _to_csv(columns: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    used = [name for name in columns if name in _ALWAYS or any(row.get(name) for row in rows)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(used)
    writer.writerows([[row.get(name, "") for name in used] for row in rows])
    return text.getvalue()


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, _WHEN)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, text.encode("utf-8"))
