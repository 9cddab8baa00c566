"""Which segments lie on one another's boxes: the pass over pairs of near pieces, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit

from roadnet.network.compiled.grid import cell_of
from roadnet.network.compiled.threads import in_slices

if TYPE_CHECKING:
    from roadnet.network.lines import Lines
    from roadnet.network.model import IntArray
    from roadnet.network.pieces import Pieces

_PAIRS_A_PIECE: Final = 2
"""Room for the first try; if it does not do, the second has as much as is needed."""


def near_segment_pairs(
    lines: Lines, pieces: Pieces, level: IntArray, touch_m: float
) -> tuple[IntArray, IntArray]:
    """Return pairs of segments, a < b, whose boxes are within ``touch_m``; no neighbours.

    They come sorted.

    Parameters
    ----------
    level
        (k,) level class of each piece; pieces of different classes are no pair.
    """
    if len(pieces.first) == 0:
        none = np.zeros(0, dtype=np.int64)
        return none, none
    grid = pieces.grid
    order = grid.order_of(pieces.piece_box[:, :2])
    heading = _headings(lines.xy, pieces.first, pieces.count)
    about = (
        *grid.frame, grid.start, grid.item, lines.xy, pieces.first, pieces.count,
        pieces.piece_box, pieces.piece_part, level, heading, touch_m,
    )  # fmt: skip

    def find(begin: int, stop: int) -> IntArray:
        room = _PAIRS_A_PIECE * (stop - begin)
        while True:
            found = np.empty((room, 2), dtype=np.int64)
            count = _pairs(order[begin:stop], *about, found)
            if count <= room:
                return found[:count].copy()
            room = count

    pairs = np.concatenate(in_slices(len(order), find))
    sorted_ = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return pairs[sorted_, 0], pairs[sorted_, 1]


def turns_back(lines: Lines, touch_m: float) -> IntArray:
    """Return the segments that the next one of their part runs back on."""
    found: IntArray = _turns(lines.xy, lines.first, lines.last, touch_m)
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _headings(xy: Any, first: Any, count: Any) -> Any:
    """(k, 2) by axis: 1 where each segment of a piece goes up, -1 where each goes down, else 0."""
    heading = np.zeros((len(first), 2), dtype=np.int8)
    for k in range(len(first)):
        for axis in range(2):
            up, down = True, True
            for v in range(first[k], first[k] + count[k]):
                up = up and xy[v + 1, axis] > xy[v, axis]
                down = down and xy[v + 1, axis] < xy[v, axis]
            heading[k, axis] = 1 if up else -1 if down else 0
    return heading


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _turns(xy: Any, first: Any, last: Any, touch: float) -> Any:
    found = []
    for p in range(len(first)):
        for v in range(first[p], last[p] - 1):
            x0, y0 = xy[v + 1, 0] - xy[v, 0], xy[v + 1, 1] - xy[v, 1]
            x1, y1 = xy[v + 2, 0] - xy[v + 1, 0], xy[v + 2, 1] - xy[v + 1, 1]
            if x0 * x1 + y0 * y1 < 0:
                longer = max(np.hypot(x0, y0), np.hypot(x1, y1))
                if abs(x0 * y1 - y0 * x1) <= touch * longer:
                    found.append(v)
    return np.array(found, dtype=np.int64)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _apart(a: Any, b: Any, touch: float) -> bool:
    return bool(
        a[0] > b[2] + touch or b[0] > a[2] + touch or a[1] > b[3] + touch or b[1] > a[3] + touch
    )


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _box(xy: Any, v: int) -> Any:
    return (
        min(xy[v, 0], xy[v + 1, 0]), min(xy[v, 1], xy[v + 1, 1]),
        max(xy[v, 0], xy[v + 1, 0]), max(xy[v, 1], xy[v + 1, 1]),
    )  # fmt: skip


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _between(
    i: int, j: int, xy: Any, first: Any, count: Any, piece_box: Any, touch: float, found: Any,
    number: int,
) -> int:  # fmt: skip
    """Write the pairs between two pieces, or within one, from ``number`` on; return the next."""
    for a in range(first[i], first[i] + count[i]):
        box_a = _box(xy, a)
        if _apart(box_a, piece_box[j], touch):
            continue
        for b in range(max(first[j], a + 2), first[j] + count[j]):
            if not _apart(box_a, _box(xy, b), touch):
                if number < len(found):
                    found[number, 0], found[number, 1] = a, b
                number += 1
    return number


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _runs_on(heading: Any, i: int) -> bool:
    """Whether a piece goes on one way, in x or in y, into the next one."""
    on = False
    for axis in range(2):
        on = on or (heading[i, axis] != 0 and heading[i, axis] == heading[i + 1, axis])
    return on


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _pairs(
    order: Any, low_x: float, low_y: float, cell: float, wide: int, high: int, start: Any,
    item: Any, xy: Any, first: Any, count: Any, piece_box: Any, piece_part: Any, level: Any,
    heading: Any, touch: float, found: Any,
) -> int:  # fmt: skip
    """Count the pairs of some pieces and later ones; write as many as ``found`` has room for."""
    number = 0
    for i in order:
        # What goes one way in x or y throughout cannot meet itself, nor the next if that does.
        if heading[i, 0] == 0 and heading[i, 1] == 0:
            number = _between(i, i, xy, first, count, piece_box, touch, found, number)
        x0 = cell_of(piece_box[i, 0] - touch, low_x, cell, wide)
        x1 = cell_of(piece_box[i, 2] + touch, low_x, cell, wide)
        y0 = cell_of(piece_box[i, 1] - touch, low_y, cell, high)
        y1 = cell_of(piece_box[i, 3] + touch, low_y, cell, high)
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                c = y * wide + x
                for at in range(start[c], start[c + 1]):
                    j = item[at]
                    if j <= i or level[i] != level[j] or _apart(piece_box[i], piece_box[j], touch):
                        continue
                    # Two boxes may share several cells: they are looked at in the first.
                    own_x = cell_of(piece_box[j, 0], low_x, cell, wide)
                    own_y = cell_of(piece_box[j, 1], low_y, cell, high)
                    if x != max(x0, own_x) or y != max(y0, own_y):
                        continue
                    if j == i + 1 and piece_part[i] == piece_part[j] and _runs_on(heading, i):
                        continue
                    number = _between(i, j, xy, first, count, piece_box, touch, found, number)
    return number
