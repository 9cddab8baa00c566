"""A mapping in use written again as lines of ``district.toml``, and its changes in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from roadnet.io.config import DistrictConfig, LayerConfig
from roadnet.io.recognition.saved import Change
from roadnet.io.recognition.toml_text import (
    to_relative,
    to_toml_table,
    to_toml_text,
    to_toml_value,
)
from roadnet.standards import SHIPPED
from roadnet.text import Lang, tr


def to_change_text(change: Change, lang: Lang) -> str:
    """Say one change against the mapping in use."""
    known = change.kind == "heading_new" and bool(change.old)
    key = "heading_known" if known else change.kind
    return tr(f"propose.like.{key}", lang, old=change.old, new=change.new)


def district_lines(saved: DistrictConfig, folder: Path, lang: Lang) -> Iterator[str]:
    """Write what the mapping says of the district; its date is last year's, so it is a comment."""
    standard = saved.standard
    if standard not in SHIPPED:
        standard = to_relative((saved.base / standard).absolute(), folder)
    yield f"name = {to_toml_text(saved.name)}"
    yield f"standard = {to_toml_text(standard)}"
    if saved.crs:
        yield f"crs = {to_toml_text(saved.crs)}"
    if saved.data_date:
        note = tr("propose.like.data_date", lang)
        yield f"# data_date = {to_toml_text(saved.data_date)}  # {note}"


def text_lines(saved: LayerConfig) -> Iterator[str]:
    """Write how a layer's file is read: encoding, reference system, condition, coordinates."""
    for key in ("encoding", "crs", "where", "x", "y"):
        if text := getattr(saved, key):
            yield f"{key} = {to_toml_text(text)}"


def feed_lines(saved: LayerConfig, lang: Lang) -> Iterator[str]:
    """Write how a timetable is read; the days looked at are last year's, so they are a comment."""
    yield from text_lines(saved)
    if saved.period:
        yield f"# period = {to_toml_text(saved.period)}  # {tr('propose.like.period', lang)}"


def meaning_lines(saved: LayerConfig) -> Iterator[str]:
    """Write what values mean, what is true of each row, and the way from a local datum."""
    for key in ("values", "patterns"):
        for name, table in getattr(saved, key).items():
            for theirs, ours in table.items():
                yield f"{key}.{name}.{to_toml_text(theirs)} = {to_toml_value(ours)}"
    for name, value in saved.defaults.items():
        yield f"defaults.{name} = {to_toml_value(value)}"
    if saved.shift:
        yield f"shift = {to_toml_table(asdict(saved.shift))}"


def side_lines(layer: str, saved: LayerConfig, folder: Path) -> Iterator[str]:
    """Write the tables of the files beside the layer: route lines, mergers, an earlier list."""
    for key in ("geometry", "mergers", "previous"):
        side: LayerConfig | None = getattr(saved, key)
        if side:
            yield from _table_lines(f"layers.{layer}.{key}", side, folder)


def earlier_lines(earlier: LayerConfig, folder: Path, lang: Lang) -> Iterator[str]:
    """Write the list of the earlier year as a comment: villages that left it would be former."""
    yield f"# {tr('propose.like.previous', lang)}"
    for line in _table_lines("layers.villages.previous", earlier, folder):
        yield f"# {line}"


def _table_lines(heading: str, side: LayerConfig, folder: Path) -> Iterator[str]:
    yield f"[{heading}]"
    yield f"path = {to_toml_text(to_relative(side.path, folder))}"
    if side.layer:
        yield f"layer = {to_toml_text(side.layer)}"
    yield from text_lines(side)
    for name, theirs in side.columns.items():
        yield f"columns.{name} = {to_toml_text(theirs)}"
    yield from meaning_lines(side)
