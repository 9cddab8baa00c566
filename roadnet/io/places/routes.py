"""Route geometry with its stakes: pieces drawn along rising stakes, in the order of the route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from roadnet.io.places.geometry import Mask, Shapes

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
TextArray = NDArray[np.object_]

TOUCH_M: Final = 10.0
"""Ends of lines this near meet: the contract's default tolerance for joins."""
_MOST_STRETCH: Final = 20.0
"""A line this many times longer or shorter than its stakes say has none: metres taken for km."""
_DOUBLE_KM: Final = 0.05
_DOUBLE_M: Final = 50.0
"""Two lines as near as that with the same stakes are the two carriageways of one road."""
_QUARTERS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)

BROKEN: Final = "route_line_broken"
OUT_OF_SCALE: Final = "route_line_out_of_scale"
TURNED: Final = "route_line_turned"


@dataclass(frozen=True, slots=True)
class RoutePieces:
    """Lines with the stakes of both ends, by route and stake.

    Parameters
    ----------
    codes
        Folded route codes, ascending.
    route
        (n,) positions in ``codes``.
    row
        (n,) positions of the rows that the pieces come from.
    lines
        (n,) LineStrings in metres, drawn along rising stakes.
    low_km, high_km
        (n,) stakes at the first and last vertex, ``low_km < high_km``.
    chained
        (n,) whether the line begins where the piece before it on the route ends on the ground; if
        the stakes do not agree there, the chain is broken but the road is not.
    """

    codes: TextArray
    route: IntArray
    row: IntArray
    lines: Shapes
    low_km: FloatArray
    high_km: FloatArray
    chained: Mask

    def number(self, route: TextArray) -> IntArray:
        """(n,) positions of folded route codes in ``codes``, -1 where no piece bears the code."""
        return np.asarray(pd.Index(self.codes).get_indexer(pd.Index(route)), dtype=np.int64)

    def range_km(self, number: IntArray) -> tuple[FloatArray, FloatArray]:
        """(n,) least and greatest stake of routes by number; NaN for -1."""
        by_route = pd.Series(self.low_km).groupby(self.route).min()
        to_route = pd.Series(self.high_km).groupby(self.route).max()
        return (
            np.asarray(by_route.reindex(number), dtype=float),
            np.asarray(to_route.reindex(number), dtype=float),
        )


def fold_route(route: pd.Series) -> TextArray:
    """(n,) route codes in one form: no blanks around, narrow signs, one case; "" where absent."""
    folded = route.astype(object).where(route.notna(), "").astype(str).str.normalize("NFKC")
    return np.asarray(folded.str.strip().str.casefold(), dtype=object)


def build_route_pieces(
    route: TextArray, lines: Shapes, start_km: FloatArray, end_km: FloatArray
) -> tuple[RoutePieces, Mapping[str, Mask]]:
    """Build the pieces of routes from rows with geometry and stakes.

    A line belongs to its stakes as it is drawn, the start at the first vertex, unless its
    neighbours on the route meet it only if it is turned round. Two lines of the same stakes that
    lie beside one another count once.

    Parameters
    ----------
    route
        (n,) folded codes; rows without a code, a line or both stakes take no part.
    lines
        (n,) lines in metres, or None.
    start_km, end_km
        (n,) stakes at the first and the last vertex, km.

    Returns
    -------
    The pieces, and masks of rows by finding: ``route_line_broken`` (in parts that do not meet)
    and ``route_line_out_of_scale`` take no part; ``route_line_turned``.
    """
    single = to_single_lines(lines)
    staked = (route != "") & np.isfinite(start_km) & np.isfinite(end_km) & (start_km != end_km)
    is_line = shapely.get_type_id(single) == 1
    broken = staked & np.isin(shapely.get_type_id(single), (5,))
    stretch = np.abs(end_km - start_km) * 1000 / np.maximum(shapely.length(single), 1e-9)
    in_scale = (stretch < _MOST_STRETCH) & (stretch > 1 / _MOST_STRETCH)
    rows = _in_order(np.flatnonzero(staked & is_line & in_scale), route, single, start_km, end_km)
    drawn = single[rows]
    against = start_km[rows] > end_km[rows]
    drawn[against] = shapely.reverse(drawn[against])
    low, high = np.minimum(start_km, end_km)[rows], np.maximum(start_km, end_km)[rows]
    codes, number = np.unique(route[rows].astype(str), return_inverse=True)
    once = ~_is_double(number, drawn, low, high)
    rows, drawn, number, low, high = rows[once], drawn[once], number[once], low[once], high[once]
    turned = _meets_only_turned(number, drawn)
    drawn[turned] = shapely.reverse(drawn[turned])
    pieces = RoutePieces(
        codes.astype(object), number, rows, drawn, low, high, _chained(number, drawn, high)
    )
    marks = {BROKEN: broken, OUT_OF_SCALE: staked & is_line & ~in_scale}
    marks[TURNED] = np.zeros(len(route), dtype=bool)
    marks[TURNED][rows[turned]] = True
    return pieces, marks


