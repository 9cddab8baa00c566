"""Two districts side by side, two years or before and after: what changed, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeGuard

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.assess import DEFAULT_TOLERANCE_M, Progress, assess
from roadnet.analysis.assessment import Assessment
from roadnet.analysis.reason import Figure, Reason
from roadnet.district import District
from roadnet.findings import Finding
from roadnet.planning.difference import VERDICTS, Difference, find_difference
from roadnet.schema import layers
from roadnet.standards import Standard, read_standard

_FAR_M: Final = 1e12


@dataclass(frozen=True)
class Comparison:
    """Two assessments and what differs.

    Parameters
    ----------
    before, after
        The assessments, by the same standard and tolerance.
    difference
        What differs; its table ``villages`` has a further column ``why``: a sentence on what in the
        data goes with a changed verdict, the nearest of the changes that can bear on it. It is
        evidence of place and kind, not a proof of cause.
    findings
        What a reader must know: another standard in one of the districts, no village in common.
    """

    before: Assessment
    after: Assessment
    difference: Difference
    findings: tuple[Finding, ...]


def compare(
    before: District | Assessment,
    after: District | Assessment,
    *,
    standard: Standard | None = None,
    join_tolerance_m: float = DEFAULT_TOLERANCE_M,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two districts, by one standard and one tolerance.

    Parameters
    ----------
    before, after
        Districts, or what :func:`~roadnet.analysis.assess.assess` gave for them.
    standard
        Decides for both; that of the later district if None.
    join_tolerance_m
        As of ``assess``; where the later is an assessment, its own tolerance counts.
    progress
        As of ``assess``.

    An assessment by another standard or tolerance is made again.
    """
    say = progress or (lambda step, share: None)
    findings = _findings(before, after)
    chosen = standard or _standard_of(after)
    if isinstance(after, Assessment):
        join_tolerance_m = after.network.tolerance_m
    first, second = (
        one
        if _is_by(one, chosen, join_tolerance_m)
        else assess(
            _district_of(one),
            standard=chosen,
            join_tolerance_m=join_tolerance_m,
            progress=lambda step, share, at=at: say(step, (at + share) / 2.0),  # type: ignore[misc]
        )
        for at, one in enumerate((before, after))
    )
    difference = find_difference(first, second)
    reasons = _why(first, second, difference)
    difference.villages["why"] = pd.Series(reasons, index=difference.villages.index, dtype=object)
    return Comparison(first, second, difference, findings)


def _is_by(
    one: District | Assessment, standard: Standard, tolerance_m: float
) -> TypeGuard[Assessment]:
    """Whether it is an assessment by a standard and a tolerance."""
    return (
        isinstance(one, Assessment)
        and one.standard == standard
        and one.network.tolerance_m == tolerance_m
    )


def _district_of(one: District | Assessment) -> District:
    return one.district if isinstance(one, Assessment) else one


def _standard_of(one: District | Assessment) -> Standard:
    return one.standard if isinstance(one, Assessment) else read_standard(one.standard)


def _findings(before: District | Assessment, after: District | Assessment) -> tuple[Finding, ...]:
    named = [
        one.standard.id if isinstance(one, Assessment) else one.standard for one in (before, after)
    ]
    found = []
    if named[0] != named[1]:
        figures = {"before": named[0], "after": named[1]}
        found.append(Finding("compare_standards_differ", figures=figures))
    villages = [_district_of(one).layers["villages"] for one in (before, after)]
    ids = [set(frame["village_id"].astype(str)) for frame in villages]
    if not ids[0] & ids[1]:
        found.append(Finding("compare_no_common_village"))
    return tuple(found)


def _why(before: Assessment, after: Assessment, found: Difference) -> list[Reason | None]:
    """Name for each changed verdict the nearest change in the data that can bear on it."""
    places = after.villages.drop_duplicates("village_id").set_index("village_id").geometry
    table = found.villages
    reasons: list[Reason | None] = [None] * len(table)
    for what in VERDICTS:
        rows = np.flatnonzero(((table["what"] == what) & table["id"].isin(places.index)).to_numpy())
        if not len(rows):
            continue
        points = places.loc[table["id"].iloc[rows]].to_numpy()
        names, shapes, kinds = _evidence(before, after, found, what)
        for row, point in zip(rows.tolist(), points, strict=True):
            reasons[row] = _nearest(point, names, shapes, kinds)
    return reasons


def _nearest(
    point: shapely.Point, names: list[str], shapes: np.ndarray, kinds: list[str]
) -> Reason:
    if not len(shapes):
        return Reason("compare.why.nothing")
    away = np.nan_to_num(shapely.distance(shapes, point), nan=_FAR_M)
    at = int(np.argmin(away))
    figures: dict[str, Figure] = {"name": names[at], "km": float(away[at]) / 1000.0}
    return Reason(f"compare.why.{kinds[at]}", figures)


def _evidence(
    before: Assessment, after: Assessment, found: Difference, what: str
) -> tuple[list[str], np.ndarray, list[str]]:
    """Return the changes in the data that can bear on a verdict: names, shapes, kinds."""
    if what == "road":
        roads = found.roads[found.roads.geometry.notna().to_numpy()]
        names = roads["name"].fillna(roads["id"]).astype(str).tolist()
        kinds = [
            f"road_{trend}" if trend in ("new", "gone") else "road_changed"
            for trend in roads["trend"]
        ]
        return names, roads.geometry.to_numpy(), kinds
    bearing = {"bus": ("stops", "service_zones", "bus_routes"), "logistics": ("logistics",)}[what]
    table = found.places[found.places["layer"].isin(bearing)]
    shapes = []
    for layer, identifier in zip(table["layer"], table["id"], strict=True):
        shapes.append(_shape_of(before, after, str(layer), str(identifier)))
    names = table["name"].where(table["name"].notna(), table["id"]).astype(str).tolist()
    kinds = [
        f"place_{trend}" if trend in ("new", "gone") else "place_changed"
        for trend in table["trend"]
    ]
    kept = [at for at, shape in enumerate(shapes) if shape is not None]
    return (
        [names[at] for at in kept],
        np.array([shapes[at] for at in kept], dtype=object),
        [kinds[at] for at in kept],
    )


def _shape_of(before: Assessment, after: Assessment, layer: str, identifier: str) -> object:
    for one in (after, before):
        if one.district.has(layer):
            frame = one.district.layers[layer]
            ids = frame[layers()[layer].id_column].astype(str)
            mine = frame.geometry[(ids == identifier).to_numpy()].dropna()
            if len(mine):
                return mine.iloc[0]
    return None
