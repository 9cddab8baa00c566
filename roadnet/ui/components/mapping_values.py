"""What a file's own codes mean: values that an enumeration does not know, matched by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from roadnet.io.recognition.model import TableProposal
from roadnet.schema import Column, layers
from roadnet.text import Lang, has_text, tr
from roadnet.text.numbers import DASH

_OPEN: Final = "-"


def edit_values(
    proposal: TableProposal, layer: str, columns: Mapping[str, str], lang: Lang, *, key: str
) -> dict[str, dict[str, str]]:
    """Show values that are no names of ours; return what they mean, by column of ours.

    Parameters
    ----------
    columns
        The columns chosen, ours = theirs; only enumerations among them are shown.
    key
        What tells the table's fields from those of another table of the layer.
    """
    found: dict[str, dict[str, str]] = {}
    translations = proposal.values  # noqa: PD011 - not a table
    for name in dict.fromkeys((*translations, *proposal.unknown_values)):
        told = translations[name].values if name in translations else {}  # noqa: PD011
        asked = (*told, *proposal.unknown_values.get(name, ()))
        column = layers()[layer].columns.get(name)
        if name not in columns or column is None or column.type != "enum":
            continue
        st.caption(f"{tr('ui.data.values', lang)}: {tr(f'layers.columns.{layer}.{name}', lang)}")
        means = [told.get(word, _OPEN) for word in asked]
        edited = st.data_editor(
            pd.DataFrame({"theirs": list(asked), "ours": means}),
            hide_index=True,
            disabled=["theirs"],
            column_config={
                "theirs": tr("ui.column.theirs_value", lang),
                "ours": st.column_config.SelectboxColumn(
                    tr("ui.column.ours_value", lang),
                    options=[_OPEN, *_values(column)],
                    format_func=partial(_said, layer, name, lang),
                ),
            },
            key=f"mapped_values_{key}_{name}",
        )
        pairs = zip(edited["theirs"], edited["ours"], strict=True)
        chosen = {str(theirs): str(own) for theirs, own in pairs if own not in (None, _OPEN)}
        if chosen:
            found[name] = chosen
    return found


def _said(layer: str, column: str, lang: Lang, value: Any) -> str:
    key = f"layers.values.{layer}.{column}.{value}"
    return tr(key, lang) if has_text(key, lang) else DASH


def _values(column: Column) -> tuple[str, ...]:
    return column.values  # noqa: PD011 - not a table
