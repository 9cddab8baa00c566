"""The places of lines that are nearest to points, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from roadnet.network.compiled.grid import build_grid, cell_of

if TYPE_CHECKING:
    from roadnet.network.lines import Lines
    from roadnet.network.model import FloatArray, IntArray
    from roadnet.network.pieces import Pieces

_PLACES_A_POINT = 4
"""Room for the first try; if it does not do, the second has as much as is needed."""

_Found = tuple["IntArray", "IntArray", "FloatArray", "FloatArray"]


def near_places_compiled(lines: Lines, pieces: Pieces, xy: FloatArray, reach_m: float) -> _Found:
    """Return point, part, measure and gap of the places; see :func:`..pieces.near_places`."""
    if len(pieces.first) == 0 or len(xy) == 0:
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros(0), np.zeros(0)
    grid = build_grid(pieces.piece_box)
    about = (
        pieces.first, pieces.count, pieces.piece_part, pieces.piece_box,
        lines.xy, lines.along_m, lines.first,
    )  # fmt: skip
    room = _PLACES_A_POINT * len(xy)
    while True:
        whole, real = np.empty((room, 2), dtype=np.int64), np.empty((room, 2))
        count = _places(*grid.frame, grid.start, grid.item, *about, xy, float(reach_m), whole, real)
        if count <= room:
            whole, real = whole[:count], real[:count]
            return whole[:, 0], whole[:, 1], real[:, 0], real[:, 1]
        room = count


@njit(cache=True)  # type: ignore[untyped-decorator]
def _share_and_gap(px: float, py: float, start: Any, end: Any) -> Any:
    way_x, way_y = end[0] - start[0], end[1] - start[1]
    off_x, off_y = px - start[0], py - start[1]
    squared = way_x * way_x + way_y * way_y
    share = (off_x * way_x + off_y * way_y) / (squared if squared > 0 else 1.0)
    share = min(max(share, 0.0), 1.0)
    return share, np.hypot(off_x - share * way_x, off_y - share * way_y)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _near_pieces(
    px: float, py: float, reach: float, low_x: float, low_y: float, cell: float, wide: int,
    high: int, start: Any, item: Any, piece_box: Any, stamp: Any, mark: int,
) -> Any:  # fmt: skip
    """List, in order, the pieces whose boxes meet the square around a point."""
    near = []
    x0, x1 = cell_of(px - reach, low_x, cell, wide), cell_of(px + reach, low_x, cell, wide)
    y0, y1 = cell_of(py - reach, low_y, cell, high), cell_of(py + reach, low_y, cell, high)
    for y in range(y0, y1 + 1):
        for x in range(x0, x1 + 1):
            c = y * wide + x
            for at in range(start[c], start[c + 1]):
                k = item[at]
                if stamp[k] == mark:
                    continue
                stamp[k] = mark
                if (
                    piece_box[k, 0] <= px + reach
                    and piece_box[k, 2] >= px - reach
                    and piece_box[k, 1] <= py + reach
                    and piece_box[k, 3] >= py - reach
                ):
                    near.append(k)
    near.sort()
    return near


@njit(cache=True)  # type: ignore[untyped-decorator]
def _places(
    low_x: float, low_y: float, cell: float, wide: int, high: int, start: Any, item: Any,
    first: Any, count: Any, piece_part: Any, piece_box: Any, line_xy: Any, along: Any,
    line_first: Any, xy: Any, reach: float, whole: Any, real: Any,
) -> int:  # fmt: skip
    """Count the places; write as many as there is room for."""
    stamp = np.full(len(first), -1, dtype=np.int64)
    number = 0
    for q in range(len(xy)):
        px, py = xy[q, 0], xy[q, 1]
        near = _near_pieces(
            px, py, reach, low_x, low_y, cell, wide, high, start, item, piece_box, stamp, q
        )
        before, before_share, before_gap, dropped, p = -2, 0.0, np.inf, True, 0
        for k in near:
            for s in range(first[k], first[k] + count[k]):
                share, gap = _share_and_gap(px, py, line_xy[s], line_xy[s + 1])
                # Of two parts, one's last segment and the other's first are two apart.
                follows = before == s - 1
                # The one before is nearest at its end and this one further on: it does not count.
                if not dropped and not (follows and before_share == 1 and share > 0):
                    number = _put(
                        before, before_share, before_gap, q, p, along, line_first[p], number,
                        whole, real,
                    )  # fmt: skip
                dropped = gap > reach or (follows and share == 0 and before_share < 1)
                before, before_share, before_gap, p = s, share, gap, piece_part[k]
        if not dropped:
            number = _put(
                before, before_share, before_gap, q, p, along, line_first[p], number, whole, real
            )
    return number


@njit(cache=True)  # type: ignore[untyped-decorator]
def _put(
    s: int, share: float, gap: float, q: int, p: int, along: Any, begin: int, number: int,
    whole: Any, real: Any,
) -> int:  # fmt: skip
    if number < len(whole):
        whole[number, 0], whole[number, 1] = q, p
        real[number, 0] = along[s] - along[begin] + share * (along[s + 1] - along[s])
        real[number, 1] = gap
    return number + 1
