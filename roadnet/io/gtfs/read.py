"""A feed to three tables: ``stops``, ``bus_routes`` and ``service_zones`` of the data model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely

from roadnet.errors import RoadnetError
from roadnet.io.formats.degrees import to_degrees
from roadnet.io.formats.wkb import shapes_to_wkb
from roadnet.io.gtfs.booking import Booking, easiest, read_rules
from roadnet.io.gtfs.calendar import Period, choose_period, read_services
from roadnet.io.gtfs.calls import Booked, Called, Calls, read_calls
from roadnet.io.gtfs.feed import Feed, Log, shown
from roadnet.io.gtfs.lines import Line, gather_lines, read_shapes
from roadnet.io.gtfs.places import Places, Stop, read_places
from roadnet.io.gtfs.trips import read_routes, read_trips
from roadnet.io.gtfs.typical import usual_days
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import ROW, WKB, Job, Note, RawLayer

LAYERS: Final = ("stops", "bus_routes", "service_zones")
_NEEDED: Final = ("stop_times.txt", "trips.txt", "routes.txt")
_DAYS: Final = ("calendar.txt", "calendar_dates.txt")
_CRS: Final = "EPSG:4326"
_NUMBERS: Final = frozenset(
    {
        "service_days_per_week",
        "usual_days_per_week",
        "trips_per_day",
        "booking_type",
        "prior_notice_min",
        "days_per_week",
    }
)


def read_feed(job: Job, limits: ReadLimits, scratch: Path) -> RawLayer:
    """Read a feed.

    Parameters
    ----------
    job
        ``path`` is a zip or a folder of texts; ``period`` the days that are looked at.
    limits
        What a file may ask for.
    scratch
        An empty folder to extract into.

    Returns
    -------
    A table without rows whose ``further`` are the layers that the feed fills, and whose notes are
    about the feed's own files: their rows are of the file that the note's figures name.

    Raises
    ------
    RoadnetError
        ``gtfs_not_a_feed``; what opening the archive and reading its texts raises.
    """
    path = Path(job.path)
    if not path.is_dir() and path.suffix.lower() != ".zip":
        raise RoadnetError("gtfs_not_a_feed", file=path.name, known=".zip")
    log = Log()
    feed = Feed(job, limits, scratch, log)
    for missing in (name for name in _NEEDED if not feed.has(name)):
        log.tell("gtfs_file_missing", file=missing)
    if not any(feed.has(name) for name in _DAYS):
        log.tell("gtfs_file_missing", file=" / ".join(_DAYS))
    services = read_services(feed, log)
    period = choose_period(services, feed, job.period, log)
    trips = read_trips(feed, read_routes(feed, log), services, period, log)
    places = read_places(feed, log)
    calls = read_calls(feed, trips, places, read_rules(feed, log), log)
    lines = gather_lines(trips, calls)
    known = bool(calls.stops or calls.booked)
    drawn = read_shapes(feed, {line.shape_id for _, line in lines}, log)
    layers = {
        "stops": _stops(places, calls, period, known=known),
        "bus_routes": _routes(lines, drawn, period),
        "service_zones": _zones(calls, period),
    }
    _tell_unusual(calls, period, log)
    _tell_branches(lines, log)
    nothing = pa.table({ROW: pa.array([], pa.int64())})
    filled = {name: layer for name, layer in layers.items() if layer.table.num_rows}
    return RawLayer(nothing, encoding=feed.encoding, notes=log.notes(), further=filled)


def _stops(places: Places, calls: Calls, period: Period, *, known: bool) -> RawLayer:
    """Build the stops, with days a week and calls on a day of service; empty without any call."""
    stops = list(places.stops.values())
    never = Called()
    called = [calls.stops.get(stop.stop_id, never) for stop in stops]
    days = [period.per_week(each.days.bit_count()) if known else None for each in called]
    trips = [_a_day(each.calls, each.days) if known else None for each in called]
    columns: dict[str, Sequence[Any]] = {
        "stop_id": [stop.stop_id for stop in stops],
        "name": [stop.name or None for stop in stops],
        "service_days_per_week": days,
        "usual_days_per_week": [usual_days(each.days, period) for each in called],
        "trips_per_day": trips,
    }
    for name in sorted({name for stop in stops for name in stop.further} - {*columns, ROW, WKB}):
        columns[name] = [stop.further.get(name) or None for stop in stops]
    shapes, there = _points(stops)
    return _layer(columns, [stop.row for stop in stops], shapes, there)


def _a_day(calls: int, days: int) -> float:
    return calls / days.bit_count() if days else 0.0


def _points(stops: Sequence[Stop]) -> tuple[Any, Any]:
    lon, lat = ([_degrees(getattr(stop, what)) for stop in stops] for what in ("lon", "lat"))
    x, y = np.array(lon, dtype=float), np.array(lat, dtype=float)
    there = np.array([bool(stop.lon or stop.lat) for stop in stops], dtype=bool)
    shapes = np.full(len(stops), None, dtype=object)
    good = np.isfinite(x) & np.isfinite(y)
    shapes[good] = shapely.points(x[good], y[good])
    return shapes, there


def _degrees(word: str) -> float:
    value = to_degrees(word) if word else None
    return float("nan") if value is None else value


def _routes(
    lines: Sequence[tuple[str, Line]], drawn: Mapping[str, Any], period: Period
) -> RawLayer:
    columns: dict[str, Sequence[Any]] = {
        "route_id": [name for name, _ in lines],
        "name": [line.route.name or None for _, line in lines],
        "stop_ids": [";".join(line.stop_ids) for _, line in lines],
        "trips_per_day": [_a_day(line.runs, line.days) for _, line in lines],
        "operating_days": [_number(period.per_week(line.days.bit_count())) for _, line in lines],
    }
    shapes = np.full(len(lines), None, dtype=object)
    for at, (_, line) in enumerate(lines):
        shapes[at] = drawn.get(line.shape_id)
    rows = [line.route.row for _, line in lines]
    return _layer(columns, rows, shapes, ~shapely.is_missing(shapes))


def _number(value: float) -> str:
    """Write a number of days a week so that it is read as one: ``7``, ``2.333333333333``."""
    return f"{value:.12f}".rstrip("0").rstrip(".")


def _zones(calls: Calls, period: Period) -> RawLayer:
    """Zones in which one can be picked up on some day of the period, in order of their names."""
    zones = [(name, calls.booked[name]) for name in sorted(calls.booked)]
    zones = [(name, zone) for name, zone in zones if zone.boards and zone.days]
    told = [easiest(zone.bookings) for _, zone in zones]
    columns: dict[str, Sequence[Any]] = {
        "zone_id": [name for name, _ in zones],
        "name": [zone.area.name or None for _, zone in zones],
        "stop_ids": [";".join(zone.area.stop_ids) or None for _, zone in zones],
        "booking_type": [_kind(booking) for booking in told],
        "prior_notice_min": [booking.notice_min for booking in told],
        "phone": [booking.phone or None for booking in told],
        "days_per_week": [period.per_week(zone.days.bit_count()) for _, zone in zones],
    }
    shapes = np.full(len(zones), None, dtype=object)
    for at, (_, zone) in enumerate(zones):
        shapes[at] = _outline(zone)
    return _layer(columns, list(range(1, len(zones) + 1)), shapes, ~shapely.is_missing(shapes))


def _kind(booking: Booking) -> float | None:
    return None if booking.kind is None else float(booking.kind)


def _outline(zone: Booked) -> Any:
    """All outlines of a zone as one shape; a faulty one is left to the checks of shapes."""
    shapes = zone.area.shapes
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    return shapely.union_all([shapely.make_valid(each) for each in shapes])


def _layer(
    columns: Mapping[str, Sequence[Any]], rows: Sequence[int], shapes: Any, there: Any
) -> RawLayer:
    arrays = [
        pa.array(values, pa.float64() if name in _NUMBERS else pa.string())
        for name, values in columns.items()
    ]
    table = pa.table(arrays, names=list(columns))
    wkb, notes = shapes_to_wkb(shapes, there)
    table = table.append_column(ROW, pa.array(rows, pa.int64())).append_column(WKB, wkb)
    return RawLayer(table, crs=_CRS, notes=_at_rows(notes, rows))


def _at_rows(notes: Sequence[Note], rows: Sequence[int]) -> tuple[Note, ...]:
    """Say the row of the feed's file where a note has the position in the table, from 1."""
    return tuple(replace(n, rows=tuple(rows[at - 1] for at in n.rows)) for n in notes)


def _tell_unusual(calls: Calls, period: Period, log: Log) -> None:
    lowered = [name for name, c in calls.stops.items() if usual_days(c.days, period) is not None]
    if lowered:
        log.tell("gtfs_days_lowered", names=shown(sorted(lowered)), places=len(lowered))


def _tell_branches(lines: Sequence[tuple[str, Line]], log: Log) -> None:
    several = [name for name, line in lines if name == f"{line.route.route_id}#2"]
    if several:
        names = [name.removesuffix("#2") for name in several]
        log.tell("gtfs_branches", names=shown(names), routes=len(names))
