"""Numbers of Gauss-Kruger zones in eastings: 38 500 000 is zone 38 and 500 000 m."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

FloatArray = NDArray[np.float64]

_ZONE_M: Final = 1_000_000.0
_MOST: Final = 0.9
_SIX_DEGREES: Final = (13, 23, 4491)
_THREE_DEGREES: Final = (25, 45, 4513)
"""First and last zone in China and the first's EPSG code on CGCS2000: no number is in both."""
_NORTHING_M: Final = (1.8e6, 6.1e6)


def zone_of(bounds: FloatArray) -> int:
    """Return the zone whose number most eastings bear; 0 where they bear none, or several.

    Parameters
    ----------
    bounds
        (n, 4) west, south, east, north of shapes, metres.
    """
    finite = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(finite):
        return 0
    first, last = np.floor(finite[:, 0] / _ZONE_M), np.floor(finite[:, 2] / _ZONE_M)
    zone = float(np.median(first))
    inside = (first == zone) & (last == zone)
    inside &= (finite[:, 1] >= _NORTHING_M[0]) & (finite[:, 3] <= _NORTHING_M[1])
    return int(zone) if zone >= 1 and inside.mean() >= _MOST else 0


def guess_zone(bounds: FloatArray) -> str:
    """Name the CGCS2000 system of eastings with a zone's number; "" where it is not plain."""
    zone = zone_of(bounds)
    for low, high, code in (_SIX_DEGREES, _THREE_DEGREES):
        if low <= zone <= high:
            return f"EPSG:{code + zone - low}"
    return ""


def missing_zone_m(crs: CRS, bounds: FloatArray) -> float:
    """Return what is to be added to eastings so that they are those of a system, m.

    The system may have the zone's number in its false easting and the file not, or the other way
    round; it must be the number of that system's own central meridian. 0 where nothing is.
    """
    easting_m, meridian = _origin(crs)
    if not np.isfinite(easting_m):
        return 0.0
    own = {meridian / 3, (meridian + 3) / 6}
    zone, expected = zone_of(bounds), int(easting_m // _ZONE_M)
    if zone and not expected and zone in own:
        return -zone * _ZONE_M
    if expected in own and not zone and _lies_without_zone(bounds):
        return expected * _ZONE_M
    return 0.0


def _lies_without_zone(bounds: FloatArray) -> bool:
    finite = bounds[np.isfinite(bounds).all(axis=1)]
    inside = (finite[:, 0] > 0) & (finite[:, 2] < _ZONE_M)
    inside &= (finite[:, 1] >= _NORTHING_M[0]) & (finite[:, 3] <= _NORTHING_M[1])
    return bool(len(finite)) and float(inside.mean()) >= _MOST


def _origin(crs: CRS) -> tuple[float, float]:
    """Return false easting, m, and meridian, degrees, of a transverse Mercator; else NaN."""
    operation: Any = crs.coordinate_operation
    if not crs.is_projected or operation is None or operation.method_name != "Transverse Mercator":
        return np.nan, np.nan
    found = {param.name: param.value for param in operation.params}
    return (
        float(found.get("False easting", np.nan)),
        float(found.get("Longitude of natural origin", np.nan)),
    )
