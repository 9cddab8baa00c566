"""The app's own style sheet, with the few words of Streamlit's own that it replaces."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from roadnet.text import Lang, tr


def use_style(lang: Lang) -> None:
    """Put the style sheet into the page."""
    words = {name: tr(f"ui.upload.{name}", lang) for name in ("drop", "limit", "browse")}
    variables = "".join(f'--rn-{name}: "{text}";' for name, text in words.items())
    st.html(f"<style>:root{{{variables}}}{_sheet()}</style>")


@cache
def _sheet() -> str:
    return Path(__file__).parent.with_name("style.css").read_text(encoding="utf-8")
