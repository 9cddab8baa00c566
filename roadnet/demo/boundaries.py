"""Township boundaries along the ridges: every piece of the county belongs to one township."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from roadnet.demo.mesh import Ints, Mesh
from roadnet.demo.segments import chaikin
from roadnet.demo.terrain import Floats

_RIM = 1.0


def build_boundaries(mesh: Mesh, seats: Ints) -> NDArray[np.object_]:
    """Polygons in the order of ``seats`` that tile the county without gaps or overlaps.

    Each triangle of the mesh goes to the seat that is cheapest to reach over low ground; the lines
    between them are smoothed once and shared by both sides.
    """
    centre = mesh.xy[mesh.triangles].mean(axis=1)
    label = _labels(mesh, centre, seats)
    arcs = [chaikin(_calm(shapely.get_coordinates(arc))) for arc in _arcs(mesh, label)]
    lines = [shapely.linestrings(np.round(arc, 2)) for arc in arcs]
    faces = shapely.get_parts(shapely.polygonize(lines))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    owner = label[cKDTree(centre).query(inner)[1]]
    return np.array(
        [shapely.coverage_union_all(faces[owner == at]) for at in range(len(seats))], dtype=object
    )


def _calm(xy: Floats) -> Floats:
    """Take the zigzag of the triangles out of a line; the ends stay."""
    xy = xy.copy()
    for _ in range(4):
        xy[1:-1] = 0.5 * xy[1:-1] + 0.25 * (xy[:-2] + xy[2:])
    return xy[np.r_[0 : len(xy) - 1 : 2, len(xy) - 1]]


def _labels(mesh: Mesh, centre: Floats, seats: Ints) -> Ints:
    """Township of each triangle, -1 outside the county."""
    rho = mesh.rho[mesh.triangles].max(axis=1)
    t, side = np.nonzero((mesh.beside >= 0) & (rho < _RIM)[:, None])
    other = mesh.beside[t, side]
    keep = rho[other] < _RIM
    t, other = t[keep], other[keep]
    height = mesh.height_m[mesh.triangles].mean(axis=1)
    climb = np.maximum(height[t], height[other]) - 240.0
    step = np.hypot(*(centre[t] - centre[other]).T) * (1.0 + np.maximum(climb, 0.0) / 90.0)
    matrix = csr_matrix((step, (t, other)), shape=(len(centre), len(centre)))
    inside = np.flatnonzero(rho < _RIM)
    start = inside[cKDTree(centre[inside]).query(mesh.xy[seats])[1]]
    _, _, source = dijkstra(matrix, indices=start, min_only=True, return_predecessors=True)
    label = np.full(len(centre) + 1, -1)
    label[start] = np.arange(len(seats))
    return np.asarray(np.where(source >= 0, label[source], -1))


def _arcs(mesh: Mesh, label: Ints) -> NDArray[np.object_]:
    """Lines between triangles of different townships, merged up to where three meet."""
    beside = np.where(mesh.beside >= 0, label[mesh.beside], -1)
    t, side = np.nonzero(beside < label[:, None])
    a = mesh.triangles[t, (side + 1) % 3]
    b = mesh.triangles[t, (side + 2) % 3]
    lines = shapely.linestrings(np.stack([mesh.xy[a], mesh.xy[b]], axis=1))
    merged = shapely.line_merge(shapely.multilinestrings(lines))
    return np.asarray(shapely.get_parts(merged))
