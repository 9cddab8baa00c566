"""Least-cost routes on arrays: scipy's Dijkstra from many sources, with legs off the road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from roadnet.network.buckets import choose_buckets
from roadnet.network.compiled import is_worthwhile
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork

Numbers = NDArray[np.int32]

NO_PLACE: Final = -1
_NO_PREDECESSOR: Final = -9999
_MATRIX_CELLS: Final = 40_000_000
"""Cells of a distance table computed at a time: 320 MB."""


@dataclass(frozen=True, slots=True)
class Legs:
    """How places stand at the network: k links from places to nodes.

    Parameters
    ----------
    place
        (k,) number of the place, 0..count-1; a place may have several links, or none.
    node
        (k,) node of the network.
    cost
        (k,) cost of the link, in the unit of the search (m or min), >= 0.
    count
        Number of places.
    """

    place: IntArray
    node: IntArray
    cost: FloatArray
    count: int

    def only(self, places: IntArray) -> Legs:
        """Keep the links of some places; the numbering stays."""
        keep = np.isin(self.place, places)
        return Legs(self.place[keep], self.node[keep], self.cost[keep], self.count)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest target of each origin: cost (inf where none), target, and the origin's link."""

    cost: FloatArray
    target: IntArray
    link: IntArray

    def nodes(self, origins: Legs) -> IntArray:
        """(count,) the node at which each origin takes to the road; -1 where it has no target."""
        node = np.full(len(self.link), NO_PLACE)
        takes = self.link != NO_PLACE
        node[takes] = origins.node[self.link[takes]]
        return node


@dataclass(frozen=True, slots=True)
class Search:
    """A finished search from targets outward: per node cost, target and the way back.

    Parameters
    ----------
    cost
        (n,) least cost to a target; inf where there is none within the limit.
    target
        (n,) that target; -1 where there is none.
    predecessor, edge_to
        (n,) the next node on the way to the target and the edge there; -1 where the way leaves the
        road for the target, and where there is none.
    """

    cost: FloatArray
    target: Numbers
    predecessor: Numbers
    edge_to: Numbers

    def nearest(self, origins: Legs) -> Nearest:
        """Find each origin's cheapest link to the targets that were searched from."""
        total = origins.cost + self.cost[origins.node]
        order = np.lexsort((np.arange(len(total)), total, origins.place))
        first = order[np.diff(origins.place[order], prepend=-1) != 0]
        first = first[np.isfinite(total[first])]
        cost = np.full(origins.count, np.inf)
        target = np.full(origins.count, NO_PLACE)
        link = np.full(origins.count, NO_PLACE)
        at = origins.place[first]
        cost[at], link[at] = total[first], first
        target[at] = self.target[origins.node[first]]
        return Nearest(cost, target, link)

    def route_edges(self, node: int) -> IntArray:
        """Edges on the way from a node to its target, in order of travel; empty if there."""
        edges: list[int] = []
        while self.edge_to[node] >= 0:
            edges.append(int(self.edge_to[node]))
            node = int(self.predecessor[node])
        return np.array(edges, dtype=np.int64)

    def union_edges(self, nodes: IntArray) -> IntArray:
        """Edges on any of the ways from some nodes to their targets, each once."""
        seen = np.zeros(len(self.edge_to), dtype=bool)
        front = np.unique(nodes)
        while len(front):
            front = front[~seen[front] & (self.edge_to[front] >= 0)]
            seen[front] = True
            front = np.unique(self.predecessor[front])
        return np.unique(self.edge_to[seen])


