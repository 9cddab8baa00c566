"""Gaps between parts of the network: where a new link would be shortest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from roadnet.network.locate import Located
from roadnet.network.model import JOIN, BoolArray, IntArray, RoadNetwork
from roadnet.network.near_pieces import near_pieces
from roadnet.network.stretches import Pieces, cut_pieces


@dataclass(frozen=True, slots=True)
class Gaps:
    """Straight gaps, k of them, each between a place on one edge and a place on another.

    ``a`` and ``b`` hold the places (``point`` is the gap's number, ``leg_m`` its length).
    """

    a: Located
    b: Located

    def __len__(self) -> int:
        return len(self.a.point)


def gaps_to(network: RoadNetwork, labels: IntArray, mask: BoolArray, target: BoolArray) -> Gaps:
    """Find, for each part of the masked edges, the shortest gap to the target edges.

    Parameters
    ----------
    network
        The network.
    labels
        (m,) part of each edge.
    mask
        (m,) edges to start from.
    target
        (m,) edges to reach.
    """
    here = _pieces(network, mask)
    none = np.zeros(0, dtype=np.int64)
    if len(here.edge) == 0 or not np.any(target & (network.edge_road != JOIN)):
        return _measure(here, here, none, none)
    near = near_pieces(network, target).nearest(here.lines)
    a, b, there = near.query, near.piece, near.pieces
    distance = shapely.distance(here.lines[a], there.lines[b])
    part = labels[here.edge[a]]
    return _measure(here, there, *_shortest(part, part, distance, a, b))


def gaps_among(
    network: RoadNetwork, labels: IntArray, mask: BoolArray, *, reach_m: np.ndarray
) -> Gaps:
    """Find the shortest gap between each two parts of the masked edges, within a reach.

    Parameters
    ----------
    reach_m
        (m,) for each edge, how far to look from it, in metres; a longer gap is of no use.
    """
    pieces = _pieces(network, mask)
    none = np.zeros(0, dtype=np.int64)
    if len(pieces.edge) == 0:
        return _measure(pieces, pieces, none, none)
    tree = shapely.STRtree(pieces.lines)
    reach = reach_m[pieces.edge]
    a, b = tree.query(pieces.lines, predicate="dwithin", distance=reach)
    part_a, part_b = labels[pieces.edge[a]], labels[pieces.edge[b]]
    apart = part_a != part_b
    a, b, part_a, part_b = a[apart], b[apart], part_a[apart], part_b[apart]
    distance = shapely.distance(pieces.lines[a], pieces.lines[b])
    low, high = np.minimum(part_a, part_b), np.maximum(part_a, part_b)
    return _measure(pieces, pieces, *_shortest(low, high, distance, a, b))


def _pieces(network: RoadNetwork, mask: BoolArray) -> Pieces:
    return cut_pieces(network, np.flatnonzero(mask & (network.edge_road != JOIN)))


def _shortest(
    first: IntArray, second: IntArray, distance: np.ndarray, a: IntArray, b: IntArray
) -> tuple[IntArray, IntArray]:
    """Keep the shortest pair of each (first, second)."""
    order = np.lexsort((b, a, distance, second, first))
    keep = np.ones(len(order), dtype=bool)
    keep[1:] = (np.diff(first[order]) != 0) | (np.diff(second[order]) != 0)
    chosen = order[keep]
    return a[chosen], b[chosen]


def _measure(here: Pieces, there: Pieces, a: IntArray, b: IntArray) -> Gaps:
    links = shapely.shortest_line(here.lines[a], there.lines[b])
    length = shapely.length(links)
    ends = (shapely.get_point(links, 0), shapely.get_point(links, -1))
    number = np.arange(len(a))
    return Gaps(
        *(
            Located(
                number,
                pieces.edge[rows],
                pieces.start_m[rows] + shapely.line_locate_point(pieces.lines[rows], end),
                length,
            )
            for pieces, rows, end in ((here, a, ends[0]), (there, b, ends[1]))
        )
    )
