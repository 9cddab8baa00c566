"""Last year's mapping, uploaded beside new files: applied again, with what changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from roadnet.errors import RoadnetError
from roadnet.io.browse import FileLayer, list_layers
from roadnet.io.config import DistrictConfig, LayerConfig, read_config
from roadnet.io.recognition.model import TableProposal
from roadnet.io.recognition.propose_text import to_config_text
from roadnet.io.recognition.saved import Change, apply_saved
from roadnet.io.recognition.saved_text import to_change_text
from roadnet.maps import clean_text
from roadnet.standards import SHIPPED
from roadnet.text import Lang, tr
from roadnet.ui.components.mapping_editor import data_files
from roadnet.ui.keyed_cache import KeyedCache

_TABLES: Final = KeyedCache[tuple[tuple[str, int, int], ...], list[FileLayer]](most=4)


def show_mapping_again(folder: Path, given: Path, lang: Lang) -> str:
    """Show what last year's mapping makes of a folder's files; return it as ``district.toml``.

    Raises
    ------
    RoadnetError
        When a file cannot be looked into; ``path_outside`` for a standard that was not uploaded.
    """
    text, changes = apply_again(folder, read_config(given), lang)
    st.caption(tr("ui_data.again", lang))
    heads = [tr(f"cli.init.{head}", lang) for head in ("layer", "reason")]
    rows = [
        (tr(f"layers.{one.layer}", lang), clean_text(to_change_text(one, lang))) for one in changes
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows, columns=heads), hide_index=True)
    else:
        st.caption(tr("propose.like.none", lang))
    st.code(text, language="toml")
    return text


def apply_again(folder: Path, saved: DistrictConfig, lang: Lang) -> tuple[str, list[Change]]:
    """Apply a mapping to a folder's files; nothing outside the folder is named by what it gives."""
    if saved.standard not in SHIPPED and not _is_in(saved.base / saved.standard, folder):
        raise RoadnetError("path_outside", path=saved.standard)
    files, key = data_files(folder)
    tables = _TABLES.get(key, lambda: list_layers(files))
    proposals, changes = apply_saved(tables, saved, [])
    text = to_config_text(
        [_within(one, folder) for one in proposals],
        folder=folder,
        name=saved.name,
        lang=lang,
        saved=saved,
    )
    return text, changes


def _within(proposal: TableProposal, folder: Path) -> TableProposal:
    """Leave out files beside a layer that were not uploaded."""
    if proposal.saved is None:
        return proposal
    sides: dict[str, LayerConfig | None] = {
        key: side if side and _is_in(side.path, folder) else None
        for key in ("geometry", "mergers", "previous")
        for side in (getattr(proposal.saved, key),)
    }
    kept = replace(proposal.saved, **sides)  # type: ignore[arg-type]
    return replace(proposal, saved=kept, earlier=None)


def _is_in(path: Path, folder: Path) -> bool:
    """Whether a file is there and in the folder, wherever its path leads through."""
    return path.resolve().is_relative_to(folder.resolve()) and path.is_file()
