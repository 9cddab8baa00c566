"""What official codes and usual words mean, decided by the values seen and by the heading."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from roadnet.io.recognition.shapes import is_route_code
from roadnet.io.recognition.vocabulary import fold
from roadnet.io.values import CONVERTERS, EMPTY_WORDS
from roadnet.schema import Column
from roadnet.schema.labels import value_called

_MOST: Final = 0.8


@dataclass(frozen=True, slots=True)
class Translation:
    """What the values of a column mean.

    Parameters
    ----------
    values
        Theirs = ours, in the order seen.
    unknown
        Values whose meaning stays open.
    system
        The code list that they were read by; empty where none was.
    rivals
        Code lists of which each would fit and none could be preferred.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    system: str = ""
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _CodeList:
    name: str
    codes: Mapping[str, str]
    is_meant: bool


def translate_values(
    layer: str, column: Column, heading: str, values: Sequence[str]
) -> Translation:
    """Translate the values seen in an enumeration's column.

    Where two code lists would fit, the one that the heading means is taken; if the heading says
    nothing and they differ, all stays open.

    Parameters
    ----------
    layer, column
        Ours.
    heading
        Theirs.
    values
        The values seen.
    """
    there = [v for v in dict.fromkeys(values) if v and v.casefold() not in EMPTY_WORDS]
    open_ = [value for value in there if CONVERTERS["enum"](value, column) is None]
    words = {value: _word(layer, column, value) for value in open_}
    codes = [value for value in open_ if not words[value]]
    chosen, rivals = _choose(_lists(layer, column.name, heading), codes)
    meant = {
        value: words[value] or (chosen.codes.get(_code(value), "") if chosen else "")
        for value in open_
    }
    return Translation(
        values={value: ours for value, ours in meant.items() if ours},
        unknown=tuple(value for value, ours in meant.items() if not ours),
        system=chosen.name if chosen else "",
        rivals=rivals,
    )


def class_of_letters(codes: Sequence[str]) -> Mapping[str, str]:
    """Return patterns = administrative class, if the codes are of GB/T 917; else nothing."""
    there = [code for code in codes if code]
    if not there or sum(map(is_route_code, there)) < _MOST * len(there):
        return {}
    patterns: Mapping[str, str] = _tables()["route_letters"]
    return patterns


def _choose(
    lists: Sequence[_CodeList], codes: Sequence[str]
) -> tuple[_CodeList | None, tuple[str, ...]]:
    """Choose the list that knows most of the codes; of several the one that the heading means."""
    if not codes:
        return None, ()
    known = {one.name: sum(_code(value) in one.codes for value in codes) for one in lists}
    most = max(known.values(), default=0)
    best = [one for one in lists if known[one.name] == most] if most else []
    meant = [one for one in best if one.is_meant] or best
    readings = {tuple(one.codes.get(_code(value)) for value in codes) for one in meant}
    if len(readings) > 1:
        return None, tuple(one.name for one in meant)
    return (meant[0] if meant else None), ()


def _code(value: str) -> str:
    return value.strip().removesuffix(".0").upper()


def _lists(layer: str, column: str, heading: str) -> list[_CodeList]:
    found = []
    for row in _tables()["lists"]:
        if column not in row["columns"] or row.get("layer", layer) != layer:
            continue
        is_meant = fold(heading) in {fold(word) for word in row.get("fields", ())}
        if is_meant or not row.get("only_fields"):
            found.append(_CodeList(row["name"], row["codes"], is_meant))
    return found


def _word(layer: str, column: Column, value: str) -> str:
    """Return what a word means by the names of the values, or by the usual words for them."""
    if named := value_called(layer, column.name, value):
        return named
    meant = _words(column.name).get(fold(value), "")
    return meant if meant in column.values else ""


@cache
def _words(column: str) -> Mapping[str, str]:
    table = _tables()["words"].get(column, {})
    return {fold(word): ours for ours, words in table.items() for word in words}


@cache
def _tables() -> Mapping[str, Any]:
    text = files(__package__).joinpath("codes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
