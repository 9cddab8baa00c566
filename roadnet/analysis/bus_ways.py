"""Over which edges the buses run: least ways between stops that follow one another on a route."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import words
from roadnet.network.model import FloatArray, IntArray
from roadnet.network.routing import Legs, Router

_DETOUR = 3.0
_SPARE_M = 1000.0
"""A first search goes this much further than the straight line; few ways are longer."""


@dataclass(frozen=True, slots=True)
class BusWays:
    """The routes' ways.

    Parameters
    ----------
    routes_of
        By edge of ``placed.network``: rows of the layer ``bus_routes`` that run over it.
    trips_per_day
        (b,) trips on a day of service; NaN where the data do not say.
    broken
        Pairs (route row, stop_id from, stop_id to) between which no way was found.
    """

    routes_of: Mapping[int, tuple[int, ...]]
    trips_per_day: FloatArray
    broken: tuple[tuple[int, str, str], ...]

    def over(self, edges: Iterable[int]) -> IntArray:
        """Rows of the routes that run over any of some edges."""
        found = {route for edge in edges for route in self.routes_of.get(edge, ())}
        return np.array(sorted(found), dtype=np.int64)


def bus_ways(assessment: Assessment) -> BusWays:
    """Lay each route over the open roads, stop by stop, by the least length.

    A route's own line is not used: it often lies beside the roads. A route without trips
    (``trips_per_day`` 0) does not run.
    """
    district = assessment.district
    if not (district.has("bus_routes") and district.has("stops")):
        return BusWays({}, np.zeros(0), ())
    routes = district.layers["bus_routes"]
    trips = routes["trips_per_day"].to_numpy(dtype=float)
    hops = _hops(routes, district.layers["stops"], runs=trips != 0)
    edges, missing = ways_between(assessment, sorted({(a, b) for _, a, b in hops}))
    by_edge: dict[int, set[int]] = {}
    for route, a, b in hops:
        for edge in edges.get((a, b), ()):
            by_edge.setdefault(edge, set()).add(route)
    ids = words(district.layers["stops"]["stop_id"])
    broken = tuple((r, str(ids[a]), str(ids[b])) for r, a, b in hops if (a, b) in missing)
    return BusWays({e: tuple(sorted(r)) for e, r in by_edge.items()}, trips, broken)


def _hops(
    routes: pd.DataFrame, stops: pd.DataFrame, *, runs: np.ndarray
) -> list[tuple[int, int, int]]:
    """Each route's (route, stop, next stop), rows of the layers; a repeated call is kept."""
    listed = pd.Series(words(routes["stop_ids"]), dtype=object).str.split(r"[;；,，]", regex=True)
    row_of = {stop: row for row, stop in reversed(list(enumerate(words(stops["stop_id"]))))}
    found = []
    for route, names in enumerate(listed):
        if runs[route]:
            calls = [row_of[name.strip()] for name in names if name.strip() in row_of]
            found += [(route, a, b) for a, b in pairwise(calls) if a != b]
    return found


def ways_between(
    assessment: Assessment, pairs: list[tuple[int, int]]
) -> tuple[dict[tuple[int, int], IntArray], set[tuple[int, int]]]:
    """By pair of stops (rows) the edges of the least way; and the pairs without one."""
    placed = assessment.placed
    legs = placed.legs_m["stops"]
    router = placed.router()
    xy = assessment.district.layers["stops"].geometry.get_coordinates().to_numpy()
    found: dict[tuple[int, int], IntArray] = {}
    missing: set[tuple[int, int]] = set()
    sources: dict[int, list[int]] = {}
    for a, b in pairs:
        sources.setdefault(b, []).append(a)
    for b, starts in sources.items():
        straight_m = float(np.hypot(*(xy[starts] - xy[b]).T).max())
        left = starts
        for limit_m in (straight_m * _DETOUR + _SPARE_M, np.inf):
            if left:
                left = _ways_to(router, legs, b, left, limit_m, found)
        missing |= {(a, b) for a in left}
    return found, missing


def _ways_to(
    router: Router,
    legs: Legs,
    stop: int,
    starts: list[int],
    limit_m: float,
    found: dict[tuple[int, int], IntArray],
) -> list[int]:
    """Fill in the ways from some stops to one stop; return the stops that have none."""
    search = router.search(legs.only(np.array([stop])), limit=limit_m)
    node = search.nearest(legs).nodes(legs)
    for start in starts:
        if node[start] >= 0:
            found[start, stop] = search.route_edges(int(node[start]))
    return [start for start in starts if node[start] < 0]
