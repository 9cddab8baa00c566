"""Which columns hold coordinates, and in which system they are: by headings, values, file names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from roadnet import crs as systems
from roadnet.io.formats.degrees import to_degrees
from roadnet.io.recognition.vocabulary import to_plain

PlaceWhy = Literal["", "heading", "value", "file", "mixed"]

_MOST_DEGREES: Final = 180.0


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """Where a table's rows are.

    Parameters
    ----------
    x, y
        Headings of the coordinates, where they are no plain ones; else empty.
    crs
        What ``crs`` in district.toml takes; empty where nothing says it.
    why, word
        What says it; ``mixed`` where the rows are in several systems, so that it stays open.
    """

    x: str = ""
    y: str = ""
    crs: str = ""
    why: PlaceWhy = ""
    word: str = ""


def find_places(
    file: str,
    fields: Sequence[str],
    values: Mapping[str, Sequence[str]],
    *,
    has_geometry: bool,
) -> PlaceHint:
    """Find the coordinates of a table and the system that something says they are in.

    Parameters
    ----------
    file
        The names of file and table.
    fields
        The headings.
    values
        By heading, the values seen.
    has_geometry
        Whether the rows have places already, so that only the system is asked for.
    """
    x, y, said = ("", "", "") if has_geometry else _pair(fields)
    if x and not has_geometry and not _are_degrees(values.get(x, ())):
        return PlaceHint(x, y)
    if said:
        return PlaceHint(x, y, said, "heading", x)
    if not (has_geometry or x):
        return PlaceHint()
    for field in fields:
        if to_plain(field) not in _plain("says"):
            continue
        named = {value: _system_in(value) for value in values.get(field, ())}
        meant = set(named.values()) - {""}
        if len(meant) > 1 or (meant and "" in named.values()):
            return PlaceHint(x, y, "", "mixed", field)
        if meant:
            return PlaceHint(x, y, meant.pop(), "value", field)
    if (crs := _system_in(file)) in systems.SHIFTED:
        return PlaceHint(x, y, crs, "file", file)
    return PlaceHint(x, y)


def is_coordinate_heading(field: str) -> bool:
    """Tell whether a heading is that of a coordinate."""
    return _bare(field) in _plain("x") | _plain("y")


def is_place_heading(field: str) -> bool:
    """Tell whether a heading is that of a coordinate, or names their system."""
    return is_coordinate_heading(field) or to_plain(field) in _plain("says")


def _pair(fields: Sequence[str]) -> tuple[str, str, str]:
    """Return the pair of coordinates to use, of those there are: what is not shifted goes first."""
    found: dict[str, dict[str, str]] = {}
    for field in fields:
        for axis in ("x", "y"):
            if _bare(field) in _plain(axis):
                found.setdefault(_system_in(field), {}).setdefault(axis, field)
    whole = {system: pair for system, pair in found.items() if len(pair) == 2}
    order = sorted(whole, key=lambda system: (system in systems.SHIFTED, system != "", system))
    if not order:
        return "", "", ""
    pair = whole[order[0]]
    return pair["x"], pair["y"], order[0]


def _bare(field: str) -> str:
    """Return a heading without the words that name a system."""
    plain = to_plain(field)
    for words in _systems().values():
        for word in words:
            plain = plain.replace(word, "")
    return plain


def _system_in(text: str) -> str:
    """Return the one system that a text names; empty where it names none, or more than one."""
    narrow = to_plain(text) + to_plain(text.translate(_OPENED))
    found = {name for name, words in _systems().items() for word in words if word in narrow}
    return found.pop() if len(found) == 1 else ""


_OPENED: Final = str.maketrans("()（）[]【】", "        ")


def _are_degrees(values: Sequence[str]) -> bool:
    numbers = [to_degrees(value) for value in values]
    return all(number is None or abs(number) <= _MOST_DEGREES for number in numbers)


@cache
def _plain(name: str) -> frozenset[str]:
    return frozenset(to_plain(word) for word in _tables()[name])


@cache
def _systems() -> Mapping[str, tuple[str, ...]]:
    found = {name: tuple(map(to_plain, words)) for name, words in _tables()["systems"].items()}
    return {name: tuple(sorted(words, key=len, reverse=True)) for name, words in found.items()}


@cache
def _tables() -> Mapping[str, Any]:
    text = files(__package__).joinpath("places.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
