"""What the annual summary is asked with: the year before, and a template of the bureau's own."""

from __future__ import annotations

import streamlit as st

from roadnet.reports.annual.template import read_template
from roadnet.text import Lang, tr
from roadnet.ui.cache import Result
from roadnet.ui.earlier import earlier_of
from roadnet.ui.state import DEMO, Request


def ask_earlier(result: Result, lang: Lang, *, form: str, default: bool) -> Request | None:
    """Ask for the year before: whether, of the demonstration; where, of others.

    Parameters
    ----------
    form
        What the widgets' keys begin with.
    default
        Whether the demonstration's year before is wanted unless somebody says otherwise.
    """
    if result.request.source == DEMO:
        wanted = st.checkbox(tr("ui_report.earlier", lang), value=default, key=f"{form}_earlier")
        return earlier_of(result) if wanted else None
    path = st.text_input(
        tr("ui_report.earlier_path", lang),
        value=st.session_state.get("earlier_path", ""),
        placeholder="D:\\data\\2023\\district.toml",
        key=f"{form}_earlier_path",
    )
    return earlier_of(result, path)


def ask_annual_template(lang: Lang, *, form: str) -> bytes:
    """Ask for a template of one's own, empty for the shipped one, which is handed over."""
    given = st.file_uploader(
        tr("ui_report.annual_template", lang),
        type=["md", "txt"],
        help=tr("ui_report.annual_template_help", lang),
        key=f"{form}_annual_template",
    )
    st.download_button(
        tr("ui_report.annual_example", lang),
        lambda: read_template(None, lang).encode("utf-8-sig"),
        file_name="annual.md",
        key=f"{form}_annual_example",
        on_click="ignore",
        type="tertiary",
    )
    return given.getvalue() if given is not None else b""