class Router:
    """Searches over one set of edge costs, towards targets (the direction of travel counts).

    Parameters
    ----------
    network
        The network.
    cost
        (m,) cost of each edge, >= 0: metres or minutes.
    mask
        (m,) edges that may be used; all if None.
    """

    def __init__(
        self, network: RoadNetwork, cost: FloatArray, mask: BoolArray | None = None
    ) -> None:
        chosen = np.arange(network.edge_count) if mask is None else np.flatnonzero(mask)
        self._nodes = network.node_count
        oneway = edge_oneway(network)[chosen]
        u, v = network.edge_u[chosen], network.edge_v[chosen]
        # Searching runs from the targets outward, so every arc is laid against the travel.
        self._arcs = _lay_arcs(
            np.concatenate([v, u[~oneway]]),
            np.concatenate([u, v[~oneway]]),
            np.concatenate([cost[chosen], cost[chosen][~oneway]]),
            np.concatenate([chosen, chosen[~oneway]]),
            (self._nodes, self._nodes),
        )

    def search(self, targets: Legs, *, limit: float = np.inf) -> Search:
        """Search from all targets at once: each node's nearest target and the way there."""
        buckets = self.buckets(targets) if is_worthwhile(len(self._arcs.head)) else None
        if buckets is not None:
            from roadnet.network.compiled.spread import spread

            road = self._arcs
            arcs = road.begin, road.head, road.cost, road.edge
            return Search(*spread(arcs, targets, limit, buckets))
        matrix, edges = self._matrix(targets)
        sources = self._nodes + np.unique(targets.place)
        if len(sources) == 0:
            return _no_search(self._nodes)
        cost, predecessor, source = dijkstra(
            matrix, indices=sources, min_only=True, return_predecessors=True, limit=limit
        )
        n = self._nodes
        reached = source[:n] != _NO_PREDECESSOR
        target = np.where(reached, source[:n] - n, NO_PLACE)
        edge_to = _way_edges(matrix, edges, predecessor[:n], n)
        before = np.where(edge_to == NO_PLACE, NO_PLACE, predecessor[:n])
        return Search(cost[:n], target, before, edge_to)

    def table(self, origins: Legs, targets: Legs, *, limit: float = np.inf) -> FloatArray:
        """(origins, targets) least costs; inf where there is no way within the limit."""
        matrix, _ = self._matrix(targets)
        result = np.full((origins.count, targets.count), np.inf)
        present = np.unique(targets.place)
        step = max(1, _MATRIX_CELLS // matrix.shape[0])
        for begin in range(0, len(present), step):
            some = present[begin : begin + step]
            cost = dijkstra(matrix, indices=self._nodes + some, limit=limit)
            total = origins.cost + cost[:, origins.node]
            block = np.full((len(some), origins.count), np.inf)
            rows = np.broadcast_to(np.arange(len(some))[:, None], total.shape)
            np.minimum.at(block, (rows, np.broadcast_to(origins.place, total.shape)), total)
            result[:, some] = block.T
        result[result > limit] = np.inf
        return result

    def buckets(self, targets: Legs) -> tuple[float, int] | None:
        """Choose the buckets of a search from these targets; None where they do not serve."""
        cost = self._arcs.cost
        return choose_buckets(cost, max(cost.max(initial=0.0), targets.cost.max(initial=0.0)))

    def arcs(self) -> tuple[Numbers, Numbers, FloatArray]:
        """Return the arcs, laid against the travel: where each node's begin, heads and costs."""
        return self._arcs.begin, self._arcs.head, self._arcs.cost

    def _matrix(self, targets: Legs) -> tuple[csr_array, Numbers]:
        """Make the arcs and the targets' own arcs a CSR matrix; return it and its arcs' edges."""
        size = self._nodes + targets.count
        none = np.full(len(targets.place), NO_PLACE)
        own = _lay_arcs(
            targets.place, targets.node, targets.cost, none, (targets.count, self._nodes)
        )
        road = self._arcs
        begin = np.concatenate([road.begin, road.begin[-1] + own.begin[1:]])
        head = np.concatenate([road.head, own.head])
        cost = np.concatenate([road.cost, own.cost])
        # Built by hand: scipy would add parallel arcs up, and drop arcs that cost nothing.
        matrix = csr_array((cost, head, begin), shape=(size, size))
        return matrix, np.concatenate([road.edge, own.edge])


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Arcs sorted by tail and head, one from a tail to a head.

    Parameters
    ----------
    begin
        (tails + 1,) where each tail's arcs begin, int32 as csgraph wants its numbers.
    head, cost, edge
        (a,) where each leads, what it costs, the edge it stands for.
    """

    begin: Numbers
    head: Numbers
    cost: FloatArray
    edge: Numbers


def _lay_arcs(
    tail: IntArray, head: IntArray, cost: FloatArray, edge: IntArray, shape: tuple[int, int]
) -> _Arcs:
    """Sort arcs by tail and head; of parallel ones keep the cheapest, then the lowest edge.

    scipy's changes of a matrix' format count where numpy would compare: five times faster.
    """
    arcs = len(tail)
    one_a_row = (
        np.empty(arcs, np.int8),
        tail.astype(np.int32),
        np.arange(arcs + 1, dtype=np.int32),
    )
    by_tail = csr_array(one_a_row, shape=(arcs, shape[0])).tocsc()
    begin, order = by_tail.indptr, by_tail.indices
    ranked = csr_array((order, head[order].astype(np.int32), begin), shape=shape)
    ranked.sort_indices()
    order, heads = ranked.data, ranked.indices
    again = _repeated(begin, heads)
    if len(again):
        twins = np.union1d(again, again - 1)
        some = order[twins]
        order[twins] = some[np.lexsort((edge[some], cost[some], heads[twins], tail[some]))]
        order, heads = np.delete(order, again), np.delete(heads, again)
        begin = begin - np.searchsorted(again, begin).astype(np.int32)
    return _Arcs(begin, heads, cost[order], edge[order].astype(np.int32))


def _repeated(begin: Numbers, head: Numbers) -> IntArray:
    """Return the arcs that lead from the same tail to the same head as the one before them."""
    same = head[1:] == head[:-1]
    first = begin[1:-1]
    same[first[(first > 0) & (first < len(head))] - 1] = False
    return np.flatnonzero(same) + 1


def edge_oneway(network: RoadNetwork) -> BoolArray:
    """(m,) edges that may be travelled only in the direction of digitising."""
    if "oneway" not in network.roads:
        return np.zeros(network.edge_count, dtype=bool)
    flags = network.roads["oneway"].fillna(False).to_numpy(dtype=bool)
    return network.road_values(flags, join=False).astype(bool)


def _way_edges(matrix: csr_array, edges: Numbers, predecessor: Any, count: int) -> Numbers:
    """(count,) the edge over which each node was reached; -1 where it was not, or off the road."""
    reached = np.flatnonzero(predecessor >= 0)
    reached = reached[predecessor[reached] < count]
    size = matrix.shape[0]
    key = np.repeat(np.arange(size), np.diff(matrix.indptr)) * size + matrix.indices
    wanted = predecessor[reached].astype(np.int64) * size + reached
    edge_to = np.full(count, NO_PLACE, dtype=np.int32)
    edge_to[reached] = edges[np.searchsorted(key, wanted)]
    return edge_to


def _no_search(count: int) -> Search:
    none = np.full(count, NO_PLACE, dtype=np.int32)
    return Search(np.full(count, np.inf), none, none, none)
