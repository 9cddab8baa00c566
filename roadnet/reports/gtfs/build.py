"""A feed of an assessed district, and what had to be assumed for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import whole, words
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.findings import Figure, Finding
from roadnet.reports.gtfs.lines import Lines, Rides, gather_lines, write_line
from roadnet.reports.gtfs.options import FeedOptions
from roadnet.reports.gtfs.services import Services
from roadnet.reports.gtfs.stops import (
    find_alone,
    rows_of_stops,
    write_alone,
    write_stops,
)
from roadnet.reports.gtfs.tables import Tables
from roadnet.reports.gtfs.zones import write_zones
from roadnet.schema import SOURCE_ROW, layers
from roadnet.text import tr


@dataclass(frozen=True)
class GtfsFeed:
    """A feed in memory, and findings on what was assumed or left out."""

    tables: Tables
    findings: tuple[Finding, ...]

    def to_bytes(self) -> bytes:
        """Return the zip."""
        return self.tables.to_bytes()

    def write(self, path: Path) -> None:
        """Write the zip, whole or not at all."""
        self.tables.write(path)


def build_gtfs(assessment: Assessment, options: FeedOptions) -> GtfsFeed:
    """Build a feed from stops, bus routes and service zones.

    The tables hold no times. Departures are spread evenly over the standard's day of service as
    headways (``exact_times`` 0), rides take the minutes of the least way over open roads, and
    every time is marked approximate (``timepoint`` 0), in ``feed_info.txt`` too.

    Raises
    ------
    RoadnetError
        ``gtfs_nothing_to_write`` where no line, stop or zone has service.
    """
    district = assessment.district
    tables = Tables()
    services = Services(tables, options.days)
    found: list[Finding] = []
    taken: set[str] = set()
    stop_row: dict[str, int] = {}
    if district.has("stops"):
        stop_row, twice = rows_of_stops(district.layers["stops"])
        write_stops(tables, district, stop_row, assessment.standard.words("stop_checklist"))
        found += _tell("gtfs_export_stop_left_out", district, "stops", twice)
        found += _write_buses(tables, assessment, stop_row, services, options, taken)
    empty = write_zones(tables, district, stop_row, services, assessment.standard, options, taken)
    found += _tell("gtfs_export_zone_left_out", district, "service_zones", empty)
    if not tables.rows["trips.txt"]:
        raise RoadnetError("gtfs_nothing_to_write", district=district.name)
    _write_about(tables, district, options)
    figures: dict[str, Figure] = {
        "first": str(options.first),
        "last": str(options.last),
        "first_h": whole(assessment.standard.number("bus_first_departure_h")),
        "last_h": whole(assessment.standard.number("bus_last_departure_h")),
    }
    return GtfsFeed(tables, (Finding("gtfs_export_approximate", figures=figures), *found))


def _write_buses(
    tables: Tables,
    assessment: Assessment,
    stop_row: dict[str, int],
    services: Services,
    options: FeedOptions,
    taken: set[str],
) -> list[Finding]:
    district, standard = assessment.district, assessment.standard
    stops = district.layers["stops"]
    lines = Lines((), (), (), ())
    if district.has("bus_routes"):
        lines = gather_lines(district.layers["bus_routes"], stop_row, options)
    taken |= {line.route_id for line in lines.running}
    alone = find_alone(stops, stop_row, lines.running, options)
    passed_by = {one.row for one in alone if one.is_passed_by}
    orders = {line: [row for row in line.stops if row not in passed_by] for line in lines.running}
    rides = Rides(assessment, orders.values())
    skipped = [line.row for line, order in orders.items() if not order]
    single = [line.row for line, order in orders.items() if len(order) == 1]
    names = words(stops["stop_id"])
    note = tr("gtfs.line_note", options.lang)
    for line, order in orders.items():
        if order:
            calls = [(row, str(names[row])) for row in order]
            write_line(tables, line, calls, rides, services, standard, note)
    without_way = [line.row for line, order in orders.items() if rides.lacks_way(order)]
    for one in alone:
        write_alone(tables, stops, one, services, standard, options, taken)
    return [
        *_tell("gtfs_export_line_left_out", district, "bus_routes", (*lines.left_out, *skipped)),
        *_tell("gtfs_export_one_stop", district, "bus_routes", single),
        *_tell("gtfs_export_trips_assumed", district, "bus_routes", lines.trips_assumed),
        *_tell("gtfs_export_days_spread", district, "bus_routes", lines.days_spread),
        *_tell("gtfs_export_no_way", district, "bus_routes", without_way),
        *_tell("gtfs_export_stop_alone", district, "stops", [one.row for one in alone]),
    ]


def _write_about(tables: Tables, district: District, options: FeedOptions) -> None:
    name = options.agency or district.name
    tables.add(
        "agency.txt", agency_id=1, agency_name=name, agency_url=options.agency_url,
        agency_timezone=options.timezone, agency_lang=options.lang,
    )  # fmt: skip
    tables.add(
        "feed_info.txt", feed_publisher_name=name, feed_publisher_url=options.agency_url,
        feed_lang=options.lang, feed_start_date=f"{options.first:%Y%m%d}",
        feed_end_date=f"{options.last:%Y%m%d}",
        feed_version=tr("gtfs.version", options.lang, date=district.data_date or "-"),
    )  # fmt: skip


def _tell(code: str, district: District, layer: str, rows: Sequence[int]) -> list[Finding]:
    if not rows:
        return []
    frame: pd.DataFrame = district.layers[layer]
    some = sorted(set(rows))
    ids = words(frame[layers()[layer].id_column])[some]
    numbers = frame[SOURCE_ROW].to_numpy()[some]
    told = tuple(str(name) for name in ids if name)
    return [Finding(code, layer, rows=tuple(int(n) for n in numbers), ids=told)]
