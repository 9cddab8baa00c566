"""Candidates and plans of a request, each made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from roadnet.ui.cache import Progress, Result
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import Request

if TYPE_CHECKING:
    from roadnet.planning.plan import Plan, PlanRequest
    from roadnet.planning.project import Project

_CANDIDATES: Final = KeyedCache[tuple[Request, str], "list[Project]"](most=4)
_PLANS: Final = KeyedCache[tuple[Request, "PlanRequest"], "Plan"](most=4)


def get_candidates(result: Result, target: str) -> list[Project]:
    """Return the projects to choose from: the user's library and automatic proposals."""
    from roadnet.planning.candidates import propose_projects

    return _CANDIDATES.get(
        (result.request, target), lambda: propose_projects(result.assessment, target=target)
    )


def find_plan(result: Result, wanted: PlanRequest) -> Plan | None:
    """Return a plan if it has been made already."""
    return _PLANS.find((result.request, wanted))


def make_plan(
    result: Result, wanted: PlanRequest, progress: Progress, stopped: Callable[[], bool]
) -> Plan:
    """Return a plan, made now if need be; one that was stopped early is kept as well."""
    from roadnet.planning.plan import plan_for

    def build() -> Plan:
        progress("candidates", 0.0)
        projects = get_candidates(result, wanted.target)
        return plan_for(
            result.assessment,
            projects,
            wanted,
            progress=lambda step, share: progress(step, 0.3 + 0.7 * share),
            cancelled=stopped,
        )

    return _PLANS.get((result.request, wanted), build)
