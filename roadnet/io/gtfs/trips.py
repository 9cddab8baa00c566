"""Trips: on which days each runs, how often on such a day, of which route."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from roadnet.io.gtfs.calendar import Period, Service
from roadnet.io.gtfs.feed import Feed, Log, shown

_TIME: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_TRIPS: Final = "trips.txt"
_FREQUENCIES: Final = "frequencies.txt"
_MOST_RUNS: Final = 2_000
"""More trips on a day than any route has: a headway of seconds is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Route:
    """One route; ``phone`` is its agency's."""

    route_id: str
    name: str
    row: int
    phone: str
    continuous: bool


@dataclass(frozen=True, slots=True)
class Trip:
    """One trip: the days of the period on which it runs, as bits, and its runs on each of them.

    ``notice_min`` is the notice that an old dialect writes into ``trips.txt``; None elsewhere.
    """

    row: int
    route: Route
    days: int
    runs: int
    shape_id: str
    notice_min: float | None


@lru_cache(maxsize=100_000)
def to_seconds(text: str) -> int | None:
    """Convert ``25:10:00`` to seconds from the start of the service day; None if it is no time."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def read_routes(feed: Feed, log: Log) -> dict[str, Route]:
    """Read the routes; of rows of one identifier the first counts."""
    phones = {row.get("agency_id"): row.get("agency_phone") for row in feed.rows("agency.txt")}
    only = next(iter(phones.values())) if len(phones) == 1 else ""
    routes: dict[str, Route] = {}
    for row in feed.rows("routes.txt"):
        route_id = row.get("route_id")
        if route_id in routes or not route_id:
            log.add("gtfs_duplicate", "routes.txt", row.number, route_id)
            continue
        names = dict.fromkeys((row.get("route_short_name"), row.get("route_long_name")))
        name = " ".join(part for part in names if part)
        phone = phones.get(row.get("agency_id"), "") or only
        continuous = row.get("continuous_pickup") in ("0", "2", "3")
        routes[route_id] = Route(route_id, name, row.number, phone, continuous)
    return routes


def read_trips(
    feed: Feed,
    routes: Mapping[str, Route],
    services: Mapping[str, Service],
    period: Period,
    log: Log,
) -> dict[str, Trip | None]:
    """Read the trips; None for those of a route or a service that the feed does not know."""
    days = {name: service.days_in(period) for name, service in services.items()}
    runs = _runs(feed, log)
    trips: dict[str, Trip | None] = {}
    used: dict[str, None] = {}
    for row in feed.rows(_TRIPS):
        trip_id, route_id, service = (row.get(f"{k}_id") for k in ("trip", "route", "service"))
        if trip_id in trips or not trip_id:
            log.add("gtfs_duplicate", _TRIPS, row.number, trip_id)
            continue
        trips[trip_id] = None
        if route_id not in routes:
            log.add("gtfs_unknown_id", _TRIPS, row.number, route_id, column="route_id")
            continue
        if service not in days:
            log.add("gtfs_unknown_id", _TRIPS, row.number, service, column="service_id")
            continue
        used[service] = None
        notice = row.get("drt_advance_book_min")
        trips[trip_id] = Trip(
            row=row.number,
            route=routes[route_id],
            days=days[service],
            runs=runs.get(trip_id, 1),
            shape_id=row.get("shape_id"),
            notice_min=to_minutes(notice),
        )
    idle = sorted(service for service in used if not days[service])
    if idle and len(idle) < len(used):
        log.tell("gtfs_service_idle", names=shown(idle), services=len(idle), period=str(period))
    elif idle:
        log.tell("gtfs_nothing_runs", period=str(period))
    return trips


def to_minutes(text: str) -> float | None:
    """Convert a number of minutes that is 0 or more; None for anything else."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _runs(feed: Feed, log: Log) -> dict[str, int]:
    """Count the runs on a day of trips that repeat: departures from a start on, before an end."""
    runs: dict[str, int] = {}
    for row in feed.rows(_FREQUENCIES):
        start, end = to_seconds(row.get("start_time")), to_seconds(row.get("end_time"))
        headway = row.get("headway_secs")
        step = int(headway) if headway.isascii() and headway.isdigit() and len(headway) < 7 else 0
        if start is None or end is None or not step or start >= end:
            column = "headway_secs" if start is not None and end is not None else "start_time"
            log.add("gtfs_value_bad", _FREQUENCIES, row.number, row.get(column), column=column)
            continue
        times = -((start - end) // step)
        if times > _MOST_RUNS:
            log.add("gtfs_value_bad", _FREQUENCIES, row.number, headway, column="headway_secs")
            continue
        runs[row.get("trip_id")] = runs.get(row.get("trip_id"), 0) + times
    return runs
