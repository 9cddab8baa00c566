"""The geometry of edges, cut from their roads' lines, whole or in short pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from roadnet.network.model import JOIN, BoolArray, FloatArray, IntArray, RoadNetwork

PIECE_VERTICES: Final = 16
_MERGE_M: Final = 1e-6
"""A vertex this near to the end of a stretch is the end itself."""

Geometries = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Chains:
    """Vertices of many lines in one array; line i has rows ``offsets[i]:offsets[i + 1]``."""

    xy: FloatArray
    offsets: IntArray

    def to_lines(self) -> Geometries:
        """Convert to an array of LineStrings."""
        index = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
        lines: Geometries = shapely.linestrings(self.xy, indices=index)
        return lines


@dataclass(frozen=True, slots=True)
class Pieces:
    """Short runs of edges' vertices: ``lines`` (p,), the ``edge`` and where on it each begins."""

    lines: Geometries
    edge: IntArray
    start_m: FloatArray

    def take(self, rows: IntArray | BoolArray) -> Pieces:
        """Return some of them."""
        return Pieces(self.lines[rows], self.edge[rows], self.start_m[rows])


def edge_lines(network: RoadNetwork, edges: IntArray) -> Geometries:
    """Return the LineStrings of some edges, in metres; a join is straight between its nodes."""
    return edge_chains(network, edges).to_lines()


def edge_chains(network: RoadNetwork, edges: IntArray) -> Chains:
    """Cut the vertices of edges out of their roads' lines.

    Each chain begins and ends at its stretch's ends, found by linear interpolation, and holds the
    road's vertices between them. Only the lines of these edges' roads are read.
    """
    edges = np.asarray(edges, dtype=np.int64)
    is_join = network.edge_road[edges] == JOIN
    axis = _axis_of(network, edges[~is_join])
    inner, first = np.zeros(len(edges), dtype=np.int64), np.zeros(len(edges), dtype=np.int64)
    first[~is_join] = np.searchsorted(axis.measure, axis.start + _MERGE_M, side="right")
    stop = np.searchsorted(axis.measure, axis.end - _MERGE_M, side="left")
    inner[~is_join] = np.maximum(stop - first[~is_join], 0)
    offsets = np.concatenate([[0], np.cumsum(inner + 2)])
    out = np.empty((int(offsets[-1]), 2))
    rows = np.arange(int(inner.sum())) - np.repeat(np.cumsum(inner) - inner, inner)
    out[np.repeat(offsets[:-1] + 1, inner) + rows] = axis.xy[np.repeat(first, inner) + rows]
    begin, finish = offsets[:-1], offsets[1:] - 1
    out[begin[~is_join]] = _at(axis, axis.start, first[~is_join])
    out[finish[~is_join]] = _at(axis, axis.end, np.maximum(stop, 1))
    out[begin[is_join]] = network.node_xy[network.edge_u[edges[is_join]]]
    out[finish[is_join]] = network.node_xy[network.edge_v[edges[is_join]]]
    return Chains(out, offsets)


def vertex_runs(network: RoadNetwork, edges: IntArray) -> tuple[FloatArray, IntArray, IntArray]:
    """Return vertices, and for each edge of road the first and the last of those around it.

    The last vertex at or before its start and the first at or behind its end belong to them.
    """
    axis = _axis_of(network, edges)
    first = np.searchsorted(axis.measure, axis.start + _MERGE_M, side="right") - 1
    last = np.searchsorted(axis.measure, axis.end - _MERGE_M, side="left")
    return axis.xy, first, np.minimum(last, axis.last)


def cut_pieces(network: RoadNetwork, edges: IntArray) -> Pieces:
    """Cut stretches of road into pieces of few vertices, in the order given.

    A long, winding line has a bounding box that says little; its pieces' boxes are tight.
    """
    chains = edge_chains(network, edges)
    count = np.diff(chains.offsets)
    parts = np.maximum(-(-(count - 1) // (PIECE_VERTICES - 1)), 1)
    chain = np.repeat(np.arange(len(edges)), parts)
    nth = np.arange(len(chain)) - np.repeat(np.cumsum(parts) - parts, parts)
    begin = chains.offsets[:-1][chain] + nth * (PIECE_VERTICES - 1)
    stop = np.minimum(begin + PIECE_VERTICES, chains.offsets[1:][chain])
    size = stop - begin
    rows = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    index = np.repeat(begin, size) + rows
    lines = shapely.linestrings(chains.xy[index], indices=np.repeat(np.arange(len(chain)), size))
    along = _along(chains.xy, chains.offsets)
    return Pieces(lines, edges[chain], along[begin])


@dataclass(frozen=True, slots=True)
class _Axis:
    """Roads' vertices on one increasing axis: a road's measures shifted by those before it.

    ``xy`` (V, 2) and ``measure`` (V,) of the vertices; ``start`` and ``end`` (k,) of the edges
    that were asked for, ``last`` (k,) the last vertex of each one's road.
    """

    xy: FloatArray
    measure: FloatArray
    start: FloatArray
    end: FloatArray
    last: IntArray


def _axis_of(network: RoadNetwork, edges: IntArray) -> _Axis:
    """Lay the roads of some edges, none of them a join, on one axis."""
    roads, own = np.unique(network.edge_road[edges], return_inverse=True)
    xy, road, along = _road_vertices(network, roads)
    # Every road with an edge has vertices, and its measure is greatest at the last of them.
    last = np.searchsorted(road, np.arange(len(roads)), side="right") - 1
    shift = np.concatenate([[0.0], np.cumsum(along[last] + 1.0)])[: len(roads)]
    base = shift[own]
    return _Axis(
        xy,
        along + shift[road],
        base + network.edge_start_m[edges],
        base + network.edge_end_m[edges],
        last[own],
    )


def _road_vertices(
    network: RoadNetwork, roads: IntArray
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Return the vertices of some roads with the road's position among them, and their measure.

    Measures run on over the parts of a line.
    """
    lines = network.roads.geometry.to_numpy()[roads]
    parts, road = shapely.get_parts(lines, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    if len(xy) == 0:
        return xy, part, np.zeros(0)
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    step[np.flatnonzero(np.diff(part, prepend=-1))] = 0.0
    total = np.cumsum(step)
    vertex_road = road[part]
    start = np.flatnonzero(np.diff(vertex_road, prepend=-1))
    before = np.repeat(total[start], np.diff(np.append(start, len(xy))))
    return xy, vertex_road, total - before


def _along(xy: FloatArray, offsets: IntArray) -> FloatArray:
    """Distance of each vertex from the start of its chain."""
    if len(xy) == 0:
        return np.zeros(0)
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    step[offsets[:-1]] = 0.0
    total = np.cumsum(step)
    along: FloatArray = total - np.repeat(total[offsets[:-1]], np.diff(offsets))
    return along


def _at(axis: _Axis, place: FloatArray, after: IntArray) -> FloatArray:
    """Interpolate positions on the axis; ``after`` is the first vertex past each of them."""
    if len(axis.xy) == 0:
        return np.zeros((len(place), 2))
    right = np.clip(after, 1, len(axis.xy) - 1)
    left = right - 1
    span = axis.measure[right] - axis.measure[left]
    way = place - axis.measure[left]
    share = np.divide(way, span, out=np.zeros_like(place), where=span > 0)
    share = np.clip(share, 0.0, 1.0)[:, None]
    found: FloatArray = axis.xy[left] * (1 - share) + axis.xy[right] * share
    return found
