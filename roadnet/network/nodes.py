"""Nodes that the user's file names: what it says of junctions goes before what geometry shows.

In OpenStreetMap ways meet where they share a node and nowhere else: lines that cross without one
pass over each other, and a shared node is a junction whatever the levels on either side of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from roadnet.network.lines import TOUCH_M, Lines, is_end

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from roadnet.network.crossings import Meetings
    from roadnet.network.model import BoolArray, IntArray
    from roadnet.network.pieces import Nearest

COLUMNS: Final = ("from_node", "to_node")
NONE: Final = -1


def nodes_of_ends(roads: GeoDataFrame, lines: Lines) -> IntArray:
    """Return the number of each end's named node, (2p,); :data:`NONE` where there is none.

    A road of several parts has its nodes at its first and last vertex alone. A name whose ends do
    not lie in one place is believed at none of them.
    """
    if not all(column in roads for column in COLUMNS):
        return np.full(2 * lines.part_count, NONE, dtype=np.int64)
    words = pd.concat([roads[column] for column in COLUMNS], ignore_index=True)
    codes, _ = pd.factorize(words)
    codes = codes.reshape(2, -1)
    road = lines.road
    opens = np.diff(road, prepend=NONE) != 0
    closes = np.diff(road, append=NONE) != 0
    node = np.column_stack(
        [np.where(opens, codes[0][road], NONE), np.where(closes, codes[1][road], NONE)]
    ).ravel()
    return np.where(_lie_together(lines, node), node, NONE)


def _lie_together(lines: Lines, node: IntArray) -> BoolArray:
    """Mark the ends, (2p,), whose node's ends all lie within :data:`TOUCH_M`."""
    named = np.flatnonzero(node != NONE)
    together = np.zeros(len(node), dtype=bool)
    if len(named) == 0:
        return together
    _, of = np.unique(node[named], return_inverse=True)
    of = np.asarray(of).reshape(-1)
    xy = lines.end_xy[named]
    low, high = np.full((of.max() + 1, 2), np.inf), np.full((of.max() + 1, 2), -np.inf)
    np.minimum.at(low, of, xy)
    np.maximum.at(high, of, xy)
    whole = np.asarray((high - low <= TOUCH_M).all(axis=1))
    together[named] = whole[of]
    return together


def without_unnamed(meetings: Meetings, node: IntArray) -> Meetings:
    """Leave out the crossings of roads that both have named nodes: they would share one."""
    noded = (node.reshape(-1, 2) != NONE).any(axis=1)
    if not noded.any():
        return meetings
    both = noded[meetings.ties.part_a] & noded[meetings.ties.part_b]
    shared = noded[meetings.overlaps].all(axis=1)
    return type(meetings)(meetings.ties.only(~both), meetings.overlaps[~shared])


def without_other_nodes(near: Nearest, lines: Lines, node: IntArray) -> Nearest:
    """Leave out what lies near an end that shares its node: it is no loose end.

    It still meets roads that have no nodes, and the ends at its own node.
    """
    if not (node != NONE).any():
        return near
    uses = np.bincount(node[node != NONE], minlength=1)
    shared = (node != NONE) & (uses[node] > 1)
    noded = (node.reshape(-1, 2) != NONE).any(axis=1)
    elsewhere = shared[near.point] & noded[near.part] & ~share_node(near, lines, node)
    return near.only(~elsewhere)


def share_node(near: Nearest, lines: Lines, node: IntArray) -> BoolArray:
    """Mark the ends that are at the same named node as the place near them."""
    if not (node != NONE).any():
        return np.zeros(len(near.point), dtype=bool)
    target = 2 * near.part + (near.at_m > lines.length_m[near.part] / 2)
    same: BoolArray = (node[near.point] != NONE) & (node[near.point] == node[target])
    return same & is_end(lines, near.part, near.at_m)
