"""The mapping of files and columns: proposed, shown, edited, written as district.toml."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from roadnet.io.browse import list_layers
from roadnet.io.config import GTFS
from roadnet.io.formats.coordinates import coordinate_columns
from roadnet.io.formats.drivers import FORMATS
from roadnet.io.mergers.model import MERGERS
from roadnet.io.places.stakes import ROUTES
from roadnet.io.recognition.model import TableProposal
from roadnet.io.recognition.propose import propose_mapping
from roadnet.io.recognition.propose_text import (
    to_column_reason,
    to_place_reason,
    to_reason,
)
from roadnet.schema import layers
from roadnet.text import Lang, has_text, tr
from roadnet.text.numbers import DASH, to_number
from roadnet.ui.components.mapping_toml import LayerChoice, to_toml
from roadnet.ui.components.mapping_values import edit_values
from roadnet.ui.components.texts import to_markdown
from roadnet.ui.keyed_cache import KeyedCache

_PROPOSALS: Final = KeyedCache[tuple[tuple[str, int, int], ...], "list[TableProposal]"](most=8)
_NONE: Final = "-"
_TABLES: Final = frozenset({"csv", "excel"})
_SAMPLES: Final = 3
_OPENED: Final = frozenset({"roads", "villages"})
_PARTS: Final = frozenset({".shx", ".dbf", ".prj", ".cpg", ".toml"})


def edit_mapping(folder: Path, lang: Lang) -> str:
    """Show the mapping of a folder's files; return it as a ``district.toml``, "" without a layer.

    Raises
    ------
    RoadnetError
        When a file cannot be looked into.
    """
    proposals = _propose(folder)
    name = st.text_input(
        tr("ui.data.name", lang), value=_usual_name(proposals, lang), key="new_name"
    )
    chosen = _choose_layers(proposals, lang)
    choices = []
    pairs = enumerate(zip(proposals, chosen, strict=True))
    for place, (proposal, layer) in sorted(pairs, key=lambda pair: bool(pair[1][0].part)):
        if proposal.why_open == "feed":
            choices.append(LayerChoice(GTFS, proposal.table.file.name))
        elif layer != _NONE:
            choice = _choose_columns(proposal, layer, place, lang)
            choices.append(replace(choice, sides=_sides(proposal, layer, proposals)))
    return to_toml(name, choices) if choices else ""


def _sides(
    proposal: TableProposal, layer: str, proposals: list[TableProposal]
) -> dict[str, LayerChoice]:
    """Name the files beside a layer: the lines that its segments lie on, the table of mergers."""
    if layer == "roads" and proposal.routes:
        lines = proposal.routes
        columns = {pair.column: pair.theirs for pair in lines.columns}
        return {"geometry": LayerChoice(ROUTES, lines.table.file.name, lines.table.name, columns)}
    merged = next((each for each in proposals if each.mergers), None)
    if layer == "villages" and merged:
        table = merged.table
        return {"mergers": LayerChoice(MERGERS, table.file.name, table.name, merged.mergers)}
    return {}


def data_files(folder: Path) -> tuple[list[Path], tuple[tuple[str, int, int], ...]]:
    """Return the files of a folder that hold data, and a mark of their state."""
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() not in _PARTS]
    return files, tuple((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in files)


def _propose(folder: Path) -> list[TableProposal]:
    files, key = data_files(folder)
    return _PROPOSALS.get(key, lambda: propose_mapping(list_layers(files)))


def _usual_name(proposals: list[TableProposal], lang: Lang) -> str:
    return proposals[0].table.file.stem if len(proposals) == 1 else tr("ui.data.new_name", lang)


def _choose_layers(proposals: list[TableProposal], lang: Lang) -> list[str]:
    """Show one row a table with the layer that it is taken for; return the layers."""
    heads = {key: tr(f"ui.column.{key}", lang) for key in ("file", "table", "read", "layer")}
    rows = pd.DataFrame(
        {
            "file": [each.table.file.name for each in proposals],
            "table": [each.table.name for each in proposals],
            "read": [each.table.rows for each in proposals],
            "layer": [each.match.layer if each.match else _NONE for each in proposals],
            "score": [round(each.match.score) if each.match else None for each in proposals],
            "reason": [to_reason(each, lang) for each in proposals],
        }
    )
    edited = st.data_editor(
        rows,
        hide_index=True,
        disabled=["file", "table", "read", "score", "reason"],
        column_config={
            "file": heads["file"],
            "table": heads["table"],
            "read": st.column_config.NumberColumn(heads["read"], format="localized"),
            "layer": st.column_config.SelectboxColumn(
                heads["layer"],
                options=[_NONE, *layers()],
                format_func=lambda each: _layer_name(each, lang),
            ),
            "score": st.column_config.NumberColumn(tr("propose.shown.score", lang), format="%d"),
            "reason": tr("propose.shown.reason", lang),
        },
        key="mapped_layers",
    )
    return [str(each or _NONE) for each in edited["layer"]]


def _layer_name(layer: Any, lang: Lang) -> str:
    return tr("ui.data.no_layer" if layer in (None, _NONE) else f"layers.{layer}", lang)


def _choose_columns(proposal: TableProposal, layer: str, place: int, lang: Lang) -> LayerChoice:
    """Show which of a table's columns feeds which of ours; return what was chosen."""
    table = proposal.table
    as_proposed = proposal.match is not None and proposal.match.layer == layer
    found = proposal if as_proposed else TableProposal(table, None, None)
    label = f"{_layer_name(layer, lang)} {DASH} {table.file.name} {table.name}".strip()
    count = to_number(table.rows)
    with st.expander(to_markdown(f"{label} ({count})"), expanded=layer in _OPENED):
        columns = _edit_columns(proposal, layer, place, lang)
        values = edit_values(proposal, layer, columns, lang, key=f"{layer}_{place}")
        x, y = found.places.x, found.places.y
        used = coordinate_columns(table.columns)
        if table.geometry and used and FORMATS.get(table.file.suffix.lower()) in _TABLES:
            names = to_markdown(", ".join(used))
            st.caption(tr("ui.data.placed_by", lang, columns=names))
        if not table.geometry and not layers()[layer].may_lack_geometry:
            left, right = st.columns(2)
            options = ["", *table.columns]
            at_x, at_y = (options.index(one) for one in (found.places.x, found.places.y))
            with left:
                x = st.selectbox(tr("ui.data.x", lang), options, index=at_x, key=f"x{place}")
            with right:
                y = st.selectbox(tr("ui.data.y", lang), options, index=at_y, key=f"y{place}")
        crs = ""
        if not table.crs or found.places.crs:
            crs = st.text_input(
                tr("ui.data.crs", lang),
                value=found.places.crs,
                placeholder="EPSG:4490, gcj02, bd09",
                key=f"crs{place}",
            )
            if reason := to_place_reason(found.places, lang):
                st.caption(to_markdown(reason))
    derived = {own: their for own, their in found.derived.items() if own not in columns}
    return LayerChoice(
        layer,
        table.file.name,
        table.name,
        {**columns, **derived},
        values,
        crs.strip(),
        x,
        y,
        where=found.extras.where,
        patterns={own: found.patterns[own] for own in derived},
        defaults={k: v for k, v in found.extras.defaults.items() if k not in columns},
    )


