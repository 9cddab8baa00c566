"""Parts split at places into edges, and the places that are one made into nodes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from roadnet.network.arrays import label_groups
from roadnet.network.compiled import is_worthwhile
from roadnet.network.lines import TOUCH_M, Lines, point_at

if TYPE_CHECKING:
    from roadnet.network.model import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Ties:
    """Pairs of places on parts; t ties, each array (t,), measures along the parts in metres."""

    part_a: IntArray
    at_a: FloatArray
    part_b: IntArray
    at_b: FloatArray

    @staticmethod
    def none() -> Ties:
        """Return no ties."""
        whole, real = np.zeros(0, dtype=np.int64), np.zeros(0)
        return Ties(whole, real, whole, real)

    def __len__(self) -> int:
        return len(self.part_a)

    def only(self, which: np.ndarray) -> Ties:
        """Return some of the ties, by mask or by position."""
        return Ties(self.part_a[which], self.at_a[which], self.part_b[which], self.at_b[which])

    def plus(self, *others: Ties) -> Ties:
        """Return these ties followed by others."""
        every = (self, *others)
        return Ties(
            np.concatenate([ties.part_a for ties in every]),
            np.concatenate([ties.at_a for ties in every]),
            np.concatenate([ties.part_b for ties in every]),
            np.concatenate([ties.at_b for ties in every]),
        )


def cluster_places(part: IntArray, at_m: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Take places on one part within :data:`TOUCH_M` of one another as one.

    Returns
    -------
    The number of each given place's cluster; each cluster's part and its least measure, clusters
    in order along the parts.
    """
    if is_worthwhile(len(part)):
        from roadnet.network.compiled.places import cluster_compiled

        return cluster_compiled(part, at_m, TOUCH_M)
    order = np.lexsort((at_m, part))
    part, at = part[order], at_m[order]
    fresh = np.ones(len(part), dtype=bool)
    fresh[1:] = (np.diff(part) != 0) | (np.diff(at) > TOUCH_M)
    number = np.empty(len(part), dtype=np.int64)
    number[order] = np.cumsum(fresh) - 1
    return number, part[fresh], at[fresh]


@dataclass(frozen=True)
class Splits:
    """Parts split into edges; n nodes, e edges, t merged and k linked ties.

    ``xy`` (n, 2) nodes; ``u``, ``v`` (e,) nodes of an edge in its part's direction; ``part``
    (e,), ``start_m``, ``end_m`` (e,) measures along the part; ``ends`` (2p,) the nodes of the
    parts' ends, start and end in turns; ``merged`` (t,) the node of each merged tie; ``link_a``,
    ``link_b`` (k,) the nodes of each linked tie.
    """

    xy: FloatArray
    u: IntArray
    v: IntArray
    part: IntArray
    start_m: FloatArray
    end_m: FloatArray
    ends: IntArray
    merged: IntArray
    link_a: IntArray
    link_b: IntArray

    @property
    def length_m(self) -> FloatArray:
        """(e,) metres."""
        return self.end_m - self.start_m


def split_lines(lines: Lines, merged: Ties, linked: Ties) -> Splits:
    """Split parts at their ends and at the places of all ties.

    The two places of a merged tie become one node; those of a linked tie stay two.
    """
    t, k = len(merged), len(linked)
    part = np.concatenate([merged.part_a, merged.part_b, linked.part_a, linked.part_b])
    at = np.concatenate([merged.at_a, merged.at_b, linked.at_a, linked.at_b])
    own_ends, place, place_part, place_at = _places(lines, part, at)
    side = np.split(place, np.cumsum([t, t, k]))
    count, node = label_groups(len(place_part), side[0], side[1])
    xy = _first_by_place(point_at(lines, place_part, place_at), node, count)
    follows = np.flatnonzero(np.diff(place_part) == 0)
    start, end = place_at[follows], place_at[follows + 1]
    ends = node[follows], node[follows + 1]
    part_ends = node[own_ends]
    ties = node[side[0]], node[side[2]], node[side[3]]
    return Splits(xy, *ends, place_part[follows], start, end, part_ends, *ties)


def _places(
    lines: Lines, part: IntArray, at_m: FloatArray
) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Take the parts' ends and given places along them together, near ones as one.

    Returns
    -------
    The number of each end's place, (2p,), and of each given one; each place's part and measure.
    """
    at_start, at_stop = at_m == 0.0, at_m == lines.length_m[part]
    # Most ties begin at an end: those places are known already.
    within = np.flatnonzero(~at_start & ~at_stop)
    p = lines.part_count
    every = np.arange(p)
    number, place_part, place_at = cluster_places(
        np.concatenate([every, every, part[within]]),
        np.concatenate([np.zeros(p), lines.length_m, at_m[within]]),
    )
    starts, stops = number[:p], number[p : 2 * p]
    place_at[stops] = lines.length_m
    place_at[starts] = 0.0
    place = np.where(at_start, starts[part], stops[part])
    place[within] = number[2 * p :]
    return np.column_stack([starts, stops]).ravel(), place, place_part, place_at


def _first_by_place(xy: FloatArray, node: IntArray, count: int) -> FloatArray:
    """(count, 2) the westernmost, then southernmost of each node's places: no order of rows."""
    if is_worthwhile(len(xy)):
        from roadnet.network.compiled.places import first_by_place_compiled

        return first_by_place_compiled(xy, node, count)
    order = np.lexsort((xy[:, 1], xy[:, 0], node))
    first = np.searchsorted(node[order], np.arange(count), side="left")
    return xy[order[first]] if count else np.zeros((0, 2))


def renumber(splits: Splits, order: IntArray) -> Splits:
    """Return the same splits with the nodes in another order."""
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return replace(
        splits,
        xy=splits.xy[order],
        u=rank[splits.u],
        v=rank[splits.v],
        ends=rank[splits.ends],
        merged=rank[splits.merged],
        link_a=rank[splits.link_a],
        link_b=rank[splits.link_b],
    )


def keep_edges(splits: Splits, kept: BoolArray) -> Splits:
    """Return the same splits with some of the edges only."""
    if kept.all():
        return splits
    columns = ("u", "v", "part", "start_m", "end_m")
    return replace(splits, **{name: getattr(splits, name)[kept] for name in columns})
