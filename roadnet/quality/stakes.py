"""Stakes against the drawn line, and along the route."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.findings import Finding
from roadnet.io.places.routes import build_route_pieces, fold_route
from roadnet.quality.inspection import BoolArray, FloatArray, Inspection


def check_stakes_incomplete(seen: Inspection) -> Iterator[Finding]:
    """Find roads with only one of the two stakes."""
    start, end = _stakes(seen, "roads")
    yield from seen.find("stakes_incomplete", "roads", np.isnan(start) != np.isnan(end))


def check_stakes_reversed(seen: Inspection) -> Iterator[Finding]:
    """Find roads, projects and hazards whose end stake lies before the start."""
    for layer in ("roads", "projects", "hazards"):
        start, end = _stakes(seen, layer)
        yield from seen.find(
            "stakes_reversed", layer, end < start, start_stake_km=start, end_stake_km=end
        )


def check_stakes_in_metres(seen: Inspection) -> Iterator[Finding]:
    """Find stakes that were written in metres instead of kilometres."""
    start, end = _stakes(seen, "roads")
    yield from seen.find(
        "stakes_in_metres",
        "roads",
        _in_metres(seen),
        stake_length_km=np.abs(end - start),
        length_km=seen.road_length_m / 1000,
    )


def check_stakes_length(seen: Inspection) -> Iterator[Finding]:
    """Find roads whose length by stakes differs from the length as drawn."""
    start, end = _stakes(seen, "roads")
    by_stakes, drawn = np.abs(end - start), seen.road_length_m / 1000
    slack = seen.limits["stake_slack_km"] + seen.limits["stake_slack_ratio"] * drawn
    odd = (np.abs(by_stakes - drawn) > slack) & (drawn > 0) & ~_in_metres(seen)
    percent = 100 * (by_stakes / np.where(drawn > 0, drawn, np.nan) - 1)
    yield from seen.find(
        "stakes_length",
        "roads",
        odd,
        stake_length_km=by_stakes,
        length_km=drawn,
        difference_percent=percent,
    )


def check_stakes_overlap(seen: Inspection) -> Iterator[Finding]:
    """Find stretches of one route that are covered by two segments."""
    yield from _overlaps(seen, "stakes_overlap", chained=False)


def check_stakes_chain_long(seen: Inspection) -> Iterator[Finding]:
    """Find where the stakes go back although the road goes on."""
    yield from _overlaps(seen, "stakes_chain_long", chained=True)


def check_stakes_gap(seen: Inspection) -> Iterator[Finding]:
    """Find stretches in the middle of a route that no segment covers."""
    yield from _gaps(seen, "stakes_gap", chained=False)


def check_stakes_chain_short(seen: Inspection) -> Iterator[Finding]:
    """Find where the stakes jump although the road has no gap."""
    yield from _gaps(seen, "stakes_chain_short", chained=True)


def check_work_stakes_outside(seen: Inspection) -> Iterator[Finding]:
    """Find projects and hazards whose stakes lie beyond those of their route.

    Rows without geometry are placed by their stakes when they are read, and told of there.
    """
    table = seen.once(_along_routes).groupby("route").agg({"low": "min", "high": "max"})
    slack = seen.limits["stake_slack_km"]
    for layer in ("projects", "hazards"):
        route = pd.Series(seen.text(layer, "route_code"))
        low, high = route.map(table["low"]).to_numpy(), route.map(table["high"]).to_numpy()
        start, end = _stakes(seen, layer)
        first, last = np.fmin(start, end), np.fmax(start, end)
        odd = ((first < low - slack) | (last > high + slack)) & _is_drawn(seen, layer)
        yield from seen.find(
            "work_stakes_outside",
            layer,
            np.asarray(odd, dtype=bool),
            route=route.to_numpy(),
            start_stake_km=first,
            end_stake_km=last,
            low_km=low,
            high_km=high,
        )


def _overlaps(seen: Inspection, code: str, *, chained: bool) -> Iterator[Finding]:
    table = seen.once(_along_own_routes)
    overlap = np.minimum(table["high"], table["reached"]) - table["low"]
    odd = (overlap > seen.limits["stake_overlap_km"]) & (table["chained"] == chained)
    table = table.assign(overlap=overlap)[odd]
    yield from seen.find(
        code,
        "roads",
        table["at"].to_numpy(dtype=np.int64),
        route=table["route"].to_numpy(),
        overlap_km=table["overlap"].to_numpy(),
        stake_km=table["low"].to_numpy(),
    )


def _gaps(seen: Inspection, code: str, *, chained: bool) -> Iterator[Finding]:
    table = seen.once(_along_routes)
    gap = table["low"] - table["reached"]
    odd = (gap > seen.limits["stake_overlap_km"]) & (table["chained"] == chained)
    table = table.assign(gap=gap)[odd]
    yield from seen.find(
        code,
        "roads",
        table["at"].to_numpy(dtype=np.int64),
        route=table["route"].to_numpy(),
        gap_km=table["gap"].to_numpy(),
        from_km=table["reached"].to_numpy(),
        to_km=table["low"].to_numpy(),
    )


def _chained(seen: Inspection) -> BoolArray:
    """Tell which segments begin on the ground where the one before on their route ends."""
    start, end = _stakes(seen, "roads")
    route = fold_route(pd.Series(seen.text("roads", "route_code"), dtype=object))
    pieces, _ = build_route_pieces(route, seen.shapes("roads"), start, end)
    chained = np.zeros(len(start), dtype=bool)
    chained[pieces.row[pieces.chained]] = True
    return chained


def _is_drawn(seen: Inspection, layer: str) -> BoolArray:
    return np.asarray(~shapely.is_missing(seen.shapes(layer)), dtype=bool)


def _stakes(seen: Inspection, layer: str) -> tuple[FloatArray, FloatArray]:
    return seen.number(layer, "start_stake_km"), seen.number(layer, "end_stake_km")


def _in_metres(seen: Inspection) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    start, end = _stakes(seen, "roads")
    drawn_km = seen.road_length_m / 1000
    wide = np.abs(end - start) > seen.limits["stake_metre_ratio"] * drawn_km
    return np.asarray(wide & (drawn_km > 0), dtype=bool)


def _along_routes(seen: Inspection) -> pd.DataFrame:
    """Segments with stakes by route and stake: ``at``, ``route``, ``low``, ``high``, ``reached``.

    ``reached`` is the furthest stake of the segments before on the same route, NaN for the first.
    ``chained`` tells that the segment begins on the ground where the furthest before it ends.
    """
    start, end = _stakes(seen, "roads")
    route = seen.text("roads", "route_code")
    known = np.flatnonzero((route != "") & ~np.isnan(start) & ~np.isnan(end) & ~_in_metres(seen))
    table = pd.DataFrame(
        {
            "at": known,
            "rank": seen.rank("roads")[known],
            "chained": _chained(seen)[known] if len(known) else np.zeros(0, dtype=bool),
            "route": route[known],
            "low": np.fmin(start, end)[known],
            "high": np.fmax(start, end)[known],
        }
    )
    return _reached(table.sort_values(["route", "low", "high", "rank"]))


def _along_own_routes(seen: Inspection) -> pd.DataFrame:
    """As :func:`_along_routes`, without segments that share another route's roadbed."""
    table = seen.once(_along_routes)
    shared = seen.flag("roads", "is_overlap")[table["at"].to_numpy(dtype=np.int64)]
    return _reached(table[~shared])


def _reached(table: pd.DataFrame) -> pd.DataFrame:
    furthest = table.groupby("route")["high"].cummax()
    return table.assign(reached=furthest.groupby(table["route"]).shift())


CHECKS: Final = (
    check_stakes_incomplete,
    check_stakes_reversed,
    check_stakes_in_metres,
    check_stakes_length,
    check_stakes_overlap,
    check_stakes_gap,
    check_stakes_chain_long,
    check_stakes_chain_short,
    check_work_stakes_outside,
)
