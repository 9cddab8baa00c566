"""A good choice at once: bundles by worth for the money, exact about what they win together.

A *bundle* is what one item needs to be won: for a reach item the cheapest way to the roots, given
what is chosen; for a cover item a way. Two halves of a missing road are one bundle, so neither is
bought alone for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

import numpy as np

from roadnet.planning.choice.evaluate import owners, sizes, worth
from roadnet.planning.choice.grid import Grid
from roadnet.planning.choice.problem import Bools, ChoiceProblem, Ints, Ragged

_LOOKED_AT: Final = 24
"""Ways to the roots whose worth is worked out exactly at each step: the most promising ones."""
_TINY: Final = 1e-9

Bundle = tuple[int, ...]


def choose_greedily(
    problem: ChoiceProblem,
    grid: Grid,
    budget: float,
    *,
    start: Bools | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Bools:
    """(p,) Choose within the budget: at each step the bundle of most worth for its money.

    Parameters
    ----------
    start
        (p,) projects that are chosen already; those that must be in, if None.
    """
    state = _State(problem, grid, problem.must.copy() if start is None else start.copy())
    heap = _CoverHeap(state)
    while not (cancel and cancel()):
        left = budget - float(problem.cost[state.chosen].sum())
        best = max(
            (found for found in (heap.best(left), _best_way(state, left)) if found),
            default=None,
        )
        if best is None or best[0] <= 0:
            break
        state.add(best[1])
    return _without_idle(problem, state.chosen)


def cheapest_sets(problem: ChoiceProblem, grid: Grid) -> list[Bundle]:
    """Return for each item the cheapest set of projects that wins it; empty where none does.

    Reach items come first, then cover items. A reach item's set is the cheapest way to the roots
    with each place at the price of its cheapest project; capacities are left aside.
    """
    state = _State(problem, grid, np.zeros(len(problem.cost), dtype=bool))
    way = _ways_to_roots(state)
    groups = [way(places.tolist()) or () for places in map(grid.group_places.__getitem__,
              range(len(grid.group_weight)))]  # fmt: skip
    reach = [groups[group] if group >= 0 else () for group in grid.group_of_item.tolist()]
    cover: list[Bundle] = [()] * len(problem.cover.weight)
    best = np.full(len(cover), np.inf)
    for number, item in enumerate(problem.cover.way_item.tolist()):
        bundle = tuple(problem.cover.way_projects[number].tolist())
        cost = float(problem.cost[list(bundle)].sum())
        if state.usable(bundle) and cost < best[item]:
            best[item], cover[item] = cost, bundle
    return [*reach, *cover]


def improve(
    problem: ChoiceProblem,
    grid: Grid,
    chosen: Bools,
    budget: float,
    *,
    rounds: int = 6,
    cancel: Callable[[], bool] | None = None,
) -> Bools:
    """(p,) Better a choice: give up projects of poor worth in turn and spend the money anew."""
    best, value = chosen, worth(problem, chosen)
    for _ in range(rounds):
        better = False
        for at in _poorest(problem, best):
            if cancel and cancel():
                return best
            trial = best.copy()
            trial[at] = False
            barred = _barring(problem, at)
            new = choose_greedily(barred, grid, budget, start=trial, cancel=cancel)
            gained = worth(problem, new)
            if gained > value + _TINY:
                best, value, better = new, gained, True
                break
        if not better:
            break
    return best


def _poorest(problem: ChoiceProblem, chosen: Bools, most: int = 12) -> Ints:
    """Return chosen projects that cost most for what would be lost without them."""
    at = np.flatnonzero(chosen & ~problem.must)
    if len(at) > 4 * most:
        at = at[np.argsort(-problem.cost[at], kind="stable")[: 4 * most]]
    value = worth(problem, chosen)
    lost = np.zeros(len(at))
    for number, one in enumerate(at):
        trial = chosen.copy()
        trial[one] = False
        lost[number] = value - worth(problem, trial)
    order = np.argsort(lost / np.maximum(problem.cost[at], _TINY), kind="stable")
    return at[order][:most]


def _barring(problem: ChoiceProblem, at: int) -> ChoiceProblem:
    excluded = problem.excluded.copy()
    excluded[at] = True
    return ChoiceProblem(problem.cost, problem.must, excluded, problem.reach, problem.cover)


def _without_idle(problem: ChoiceProblem, chosen: Bools) -> Bools:
    """Drop projects whose loss costs nothing, the dearest first."""
    kept, value = chosen.copy(), worth(problem, chosen)
    at = np.flatnonzero(chosen & ~problem.must)
    for one in at[np.argsort(-problem.cost[at], kind="stable")]:
        kept[one] = False
        if worth(problem, kept) < value - _TINY:
            kept[one] = True
    return kept


class _State:
    """What is chosen and won so far, and what a bundle would add; capacities are left aside."""

    def __init__(self, problem: ChoiceProblem, grid: Grid, chosen: Bools) -> None:
        self.problem, self.grid = problem, grid
        self.chosen = np.zeros(len(problem.cost), dtype=bool)
        cover = problem.cover
        self.missing = sizes(cover.way_projects).copy()
        self.ways_of = _inverse(cover.way_projects, len(problem.cost))
        self.places_of = _inverse(grid.projects, len(problem.cost))
        self.groups_at = _inverse(grid.group_places, len(grid.projects))
        self.open = grid.is_open.copy()
        self.rooted = np.zeros(len(self.open), dtype=bool)
        self.cover_won = np.zeros(len(cover.weight), dtype=bool)
        self.cover_won[cover.way_item[self.missing == 0]] = True
        self.group_won = np.zeros(len(grid.group_weight), dtype=bool)
        self._root(self._newly_rooted([0]))
        self.add(tuple(np.flatnonzero(chosen).tolist()))

    def usable(self, bundle: Iterable[int]) -> bool:
        """Whether no project of a bundle is excluded."""
        return not any(self.problem.excluded[at] for at in bundle)

    def gain(self, bundle: Bundle) -> float:
        """Return the worth that a bundle would add, all that it wins together."""
        cover = self.problem.cover
        ways = np.concatenate([self.ways_of[at] for at in bundle])
        hit, times = np.unique(ways, return_counts=True)
        items = np.unique(cover.way_item[hit[self.missing[hit] == times]])
        items = items[~self.cover_won[items]]
        groups = self._groups_of(self._opening(bundle))
        return float(cover.weight[items].sum() + self.grid.group_weight[groups].sum())

    def add(self, bundle: Bundle) -> None:
        """Choose the projects of a bundle."""
        cover = self.problem.cover
        for at in bundle:
            if self.chosen[at]:
                continue
            self.chosen[at] = True
            self.missing[self.ways_of[at]] -= 1
        whole = self.missing == 0
        self.cover_won[cover.way_item[whole]] = True
        for at in bundle:
            self.open[self.places_of[at]] = True
        fresh = [int(p) for at in bundle for p in self.places_of[at] if self._beside_root(int(p))]
        self._root(self._newly_rooted(fresh))

    def _opening(self, bundle: Bundle) -> list[int]:
        """Places that would come to the roots if a bundle were chosen."""
        closed = [int(p) for at in bundle for p in self.places_of[at] if not self.open[p]]
        if not closed:
            return []
        self.open[closed] = True
        found = self._newly_rooted([p for p in closed if self._beside_root(p)])
        self.open[closed] = False
        return found

    def _beside_root(self, place: int) -> bool:
        return not self.rooted[place] and bool(self.rooted[self.grid.neighbours[place]].any())

    def _newly_rooted(self, seeds: list[int]) -> list[int]:
        seen = set(seeds)
        front = list(seeds)
        while front:
            place = front.pop()
            for other in self.grid.neighbours[place].tolist():
                if other not in seen and self.open[other] and not self.rooted[other]:
                    seen.add(other)
                    front.append(other)
        return list(seen)

    def _root(self, places: list[int]) -> None:
        self.rooted[places] = True
        self.group_won[self._groups_of(places)] = True

    def _groups_of(self, places: list[int]) -> Ints:
        if not places:
            return np.zeros(0, dtype=np.int64)
        groups = np.unique(np.concatenate([self.groups_at[place] for place in places]))
        return groups[~self.group_won[groups]]


def _inverse(lists: Ragged, count: int) -> Ragged:
    """For each value 0..count-1 the lists that hold it."""
    order = np.argsort(lists.values, kind="stable")
    start = np.searchsorted(lists.values[order], np.arange(count + 1))
    return Ragged(start.astype(np.int64), owners(lists)[order])


@dataclass
class _CoverHeap:
    """Bundles of cover items by worth for the money, worked out again only when they come up."""

    state: _State

    def __post_init__(self) -> None:
        problem = self.state.problem
        ways = {tuple(problem.cover.way_projects[at].tolist()) for at in range(self._way_count())}
        singles = {(at,) for at in range(len(problem.cost))}
        self.heap: list[tuple[float, Bundle]] = []
        for bundle in ways | singles:
            if bundle and self.state.usable(bundle):
                self._push(bundle)

    def _way_count(self) -> int:
        return len(self.state.problem.cover.way_projects)

    def _push(self, bundle: Bundle) -> None:
        ratio = self._ratio(bundle)
        if ratio > 0:
            heappush(self.heap, (-ratio, bundle))

    def _rest(self, bundle: Bundle) -> Bundle:
        return tuple(at for at in bundle if not self.state.chosen[at])

    def _ratio(self, bundle: Bundle) -> float:
        rest = self._rest(bundle)
        if not rest:
            return 0.0
        cost = float(self.state.problem.cost[list(rest)].sum())
        return self.state.gain(rest) / max(cost, _TINY)

    def best(self, left: float) -> tuple[float, Bundle] | None:
        """Return the bundle of most worth for the money that can be paid for, with its ratio."""
        while self.heap:
            _, bundle = heappop(self.heap)
            ratio = self._ratio(bundle)
            rest = self._rest(bundle)
            if ratio <= 0:
                continue
            if float(self.state.problem.cost[list(rest)].sum()) > left + _TINY:
                continue
            if self.heap and -self.heap[0][0] > ratio:
                heappush(self.heap, (-ratio, bundle))
                continue
            heappush(self.heap, (-ratio, bundle))
            return ratio, rest
        return None


def _best_way(state: _State, left: float) -> tuple[float, Bundle] | None:
    """Return the way to the roots of most worth for the money, among the most promising ones."""
    grid, problem = state.grid, state.problem
    wanted = np.flatnonzero(~state.group_won & (grid.group_weight > 0))
    if len(wanted) == 0:
        return None
    ways = _ways_to_roots(state)
    bundles: dict[Bundle, float] = {}
    for group in wanted.tolist():
        bundle = ways(grid.group_places[group].tolist())
        if bundle is not None:
            bundles[bundle] = bundles.get(bundle, 0.0) + float(grid.group_weight[group])
    payable = [
        (worth_ / max(cost, _TINY), cost, bundle)
        for bundle, worth_ in bundles.items()
        if (cost := float(problem.cost[list(bundle)].sum())) <= left + _TINY
    ]
    payable.sort(key=lambda one: (-one[0], one[2]))
    # What lies on the way of others is worth more than its own group says.
    payable = payable[:_LOOKED_AT] + sorted(payable[_LOOKED_AT:], key=lambda one: -one[1])[:8]
    rated = [(state.gain(bundle) / max(cost, _TINY), bundle) for _, cost, bundle in payable]
    return max(rated, default=None)


def _ways_to_roots(state: _State) -> Callable[[list[int]], Bundle | None]:
    """Search from what is rooted outward, each place at the cost of its cheapest project."""
    grid, cost = state.grid, state.problem.cost
    price = np.zeros(len(grid.projects))
    choice = np.full(len(grid.projects), -1)
    for place in np.flatnonzero(~state.open).tolist():
        able = [at for at in grid.projects[place].tolist() if not state.problem.excluded[at]]
        cheapest = min(able, key=lambda at: (cost[at], at), default=-1)
        price[place] = cost[cheapest] if cheapest >= 0 else np.inf
        choice[place] = cheapest
    far = np.where(state.rooted, 0.0, np.inf)
    before = np.full(len(far), -1)
    heap = [(0.0, int(place)) for place in np.flatnonzero(state.rooted)]
    while heap:
        away, place = heappop(heap)
        if away > far[place]:
            continue
        for other in grid.neighbours[place].tolist():
            further = away + price[other]
            if further < far[other]:
                far[other], before[other] = further, place
                heappush(heap, (further, other))

    def way(places: list[int]) -> Bundle | None:
        nearest = min(places, key=lambda one: (far[one], one))
        if not np.isfinite(far[nearest]):
            return None
        found = set()
        while nearest >= 0:
            if choice[nearest] >= 0:
                found.add(int(choice[nearest]))
            nearest = int(before[nearest])
        return tuple(sorted(found)) or None

    return way
