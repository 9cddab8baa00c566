"""Which gaps need a join: those that no short way closes already."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final

import numpy as np

from roadnet.network.arrays import first_of_least, label_groups, settled_order
from roadnet.network.compiled import is_worthwhile
from roadnet.network.ends import DETOUR_RATIO

if TYPE_CHECKING:
    from roadnet.network.model import BoolArray, FloatArray, IntArray
    from roadnet.network.split import Splits

_Ways = dict[int, dict[int, float]]
_Stretches = tuple["IntArray", "IntArray", "FloatArray"]
_VERTICES_A_JOIN: Final = 50
"""Deciding one join by plain code takes about as long as so many vertices elsewhere."""


def choose_joins(splits: Splits, gap_m: np.ndarray) -> BoolArray:
    """Choose the joins to lay among candidates, the shortest gap first.

    A candidate is left out where a way over roads, touches, crossings and the joins laid before it
    leads round its gap in at most :data:`.ends.DETOUR_RATIO` times the gap. As gaps are taken in
    order, a larger tolerance only adds joins; as ties are broken by coordinates, the order of rows
    does not matter.

    Parameters
    ----------
    splits
        The roads split at every candidate, candidates as linked ties.
    gap_m
        (k,) the candidates' gaps.

    Returns
    -------
    Which candidates are laid, (k,).
    """
    low = np.minimum(splits.link_a, splits.link_b)
    high = np.maximum(splits.link_a, splits.link_b)
    first = _first_of_pairs(low, high, gap_m)
    laid = np.zeros(len(gap_m), dtype=bool)
    laid[first] = True
    doubted, edges = _doubtful(splits, low, high, first, gap_m)
    ways = splits.u[edges], splits.v[edges], splits.length_m[edges]
    candidates = low[doubted], high[doubted], np.asarray(gap_m)[doubted]
    laid[doubted] = lay_joins(ways, candidates)
    return laid


def _first_of_pairs(low: IntArray, high: IntArray, gap_m: np.ndarray) -> IntArray:
    """Return the nearest candidate of each two nodes, the first of equally near ones."""
    count = int(high.max(initial=-1)) + 1
    first = first_of_least(low * count + high, np.rint(gap_m * 1e4).astype(np.int64))
    return first[low[first] != high[first]]


def lay_joins(ways: _Stretches, candidates: _Stretches, *, compiled: bool = False) -> BoolArray:
    """Decide candidates in their order; a laid one is a way for those after it.

    Parameters
    ----------
    ways, candidates
        Two ends and the length of each.
    compiled
        Whether to compile however few there are.

    Returns
    -------
    (k,) which candidates are laid.
    """
    if compiled or is_worthwhile(_VERTICES_A_JOIN * len(candidates[0])):
        from roadnet.network.compiled import ways as compiled_ways

        return compiled_ways.lay_joins(ways, candidates, DETOUR_RATIO)
    known: _Ways = {}
    for u, v, length in zip(*(column.tolist() for column in ways), strict=True):
        _put(known, u, v, length)
    laid = np.ones(len(candidates[0]), dtype=bool)
    columns = (column.tolist() for column in candidates)
    for k, (a, b, gap) in enumerate(zip(*columns, strict=True)):
        if _leads(known, a, b, DETOUR_RATIO * gap):
            laid[k] = False
        else:
            _put(known, a, b, gap)
    return laid


def _by_gap(
    splits: Splits, low: IntArray, high: IntArray, gap_m: np.ndarray, group: IntArray
) -> IntArray:
    """Order candidates by group, by gap, then by where they are; to 0.1 mm and a millimetre.

    The nodes are in an order of space already, but equal for equal geometry only: coordinates tell.
    """
    gap = np.rint(gap_m * 1e4).astype(np.int64)
    rank = group * (gap.max(initial=0) + 1) + gap

    def by_place(rows: IntArray) -> tuple[FloatArray, ...]:
        a, b = splits.xy[low[rows]].round(3), splits.xy[high[rows]].round(3)
        swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
        a, b = np.where(swap[:, None], b, a), np.where(swap[:, None], a, b)
        return a[:, 0], a[:, 1], b[:, 0], b[:, 1]

    return settled_order(rank, by_place)


def _doubtful(
    splits: Splits, low: IntArray, high: IntArray, first: IntArray, gap_m: np.ndarray
) -> tuple[IntArray, IntArray]:
    """Return the candidates that short ways may lead round, in order, and the short edges there.

    A node that nothing short leads on from but one candidate is not led round. What no short edge
    and no candidate ties together has no say in one another: candidates come group by group, each
    group in the order of gaps, and so do the edges.
    """
    if len(first) == 0:
        return first, first
    short = np.flatnonzero(splits.length_m <= DETOUR_RATIO * gap_m[first].max())
    short = short[splits.u[short] != splits.v[short]]
    count = len(splits.xy)
    a = np.concatenate([splits.u[short], low[first]])
    b = np.concatenate([splits.v[short], high[first]])
    degree = np.bincount(a, minlength=count) + np.bincount(b, minlength=count)
    open_ended = (degree[low[first]] == 1) | (degree[high[first]] == 1)
    doubted = first[~open_ended]
    groups, label = label_groups(count, a, b)
    group = label[low[doubted]]
    doubted = doubted[_by_gap(splits, low[doubted], high[doubted], gap_m[doubted], group)]
    is_asked = np.zeros(groups, dtype=bool)
    is_asked[group] = True
    of_edge = label[splits.u[short]]
    edges, of_edge = short[is_asked[of_edge]], of_edge[is_asked[of_edge]]
    return doubted, edges[np.argsort(of_edge, kind="stable")]


def _put(ways: _Ways, a: int, b: int, length: float) -> None:
    for start, end in ((a, b), (b, a)):
        row = ways.setdefault(start, {})
        row[end] = min(row.get(end, np.inf), length)


def _leads(ways: _Ways, start: int, goal: int, limit: float) -> bool:
    """Whether a way from start to goal is at most ``limit`` long (Dijkstra, bounded)."""
    best = {start: 0.0}
    heap = [(0.0, start)]
    while heap:
        length, node = heapq.heappop(heap)
        if node == goal:
            return True
        if length > best[node]:
            continue
        for following, step in ways.get(node, {}).items():
            further = length + step
            if further <= limit and further < best.get(following, np.inf):
                best[following] = further
                heapq.heappush(heap, (further, following))
    return False
