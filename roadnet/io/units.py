"""Units that headings state, in brackets or after a stroke: the column's name, and the factor."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

_STATED: Final = re.compile(
    r"^(?P<name>.*?\S)\s*"
    r"(?:[(（\[【](?P<in>[^()（）\[\]【】]{1,12})[)）\]】]|[/／:：](?P<after>[^/／:：]{1,6}))\s*$"
)


def split_unit(heading: str) -> tuple[str, str]:
    """Split a heading into the column's name and its unit; the unit is empty where none is stated.

    What stands in brackets or after a stroke counts only if it is a unit that is known.
    """
    found = _STATED.match(heading)
    if not found:
        return heading, ""
    unit = _plain(found["in"] or found["after"])
    return (found["name"], unit) if unit in _every_unit() else (heading, "")


def unit_factor(unit: str, ours: str) -> float | None:
    """Return how many of ours one of theirs is; None where they measure different things."""
    return _units().get(ours, {}).get(unit)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().strip()


@cache
def _units() -> Mapping[str, Mapping[str, float]]:
    text = files(__package__).joinpath("units.toml").read_text(encoding="utf-8")
    return {
        ours: {unicodedata.normalize("NFKC", word): float(factor) for word, factor in row.items()}
        for ours, row in tomllib.loads(text).items()
    }


@cache
def _every_unit() -> frozenset[str]:
    return frozenset(word for row in _units().values() for word in row)
