"""Annual summary: the year in sentences, each figure with the list behind it."""

from __future__ import annotations

import streamlit as st

from roadnet.reports.annual.template import read_template
from roadnet.text import Lang, tr
from roadnet.ui.annual_cache import get_annual
from roadnet.ui.cache import Result
from roadnet.ui.components.annual_view import show_figures, show_text
from roadnet.ui.components.heading import show_title
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.navigate import page_link
from roadnet.ui.components.plan_run import current_plan
from roadnet.ui.earlier import earlier_of
from roadnet.ui.state import DEMO, Request


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("annual", lang)
    result = require_result(lang)
    with st.expander(tr("ui_annual.settings", lang)):
        before = _ask_earlier(result, lang)
        template = _ask_template(lang)
    earlier = require_result(lang, before) if before else None
    with st.spinner(tr("ui.progress.work", lang)):
        summary = get_annual(
            result, lang, earlier=earlier, plan=current_plan(result), template=template
        )
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_text(summary, lang)
        page_link("export", lang, key="ui_annual.to_word")
    with right:
        show_figures(summary, lang)


def _ask_earlier(result: Result, lang: Lang) -> Request | None:
    """Ask for the year before: whether, of the demonstration; where, of others."""
    if result.request.source == DEMO:
        wanted = st.checkbox(tr("ui_report.earlier", lang), value=True, key="annual_earlier")
        return earlier_of(result) if wanted else None
    path = st.text_input(
        tr("ui_report.earlier_path", lang),
        value=st.session_state.get("earlier_path", ""),
        placeholder="D:\\data\\2023\\district.toml",
        key="annual_earlier_path",
    )
    return earlier_of(result, path)


def _ask_template(lang: Lang) -> bytes:
    given = st.file_uploader(
        tr("ui_report.annual_template", lang),
        type=["md", "txt"],
        help=tr("ui_report.annual_template_help", lang),
        key="annual_template",
    )
    st.download_button(
        tr("ui_report.annual_example", lang),
        lambda: read_template(None, lang).encode("utf-8-sig"),
        file_name="annual.md",
        key="annual_example",
        on_click="ignore",
        type="tertiary",
    )
    return given.getvalue() if given is not None else b""
