"""Data in four steps: the files, which is which, what is wrong with them, done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from roadnet.errors import RoadnetError
from roadnet.findings import count_severities
from roadnet.text import Lang
from roadnet.ui.components.choose_source import choose_source
from roadnet.ui.components.findings_view import show_counts, show_findings
from roadnet.ui.components.heading import show_provenance, show_title
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.mapping_step import show_mapping
from roadnet.ui.components.navigate import page_link
from roadnet.ui.components.section import show_section
from roadnet.ui.components.settings import choose_settings
from roadnet.ui.components.standard_view import show_standard
from roadnet.ui.components.steps import Step, choose_step, show_way_on
from roadnet.ui.components.texts import to_markdown
from roadnet.ui.state import current_request


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("data", lang)
    step = choose_step(lang)
    try:
        _SHOWN[step](lang)
    except RoadnetError as error:
        # The steps above stay in reach: there the fault can be mended.
        st.error(to_markdown(error.message(lang)))


def _show_files(lang: Lang) -> None:
    choose_source(current_request(), lang)


def _show_problems(lang: Lang) -> None:
    result = require_result(lang)
    show_counts(count_severities(result.findings), lang)
    show_findings(result, lang)
    show_way_on("problems", lang)


def _show_done(lang: Lang) -> None:
    show_section("settings", lang)
    choose_settings(current_request(), lang)
    result = require_result(lang)
    show_provenance(result.assessment, lang, heading=False)
    show_standard(result.assessment.standard, lang)
    for page in ("overview", "map", "export"):
        page_link(page, lang, key=f"ui.{page}.title")


_SHOWN: Final[dict[Step, Callable[[Lang], None]]] = {
    "files": _show_files,
    "mapping": show_mapping,
    "problems": _show_problems,
    "done": _show_done,
}
