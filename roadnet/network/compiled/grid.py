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
    rows; what lies outside counts to the nearest cell.
    """

    low_x: float
    low_y: float
    cell_m: float
    wide: int
    high: int
    start: IntArray
    item: IntArray

    @property
    def frame(self) -> tuple[float, float, float, int, int]:
        """What places a point in a cell."""
        return self.low_x, self.low_y, self.cell_m, self.wide, self.high


def build_grid(box: FloatArray) -> Grid:
    """Sort (k, 4) boxes, k > 0, into a grid.

    The cells are about as large as the boxes; there are few more of them than boxes, and no box
    lies in more than some on average.
    """
    low, high = box[:, :2].min(axis=0), box[:, 2:].max(axis=0)
    span = np.maximum(high - low, 1e-3)
    mean = float((box[:, 2:] - box[:, :2]).mean())
    cell = max(mean, float(np.sqrt(span[0] * span[1] / (_CELLS_A_BOX * len(box)))), 1e-3)
    while (
        _entries(box, low, cell) > _ENTRIES_A_BOX * len(box) + 1024
        or (span / cell + 1).prod() > 2 * _CELLS_A_BOX * len(box) + 1024
    ):
        cell *= 2
    wide, rows = (int(count) + 1 for count in span // cell)
    start, item = _fill(box, float(low[0]), float(low[1]), cell, wide, rows)
    return Grid(float(low[0]), float(low[1]), cell, wide, rows, start, item)


def _entries(box: FloatArray, low: FloatArray, cell: float) -> float:
    first, last = (box[:, :2] - low) // cell, (box[:, 2:] - low) // cell
    return float((last - first + 1).prod(axis=1).sum())


@njit(cache=True)  # type: ignore[untyped-decorator]
def cell_of(value: float, low: float, cell: float, count: int) -> int:
    """Return the row or column of the grid that holds a coordinate."""
    place = int((value - low) // cell)
    return min(max(place, 0), count - 1)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _fill(box: Any, low_x: float, low_y: float, cell: float, wide: int, high: int) -> Any:
    start = np.zeros(wide * high + 1, dtype=np.int64)
    for turn in range(2):
        if turn == 1:
            for c in range(wide * high):
                start[c + 1] += start[c]
            item = np.empty(start[wide * high], dtype=np.int64)
            free = start[:-1].copy()
        for k in range(len(box)):
            x0, x1 = cell_of(box[k, 0], low_x, cell, wide), cell_of(box[k, 2], low_x, cell, wide)
            y0, y1 = cell_of(box[k, 1], low_y, cell, high), cell_of(box[k, 3], low_y, cell, high)
            for y in range(y0, y1 + 1):
                for x in range(x0, x1 + 1):
                    c = y * wide + x
                    if turn == 0:
                        start[c + 1] += 1
                    else:
                        item[free[c]] = k
                        free[c] += 1
    return start, item
