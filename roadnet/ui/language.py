"""The language of the page: from the address, the session or the start, Chinese first."""

from __future__ import annotations

import os
from typing import Final

import streamlit as st

from roadnet.text import DEFAULT_LANG, LANGUAGES, Lang, to_lang, tr
from roadnet.ui.launch import LANG_VARIABLE

_KEY: Final = "lang"


def current_language() -> Lang:
    """Return the language of this session; ``?lang=`` in the address goes before all else."""
    asked = st.query_params.get(_KEY)
    before = st.session_state.get(_KEY) or os.environ.get(LANG_VARIABLE) or DEFAULT_LANG
    lang = to_lang(asked or before)
    st.session_state[_KEY] = lang
    if asked != lang and lang != DEFAULT_LANG:
        # Kept in the address, so that a copied link opens in the same language.
        st.query_params[_KEY] = lang
    return lang


def choose_language(lang: Lang) -> None:
    """Show the switch."""
    st.segmented_control(
        tr("ui.app.language", lang),
        LANGUAGES,
        default=lang,
        required=True,
        format_func=lambda each: tr("ui.app.language_name", each),
        key="chosen_lang",
        on_change=_take_choice,
        label_visibility="collapsed",
        width="stretch",
    )


def _take_choice() -> None:
    lang = to_lang(str(st.session_state["chosen_lang"]))
    st.session_state[_KEY] = lang
    st.query_params[_KEY] = lang
