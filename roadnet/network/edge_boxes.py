"""Boxes of all edges in a packed tree: what is near on a large network, without its vertices.

Sixteen boxes that follow one another in the order of space make one box of the level above, and so
on up. Flat arrays, no object a box: 20 bytes an edge. (A. Guttman, "R-trees: a dynamic index
structure for spatial searching", SIGMOD 1984; packed as by I. Kamel and C. Faloutsos, "On packing
R-trees", CIKM 1993.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from roadnet.network.compiled import FAN
from roadnet.network.model import JOIN
from roadnet.network.stretches import vertex_runs

if TYPE_CHECKING:
    from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork

Boxes = NDArray[np.float32]

_ROADS_AT_A_TIME: Final = 50_000


@dataclass(frozen=True, slots=True)
class BoxTree:
    """The boxes of edges, joins left out; k edges.

    Parameters
    ----------
    edge, leaf
        (k,), (k, 4) the edges in the order of space, and their boxes: least x, least y, greatest x,
        greatest y.
    upper
        The boxes of all levels above, from the leaves up.
    begin
        (levels + 1,) where each of those levels begins.
    """

    edge: NDArray[np.int32]
    leaf: Boxes
    upper: Boxes
    begin: IntArray

    def only(self, mask: BoolArray) -> BoxTree:
        """Return the tree whose upper levels hold the masked edges alone; the leaves are shared."""
        return BoxTree(self.edge, self.leaf, *_upper_levels(self.leaf, mask[self.edge]))

    def met_by(self, bounds: FloatArray) -> IntArray:
        """Return, sorted, the edges whose boxes meet a (4,) box: level by level, each box once.

        An upper box tells only that some masked edge is below it; edges beside it may be others.
        """
        at = np.arange(min(len(self.begin) - 1, 1))
        for level in range(len(self.begin) - 2, -1, -1):
            at = at[_meet(self.upper[self.begin[level] + at], bounds)]
            below = self.begin[level] - self.begin[level - 1] if level else len(self.leaf)
            at = (at[:, None] * FAN + np.arange(FAN)).ravel()
            at = at[at < below]
        found: IntArray = np.sort(self.edge[at[_meet(self.leaf[at], bounds)]]).astype(np.int64)
        return found


def _meet(boxes: Boxes, bounds: FloatArray) -> BoolArray:
    reaches = np.hstack([boxes[:, :2] <= bounds[2:], boxes[:, 2:] >= bounds[:2]])
    met: BoolArray = np.all(reaches, axis=1)
    return met


def box_tree(network: RoadNetwork) -> BoxTree:
    """Return the tree over a network's edges; it is kept with the network."""
    memo: dict[Any, Any] = network.edge_memo
    if "boxes" not in memo:
        memo["boxes"] = _make_tree(network)
    found: BoxTree = memo["boxes"]
    return found


def _make_tree(network: RoadNetwork) -> BoxTree:
    edges = np.flatnonzero(network.edge_road != JOIN)
    # A builder numbers nodes along a space-filling curve: edges by their first node are in the
    # order of space.
    edges = edges[np.argsort(network.edge_u[edges], kind="stable")]
    leaf = _edge_boxes(network)[edges]
    return BoxTree(
        edges.astype(np.int32), leaf, *_upper_levels(leaf, np.ones(len(edges), dtype=bool))
    )


def _upper_levels(leaf: Boxes, there: BoolArray) -> tuple[Boxes, IntArray]:
    """Return the boxes of the levels above those leaves that are there."""
    nowhere = np.array([np.inf, np.inf, -np.inf, -np.inf], dtype=np.float32)
    box, levels, begin = np.where(there[:, None], leaf, nowhere), [leaf[:0]], [0]
    while len(levels) == 1 or len(box) > 1:
        first = np.arange(0, len(box), FAN)
        if not len(first):
            break
        low = np.minimum.reduceat(box[:, :2], first, axis=0)
        box = np.hstack([low, np.maximum.reduceat(box[:, 2:], first, axis=0)])
        levels.append(box)
        begin.append(begin[-1] + len(box))
    return np.concatenate(levels), np.array(begin, dtype=np.int64)


def _edge_boxes(network: RoadNetwork) -> Boxes:
    """(m, 4) a box around each edge of road, a vertex more at either end; rounded outward."""
    found = np.zeros((network.edge_count, 4), dtype=np.float32)
    edges = np.flatnonzero(network.edge_road != JOIN)
    if np.any(np.diff(network.edge_road[edges]) < 0):
        edges = edges[np.argsort(network.edge_road[edges], kind="stable")]
    bounds = np.arange(0, len(network.roads) + _ROADS_AT_A_TIME, _ROADS_AT_A_TIME)
    for some in np.split(edges, np.searchsorted(network.edge_road[edges], bounds)):
        if len(some):
            xy, first, last = vertex_runs(network, some)
            at = np.column_stack([first, last]).ravel()
            # ``reduceat`` leaves out the end of a run: that vertex is looked at by itself.
            low = np.minimum(np.minimum.reduceat(xy, at, axis=0)[::2], xy[last])
            high = np.maximum(np.maximum.reduceat(xy, at, axis=0)[::2], xy[last])
            found[some, :2] = np.nextafter(low.astype(np.float32), np.float32(-np.inf))
            found[some, 2:] = np.nextafter(high.astype(np.float32), np.float32(np.inf))
    return found
