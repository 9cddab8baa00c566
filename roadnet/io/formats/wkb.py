"""Geometry as files have it, brought to plain two-dimensional WKB row by row.

One bad geometry never costs the others: each is judged by itself.
"""

from __future__ import annotations

import struct
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from roadnet.io.formats.plain_lines import are_plain_lines
from roadnet.io.raw import Note

_SIMPLE_TYPES: Final = range(1, 7)
_CURVE_TYPES: Final = range(8, 15)
_MASK: Final = 0x0FFFFFFF


def geometry_code(blob: bytes) -> int:
    """Return the WKB type of a blob without its Z and M flags; 0 if it has none."""
    if len(blob) < 5 or blob[0] not in (0, 1):
        return 0
    (code,) = struct.unpack_from("<I" if blob[0] else ">I", blob, 1)
    return int((code & _MASK) % 1000)


def has_curves(blobs: list[bytes | None]) -> bool:
    """Whether any geometry is made of arcs."""
    return any(blob is not None and geometry_code(blob) in _CURVE_TYPES for blob in blobs)


def to_plain_column(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, tuple[Note, ...]]:
    """As :func:`to_plain_wkb`, from a column; what is plain already is passed on as it is."""
    column = column.cast(pa.binary())
    if are_plain_lines(column):
        return column, ()
    wkb, notes = to_plain_wkb(column.to_pylist())
    return pa.chunked_array([wkb]), notes


def to_plain_wkb(blobs: list[bytes | None]) -> tuple[pa.Array, tuple[Note, ...]]:
    """Convert WKB to plain WKB: two dimensions, no collections, no empties, finite numbers.

    Parameters
    ----------
    blobs
        One a row, None where the file has no geometry.

    Returns
    -------
    WKB, null where there is none or it cannot be used; notes with the row numbers. A missing
    geometry is not noted: whether a layer needs one is known later.
    """
    codes = np.array([0 if blob is None else geometry_code(blob) for blob in blobs], dtype=int)
    there = np.array([blob is not None for blob in blobs], dtype=bool)
    simple = np.isin(codes, _SIMPLE_TYPES)
    given = np.array([b if ok else None for b, ok in zip(blobs, simple, strict=True)], dtype=object)
    parsed = shapely.from_wkb(given, on_invalid="ignore")
    return _reduce(parsed, there, simple, codes)


def shapes_to_wkb(
    shapes: NDArray[Any], there: NDArray[np.bool_]
) -> tuple[pa.Array, tuple[Note, ...]]:
    """As :func:`to_plain_wkb`, from geometries; ``there`` marks rows that have one to be read."""
    codes = np.where(shapely.get_type_id(shapes) == 7, 7, 1)
    simple = there & (codes != 7)
    return _reduce(_only(shapes, simple), there, simple, codes)


def _reduce(
    shapes: NDArray[Any],
    there: NDArray[np.bool_],
    simple: NDArray[np.bool_],
    codes: NDArray[np.int_],
) -> tuple[pa.Array, tuple[Note, ...]]:
    broken = there & ~((codes == 7) & ~simple) & shapely.is_missing(shapes)
    collection = there & ~simple & (codes == 7)
    raised = shapely.has_z(shapes) | shapely.has_m(shapes)
    flat = shapely.force_2d(shapes)
    finite = np.isfinite(shapely.bounds(flat)).all(axis=1)
    finite &= _all_finite(flat)
    usable = ~shapely.is_missing(flat) & ~shapely.is_empty(flat)
    endless = usable & ~finite
    notes = (
        _note("geometry_unreadable", broken, rejected=True),
        _note("geometry_collection", collection, rejected=True),
        _note("coordinates_not_finite", endless, rejected=True),
        _note("z_dropped", raised & usable & finite),
    )
    plain = shapely.to_wkb(_only(flat, usable & finite), byte_order=1)
    return pa.array(plain.tolist(), pa.binary()), tuple(note for note in notes if note)


def _only(shapes: NDArray[Any], mask: NDArray[np.bool_]) -> NDArray[Any]:
    result = np.full(len(shapes), None, dtype=object)
    result[mask] = shapes[mask]
    return result


def _all_finite(shapes: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each geometry's every coordinate is finite; bounds alone pass over NaN."""
    coordinates, index = shapely.get_coordinates(shapes, return_index=True)
    result = np.ones(len(shapes), dtype=bool)
    result[index[~np.isfinite(coordinates).all(axis=1)]] = False
    return result


def _note(code: str, mask: NDArray[np.bool_], *, rejected: bool = False) -> Note | None:
    rows = tuple((np.flatnonzero(mask) + 1).tolist())
    return Note(code, rows, rejected=rejected) if rows else None
