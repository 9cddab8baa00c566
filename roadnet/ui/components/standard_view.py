"""A standard's figures: value, unit, source, and whether the source itself was read."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from roadnet.maps import clean_text
from roadnet.standards import Standard
from roadnet.text import Lang, has_text, tr
from roadnet.ui.components.headlines import MARK
from roadnet.ui.components.texts import to_markdown


def show_standard(standard: Standard, lang: Lang) -> None:
    """Show how many figures are not verified, and all of them on demand."""
    count = len(standard.unverified())
    label = tr("ui.overview.figures", lang, name=to_markdown(standard.name(lang)))
    if count:
        label += f" · {MARK} {tr('ui.overview.unverified_count', lang, count=count)}"
    with st.expander(label):
        note = standard.note.get(lang)
        if note:
            st.caption(to_markdown(note))
        st.dataframe(to_figures_table(standard, lang), hide_index=True)


def to_figures_table(standard: Standard, lang: Lang) -> pd.DataFrame:
    """Return a standard's figures as a table in a language."""
    names = ("figure", "value", "unit", "verified", "source")
    heads = {name: tr(f"ui.column.{name}", lang) for name in names}
    rows = [
        {
            heads["figure"]: _name(key, lang),
            heads["value"]: _value(figure.value, lang),
            heads["unit"]: figure.unit,
            heads["verified"]: tr(f"ui.verified.{'yes' if figure.verified else 'no'}", lang),
            heads["source"]: clean_text(figure.source),
        }
        for key, figure in standard.figures.items()
    ]
    return pd.DataFrame(rows, columns=list(heads.values()))


def _name(key: str, lang: Lang) -> str:
    return tr(f"ui.figure.{key}", lang) if has_text(f"ui.figure.{key}", lang) else key


def _value(value: Any, lang: Lang) -> str:
    if isinstance(value, bool):
        return tr(f"ui.word.{'yes' if value else 'no'}", lang)
    if isinstance(value, dict):
        return "; ".join(f"{_word(key, lang)} {each}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(_word(str(each), lang) for each in value) or "–"
    return _word(clean_text(value), lang)


def _word(code: str, lang: Lang) -> str:
    """Say a code of an enumeration in words, where the catalogue has it."""
    for where in (
        "roads.surface",
        "roads.technical_class",
        "villages.kind",
        "stations.functions",
    ):
        if has_text(f"layers.values.{where}.{code}", lang):
            return tr(f"layers.values.{where}.{code}", lang)
    return tr(f"ui.word.{code}", lang) if has_text(f"ui.word.{code}", lang) else code
