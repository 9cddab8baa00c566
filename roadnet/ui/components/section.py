"""A section's heading with a line that says what it shows."""

from __future__ import annotations

import streamlit as st

from roadnet.text import Lang, tr


def show_section(name: str, lang: Lang) -> None:
    """Show the heading ``ui.section.<name>`` and its line."""
    title, about = tr(f"ui.section.{name}.title", lang), tr(f"ui.section.{name}.about", lang)
    st.html(f'<div class="rn-section"><h2>{title}</h2><p>{about}</p></div>')
