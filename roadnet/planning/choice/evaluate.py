"""What a set of projects wins."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from roadnet.planning.choice.problem import Bools, ChoiceProblem, Ints, Ragged


def any_chosen(lists: Ragged, chosen: Bools) -> Ints:
    """Count, for each list of projects, how many of them are chosen."""
    hits = np.concatenate([[0], np.cumsum(chosen[lists.values])])
    return (hits[lists.start[1:]] - hits[lists.start[:-1]]).astype(np.int64)


def won(problem: ChoiceProblem, chosen: Bools) -> tuple[Bools, Bools, Ints]:
    """Return the reach items won, the cover items won, and the way of each of these (-1: none)."""
    reach, cover = problem.reach, problem.cover
    sizes = np.diff(reach.part_projects.start)
    living = (sizes == 0) | (any_chosen(reach.part_projects, chosen) > 0)
    k = len(sizes)
    on = living[reach.tie_a] & living[reach.tie_b]
    graph = coo_array((np.ones(on.sum()), (reach.tie_a[on], reach.tie_b[on])), shape=(k, k))
    label = connected_components(graph, directed=False)[1] if k else np.zeros(0, dtype=int)
    rooted = np.zeros(k, dtype=bool)
    good = np.unique(label[living & reach.is_root])
    rooted = living & np.isin(label, good)
    hits = np.concatenate([[0], np.cumsum(rooted[reach.item_parts.values])])
    reach_won = hits[reach.item_parts.start[1:]] > hits[reach.item_parts.start[:-1]]
    whole = any_chosen(cover.way_projects, chosen) == np.diff(cover.way_projects.start)
    way = np.full(len(cover.weight), -1)
    room = cover.capacity.copy()
    for at in np.flatnonzero(whole):
        item, f = cover.way_item[at], cover.way_facility[at]
        if way[item] < 0 and (f < 0 or room[f] >= cover.way_demand[at]):
            way[item] = at
            if f >= 0:
                room[f] -= cover.way_demand[at]
    return reach_won, way >= 0, way
