"""Kinds of works by which an annual summary groups projects: users' words read by a list."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

OTHER: Final = "other"


@cache
def _rows() -> dict[str, dict[str, list[str]]]:
    text = files(__package__).joinpath("types.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def work_types() -> tuple[str, ...]:
    """Return every kind of works, in the order of the list."""
    return tuple(_rows())


@cache
def read_type(kind: str, name: str, action: str) -> str:
    """Return the kind of works that a project is.

    Parameters
    ----------
    kind
        What the user calls its type; it decides where a word of the list stands in it.
    name
        The project's name; it decides next.
    action
        What it does to the network; it decides last. :data:`OTHER` where nothing does.
    """
    for text in (kind, name):
        found = _longest(text)
        if found:
            return found
    return next((one for one, row in _rows().items() if action in row.get("actions", ())), OTHER)


def _longest(text: str) -> str | None:
    said = text.lower()
    found = [
        (len(word), kind)
        for kind, row in _rows().items()
        for word in row["words"]
        if word.lower() in said
    ]
    return max(found)[1] if found else None
