"""Which segments lie on one another's boxes: the pass over pairs of near pieces, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from roadnet.network.compiled.grid import build_grid, cell_of

if TYPE_CHECKING:
    from roadnet.network.model import BoolArray, IntArray
    from roadnet.network.pieces import Pieces


_PAIRS_A_PIECE = 2
"""Room for the first try; if it does not do, the second has as much as is needed."""


def near_segment_pairs(
    pieces: Pieces, level: IntArray, bent: BoolArray, runs_on: BoolArray, touch_m: float
) -> tuple[IntArray, IntArray]:
    """Return pairs of segments, a < b, whose boxes are within ``touch_m``.

    Parameters
    ----------
    level
        (k,) level class of each piece; pieces of different classes are no pair.
    bent
        (k,) pieces that may meet themselves.
    runs_on
        (k,) pieces that cannot meet the next one in the list.
    """
    if len(pieces.first) == 0:
        none = np.zeros(0, dtype=np.int64)
        return none, none
    grid = build_grid(pieces.piece_box)
    about = (
        pieces.first, pieces.count, pieces.piece_box, pieces.box, pieces.part,
        pieces.piece_part, level, bent, runs_on,
    )  # fmt: skip
    room = _PAIRS_A_PIECE * len(pieces.first)
    while True:
        found = np.empty((room, 2), dtype=np.int64)
        count = _pairs(*grid.frame, grid.start, grid.item, *about, touch_m, found)
        if count <= room:
            return found[:count, 0], found[:count, 1]
        room = count


@njit(cache=True)  # type: ignore[untyped-decorator]
def _touch(a: Any, b: Any, touch: float) -> bool:
    return not (
        a[0] > b[2] + touch or b[0] > a[2] + touch or a[1] > b[3] + touch or b[1] > a[3] + touch
    )


@njit(cache=True)  # type: ignore[untyped-decorator]
def _between(
    i: int, j: int, first: Any, count: Any, piece_box: Any, box: Any, part: Any, touch: float,
    found: Any, number: int,
) -> int:  # fmt: skip
    """Write the pairs between two pieces, or within one, from ``number`` on; return the next."""
    for a in range(first[i], first[i] + count[i]):
        if not _touch(box[a], piece_box[j], touch):
            continue
        for b in range(first[j], first[j] + count[j]):
            if b <= a or (b == a + 1 and part[a] == part[b]):
                continue
            if _touch(box[a], box[b], touch):
                if number < len(found):
                    found[number, 0], found[number, 1] = a, b
                number += 1
    return number


@njit(cache=True)  # type: ignore[untyped-decorator]
def _pairs(
    low_x: float, low_y: float, cell: float, wide: int, high: int, start: Any, item: Any,
    first: Any, count: Any, piece_box: Any, box: Any, part: Any, piece_part: Any, level: Any,
    bent: Any, runs_on: Any, touch: float, found: Any,
) -> int:  # fmt: skip
    """Count the pairs; write as many as ``found`` has room for."""
    number = 0
    for i in range(len(first)):
        if bent[i]:
            number = _between(i, i, first, count, piece_box, box, part, touch, found, number)
        x0 = cell_of(piece_box[i, 0] - touch, low_x, cell, wide)
        x1 = cell_of(piece_box[i, 2] + touch, low_x, cell, wide)
        y0 = cell_of(piece_box[i, 1] - touch, low_y, cell, high)
        y1 = cell_of(piece_box[i, 3] + touch, low_y, cell, high)
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                c = y * wide + x
                for at in range(start[c], start[c + 1]):
                    j = item[at]
                    if j <= i or level[i] != level[j]:
                        continue
                    if not _touch(piece_box[i], piece_box[j], touch):
                        continue
                    # Two boxes may share several cells: they are looked at in the first.
                    own_x = cell_of(piece_box[j, 0], low_x, cell, wide)
                    own_y = cell_of(piece_box[j, 1], low_y, cell, high)
                    if x != max(x0, own_x) or y != max(y0, own_y):
                        continue
                    if j == i + 1 and piece_part[i] == piece_part[j] and runs_on[i]:
                        continue
                    number = _between(
                        i, j, first, count, piece_box, box, part, touch, found, number
                    )
    return number
