"""Ways of given pairs on large networks: a search a target, ended where its last origin is found.

scipy fills arrays as long as the network for every target, so its time grows with targets times
nodes; these searches touch what lies nearer than the origins and no more.
"""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np

from roadnet.network.model import FloatArray, IntArray
from roadnet.network.routing import Legs, Router


def pair_costs(
    router: Router,
    origins: Legs,
    targets: Legs,
    pairs: tuple[IntArray, IntArray],
    *,
    compiled: bool = True,
) -> FloatArray:
    """Find the least cost from an origin to a target, for some pairs of them.

    Parameters
    ----------
    router
        Whose network and costs they are.
    origins, targets
        Their links in the unit of the costs.
    pairs
        (k,) origins and (k,) targets.
    compiled
        Whether numba compiles the search (a second, once for each machine), by buckets; without,
        and where buckets do not serve, the nodes wait in a heap: the oracle of the tests.

    Returns
    -------
    (k,) costs, links included; inf where there is no way.
    """
    origin, target = pairs
    order = np.argsort(target, kind="stable")
    distinct, begin = np.unique(target[order], return_index=True)
    found = np.full(len(order), np.inf)
    arcs, groups = router.arcs(), (distinct, np.append(begin, len(order)))
    given = arcs, _links(targets), _links(origins), groups, origin[order], found
    buckets = router.buckets(targets) if compiled else None
    if buckets is None:
        _search(*given)
    else:
        from roadnet.network.compiled.pair_spread import spread_pairs

        spread_pairs(*given, buckets)
    result = np.empty(len(order))
    result[order] = found
    return result


def _links(legs: Legs) -> tuple[IntArray, IntArray, FloatArray]:
    """Sort links by place: where those of each begin, (count + 1,), their nodes and costs."""
    order = np.argsort(legs.place, kind="stable")
    counts = np.bincount(legs.place, minlength=legs.count)
    return np.append(0, np.cumsum(counts)), legs.node[order], legs.cost[order]


def _search(  # noqa: C901 - one loop, as the compiled one
    arcs: Any, targets: Any, origins: Any, groups: Any, origin: IntArray, found: FloatArray
) -> None:
    """Fill ``found`` (inf before): pairs of one target stand together, as ``groups`` tells."""
    arc_begin, head, arc_cost = arcs
    target_begin, target_node, target_cost = targets
    origin_begin, origin_node, origin_cost = origins
    group_target, group_begin = groups
    cost = np.full(len(arc_begin) - 1, np.inf)
    first = np.full(len(arc_begin) - 1, -1)
    for group in range(len(group_target)):
        begin, end = group_begin[group], group_begin[group + 1]
        # The links of the group's origins, those at one node chained from ``first``.
        links = 0
        for pair in range(begin, end):
            links += origin_begin[origin[pair] + 1] - origin_begin[origin[pair]]
        of_pair = np.empty(links, dtype=np.int64)
        of_link = np.empty(links, dtype=np.int64)
        after = np.empty(links, dtype=np.int64)
        link = 0
        for pair in range(begin, end):
            for at in range(origin_begin[origin[pair]], origin_begin[origin[pair] + 1]):
                of_pair[link], of_link[link] = pair, at
                after[link] = first[origin_node[at]]
                first[origin_node[at]] = link
                link += 1
        heap = [(0.0, np.int64(0))]
        heap.pop()
        touched = [np.int64(0)]
        touched.pop()
        target = group_target[group]
        for at in range(target_begin[target], target_begin[target + 1]):
            node = target_node[at]
            if target_cost[at] < cost[node]:
                cost[node] = target_cost[at]
                touched.append(node)
                heapq.heappush(heap, (target_cost[at], node))
        farthest = np.inf
        while heap:
            reached, node = heapq.heappop(heap)
            if reached > farthest:
                break
            if reached > cost[node]:
                continue
            link = first[node]
            if link >= 0:
                while link >= 0:
                    total = reached + origin_cost[of_link[link]]
                    found[of_pair[link]] = min(found[of_pair[link]], total)
                    link = after[link]
                farthest = found[begin:end].max()
            for arc in range(arc_begin[node], arc_begin[node + 1]):
                further = reached + arc_cost[arc]
                onto = np.int64(head[arc])
                if further < cost[onto]:
                    cost[onto] = further
                    touched.append(onto)
                    heapq.heappush(heap, (further, onto))
        for node in touched:
            cost[node] = np.inf
        for link in range(links):
            first[origin_node[of_link[link]]] = -1
