"""Lines as plain WKB, read straight from an Arrow column's bytes: no object for each row.

Only what is certain is taken: little endian, two dimensions, at least two vertices, and as many
bytes as the number of vertices says. Anything else is for :mod:`roadnet.io.formats.wkb`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_HEAD: Final = 9  # order of bytes, type, number of vertices
_VERTEX: Final = 16
_SLICE: Final = 10_000
"""Rows at a time: the working copies stay small, and in the cache."""


def are_plain_lines(column: pa.ChunkedArray) -> bool:
    """Whether every row is a plain line whose vertices are all finite."""
    return len(column) > 0 and all(
        found is not None and bool(np.isfinite(found[0]).all()) for found in _slices(column)
    )


def plain_lines(column: pa.ChunkedArray) -> NDArray[Any] | None:
    """Return the lines of a column of plain ones; None where it holds anything else."""
    made = []
    for found in _slices(column):
        if found is None:
            return None
        xy, sizes = found
        made.append(shapely.linestrings(xy, indices=np.repeat(np.arange(len(sizes)), sizes)))
    return np.concatenate(made) if made else None


def _slices(column: pa.ChunkedArray) -> Iterator[tuple[FloatArray, IntArray] | None]:
    """Give vertices and their number by row, slice by slice; None for what is not plain."""
    for chunk in column.chunks:
        for begin in range(0, len(chunk), _SLICE):
            yield _vertices(chunk.slice(begin, _SLICE))


def _vertices(rows: pa.Array) -> tuple[FloatArray, IntArray] | None:
    if rows.null_count or not pa.types.is_binary(rows.type) or len(rows) == 0:
        return None
    _, offsets, data = rows.buffers()
    begin = np.frombuffer(offsets, dtype=np.int32)[rows.offset : rows.offset + len(rows) + 1]
    raw = np.frombuffer(data, dtype=np.uint8)[begin[0] : begin[-1]]
    begin = begin.astype(np.int64) - begin[0]
    length = np.diff(begin)
    if length.min() < _HEAD + 2 * _VERTEX:
        return None
    head = raw[begin[:-1, None] + np.arange(_HEAD)]
    sizes = head[:, 5:].copy().view("<u4").ravel().astype(np.int64)
    is_line = (head[:, :5] == (1, 2, 0, 0, 0)).all(axis=1)
    if not (is_line & (length == _HEAD + _VERTEX * sizes)).all():
        return None
    if (length == length[0]).all():
        body = raw.reshape(len(rows), -1)[:, _HEAD:]
    else:
        is_body = np.ones(len(raw), dtype=bool)
        is_body[begin[:-1, None] + np.arange(_HEAD)] = False
        body = raw[is_body]
    return np.ascontiguousarray(body).view("<f8").reshape(-1, 2), sizes
