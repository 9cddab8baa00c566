"""The best choice and its proof, by HiGHS: from a good answer on, until proven or stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from roadnet.planning.choice.evaluate import won, worth
from roadnet.planning.choice.grid import Grid
from roadnet.planning.choice.model import Model, add_cuts, build_model
from roadnet.planning.choice.problem import Bools, Choice, ChoiceProblem, Floats

_PROVEN: Final = 1e-6
"""A bound this near to the value, as a share of it, is the value: the solver's own tolerance."""
_SHORTEST_S: Final = 0.05

Told = Callable[[float, float], None]
"""Called with the best value so far and the bound."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one run of the solver gave: (columns,) values, or None; the bound; whether it ended."""

    columns: Floats | None
    bound: float
    ended: bool


def solve_exactly(
    problem: ChoiceProblem,
    grid: Grid,
    budget: float,
    start: Bools,
    *,
    time_limit_s: float,
    told: Told | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Choice:
    """Better an answer until it is proven best, the time is over or somebody stops it.

    Parameters
    ----------
    start
        (p,) a choice within the budget.
    time_limit_s
        Seconds.
    """
    ends = time.monotonic() + time_limit_s
    model = build_model(problem, grid, budget)
    best, value = start, worth(problem, start)
    bound = float(grid.group_weight.sum() + problem.cover.weight.sum())
    stopped = cancel or (lambda: False)
    status = "time_limit"
    while not stopped():
        left = ends - time.monotonic()
        if left < _SHORTEST_S:
            break
        answer = _run(model, best, left, told, stopped)
        bound = min(bound, answer.bound)
        if answer.columns is not None:
            chosen = answer.columns[: len(problem.cost)] > 0.5
            gained = worth(problem, chosen)
            if gained > value:
                best, value = chosen, gained
        if bound - value <= _PROVEN * max(1.0, abs(value)):
            status, bound = "proven", value
            break
        if not answer.ended or answer.columns is None:
            break
        first = model.first_group
        claimed = answer.columns[first : first + len(grid.group_weight)] > 1e-6
        if add_cuts(model, chosen, claimed) == 0:
            # The answer is true, so that its value is the best one within the solver's tolerance.
            status, bound = "proven", max(value, min(bound, value * (1 + _PROVEN)))
            break
    if stopped() and status != "proven":
        status = "cancelled"
    return to_choice(problem, best, max(bound, value), status)


def to_choice(problem: ChoiceProblem, chosen: Bools, bound: float, status: str) -> Choice:
    """Say what a set of projects wins."""
    reach, cover, way = won(problem, chosen)
    value = float(problem.reach.weight[reach].sum() + problem.cover.weight[cover].sum())
    cost = float(problem.cost[chosen].sum())
    return Choice(chosen, value, cost, max(bound, value), reach, cover, way, status)


def quiet_solver() -> Any:
    """Return a solver that writes nothing, not even its banner, on standard output."""
    import highspy  # takes a while to import

    class Quiet(highspy.Highs):  # type: ignore[misc]
        """The solver without its banner on standard output."""

        def enableCallbacks(self) -> None:  # noqa: N802 - the solver's own name
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    solver = Quiet()
    solver.setOptionValue("threads", 1)
    return solver


def run_solver(solver: Any) -> None:
    """Run a solver of :func:`quiet_solver`.

    The library keeps one pool of threads a process. Where other code has made it with another
    number of them, every run fails at once: the pool is given up then, and the run repeated.

    Raises
    ------
    RuntimeError
        If the solver fails all the same: a fault of the program, not of the data.
    """
    import highspy  # takes a while to import

    if solver.run() == highspy.HighsStatus.kError:
        highspy.Highs.resetGlobalScheduler(True)
        if solver.run() == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS does not run")


def _run(
    model: Model, start: Bools, time_limit_s: float, told: Told | None, stopped: Callable[[], bool]
) -> _Answer:
    import highspy  # takes a while to import

    solver = quiet_solver()
    solver.setOptionValue("time_limit", float(time_limit_s))
    solver.setOptionValue("mip_rel_gap", _PROVEN)
    solver.setOptionValue("random_seed", 0)
    solver.passModel(_to_lp(highspy, model))
    _start_from(solver, start)

    def watch(event: Any) -> None:
        if told:
            told(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)
        if stopped():
            event.interrupt()

    solver.cbMipInterrupt += watch
    run_solver(solver)
    info, status = solver.getInfo(), solver.getModelStatus()
    known = info.primal_solution_status == 2  # feasible
    columns = np.array(solver.getSolution().col_value) if known else None
    ended = status == highspy.HighsModelStatus.kOptimal
    bound = float(info.mip_dual_bound if model.is_whole.any() else info.objective_function_value)
    return _Answer(columns, bound if np.isfinite(bound) else np.inf, ended)


def _to_lp(highspy: Any, model: Model) -> Any:
    """Write the model in the solver's terms; places and ways that must be whole are binary."""
    lp = highspy.HighsLp()
    rows = model.rows
    lp.num_col_, lp.num_row_ = len(model.worth), len(rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.worth, model.low, model.high
    lp.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
    lp.row_upper_ = np.array(rows.most)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(rows.start, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(rows.index, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(rows.value)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(whole)] for whole in model.is_whole]
    return lp


def _start_from(solver: Any, start: Bools) -> None:
    """Give the solver the choice to start from: the projects alone, it works out the rest."""
    count = len(start)
    solver.setSolution(count, np.arange(count, dtype=np.int32), start.astype(float))
