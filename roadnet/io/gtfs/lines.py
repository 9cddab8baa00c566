"""Lines: the trips of a route that call at the same stops are one row of ``bus_routes``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import shapely

from roadnet.io.gtfs.calls import Calls
from roadnet.io.gtfs.feed import Feed, Log
from roadnet.io.gtfs.trips import Route, Trip

_SHAPES: Final = "shapes.txt"


@dataclass
class Line:
    """A route's trips over one set of stops, in both directions.

    ``orders`` counts runs in the period by order of the stops; ``shapes`` by drawn line.
    """

    route: Route
    days: int = 0
    runs: int = 0
    orders: dict[tuple[str, ...], int] = field(default_factory=dict)
    shapes: dict[str, int] = field(default_factory=dict)

    @property
    def stop_ids(self) -> tuple[str, ...]:
        """The order of most runs; of equals the longest, then the first by name."""
        return min(self.orders, key=lambda order: (-self.orders[order], -len(order), order))

    @property
    def shape_id(self) -> str:
        """The drawn line of most runs; of equals the first by name."""
        drawn = {name: runs for name, runs in self.shapes.items() if name}
        return min(drawn, key=lambda name: (-drawn[name], name)) if drawn else ""


def gather_lines(trips: Mapping[str, Trip | None], calls: Calls) -> list[tuple[str, Line]]:
    """Gather the lines with their identifiers.

    The line of most runs bears the route's own identifier, the others ``route#2`` and so on.
    """
    lines: dict[tuple[str, frozenset[str]], Line] = {}
    for name, order in calls.orders.items():
        trip = trips[name]
        assert trip is not None  # noqa: S101 - orders are of trips that run
        stops = tuple(stop_id for _, stop_id in sorted(order))
        line = lines.setdefault((trip.route.route_id, frozenset(stops)), Line(trip.route))
        runs = trip.runs * trip.days.bit_count()
        line.days |= trip.days
        line.runs += runs
        line.orders[stops] = line.orders.get(stops, 0) + runs
        line.shapes[trip.shape_id] = line.shapes.get(trip.shape_id, 0) + runs
    of_route: dict[str, list[Line]] = {}
    for (route_id, _), line in lines.items():
        of_route.setdefault(route_id, []).append(line)
    found = []
    for route_id, several in of_route.items():
        several.sort(key=lambda line: (-line.runs, -len(line.stop_ids), line.stop_ids))
        names = [route_id, *(f"{route_id}#{n}" for n in range(2, len(several) + 1))]
        found += list(zip(names, several, strict=True))
    return sorted(found, key=lambda pair: (pair[1].route.row, pair[0]))


def read_shapes(feed: Feed, wanted: set[str], log: Log) -> dict[str, Any]:
    """Read the drawn lines that are wanted; what has fewer than two good points is none."""
    points: dict[str, list[tuple[int, float, float]]] = {}
    for row in feed.rows(_SHAPES):
        name, order = row.get("shape_id"), row.get("shape_pt_sequence")
        if name not in wanted:
            continue
        try:
            lon, lat = (float(row.get(f"shape_pt_{what}")) for what in ("lon", "lat"))
            if not (math.isfinite(lon) and math.isfinite(lat)):
                raise ValueError(lon, lat)
            points.setdefault(name, []).append((int(order), lon, lat))
        except ValueError:
            log.add("gtfs_value_bad", _SHAPES, row.number, order, column="shape_pt_lat")
    return {
        name: shapely.linestrings([point[1:] for point in sorted(listed)])
        for name, listed in points.items()
        if len({point[1:] for point in listed}) > 1
    }
