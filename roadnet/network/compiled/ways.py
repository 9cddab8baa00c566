"""Joins laid one after the other unless a short way leads round, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from roadnet.network.model import BoolArray, FloatArray, IntArray


def lay_joins(
    ways: tuple[IntArray, IntArray, FloatArray],
    candidates: tuple[IntArray, IntArray, FloatArray],
    detour_ratio: float,
) -> BoolArray:
    """Decide candidates in their order; a laid one is a way for those after it.

    Parameters
    ----------
    ways
        Ends and lengths of what is there.
    candidates
        Ends and gaps of the joins.
    detour_ratio
        A way round of at most this many times the gap spares the join.

    Returns
    -------
    (k,) which candidates are laid.
    """
    count = max((int(ends.max(initial=-1)) for ends in (*ways[:2], *candidates[:2])), default=-1)
    number, nodes = np.full(count + 1, -1, dtype=np.int64), 0
    # Numbered as they are met: what is asked together lies together.
    for ends in (*candidates[:2], *ways[:2]):
        nodes = _number(ends, number, nodes)
    u, v, a, b = (number[ends] for ends in (*ways[:2], *candidates[:2]))
    laid: BoolArray = _lay(nodes, u, v, ways[2], a, b, candidates[2], float(detour_ratio))
    return laid


@njit(cache=True)  # type: ignore[untyped-decorator]
def _number(ends: Any, number: Any, nodes: int) -> int:
    for end in ends:
        if number[end] < 0:
            number[end] = nodes
            nodes += 1
    return nodes


@njit(cache=True)  # type: ignore[untyped-decorator]
def _link(a: int, b: int, length: float, arc: int, arcs: Any, lengths: Any, head: Any) -> int:
    """Add both directions of a way; ``arcs`` holds each arc's end and the next arc of its start."""
    for turn in range(2):
        start, end = (a, b) if turn == 0 else (b, a)
        arcs[arc, 0], arcs[arc, 1], lengths[arc] = end, head[start], length
        head[start] = arc
        arc += 1
    return arc


@njit(cache=True)  # type: ignore[untyped-decorator]
def _leads(
    start: int, goal: int, limit: float, arcs: Any, lengths: Any, head: Any, best: Any
) -> bool:
    """Whether a way of at most ``limit`` leads from start to goal; ``best`` is inf before, after.

    The ways looked at are few and short: a plain list in order of discovery serves as the queue.
    """
    seen = [start]
    open_ = [start]
    best[start] = 0.0
    found = False
    while len(open_) > 0:
        at = 0
        for k in range(1, len(open_)):
            if best[open_[k]] < best[open_[at]]:
                at = k
        node = open_.pop(at)
        if node == goal:
            found = True
            break
        arc = head[node]
        while arc >= 0:
            end, further = arcs[arc, 0], best[node] + lengths[arc]
            if further <= limit and further < best[end]:
                if best[end] == np.inf:
                    seen.append(end)
                    open_.append(end)
                elif end not in open_:
                    open_.append(end)
                best[end] = further
            arc = arcs[arc, 1]
    for node in seen:
        best[node] = np.inf
    return found


@njit(cache=True)  # type: ignore[untyped-decorator]
def _lay(
    nodes: int, u: Any, v: Any, length: Any, a: Any, b: Any, gap: Any, detour_ratio: float
) -> Any:
    arcs = np.empty((2 * (len(u) + len(a)), 2), dtype=np.int64)
    lengths = np.empty(len(arcs))
    head = np.full(nodes, -1, dtype=np.int64)
    best = np.full(nodes, np.inf)
    laid = np.zeros(len(a), dtype=np.bool_)
    arc = 0
    for k in range(len(u)):
        arc = _link(u[k], v[k], length[k], arc, arcs, lengths, head)
    for k in range(len(a)):
        if not _leads(a[k], b[k], detour_ratio * gap[k], arcs, lengths, head, best):
            laid[k] = True
            arc = _link(a[k], b[k], gap[k], arc, arcs, lengths, head)
    return laid
