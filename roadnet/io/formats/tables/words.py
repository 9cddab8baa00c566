"""The words by which typed tables are read: totals, remarks, headings, numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

from roadnet.io.recognition.vocabulary import every_word
from roadnet.io.units import split_unit
from roadnet.io.written import pattern

_NUMBER: Final = re.compile(r"^[-+]?(\d[\d,]*\.?\d*|\.\d+)([eE][-+]?\d+)?%?$")
_BLANKS: Final = re.compile(r"\s+")


@cache
def words() -> dict[str, Any]:
    """Return the lists of words."""
    text = files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def fold(word: str | None) -> str:
    """Return a heading as it is compared: any case, cut at the first blank or bracket."""
    return re.sub(r"[\s（(].*$", "", (word or "").strip()).casefold()


def known_words(names: Iterable[str]) -> frozenset[str]:
    """Return, folded, every word that a heading may bear: of any layer, and those given."""
    return _every_word() | {fold(name) for name in names if name}


@cache
def _every_word() -> frozenset[str]:
    places = words()["coordinates"]
    return frozenset(fold(w) for w in (*every_word(), *(w for row in places.values() for w in row)))


def is_figure(cell: str) -> bool:
    """Whether a cell holds a number or a date, as no heading does."""
    return bool(_NUMBER.match(cell) or pattern("dates", "begins").match(cell))


def is_total(cell: str) -> bool:
    """Whether a cell says that its row sums up others; blanks between the signs do not count."""
    found = _totals().match(_BLANKS.sub("", cell).casefold())
    return bool(found)


def is_remark(cell: str) -> bool:
    """Whether a cell begins a remark below or above a table."""
    return bool(_remarks().match(_BLANKS.sub("", cell).casefold()))


def stated_for_all(cell: str) -> str:
    """Return the unit that a line above a statistical table states; else nothing."""
    found = _unit_line().search(cell)
    said = found[1].strip(" )）") if found else ""
    parts = re.split(r"[、,，;；\s]+", said)
    return said if any(split_unit(f"x({part})")[1] for part in parts) else ""


@cache
def _unit_line() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_either(words()['remarks']['unit_line'])})\s*[:：]\s*(.{{1,30}})$", re.I
    )


@cache
def _totals() -> re.Pattern[str]:
    table = words()["totals"]
    whole = _either(table["whole"])
    return re.compile(
        rf"^(?:{whole}|.{{0,20}}?(?:{_either(table['ends'])}))(?:\(.*\)|（.*）)?[:：]?$"
    )


@cache
def _remarks() -> re.Pattern[str]:
    table = words()["remarks"]
    starts = _either((*table["starts"], *table["unit_line"]))
    return re.compile(rf"^[（(]?(?:{starts})(?:\([^)]*\)|（[^）]*）)?[0-9]{{0,2}}[:：]")


def _either(some: Iterable[str]) -> str:
    return "|".join(re.escape(_BLANKS.sub("", word)) for word in some)
