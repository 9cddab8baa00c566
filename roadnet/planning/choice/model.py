"""The choice as a mixed-integer programme, and the cuts that make it say what reaching means.

Variables: y a project is chosen; a a place is tied to the roots; x a group of items is won; z a way
is used; each in [0, 1]. Maximise the worth of what is won under the budget, where

* a place is tied only if one of its projects is chosen, and only if the place before it is that
  every way to the roots passes (its immediate dominator: T. Lengauer and R. Tarjan, "A fast
  algorithm for finding dominators in a flowgraph", ACM TOPLAS 1, 1979);
* a group is won at most as much as its places together are tied;
* a way is used only if each of its projects is chosen, an item uses one way, and the ways of a
  facility keep its capacity.

On a tree this is the whole truth. Where there are circles, an answer may tie places to the roots
that are not; then the closed places around them are a cut, one of which must be chosen, and the
programme is solved again with it. Every programme on the way is a relaxation, so its bound holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import networkx as nx
import numpy as np

from roadnet.planning.choice.evaluate import sizes
from roadnet.planning.choice.grid import Grid
from roadnet.planning.choice.problem import Bools, ChoiceProblem, Floats, Ints

ROOTS = 0


@dataclass
class Rows:
    """Rows of a programme in the order in which they were added: sums of at most ``most``."""

    start: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add(self, index: list[int], value: list[float], most: float) -> None:
        """Add a row."""
        self.index += index
        self.value += value
        self.start.append(len(self.index))
        self.most.append(most)

    def __len__(self) -> int:
        return len(self.most)


@dataclass(frozen=True)
class Model:
    """The programme: p projects, then n places, g groups, w ways.

    ``worth`` is what each variable adds, ``is_whole`` which must be whole numbers, ``low`` and
    ``high`` their bounds.
    """

    problem: ChoiceProblem
    grid: Grid
    rows: Rows
    worth: Floats
    is_whole: Bools
    low: Floats
    high: Floats

    @property
    def first_place(self) -> int:
        """Number of the variable of place 0."""
        return len(self.problem.cost)

    @property
    def first_group(self) -> int:
        """Number of the variable of group 0."""
        return self.first_place + len(self.grid.projects)

    @property
    def first_way(self) -> int:
        """Number of the variable of way 0."""
        return self.first_group + len(self.grid.group_weight)


def build_model(problem: ChoiceProblem, grid: Grid, budget: float) -> Model:
    """Write the programme of a problem at a budget, before any cut for circles."""
    projects, places = len(problem.cost), len(grid.projects)
    groups, ways = len(grid.group_weight), len(problem.cover.way_item)
    count = projects + places + groups + ways
    rows = Rows()
    at = np.flatnonzero(problem.cost)
    rows.add(at.tolist(), problem.cost[at].tolist(), budget)
    model = Model(
        problem=problem,
        grid=grid,
        rows=rows,
        worth=np.concatenate([np.zeros(projects + places), grid.group_weight, np.zeros(ways)]),
        is_whole=np.arange(count) < projects,
        low=np.zeros(count),
        high=np.ones(count),
    )
    model.low[:projects] = problem.must
    model.high[:projects] = np.where(problem.excluded & ~problem.must, 0.0, 1.0)
    _tie_places(model)
    _use_ways(model)
    return model


def _tie_places(model: Model) -> None:
    """Tie each place to what opens it and to the place before it."""
    grid, first = model.grid, model.first_place
    before = dominators(grid)
    model.high[first + 1 :][: len(grid.projects) - 1] = 0.0
    for place in range(1, len(grid.projects)):
        if before[place] < 0:
            continue
        model.high[first + place] = 1.0
        projects = grid.projects[place].tolist()
        if projects:
            model.rows.add([first + place, *projects], [1.0] + [-1.0] * len(projects), 0.0)
        if before[place] != ROOTS:
            model.rows.add([first + place, first + int(before[place])], [1.0, -1.0], 0.0)
    for group in range(len(grid.group_weight)):
        places = [first + int(one) for one in grid.group_places[group]]
        index = [model.first_group + group, *places]
        model.rows.add(index, [1.0] + [-1.0] * len(places), 0.0)
        common = _common_dominator(before, grid.group_places[group])
        if len(places) > 1 and common != ROOTS:
            model.rows.add([model.first_group + group, first + common], [1.0, -1.0], 0.0)


def dominators(grid: Grid) -> Ints:
    """(n,) the place that every way from each place to the roots passes first; -1: no way."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_node(ROOTS)
    for place in range(len(grid.projects)):
        graph.add_edges_from((place, int(other)) for other in grid.neighbours[place])
    found = nx.immediate_dominators(graph, ROOTS)
    before = np.full(len(grid.projects), -1)
    for place, one in found.items():
        before[place] = ROOTS if one is None else one
    return before