def _edit_columns(proposal: TableProposal, layer: str, place: int, lang: Lang) -> dict[str, str]:
    fields = list(proposal.table.columns)
    match = proposal.match if proposal.match and proposal.match.layer == layer else None
    ours = {pair.theirs: pair.column for pair in match.columns} if match else {}
    every = (*match.columns, *match.doubtful) if match else ()
    further = [name for name in ours.values() if name not in layers()[layer].columns]
    why = {pair.theirs: f"{pair.score:.0f} {to_column_reason(pair, lang)}" for pair in every}
    rows = pd.DataFrame(
        {
            "theirs": fields,
            "samples": [_samples(proposal, name) for name in fields],
            "ours": [ours.get(name, _NONE) for name in fields],
            "reason": [why.get(name, "") for name in fields],
        }
    )
    edited = st.data_editor(
        rows,
        hide_index=True,
        disabled=["theirs", "samples", "reason"],
        column_config={
            "theirs": tr("ui.column.theirs", lang),
            "samples": tr("ui.column.samples", lang),
            "ours": st.column_config.SelectboxColumn(
                tr("ui.column.ours", lang),
                options=[_NONE, *layers()[layer].columns, *further],
                format_func=lambda each: _column_name(layer, each, lang),
            ),
            "reason": tr("propose.shown.reason", lang),
        },
        key=f"mapped_columns_{layer}_{place}",
    )
    return {
        str(own): str(theirs)
        for own, theirs in zip(edited["ours"], edited["theirs"], strict=True)
        if own not in (None, _NONE)
    }


def _column_name(layer: str, column: Any, lang: Lang) -> str:
    if column in (None, _NONE):
        return DASH
    key = f"layers.columns.{layer}.{column}"
    if not has_text(key, lang):  # an item of a standard's check-list
        key = f"ui.word.{column}"
    return f"{tr(key, lang)} {column}" if has_text(key, lang) else str(column)


def _samples(proposal: TableProposal, field: str) -> str:
    values = dict.fromkeys(row.get(field) for row in proposal.table.sample)
    return ", ".join(str(value)[:40] for value in list(values)[:_SAMPLES] if value)
