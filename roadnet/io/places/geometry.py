"""Shapes by the data model: each row is judged by itself, the bad ones are set apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from roadnet.schema import Layer

Shapes = NDArray[Any]
Mask = NDArray[np.bool_]
Marks = dict[str, Mask]
_AREAS: Final = (3, 6)
_MIXED: Final = 7
_POINTS: Final = (0, 4)


def to_layer_shapes(shapes: Shapes, layer: Layer) -> tuple[Shapes, Marks, Marks]:
    """Bring shapes to what a layer holds.

    Parameters
    ----------
    shapes
        Two-dimensional geometries, None where there is none.
    layer
        The data model's layer.

    Returns
    -------
    shapes
        Single-part where there is one part only; points for a layer of points; areas valid.
        None where the row is rejected.
    rejected, told
        By code of a finding: which rows do not go on, and which go on after a change.
    """
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    rejected: Marks = {}
    if not layer.may_lack_geometry:
        rejected["geometry_missing"] = missing
    wrong = ~missing & ~np.isin(_type_names(shapes), sorted(layer.geometry_types))
    rejected["geometry_wrong_type"] = wrong
    result = keep(shapes, ~wrong)
    result, merged = _to_points(result)
    result, mended, hopeless = _to_valid_areas(result)
    rejected["area_unusable"] = hopeless
    no_length = _is_line(result) & (shapely.length(result) == 0)
    rejected["line_without_length"] = no_length
    result = keep(result, ~no_length)
    told = {"points_merged": merged, "area_mended": mended}
    return _to_single_parts(result), _only_true(rejected), _only_true(told)


def keep(shapes: Shapes, mask: Mask) -> Shapes:
    """Return the shapes of the marked rows, None for the others."""
    result = np.full(len(shapes), None, dtype=object)
    result[mask] = shapes[mask]
    return result


def has_vertex_at_origin(shapes: Shapes) -> Mask:
    """Tell which shapes have a vertex at (0, 0), which is a place that nobody measured."""
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    # Few shapes lie around it: only they are taken apart. An area's bounds leave its holes out,
    # and a hole with a vertex gone to the origin lies beyond them.
    around = (low_x <= 0) & (high_x >= 0) & (low_y <= 0) & (high_y >= 0)
    near = np.flatnonzero(around | np.isin(shapely.get_type_id(shapes), (*_AREAS, _MIXED)))
    coordinates, index = shapely.get_coordinates(shapes[near], return_index=True)
    result = np.zeros(len(shapes), dtype=bool)
    result[near[index[(coordinates == 0).all(axis=1)]]] = True
    return result


def swap_axes(shapes: Shapes) -> Shapes:
    """Exchange x and y."""
    return np.asarray(shapely.transform(shapes, lambda xy: xy[:, ::-1]), dtype=object)


def _only_true(marks: Mapping[str, Mask]) -> Marks:
    return {code: mask for code, mask in marks.items() if mask.any()}


def _type_names(shapes: Shapes) -> NDArray[np.str_]:
    names = np.array(
        [
            "",
            "Point",
            "LineString",
            "",
            "Polygon",
            "MultiPoint",
            "MultiLineString",
            "MultiPolygon",
            "",
        ]
    )
    return names[shapely.get_type_id(shapes) + 1]


def _is_line(shapes: Shapes) -> Mask:
    return np.isin(shapely.get_type_id(shapes), (1, 5))


def _to_points(shapes: Shapes) -> tuple[Shapes, Mask]:
    """Merge several points to their centre: a place is one point."""
    several = (shapely.get_type_id(shapes) == 4) & (shapely.get_num_geometries(shapes) > 1)
    result = shapes.copy()
    result[several] = shapely.centroid(shapes[several])
    return result, several


def _to_valid_areas(shapes: Shapes) -> tuple[Shapes, Mask, Mask]:
    """Areas that cross themselves are mended; those of which no area is left are hopeless."""
    invalid = np.isin(shapely.get_type_id(shapes), _AREAS) & ~shapely.is_valid(shapes)
    if not invalid.any():
        return shapes, invalid, np.zeros_like(invalid)
    made = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
    usable = np.isin(shapely.get_type_id(made), _AREAS) & (shapely.area(made) > 0)
    result = shapes.copy()
    result[invalid] = np.where(usable, made, None)
    mended, hopeless = invalid.copy(), invalid.copy()
    mended[invalid], hopeless[invalid] = usable, ~usable
    return result, mended, hopeless


def _to_single_parts(shapes: Shapes) -> Shapes:
    """Unwrap what has one part; formats differ in whether they wrap it."""
    wrapped = (shapely.get_type_id(shapes) >= 4) & (shapely.get_num_geometries(shapes) == 1)
    result = shapes.copy()
    result[wrapped] = shapely.get_geometry(shapes[wrapped], 0)
    return result
