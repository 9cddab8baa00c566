"""The plan: which projects for the money, what is then better, and how good the choice is.

The projects chosen are applied to the input and the district is assessed again, so ``after`` is
never a forecast. Where it differs from what the choice counted on, the plan says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from roadnet.analysis.assess import DEFAULT_TOLERANCE_M, Progress, assess
from roadnet.analysis.assessment import Assessment
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.planning.changes import apply_changes
from roadnet.planning.choice.curve import solve_curve
from roadnet.planning.choice.evaluate import won
from roadnet.planning.choice.exact import Told
from roadnet.planning.choice.greedy import choose_greedily
from roadnet.planning.choice.grid import to_grid
from roadnet.planning.choice.problem import Bools, Choice
from roadnet.planning.effects.effects import (
    MEASURES,
    Effects,
    Measure,
    changes_of,
    find_effects,
    items_of,
)
from roadnet.planning.need import JointNeed, joint_need
from roadnet.planning.project import TARGETS, Project
from roadnet.standards import Standard

_OF_ROADS: Final = ("roads", "all")
_CURVE_SHARE: Final = 6.0
_NEED_S: Final = 10.0
"""Seconds for the proof of the joint need; its bound is told where they do not suffice."""


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What is asked of a plan.

    Parameters
    ----------
    budget_cny
        Yuan that may be spent.
    target
        ``roads``, ``bus``, ``logistics`` or ``all``.
    measure
        What counts: ``villages`` (verdicts mended), ``people``, or the standard's ``points``.
    must, excluded
        Identifiers of projects that have to be in, or out.
    further_budgets
        Further budgets to answer, for the curve.
    curve_points
        So many budgets more, evenly spaced up to what everything would cost, for the curve.
    time_limit_s
        Seconds for the choice at each budget asked; those of the curve get at most a sixth of it.
    """

    budget_cny: float
    target: str = "all"
    measure: Measure = "villages"
    must: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    further_budgets: tuple[float, ...] = ()
    curve_points: int = 0
    time_limit_s: float = 60.0


@dataclass(frozen=True)
class Plan:
    """A plan and its evidence.

    Parameters
    ----------
    request
        What was asked.
    before, after
        The district as it is, and with the chosen projects, each assessed.
    effects
        Candidates and what sets of them win.
    choice
        The answer at the budget, with its bound.
    curve
        The answers at every budget asked, by rising budget.
    chosen
        The projects chosen.
    gains
        One row a place and indicator that is mended after all: ``indicator``, ``id``, ``name``,
        ``population``, ``forecast`` (whether the choice counted on it), ``project_ids`` (those
        without which it would be lost again; where any one of several would do, none).
    missed
        Rows of the same shape that the choice counted on and the assessment does not bear out.
    changes
        What every candidate changes, see :func:`~roadnet.planning.effects.effects.changes_of`.
    need
        The least kilometres that would connect all villages; None where roads are not the target.
    """

    request: PlanRequest
    before: Assessment
    after: Assessment
    effects: Effects
    choice: Choice
    curve: tuple[tuple[float, Choice], ...]
    chosen: tuple[Project, ...]
    gains: pd.DataFrame
    missed: pd.DataFrame
    changes: pd.DataFrame
    need: JointNeed | None = None


def plan(
    district: District,
    *,
    budget_cny: float,
    target: str = "all",
    measure: Measure = "villages",
    candidates: Sequence[Project] | None = None,
    standard: Standard | None = None,
    join_tolerance_m: float = DEFAULT_TOLERANCE_M,
    progress: Progress | None = None,
) -> Plan:
    """Choose the projects that mend the most for the money.

    Parameters
    ----------
    district
        The district as it is.
    budget_cny
        Yuan that may be spent.
    target, measure
        See :class:`PlanRequest`.
    candidates
        The projects to choose from; the user's library and automatic proposals if None.
    standard, join_tolerance_m, progress
        As of :func:`~roadnet.analysis.assess.assess`.

    Raises
    ------
    RoadnetError
        ``plan_budget_bad``, ``plan_target_unknown``, ``plan_musts_too_dear``, and those of
        ``assess``.
    """
    from roadnet.planning.candidates import propose_projects

    request = PlanRequest(budget_cny=budget_cny, target=target, measure=measure)
    require_sound(request)
    say = progress or (lambda step, share: None)
    before = assess(
        district,
        standard=standard,
        join_tolerance_m=join_tolerance_m,
        progress=lambda step, share: say(step, 0.3 * share),
    )
    say("candidates", 0.3)
    projects = propose_projects(before, target=target) if candidates is None else list(candidates)
    return plan_for(before, projects, request, progress=lambda step, at: say(step, 0.5 + at / 2))


