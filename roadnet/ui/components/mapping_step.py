"""The second step: which file is which layer; edited for uploaded files, shown for the others."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from roadnet.io.atomic import write_text
from roadnet.io.config import CONFIG_NAME
from roadnet.maps.data_map import build_data_map
from roadnet.text import Lang, tr
from roadnet.ui.cache import Result, get_map
from roadnet.ui.components.choose_source import has_draft, open_draft
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.heading import show_provenance
from roadnet.ui.components.layers_view import show_layers
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.map_view import show_map
from roadnet.ui.components.mapping_again import show_mapping_again
from roadnet.ui.components.mapping_editor import edit_mapping
from roadnet.ui.components.preview_view import show_preview
from roadnet.ui.components.steps import show_way_on
from roadnet.ui.components.upload import former_config, has_own_config, uploaded_folder
from roadnet.ui.state import DEMO, DEMO_EARLIER, current_request

_MAP_PX = 460


def show_mapping(lang: Lang) -> None:
    """Show the step.

    Raises
    ------
    RoadnetError
        When a file cannot be looked into or read.
    """
    folder = uploaded_folder()
    if has_draft() and folder:
        _show_draft(Path(folder), lang)
        return
    result = require_result(lang)
    show_provenance(result.assessment, lang, heading=False)
    show_layers(result.assessment.district, lang)
    _show_map(result, lang)
    if text := config_text(current_request().source):
        _download(text, lang)
    show_way_on("mapping", lang)


def config_text(source: str) -> str:
    """Return the ``district.toml`` that a source was read by; "" where there is none."""
    if source in (DEMO, DEMO_EARLIER):
        return ""
    path = Path(source)
    path = path / CONFIG_NAME if path.is_dir() else path
    known = path.suffix.lower() == ".toml" and path.is_file()
    return path.read_text(encoding="utf-8-sig") if known else ""


def _show_draft(folder: Path, lang: Lang) -> None:
    own, former = has_own_config(), former_config()
    if own:
        text = config_text(str(folder))
        st.code(text, language="toml")
    elif former:
        text = show_mapping_again(folder, former, lang)
    else:
        text = edit_mapping(folder, lang)
    show_preview(folder, text, lang)
    left, right = st.columns([1, 3])
    with left:
        wanted = st.button(
            tr("ui.data.use_mapping", lang),
            type="primary",
            disabled=not text,
            key="use_mapping",
            width="stretch",
        )
    with right:
        _download(text, lang)
    if wanted:
        if not own:
            write_text(folder / CONFIG_NAME, text)
        open_draft(current_request())


@guarded_fragment
def _show_map(result: Result, lang: Lang) -> None:
    district = result.assessment.district
    drawn = get_map(result, lang, "data", lambda: build_data_map(district, lang=lang))
    show_map(drawn, key="data-map", height_px=_MAP_PX, clickable=False)


def _download(text: str, lang: Lang) -> None:
    label = tr("ui.data.download_mapping", lang)
    st.download_button(label, text, file_name=CONFIG_NAME, on_click="ignore", disabled=not text)
