"""Stakes (桩号) against the drawn line, and along the route."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from roadnet.findings import Finding
from roadnet.quality.inspection import FloatArray, Inspection


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
    table = _along_routes(seen, shared=False)
    overlap = np.minimum(table["high"], table["reached"]) - table["low"]
    table = table.assign(overlap=overlap)[overlap > seen.limits["stake_overlap_km"]]
    yield from seen.find(
        "stakes_overlap",
        "roads",
        table["at"].to_numpy(dtype=np.int64),
        route=table["route"].to_numpy(),
        overlap_km=table["overlap"].to_numpy(),
        stake_km=table["low"].to_numpy(),
    )


def check_stakes_gap(seen: Inspection) -> Iterator[Finding]:
    """Find stretches in the middle of a route that no segment covers."""
    table = _along_routes(seen, shared=True)
    gap = table["low"] - table["reached"]
    table = table.assign(gap=gap)[gap > seen.limits["stake_overlap_km"]]
    yield from seen.find(
        "stakes_gap",
        "roads",
        table["at"].to_numpy(dtype=np.int64),
        route=table["route"].to_numpy(),
        gap_km=table["gap"].to_numpy(),
        from_km=table["reached"].to_numpy(),
        to_km=table["low"].to_numpy(),
    )


def check_work_stakes_outside(seen: Inspection) -> Iterator[Finding]:
    """Find projects and hazards whose stakes lie beyond those of their route."""
    table = _along_routes(seen, shared=True).groupby("route").agg({"low": "min", "high": "max"})
    slack = seen.limits["stake_slack_km"]
    for layer in ("projects", "hazards"):
        route = pd.Series(seen.text(layer, "route_code"))
        low, high = route.map(table["low"]).to_numpy(), route.map(table["high"]).to_numpy()
        start, end = _stakes(seen, layer)
        first, last = np.fmin(start, end), np.fmax(start, end)
        odd = (first < low - slack) | (last > high + slack)
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


def _stakes(seen: Inspection, layer: str) -> tuple[FloatArray, FloatArray]:
    return seen.number(layer, "start_stake_km"), seen.number(layer, "end_stake_km")


def _in_metres(seen: Inspection) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    start, end = _stakes(seen, "roads")
    drawn_km = seen.road_length_m / 1000
    wide = np.abs(end - start) > seen.limits["stake_metre_ratio"] * drawn_km
    return np.asarray(wide & (drawn_km > 0), dtype=bool)


def _along_routes(seen: Inspection, *, shared: bool) -> pd.DataFrame:
    """Segments with stakes by route and stake: ``at``, ``route``, ``low``, ``high``, ``reached``.

    ``reached`` is the furthest stake of the segments before on the same route, NaN for the first.
    Segments that share another route's roadbed take part if ``shared``.
    """
    start, end = _stakes(seen, "roads")
    table = pd.DataFrame(
        {
            "at": np.arange(len(start)),
            "rank": seen.rank("roads"),
            "route": seen.text("roads", "route_code"),
            "low": np.fmin(start, end),
            "high": np.fmax(start, end),
        }
    )
    table = table[table["route"].ne("") & ~np.isnan(start) & ~np.isnan(end) & ~_in_metres(seen)]
    if not shared:
        table = table[~seen.flag("roads", "is_overlap")[table["at"].to_numpy(dtype=np.int64)]]
    table = table.sort_values(["route", "low", "high", "rank"])
    furthest = table.groupby("route")["high"].cummax()
    return table.assign(reached=furthest.groupby(table["route"]).shift())


CHECKS: Final = (
    check_stakes_incomplete,
    check_stakes_reversed,
    check_stakes_in_metres,
    check_stakes_length,
    check_stakes_overlap,
    check_stakes_gap,
    check_work_stakes_outside,
)
