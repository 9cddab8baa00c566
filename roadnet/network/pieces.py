"""Lines cut into short pieces with boxes, so that only what is near is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from roadnet.network.arrays import ragged
from roadnet.network.compiled import is_worthwhile
from roadnet.network.lines import part_of

if TYPE_CHECKING:
    from roadnet.network.compiled.grid import Grid
    from roadnet.network.lines import Lines
    from roadnet.network.model import FloatArray, IntArray

PIECE_SEGMENTS: Final = 16
"""Segments in a piece: boxes stay small and there are few of them."""

_CHUNK: Final = 50_000


@dataclass(frozen=True)
class Pieces:
    """The pieces of parts; k pieces. A segment is called by its first vertex.

    Parameters
    ----------
    first, count
        (k,) a piece's first segment and how many it has.
    piece_part, piece_box
        (k,), (k, 4) the piece's part and bounds: least x, least y, greatest x, greatest y.
    """

    first: IntArray
    count: IntArray
    piece_part: IntArray
    piece_box: FloatArray

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The pieces' boxes in a tree."""
        return shapely.STRtree(shapely.box(*self.piece_box.T))

    @cached_property
    def grid(self) -> Grid:
        """The pieces' boxes in a grid, for compiled passes."""
        from roadnet.network.compiled.grid import build_grid

        return build_grid(self.piece_box)

    def of_parts(self, parts: IntArray) -> Pieces:
        """Return the pieces of some parts, named in any order and shape."""
        some = np.isin(self.piece_part, parts)
        return Pieces(
            self.first[some], self.count[some], self.piece_part[some], self.piece_box[some]
        )


def cut_pieces(lines: Lines) -> Pieces:
    """Cut parts into pieces of at most :data:`PIECE_SEGMENTS` segments."""
    segments = lines.last - lines.first
    piece_part, number = ragged(np.zeros_like(segments), -(-segments // PIECE_SEGMENTS))
    first = lines.first[piece_part] + number * PIECE_SEGMENTS
    count = np.minimum(segments[piece_part] - number * PIECE_SEGMENTS, PIECE_SEGMENTS)
    return Pieces(first, count, piece_part, _piece_boxes(lines, first, first + count))


def _piece_boxes(lines: Lines, first: IntArray, last: IntArray) -> FloatArray:
    if len(first) == 0:
        return np.zeros((0, 4))
    # A piece's last vertex is also the first of the next one on its part.
    end = lines.xy[last]
    low = np.minimum(np.minimum.reduceat(lines.xy, first, axis=0), end)
    return np.hstack([low, np.maximum(np.maximum.reduceat(lines.xy, first, axis=0), end)])


def segment_boxes(lines: Lines, segment: IntArray) -> FloatArray:
    """Return the bounds of segments, (n, 4): least x, least y, greatest x, greatest y."""
    start, end = lines.xy[segment], lines.xy[segment + 1]
    boxes = np.empty((len(start), 4))
    np.minimum(start, end, out=boxes[:, :2])
    np.maximum(start, end, out=boxes[:, 2:])
    return boxes


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
    share, gap = distance_to_segments(xy[point], lines.xy[segment], lines.xy[segment + 1])
    # Of two parts, one's last segment and the other's first are two apart.
    follows = (np.diff(point) == 0) & (np.diff(segment) == 1)
    least = gap <= reach_m
    least[1:] &= ~(follows & (share[1:] == 0) & (share[:-1] < 1))
    least[:-1] &= ~(follows & (share[:-1] == 1) & (share[1:] > 0))
    point, vertex, part = point[least], segment[least], part_of(lines, segment[least])
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
