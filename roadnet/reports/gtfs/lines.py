"""Lines: each row of ``bus_routes`` as trips there and back, at even headways."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

import numpy as np
import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.bus_ways import ways_between
from roadnet.analysis.columns import words
from roadnet.analysis.service_dates import is_spread, service_dates
from roadnet.reports.gtfs.options import FeedOptions
from roadnet.reports.gtfs.services import Services
from roadnet.reports.gtfs.tables import Tables, clock
from roadnet.standards import Standard

BUS: Final = 3
_LEAST_HOP_MIN: Final = 1
_MOST_TRIPS: Final = 2_000
_LONGEST_HEADWAY_S: Final = 8 * 3600
"""Readers that keep seconds in sixteen bits hold 32 767; only a single trip a day is concerned."""


@dataclass(frozen=True)
class Line:
    """A line that runs: row of the layer, stops in order (rows), days, trips a day both ways."""

    row: int
    route_id: str
    name: str
    stops: tuple[int, ...]
    dates: frozenset[dt.date]
    trips: int


@dataclass(frozen=True)
class Lines:
    """What runs, and rows of the layer that do not go on or were completed, by reason."""

    running: tuple[Line, ...]
    left_out: tuple[int, ...]
    trips_assumed: tuple[int, ...]
    days_spread: tuple[int, ...]


def gather_lines(routes: pd.DataFrame, stop_row: Mapping[str, int], options: FeedOptions) -> Lines:
    """Gather the lines that can be written: a known stop, days that can be read, trips.

    Parameters
    ----------
    routes
        The layer ``bus_routes``.
    stop_row
        Rows of the layer ``stops`` by identifier.
    options
        The period and the calendar of market days.
    """
    running: list[Line] = []
    left_out: list[int] = []
    assumed: list[int] = []
    spread: list[int] = []
    ids, names = words(routes["route_id"]), words(routes["name"])
    listed = pd.Series(words(routes["stop_ids"]), dtype=object).str.split(r"[;；,，]", regex=True)
    trips = routes["trips_per_day"].to_numpy(dtype=float)
    known: set[str] = set()
    for row, text in enumerate(words(routes["operating_days"])):
        known_stops = [stop_row[s.strip()] for s in listed.iloc[row] if s.strip() in stop_row]
        stops = tuple(stop for stop, _ in groupby(known_stops))
        dates = service_dates(text, options.days, cycle=options.cycle)
        route_id = str(ids[row])
        if not stops or not dates or trips[row] == 0 or not route_id or route_id in known:
            left_out.append(row)
            continue
        known.add(route_id)
        if np.isnan(trips[row]):
            assumed.append(row)
        if is_spread(text):
            spread.append(row)
        count = 1 if np.isnan(trips[row]) else max(1, int(trips[row] + 0.5))
        name = str(names[row]) or route_id
        running.append(Line(row, route_id, name, stops, dates, min(count, _MOST_TRIPS)))
    return Lines(tuple(running), tuple(left_out), tuple(assumed), tuple(spread))


class Rides:
    """Minutes between stops that follow one another, by the least way over open roads.

    Where there is no way, straight at the speed of a road of unknown class.
    """

    def __init__(self, assessment: Assessment, orders: Iterable[Sequence[int]]) -> None:
        xy = assessment.district.layers["stops"].geometry.get_coordinates().to_numpy()
        both = {pair for order in orders for a, b in pairwise(order) for pair in ((a, b), (b, a))}
        pairs = sorted((a, b) for a, b in both if a != b)
        edges, self._without_way = ways_between(assessment, pairs)
        pace = 0.06 / assessment.standard.table("speed_km_h")["unknown"]
        minutes = assessment.edge_minutes
        self._minutes = {
            (a, b): float(minutes[edges[a, b]].sum())
            if (a, b) in edges
            else float(np.hypot(*(xy[a] - xy[b]))) * pace
            for a, b in pairs
        }

    def lacks_way(self, order: Sequence[int]) -> bool:
        """Whether some ride of a line has no way over open roads, in either direction."""
        pairs = pairwise(order)
        return any({(a, b), (b, a)} & self._without_way for a, b in pairs)

    def minutes(self, a: int, b: int) -> int:
        """Return whole minutes, at least one."""
        return max(_LEAST_HOP_MIN, math.ceil(self._minutes.get((a, b), 0.0) - 1e-9))


def write_line(
    tables: Tables,
    line: Line,
    calls: Sequence[tuple[int, str]],
    rides: Rides,
    services: Services,
    standard: Standard,
    note: str,
) -> None:
    """Write a line: its route, a trip for each direction, their headways and calls.

    Trips of the table are shared out between the directions, the odd one goes out. A round line,
    whose first stop is its last, runs one way only; a line of one stop is two calls there, the
    first to board, the second to alight. Times are approximate and marked so.

    Parameters
    ----------
    calls
        The stops that the line serves, in order: row and identifier.
    """
    tables.add(
        "routes.txt", route_id=line.route_id, agency_id=1, route_long_name=line.name,
        route_desc=note, route_type=BUS,
    )  # fmt: skip
    if len(calls) == 1:
        write_at_stop(
            tables, line.route_id, calls[0][1], line.trips, line.dates, services, standard
        )
        return
    is_round = calls[0] == calls[-1]
    back = 0 if is_round else line.trips // 2
    for direction, (count, order) in enumerate(
        ((line.trips - back, calls), (back, list(reversed(calls))))
    ):
        if count:
            trip_id = f"{line.route_id}-{direction}"
            tables.add(
                "trips.txt", route_id=line.route_id, service_id=services.name(line.dates),
                trip_id=trip_id, direction_id=direction,
            )  # fmt: skip
            start = write_headway(tables, trip_id, count, standard)
            at = start
            for number, (row, stop_id) in enumerate(order, start=1):
                at += rides.minutes(order[number - 2][0], row) if number > 1 else 0
                write_call(tables, trip_id, stop_id, number, at)


def write_at_stop(
    tables: Tables,
    route_id: str,
    stop_id: str,
    count: int,
    dates: frozenset[dt.date],
    services: Services,
    standard: Standard,
) -> None:
    """Write a trip of which but one stop is known: one boards at the first call, alights later."""
    name = services.name(dates)
    tables.add("trips.txt", route_id=route_id, service_id=name, trip_id=route_id)
    at = write_headway(tables, route_id, count, standard)
    write_call(tables, route_id, stop_id, 1, at, pickup_type=0, drop_off_type=1)
    write_call(tables, route_id, stop_id, 2, at + 1, pickup_type=1, drop_off_type=0)


def write_headway(tables: Tables, trip_id: str, count: int, standard: Standard) -> float:
    """Write even headways that make so many departures a day; return the first, in minutes."""
    first = standard.number("bus_first_departure_h") * 60
    last = max(standard.number("bus_last_departure_h") * 60, first + 1)
    headway = min(max(1, int((last - first) * 60) // count), _LONGEST_HEADWAY_S)
    tables.add(
        "frequencies.txt", trip_id=trip_id, start_time=clock(first),
        end_time=clock(first + headway * count / 60), headway_secs=headway, exact_times=0,
    )  # fmt: skip
    return first


def write_call(
    tables: Tables, trip_id: str, stop_id: str, number: int, at: float, **kinds: int
) -> None:
    """Write a call at an approximate time."""
    tables.add(
        "stop_times.txt", trip_id=trip_id, arrival_time=clock(at), departure_time=clock(at),
        stop_id=stop_id, stop_sequence=number, timepoint=0, **kinds,
    )  # fmt: skip
