"""Where lines cross or touch away from their ends, and where they run on one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from roadnet.network.arrays import ragged
from roadnet.network.compiled import is_worthwhile
from roadnet.network.lines import TOUCH_M, Lines, is_end, part_of, point_at
from roadnet.network.pieces import (
    Pieces,
    box_pairs,
    distance_to_segments,
    near_places,
    segment_boxes,
)
from roadnet.network.split import Ties, cluster_places

if TYPE_CHECKING:
    from roadnet.network.model import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Meetings:
    """What the lines have in common away from their ends.

    ``ties`` the places, each on two parts; ``overlaps`` (k, 2) pairs of parts, smaller first, that
    run on one another for a stretch.
    """

    ties: Ties
    overlaps: IntArray


def find_meetings(lines: Lines, pieces: Pieces, level: IntArray) -> Meetings:
    """Find where parts of the same level class meet; one part with itself too.

    Two parts meet where they cross, where one's vertex is on the other, and at both ends of a
    stretch that they share; not within it, and not at their own ends (:mod:`.ends` sees to those).
    A bridge passes over a road: different level classes do not meet.

    Parameters
    ----------
    level
        (p,) level class of each part.
    """
    a, b = _near_segments(lines, pieces, level)
    ties, bounds = _meet_segments(lines, a, b)
    shared = bounds.any(axis=1)
    overlaps = np.unique(np.column_stack([ties.part_a[shared], ties.part_b[shared]]), axis=0)
    far = (ties.part_a != ties.part_b) | (np.abs(ties.at_a - ties.at_b) > 3 * TOUCH_M)
    kept = far | shared
    ties = _without_inner(ties.only(kept), bounds[kept])
    inside = ~is_end(lines, ties.part_a, ties.at_a) & ~is_end(lines, ties.part_b, ties.at_b)
    return Meetings(ties.only(inside), overlaps)


def _near_segments(lines: Lines, pieces: Pieces, level: IntArray) -> tuple[IntArray, IntArray]:
    """Return pairs of segments, a < b, whose boxes touch; neighbours where a part turns back."""
    if is_worthwhile(len(lines.xy)):
        from roadnet.network.compiled.meetings import near_segment_pairs, turns_back

        a, b = near_segment_pairs(lines, pieces, level[pieces.piece_part], TOUCH_M)
        back = turns_back(lines, TOUCH_M)
    else:
        a, b = _near_segment_pairs(lines, pieces, level)
        back = _turns_back(lines)
    return np.concatenate([a, back]), np.concatenate([b, back + 1])


def _near_segment_pairs(lines: Lines, pieces: Pieces, level: IntArray) -> tuple[IntArray, IntArray]:
    """Return pairs of segments, a < b, whose boxes touch; not neighbours on a part."""
    i, j = box_pairs(pieces, TOUCH_M)
    heading = _headings(lines, pieces)
    # What goes one way in x or y throughout cannot meet itself, nor the next piece if that does.
    bent = ~(heading != 0).any(axis=1)
    neighbours = (j == i + 1) & (pieces.piece_part[i] == pieces.piece_part[j])
    keep = level[pieces.piece_part[i]] == level[pieces.piece_part[j]]
    keep &= ~neighbours | ~((heading[i] == heading[j]) & (heading[i] != 0)).any(axis=1)
    own = np.flatnonzero(bent)
    i, j = np.concatenate([i[keep], own]), np.concatenate([j[keep], own])
    pair_a, a = _segments_in_box(lines, pieces, i, j)
    pair_b, b = _segments_in_box(lines, pieces, j, i)
    counts = np.bincount(pair_b, minlength=len(i))
    starts = np.cumsum(counts) - counts
    left, right = ragged(starts[pair_a], counts[pair_a])
    a, b = a[left], b[right]
    # Segments that follow one another on a part differ by one; those of two parts by more.
    keep = _boxes_touch(segment_boxes(lines, a), segment_boxes(lines, b)) & (b > a + 1)
    a, b = a[keep], b[keep]
    order = np.lexsort((b, a))
    return a[order], b[order]


def _turns_back(lines: Lines) -> IntArray:
    """Return the segments that the next one of their part runs back on."""
    step = np.diff(lines.xy, axis=0)
    one, two = step[:-1], step[1:]
    longer = np.maximum(np.hypot(*one.T), np.hypot(*two.T))
    aside = np.abs(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0])
    back = (np.einsum("ij,ij->i", one, two) < 0) & (aside <= TOUCH_M * longer)
    # Neither of the two is the way from one part to the next.
    between = lines.last[:-1]
    back[between[between < len(back)]] = False
    back[between - 1] = False
    return np.flatnonzero(back)


def _headings(lines: Lines, pieces: Pieces) -> IntArray:
    """(k, 2) by axis: 1 where each segment of a piece goes up, -1 where each goes down, else 0."""
    if len(pieces.first) == 0:
        return np.zeros((0, 2), dtype=np.int8)
    step = np.sign(np.diff(lines.xy, axis=0)).astype(np.int8)
    # The way from one part to the next is no segment: it counts as the one before it.
    step[lines.last[:-1]] = step[lines.last[:-1] - 1]
    low = np.minimum.reduceat(step, pieces.first, axis=0)
    high = np.maximum.reduceat(step, pieces.first, axis=0)
    return np.where(low == high, low, 0)


def _segments_in_box(
    lines: Lines, pieces: Pieces, piece: IntArray, box_of: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the segments of each piece that touch another piece's box, with the pair's number."""
    pair, segment = ragged(pieces.first[piece], pieces.count[piece])
    keep = _boxes_touch(segment_boxes(lines, segment), pieces.piece_box[box_of[pair]])
    return pair[keep], segment[keep]


