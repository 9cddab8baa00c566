"""How good a choice is after how long: coverage under a budget, and roads that need one another.

``python -m benchmarks.choice`` prints a table. Instances are drawn from a seed: villages and sites
in a square, a site serves the villages near it; half of the worth hangs on a random tree of roads,
of which each stretch must be there up to the root.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np

from roadnet.planning.choice.curve import solve
from roadnet.planning.choice.evaluate import worth
from roadnet.planning.choice.greedy import choose_greedily
from roadnet.planning.choice.grid import to_grid
from roadnet.planning.choice.problem import ChoiceProblem, CoverItems, Ragged, ReachItems

_SIDE_KM = 60.0
_ROOT_PARTS = 12


@dataclass(frozen=True)
class Case:
    """An instance's name, its size, the radius served and the time that it may take."""

    name: str
    villages: int
    candidates: int
    radius_km: float
    budget_share: float
    seconds: float


CASES = (
    Case("500 x 200, scarce", 500, 200, 3.0, 0.15, 60.0),
    Case("500 x 200, ample", 500, 200, 5.0, 0.30, 60.0),
    Case("5,000 x 1,000, scarce", 5_000, 1_000, 2.0, 0.15, 60.0),
    Case("5,000 x 1,000, ample", 5_000, 1_000, 3.0, 0.30, 60.0),
)


def main() -> None:
    """Print the table."""
    print("| case | greedy s | greedy | value | bound | gap % | s | status |")
    print("|---|---|---|---|---|---|---|---|")
    wanted = sys.argv[1:]
    for case in CASES:
        if not wanted or any(word in case.name for word in wanted):
            print(measure(case), flush=True)


def measure(case: Case) -> str:
    """Solve a case and return its row."""
    problem = draw(case)
    budget = case.budget_share * float(problem.cost.sum())
    begin = time.perf_counter()
    quick = choose_greedily(problem, to_grid(problem.reach), budget)
    greedy_s = time.perf_counter() - begin
    begin = time.perf_counter()
    found = solve(problem, budget, time_limit_s=case.seconds)
    took = time.perf_counter() - begin
    return (
        f"| {case.name} | {greedy_s:.2f} | {worth(problem, quick):,.0f} | {found.value:,.0f} "
        f"| {found.bound:,.0f} | {100 * found.gap:.2f} | {took:.1f} | {found.status} |"
    )


def draw(case: Case, seed: int = 7) -> ChoiceProblem:
    """Draw an instance: two thirds of the candidates are sites, one third stretches of road."""
    rng = np.random.default_rng(seed)
    sites = 2 * case.candidates // 3
    stretches = case.candidates - sites
    villages = rng.uniform(0, _SIDE_KM, (case.villages, 2))
    people = np.round(rng.lognormal(6.5, 0.7, case.villages))
    places = villages[rng.choice(case.villages, sites, replace=False)]
    away = np.hypot(*(villages[:, None] - places[None]).transpose(2, 0, 1))
    village, site = np.nonzero(away <= case.radius_km)
    cover = CoverItems(
        way_item=village,
        way_projects=Ragged(np.arange(len(site) + 1), site),
        way_facility=np.full(len(site), -1),
        way_demand=people[village],
        capacity=np.zeros(0),
        weight=people,
    )
    cost = np.concatenate([rng.integers(4, 30, sites), rng.integers(10, 120, stretches)]).astype(
        float
    )
    none = np.zeros(len(cost), dtype=bool)
    reach = _tree(rng, sites, stretches, case.villages, people)
    return ChoiceProblem(cost, none, none, reach, cover)


def _tree(
    rng: np.random.Generator, first: int, stretches: int, villages: int, people: np.ndarray
) -> ReachItems:
    """Draw a forest of stretches on a few roots; each village hangs on one of them."""
    parts = _ROOT_PARTS + stretches
    above = np.array([rng.integers(max(0, part - 25), part) for part in range(_ROOT_PARTS, parts)])
    some = rng.choice(villages, villages // 2, replace=False)
    start = np.concatenate([np.zeros(_ROOT_PARTS + 1), np.arange(1, stretches + 1)])
    return ReachItems(
        part_projects=Ragged(start.astype(np.int64), first + np.arange(stretches)),
        tie_a=np.arange(_ROOT_PARTS, parts),
        tie_b=above,
        is_root=np.arange(parts) < _ROOT_PARTS,
        item_parts=Ragged(np.arange(len(some) + 1), rng.integers(_ROOT_PARTS, parts, len(some))),
        weight=people[some],
    )


if __name__ == "__main__":
    main()
