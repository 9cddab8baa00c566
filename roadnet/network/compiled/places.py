"""Places along parts, compiled: where they are, and which of them are one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from roadnet.network.compiled.sorting import order_by_number

if TYPE_CHECKING:
    from roadnet.network.lines import Lines
    from roadnet.network.model import FloatArray, IntArray


def point_at_compiled(lines: Lines, part: IntArray, at_m: FloatArray) -> FloatArray:
    """Return the points at measures along parts; see :func:`..lines.point_at`."""
    found: FloatArray = _points(lines.xy, lines.along_m, lines.first, lines.last, part, at_m)
    return found


def cluster_compiled(
    part: IntArray, at_m: FloatArray, touch_m: float
) -> tuple[IntArray, IntArray, FloatArray]:
    """Take near places on one part as one; see :func:`..split.cluster_places`."""
    parts = int(part.max()) + 1 if len(part) else 0
    number, first = _cluster(part, at_m, order_by_number(part, parts), touch_m)
    return number, part[first], at_m[first]


def first_by_place_compiled(xy: FloatArray, node: IntArray, count: int) -> FloatArray:
    """(count, 2) the westernmost, then southernmost of each node's places."""
    least: FloatArray = _least(xy, node, count)
    return least


@njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _points(xy: Any, along: Any, first: Any, last: Any, part: Any, at_m: Any) -> Any:
    points = np.empty((len(part), 2))
    for k in range(len(part)):
        begin, low, high = first[part[k]], first[part[k]], last[part[k]]
        target = along[begin] + at_m[k]
        # The last vertex at or before the target, among all but the part's last.
        while high - low > 1:
            middle = (low + high) // 2
            if along[middle] <= target:
                low = middle
            else:
                high = middle
        share = (at_m[k] - (along[low] - along[begin])) / (along[low + 1] - along[low])
        share = min(max(share, 0.0), 1.0)
        for axis in range(2):
            points[k, axis] = xy[low, axis] * (1 - share) + xy[low + 1, axis] * share
    return points


@njit(cache=True)  # type: ignore[untyped-decorator]
def _cluster(part: Any, at_m: Any, order: Any, touch: float) -> Any:
    number = np.empty(len(part), dtype=np.int64)
    first = np.empty(len(part), dtype=order.dtype)
    clusters, begin = 0, 0
    while begin < len(order):
        stop = begin
        while stop < len(order) and part[order[stop]] == part[order[begin]]:
            stop += 1
        run = order[begin:stop]
        if stop - begin > 32:
            run[:] = run[np.argsort(at_m[run], kind="mergesort")]
        else:
            _insert(run, at_m)
        for k in range(len(run)):
            if k == 0 or at_m[run[k]] - at_m[run[k - 1]] > touch:
                first[clusters] = run[k]
                clusters += 1
            number[run[k]] = clusters - 1
        begin = stop
    return number, first[:clusters].copy()


@njit(cache=True)  # type: ignore[untyped-decorator]
def _insert(run: Any, at_m: Any) -> None:
    """Sort few places by their measures."""
    for k in range(1, len(run)):
        own, j = run[k], k - 1
        while j >= 0 and at_m[run[j]] > at_m[own]:
            run[j + 1] = run[j]
            j -= 1
        run[j + 1] = own


@njit(cache=True)  # type: ignore[untyped-decorator]
def _least(xy: Any, node: Any, count: int) -> Any:
    least = np.full((count, 2), np.inf)
    for k in range(len(node)):
        c = node[k]
        if xy[k, 0] < least[c, 0] or (xy[k, 0] == least[c, 0] and xy[k, 1] < least[c, 1]):
            least[c, 0], least[c, 1] = xy[k, 0], xy[k, 1]
    return least
