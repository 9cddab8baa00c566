"""Reference systems: the district's metric one, and China's shifted coordinates.

GCJ-02 is what Chinese web maps must use: WGS 84 moved by some 300 to 700 m by a fixed series of
sines. BD-09 is Baidu's turn and shift on top of it. Neither is known to PROJ. Both are defined by
their forward form alone; the way back is by fixed-point iteration.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from roadnet.errors import RoadnetError

Array = NDArray[np.float64]
Shifted = Literal["gcj02", "bd09"]
SHIFTED: Final = ("gcj02", "bd09")
WGS84: Final = "EPSG:4326"

# Krasovsky 1940, on which the shift is defined.
_AXIS_M: Final = 6_378_245.0
_ECCENTRICITY_SQUARED: Final = 0.006_693_421_622_965_943
# Where the shift applies, and where its series starts.
_SHIFTED_LON: Final = (72.004, 137.8347)
_SHIFTED_LAT: Final = (0.8293, 55.8271)
_LON_0, _LAT_0 = 105.0, 35.0
_BD_TURN: Final = math.pi * 3000 / 180
_ROUNDS: Final = 12

_CHINA_LON: Final = (73.0, 136.0)
_CHINA_LAT: Final = (17.0, 54.0)
_CGCS2000: Final = frozenset({"China 2000", "China_2000", "D_China_2000", "CGCS2000"})
_WGS84_DATUMS: Final = frozenset(
    {"World Geodetic System 1984", "World Geodetic System 1984 ensemble", "WGS_1984", "WGS 84"}
)
_NEAR_DEG: Final = 5.0
_MANY_DEVIATIONS: Final = 10.0


def gcj02_from_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Array, Array]:
    """Convert WGS 84 to GCJ-02, degrees; places outside the range of the shift stay."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    d_lon, d_lat = _gcj_shift(x, y)
    return x + d_lon, y + d_lat


def wgs84_from_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Array, Array]:
    """Convert GCJ-02 to WGS 84, degrees, to better than 1e-9 degrees."""
    return _invert(gcj02_from_wgs84, lon, lat)


def bd09_from_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Array, Array]:
    """Convert GCJ-02 to BD-09, degrees."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * _BD_TURN)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * _BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def gcj02_from_bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Array, Array]:
    """Convert BD-09 to GCJ-02, degrees, to better than 1e-9 degrees."""
    return _invert(bd09_from_gcj02, lon, lat)


def wgs84_from_bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Array, Array]:
    """Convert BD-09 to WGS 84, degrees."""
    return wgs84_from_gcj02(*gcj02_from_bd09(lon, lat))


def bd09_from_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Array, Array]:
    """Convert WGS 84 to BD-09, degrees."""
    return bd09_from_gcj02(*gcj02_from_wgs84(lon, lat))


def wgs84_from_shifted(system: Shifted, lon: ArrayLike, lat: ArrayLike) -> tuple[Array, Array]:
    """Convert from either shifted system to WGS 84, degrees."""
    return wgs84_from_gcj02(lon, lat) if system == "gcj02" else wgs84_from_bd09(lon, lat)


def near_box(lon: ArrayLike, lat: ArrayLike) -> tuple[float, float, float, float]:
    """Return the range in which places count as lying together: west, south, east, north.

    In each direction 5 degrees to both sides of the median, or ten times the median absolute
    deviation where the whole is wider than that; NaN is passed over. All NaN where no place is.
    """
    sides = []
    for values in (np.asarray(lon, float), np.asarray(lat, float)):
        finite = values[np.isfinite(values)]
        if not finite.size:
            return math.nan, math.nan, math.nan, math.nan
        median = float(np.median(finite))
        reach = max(_NEAR_DEG, _MANY_DEVIATIONS * float(np.median(np.abs(finite - median))))
        sides.append((median - reach, median + reach))
    return sides[0][0], sides[1][0], sides[0][1], sides[1][1]


def in_box(
    lon: ArrayLike, lat: ArrayLike, box: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    """Tell which places lie in a range; NaN never does."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    inside: NDArray[np.bool_] = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
    return inside


