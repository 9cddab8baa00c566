"""Compare: two years, or the district as it is and as a scenario would have it."""

from __future__ import annotations

import streamlit as st

from roadnet.text import Lang, tr
from roadnet.ui.cache import Result
from roadnet.ui.compare_cache import get_scenario, get_years
from roadnet.ui.components.compare_view import show_comparison
from roadnet.ui.components.heading import show_title
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.scenario_form import ask_scenario
from roadnet.ui.earlier import earlier_of
from roadnet.ui.state import DEMO, Request

_WAYS = ("years", "scenario")


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("compare", lang)
    result = require_result(lang)
    way = st.segmented_control(
        tr("compare.page.way", lang),
        _WAYS,
        default="years",
        required=True,
        format_func=lambda each: tr(f"compare.page.{each}", lang),
        key="compare_way",
        label_visibility="collapsed",
    )
    if way == "years":
        _years(result, lang)
    else:
        _scenario(result, lang)


def _years(result: Result, lang: Lang) -> None:
    earlier = _earlier(result, lang)
    if earlier is None:
        st.html(f'<div class="rn-empty">{tr("compare.page.choose", lang)}</div>')
        return
    before = require_result(lang, earlier)
    with st.spinner(tr("ui.progress.work", lang)):
        found = get_years(before, result)
    show_comparison(result, lang, found, f"years-{earlier.stamp}-{earlier.source}")


def _earlier(result: Result, lang: Lang) -> Request | None:
    """Return the request of the earlier year: the demonstration district's own, else a path."""
    if result.request.source == DEMO:
        return earlier_of(result)
    with st.form("earlier", border=False):
        path = st.text_input(
            tr("compare.page.path", lang), placeholder="D:\\data\\2023\\district.toml"
        )
        if st.form_submit_button(tr("compare.page.open", lang), type="primary"):
            st.session_state["earlier_path"] = path
    return earlier_of(result, st.session_state.get("earlier_path", ""))


def _scenario(result: Result, lang: Lang) -> None:
    scenario = ask_scenario(result, lang)
    if scenario is None:
        return
    with st.spinner(tr("ui.progress.work", lang)):
        found = get_scenario(result, scenario)
    show_comparison(result, lang, found, f"scenario-{hash(scenario.steps.__repr__())}")
