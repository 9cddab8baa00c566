"""The geometry of edges, cut from their roads' lines; pieces of it in a spatial index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork

PIECE_VERTICES: Final = 16
_MERGE_M: Final = 1e-6
"""A vertex this near to the end of a stretch is the end itself."""
_TREES_KEPT: Final = 6

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


def edge_lines(network: RoadNetwork, edges: IntArray) -> Geometries:
    """Return the LineStrings of some edges, in metres; a join is straight between its nodes."""
    return edge_chains(network, edges).to_lines()


def edge_chains(network: RoadNetwork, edges: IntArray) -> Chains:
    """Cut the vertices of edges out of their roads' lines.

    Each chain begins and ends at its stretch's ends, found by linear interpolation, and holds the
    road's vertices between them.
    """
    edges = np.asarray(edges, dtype=np.int64)
    is_join = network.edge_is_join[edges]
    xy, road, along = _road_vertices(network)
    # One increasing axis for all roads: a road's measures shifted by those before it.
    reach = np.bincount(road, weights=None, minlength=len(network.roads))
    last = np.zeros(len(network.roads))
    np.maximum.at(last, road, along)
    shift = np.concatenate([[0.0], np.cumsum(last + 1.0)])[: len(reach)]
    axis = along + shift[road] if len(road) else along
    own = np.where(is_join, 0, network.edge_road[edges])
    base = shift[own] if len(shift) else np.zeros(len(edges))
    start, end = base + network.edge_start_m[edges], base + network.edge_end_m[edges]
    first = np.searchsorted(axis, start + _MERGE_M, side="right")
    stop = np.searchsorted(axis, end - _MERGE_M, side="left")
    inner = np.where(is_join, 0, np.maximum(stop - first, 0))
    offsets = np.concatenate([[0], np.cumsum(inner + 2)])
    out = np.empty((int(offsets[-1]), 2))
    rows = np.arange(int(inner.sum())) - np.repeat(np.cumsum(inner) - inner, inner)
    out[np.repeat(offsets[:-1] + 1, inner) + rows] = xy[np.repeat(first, inner) + rows]
    out[offsets[:-1]] = _at(xy, axis, start, first)
    out[offsets[1:] - 1] = _at(xy, axis, end, np.maximum(stop, 1))
    out[offsets[:-1][is_join]] = network.node_xy[network.edge_u[edges[is_join]]]
    out[offsets[1:][is_join] - 1] = network.node_xy[network.edge_v[edges[is_join]]]
    return Chains(out, offsets)


def edge_pieces(network: RoadNetwork, mask: BoolArray | None = None) -> Pieces:
    """Cut the stretches of road, joins left out, into pieces of few vertices.

    A long, winding line has a bounding box that says little; its pieces' boxes are tight. They are
    cut once for the whole network; a mask picks from them.
    """
    if "pieces" not in network.edge_memo:
        network.edge_memo["pieces"] = _cut_pieces(network)
    every: Pieces = network.edge_memo["pieces"]
    if mask is None:
        return every
    kept = mask[every.edge]
    return Pieces(every.lines[kept], every.edge[kept], every.start_m[kept])


def pieces_tree(
    network: RoadNetwork, mask: BoolArray | None = None
) -> tuple[Pieces, shapely.STRtree]:
    """Return :func:`edge_pieces` and a tree over them; the trees of the last masks are kept."""
    trees: dict[bytes, tuple[Pieces, shapely.STRtree]]
    trees = network.edge_memo.setdefault("trees", {})
    key = b"" if mask is None else np.packbits(mask).tobytes()
    if key not in trees:
        pieces = edge_pieces(network, mask)
        if len(trees) >= _TREES_KEPT:
            trees.pop(next(iter(trees)))
        trees[key] = (pieces, shapely.STRtree(pieces.lines))
    return trees[key]


def _cut_pieces(network: RoadNetwork) -> Pieces:
    edges = np.flatnonzero(~network.edge_is_join)
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


def _road_vertices(network: RoadNetwork) -> tuple[FloatArray, IntArray, FloatArray]:
    """Return every road's vertices with road number and measure; measures run on over parts."""
    if "vertices" not in network.memo:
        network.memo["vertices"] = _read_vertices(network)
    found: tuple[FloatArray, IntArray, FloatArray] = network.memo["vertices"]
    return found


def _read_vertices(network: RoadNetwork) -> tuple[FloatArray, IntArray, FloatArray]:
    parts, road = shapely.get_parts(network.roads.geometry.to_numpy(), return_index=True)
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


def _at(xy: FloatArray, axis: FloatArray, place: FloatArray, after: IntArray) -> FloatArray:
    """Interpolate positions on the axis; ``after`` is the first vertex past each of them."""
    if len(xy) == 0:
        return np.zeros((len(place), 2))
    right = np.clip(after, 1, len(xy) - 1)
    left = right - 1
    span = axis[right] - axis[left]
    share = np.divide(place - axis[left], span, out=np.zeros_like(place), where=span > 0)
    share = np.clip(share, 0.0, 1.0)[:, None]
    found: FloatArray = xy[left] * (1 - share) + xy[right] * share
    return found
