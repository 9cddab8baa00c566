"""Reference systems: layers that do not lie on one another, systems that stretch lengths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeVar

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
_MERIDIANS_DEG: Final = (-6.0, -3.0, 3.0, 6.0)
Key = TypeVar("Key")


def check_layer_disjoint(seen: Inspection) -> Iterator[Finding]:
    """Find layers that lie wholly outside the roads' extent, for no cause that is known."""
    for name, apart_km in _apart(seen).items():
        if not _other_zone(seen, name):
            yield Finding("layer_disjoint", name, figures={"distance_km": apart_km})


def check_layer_in_other_zone(seen: Inspection) -> Iterator[Finding]:
    """Find layers that lie on the roads once their central meridian is another.

    Taken for a Gauss-Kruger zone whose meridian lies d degrees further east, the same eastings and
    northings lie d degrees further east, and nothing else changes.
    """
    for name, apart_km in _apart(seen).items():
        if figures := _other_zone(seen, name):
            yield Finding("layer_in_other_zone", name, figures={"distance_km": apart_km, **figures})


def _apart(seen: Inspection) -> dict[str, float]:
    """Return the layers that lie beside the roads' extent, and how far, km."""
    roads = _extent(seen, "roads")
    found = {}
    for name in layers():
        own = _extent(seen, name)
        if name == "roads" or not np.isfinite(own).all() or not np.isfinite(roads).all():
            continue
        beside = np.maximum(np.maximum(own[:2] - roads[2:], roads[:2] - own[2:]), 0.0)
        apart_km = float(np.hypot(*beside)) / 1000
        if apart_km > seen.limits["disjoint_margin_km"]:
            found[name] = apart_km
    return found


def _other_zone(seen: Inspection, name: str) -> dict[str, float]:
    """Return the figures of the zone that puts a layer on the roads; empty where none does."""
    xy = _sample(seen, seen.points(name))
    if len(xy) < seen.limits["offset_min_rows"]:
        return {}
    lon, lat = seen.to_lon_lat(xy).T
    after_m = {
        step: _median_distance_m(seen, seen.to_metres(np.column_stack([lon + step, lat])))
        for step in _MERIDIANS_DEG
    }
    best = _clearly_least(seen, after_m)
    if best is None or after_m[best] > seen.limits["zone_median_m"]:
        return {}
    away = xy - seen.to_metres(np.column_stack([lon + best, lat]))
    return {
        "meridian_degrees": best,
        "corrected_m": after_m[best],
        "bearing_degrees": _bearing(*np.median(away, axis=0)),
    }


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
        if figures := _best_shift(seen, (name,), _TO_WGS84, towards=-1):
            yield Finding("layer_offset", name, figures=figures)


def check_roads_offset(seen: Inspection) -> Iterator[Finding]:
    """Find roads that all the points lie on once the points are shifted as Chinese maps are."""
    if figures := _best_shift(seen, _POINT_LAYERS, _FROM_WGS84, towards=1):
        yield Finding("roads_offset", "roads", figures=figures)


def _best_shift(
    seen: Inspection, names: tuple[str, ...], shifts: Mapping[str, Shift], *, towards: int
) -> dict[str, float | str]:
    """Return the figures of the shift that brings the points nearest to the roads.

    Empty where no shift at least halves the median distance, or two do about as well. The shift is
    of some 300 to 700 m, the same for the whole district to a few metres, and known beforehand for
    each place: so only the known ones are tried. ``bearing_degrees`` is that of the shift, turned
    round where ``towards`` is -1: where the faulty layer lies, seen from its true place.
    """
    xy = np.concatenate([_NO_POINTS, *(seen.points(name) for name in names)])
    away_m = np.concatenate([np.empty(0), *(seen.road_distance(name)[0] for name in names)])
    there = np.isfinite(away_m)
    if there.sum() < seen.limits["offset_min_rows"]:
        return {}
    median_m = float(np.median(away_m[there]))
    if median_m < seen.limits["offset_min_m"]:
        return {}
    xy = _sample(seen, xy[there])
    degrees = seen.to_lon_lat(xy)
    moved = {name: seen.to_metres(np.column_stack(go(*degrees.T))) for name, go in shifts.items()}
    if np.hypot(*(moved["GCJ-02"] - xy).T).max() < 1:
        return {}  # outside the range of the shift
    after_m = {name: _median_distance_m(seen, there) for name, there in moved.items()}
    best = _clearly_least(seen, after_m)
    if best is None or after_m[best] > seen.limits["offset_gain_ratio"] * median_m:
        return {}
    east_m, north_m = np.median(moved[best] - xy, axis=0).tolist()
    return {
        "median_m": median_m,
        "corrected_m": after_m[best],
        "shift_m": float(np.hypot(east_m, north_m)),
        "bearing_degrees": _bearing(towards * east_m, towards * north_m),
        "system": best,
        "crs": best.replace("-", "").lower(),
    }


def _clearly_least(seen: Inspection, after_m: Mapping[Key, float]) -> Key | None:
    """Name the trial with the least distance, if every other leaves far more."""
    best = min(after_m, key=lambda name: after_m[name])
    others = [metres for name, metres in after_m.items() if name != best]
    return best if after_m[best] <= seen.limits["offset_gain_ratio"] * min(others) else None


def _sample(seen: Inspection, xy: FloatArray) -> FloatArray:
    """Take some hundred of the points that there are, evenly over the rows."""
    xy = xy[np.isfinite(xy).all(axis=1)]
    return xy[:: max(1, -(-len(xy) // int(seen.limits["offset_sample_rows"])))]


def _bearing(east_m: float, north_m: float) -> float:
    return float(np.degrees(np.arctan2(east_m, north_m)) % 360)


def _median_distance_m(seen: Inspection, xy: FloatArray) -> float:
    points = shapely.points(xy[np.isfinite(xy).all(axis=1)])
    if not len(points):
        return np.inf
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
    check_layer_in_other_zone,
    check_layer_offset,
    check_roads_offset,
    check_crs_stretches,
)