def plan_for(
    before: Assessment,
    projects: Sequence[Project],
    request: PlanRequest,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Choose among projects for a district that is assessed already."""
    require_sound(request)
    say = progress or (lambda step, share: None)
    say("effects", 0.0)
    effects = find_effects(
        before,
        projects,
        target=request.target,
        measure=request.measure,
        must=request.must,
        excluded=request.excluded,
    )
    say("choice", 0.2)

    def told(value: float, bound: float) -> None:
        say("choice", 0.2 + 0.6 * (value / bound if bound > 0 else 1.0))

    choice, curve = _choose(effects, request, cancelled, told)
    say("after", 0.8)
    chosen = tuple(project for project, on in zip(projects, choice.chosen, strict=True) if on)
    after = assess_with(before, chosen)
    gains, missed = _gains(before, after, effects, choice, request)
    need = joint_need(before, time_limit_s=_NEED_S) if request.target in _OF_ROADS else None
    changes = changes_of(effects)
    return Plan(
        request, before, after, effects, choice, curve, chosen, gains, missed, changes, need
    )


def assess_with(before: Assessment, chosen: Sequence[Project]) -> Assessment:
    """Assess the district with some projects done, by the same standard and tolerance."""
    changes = [change for project in chosen for change in project.changes]
    if not changes:
        return before
    return assess(
        apply_changes(before.district, changes),
        standard=before.standard,
        join_tolerance_m=before.network.tolerance_m,
    )


def require_sound(request: PlanRequest) -> None:
    """Raise where a plan is asked for that cannot be made."""
    for budget in (request.budget_cny, *request.further_budgets):
        if not (np.isfinite(budget) and budget >= 0):
            raise RoadnetError("plan_budget_bad", budget=budget)
    if request.target not in TARGETS:
        raise RoadnetError("plan_target_unknown", target=request.target, known=", ".join(TARGETS))
    if request.measure not in MEASURES:
        raise RoadnetError("plan_target_unknown", target=request.measure, known=", ".join(MEASURES))


def _choose(
    effects: Effects, request: PlanRequest, cancelled: Callable[[], bool] | None, told: Told
) -> tuple[Choice, tuple[tuple[float, Choice], ...]]:
    """Answer every budget; the asked one is among them."""
    problem = effects.problem
    asked = sorted({request.budget_cny, *request.further_budgets})
    answers = solve_curve(
        problem, asked, time_limit_s=request.time_limit_s, told=told, cancel=cancelled
    )
    known = dict(zip(asked, answers, strict=True))
    more = [budget for budget in _spaced(effects, request) if budget not in known]
    if more and not (cancelled and cancelled()):
        quick_s = request.time_limit_s / _CURVE_SHARE
        answers = solve_curve(problem, more, time_limit_s=quick_s, cancel=cancelled)
        known |= dict(zip(more, answers, strict=True))
    return known[request.budget_cny], tuple(sorted(known.items()))


def _spaced(effects: Effects, request: PlanRequest) -> list[float]:
    """Budgets evenly spaced up to the cost of a quick choice that money does not limit."""
    problem = effects.problem
    if not request.curve_points:
        return []
    everything = choose_greedily(problem, to_grid(problem.reach), np.inf)
    most = float(problem.cost[everything].sum())
    least = float(problem.cost[problem.must].sum())
    steps = [most * step / request.curve_points for step in range(1, request.curve_points + 1)]
    return [budget for budget in steps if budget >= least]


def _gains(
    before: Assessment,
    after: Assessment,
    effects: Effects,
    choice: Choice,
    request: PlanRequest,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare what the choice counted on with what the assessment bears out."""
    items = effects.items
    lacking = [
        items_of(after, indicator, request.measure)[["indicator", "id"]]
        for indicator in items["indicator"].unique()
    ]
    still = pd.MultiIndex.from_frame(pd.concat([items[["indicator", "id"]][:0], *lacking]))
    mended = ~pd.MultiIndex.from_frame(items[["indicator", "id"]]).isin(still)
    counted_on = np.concatenate([choice.reach_won, choice.cover_won])
    shown = items[["indicator", "id", "name", "population"]].assign(
        forecast=counted_on, project_ids=_needed(effects, choice.chosen, counted_on)
    )
    return (
        shown[mended].reset_index(drop=True),
        shown[counted_on & ~mended].reset_index(drop=True),
    )


def projects_needed(gains: pd.DataFrame) -> list[list[str]]:
    """Split the column ``project_ids`` of gains: for each row its projects."""
    return [[one for one in str(ids).split(";") if one] for ids in gains["project_ids"]]


def _needed(effects: Effects, chosen: Bools, counted_on: Bools) -> list[str]:
    """For each item the chosen projects without which it would be lost, ``;`` between."""
    lists: list[list[str]] = [[] for _ in counted_on]
    for at in np.flatnonzero(chosen):
        without = chosen.copy()
        without[at] = False
        reach, cover, _ = won(effects.problem, without)
        for item in np.flatnonzero(counted_on & ~np.concatenate([reach, cover])):
            lists[item].append(effects.projects[at].project_id)
    return [";".join(one) for one in lists]
