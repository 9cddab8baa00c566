"""Linear referencing: cutting lines by measure, and rows by route and stake to shapes.

Between the two stakes of a piece of a route, stake and measure are proportional: that calibrates
each piece by itself where its length by stakes is not the length of its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from roadnet.io.places.geometry import Mask, Shapes
from roadnet.io.places.routes import RoutePieces

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ROUNDING_KM: Final = 0.05
"""Stakes that differ by less are the same: a kilometre post is placed to about 50 to 100 m."""
SAME_PLACE_M: Final = 50.0
"""Two places of one stake nearer than this are the same place, by the same reason."""
_NO_LENGTH_KM: Final = 1e-9
_MOST_PAIRS: Final = 3_000_000
"""Pairs of a row and a piece that are looked at; a county has some ten thousand."""

UNKNOWN: Final = "stakes_route_unknown"
BEYOND: Final = "stakes_beyond_route"
IN_GAP: Final = "stakes_in_gap"
AMBIGUOUS: Final = "stakes_ambiguous"
PARTLY: Final = "stretch_partly_placed"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where rows lie by their stakes.

    Parameters
    ----------
    shapes
        (n,) a point where both stakes are one, else the stretch along the route, drawn from the
        start stake to the end stake; None where it cannot be placed without guessing.
    marks
        (n,) masks by the code of what was met; all but ``stretch_partly_placed`` have no shape.
    missing_km
        (n,) how much of the stretch no line covers.
    low_km, high_km
        (n,) the stakes at which the row's route begins and ends; NaN where it is unknown.
    """

    shapes: Shapes
    marks: Mapping[str, Mask]
    missing_km: FloatArray
    low_km: FloatArray
    high_km: FloatArray


def place_by_stakes(
    pieces: RoutePieces, route: NDArray[np.object_], start_km: FloatArray, end_km: FloatArray
) -> Placement:
    """Place rows on route geometry.

    Parameters
    ----------
    pieces
        The geometry with its stakes.
    route
        (n,) route codes, folded as :func:`roadnet.io.places.routes.fold_route` does.
    start_km, end_km
        (n,) stakes, km; an absent end is the start: a point.
    """
    number = pieces.number(route)
    low_km, high_km = pieces.range_km(number)
    end_km = np.where(np.isnan(end_km), start_km, end_km)
    first = _to_end(np.minimum(start_km, end_km), low_km, high_km)
    last = _to_end(np.maximum(start_km, end_km), low_km, high_km)
    known = (number >= 0) & np.isfinite(first)
    crowded = _crowded(pieces, np.where(known, number, -1), first, last)
    row, piece = _covering(pieces, np.where(crowded, -1, number), first, last)
    is_point = last - first <= _NO_LENGTH_KM
    points, spread_m = _points(pieces, row, piece, first, is_point)
    stretches, missing_km, doubled = _stretches(pieces, row, piece, first, last, is_point)
    shapes = np.where(is_point, points, stretches)
    ambiguous = np.where(is_point, spread_m > SAME_PLACE_M, doubled) | crowded
    shapes[ambiguous] = None
    stretches_turned = ~is_point & (start_km > end_km)
    shapes[stretches_turned] = shapely.reverse(shapes[stretches_turned])
    nothing = shapely.is_missing(shapes) & ~ambiguous & (number >= 0)
    beyond = nothing & ((first >= high_km) | (last <= low_km))
    marks = {
        UNKNOWN: number < 0,
        AMBIGUOUS: ambiguous,
        BEYOND: beyond,
        IN_GAP: nothing & ~beyond,
        PARTLY: ~shapely.is_missing(shapes) & (missing_km > ROUNDING_KM),
    }
    return Placement(shapes, marks, missing_km, low_km, high_km)


def cut_lines(lines: Shapes, begin_m: FloatArray, end_m: FloatArray) -> Shapes:
    """Cut from each line the stretch between two measures.

    Parameters
    ----------
    lines
        (n,) LineStrings.
    begin_m, end_m
        (n,) measures along the line, ``0 <= begin_m < end_m <= length``.
    """
    xy, of = shapely.get_coordinates(lines, return_index=True)
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    along = np.cumsum(step)
    along -= along[np.searchsorted(of, np.arange(len(lines)))][of]
    inner = (along > begin_m[of]) & (along < end_m[of])
    each = np.arange(len(lines))
    ends = [shapely.line_interpolate_point(lines, at) for at in (begin_m, end_m)]
    every = np.concatenate([shapely.get_coordinates(ends[0]), xy[inner]])
    every = np.concatenate([every, shapely.get_coordinates(ends[1])])
    owner = np.concatenate([each, of[inner], each])
    order = np.argsort(owner, kind="stable")
    return np.asarray(shapely.linestrings(every[order], indices=owner[order]), dtype=object)


