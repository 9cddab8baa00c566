"""Coordinates: far from all others, at zero, in one spot, rounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from roadnet.findings import Finding
from roadnet.quality.inspection import FloatArray, Inspection, TextArray
from roadnet.schema import layers

_POINT_LAYERS: Final = ("villages", "townships", "stops", "stations", "logistics", "sites")


def check_coordinate_outlier(seen: Inspection) -> Iterator[Finding]:
    """Find features far off the bulk of the district; each layer weighs alike."""
    places = {name: seen.points(name) for name in layers() if seen.has(name)}
    middles = [_median(xy) for xy in places.values() if np.isfinite(xy).any()]
    if not middles:
        return
    middle = np.median(middles, axis=0)
    away = {name: np.hypot(*(xy - middle).T) for name, xy in places.items()}
    every = np.concatenate(list(away.values()))
    nine_in_ten = float(np.quantile(every[np.isfinite(every)], 0.9))
    limit_m = max(seen.limits["outlier_min_km"] * 1000, seen.limits["outlier_ratio"] * nine_in_ten)
    for name, distance_m in away.items():
        odd = np.flatnonzero(distance_m > limit_m)
        away_km = distance_m[odd] / 1000
        yield from seen.find("coordinate_outlier", name, odd, distance_km=away_km)


def check_null_island(seen: Inspection) -> Iterator[Finding]:
    """Find features at 0 N 0 E, where empty coordinates end up."""
    for name in layers():
        if seen.has(name):
            near = np.abs(seen.lon_lat(name)) < seen.limits["null_island_degrees"]
            yield from seen.find("null_island", name, np.asarray(np.all(near, axis=1), dtype=bool))


def check_villages_coincide(seen: Inspection) -> Iterator[Finding]:
    """Find villages of one kind in one spot."""
    spots = _spots(seen.points("villages"), seen.limits["coincide_m"])
    keys = spots + "\n" + seen.text("villages", "kind")
    yield from seen.find_alike("villages_coincide", "villages", keys, spots != "")


def check_stops_coincide(seen: Inspection) -> Iterator[Finding]:
    """Find bus stops in one spot."""
    spots = _spots(seen.points("stops"), seen.limits["coincide_m"])
    yield from seen.find_alike("stops_coincide", "stops", spots, spots != "")


def check_coordinates_coarse(seen: Inspection) -> Iterator[Finding]:
    """Find layers of points whose coordinates were rounded to about a kilometre."""
    step = seen.limits["coarse_step_degrees"]
    for name in _POINT_LAYERS:
        degrees = seen.lon_lat(name)
        degrees = degrees[np.isfinite(degrees).all(axis=1)]
        if len(degrees) < seen.limits["coarse_min_rows"]:
            continue
        off = np.abs(degrees / step - np.round(degrees / step))
        share = float((off < 1e-4).all(axis=1).mean())  # 1e-4 of a step: 0.1 m, more than rounding
        if share >= seen.limits["coarse_share_ratio"]:
            yield Finding("coordinates_coarse", name, figures={"share_percent": 100 * share})


def _median(xy: FloatArray) -> FloatArray:
    return np.asarray(np.nanmedian(xy, axis=0), dtype=float)


def _spots(xy: FloatArray, radius_m: float) -> TextArray:
    """Name the spot of each point; points within ``radius_m`` share one; "" without a place."""
    names = np.full(len(xy), "", dtype=object)
    there = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if len(there):
        points = shapely.points(xy[there])
        pairs = shapely.STRtree(points).query(points, predicate="dwithin", distance=radius_m)
        links = coo_array((np.ones(pairs.shape[1]), pairs), shape=(len(there), len(there)))
        names[there] = connected_components(links, directed=False)[1].astype(str).astype(object)
    return names


CHECKS: Final = (
    check_coordinate_outlier,
    check_null_island,
    check_villages_coincide,
    check_stops_coincide,
    check_coordinates_coarse,
)
