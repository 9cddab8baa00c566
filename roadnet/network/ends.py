"""The ends of roads and the roads near them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from roadnet.network.compiled import is_worthwhile
from roadnet.network.lines import TOUCH_M, Lines, is_end
from roadnet.network.pieces import Nearest, Pieces, near_places
from roadnet.schema import SOURCE_ROW

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from roadnet.network.model import BoolArray, IntArray

DETOUR_RATIO: Final = 3.0
"""A gap is closed already where a way of at most this many times the gap leads round it."""


def near_ends(lines: Lines, pieces: Pieces, reach_m: float) -> Nearest:
    """Find the nearest place on each part around each end, within ``reach_m``.

    An end's own part counts too, where the way along it is longer than :data:`DETOUR_RATIO` times
    the gap: a road that comes back to itself.

    Returns
    -------
    One place an end and part at most, of equally near ones the part's end; ``point`` is the end
    (2 x part, + 1 for the last vertex).
    """
    if is_worthwhile(len(lines.xy)):
        from roadnet.network.compiled.nearest import near_ends_compiled

        return Nearest(*near_ends_compiled(lines, pieces, reach_m, TOUCH_M, DETOUR_RATIO))
    near = near_places(lines, pieces, lines.end_xy, reach_m)
    near = near.only(~_is_own_neighbourhood(near, lines))
    inside = ~is_end(lines, near.part, near.at_m)
    order = np.lexsort((near.at_m, inside, near.gap_m.round(4), near.part, near.point))
    near = near.only(order)
    first = np.ones(len(near.point), dtype=bool)
    first[1:] = (np.diff(near.point) != 0) | (np.diff(near.part) != 0)
    return near.only(first)


def _is_own_neighbourhood(near: Nearest, lines: Lines) -> BoolArray:
    way = np.abs(near.at_m - lines.end_at_m[near.point])
    own = near.part == near.point // 2
    within: BoolArray = own & (way <= DETOUR_RATIO * np.maximum(near.gap_m, TOUCH_M))
    return within


def without_cut_ends(near: Nearest, lines: Lines, roads: GeoDataFrame) -> Nearest:
    """Leave out the gaps at ends that are none: where one row of the user's file was cut in two.

    Rows of one ``source_row`` are pieces of one road (:mod:`roadnet.planning.cut_roads`). Where
    two of them, and no third, touch end to end, the road runs on, and is tied over a gap no more
    than a place within it would be. The seam of a closed road cannot be told from a cut: of a road
    with no other end, every end stays one.

    Parameters
    ----------
    near
        ``point`` is the end: 2 x part, + 1 for the part's last vertex.
    roads
        The lines' rows.
    """
    if SOURCE_ROW not in roads or not roads[SOURCE_ROW].duplicated().any():
        return near
    row: IntArray = roads[SOURCE_ROW].to_numpy(dtype=np.int64)
    own, other = lines.road[near.point // 2], lines.road[near.part]
    touching = near.only(
        (near.gap_m <= TOUCH_M)
        & (own != other)
        & (row[own] == row[other])
        & (row[own] > 0)  # 0 is a row of no file
        & is_end(lines, near.part, near.at_m)
    )
    target = 2 * touching.part + (touching.at_m > lines.length_m[touching.part] / 2)
    on = ~run_together(lines, touching.point, target)
    is_cut = np.bincount(touching.point[on], minlength=2 * lines.part_count) == 1
    row_of_end = np.repeat(row[lines.road], 2)
    is_cut &= np.isin(row_of_end, row_of_end[~is_cut])
    return near.only((near.gap_m <= TOUCH_M) | ~is_cut[near.point])


def run_together(lines: Lines, end: IntArray, other: IntArray) -> BoolArray:
    """Whether pairs of ends lead away from where they touch on the same line."""
    inner = np.column_stack([lines.first + 1, lines.last - 1]).ravel()
    way = lines.xy[inner] - lines.end_xy
    one, two = way[end], way[other]
    forward = np.einsum("ij,ij->i", one, two) > 0
    aside = np.abs(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0])
    longer = np.maximum(np.hypot(*one.T), np.hypot(*two.T))
    together: BoolArray = forward & (aside <= TOUCH_M * longer)
    return together
