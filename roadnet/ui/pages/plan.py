"""Plan: candidates, a budget, the choice with its bound, before and after."""

from __future__ import annotations

from functools import partial

import streamlit as st

from roadnet.maps.plan_map import build_after_map, build_before_map
from roadnet.planning.plan import Plan
from roadnet.text import Lang, tr
from roadnet.ui.cache import Result, get_map
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.heading import show_title
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.map_view import show_map
from roadnet.ui.components.plan_files import show_plan_files
from roadnet.ui.components.plan_form import ask_plan
from roadnet.ui.components.plan_run import current_plan, start_plan, watch_plan
from roadnet.ui.components.plan_view import (
    curve_chart,
    show_before_and_after,
    show_chosen,
    show_gains,
    show_proof,
)
from roadnet.ui.components.section import show_section

_MAP_PX = 420


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("plan", lang)
    result = require_result(lang)
    wanted = ask_plan(result, lang)
    if wanted is not None:
        start_plan(result, wanted)
    if watch_plan(lang):
        return
    plan = current_plan(result)
    if plan is None:
        st.html(f'<div class="rn-empty">{tr("plan.page.start", lang)}</div>')
        return
    show_section("plan_choice", lang)
    show_proof(plan, lang)
    show_before_and_after(plan.before.summary, plan.after.summary, lang)
    _maps(result, lang, plan)
    _tables(plan, lang)
    show_section("plan_files", lang)
    show_plan_files(result, lang, plan)


@guarded_fragment
def _maps(result: Result, lang: Lang, plan: Plan) -> None:
    show_section("plan_maps", lang)
    for place, name, build in zip(
        st.columns(2, gap="medium"),
        ("before", "after"),
        (build_before_map, build_after_map),
        strict=True,
    ):
        with place:
            st.caption(tr(f"plan.page.{name}", lang))
            drawn = get_map(
                result, lang, f"plan-{name}-{plan.request}", partial(build, plan, lang=lang)
            )
            show_map(drawn, key=f"plan-map-{name}", height_px=_MAP_PX, clickable=False)


def _tables(plan: Plan, lang: Lang) -> None:
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        show_section("plan_chosen", lang)
        show_chosen(plan, lang)
    with right:
        show_section("plan_curve", lang)
        st.altair_chart(curve_chart(plan, lang), width="stretch", theme=None)
    show_section("plan_gains", lang)
    show_gains(plan, lang)
