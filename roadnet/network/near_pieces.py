"""Pieces of edges that may be nearest to points or lines: by a tree of pieces, or of edges' boxes.

A tree of pieces answers best, but holds every vertex of the network once more. On a large network
a tree of the edges' boxes tells which edges to cut into pieces at all: a few for each query. Both
give every piece at the least distance, so what is measured on them is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from roadnet.network.arrays import morton_order, ragged
from roadnet.network.compiled import is_worthwhile
from roadnet.network.edge_boxes import BoxTree, box_tree
from roadnet.network.keep import kept_or_made
from roadnet.network.model import JOIN, BoolArray, FloatArray, IntArray, RoadNetwork
from roadnet.network.stretches import Pieces, cut_pieces, edge_lines

_TREES_KEPT: Final = 6
_EDGES_AT_A_TIME: Final = 50_000

Geometries = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Near:
    """Pairs of a query and a piece near it, (k,) positions in what was asked and in ``pieces``."""

    pieces: Pieces
    query: IntArray
    piece: IntArray


class NearPieces(Protocol):
    """Finds pieces of the edges that a mask leaves, joins left out."""

    def __len__(self) -> int:
        """Count the edges."""

    def nearest(self, asked: Geometries) -> Near:
        """Find the nearest pieces of each geometry, all of several at one distance, maybe more."""

    def within(self, points: Geometries, labels: IntArray, limit_m: float) -> Near:
        """Find pieces within a limit of points, of each (m,) label at least the nearest."""

    def met_by(self, shape: shapely.Geometry) -> IntArray:
        """Return the edges that a geometry meets, sorted."""


def near_pieces(network: RoadNetwork, mask: BoolArray | None = None) -> NearPieces:
    """Return a finder over the masked edges; the trees of the last masks are kept."""
    kept: dict[tuple[str, bytes], Any] = network.edge_memo.setdefault("near", {})
    chosen = network.edge_road != JOIN
    if mask is not None:
        chosen &= mask
    by = _ByBoxes if is_worthwhile(_vertices(network)) else _ByPieces
    key = (by.__name__, np.packbits(chosen).tobytes())
    tree = kept_or_made(kept, key, lambda: by.tree(network, chosen), most=_TREES_KEPT)
    return by(network, chosen, tree)


def _vertices(network: RoadNetwork) -> int:
    if "vertices" not in network.memo:
        counts = shapely.get_num_coordinates(network.roads.geometry.to_numpy())
        network.memo["vertices"] = int(counts.sum())
    return int(network.memo["vertices"])


class _ByPieces:
    """A tree over pieces, which are cut once for the whole network."""

    def __init__(
        self, network: RoadNetwork, mask: BoolArray, tree: tuple[Pieces, shapely.STRtree]
    ) -> None:
        self._pieces, self._tree = tree

    @staticmethod
    def tree(network: RoadNetwork, mask: BoolArray) -> tuple[Pieces, shapely.STRtree]:
        memo = network.edge_memo
        if "pieces" not in memo:
            memo["pieces"] = cut_pieces(network, np.flatnonzero(network.edge_road != JOIN))
        pieces = memo["pieces"].take(mask[memo["pieces"].edge])
        return pieces, shapely.STRtree(pieces.lines)

    def __len__(self) -> int:
        return len(self._pieces.edge)

    def nearest(self, asked: Geometries) -> Near:
        query, piece = self._tree.query_nearest(asked)
        return Near(self._pieces, query, piece)

    def within(self, points: Geometries, labels: IntArray, limit_m: float) -> Near:
        query, piece = self._tree.query(points, predicate="dwithin", distance=limit_m)
        inside = labels[self._pieces.edge[piece]] >= 0
        return Near(self._pieces, query[inside], piece[inside])

    def met_by(self, shape: shapely.Geometry) -> IntArray:
        return np.unique(self._pieces.edge[self._tree.query(shape, predicate="intersects")])


class _ByBoxes:
    """A tree over the edges' boxes; only what is near is cut into pieces."""

    def __init__(self, network: RoadNetwork, mask: BoolArray, tree: BoxTree) -> None:
        self._network, self._mask, self._tree = network, mask, tree

    @staticmethod
    def tree(network: RoadNetwork, mask: BoolArray) -> BoxTree:
        return box_tree(network).only(mask)

    def __len__(self) -> int:
        return int(self._mask.sum())

    def nearest(self, asked: Geometries) -> Near:
        return self._near(asked, np.where(self._mask, 0, -1), np.inf)

    def within(self, points: Geometries, labels: IntArray, limit_m: float) -> Near:
        near = self._near(points, np.where(self._mask, labels, -1), limit_m)
        lines = near.pieces.lines[near.piece]
        close = shapely.dwithin(points[near.query], lines, limit_m)
        return Near(near.pieces, near.query[close], near.piece[close])

    def met_by(self, shape: shapely.Geometry) -> IntArray:
        edges = self._tree.met_by(shapely.bounds(shape))
        edges = edges[self._mask[edges]]
        shapely.prepare(shape)
        met = np.zeros(len(edges), dtype=bool)
        for begin in range(0, len(edges), _EDGES_AT_A_TIME):
            some = slice(begin, begin + _EDGES_AT_A_TIME)
            met[some] = shapely.intersects(shape, edge_lines(self._network, edges[some]))
        return edges[met]

    def _near(self, asked: Geometries, labels: IntArray, limit_m: float) -> Near:
        from roadnet.network.compiled.box_tree import candidate_edges

        boxes = shapely.bounds(asked)
        # Nothing is near to what is missing or empty, or has no end.
        there = np.flatnonzero(np.isfinite(boxes).all(axis=1))
        anchors = _first_vertices(asked[there])
        # In the order of space one query finds in the cache what the one before it touched.
        along = morton_order(anchors)
        order = there[along]
        query, edge = candidate_edges(
            self._network, self._tree, labels.astype(np.int32), boxes[order], anchors[along],
            limit_m=limit_m,
        )  # fmt: skip
        edges, nth = np.unique(edge, return_inverse=True)
        pieces = cut_pieces(self._network, edges)
        begin = np.searchsorted(pieces.edge, edges)
        count = np.diff(np.append(begin, len(pieces.edge)))
        pair, piece = ragged(begin[nth], count[nth])
        return Near(pieces, order[query[pair]], piece)


def _first_vertices(shapes: Geometries) -> FloatArray:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    first = xy[np.searchsorted(owner, np.arange(len(shapes)))]
    found: FloatArray = np.nan_to_num(first, posinf=0.0, neginf=0.0)
    return found