def _to_end(stake: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Take a stake that is beyond the route's end by no more than rounding to that end."""
    near_low = (stake < low) & (stake >= low - ROUNDING_KM)
    near_high = (stake > high) & (stake <= high + ROUNDING_KM)
    return np.where(near_low, low, np.where(near_high, high, stake))


def _covering(
    pieces: RoutePieces, number: IntArray, first: FloatArray, last: FloatArray
) -> tuple[IntArray, IntArray]:
    """Pair rows with the pieces of their route whose stakes meet theirs, by row and stake."""
    known = np.flatnonzero((number >= 0) & np.isfinite(first))
    asked = _intervals(number[known], first[known], last[known])
    tree = shapely.STRtree(_intervals(pieces.route, pieces.low_km, pieces.high_km))
    row, piece = tree.query(asked)
    order = np.lexsort((piece, row))
    return known[row[order]], piece[order]


def _crowded(pieces: RoutePieces, number: IntArray, first: FloatArray, last: FloatArray) -> Mask:
    """Mark the rows that meet the most pieces, if all together meet too many to look at.

    How many pieces of a route meet [first, last] is how many begin by ``last`` less how many end
    before ``first``; that needs no pairs. Thousands of lines with the same stakes are a fault.
    """
    known = np.flatnonzero(number >= 0)
    if not len(known):
        return np.zeros(len(number), dtype=bool)
    every = np.concatenate([pieces.low_km, pieces.high_km, first[known], last[known]])
    span = 2 * float(np.ptp(every)) + 1  # keeps the routes apart on one axis
    begins = np.sort(pieces.route * span + pieces.low_km)
    ends = np.sort(pieces.route * span + pieces.high_km)
    until = np.searchsorted(begins, number[known] * span + last[known], side="right")
    met = until - np.searchsorted(ends, number[known] * span + first[known], side="left")
    order = np.argsort(met, kind="stable")
    result = np.zeros(len(number), dtype=bool)
    result[known[order[np.cumsum(met[order]) > _MOST_PAIRS]]] = True
    return result


def _intervals(number: IntArray, low: FloatArray, high: FloatArray) -> Shapes:
    """Draw intervals as level lines, one level a route: a tree of boxes then finds overlaps."""
    ends = np.stack([np.column_stack([low, number]), np.column_stack([high, number])], axis=1)
    return np.asarray(shapely.linestrings(ends), dtype=object)


def _points(
    pieces: RoutePieces, row: IntArray, piece: IntArray, stake: FloatArray, is_point: Mask
) -> tuple[Shapes, FloatArray]:
    """Place points; with how far apart the places of one stake lie, m."""
    points = np.full(len(stake), None, dtype=object)
    spread_m = np.zeros(len(stake))
    here = is_point[row]
    row, piece = row[here], piece[here]
    span = pieces.high_km[piece] - pieces.low_km[piece]
    share = (stake[row] - pieces.low_km[piece]) / span
    places = shapely.line_interpolate_point(pieces.lines[piece], share, normalized=True)
    at, begin = np.unique(row, return_index=True)
    points[at] = places[begin]
    np.maximum.at(spread_m, row, shapely.distance(places, points[row]))
    return points, spread_m


def _stretches(
    pieces: RoutePieces,
    row: IntArray,
    piece: IntArray,
    first: FloatArray,
    last: FloatArray,
    is_point: Mask,
) -> tuple[Shapes, FloatArray, Mask]:
    """Place stretches; with the km that nothing covers and whether two lines claim the same."""
    begin = np.maximum(first[row], pieces.low_km[piece])
    end = np.minimum(last[row], pieces.high_km[piece])
    here = ~is_point[row] & (end - begin > _NO_LENGTH_KM)
    row, piece, begin, end = row[here], piece[here], begin[here], end[here]
    shapes = np.full(len(first), None, dtype=object)
    low, span = pieces.low_km[piece], pieces.high_km[piece] - pieces.low_km[piece]
    length_m = shapely.length(pieces.lines[piece])
    cut = cut_lines(
        pieces.lines[piece], (begin - low) / span * length_m, (end - low) / span * length_m
    )
    found, part = np.unique(row, return_inverse=True)
    shapes[found] = _joined(cut, part)
    reached = pd.Series(end).groupby(row).cummax()
    before = reached.groupby(row).shift().to_numpy(dtype=float)
    head = np.isnan(before)
    before = np.where(head, first[row], before)
    gap = np.where(~head & pieces.chained[piece], 0.0, np.maximum(begin - before, 0.0))
    missing_km = np.zeros(len(first))
    np.add.at(missing_km, row, np.where(gap > ROUNDING_KM, gap, 0.0))
    missing_km[found] += last[found] - reached.groupby(row).max().to_numpy(dtype=float)
    own = pieces.chained[piece] & (low > first[row]) & (before < last[row])
    twice = ~head & (np.minimum(before, end) - begin > ROUNDING_KM) & ~own
    doubled = np.zeros(len(first), dtype=bool)
    doubled[row[twice]] = True
    return shapes, missing_km, doubled


def _joined(lines: Shapes, part: IntArray) -> Shapes:
    """Collect the lines of each row; one line where they meet end to end."""
    several = np.asarray(shapely.multilinestrings(lines, indices=part), dtype=object)
    merged = np.asarray(shapely.line_merge(several, directed=True), dtype=object)
    return np.where(shapely.get_type_id(merged) == 1, merged, several)
