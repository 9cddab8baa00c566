"""The mapping of files and columns: proposed, shown, edited, written as district.toml."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from roadnet.text import Lang, tr


def edit_mapping(folder: Path, lang: Lang) -> bool:
    """Show the mapping of a folder's files; return whether it is to be used."""
    return st.button(tr("ui.data.use_mapping", lang), type="primary")
