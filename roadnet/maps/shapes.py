"""Geometries to byte blocks: cleaned, simplified, in space order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer

from roadnet.maps.codec import to_differences, to_varint

Kind = Literal["lines", "points", "areas"]
Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

METRES_PER_DEGREE: Final = 111_320.0
"""One degree of latitude on the sphere of WGS 84's semi-major axis, to four figures."""

MOST_POINTS: Final = 250_000
"""Vertices of one layer: about half a megabyte of page."""

_LINE_TYPES: Final = (1, 2)  # shapely type ids: LineString, LinearRing
_POINT_TYPE: Final = 0
_POLYGON_TYPE: Final = 3


@dataclass(frozen=True)
class Shapes:
    """Packed geometries.

    ``order`` holds the rows of the frame as they are drawn and packed, (n,); ``blocks`` the bytes:
    ``parts`` pieces of each row, ``sizes`` vertices of each piece, ``xy`` the vertices; ``bounds``
    west, south, east, north in degrees, None where nothing can be drawn.
    """

    order: npt.NDArray[np.int64]
    blocks: dict[str, bytes]
    bounds: tuple[float, float, float, float] | None


def to_shapes(
    frame: gpd.GeoDataFrame,
    kind: Kind,
    *,
    tolerance_m: float = 5.0,
    unit_deg: float = 1e-5,
    most_points: int = MOST_POINTS,
) -> Shapes:
    """Pack the geometries of a frame.

    Rows without a usable geometry (missing, empty, not finite, outside the globe, of another kind)
    keep their place with no piece.

    Parameters
    ----------
    frame
        With a reference system; anything but EPSG:4326 is converted.
    kind
        What is drawn; other kinds of geometry in the frame are left out.
    tolerance_m
        No point of the drawn line lies further from the true one, m; doubled, at most twice, while
        more than ``most_points`` vertices remain.
    unit_deg
        What coordinates are rounded to, degrees; 1e-5 is 1.1 m.

    Raises
    ------
    ValueError
        If the frame has no reference system.
    """
    if frame.crs is None:
        raise ValueError("a layer for a map needs a reference system: set its crs")
    # Straight distances do not care about the height.
    geometry = np.array(frame.geometry.to_numpy(), dtype=object)
    if shapely.has_z(geometry).any():
        geometry = shapely.force_2d(geometry)
    geometry[~_is_finite(geometry)] = None
    order = space_order(geometry)
    parts, rows = _to_parts(geometry[order], kind)
    # Simplified before they are converted: in metres where they stand in metres, and there are
    # fewer points to convert.
    parts = _simplify_to(parts, kind, tolerance_m / _metres_a_unit(frame.crs), most_points)
    parts = _to_degrees(parts, frame.crs)
    drawable = _is_on_the_globe(parts)
    blocks, bounds = _pack(parts[drawable], rows[drawable], len(order), kind, unit_deg)
    return Shapes(order, blocks, bounds)


def _metres_a_unit(crs: CRS) -> float:
    if not crs.is_projected:
        return METRES_PER_DEGREE
    return float(crs.axis_info[0].unit_conversion_factor)


@lru_cache(maxsize=8)
def _to_wgs84(crs: CRS) -> Transformer:
    # Made once: it takes as long as a chunk's points.
    return Transformer.from_crs(crs, 4326, always_xy=True)


def _to_degrees(parts: npt.NDArray[Any], crs: CRS) -> npt.NDArray[Any]:
    if crs.to_epsg() == 4326 or len(parts) == 0:
        return parts
    points = shapely.get_coordinates(parts)
    x, y = _to_wgs84(crs).transform(points[:, 0], points[:, 1])
    return np.asarray(shapely.transform(parts, lambda _: np.column_stack([x, y])))