def _boxes_touch(a: FloatArray, b: FloatArray) -> BoolArray:
    apart = (a[:, :2] > b[:, 2:] + TOUCH_M) | (b[:, :2] > a[:, 2:] + TOUCH_M)
    touch: BoolArray = ~(apart[:, 0] | apart[:, 1])
    return touch


def _meet_segments(lines: Lines, a: IntArray, b: IntArray) -> tuple[Ties, BoolArray]:
    """Return where pairs of segments meet, and which of them bound a shared stretch.

    A vertex within :data:`TOUCH_M` of the other segment is a meeting; without one, a crossing
    inside both is. Two meetings of one pair mean that the segments share the stretch between.
    The bounds are (t, 4): it starts at the tie, it stops there, along a; the same along b.
    """
    a0, a1, b0, b1 = lines.xy[a], lines.xy[a + 1], lines.xy[b], lines.xy[b + 1]
    part_a, part_b = part_of(lines, a), part_of(lines, b)
    on_a = [distance_to_segments(point, a0, a1) for point in (b0, b1)]
    on_b = [distance_to_segments(point, b0, b1) for point in (a0, a1)]
    zero, one = np.zeros(len(a)), np.ones(len(a))
    cross_a, cross_b, crosses = _cross(a0, a1 - a0, b0, b1 - b0)
    share_a = np.column_stack([zero, one, on_a[0][0], on_a[1][0], cross_a])
    share_b = np.column_stack([on_b[0][0], on_b[1][0], zero, one, cross_b])
    gaps = np.column_stack([on_b[0][1], on_b[1][1], on_a[0][1], on_a[1][1]])
    meets = gaps <= TOUCH_M
    meets = np.column_stack([meets, crosses & ~meets.any(axis=1)])
    at_a = _measure(lines, part_a, a, share_a)
    at_b = _measure(lines, part_b, b, share_b)
    row, column = np.nonzero(meets)
    ties = Ties(part_a[row], at_a[row, column], part_b[row], at_b[row, column])
    bounds = [side[row, column] for at in (at_a, at_b) for side in _bounds(at, meets)]
    return ties, np.column_stack(bounds)


def _bounds(at_m: FloatArray, meets: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Mark, of each row's meetings, the first and the last if they are apart."""
    low = np.where(meets, at_m, np.inf).min(axis=1, initial=np.inf)[:, None]
    high = np.where(meets, at_m, -np.inf).max(axis=1, initial=-np.inf)[:, None]
    shares = meets & (high - low > 2 * TOUCH_M)
    return shares & (at_m - low <= TOUCH_M), shares & (high - at_m <= TOUCH_M)


def _measure(lines: Lines, part: IntArray, vertex: IntArray, share: FloatArray) -> FloatArray:
    before = lines.along_m[vertex] - lines.along_m[lines.first[part]]
    step = lines.along_m[vertex + 1] - lines.along_m[vertex]
    return before[:, None] + share * step[:, None]


def _cross(
    p: FloatArray, r: FloatArray, q: FloatArray, s: FloatArray
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Cross p + t r with q + u s: t, u and whether both are within 0 and 1 (false if parallel)."""
    spread = r[:, 0] * s[:, 1] - r[:, 1] * s[:, 0]
    off = q - p
    skewed = spread != 0
    base = np.where(skewed, spread, 1.0)
    t = (off[:, 0] * s[:, 1] - off[:, 1] * s[:, 0]) / base
    u = (off[:, 0] * r[:, 1] - off[:, 1] * r[:, 0]) / base
    inside = skewed & (t >= 0) & (t <= 1) & (u >= 0) & (u <= 1)
    return np.clip(t, 0, 1), np.clip(u, 0, 1), inside


def _without_inner(ties: Ties, bounds: BoolArray) -> Ties:
    """Keep one tie a place, and none where a shared stretch goes on, along both parts."""
    place, _, _ = cluster_places(
        np.concatenate([ties.part_a, ties.part_b]), np.concatenate([ties.at_a, ties.at_b])
    )
    n = len(ties.part_a)
    keys = np.column_stack([place[:n], place[n:]])
    _, first, of = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    of = np.asarray(of).reshape(-1)
    inner = np.ones(len(first), dtype=bool)
    for bound in bounds.T:
        inner &= np.bincount(of, weights=bound, minlength=len(first)) > 0
    return ties.only(first[~inner])


def echo_overlaps(lines: Lines, pieces: Pieces, overlaps: IntArray, places: Ties) -> Ties:
    """Carry places over to the parts that run on the place's part, so that they are split alike.

    Parameters
    ----------
    pieces
        Those of these parts.
    overlaps
        (k, 2) pairs of parts that share a stretch.
    places
        Ties whose places, on either side, are carried over; the parts' own ends are, too.
    """
    if len(overlaps) == 0:
        return Ties.none()
    both = np.unique(overlaps)
    part = np.concatenate([places.part_a, places.part_b, both, both])
    at = np.concatenate(
        [places.at_a, places.at_b, np.zeros(len(both)), lines.length_m[both]],
    )
    kept = np.isin(part, both)
    part, at = part[kept], at[kept]
    near = near_places(lines, pieces, point_at(lines, part, at), TOUCH_M)
    own = part[near.point]
    pair = np.column_stack([np.minimum(own, near.part), np.maximum(own, near.part)])
    width = lines.part_count
    near = near.only(np.isin(pair @ [width, 1], overlaps @ [width, 1]))
    own = part[near.point]
    return Ties(own, at[near.point], near.part, near.at_m)
