"""Ways of given pairs by buckets, compiled: a search a target, ended where its origins are found.

As :mod:`.spread`, but it touches what lies nearer than the farthest origin and no more; what it
touched is put back, so that the next target begins on the same arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from roadnet.network.compiled.spread import put, take
from roadnet.network.compiled.threads import in_slices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from roadnet.network.model import FloatArray, IntArray

    Numbers = NDArray[np.int32]
    Links = tuple[IntArray, IntArray, FloatArray]

_NONE = -1


def spread_pairs(
    arcs: tuple[Numbers, Numbers, FloatArray],
    targets: Links,
    origins: Links,
    groups: tuple[IntArray, IntArray],
    origin: IntArray,
    found: FloatArray,
    buckets: tuple[float, int],
) -> None:
    """Fill ``found`` (inf before) with the pairs' least costs.

    Parameters
    ----------
    arcs
        Where each node's arcs begin, (n + 1,); where they lead, their costs >= 0.
    targets, origins
        Where the links of each place begin; their nodes and costs.
    groups
        The targets, and where the pairs of each begin.
    origin
        The origins of the pairs, those of one target together.
    buckets
        Their width and number (:func:`roadnet.network.buckets.choose_buckets`).
    """
    target, begin = groups

    def search(first: int, stop: int) -> None:
        if first < stop:
            some = target[first:stop], begin[first : stop + 1]
            _spread_pairs(*arcs, *targets, *origins, *some, origin, found, *buckets)

    # Each target fills the answers of its own pairs.
    in_slices(len(target), search)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _spread_pairs(  # noqa: C901 - one loop: numba would compile each part of it apart
    arc_begin: Any, head: Any, arc_cost: Any,
    target_begin: Any, target_node: Any, target_cost: Any,
    origin_begin: Any, origin_node: Any, origin_cost: Any,
    group_target: Any, group_begin: Any, origin: Any, found: Any, width: float, buckets: int,
) -> None:  # fmt: skip
    nodes = len(arc_begin) - 1
    cost, waits = np.full(nodes, np.inf), np.zeros(nodes, dtype=np.bool_)
    first = np.full(buckets, _NONE, dtype=np.int32)
    after, ahead = np.empty(nodes, dtype=np.int32), np.empty(nodes, dtype=np.int32)
    touched = np.empty(nodes, dtype=np.int32)
    chain, a_unit, turns = np.full(nodes, _NONE), 1.0 / width, buckets - 1
    for group in range(len(group_target)):
        begin, end = group_begin[group], group_begin[group + 1]
        # The links of the group's origins, those at one node chained from ``chain``.
        links = 0
        for pair in range(begin, end):
            links += origin_begin[origin[pair] + 1] - origin_begin[origin[pair]]
        of_pair, of_link = np.empty(links, dtype=np.int64), np.empty(links, dtype=np.int64)
        next_link = np.empty(links, dtype=np.int64)
        link = 0
        for pair in range(begin, end):
            for at in range(origin_begin[origin[pair]], origin_begin[origin[pair] + 1]):
                of_pair[link], of_link[link] = pair, at
                next_link[link] = chain[origin_node[at]]
                chain[origin_node[at]] = link
                link += 1
        count, waiting, turn, farthest = 0, 0, 0, np.inf
        target = group_target[group]
        for link in range(target_begin[target], target_begin[target + 1]):
            node = target_node[link]
            if target_cost[link] < cost[node]:
                if waits[node]:
                    take(node, int(cost[node] * a_unit) & turns, first, after, ahead)
                else:
                    touched[count] = node
                    count, waiting = count + 1, waiting + 1
                cost[node], waits[node] = target_cost[link], True
                put(node, int(cost[node] * a_unit) & turns, first, after, ahead)
        # A bucket more than needed, against the rounding of products.
        while waiting > 0 and (turn - 1) * width <= farthest:
            bucket = turn & turns
            while first[bucket] != _NONE:
                node = first[bucket]
                take(node, bucket, first, after, ahead)
                waits[node] = False
                waiting -= 1
                link = chain[node]
                while link != _NONE:
                    total = cost[node] + origin_cost[of_link[link]]
                    found[of_pair[link]] = min(found[of_pair[link]], total)
                    link = next_link[link]
                    if link == _NONE:
                        farthest = found[begin:end].max()
                for arc in range(arc_begin[node], arc_begin[node + 1]):
                    onto, further = head[arc], cost[node] + arc_cost[arc]
                    if further >= cost[onto]:
                        continue
                    if waits[onto]:
                        take(onto, int(cost[onto] * a_unit) & turns, first, after, ahead)
                    else:
                        if cost[onto] == np.inf:
                            touched[count] = onto
                            count += 1
                        waits[onto] = True
                        waiting += 1
                    cost[onto] = further
                    put(onto, int(further * a_unit) & turns, first, after, ahead)
            turn += 1
        for nth in range(count):
            cost[touched[nth]], waits[touched[nth]] = np.inf, False
        first[:] = _NONE
        for link in range(links):
            chain[origin_node[of_link[link]]] = _NONE