def choose_metric_crs(lon: ArrayLike, lat: ArrayLike, *, chinese: bool = False) -> CRS:
    """Choose the metric system of the zone in which most places lie.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees; places far from the others, and NaN, are set aside first.
    chinese
        Whether the district reckons in CGCS2000: 3-degree Gauss-Kruger zones without the zone's
        number in the easting (EPSG 4534 to 4554), if it lies where they are. Else WGS 84 UTM.

    Raises
    ------
    RoadnetError
        ``no_places`` where no place is left.
    """
    near = in_box(lon, lat, near_box(lon, lat))
    if not near.any():
        raise RoadnetError("no_places")
    x = float(np.median(np.asarray(lon, float)[near]))
    y = float(np.median(np.asarray(lat, float)[near]))
    inside = _CHINA_LON[0] <= x <= _CHINA_LON[1] and _CHINA_LAT[0] <= y <= _CHINA_LAT[1]
    if chinese and inside:
        meridian = min(max(3 * round(x / 3), 75), 135)
        return CRS.from_epsg(4534 + (meridian - 75) // 3)
    zone = int((x + 180) // 6) % 60 + 1
    return CRS.from_epsg((32600 if y >= 0 else 32700) + zone)


def to_crs(name: str) -> CRS:
    """Convert a name or WKT to a horizontal reference system.

    Raises
    ------
    RoadnetError
        ``crs_unknown``, or ``crs_unusable`` for one that is not bound to the Earth's surface.
    """
    try:
        crs = CRS.from_user_input(name)
    except (CRSError, ValueError, TypeError) as error:
        raise RoadnetError("crs_unknown", crs=str(name)[:80]) from error
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    if not (crs.is_geographic or crs.is_projected):
        raise RoadnetError("crs_unusable", crs=str(name)[:80])
    return crs


def is_metric(crs: CRS) -> bool:
    """Whether a system is projected and in metres."""
    return crs.is_projected and all(axis.unit_conversion_factor == 1 for axis in crs.axis_info)


def require_metric(crs: CRS) -> CRS:
    """Require a projected system in metres.

    Raises
    ------
    RoadnetError
        ``crs_not_metric``.
    """
    if not is_metric(crs):
        raise RoadnetError("crs_not_metric", crs=crs_label(crs))
    return crs


def crs_label(crs: CRS) -> str:
    """Return ``EPSG:n`` where there is one, else the system's name."""
    code = crs.to_authority(min_confidence=70)
    return ":".join(code) if code else str(crs.name)


def is_cgcs2000(crs: CRS) -> bool:
    """Whether a system is on China's datum of 2000."""
    return _datum(crs) in _CGCS2000


def is_ballpark(source: CRS, target: CRS) -> bool:
    """Whether between two systems only a rough way without datum shift is known here.

    CGCS2000 and WGS 84 differ by centimetres to decimetres: there no shift is right.
    """
    if {_datum(source), _datum(target)} <= _CGCS2000 | _WGS84_DATUMS:
        return False
    try:
        ways = TransformerGroup(source, target, always_xy=True).transformers
    except ProjError:
        return True
    return not ways or "ballpark" in ways[0].description.lower()


def _datum(crs: CRS) -> str:
    return str(crs.datum.name) if crs.datum else ""


def length_scale(crs: CRS, lon: float, lat: float) -> float:
    """Return how many metres on the map stand for one on the ground, at a place."""
    factors: Any = Proj(crs).get_factors(lon, lat)
    return float(factors.meridional_scale)


def transform(source: CRS, target: CRS, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Transform places, x before y always; what cannot be transformed becomes inf.

    Raises
    ------
    RoadnetError
        ``crs_unusable`` where no way leads from one system to the other.
    """
    if source == target:
        return np.asarray(x, float).copy(), np.asarray(y, float).copy()
    to_x, to_y = _transformer(source, target).transform(np.asarray(x, float), np.asarray(y, float))
    return np.asarray(to_x, float), np.asarray(to_y, float)


@lru_cache(maxsize=64)
def _transformer(source: CRS, target: CRS) -> Transformer:
    try:
        return Transformer.from_crs(source, target, always_xy=True)
    except ProjError as error:  # a damaged definition, or another planet's
        odd = source if source.to_authority() is None else target
        raise RoadnetError("crs_unusable", crs=crs_label(odd)[:80]) from error


def _gcj_shift(lon: Array, lat: Array) -> tuple[Array, Array]:
    x, y = lon - _LON_0, lat - _LAT_0
    root = np.sqrt(np.abs(x))
    pi = math.pi
    common = (20 * np.sin(6 * pi * x) + 20 * np.sin(2 * pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20 * np.sin(pi * y) + 40 * np.sin(pi / 3 * y)) * 2 / 3
    north += (160 * np.sin(pi / 12 * y) + 320 * np.sin(pi / 30 * y)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20 * np.sin(pi * x) + 40 * np.sin(pi / 3 * x)) * 2 / 3
    east += (150 * np.sin(pi / 12 * x) + 300 * np.sin(pi / 30 * x)) * 2 / 3
    phi = np.radians(lat)
    w2 = 1 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY_SQUARED) / w2**1.5
    parallel_m = _AXIS_M / np.sqrt(w2) * np.cos(phi)
    inside = (lon >= _SHIFTED_LON[0]) & (lon <= _SHIFTED_LON[1])
    inside &= (lat >= _SHIFTED_LAT[0]) & (lat <= _SHIFTED_LAT[1])
    d_lon = np.where(inside, np.degrees(east / parallel_m), 0.0)
    return d_lon, np.where(inside, np.degrees(north / meridian_m), 0.0)


def _invert(forward: Any, lon: ArrayLike, lat: ArrayLike) -> tuple[Array, Array]:
    """Solve forward(p) = q by p <- p + (q - forward(p)); the shift's slope is far below 1."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    to_x, to_y = x.copy(), y.copy()
    for _ in range(_ROUNDS):
        got_x, got_y = forward(to_x, to_y)
        to_x, to_y = to_x + (x - got_x), to_y + (y - got_y)
    return to_x, to_y
