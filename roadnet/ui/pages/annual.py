"""Annual summary: the year in sentences, each figure with the list behind it."""

from __future__ import annotations

import streamlit as st

from roadnet.text import Lang, tr
from roadnet.ui.annual_cache import get_annual
from roadnet.ui.components.annual_form import ask_annual_template, ask_earlier
from roadnet.ui.components.annual_view import show_figures, show_text
from roadnet.ui.components.heading import show_title
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.navigate import page_link
from roadnet.ui.components.plan_run import current_plan


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("annual", lang)
    result = require_result(lang)
    with st.expander(tr("ui_annual.settings", lang)):
        before = ask_earlier(result, lang, form="annual", default=True)
        template = ask_annual_template(lang, form="annual")
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