def _is_finite(geometry: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    total, owner = shapely.get_coordinates(geometry, return_index=True)
    finite = np.ones(len(geometry), dtype=bool)
    finite[owner[~np.isfinite(total).all(axis=1)]] = False
    return finite


def _is_on_the_globe(parts: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    bounds = shapely.bounds(parts)
    with np.errstate(invalid="ignore"):
        inside = (bounds >= [-180, -90, -180, -90]) & (bounds <= [180, 90, 180, 90])
    on_it: npt.NDArray[np.bool_] = inside.all(axis=1)
    return on_it


def space_order(geometry: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the rows along a Morton curve through their middles: neighbours pack small."""
    bounds = shapely.bounds(geometry)
    middle = np.nan_to_num((bounds[:, :2] + bounds[:, 2:]) / 2)
    if len(middle) == 0:
        return np.zeros(0, dtype=np.int64)
    low, high = middle.min(axis=0), middle.max(axis=0)
    cell = ((middle - low) / np.maximum(high - low, 1e-12) * 0xFFFF).astype(np.uint64)
    code = _spread(cell[:, 0]) | (_spread(cell[:, 1]) << np.uint64(1))
    return np.argsort(code, kind="stable").astype(np.int64)


def _spread(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values


def _to_parts(
    geometry: npt.NDArray[Any], kind: Kind
) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    parts, rows = geometry, np.arange(len(geometry))
    if (shapely.get_type_id(geometry) > _POLYGON_TYPE).any():
        parts, rows = shapely.get_parts(geometry, return_index=True)
    wanted = {"lines": _LINE_TYPES, "points": (_POINT_TYPE,), "areas": (_POLYGON_TYPE,)}[kind]
    kept = np.isin(shapely.get_type_id(parts), wanted) & ~shapely.is_empty(parts)
    return parts[kept], rows[kept].astype(np.int64)


def _simplify_to(
    parts: npt.NDArray[Any], kind: Kind, tolerance: float, most_points: int
) -> npt.NDArray[Any]:
    for coarser in (1, 2, 4):
        simple = _simplify(parts, kind, tolerance * coarser)
        if shapely.get_num_coordinates(simple).sum() <= most_points or kind == "points":
            break
    return simple


def _simplify(parts: npt.NDArray[Any], kind: Kind, tolerance: float) -> npt.NDArray[Any]:
    if kind == "points" or tolerance <= 0 or len(parts) == 0:
        return parts
    if kind == "areas" and shapely.coverage_is_valid(parts):
        # Neighbours keep their common border; this tolerance is the root of a triangle's area.
        return np.asarray(shapely.coverage_simplify(parts, tolerance))
    return np.asarray(shapely.simplify(parts, tolerance, preserve_topology=kind == "areas"))


def _pack(
    parts: npt.NDArray[Any],
    rows: npt.NDArray[np.int64],
    count: int,
    kind: Kind,
    unit_deg: float,
) -> tuple[dict[str, bytes], tuple[float, float, float, float] | None]:
    blocks: dict[str, bytes] = {}
    if kind == "areas":
        inner = shapely.get_coordinates(shapely.point_on_surface(parts))
        biggest = _biggest(shapely.area(parts), rows)
        blocks["labels"] = to_differences(inner[biggest], unit_deg=unit_deg)
        parts, ring_of = shapely.get_rings(parts, return_index=True)
        rows = rows[ring_of]
    points = shapely.get_coordinates(parts)
    pieces = np.bincount(rows, minlength=count).astype(np.uint64)
    sizes = shapely.get_num_coordinates(parts).astype(np.uint64)
    blocks |= {
        "parts": to_varint(pieces),
        "sizes": to_varint(sizes),
        "xy": to_differences(points, unit_deg=unit_deg),
    }
    if len(points) == 0:
        return blocks, None
    (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return blocks, (west, south, east, north)


def _biggest(area: npt.NDArray[np.float64], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the biggest part of each row that has one, by row."""
    by_size: npt.NDArray[np.int64] = np.lexsort((area, rows))
    ends_row = np.append(np.diff(rows[by_size]) > 0, True)[: len(rows)]
    return by_size[ends_row]
