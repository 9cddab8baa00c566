"""The standard and the join tolerance."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from roadnet.maps import clean_text
from roadnet.standards import SHIPPED, read_standard
from roadnet.text import Lang, tr
from roadnet.ui.state import Request, set_request

_OWN = ""
_MOST_TOLERANCE_M = 100.0


def choose_settings(request: Request, lang: Lang) -> None:
    """Show the inputs; taking them over makes a new request."""
    options = [_OWN, *SHIPPED]
    if request.standard not in options:
        options.append(request.standard)
    with st.form("settings", border=False):
        left, middle, right = st.columns([2, 1.4, 1], gap="medium", vertical_alignment="bottom")
        with left:
            standard = st.selectbox(
                tr("ui.data.standard", lang),
                options,
                index=options.index(request.standard),
                format_func=lambda name: _name(name, lang),
            )
        with middle:
            tolerance_m = st.number_input(
                tr("ui.data.tolerance", lang),
                min_value=0.0,
                max_value=_MOST_TOLERANCE_M,
                value=request.join_tolerance_m,
                step=1.0,
                help=tr("ui.data.tolerance_help", lang),
            )
        with right:
            wanted = st.form_submit_button(tr("ui.data.assess", lang), type="primary")
    if wanted:
        set_request(replace(request, standard=standard, join_tolerance_m=float(tolerance_m)))
        st.rerun()


def _name(name: str, lang: Lang) -> str:
    if name == _OWN:
        return tr("ui.data.standard_own", lang)
    shown = read_standard(name).name(lang) if name in SHIPPED else name
    return clean_text(f"{shown} ({name})" if name in SHIPPED else shown)
