"""Data: where it comes from, how it was understood, what is wrong with it, by which standard."""

from __future__ import annotations

import streamlit as st

from roadnet.errors import RoadnetError
from roadnet.findings import count_severities
from roadnet.text import Lang
from roadnet.ui.components.choose_source import choose_source
from roadnet.ui.components.findings_view import show_counts, show_findings
from roadnet.ui.components.heading import show_provenance, show_title
from roadnet.ui.components.layers_view import show_layers
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.section import show_section
from roadnet.ui.components.settings import choose_settings
from roadnet.ui.components.standard_view import show_standard
from roadnet.ui.components.texts import to_markdown
from roadnet.ui.state import current_request


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("data", lang)
    show_section("source", lang)
    choose_source(current_request(), lang)
    show_section("settings", lang)
    choose_settings(current_request(), lang)
    try:
        result = require_result(lang)
    except RoadnetError as error:
        # The inputs above stay in reach: this is where the fault can be mended.
        st.error(to_markdown(error.message(lang)))
        return
    show_standard(result.assessment.standard, lang)
    show_section("understood", lang)
    show_provenance(result.assessment, lang, heading=False)
    show_layers(result.assessment.district, lang)
    show_section("findings", lang)
    show_counts(count_severities(result.findings), lang)
    show_findings(result.findings, lang)
