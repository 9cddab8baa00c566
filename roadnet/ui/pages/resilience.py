"""Resilience: what closings do, who has a single way out, hazards to close, freight on buses."""

from __future__ import annotations

import streamlit as st

from roadnet.text import Lang, tr
from roadnet.ui.components.freight_view import show_freight
from roadnet.ui.components.heading import show_title
from roadnet.ui.components.ledger_view import show_ledger
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.resilience_view import (
    show_closures,
    show_ferries,
    show_relief,
    show_townships,
)
from roadnet.ui.resilience_cache import get_resilience


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("resilience", lang)
    result = require_result(lang)
    with st.spinner(tr("ui_resilience.working", lang)):
        found = get_resilience(result)
    show_closures(result, lang, found)
    show_townships(lang, found)
    show_ferries(lang, found)
    show_relief(lang, found)
    show_ledger(result, lang, found)
    show_freight(result, lang)
