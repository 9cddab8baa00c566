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


def geometry_lines(layer: str, saved: LayerConfig, folder: Path) -> Iterator[str]:
    """Write the table of the file of route lines, if there is one."""
    lines = saved.geometry
    if lines is None:
        return
    yield f"[layers.{layer}.geometry]"
    yield f"path = {to_toml_text(to_relative(lines.path, folder))}"
    if lines.layer:
        yield f"layer = {to_toml_text(lines.layer)}"
    yield from text_lines(lines)
    for name, theirs in lines.columns.items():
        yield f"columns.{name} = {to_toml_text(theirs)}"
    yield from meaning_lines(lines)
