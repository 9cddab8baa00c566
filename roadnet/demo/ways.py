"""Ways over the finished roads for bus lines: nearest seat of each node, and the path to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from roadnet.demo.layout import Layout
from roadnet.demo.mesh import Ints
from roadnet.demo.terrain import Floats


@dataclass(frozen=True, slots=True)
class Ways:
    """Distance of every mesh node to the nearest start over laid roads, and the way back."""

    position: Floats
    far_m: Floats
    before: Ints

    def path(self, node: int) -> Ints:
        """Nodes from the start to ``node``."""
        way = [node]
        while self.before[way[-1]] >= 0:
            way.append(int(self.before[way[-1]]))
        return np.array(way[::-1], dtype=np.int64)

    def line(self, path: Ints) -> shapely.LineString | None:
        """Return the path as a line, None for a single node."""
        return shapely.linestrings(self.position[path]) if len(path) > 1 else None

    def runs(self, stops: Ints) -> list[tuple[Ints, Ints]]:
        """Paths that pass every one of ``stops``, the longest first: (path, stops on it)."""
        left = {int(stop) for stop in stops}
        wanted = set(left)
        found = []
        for stop in sorted(left, key=lambda node: (-self.far_m[node], node)):
            if stop in left:
                path = self.path(stop)
                on_it = np.array([node for node in path.tolist() if node in wanted])
                left.difference_update(on_it.tolist())
                found.append((path, on_it))
        return found


def find_ways(layout: Layout, position: Floats, starts: Ints) -> Ways:
    """Search outwards from ``starts`` over the roads that are there in every year."""
    steps = [
        np.column_stack([route.nodes[:-1], route.nodes[1:]])
        for route in layout.routes
        if route.role is None
    ]
    u, v = np.vstack(steps).T
    length_m = np.hypot(*(position[u] - position[v]).T)
    size = len(position)
    matrix = csr_matrix((length_m, (u, v)), shape=(size, size))
    far_m, before, _ = dijkstra(
        matrix, directed=False, indices=starts, min_only=True, return_predecessors=True
    )
    return Ways(position, far_m, before)
