"""Lines cut into short pieces with boxes, so that only what is near is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from roadnet.network.arrays import ragged
from roadnet.network.compiled import is_worthwhile

if TYPE_CHECKING:
    from roadnet.network.lines import Lines
    from roadnet.network.model import FloatArray, IntArray

PIECE_SEGMENTS: Final = 16
"""Segments in a piece: boxes stay small and there are few of them."""

_CHUNK: Final = 50_000


@dataclass(frozen=True)
class Pieces:
    """Segments in order and the pieces that they form; s segments, k pieces.

    Parameters
    ----------
    vertex, part
        (s,) a segment's first vertex, and its part.
    box
        (s, 4) a segment's bounds: least x, least y, greatest x, greatest y.
    first, count
        (k,) a piece's first segment and how many it has.
    piece_part, piece_box
        (k,), (k, 4) the piece's part and bounds.
    """

    vertex: IntArray
    part: IntArray
    box: FloatArray
    first: IntArray
    count: IntArray
    piece_part: IntArray
    piece_box: FloatArray

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The pieces' boxes in a tree."""
        return shapely.STRtree(shapely.box(*self.piece_box.T))


def cut_pieces(lines: Lines) -> Pieces:
    """Cut parts into pieces of at most :data:`PIECE_SEGMENTS` segments."""
    part, vertex = ragged(lines.first, lines.last - lines.first)
    start, end = lines.xy[vertex], lines.xy[vertex + 1]
    box = np.hstack([np.minimum(start, end), np.maximum(start, end)])
    segments = lines.last - lines.first
    piece_part, number = ragged(np.zeros_like(segments), -(-segments // PIECE_SEGMENTS))
    first = (np.cumsum(segments) - segments)[piece_part] + number * PIECE_SEGMENTS
    count = np.minimum(segments[piece_part] - number * PIECE_SEGMENTS, PIECE_SEGMENTS)
    piece_box = _piece_boxes(box, first)
    return Pieces(vertex, part, box, first, count, piece_part, piece_box)


def _piece_boxes(box: FloatArray, first: IntArray) -> FloatArray:
    if len(first) == 0:
        return np.zeros((0, 4))
    low = np.minimum.reduceat(box[:, :2], first, axis=0)
    return np.hstack([low, np.maximum.reduceat(box[:, 2:], first, axis=0)])


def box_pairs(pieces: Pieces, margin_m: float) -> tuple[IntArray, IntArray]:
    """Return the pairs of pieces, i < j, whose boxes are within ``margin_m`` in x and in y."""
    wide = pieces.piece_box + np.array([-margin_m, -margin_m, margin_m, margin_m])
    i, j = pieces.tree.query(shapely.box(*wide.T))
    return i[i < j], j[i < j]


@dataclass(frozen=True)
class Nearest:
    """Places on lines that are nearest to points; q places.

    ``point`` (q,) the point; ``part``, ``at_m`` (q,) the place; ``gap_m`` (q,) how far it is.
    """

    point: IntArray
    part: IntArray
    at_m: FloatArray
    gap_m: FloatArray

    def only(self, which: np.ndarray) -> Nearest:
        """Return some of the places, by mask or by position."""
        return Nearest(self.point[which], self.part[which], self.at_m[which], self.gap_m[which])


def near_places(lines: Lines, pieces: Pieces, xy: FloatArray, reach_m: float) -> Nearest:
    """Find, on every part within ``reach_m`` of a point, the places that are nearest around.

    A place counts when the part comes no nearer just before and just after it; so more vertices
    on the same line change nothing, and a part that passes twice has two places.

    Parameters
    ----------
    xy
        (q, 2) points, metres.
    """
    if is_worthwhile(len(lines.xy)):
        from roadnet.network.compiled.nearest import near_places_compiled

        return Nearest(*near_places_compiled(lines, pieces, xy, reach_m))
    chunks = range(0, max(len(xy), 1), _CHUNK)
    found = [_near_places(lines, pieces, xy[k : k + _CHUNK], reach_m, k) for k in chunks]
    point, part, at, gap = (np.concatenate(column) for column in zip(*found, strict=True))
    return Nearest(point, part, at, gap)


def _near_places(
    lines: Lines, pieces: Pieces, xy: FloatArray, reach_m: float, offset: int
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    boxes = shapely.box(*(xy - reach_m).T, *(xy + reach_m).T)
    point, piece = pieces.tree.query(boxes)
    owner, segment = ragged(pieces.first[piece], pieces.count[piece])
    point = point[owner]
    order = np.lexsort((segment, point))
    point, segment = point[order], segment[order]
    vertex = pieces.vertex[segment]
    share, gap = distance_to_segments(xy[point], lines.xy[vertex], lines.xy[vertex + 1])
    follows = (np.diff(point) == 0) & (np.diff(segment) == 1)
    follows &= pieces.part[segment[1:]] == pieces.part[segment[:-1]]
    least = gap <= reach_m
    least[1:] &= ~(follows & (share[1:] == 0) & (share[:-1] < 1))
    least[:-1] &= ~(follows & (share[:-1] == 1) & (share[1:] > 0))
    point, vertex, part = point[least], vertex[least], pieces.part[segment[least]]
    at = lines.along_m[vertex] - lines.along_m[lines.first[part]]
    at = at + share[least] * (lines.along_m[vertex + 1] - lines.along_m[vertex])
    return point + offset, part, at, gap[least]


def distance_to_segments(
    points: FloatArray, start: FloatArray, end: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return where along its segment each point is nearest, 0 to 1, and how far; (n,) both."""
    way = end - start
    off = points - start
    squared = np.einsum("ij,ij->i", way, way)
    share = np.einsum("ij,ij->i", off, way) / np.where(squared > 0, squared, 1.0)
    share = np.clip(share, 0.0, 1.0)
    rest = off - share[:, None] * way
    return share, np.hypot(rest[:, 0], rest[:, 1])
