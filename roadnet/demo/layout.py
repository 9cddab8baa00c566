"""Roads as paths of mesh nodes: the growing network and the ways to add to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from roadnet.demo.mesh import Bools, Ints, Mesh
from roadnet.demo.roles import Role
from roadnet.demo.terrain import Floats

Grade = Literal["national", "provincial", "county", "township", "village", "other", "special"]
Purpose = Literal[
    "trunk", "seat", "seat_link", "village", "planted", "village_link", "landing", "hamlet"
]


@dataclass(slots=True)
class Route:
    """One road from where it leaves another (``nodes[0]``) to its end.

    ``place`` is the mesh node it was built for, -1 for none; ``hard`` tells whether it is hardened
    in the last year, ``chain`` whether every road between it and a seat is as well.
    """

    nodes: Ints
    grade: Grade
    purpose: Purpose
    place: int = -1
    role: Role | None = None
    hard: bool = True
    chain: bool = True


@dataclass(slots=True)
class Layout:
    """The network so far, by mesh node: ``owner`` is the first route there, -1 for none.

    ``cut`` marks nodes at which segments end, ``shut`` nodes that no further road may use.
    """

    mesh: Mesh
    shut: Bools
    owner: Ints = field(init=False)
    cut: Bools = field(init=False)
    routes: list[Route] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.owner = np.full(len(self.mesh.xy), -1)
        self.cut = np.zeros(len(self.mesh.xy), dtype=bool)

    @property
    def used(self) -> Bools:
        """Which nodes bear a road."""
        return np.asarray(self.owner >= 0)

    def add(self, route: Route) -> int:
        """Append a route and return its number; the nodes it touches become segment ends."""
        ends = route.nodes[[0, -1]]
        self.cut[ends] = True
        owners = self.owner[ends[self.owner[ends] >= 0]]
        route.chain = route.hard and all(self.routes[at].chain for at in owners[:1])
        number = len(self.routes)
        self.owner[route.nodes[self.owner[route.nodes] < 0]] = number
        self.routes.append(route)
        return number

    def back(self, before: Ints, node: int) -> Ints:
        """Return the path from the first node in use to ``node``, by a search's steps."""
        path = [node]
        while self.owner[path[-1]] < 0 and before[path[-1]] >= 0:
            path.append(int(before[path[-1]]))
        return np.array(path[::-1], dtype=np.int64)

    def grow(self, cost: Floats, ends: Iterable[int], grade: Grade, purpose: Purpose) -> list[int]:
        """Lead a road to each of ``ends`` from the network, the far ones first; return numbers."""
        open_nodes = np.flatnonzero(self.used & ~self.shut)
        cost_m, before, _ = self.mesh.search(cost, open_nodes, self.shut)
        wanted = sorted(ends, key=lambda node: -cost_m[node])
        added = []
        for node in wanted:
            if self.owner[node] >= 0 or not np.isfinite(cost_m[node]):
                continue
            path = self.back(before, node)
            added.append(self.add(Route(path, grade, purpose, place=node)))
        return added

    def links(self, cost: Floats, ends: Ints) -> list[Ints]:
        """Paths over free land between neighbouring ``ends``, the cheapest of each pair first."""
        blocked = self.shut | self.used
        blocked[ends] = False
        cost_m, before, origin = self.mesh.search(cost, ends, blocked)
        u, v = self.mesh.edges.T
        total = cost_m[u] + cost_m[v] + cost
        meets = np.flatnonzero(np.isfinite(total) & (origin[u] != origin[v]))
        pair = np.sort(np.column_stack([origin[u], origin[v]])[meets], axis=1).astype(np.int64)
        order = np.argsort(total[meets], kind="stable")
        key = pair[order, 0] * len(cost_m) + pair[order, 1]
        _, first = np.unique(key, return_index=True)
        best = meets[order[np.sort(first)]]
        return [
            np.concatenate([_trace(before, int(u[at])), _trace(before, int(v[at]))[::-1]])
            for at in best
        ]

    def add_links(self, paths: list[Ints], count: int, grade: Grade, purpose: Purpose) -> int:
        """Add up to ``count`` of the paths that touch no road between their ends."""
        added = 0
        for path in paths:
            if added == count:
                break
            if len(path) > 2 and (self.owner[path[1:-1]] < 0).all():
                self.add(Route(path, grade, purpose))
                added += 1
        return added

    def segment_count(self) -> int:
        """Return the number of segments if every route is cut at every ``cut`` node."""
        return sum(int(self.cut[route.nodes[1:-1]].sum()) + 1 for route in self.routes)


def _trace(before: Ints, node: int) -> Ints:
    """Nodes from a search's source to ``node``."""
    path = [node]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return np.array(path[::-1], dtype=np.int64)
