"""Write a mapping as district.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from roadnet.io.config import GTFS
from roadnet.io.recognition.parts import part_name
from roadnet.io.recognition.toml_text import to_toml_key, to_toml_text


@dataclass(frozen=True)
class LayerChoice:
    """What a layer is read from: file, table, columns (ours = theirs), values, coordinates.

    ``values`` and ``patterns`` are, by column of ours, theirs = ours; ``where`` is the condition
    by which rows count, ``defaults`` what is true of each. ``sides`` are the files beside the
    layer by their key: a table of mergers, the lines of routes.
    """

    layer: str
    file: str
    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    crs: str = ""
    x: str = ""
    y: str = ""
    where: str = ""
    patterns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, LayerChoice] = field(default_factory=dict)


def to_toml(name: str, choices: Sequence[LayerChoice]) -> str:
    """Return the text of a ``district.toml``; the rows of a layer chosen twice are put together.

    Parameters
    ----------
    name
        The district's name; left out where empty.
    choices
        The layers in order: the second of a layer is a further part of it, without files beside
        it. Of timetables the first counts.
    """
    lines = ["[district]"]
    if name.strip():
        lines.append(f"name = {to_toml_text(name.strip())}")
    parts: dict[str, set[str]] = {}
    for choice in choices:
        if choice.layer in parts:
            if choice.layer != GTFS:
                lines += ["", *_part_lines(choice, parts[choice.layer])]
            continue
        parts[choice.layer] = set()
        lines += ["", f"[layers.{choice.layer}]", *_lines(choice)]
        for key, side in choice.sides.items():
            lines += [f"[layers.{choice.layer}.{key}]", *_lines(side)]
    return "\n".join(lines) + "\n"


def _part_lines(choice: LayerChoice, used: set[str]) -> Iterator[str]:
    name = part_name(choice.file, choice.table, used)
    used.add(name)
    yield f"[layers.{choice.layer}.more.{to_toml_key(name)}]"
    yield from _lines(choice)


def _lines(choice: LayerChoice) -> Iterator[str]:
    yield f"path = {to_toml_text(choice.file)}"
    for key, value in (
        ("layer", choice.table),
        ("crs", choice.crs),
        ("x", choice.x),
        ("y", choice.y),
        ("where", choice.where),
    ):
        if value:
            yield f"{key} = {to_toml_text(value)}"
    if choice.columns:
        yield f"columns = {_inline(choice.columns)}"
    for key, maps in (("values", choice.values), ("patterns", choice.patterns)):
        yield from (f"{key}.{own} = {_inline(table)}" for own, table in maps.items())
    if choice.defaults:
        yield f"defaults = {_inline(choice.defaults)}"


def _inline(table: Mapping[str, str]) -> str:
    pairs = [f"{to_toml_key(key)} = {to_toml_text(value)}" for key, value in table.items()]
    return f"{{ {', '.join(pairs)} }}"
