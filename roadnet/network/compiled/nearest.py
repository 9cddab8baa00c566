"""The places of lines that are nearest to points, compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit

from roadnet.network.compiled.grid import cell_of
from roadnet.network.compiled.sorting import order_by_number, sort_few
from roadnet.network.compiled.threads import in_slices

if TYPE_CHECKING:
    from roadnet.network.lines import Lines
    from roadnet.network.model import FloatArray, IntArray
    from roadnet.network.pieces import Pieces

_ROOM: Final = 1 << 18
"""Places written before they are put aside; doubled for a point that has more."""
_SLACK_M: Final = 1e-6
"""Far above the noise of doubles: what is beyond the reach by so much is beyond it surely."""

_Found = tuple["IntArray", "IntArray", "FloatArray", "FloatArray"]
_Kernel = Callable[..., tuple[int, int]]


def near_places_compiled(lines: Lines, pieces: Pieces, xy: FloatArray, reach_m: float) -> _Found:
    """Return point, part, measure and gap of the places; see :func:`..pieces.near_places`."""
    return _search(_places, lines, pieces, xy, reach_m, ())


def near_ends_compiled(
    lines: Lines, pieces: Pieces, reach_m: float, touch_m: float, detour_ratio: float
) -> _Found:
    """Return point, part, measure and gap of the places; see :func:`..ends.near_ends`."""
    further = (lines.length_m, touch_m, detour_ratio)
    return _search(_end_places, lines, pieces, lines.end_xy, reach_m, further)


def _search(
    kernel: _Kernel, lines: Lines, pieces: Pieces, xy: FloatArray, reach_m: float, further: Any
) -> _Found:
    """Search around points cell after cell, on all cores; what is found is put in their order."""
    if len(pieces.first) == 0 or len(xy) == 0:
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros(0), np.zeros(0)
    grid = pieces.grid
    order = grid.order_of(xy)
    about = (
        (*grid.frame, grid.start, grid.item, pieces.piece_box),
        (pieces.first, pieces.count, pieces.piece_part, lines.xy, lines.along_m, lines.first),
        xy, float(reach_m), *further,
    )  # fmt: skip

    def search(begin: int, stop: int) -> list[tuple[Any, ...]]:
        found, room = [], _ROOM
        while begin < stop:
            whole, real = np.empty((2, room), dtype=np.int32), np.empty((2, room))
            following, count = kernel(order, begin, stop, *about, whole, real)
            if following == begin:
                room *= 2
            found.append((*whole[:, :count].copy(), *real[:, :count].copy()))
            begin = following
        return found

    blocks = [block for slice_ in in_slices(len(xy), search) for block in slice_]
    point, part, at, gap = (np.concatenate(column) for column in zip(*blocks, strict=True))
    del blocks
    by_point = order_by_number(point, len(xy))
    point, part = point[by_point].astype(np.int64), part[by_point].astype(np.int64)
    return point, part, at[by_point], gap[by_point]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _share_and_gap(
    px: float, py: float, start_x: float, start_y: float, end_x: float, end_y: float
) -> Any:
    way_x, way_y = end_x - start_x, end_y - start_y
    off_x, off_y = px - start_x, py - start_y
    squared = way_x * way_x + way_y * way_y
    share = (off_x * way_x + off_y * way_y) / (squared if squared > 0 else 1.0)
    share = min(max(share, 0.0), 1.0)
    return share, np.hypot(off_x - share * way_x, off_y - share * way_y)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _near_pieces(px: float, py: float, reach: float, grid: Any, near: Any) -> Any:
    """List, in order, the pieces whose boxes meet the square around a point; the list may grow."""
    low_x, low_y, cell, wide, high, start, item, piece_box = grid
    count = 0
    x0, x1 = cell_of(px - reach, low_x, cell, wide), cell_of(px + reach, low_x, cell, wide)
    y0, y1 = cell_of(py - reach, low_y, cell, high), cell_of(py + reach, low_y, cell, high)
    for y in range(y0, y1 + 1):
        for x in range(x0, x1 + 1):
            for at in range(start[y * wide + x], start[y * wide + x + 1]):
                k = item[at]
                if (
                    piece_box[k, 0] > px + reach
                    or piece_box[k, 2] < px - reach
                    or piece_box[k, 1] > py + reach
                    or piece_box[k, 3] < py - reach
                ):
                    continue
                # A box that lies in several of the cells counts in the first.
                if x != max(x0, cell_of(piece_box[k, 0], low_x, cell, wide)):
                    continue
                if y != max(y0, cell_of(piece_box[k, 1], low_y, cell, high)):
                    continue
                if count == len(near):
                    longer = np.empty(2 * len(near), dtype=near.dtype)
                    longer[:count] = near
                    near = longer
                near[count] = k
                count += 1
    sort_few(near[:count])
    return near, count


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _around(
    px: float, py: float, reach: float, grid: Any, line: Any, near: Any, parts: Any, real: Any
) -> Any:
    """List the places around a point: parts, and measures and gaps; the lists may grow.

    Returns
    -------
    The three lists, and how many places there are.
    """
    near, near_count = _near_pieces(px, py, reach, grid, near)
    first, number, piece_part, line_xy, along, line_first = line
    count, wide = 0, reach + _SLACK_M
    west, east, south, north = px - wide, px + wide, py - wide, py + wide
    before, before_share, before_gap, dropped, p = -2, 0.0, np.inf, True, 0
    for n in range(near_count):
        k = near[n]
        for s in range(first[k], first[k] + number[k]):
            x0, y0, x1, y1 = line_xy[s, 0], line_xy[s, 1], line_xy[s + 1, 0], line_xy[s + 1, 1]
            # What is beyond the reach is no place, nor does it make its neighbours none.
            if (x0 > east and x1 > east) or (x0 < west and x1 < west):
                continue
            if (y0 > north and y1 > north) or (y0 < south and y1 < south):
                continue
            share, gap = _share_and_gap(px, py, x0, y0, x1, y1)
            # Of two parts, one's last segment and the other's first are two apart.
            follows = before == s - 1
            # The one before is nearest at its end and this one further on: it does not count.
            if not dropped and not (follows and before_share == 1 and share > 0):
                parts, real, count = _put(
                    before, before_share, before_gap, p, along, line_first[p], parts, real, count
                )
            dropped = gap > reach or (follows and share == 0 and before_share < 1)
            before, before_share, before_gap, p = s, share, gap, piece_part[k]
    if not dropped:
        parts, real, count = _put(
            before, before_share, before_gap, p, along, line_first[p], parts, real, count
        )
    return near, parts, real, count


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _put(
    s: int, share: float, gap: float, p: int, along: Any, begin: int, parts: Any, real: Any,
    count: int,
) -> Any:  # fmt: skip
    if count == len(parts):
        more_parts, more_real = np.empty(2 * count, dtype=parts.dtype), np.empty((2, 2 * count))
        more_parts[:count], more_real[:, :count] = parts, real
        parts, real = more_parts, more_real
    parts[count] = p
    real[0, count] = along[s] - along[begin] + share * (along[s + 1] - along[s])
    real[1, count] = gap
    return parts, real, count + 1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _places(
    order: Any, begin: int, stop: int, grid: Any, line: Any, xy: Any, reach: float,
    whole: Any, real: Any,
) -> Any:  # fmt: skip
    """Write the places of points until there is no room; return the next point and how many."""
    near, parts = np.empty(64, dtype=np.int64), np.empty(64, dtype=np.int64)
    about, written = np.empty((2, 64)), 0
    for n in range(begin, stop):
        q = order[n]
        near, parts, about, count = _around(
            xy[q, 0], xy[q, 1], reach, grid, line, near, parts, about
        )
        if written + count > whole.shape[1]:
            return n, written
        for m in range(count):
            whole[0, written], whole[1, written] = q, parts[m]
            real[0, written], real[1, written] = about[0, m], about[1, m]
            written += 1
    return stop, written


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _end_places(
    order: Any, begin: int, stop: int, grid: Any, line: Any, xy: Any, reach: float,
    length: Any, touch: float, detour_ratio: float, whole: Any, real: Any,
) -> Any:  # fmt: skip
    """As the one above; of each part the nearest place alone, of the end's own none beside it."""
    near, parts = np.empty(64, dtype=np.int64), np.empty(64, dtype=np.int64)
    about, written = np.empty((2, 64)), 0
    for n in range(begin, stop):
        q = order[n]
        near, parts, about, count = _around(
            xy[q, 0], xy[q, 1], reach, grid, line, near, parts, about
        )
        if written + count > whole.shape[1]:
            return n, written
        own, own_at = q // 2, length[q // 2] if q % 2 else 0.0
        best = (0.0, True, 0.0)
        last = -1
        for m in range(count):
            p, at, gap = parts[m], about[0, m], about[1, m]
            if p == own and abs(at - own_at) <= detour_ratio * max(gap, touch):
                continue
            inside = not (at <= touch or at >= length[p] - touch)
            rank = (np.rint(gap * 1e4), inside, at)
            if p != last:
                written += 1
            elif not rank < best:
                continue
            best, last = rank, p
            whole[0, written - 1], whole[1, written - 1] = q, p
            real[0, written - 1], real[1, written - 1] = at, gap
    return stop, written
