"""What a set of projects wins, exactly: parts that come alive, ways that are whole, capacities."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from roadnet.planning.choice.problem import (
    Bools,
    ChoiceProblem,
    CoverItems,
    Floats,
    Ints,
    Ragged,
    ReachItems,
)

NO_WAY = -1


def count_in(lists: Ragged, chosen: Bools) -> Ints:
    """(k,) how many members of each list are chosen."""
    hits = np.concatenate([[0], np.cumsum(chosen[lists.values])])
    return (hits[lists.start[1:]] - hits[lists.start[:-1]]).astype(np.int64)


def sizes(lists: Ragged) -> Ints:
    """(k,) the length of each list."""
    return np.diff(lists.start)


def owners(lists: Ragged) -> Ints:
    """(n,) the list that each value stands in."""
    return np.repeat(np.arange(len(lists)), sizes(lists))


def living_parts(reach: ReachItems, chosen: Bools) -> Bools:
    """(k,) parts that need no project or have one of theirs."""
    found: Bools = (sizes(reach.part_projects) == 0) | (count_in(reach.part_projects, chosen) > 0)
    return found


def rooted_parts(reach: ReachItems, living: Bools) -> Bools:
    """(k,) living parts with a way over living parts to a living root part."""
    count = len(living)
    if count == 0:
        return living
    on = living[reach.tie_a] & living[reach.tie_b]
    pairs = (reach.tie_a[on], reach.tie_b[on])
    graph = coo_array((np.ones(int(on.sum()), dtype=np.int8), pairs), shape=(count, count))
    label = connected_components(graph, directed=False)[1]
    found: Bools = living & np.isin(label, label[living & reach.is_root])
    return found


def won(problem: ChoiceProblem, chosen: Bools) -> tuple[Bools, Bools, Ints]:
    """Find what a set of projects wins.

    Parameters
    ----------
    chosen
        (p,) the set.

    Returns
    -------
    (i,) reach items won, (j,) cover items won, (j,) the way of each of these; -1 where none.
    """
    reach = problem.reach
    rooted = rooted_parts(reach, living_parts(reach, chosen))
    way = choose_ways(problem.cover, chosen)
    return count_in(reach.item_parts, rooted) > 0, way != NO_WAY, way


def worth(problem: ChoiceProblem, chosen: Bools) -> float:
    """Return what the items won by a set of projects are worth."""
    reach, cover, _ = won(problem, chosen)
    return float(problem.reach.weight[reach].sum() + problem.cover.weight[cover].sum())


def choose_ways(cover: CoverItems, chosen: Bools) -> Ints:
    """(j,) the way by which each cover item is won, so that the worth is greatest; -1 for none."""
    whole = np.flatnonzero(count_in(cover.way_projects, chosen) == sizes(cover.way_projects))
    way = np.full(len(cover.weight), NO_WAY)
    limited = (cover.way_facility[whole] >= 0) & np.isfinite(_room(cover, whole))
    # A way without a limit is never worse than one with.
    free = whole[~limited]
    way[cover.way_item[free[::-1]]] = free[::-1]
    scarce = whole[limited]
    scarce = scarce[way[cover.way_item[scarce]] == NO_WAY]
    taken = _assign(cover, scarce)
    way[cover.way_item[taken]] = taken
    return way


def _room(cover: CoverItems, ways: Ints) -> Floats:
    if len(cover.capacity) == 0:
        return np.full(len(ways), np.inf)
    facility = cover.way_facility[ways]
    return np.where(facility >= 0, cover.capacity[np.maximum(facility, 0)], np.inf)


def _assign(cover: CoverItems, ways: Ints) -> Ints:
    """Choose among whole ways with limits: one a item, within each capacity, of most worth."""
    facility, item = cover.way_facility[ways], cover.way_item[ways]
    load = np.bincount(facility, weights=cover.way_demand[ways], minlength=len(cover.capacity))
    single = len(np.unique(item)) == len(item)
    if single and (load <= cover.capacity).all():
        return ways
    rows = coo_array(
        (
            np.concatenate([np.ones(len(ways)), cover.way_demand[ways]]),
            (
                np.concatenate([item, len(cover.weight) + facility]),
                np.tile(np.arange(len(ways)), 2),
            ),
        ),
        shape=(len(cover.weight) + len(cover.capacity), len(ways)),
    )
    most = np.concatenate([np.ones(len(cover.weight)), cover.capacity])
    answer = milp(
        -cover.weight[item],
        constraints=LinearConstraint(rows, ub=most),
        integrality=np.ones(len(ways)),
        bounds=Bounds(0, 1),
    )
    assert answer.x is not None, answer.message  # noqa: S101 - nothing chosen is always feasible
    return ways[answer.x > 0.5]
