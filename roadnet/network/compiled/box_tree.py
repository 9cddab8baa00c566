"""Which boxes of a packed tree may hold the edge that is nearest, compiled."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit

from roadnet.network.compiled import FAN

if TYPE_CHECKING:
    from roadnet.network.edge_boxes import BoxTree
    from roadnet.network.model import FloatArray, IntArray, RoadNetwork

_PAIRS_A_QUERY: Final = 32
"""Room for the first try; if it does not do, the second has as much as is needed."""

_SPARE_M: Final = 2e-3
"""An edge's nodes lie on its line but for what counts as touching."""


def candidate_edges(
    network: RoadNetwork,
    tree: BoxTree,
    labels: IntArray,
    asked: FloatArray,
    anchors: FloatArray,
    *,
    limit_m: float,
) -> tuple[IntArray, IntArray]:
    """List, for each query, the edges among which the nearest is.

    An edge passes through its nodes, so the nearest node so far is an upper bound of the distance:
    an edge whose box is further off is out.

    Parameters
    ----------
    labels
        (m,) With a finite limit the nearest edge of each label is sought, else that of all.
        Negative: edges to leave out.
    asked
        (q, 4) the queries' boxes; of a point, the point twice.
    anchors
        (q, 2) a place of each query itself.
    limit_m
        Edges whose boxes are further off are left out.

    Returns
    -------
    Pairs of a query and an edge, by query; every edge at the least distance is among them.
    """
    room = _PAIRS_A_QUERY * len(asked) + 1024
    best = np.full(int(labels.max(initial=0)) + 1, np.inf)
    while True:
        pairs = np.empty((room, 2), dtype=np.int64)
        count = _candidates(
            tree.leaf, tree.upper, tree.begin, tree.edge, labels, network.edge_u, network.edge_v,
            network.node_xy, asked, anchors, float(limit_m), best, pairs,
        )  # fmt: skip
        if count <= room:
            return pairs[:count, 0], pairs[:count, 1]
        room = count


@njit(cache=True)  # type: ignore[untyped-decorator]
def _gap(box: Any, other: Any) -> float:
    across = max(box[0] - other[2], other[0] - box[2], 0.0)
    up = max(box[1] - other[3], other[1] - box[3], 0.0)
    return np.hypot(across, up)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _node_gap(e: int, u: Any, v: Any, xy: Any, place: Any) -> float:
    """How far the nearer of an edge's nodes is from a place."""
    a, b = xy[u[e]], xy[v[e]]
    first = np.hypot(a[0] - place[0], a[1] - place[1])
    return min(first, np.hypot(b[0] - place[0], b[1] - place[1])) + _SPARE_M


@njit(cache=True)  # type: ignore[untyped-decorator]
def _near(
    leaf: Any, upper: Any, begin: Any, edge: Any, labels: Any, u: Any, v: Any, xy: Any,
    query: Any, anchor: Any, limit: float,
) -> Any:  # fmt: skip
    """List edges, the nearest box first, until none that is nearer can come."""
    heap = [(0.0, np.int64(len(upper)), np.int64(0))]  # gap, level from the leaves up, number
    heap[0] = (0.0, np.int64(len(begin) - 1), np.int64(0))
    edges, gaps, bounds = [np.int64(0)], [0.0], [0.0]
    edges.pop(), gaps.pop(), bounds.pop()
    best = np.inf
    while heap:
        gap, level, number = heapq.heappop(heap)
        if gap > best:
            break
        if level == 0:
            bound = _node_gap(edge[number], u, v, xy, anchor)
            edges.append(np.int64(edge[number]))
            gaps.append(gap)
            bounds.append(bound)
            if not np.isfinite(limit):
                best = min(best, bound)
            continue
        below = len(leaf) if level == 1 else begin[level - 1] - begin[level - 2]
        for child in range(number * FAN, min(number * FAN + FAN, below)):
            if level == 1:
                if labels[edge[child]] < 0:
                    continue
                gap = _gap(query, leaf[child])
            else:
                gap = _gap(query, upper[begin[level - 2] + child])
            if gap <= limit and gap <= best and gap < np.inf:
                heapq.heappush(heap, (gap, np.int64(level - 1), np.int64(child)))
    return edges, gaps, bounds


@njit(cache=True)  # type: ignore[untyped-decorator]
def _candidates(
    leaf: Any, upper: Any, begin: Any, edge: Any, labels: Any, u: Any, v: Any, xy: Any,
    asked: Any, anchors: Any, limit: float, best: Any, pairs: Any,
) -> int:  # fmt: skip
    """Write the pairs that there is room for, and count them all.

    ``best`` is room for the least bound of each label: infinite before and after each query.
    """
    number = 0
    of_each = np.isfinite(limit)
    for q in range(len(asked)):
        edges, gaps, bounds = _near(
            leaf, upper, begin, edge, labels, u, v, xy, asked[q], anchors[q], limit
        )
        for k in range(len(edges)):
            label = labels[edges[k]] if of_each else 0
            best[label] = min(best[label], bounds[k])
        for k in range(len(edges)):
            if gaps[k] <= best[labels[edges[k]] if of_each else 0]:
                if number < len(pairs):
                    pairs[number, 0], pairs[number, 1] = q, edges[k]
                number += 1
        for k in range(len(edges)):
            best[labels[edges[k]] if of_each else 0] = np.inf
    return number
