"""The choice under a budget as numbers alone: projects, and items that sets of them win.

Nothing here knows of roads or villages. There are two ways in which projects win an item:

* *reach*: parts of a network are tied to one another; a part is alive when no project is needed
  for it or one of its projects is chosen. An item is won when one of its parts has a way over
  living parts to a living root part. (Two halves of a missing road are worth nothing alone.)
* *cover*: an item has ways, each a set of projects that must all be chosen; one whole way wins it.
  A way may use up capacity of a facility.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Lists of whole numbers: list ``i`` is ``values[start[i]:start[i + 1]]``."""

    start: Ints
    values: Ints

    def __len__(self) -> int:
        return len(self.start) - 1

    def __getitem__(self, at: int) -> Ints:
        return self.values[self.start[at] : self.start[at + 1]]


@dataclass(frozen=True, slots=True)
class ReachItems:
    """Items won over a network of parts.

    Parameters
    ----------
    part_projects
        For each part the projects any one of which brings it to life; empty: it lives already.
    tie_a, tie_b
        (t,) pairs of parts that meet.
    is_root
        (k,) parts at which a way may end; a root part that needs a project must live too.
    item_parts
        For each reach item the parts that serve it: any one of them.
    weight
        (i,) what winning the item is worth, >= 0.
    """

    part_projects: Ragged
    tie_a: Ints
    tie_b: Ints
    is_root: Bools
    item_parts: Ragged
    weight: Floats


@dataclass(frozen=True, slots=True)
class CoverItems:
    """Items won by whole sets of projects.

    Parameters
    ----------
    way_item
        (w,) the item that each way wins.
    way_projects
        For each way the projects that must all be chosen; empty: it is won already.
    way_facility
        (w,) the facility whose capacity the way uses; -1 for none. An item uses one way only.
    way_demand
        (w,) how much of the capacity.
    capacity
        (f,) capacity of each facility, inf where not limited.
    weight
        (j,) worth of each cover item, >= 0.
    """

    way_item: Ints
    way_projects: Ragged
    way_facility: Ints
    way_demand: Floats
    capacity: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class ChoiceProblem:
    """What may be chosen: (p,) costs >= 0, projects that must be in, projects that must not."""

    cost: Floats
    must: Bools
    excluded: Bools
    reach: ReachItems
    cover: CoverItems


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer for one budget.

    Parameters
    ----------
    chosen
        (p,) the projects chosen.
    value
        Worth of the items won.
    cost
        Their cost.
    bound
        No choice within the budget is worth more than this.
    reach_won, cover_won
        (i,), (j,) the items won.
    way
        (j,) the way by which each cover item is won; -1 where it is not.
    status
        ``proven`` (value = bound within the solver's tolerance), ``time_limit``, ``cancelled``,
        ``greedy``.
    """

    chosen: Bools
    value: float
    cost: float
    bound: float
    reach_won: Bools
    cover_won: Bools
    way: Ints
    status: str

    @property
    def gap(self) -> float:
        """How far the bound is above the value, as a share of the bound; 0 where proven."""
        return 0.0 if self.bound <= 0 else max(0.0, 1.0 - self.value / self.bound)