def to_single_lines(lines: Shapes) -> Shapes:
    """Join the parts of lines that meet end to end as drawn; others stay in parts."""
    result = np.asarray(shapely.line_merge(lines, directed=True), dtype=object)
    for at in np.flatnonzero(shapely.get_type_id(result) == 5):
        parts = shapely.get_parts(lines[at])
        ends = shapely.get_point(parts[:-1], -1), shapely.get_point(parts[1:], 0)
        if (shapely.distance(*ends) <= TOUCH_M).all():
            result[at] = shapely.LineString(shapely.get_coordinates(parts))
    return result


def _in_order(
    rows: IntArray, route: TextArray, lines: Shapes, start_km: FloatArray, end_km: FloatArray
) -> IntArray:
    """Sort rows by route, stakes and, so that the order of the file is nothing, place."""
    west, south = shapely.bounds(lines[rows]).T[:2]
    low, high = np.minimum(start_km, end_km)[rows], np.maximum(start_km, end_km)[rows]
    return rows[np.lexsort((south, west, high, low, route[rows].astype(str)))]


def _is_double(number: IntArray, lines: Shapes, low: FloatArray, high: FloatArray) -> Mask:
    """Tell which lines run beside the one before them with the same stakes."""
    double = np.zeros(len(number), dtype=bool)
    same = (number[1:] == number[:-1]) & (np.abs(np.diff(low)) <= _DOUBLE_KM)
    same &= np.abs(np.diff(high)) <= _DOUBLE_KM
    at = np.flatnonzero(same) + 1
    double[at] = (
        np.minimum(
            _apart_m(lines[at], lines[at - 1], _QUARTERS),
            _apart_m(lines[at], lines[at - 1], _QUARTERS[::-1]),
        )
        <= _DOUBLE_M
    )
    return double


def _apart_m(lines: Shapes, others: Shapes, shares: tuple[float, ...]) -> FloatArray:
    """Return how far lines lie apart at most, seen from quarter to quarter of their lengths."""
    pairs = zip(_QUARTERS, shares, strict=True)
    places = [
        shapely.distance(
            shapely.line_interpolate_point(lines, one, normalized=True),
            shapely.line_interpolate_point(others, other, normalized=True),
        )
        for one, other in pairs
    ]
    return np.asarray(np.max(places, axis=0), dtype=float)


def _meets_only_turned(number: IntArray, lines: Shapes) -> Mask:
    """Tell which lines meet more of their neighbours on the route if they are turned round."""
    first, last = _ends(lines)
    drawn, turned = np.zeros(len(number)), np.zeros(len(number))
    same = number[1:] == number[:-1]
    for mine, other, at, to in (
        (slice(None, -1), slice(1, None), last, first),
        (slice(1, None), slice(None, -1), first, last),
    ):
        near = [_nearest(end[mine], first[other], last[other]) for end in (at, to)]
        drawn[mine] += same & (near[0] <= TOUCH_M)
        turned[mine] += same & (near[1] <= TOUCH_M)
    return np.asarray(turned > drawn, dtype=bool)


def _nearest(at: FloatArray, *ends: FloatArray) -> FloatArray:
    return np.min([np.hypot(*(at - end).T) for end in ends], axis=0)


def _chained(number: IntArray, lines: Shapes, high: FloatArray) -> Mask:
    """Tell which lines begin where the furthest line before them ends on the ground."""
    chained = np.zeros(len(number), dtype=bool)
    furthest = pd.Series(high).groupby(number).cummax().to_numpy()
    record = high == furthest
    holder = np.maximum.accumulate(np.where(record, np.arange(len(high)), 0))
    first, last = _ends(lines)
    apart_m = np.hypot(*(first[1:] - last[holder[:-1]]).T)
    chained[1:] = (number[1:] == number[:-1]) & (apart_m <= TOUCH_M)
    return chained


def _ends(lines: Shapes) -> tuple[FloatArray, FloatArray]:
    first = shapely.get_coordinates(shapely.get_point(lines, 0))
    return first, shapely.get_coordinates(shapely.get_point(lines, -1))
