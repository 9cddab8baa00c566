"""Know a table of mergers: an old code and a present one in each row, and no place."""

from __future__ import annotations

from collections.abc import Sequence

from roadnet.io.mergers.model import merger_model
from roadnet.io.recognition.vocabulary import fold


def find_mergers(fields: Sequence[str], *, has_geometry: bool) -> dict[str, str]:
    """Return the columns of a table of mergers, ours = theirs; empty where a table is none.

    A table with places is a list of former villages, and no table of mergers.
    """
    if has_geometry:
        return {}
    found: dict[str, str] = {}
    for name, column in merger_model().columns.items():
        words = {fold(word) for word in (name, *column.aliases)}
        theirs = next((field for field in fields if fold(field) in words), "")
        if theirs:
            found[name] = theirs
    return found if {"former_id", "successor_id"} <= set(found) else {}


def is_former_code(field: str) -> bool:
    """Tell whether a heading means the codes of villages that were merged."""
    words = merger_model().columns["former_id"].aliases
    return fold(field) in {fold(word) for word in words}
