"""A look at what a mapping makes of the files, before anything is computed by it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.findings import count_severities
from roadnet.io.atomic import write_text
from roadnet.maps.data_map import build_data_map
from roadnet.text import Lang, tr
from roadnet.ui.components.findings_view import show_counts
from roadnet.ui.components.layers_view import show_layers
from roadnet.ui.components.map_view import show_map
from roadnet.ui.components.texts import to_markdown
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import to_stamp

if TYPE_CHECKING:
    import folium

_DRAFT_NAME: Final = ".preview.toml"  # no uploaded file can be called so
_MAP_PX: Final = 420


@dataclass(frozen=True)
class _Preview:
    district: District
    drawn: folium.Map


_PREVIEWS: Final = KeyedCache[tuple[str, str, str, Lang], _Preview](most=3)


def show_preview(folder: Path, text: str, lang: Lang) -> None:
    """Show a button that reads the files by a mapping, and what came out: tables and a map.

    A mapping that cannot be read is said here and hinders nothing.
    """
    wanted = st.toggle(tr("ui_data.preview", lang), key="preview_wanted", disabled=not text)
    if not wanted or not text:
        return
    try:
        with st.spinner(tr("ui_data.reading", lang)):
            seen = _PREVIEWS.get(
                (str(folder), to_stamp(str(folder)), text, lang), lambda: _read(folder, text, lang)
            )
    except RoadnetError as error:
        st.warning(to_markdown(error.message(lang)))
        return
    left, right = st.columns(2, gap="medium")
    with left:
        show_counts(count_severities(seen.district.findings), lang)
        show_layers(seen.district, lang)
    with right:
        show_map(seen.drawn, key="preview-map", height_px=_MAP_PX, clickable=False)


def _read(folder: Path, text: str, lang: Lang) -> _Preview:
    from roadnet.io.read import read_district

    path = folder / _DRAFT_NAME
    write_text(path, text)
    try:
        district = read_district(path)
    finally:
        path.unlink()
    return _Preview(district, build_data_map(district, lang=lang))
