"""Reference systems: layers that do not lie on one another, systems that stretch lengths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyproj
import shapely

from roadnet.findings import Finding
from roadnet.quality.inspection import FloatArray, Inspection
from roadnet.schema import layers


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
    xy, _, part = seen.road_vertices
    first = np.flatnonzero(part[1:] == part[:-1])
    first = first[:: max(1, len(first) // 1000)]
    plane_m = np.hypot(*(xy[first + 1] - xy[first]).T)
    first, plane_m = first[plane_m > 1], plane_m[plane_m > 1]
    if not len(first):
        return
    a, b = seen.to_lon_lat(xy[first]), seen.to_lon_lat(xy[first + 1])
    ground_m = pyproj.Geod(ellps="WGS84").inv(*a.T, *b.T)[2]
    scale = float(np.nanmedian(plane_m / np.where(ground_m > 0, ground_m, np.nan)))
    if abs(scale - 1) > seen.limits["scale_error_ratio"]:
        crs = str(seen.district.crs.to_string())
        percent = 100 * (scale - 1)
        yield Finding("crs_stretches", "roads", figures={"crs": crs, "percent": percent})


def _extent(seen: Inspection, layer: str) -> FloatArray:
    """Return west, south, east, north in metres, a few outliers set aside; NaN for no geometry."""
    shapes = seen.shapes(layer)
    bounds = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    if not len(bounds):
        return np.full(4, np.nan)
    low, high = np.quantile(bounds[:, :2], 0.02, axis=0), np.quantile(bounds[:, 2:], 0.98, axis=0)
    return np.concatenate([low, high])


CHECKS: Final = (check_layer_disjoint, check_crs_stretches)
