"""What a planner asks of a plan: target, measure, budget, projects that must be in or out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from roadnet.analysis.reason import Reason
from roadnet.planning.effects.effects import MEASURES
from roadnet.planning.plan import PlanRequest
from roadnet.planning.project import TARGETS, Project
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_wan
from roadnet.ui.cache import Result
from roadnet.ui.components.texts import to_markdown
from roadnet.ui.plan_cache import get_candidates

_WAN: Final = 10_000.0
_POINTS: Final = 6
"""Budgets of the curve beside the one asked for."""
_LONGEST_S: Final = 600


def ask_plan(result: Result, lang: Lang) -> PlanRequest | None:
    """Show the form; return what is asked once the button is pressed."""
    target = st.segmented_control(
        tr("plan.page.target", lang),
        TARGETS,
        default="all",
        required=True,
        format_func=lambda each: tr(f"plan.target.{each}", lang),
        key="plan_target",
    )
    with st.spinner(tr("plan.page.proposing", lang)):
        projects = get_candidates(result, str(target))
    cost = sum(project.cost_cny for project in projects)
    st.caption(tr("plan.page.candidates", lang, count=len(projects), cost=to_wan(cost)))
    with st.form(f"plan-{target}", border=True):
        left, middle, right = st.columns(3)
        budget = left.number_input(
            tr("plan.page.budget", lang),
            min_value=0.0,
            value=float(round(cost / _WAN / 4)),
            step=100.0,
            format="%.0f",
        )
        measure: Any = middle.selectbox(
            tr("plan.page.measure", lang),
            MEASURES,
            format_func=lambda each: tr(f"plan.measure.{each}", lang),
        )
        seconds = right.number_input(
            tr("plan.page.seconds", lang), min_value=1, max_value=_LONGEST_S, value=20
        )
        must = _choose_projects("must", projects, lang)
        excluded = _choose_projects("excluded", projects, lang)
        if not st.form_submit_button(tr("plan.page.go", lang), type="primary"):
            return None
    return PlanRequest(
        budget_cny=budget * _WAN,
        target=str(target),
        measure=measure,
        must=must,
        excluded=excluded,
        curve_points=_POINTS,
        time_limit_s=float(seconds),
    )


def name_of(project: Project, lang: Lang) -> str:
    """Return what to call a project."""
    return project.name.text(lang) if isinstance(project.name, Reason) else str(project.name)


def _choose_projects(which: str, projects: Sequence[Project], lang: Lang) -> tuple[str, ...]:
    names = {one.project_id: f"{one.project_id} {name_of(one, lang)}" for one in projects}
    return tuple(
        st.multiselect(
            tr(f"plan.page.{which}", lang),
            list(names),
            format_func=lambda key: to_markdown(names[key])[:120],
            placeholder=tr("plan.page.none_chosen", lang),
        )
    )
