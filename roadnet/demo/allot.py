"""Clusters of villages that lack a service, with clear ground between them and the others.

A service place (bus stop, delivery point) counts within 2 km straight. Here every village is either
served, with a place at most ``NEAR_M`` away, or belongs to a planted cluster, with no place of the
others within ``CLEAR_M``; so the verdict follows from how the places are set out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from roadnet.demo.mesh import Bools, Ints
from roadnet.demo.terrain import Floats

NEAR_M: Final = 1_350.0
CLEAR_M: Final = 2_750.0


@dataclass(frozen=True, slots=True)
class Allotment:
    """``group`` of each village, -1 where it is served as usual; ``spot`` its place's row.

    ``spot`` is -1 for villages of groups without places of their own.
    """

    group: Ints
    spot: Ints


def allot(villages: Floats, spots: Floats, group: Ints, has_spots: Bools) -> Allotment:
    """Let the planted groups grow until no village lies between being served and not.

    Parameters
    ----------
    villages, spots
        (n, 2) villages and (m, 2) possible places of service, m.
    group
        Planted group of each village, -1 for most.
    has_spots
        For each group whether its villages have places, of another quality, in some year.
    """
    group = group.copy()
    away_m, own = cKDTree(spots).query(villages)
    while True:
        planted = np.flatnonzero(group >= 0)
        if not len(planted):
            return Allotment(group, own)
        tree = cKDTree(villages[planted])
        free = np.flatnonzero(tree.query(spots)[0] > CLEAR_M)
        near_m, near = cKDTree(spots[free]).query(villages)
        lost = (group < 0) & (near_m > NEAR_M)
        lost |= (group < 0) & _beside_a_group(villages, spots, own, group, has_spots, near_m)
        if not lost.any():
            break
        to = planted[tree.query(villages[lost])[1]]
        group[lost] = group[to]
    group, spot = _part(villages, spots, own, group, has_spots & True, away_m)
    return Allotment(group, np.where(group < 0, free[near], spot))


def _beside_a_group(
    villages: Floats, spots: Floats, own: Ints, group: Ints, has_spots: Bools, near_m: Floats
) -> Bools:
    """Whether a group's place would be nearly as close to a village as its own kind's."""
    theirs = own[(group >= 0) & has_spots[group]]
    if not len(theirs):
        return np.zeros(len(group), dtype=bool)
    return np.asarray(cKDTree(spots[theirs]).query(villages)[0] < near_m / 0.7)


def _part(
    villages: Floats, spots: Floats, own: Ints, group: Ints, has_spots: Bools, away_m: Floats
) -> tuple[Ints, Ints]:
    """Take back places of one group that would serve villages of another."""
    spot = np.where((group >= 0) & has_spots[group] & (away_m < NEAR_M), own, -1)
    for at in np.flatnonzero(spot >= 0):
        gap_m = np.hypot(*(villages - spots[spot[at]]).T)
        foreign = (group >= 0) & (group != group[at]) & (gap_m < CLEAR_M)
        if foreign.any():
            spot[group == group[at]] = -1
            group[group == group[at]] = group[np.flatnonzero(foreign)[0]]
            return _part(villages, spots, own, group, has_spots, away_m)
    return group, spot


def remote_villages(villages: Floats, spots: Floats) -> Bools:
    """Whether each village is too far from every possible place to be served at all."""
    return np.asarray(cKDTree(spots).query(villages)[0] > 0.98 * NEAR_M)


def plant_groups(
    rng: np.random.Generator, villages: Floats, avoid: Floats, forced: Ints, wanted: int
) -> Ints:
    """Seed ``wanted`` groups far from ``avoid``, from ``forced`` villages and from each other.

    Returns the group of each village: the forced ones are in group 0.
    """
    group = np.full(len(villages), -1)
    group[forced] = 0
    room_m = cKDTree(avoid).query(villages)[0]
    apart_m = np.full(len(villages), np.inf)
    if len(forced):
        apart_m = cKDTree(villages[forced]).query(villages)[0]
    for number in range(1, wanted + 1):
        luck = rng.uniform(0.75, 1.0, len(villages))
        score = np.where(group >= 0, 0.0, np.minimum(apart_m, 2.5 * room_m) * luck)
        seed = int(np.argmax(np.minimum(score, 9_000.0) * luck))
        group[seed] = number
        apart_m = np.minimum(apart_m, np.hypot(*(villages - villages[seed]).T))
    return group
