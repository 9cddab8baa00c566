"""Boxes sorted into the cells of a grid: what is near is found by looking into few cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from roadnet.network.model import FloatArray, IntArray

_CELLS_A_BOX: Final = 4
_ENTRIES_A_BOX: Final = 8


@dataclass(frozen=True)
class Grid:
    """Boxes by cell: cell ``c`` holds ``item[start[c]:start[c + 1]]``, in rising order.

    Cells are squares of ``cell_m`` from ``low_x``, ``low_y`` on, ``wide`` in a row and ``high``
    rows; what lies outside counts to the nearest cell. Numbers are 32-bit where they fit.
    """

    low_x: float
    low_y: float
    cell_m: float
    wide: int
    high: int
    start: Any
    item: Any

    @property
    def frame(self) -> tuple[float, float, float, int, int]:
        """What places a point in a cell."""
        return self.low_x, self.low_y, self.cell_m, self.wide, self.high

    def order_of(self, xy: FloatArray) -> IntArray:
        """Return the order of points, (q,), cell after cell: what is near is in the cache still."""
        return np.argsort(_cells(xy, *self.frame))


def build_grid(box: FloatArray) -> Grid:
    """Sort (k, 4) boxes, k > 0, into a grid.

    The cells are about as large as the boxes; there are few more of them than boxes, and no box
    lies in more than some on average.
    """
    low, high = box[:, :2].min(axis=0), box[:, 2:].max(axis=0)
    span = np.maximum(high - low, 1e-3)
    cell = max(_mean_side(box), float(np.sqrt(span[0] * span[1] / (_CELLS_A_BOX * len(box)))), 1e-3)
    while (
        _entries(box, low, cell) > _ENTRIES_A_BOX * len(box) + 1024
        or (span / cell + 1).prod() > 2 * _CELLS_A_BOX * len(box) + 1024
    ):
        cell *= 2
    wide, rows = (int(count) + 1 for count in span // cell)
    start, item = _fill(box, float(low[0]), float(low[1]), cell, wide, rows)
    return Grid(float(low[0]), float(low[1]), cell, wide, rows, start, item)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def cell_of(value: float, low: float, cell: float, count: int) -> int:
    """Return the row or column of the grid that holds a coordinate."""
    place = int((value - low) / cell)  # towards 0: what is below counts to the first all the same
    return min(max(place, 0), count - 1)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _mean_side(box: Any) -> float:
    total = 0.0
    for k in range(len(box)):
        total += box[k, 2] - box[k, 0] + box[k, 3] - box[k, 1]
    return total / (2 * len(box))


@njit(cache=True)  # type: ignore[untyped-decorator]
def _entries(box: Any, low: Any, cell: float) -> float:
    total = 0.0
    for k in range(len(box)):
        across = int((box[k, 2] - low[0]) / cell) - int((box[k, 0] - low[0]) / cell) + 1
        total += across * (int((box[k, 3] - low[1]) / cell) - int((box[k, 1] - low[1]) / cell) + 1)
    return total


@njit(cache=True)  # type: ignore[untyped-decorator]
def _cells(xy: Any, low_x: float, low_y: float, cell: float, wide: int, high: int) -> Any:
    cells = np.empty(len(xy), dtype=np.int64)
    for q in range(len(xy)):
        row = cell_of(xy[q, 1], low_y, cell, high)
        cells[q] = row * wide + cell_of(xy[q, 0], low_x, cell, wide)
    return cells


def _fill(
    box: FloatArray, low_x: float, low_y: float, cell: float, wide: int, high: int
) -> tuple[Any, Any]:
    counts = np.zeros(wide * high + 1, dtype=np.int32)
    entries = _count(box, low_x, low_y, cell, wide, high, counts)
    kind = np.int32 if entries < 2**31 else np.int64
    start = np.cumsum(counts, dtype=kind)
    del counts
    item = np.empty(entries, dtype=kind)
    _put(box, low_x, low_y, cell, wide, high, start, item)
    return start, item


@njit(cache=True)  # type: ignore[untyped-decorator]
def _count(
    box: Any, low_x: float, low_y: float, cell: float, wide: int, high: int, counts: Any
) -> int:
    """Count each cell's boxes, one place further on; return their sum."""
    entries = 0
    for k in range(len(box)):
        x0, x1 = cell_of(box[k, 0], low_x, cell, wide), cell_of(box[k, 2], low_x, cell, wide)
        y0, y1 = cell_of(box[k, 1], low_y, cell, high), cell_of(box[k, 3], low_y, cell, high)
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                counts[y * wide + x + 1] += 1
                entries += 1
    return entries


@njit(cache=True)  # type: ignore[untyped-decorator]
def _put(
    box: Any, low_x: float, low_y: float, cell: float, wide: int, high: int, start: Any, item: Any
) -> None:
    """Put the boxes into their cells; each begin moves on as its cell fills, and back at last."""
    for k in range(len(box)):
        x0, x1 = cell_of(box[k, 0], low_x, cell, wide), cell_of(box[k, 2], low_x, cell, wide)
        y0, y1 = cell_of(box[k, 1], low_y, cell, high), cell_of(box[k, 3], low_y, cell, high)
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                c = y * wide + x
                item[start[c]] = k
                start[c] += 1
    for c in range(wide * high, 0, -1):
        start[c] = start[c - 1]
    start[0] = 0
