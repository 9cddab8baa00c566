"""A standard's figures: value, unit, source, and whether the source itself was read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from roadnet.maps import clean_text
from roadnet.reports.standard_words import standard_figure_name, standard_unit, standard_value
from roadnet.standards import Standard
from roadnet.text import Lang, tr
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
            heads["figure"]: standard_figure_name(key, lang),
            heads["value"]: standard_value(figure.value, lang),
            heads["unit"]: standard_unit(figure.unit, lang),
            heads["verified"]: tr(f"ui.verified.{'yes' if figure.verified else 'no'}", lang),
            heads["source"]: clean_text(figure.source_in(lang)),
        }
        for key, figure in standard.figures.items()
    ]
    return pd.DataFrame(rows, columns=list(heads.values()))
