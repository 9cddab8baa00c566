"""Reference systems: layers that do not lie on one another, systems that stretch lengths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np
import pyproj
import shapely

from roadnet.crs import (
    bd09_from_wgs84,
    crs_label,
    gcj02_from_wgs84,
    wgs84_from_bd09,
    wgs84_from_gcj02,
)
from roadnet.findings import Finding
from roadnet.quality.inspection import FloatArray, Inspection
from roadnet.schema import layers

Shift = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]

_POINT_LAYERS: Final = ("villages", "townships", "stops", "stations", "logistics", "sites")
_TO_WGS84: Final[Mapping[str, Shift]] = {"GCJ-02": wgs84_from_gcj02, "BD-09": wgs84_from_bd09}
_FROM_WGS84: Final[Mapping[str, Shift]] = {"GCJ-02": gcj02_from_wgs84, "BD-09": bd09_from_wgs84}
_NO_POINTS: Final = np.empty((0, 2))


def check_layer_disjoint(seen: Inspection) -> Iterator[Finding]:
    """Find layers that lie wholly outside the roads' extent."""
    roads = _extent(seen, "roads")
    for name in layers():
        own = _extent(seen, name)
        if name == "roads" or not np.isfinite(own).all() or not np.isfinite(roads).all():
            continue
        beside = np.maximum(np.maximum(own[:2] - roads[2:], roads[:2] - own[2:]), 0.0)
        apart_km = float(np.hypot(*beside)) / 1000
        if apart_km > seen.limits["disjoint_margin_km"]:
            yield Finding("layer_disjoint", name, figures={"distance_km": apart_km})


def check_crs_stretches(seen: Inspection) -> Iterator[Finding]:
    """Find a working reference system whose metres are not metres on the ground."""
    xy = np.concatenate([seen.points("roads"), seen.points("villages")])
    if not np.isfinite(xy).any():
        return
    middle = np.nanmedian(xy, axis=0)
    lon, lat = seen.to_lon_lat(np.stack([middle, middle + 700.0])).T
    ground_m = pyproj.Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])[2]
    scale = float(np.hypot(700.0, 700.0) / ground_m)
    if abs(scale - 1) > seen.limits["scale_error_ratio"]:
        crs, percent = crs_label(seen.district.crs), 100 * (scale - 1)
        yield Finding("crs_stretches", "roads", figures={"crs": crs, "percent": percent})


def check_layer_offset(seen: Inspection) -> Iterator[Finding]:
    """Find layers of points that lie on the roads once a shifted Chinese system is undone."""
    for name in _POINT_LAYERS:
        figures = _best_shift(seen, (name,), _TO_WGS84)
        if figures:
            yield Finding("layer_offset", name, figures=figures)


def check_roads_offset(seen: Inspection) -> Iterator[Finding]:
    """Find roads that all the points lie on once the points are shifted as Chinese maps are."""
    figures = _best_shift(seen, _POINT_LAYERS, _FROM_WGS84)
    if figures:
        yield Finding("roads_offset", "roads", figures=figures)


def _best_shift(
    seen: Inspection, names: tuple[str, ...], shifts: Mapping[str, Shift]
) -> dict[str, float | str]:
    """Return the figures of the shift that brings the points nearest to the roads.

    Empty where no shift at least halves the median distance. The shift is of some 300 to 700 m,
    the same for the whole district to a few metres, and known beforehand for each place: so only
    the known ones are tried.
    """
    xy = np.concatenate([_NO_POINTS, *(seen.points(name) for name in names)])
    away_m = np.concatenate([np.empty(0), *(seen.road_distance(name)[0] for name in names)])
    there = np.isfinite(away_m)
    if there.sum() < seen.limits["offset_min_rows"]:
        return {}
    median_m = float(np.median(away_m[there]))
    if median_m < seen.limits["offset_min_m"]:
        return {}
    xy = xy[there][:: -(-int(there.sum()) // int(seen.limits["offset_sample_rows"]))]
    degrees = seen.to_lon_lat(xy)
    moved = {name: seen.to_metres(np.column_stack(go(*degrees.T))) for name, go in shifts.items()}
    if np.hypot(*(moved["GCJ-02"] - xy).T).max() < 1:
        return {}  # outside the range of the shift
    after_m = {name: _median_distance_m(seen, there) for name, there in moved.items()}
    best = min(after_m, key=lambda name: after_m[name])
    if after_m[best] > seen.limits["offset_gain_ratio"] * median_m:
        return {}
    east_m, north_m = np.median(moved[best] - xy, axis=0).tolist()
    return {
        "median_m": median_m,
        "corrected_m": after_m[best],
        "shift_m": float(np.hypot(east_m, north_m)),
        "bearing_degrees": float(np.degrees(np.arctan2(east_m, north_m)) % 360),
        "system": best,
        "crs": best.replace("-", "").lower(),
    }


def _median_distance_m(seen: Inspection, xy: FloatArray) -> float:
    points = shapely.points(xy)
    _, distance_m = seen.road_tree[0].query_nearest(points, all_matches=False, return_distance=True)
    return float(np.median(distance_m))


def _extent(seen: Inspection, layer: str) -> FloatArray:
    """Return west, south, east, north in metres, a few outliers set aside; NaN for no geometry."""
    shapes = seen.shapes(layer)
    bounds = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    if not len(bounds):
        return np.full(4, np.nan)
    low, high = np.quantile(bounds[:, :2], 0.02, axis=0), np.quantile(bounds[:, 2:], 0.98, axis=0)
    return np.concatenate([low, high])


CHECKS: Final = (
    check_layer_disjoint,
    check_layer_offset,
    check_roads_offset,
    check_crs_stretches,
)
