"""The network of parts made small: living parts that meet are one place, and who needs what.

A *place* is either a group of living parts or one part that needs a project. The roots are one
place more, tied to every root part; each group of items with the same places is one item.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from roadnet.planning.choice.evaluate import sizes
from roadnet.planning.choice.problem import Bools, Floats, Ints, Ragged, ReachItems


@dataclass(frozen=True, slots=True)
class Grid:
    """Places and who stands at them; place 0 is the roots.

    Parameters
    ----------
    projects
        For each place the projects any one of which opens it; empty: it is open.
    neighbours
        For each place the places tied to it.
    group_places
        For each group of items the places that serve it.
    group_weight
        (g,) their worth together.
    group_of_item
        (i,) the group of each item; -1 for one that no place serves.
    """

    projects: Ragged
    neighbours: Ragged
    group_places: Ragged
    group_weight: Floats
    group_of_item: Ints

    @property
    def is_open(self) -> Bools:
        """(n,) places that need no project."""
        found: Bools = sizes(self.projects) == 0
        return found


def to_grid(reach: ReachItems) -> Grid:
    """Make the network of parts small."""
    place, count = _places(reach)
    lists: list[tuple[int, ...]] = [()] * count
    needing = np.flatnonzero(sizes(reach.part_projects) > 0)
    for part in needing.tolist():
        lists[place[part]] = tuple(reach.part_projects[part].tolist())
    roots = np.flatnonzero(reach.is_root)
    a = np.concatenate([place[reach.tie_a], np.zeros(len(roots), dtype=np.int64)])
    b = np.concatenate([place[reach.tie_b], place[roots]])
    apart = a != b
    groups, weight, of_item = _groups(reach, place)
    return Grid(
        projects=to_ragged_lists(lists),
        neighbours=_neighbours(a[apart], b[apart], count),
        group_places=groups,
        group_weight=weight,
        group_of_item=of_item,
    )


def to_ragged_lists(lists: list[tuple[int, ...]]) -> Ragged:
    """Write lists one after the other."""
    start = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    values = np.array([value for one in lists for value in one], dtype=np.int64)
    return Ragged(start, values)


def _places(reach: ReachItems) -> tuple[Ints, int]:
    """(k,) the place of each part, from 1 on (0 is the roots); and how many places there are."""
    living = sizes(reach.part_projects) == 0
    count = len(living)
    on = living[reach.tie_a] & living[reach.tie_b]
    pairs = (reach.tie_a[on], reach.tie_b[on])
    graph = coo_array((np.ones(int(on.sum()), dtype=np.int8), pairs), shape=(count, count))
    label = connected_components(graph, directed=False)[1] if count else np.zeros(0, dtype=int)
    _, place = np.unique(label, return_inverse=True)
    return place.astype(np.int64) + 1, int(place.max(initial=-1)) + 2


def _neighbours(a: Ints, b: Ints, count: int) -> Ragged:
    tail, head = np.concatenate([a, b]), np.concatenate([b, a])
    if len(tail):
        tail, head = np.unique(np.stack([tail, head]), axis=1)
    start = np.searchsorted(tail, np.arange(count + 1))
    return Ragged(start.astype(np.int64), head.astype(np.int64))


def _groups(reach: ReachItems, place: Ints) -> tuple[Ragged, Floats, Ints]:
    """Put items with the same places together."""
    lists: dict[tuple[int, ...], int] = {}
    of_item = np.full(len(reach.item_parts), -1)
    for item in np.flatnonzero(sizes(reach.item_parts)).tolist():
        key = tuple(np.unique(place[reach.item_parts[item]]).tolist())
        of_item[item] = lists.setdefault(key, len(lists))
    known = of_item >= 0
    weight = np.bincount(of_item[known], weights=reach.weight[known], minlength=len(lists))
    return to_ragged_lists(list(lists)), weight.astype(float), of_item
