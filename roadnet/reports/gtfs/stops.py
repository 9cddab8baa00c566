"""Stops, and those whose own days of service no line explains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.columns import place_names, words
from roadnet.analysis.service_dates import spread_evenly
from roadnet.crs import WGS84
from roadnet.district import District
from roadnet.reports.gtfs.lines import BUS, Line, write_at_stop
from roadnet.reports.gtfs.options import FeedOptions
from roadnet.reports.gtfs.services import Services
from roadnet.reports.gtfs.tables import Tables
from roadnet.standards import Standard
from roadnet.text import tr

_SAME: Final = 0.1
"""Days a week: 2.1 of a table is 2.13 by the moon; closer than this the two mean the same."""


@dataclass(frozen=True)
class Alone:
    """A stop whose own days are served by a line of its own, and whether other lines pass it by."""

    row: int
    dates: frozenset[dt.date]
    is_passed_by: bool


def rows_of_stops(stops: pd.DataFrame) -> tuple[dict[str, int], tuple[int, ...]]:
    """Return the row of each identifier, the first counts, and the rows that cannot be written."""
    found: dict[str, int] = {}
    left_out = []
    for row, stop_id in enumerate(words(stops["stop_id"])):
        if not stop_id or stop_id in found:
            left_out.append(row)
        else:
            found[str(stop_id)] = row
    return found, tuple(left_out)


def write_stops(
    tables: Tables, district: District, stop_row: Mapping[str, int], checklist: Sequence[str]
) -> None:
    """Write the stops in WGS 84, to the centimetre, with what the table says of the check-list."""
    stops = district.layers["stops"]
    tables.further = tuple(item for item in checklist if item in stops)
    checks = {item: stops[item].map({True: 1, False: 0}) for item in tables.further}
    xy = shapely.get_coordinates(shapely.centroid(stops.to_crs(WGS84).geometry.to_numpy()))
    names = place_names(stops, "stop_id")
    for stop_id, row in stop_row.items():
        lon, lat = xy[row]
        tables.add(
            "stops.txt", stop_id=stop_id, stop_name=names[row], stop_lat=f"{lat:.7f}",
            stop_lon=f"{lon:.7f}", location_type=0,
            **{item: _digit(column.iloc[row]) for item, column in checks.items()},
        )  # fmt: skip


def _digit(value: object) -> str:
    return "" if pd.isna(value) else str(int(value))  # type: ignore[call-overload]


def find_alone(
    stops: pd.DataFrame, stop_row: Mapping[str, int], lines: Sequence[Line], options: FeedOptions
) -> list[Alone]:
    """Find the stops whose own days of service differ from those of the lines that call.

    A stop's own word goes before the lines, as in the analysis. With more days than the lines
    give it gets the days that lack, spread evenly; with fewer the lines pass it by, and it keeps
    so many of their days.
    """
    own = stops["service_days_per_week"].to_numpy(dtype=float)
    by_lines: dict[int, set[dt.date]] = {}
    for line in lines:
        for row in line.stops:
            by_lines.setdefault(row, set()).update(line.dates)
    found = []
    for row in stop_row.values():
        given = by_lines.get(row, set())
        per_week = 7 * len(given) / len(options.days)
        if np.isnan(own[row]) or abs(own[row] - per_week) <= _SAME:
            continue
        if own[row] > per_week:
            others = [day for day in options.days if day not in given]
            lacking = (own[row] - per_week) * len(options.days) / len(others)
            found.append(Alone(row, spread_evenly(lacking, others), is_passed_by=False))
        else:
            kept = own[row] * len(options.days) / max(len(given), 1)
            found.append(Alone(row, spread_evenly(kept, sorted(given)), is_passed_by=True))
    return found


def write_alone(
    tables: Tables,
    stops: pd.DataFrame,
    alone: Alone,
    services: Services,
    standard: Standard,
    options: FeedOptions,
    taken: set[str],
) -> None:
    """Write a line of its own for a stop: its trips are known, where they go is not.

    One may board at the first call and alight at the second, both at the stop.
    """
    if not alone.dates:
        return
    stop_id = str(words(stops["stop_id"])[alone.row])
    name = str(place_names(stops, "stop_id")[alone.row])
    route_id = free_name(f"at-{stop_id}", taken)
    trips = float(stops["trips_per_day"].to_numpy(dtype=float)[alone.row])
    count = max(1, int(trips + 0.5)) if np.isfinite(trips) else 1
    tables.add(
        "routes.txt", route_id=route_id, agency_id=1,
        route_long_name=tr("gtfs.line_unknown", options.lang, name=name),
        route_desc=tr("gtfs.line_unknown_note", options.lang), route_type=BUS,
    )  # fmt: skip
    write_at_stop(tables, route_id, stop_id, count, alone.dates, services, standard)


def free_name(wanted: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, and take it."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    taken.add(name)
    return name
