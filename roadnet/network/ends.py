"""The ends of roads and the roads near them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from roadnet.network.lines import TOUCH_M, Lines, is_end
from roadnet.network.pieces import Nearest, Pieces, near_places

if TYPE_CHECKING:
    from roadnet.network.model import BoolArray

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
