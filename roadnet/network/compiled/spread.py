"""Searches from many sources at once without a heap, compiled; costs equal Dijkstra's to the bit.

Nodes wait in buckets of costs, as in Dial's algorithm (Dial 1969), but a bucket is wider than most
edges are long: within it costs may be corrected, which costs less than a heap's order. A node
waits in one bucket at most; the lists run through the nodes themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

if TYPE_CHECKING:
    from roadnet.network.model import FloatArray
    from roadnet.network.routing import Legs

    Numbers = NDArray[np.int32]

_NONE: Final = -1


def spread(
    arcs: tuple[Numbers, Numbers, FloatArray, Numbers],
    sources: Legs,
    limit: float,
    buckets: tuple[float, int],
) -> tuple[FloatArray, Numbers, Numbers, Numbers]:
    """Search from all sources outward.

    Parameters
    ----------
    arcs
        Where each node's arcs begin, (n + 1,); where they lead, their costs >= 0, their edges.
    sources
        The sources' links to nodes.
    limit
        Nodes that cost more are not reached.
    buckets
        Their width and number (:func:`roadnet.network.buckets.choose_buckets`).

    Returns
    -------
    Per node, (n,), the cost (inf where it is not reached), the source, the node before it and the
    edge from there (-1 at a source's link and where it is not reached).
    """
    begin, head, arc_cost, edge = arcs
    nodes = len(begin) - 1
    cost = np.full(nodes, np.inf)
    source, before, edge_to = (np.full(nodes, _NONE, dtype=np.int32) for _ in range(3))
    order = np.lexsort((sources.place, sources.cost))
    order = order[sources.cost[order] <= limit]
    _spread(
        begin, head, arc_cost, edge,
        sources.place[order], sources.node[order], sources.cost[order],
        float(limit), 1.0 / buckets[0], buckets[1], cost, source, before, edge_to,
    )  # fmt: skip
    return cost, source, before, edge_to


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def put(node: int, bucket: int, first: Any, after: Any, ahead: Any) -> None:
    """Let a node wait at the head of a bucket."""
    head = first[bucket]
    after[node], ahead[node] = head, _NONE
    if head != _NONE:
        ahead[head] = node
    first[bucket] = node


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def take(node: int, bucket: int, first: Any, after: Any, ahead: Any) -> None:
    """Take a node out of the bucket that it waits in."""
    if ahead[node] == _NONE:
        first[bucket] = after[node]
    else:
        after[ahead[node]] = after[node]
    if after[node] != _NONE:
        ahead[after[node]] = ahead[node]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _spread(
    begin: Any, head: Any, arc_cost: Any, edge: Any,
    place: Any, link_node: Any, link_cost: Any,
    limit: float, a_unit: float, buckets: int,
    cost: Any, source: Any, before: Any, edge_to: Any,
) -> None:  # fmt: skip
    """Fill the last four; ``a_unit`` is buckets a unit of cost, nothing reaches round them all."""
    turns = buckets - 1
    first = np.full(buckets, _NONE, dtype=np.int32)
    after, ahead = np.empty_like(before), np.empty_like(before)
    waits = np.zeros(len(cost), dtype=np.bool_)
    waiting = 0
    for link in range(len(place)):
        node = link_node[link]
        if link_cost[link] < cost[node]:
            # The links come in the order of their costs: the first of a node is its cheapest.
            cost[node], source[node] = link_cost[link], place[link]
            put(node, int(cost[node] * a_unit) & turns, first, after, ahead)
            waits[node] = True
            waiting += 1
    turn = 0
    while waiting > 0:
        bucket = turn & turns
        while first[bucket] != _NONE:
            node = first[bucket]
            take(node, bucket, first, after, ahead)
            waits[node] = False
            waiting -= 1
            for arc in range(begin[node], begin[node + 1]):
                onto, further = head[arc], cost[node] + arc_cost[arc]
                cheaper = further < cost[onto] and further <= limit
                # A correction too small to show in the sum may still lead to another source.
                turned = before[onto] == node and source[onto] != source[node]
                if not (cheaper or (turned and further == cost[onto])):
                    continue
                if waits[onto]:
                    take(onto, int(cost[onto] * a_unit) & turns, first, after, ahead)
                else:
                    waits[onto] = True
                    waiting += 1
                cost[onto], source[onto] = further, source[node]
                before[onto], edge_to[onto] = node, edge[arc]
                put(onto, int(further * a_unit) & turns, first, after, ahead)
        turn += 1
