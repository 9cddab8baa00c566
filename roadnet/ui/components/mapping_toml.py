"""Write a mapping as district.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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
    """Return the text of a ``district.toml``; a layer that was chosen twice stands once.

    Parameters
    ----------
    name
        The district's name; left out where empty.
    choices
        The layers in order; the first of each counts.
    """
    lines = ["[district]"]
    if name.strip():
        lines.append(f"name = {to_toml_text(name.strip())}")
    seen: set[str] = set()
    for choice in choices:
        if choice.layer in seen:
            continue
        seen.add(choice.layer)
        lines += ["", f"[layers.{choice.layer}]", *_lines(choice)]
        for key, side in choice.sides.items():
            lines += [f"[layers.{choice.layer}.{key}]", *_lines(side)]
    return "\n".join(lines) + "\n"


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
