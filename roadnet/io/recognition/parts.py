"""Whether a table is a further part of a layer: other rows of the same kind, not another year's."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from roadnet.io.browse import FileLayer
from roadnet.io.recognition.model import LayerMatch
from roadnet.io.recognition.official import find_extras

_DIGITS: Final = re.compile(r"\d+|[\W_]+")


def is_part(
    match: LayerMatch, table: FileLayer, others: Sequence[tuple[LayerMatch, FileLayer]]
) -> bool:
    """Tell whether a table has further rows of a layer.

    None of its identifiers that were seen may stand in another table of the layer; where one has
    no identifier, as the official table of safety works, the kinds of table must differ.
    Tables whose names differ by digits alone are taken for two years of one list, since their rows
    would count twice: they stay open.

    Parameters
    ----------
    match
        How the table fits the layer.
    table
        The table.
    others
        The tables that are of the layer already, and how they fit it.
    """
    name = bare_name(table.file.name, table.name)
    return all(
        name != bare_name(other.file.name, other.name) and _is_apart(match, table, known, other)
        for known, other in others
    )


def _is_apart(match: LayerMatch, table: FileLayer, known: LayerMatch, other: FileLayer) -> bool:
    """Tell whether two tables surely hold different things."""
    if not (match.id_match and known.id_match):
        return _kind(match, table) != _kind(known, other)
    own, theirs = _identifiers(match, table), _identifiers(known, other)
    return bool(own and theirs) and not own & theirs


def _kind(match: LayerMatch, table: FileLayer) -> str:
    """Return which official table one is; empty where it is none."""
    return find_extras(match.layer, match.columns, table.columns, {}).note


def part_name(file: str, table: str, used: Collection[str]) -> str:
    """Name a part by its file, and by its table and a number where the file alone is not enough."""
    stem = file.split(".")[0]
    for name in (stem, f"{stem} {table}".strip()):
        if name not in used:
            return name
    number = 2
    while f"{stem} {number}" in used:
        number += 1
    return f"{stem} {number}"


def bare_name(file: str, table: str) -> str:
    """Return the names of file and table without digits, so that a new year is the same name."""
    return _DIGITS.sub("", f"{file.rpartition('.')[0]}/{table}").casefold()


def _identifiers(match: LayerMatch, table: FileLayer) -> set[str]:
    """Return the identifiers that were looked at: all of a short table, else the first."""
    if match.id_match is None:
        return set()
    heading = match.id_match.theirs
    first = (row.get(heading) for row in table.sample)
    return {word for word in (*first, *table.values.get(heading, ())) if word}
