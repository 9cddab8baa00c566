"""Ways from one page to another."""

from __future__ import annotations

import streamlit as st

from roadnet.text import Lang, tr


def page_link(name: str, lang: Lang, *, key: str = "", **figures: object) -> None:
    """Show a link to a page with the text ``key``, by default ``ui.link.<name>``.

    Where a page is shown alone (in a test) there is none.
    """
    pages = st.session_state.get("pages", {})
    if name in pages:
        st.page_link(pages[name], label=tr(key or f"ui.link.{name}", lang, **figures))


def go_to(name: str) -> None:
    """Go to a page."""
    pages = st.session_state.get("pages", {})
    if name in pages:
        st.switch_page(pages[name])
