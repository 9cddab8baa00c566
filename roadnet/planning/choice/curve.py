"""The choice at one budget or at several: a quick answer first, then the solver's proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from roadnet.errors import RoadnetError
from roadnet.planning.choice.evaluate import worth
from roadnet.planning.choice.exact import Told, solve_exactly, to_choice
from roadnet.planning.choice.greedy import choose_greedily, improve
from roadnet.planning.choice.grid import Grid, to_grid
from roadnet.planning.choice.problem import Bools, Choice, ChoiceProblem

Cancel = Callable[[], bool]


def solve(
    problem: ChoiceProblem,
    budget: float,
    *,
    time_limit_s: float = 60.0,
    told: Told | None = None,
    cancel: Cancel | None = None,
) -> Choice:
    """Choose the projects of most worth within a budget.

    Parameters
    ----------
    problem
        What may be chosen and what it wins.
    budget
        In the unit of the costs.
    time_limit_s
        Seconds for the proof; 0 gives the quick answer with a plain bound.
    told
        Called with the best value and the bound, as they become better.
    cancel
        Asked now and then; True ends the search with what there is.

    Raises
    ------
    RoadnetError
        ``plan_musts_too_dear`` where the projects that have to be in cost more than the budget.
    """
    return solve_curve(problem, [budget], time_limit_s=time_limit_s, told=told, cancel=cancel)[0]


def solve_curve(
    problem: ChoiceProblem,
    budgets: Sequence[float],
    *,
    time_limit_s: float = 60.0,
    told: Told | None = None,
    cancel: Cancel | None = None,
) -> list[Choice]:
    """Answer several budgets, in their order; more money never wins less.

    Each answer starts from the better of its own quick answer and that of the next smaller budget.
    A proven bound of a larger budget holds for every smaller one.
    """
    require_payable(problem, min(budgets))
    grid = to_grid(problem.reach)
    answers: dict[float, Choice] = {}
    last: Choice | None = None
    for budget in sorted(set(budgets)):
        start = _quick(problem, grid, budget, last, cancel)
        if time_limit_s > 0:
            last = solve_exactly(
                problem, grid, budget, start, time_limit_s=time_limit_s, told=told, cancel=cancel
            )
        else:
            last = to_choice(problem, start, _all_worth(problem, grid), "greedy")
        answers[budget] = last
    return [answers[budget] for budget in _tighten(answers, budgets)]


def require_payable(problem: ChoiceProblem, budget: float) -> None:
    """Raise where the projects that have to be in cost more than a budget."""
    cost = float(problem.cost[problem.must].sum())
    if cost > budget:
        raise RoadnetError("plan_musts_too_dear", cost=f"{cost:,.0f}", budget=f"{budget:,.0f}")


def _quick(
    problem: ChoiceProblem, grid: Grid, budget: float, smaller: Choice | None, cancel: Cancel | None
) -> Bools:
    found = [choose_greedily(problem, grid, budget, cancel=cancel)]
    if smaller is not None:
        found.append(choose_greedily(problem, grid, budget, start=smaller.chosen, cancel=cancel))
    best = max(found, key=lambda chosen: worth(problem, chosen))
    return improve(problem, grid, best, budget, rounds=2, cancel=cancel)


def _all_worth(problem: ChoiceProblem, grid: Grid) -> float:
    return float(grid.group_weight.sum() + problem.cover.weight.sum())


def _tighten(answers: dict[float, Choice], budgets: Sequence[float]) -> Sequence[float]:
    """Let the bound of a larger budget hold for the smaller ones too."""
    bound = np.inf
    for budget in sorted(answers, reverse=True):
        one = answers[budget]
        bound = min(bound, one.bound)
        if bound < one.bound:
            answers[budget] = Choice(
                one.chosen, one.value, one.cost, max(bound, one.value), one.reach_won,
                one.cover_won, one.way, one.status,
            )  # fmt: skip
    return budgets
