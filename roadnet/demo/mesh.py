"""The mesh of triangles on the land, on whose edges every road is laid out.

Laid on a planar mesh, roads meet only at its nodes. Least-cost paths over it belong to the
generator alone; they share nothing with the network analyses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, cKDTree

from roadnet.demo.options import CENTRE_M, DemoOptions
from roadnet.demo.terrain import Floats, Terrain

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SPACING_M = 180.0
_RIVER_CLEAR_M = 62.0


@dataclass(frozen=True, slots=True)
class Mesh:
    """Nodes (n) and undirected edges (m) of the mesh, and its triangles (t).

    ``edges`` is (m, 2); ``grade`` the slope of each edge as a ratio; ``wet`` marks edges that cross
    the river; ``indptr``, ``indices`` and ``edge_of`` are the symmetric adjacency in CSR form.
    """

    xy: Floats
    height_m: Floats
    rho: Floats
    edges: Ints
    length_m: Floats
    grade: Floats
    wet: Bools
    triangles: Ints
    beside: Ints
    indptr: Ints
    indices: Ints
    edge_of: Ints

    def cost(self, *, gentle_ratio: float, wet_m: float) -> Floats:
        """Cost of each edge in metres: steep ones and river crossings cost more."""
        steep = 1.0 + np.minimum((self.grade / gentle_ratio) ** 2, 25.0)
        return np.asarray(self.length_m * steep + np.where(self.wet, wet_m, 0.0))

    def search(self, cost: Floats, sources: Ints, shut: Bools) -> tuple[Floats, Ints, Ints]:
        """Cost, previous node and source of every node from the cheapest of ``sources``.

        Nodes in ``shut`` are never passed; unreached nodes have cost inf and previous -9999.
        """
        weight = np.where(shut[self.edges].any(axis=1), np.inf, cost)
        n = len(self.xy)
        matrix = csr_matrix((weight[self.edge_of], self.indices, self.indptr), shape=(n, n))
        return dijkstra(  # type: ignore[no-any-return]
            matrix, indices=sources, min_only=True, return_predecessors=True
        )

    def around(self, nodes: Ints) -> Ints:
        """Nodes next to ``nodes``, these included, sorted."""
        rows = [self.indices[self.indptr[node] : self.indptr[node + 1]] for node in nodes]
        return np.unique(np.concatenate([nodes, *rows]))

    def local_path(
        self, cost: Floats, start: int, goal: Bools, shut: Bools, *, radius_m: float
    ) -> Ints:
        """Cheapest path from ``start`` to any node of ``goal`` within ``radius_m``, or empty."""
        near = (np.abs(self.xy - self.xy[start]).max(axis=1) < radius_m) & ~shut
        near[start] = True
        nodes = np.flatnonzero(near)
        label = np.full(len(near), -1)
        label[nodes] = np.arange(len(nodes))
        keep = near[self.edges].all(axis=1)
        u, v = label[self.edges[keep]].T
        size = (len(nodes), len(nodes))
        matrix = csr_matrix((cost[keep], (u, v)), shape=size)
        far, before = dijkstra(
            matrix, directed=False, indices=label[start], return_predecessors=True
        )
        far = np.where(goal[nodes], far, np.inf)
        far[label[start]] = np.inf
        at = int(np.argmin(far))
        return _walk(nodes, before, at) if np.isfinite(far[at]) else np.empty(0, dtype=np.int64)


def _walk(nodes: Ints, before: Ints, at: int) -> Ints:
    """List the nodes from ``at`` back to the search's start."""
    path = []
    while at >= 0:
        path.append(int(nodes[at]))
        at = int(before[at])
    return np.array(path, dtype=np.int64)


def build_mesh(options: DemoOptions, terrain: Terrain) -> Mesh:
    """Triangulate a jittered grid over the county and a strip around it."""
    xy = _places(options.rng(2), terrain)
    shape = Delaunay(xy)
    indptr, indices = shape.vertex_neighbor_vertices
    edges = np.column_stack([np.repeat(np.arange(len(xy)), np.diff(indptr)), indices])
    edges = edges[edges[:, 0] < edges[:, 1]]
    edges = edges[np.lexsort((edges[:, 1], edges[:, 0]))].astype(np.int64)
    step = xy[edges[:, 1]] - xy[edges[:, 0]]
    length_m = np.hypot(step[:, 0], step[:, 1])
    keep = length_m < 3.2 * SPACING_M
    edges, length_m = edges[keep], length_m[keep]
    height_m = terrain.height_m(xy)
    grade = np.abs(height_m[edges[:, 0]] - height_m[edges[:, 1]]) / length_m
    return Mesh(
        xy=xy,
        height_m=height_m,
        rho=terrain.rho(xy),
        edges=edges,
        length_m=length_m,
        grade=grade,
        wet=_wet(xy, edges, terrain.river),
        triangles=shape.simplices.astype(np.int64),
        beside=shape.neighbors.astype(np.int64),
        **_adjacency(edges, len(xy)),
    )


def _places(rng: np.random.Generator, terrain: Terrain) -> Floats:
    """Nodes: a jittered triangular grid, at least 60 m apart, clear of the river."""
    reach = 1.5 * terrain.radius_m
    columns = np.arange(-reach, reach, SPACING_M)
    rows = np.arange(-reach, reach, SPACING_M * 0.866)
    x, y = np.meshgrid(columns, rows)
    x = x + (np.arange(len(rows)) % 2)[:, None] * SPACING_M / 2
    xy = np.column_stack([x.ravel(), y.ravel()]) + CENTRE_M
    xy = xy[terrain.rho(xy) < 1.07]
    xy = xy + rng.uniform(-0.31, 0.31, xy.shape) * SPACING_M
    return np.round(xy[terrain.river_distance_m(xy) > _RIVER_CLEAR_M], 2)


def _wet(xy: Floats, edges: Ints, river: Floats) -> Bools:
    """Which edges cross the river."""
    bank = cKDTree(river).query(xy, distance_upper_bound=4 * SPACING_M)[0] < 4 * SPACING_M
    near = np.flatnonzero(bank[edges].all(axis=1))
    line = shapely.linestrings(river)
    shapely.prepare(line)
    wet = np.zeros(len(edges), dtype=bool)
    wet[near] = shapely.intersects(line, shapely.linestrings(xy[edges[near]]))
    return wet


def _adjacency(edges: Ints, nodes: int) -> dict[str, Ints]:
    both = np.concatenate([edges, edges[:, ::-1]])
    order = np.argsort(both[:, 0] * nodes + both[:, 1])
    indptr = np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=nodes))])
    return {
        "indptr": indptr,
        "indices": both[order, 1],
        "edge_of": order % len(edges),
    }
