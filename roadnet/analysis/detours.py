"""Ways anew when edges close: exact, and searched only where the old ways ran over them.

A node's least way is spoilt only if the closed edge lies on it, that is, if the node hangs below
that edge in the tree of least ways. So after a closing only those nodes are searched again, each
beginning from its cheapest arc to a node that kept its way. (The argument of G. Ramalingam and
T. Reps, "An incremental algorithm for a generalization of the shortest-path problem", Journal of
Algorithms 21, 1996.)
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork
from roadnet.network.routing import Legs, Router, Search, edge_oneway

_Arc = tuple[int, float, int]
"""The node at the other end, cost, edge."""

_ROUNDING: Final = 1e-6
"""Equal ways are summed in different orders; a millionth of a metre or minute is no detour."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What a closing does to the places: rows of those it touches, and their costs.

    ``place`` (k,) places whose least cost changes; ``before`` and ``after`` (k,) their costs;
    ``after`` is inf where no way is left.
    """

    place: IntArray
    before: FloatArray
    after: FloatArray


class Detours:
    """Least ways of places to targets, and what becomes of them when edges close.

    Parameters
    ----------
    network
        The network; the direction of travel counts.
    cost
        (m,) cost of each edge, >= 0: metres or minutes.
    mask
        (m,) edges that may be used.
    origins, targets
        How the places and the targets stand at the network, in the same unit.
    """

    def __init__(
        self,
        network: RoadNetwork,
        cost: FloatArray,
        mask: BoolArray,
        origins: Legs,
        targets: Legs,
    ) -> None:
        self.search: Search = Router(network, cost, mask).search(targets)
        self._cost = self.search.cost.tolist()
        self._edges = network.edge_count
        self._out, self._into = _arcs(network, cost, mask)
        self._children = _children(self.search)
        self._below = {
            int(edge): node for node, edge in enumerate(self.search.edge_to) if edge >= 0
        }
        self._own = _least(targets)
        self._legs = _by_place(origins)
        self._places_at = _places_at(origins)
        self.cost = self.search.nearest(origins).cost

    def used_by(self, weights: FloatArray, origins: Legs) -> FloatArray:
        """(m,) sum of (count,) weights of the places whose least way runs over each edge."""
        nearest = self.search.nearest(origins)
        node = nearest.nodes(origins)
        total = np.zeros(len(self._cost))
        np.add.at(total, node[node >= 0], weights[node >= 0])
        order = np.argsort(-_depth(self.search), kind="stable")
        predecessor, edge_to = self.search.predecessor, self.search.edge_to
        used = np.zeros(self._edges)
        for at in order.tolist():
            if edge_to[at] >= 0:
                used[edge_to[at]] = total[at]
                total[predecessor[at]] += total[at]
        return used

    def close(self, edges: Iterable[int]) -> Closing:
        """Find what closing some edges at once does to the places."""
        closed = set(edges)
        spoilt = self._hanging_on(closed)
        anew = self._search_again(spoilt, closed)
        touched = sorted({place for node in spoilt for place in self._places_at.get(node, ())})
        before = self.cost[touched]
        after = np.array([self._place_cost(place, anew) for place in touched], dtype=float)
        changed = after > before + _ROUNDING
        return Closing(np.array(touched, dtype=np.int64)[changed], before[changed], after[changed])

    def _hanging_on(self, closed: set[int]) -> set[int]:
        """Nodes whose least way runs over a closed edge."""
        stack = [self._below[edge] for edge in closed if edge in self._below]
        found: set[int] = set()
        while stack:
            node = stack.pop()
            if node not in found:
                found.add(node)
                stack.extend(self._children.get(node, ()))
        return found

    def _search_again(self, spoilt: set[int], closed: set[int]) -> dict[int, float]:
        """Least costs of the spoilt nodes over what is left; a node without a way is not there."""
        front: list[tuple[float, int]] = []
        for node in spoilt:
            best = min(
                (
                    cost + self._cost[other]
                    for other, cost, edge in self._out[node]
                    if other not in spoilt and edge not in closed
                ),
                default=np.inf,
            )
            best = min(best, self._own.get(node, np.inf))
            if best < np.inf:
                front.append((best, node))
        heapq.heapify(front)
        anew: dict[int, float] = {}
        while front:
            so_far, node = heapq.heappop(front)
            if node in anew:
                continue
            anew[node] = so_far
            for other, cost, edge in self._into[node]:
                if other in spoilt and other not in anew and edge not in closed:
                    heapq.heappush(front, (so_far + cost, other))
        return {node: anew.get(node, np.inf) for node in spoilt}

    def _place_cost(self, place: int, anew: dict[int, float]) -> float:
        return min(leg + anew.get(node, self._cost[node]) for node, leg in self._legs[place])


def _arcs(
    network: RoadNetwork, cost: FloatArray, mask: BoolArray
) -> tuple[list[list[_Arc]], list[list[_Arc]]]:
    """By node: the arcs that leave it, and those that lead to it."""
    out: list[list[_Arc]] = [[] for _ in range(network.node_count)]
    into: list[list[_Arc]] = [[] for _ in range(network.node_count)]
    edges = np.flatnonzero(mask)
    columns = (edges, network.edge_u[edges], network.edge_v[edges], cost[edges])
    oneway = edge_oneway(network)[edges].tolist()
    rows = zip(*(column.tolist() for column in columns), oneway, strict=True)
    for edge, u, v, price, single in rows:
        out[u].append((v, price, edge))
        into[v].append((u, price, edge))
        if not single:
            out[v].append((u, price, edge))
            into[u].append((v, price, edge))
    return out, into


def _children(search: Search) -> dict[int, list[int]]:
    """By node: the nodes whose least way runs through it next."""
    found: dict[int, list[int]] = {}
    for node in np.flatnonzero(search.edge_to >= 0).tolist():
        found.setdefault(int(search.predecessor[node]), []).append(node)
    return found


def _depth(search: Search) -> IntArray:
    """(n,) edges on each node's way to its target."""
    depth = np.zeros(len(search.cost), dtype=np.int64)
    at = np.where(search.edge_to >= 0, search.predecessor, -1)
    moving = np.flatnonzero(at >= 0)
    while len(moving):
        depth[moving] += 1
        at[moving] = np.where(search.edge_to[at[moving]] >= 0, search.predecessor[at[moving]], -1)
        moving = moving[at[moving] >= 0]
    return depth


def _least(targets: Legs) -> dict[int, float]:
    """By node: the cheapest leg to a target."""
    found: dict[int, float] = {}
    for node, cost in zip(targets.node.tolist(), targets.cost.tolist(), strict=True):
        found[node] = min(cost, found.get(node, np.inf))
    return found


def _by_place(origins: Legs) -> dict[int, list[tuple[int, float]]]:
    found: dict[int, list[tuple[int, float]]] = {}
    columns = (origins.place.tolist(), origins.node.tolist(), origins.cost.tolist())
    for place, node, cost in zip(*columns, strict=True):
        found.setdefault(place, []).append((node, cost))
    return found


def _places_at(origins: Legs) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, node in zip(origins.place.tolist(), origins.node.tolist(), strict=True):
        found.setdefault(node, []).append(place)
    return found
