"""How the files were understood: layers with their counts, and a look at each."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from geopandas import GeoDataFrame

from roadnet.district import District
from roadnet.maps import clean_text
from roadnet.schema import SOURCE_ROW
from roadnet.text import Lang, has_text, tr

_MOST_ROWS = 200
_COLUMNS = ("layer_said", "file", "table", "crs", "encoding", "read", "accepted", "rejected")


def show_layers(district: District, lang: Lang) -> None:
    """Show the layers, and the first rows of a chosen one."""
    st.dataframe(to_layers_table(district, lang), hide_index=True)
    names = [name for name, frame in district.layers.items() if len(frame)]
    if not names:
        return
    with st.expander(tr("ui.data.preview", lang)):
        name = st.selectbox(
            tr("ui.column.layer_said", lang),
            names,
            format_func=lambda each: tr(f"layers.{each}", lang),
            key="preview_layer",
        )
        st.dataframe(to_table(district.layers[name].head(_MOST_ROWS), name, lang))


def to_layers_table(district: District, lang: Lang) -> pd.DataFrame:
    """Return one row a layer: its file and what became of its rows."""
    rows = [
        (
            tr(f"layers.{name}", lang) if has_text(f"layers.{name}", lang) else name,
            clean_text(about.file),
            clean_text(about.layer),
            clean_text(about.crs),
            about.encoding,
            about.read,
            about.accepted,
            about.rejected,
        )
        for name, about in district.sources.items()
    ]
    return pd.DataFrame(rows, columns=[tr(f"ui.column.{name}", lang) for name in _COLUMNS])


def to_table(frame: GeoDataFrame, layer: str, lang: Lang) -> pd.DataFrame:
    """Return rows of a layer by their number in the file, columns named in words, all as text."""
    # Shown as text, so that a cell can be nothing but itself.
    table = pd.DataFrame(
        {
            _heading(layer, str(name), lang): [_shown(value) for value in frame[name]]
            for name in frame.columns
            if name not in (frame.geometry.name, SOURCE_ROW)
        }
    )
    table.index = pd.Index(
        frame[SOURCE_ROW] if SOURCE_ROW in frame else range(1, len(frame) + 1),
        name=tr("ui_data.row", lang),
    )
    return table


def _shown(value: object) -> str:
    return clean_text("" if value is pd.NA else value, max_length=200)


def _heading(layer: str, name: str, lang: Lang) -> str:
    key = f"layers.columns.{layer}.{name}"
    return f"{tr(key, lang)} {name}" if has_text(key, lang) else clean_text(name, max_length=60)
