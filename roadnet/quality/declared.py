"""What a village or township declares against what its place says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.findings import Finding
from roadnet.io.written import words
from roadnet.quality.inspection import BoolArray, FloatArray, Inspection, TextArray


def check_village_outside_township(seen: Inspection) -> Iterator[Finding]:
    """Find villages that stand in another township's area than their own column says."""
    township = seen.text("villages", "township_id")
    found, own_m = _areas(seen, "villages", township)
    odd = (found != "") & (own_m > seen.limits["outside_margin_m"]) & np.isfinite(own_m)
    yield from seen.find(
        "village_outside_township",
        "villages",
        odd,
        name=seen.text("villages", "name"),
        declared=township,
        found=found,
        distance_m=own_m,
    )


def check_village_outside_boundaries(seen: Inspection) -> Iterator[Finding]:
    """Find villages that stand in no township's area and not near one either."""
    if not seen.has("boundaries"):
        return
    found, _ = _areas(seen, "villages", seen.text("villages", "township_id"))
    away_m = _outside_m(seen, "villages")
    odd = (found == "") & np.isfinite(away_m) & (away_m > seen.limits["outside_margin_m"])
    name = seen.text("villages", "name")
    yield from seen.find(
        "village_outside_boundaries", "villages", odd, name=name, distance_m=away_m
    )


def check_seat_outside_township(seen: Inspection) -> Iterator[Finding]:
    """Find township seats that stand in another township's area."""
    ids = seen.ids("townships")
    found, own_m = _areas(seen, "townships", ids)
    odd = (found != "") & (own_m > seen.limits["outside_margin_m"]) & np.isfinite(own_m)
    yield from seen.find(
        "seat_outside_township",
        "townships",
        odd,
        name=seen.text("townships", "name"),
        found=found,
        distance_m=own_m,
    )


def check_boundaries_overlap(seen: Inspection) -> Iterator[Finding]:
    """Find township areas that cover one another."""
    shapes, ids = seen.shapes("boundaries"), seen.ids("boundaries")
    tree = shapely.STRtree(shapes)
    a, b = tree.query(shapes, predicate="intersects")
    rank = seen.rank("boundaries")
    pairs = (rank[a] < rank[b]) & (ids[a] != ids[b])
    a, b = a[pairs], b[pairs]
    sound = shapely.make_valid(shapes)
    common = shapely.area(shapely.intersection(sound[a], sound[b]))
    smaller = np.minimum(shapely.area(shapes[a]), shapely.area(shapes[b]))
    odd = common > seen.limits["boundary_overlap_min_m2"]
    odd &= common > seen.limits["boundary_overlap_ratio"] * smaller
    yield from seen.find(
        "boundaries_overlap", "boundaries", a[odd], other=ids[b[odd]], area_km2=common[odd] / 1e6
    )


def check_excluded_without_reason(seen: Inspection) -> Iterator[Finding]:
    """Find villages left out of the denominators without a reason."""
    odd = _says_no(seen) & (seen.text("villages", "exclusion_reason") == "")
    yield from seen.find(
        "excluded_without_reason", "villages", odd, name=seen.text("villages", "name")
    )


def check_reason_without_exclusion(seen: Inspection) -> Iterator[Finding]:
    """Find villages with a reason for leaving them out that are not left out."""
    reason = seen.text("villages", "exclusion_reason")
    odd, name = ~_says_no(seen) & (reason != ""), seen.text("villages", "name")
    yield from seen.find("reason_without_exclusion", "villages", odd, name=name, value=reason)


def check_county_seat_missing(seen: Inspection) -> Iterator[Finding]:
    """Find townships of which none is the county's seat."""
    if seen.has("townships") and not seen.flag("townships", "is_county_seat").any():
        yield Finding("county_seat_missing", "townships")


def check_county_seats_several(seen: Inspection) -> Iterator[Finding]:
    """Find more than one county seat."""
    seats = seen.flag("townships", "is_county_seat")
    if seats.sum() > 1:
        yield from seen.find_together("county_seats_several", "townships", seats)


def _says_no(seen: Inspection) -> BoolArray:
    texts = pd.Series(seen.text("villages", "eligible"), dtype=object).astype(str)
    return np.asarray(
        texts.str.lower().str.removesuffix(".0").isin(words("flags", "no")), dtype=bool
    )


def _areas(seen: Inspection, layer: str, declared: TextArray) -> tuple[TextArray, FloatArray]:
    """Return the township area that each point stands in, and metres to the declared one.

    The identifier is "" where the point stands in no area or (also) in the declared one; metres
    are NaN where the declared township has no area or the point no place.
    """
    shapes, ids = seen.shapes("boundaries"), seen.ids("boundaries")
    points = shapely.points(seen.points(layer))
    found = np.full(len(points), "", dtype=object)
    own_m = np.full(len(points), np.nan)
    if not len(shapes):
        return found, own_m
    at, area = shapely.STRtree(shapes).query(points, predicate="intersects")
    found[at[::-1]] = ids[area[::-1]]
    rows = pd.DataFrame({"key": declared, "at": np.arange(len(points))})
    pairs = rows.merge(pd.DataFrame({"key": ids, "area": np.arange(len(ids))}), on="key")
    away_m = shapely.distance(points[pairs["at"].to_numpy()], shapes[pairs["area"].to_numpy()])
    np.fmin.at(own_m, pairs["at"].to_numpy(dtype=np.int64), away_m)
    found[at[ids[area] == declared[at]]] = ""
    return found, own_m


def _outside_m(seen: Inspection, layer: str) -> FloatArray:
    """Return metres from each point to the nearest township area; NaN without a place."""
    shapes, xy = seen.shapes("boundaries"), seen.points(layer)
    away_m = np.full(len(xy), np.nan)
    there = np.flatnonzero(np.isfinite(xy).all(axis=1))
    pair, distance = shapely.STRtree(shapes).query_nearest(
        shapely.points(xy[there]), all_matches=False, return_distance=True
    )
    away_m[there[pair[0]]] = distance
    return away_m


CHECKS: Final = (
    check_village_outside_township,
    check_village_outside_boundaries,
    check_seat_outside_township,
    check_boundaries_overlap,
    check_excluded_without_reason,
    check_reason_without_exclusion,
    check_county_seat_missing,
    check_county_seats_several,
)