def _common_dominator(before: Ints, places: Ints) -> int:
    """Return the last place that the ways of all of some places pass; else the roots."""
    known = [int(place) for place in places if before[place] >= 0]
    if not known:
        return ROOTS
    chains = [_chain(before, place) for place in known]
    others = [set(chain) for chain in chains[1:]]
    return next((one for one in chains[0] if all(one in chain for chain in others)), ROOTS)


def _chain(before: Ints, place: int) -> list[int]:
    chain = [place]
    while place != ROOTS:
        place = int(before[place])
        chain.append(place)
    return chain


def _use_ways(model: Model) -> None:
    cover, first = model.problem.cover, model.first_way
    ways = len(cover.way_item)
    model.worth[first:] = cover.weight[cover.way_item]
    room = np.append(cover.capacity, np.inf)[cover.way_facility]
    model.is_whole[first:] = np.isfinite(room)
    for way in range(ways):
        for project in cover.way_projects[way].tolist():
            model.rows.add([first + way, project], [1.0, -1.0], 0.0)
    order = np.argsort(cover.way_item, kind="stable")
    bounds = np.flatnonzero(np.diff(cover.way_item[order])) + 1
    for some in np.split(order, bounds) if ways else []:
        if len(some) > 1:
            model.rows.add((first + some).tolist(), [1.0] * len(some), 1.0)
    for facility in np.flatnonzero(np.isfinite(cover.capacity)):
        some = np.flatnonzero(cover.way_facility == facility)
        demand = cover.way_demand[some].tolist()
        model.rows.add((first + some).tolist(), demand, float(cover.capacity[facility]))


def add_cuts(model: Model, chosen: Bools, claimed: Bools) -> int:
    """Add cuts for groups that an answer claims and its projects do not win.

    Parameters
    ----------
    chosen
        (p,) the projects of the answer.
    claimed
        (g,) groups that it counts as won.

    Returns
    -------
    How many cuts were added; 0 where the answer is true.
    """
    grid = model.grid
    hits = np.concatenate([[0], np.cumsum(chosen[grid.projects.values])])
    is_open = (sizes(grid.projects) == 0) | (
        hits[grid.projects.start[1:]] > hits[grid.projects.start[:-1]]
    )
    rooted, edge = _flood(grid, is_open, [ROOTS])
    added, seen = 0, set()
    for group in np.flatnonzero(claimed).tolist():
        places = grid.group_places[group].tolist()
        if any(rooted[place] for place in places):
            continue
        closed = [place for place in places if not is_open[place]]
        _, frontier = _flood(grid, is_open, [place for place in places if is_open[place]])
        around = sorted(set(closed) | set(frontier))
        for cut in (around, _needed_of(grid, places, edge)):
            key = (group, tuple(cut))
            if key not in seen:
                seen.add(key)
                _add_cut(model, group, cut)
                added += 1
    return added


def _flood(grid: Grid, is_open: Bools, seeds: list[int]) -> tuple[Bools, list[int]]:
    """Return the open places that some seeds reach, and the closed ones that stop them."""
    seen = np.zeros(len(is_open), dtype=bool)
    seen[seeds] = True
    front, stopped = list(seeds), set()
    while front:
        for other in grid.neighbours[front.pop()].tolist():
            if seen[other]:
                continue
            if is_open[other]:
                seen[other] = True
                front.append(other)
            else:
                stopped.add(other)
    return seen, sorted(stopped)


def _needed_of(grid: Grid, places: list[int], edge: list[int]) -> list[int]:
    """Keep, of the closed places around the roots, those from which a group can be reached."""
    barrier = np.zeros(len(grid.projects), dtype=bool)
    barrier[edge] = True
    _, frontier = _flood(grid, ~barrier, [place for place in places if not barrier[place]])
    return sorted(set(frontier) | {place for place in places if barrier[place]})


def _add_cut(model: Model, group: int, places: list[int]) -> None:
    projects = sorted({int(one) for place in places for one in model.grid.projects[place]})
    index = [model.first_group + group, *projects]
    model.rows.add(index, [1.0] + [-1.0] * len(projects), 0.0)
