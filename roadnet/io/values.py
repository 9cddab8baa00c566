"""One value of a file to one value of the data model; None where it cannot be read."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable
from typing import Final

from roadnet.io.places.stakes import to_stake_km
from roadnet.io.written import pattern, words
from roadnet.schema import Column

EMPTY_WORDS: Final = frozenset(
    {"", "null", "none", "nan", "na", "n/a", "<na>", "<null>", "-", "--", "—", "——", "/"}
)
"""Words that mean that there is no value, in columns that do not hold free text."""

_GROUPED: Final = re.compile(r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$")
_COMPACT_DATE: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SEPARATORS: Final = re.compile(r"[;；,，、|]")


def is_empty_word(word: str | None, column: Column) -> bool:
    """Whether a value says that there is none; in free text only nothing itself does."""
    if word is None:
        return True
    return column.type not in ("text", "ids") and word.casefold() in EMPTY_WORDS


def to_number(word: str, column: Column) -> float | None:
    """Convert to a finite number; ``1,234`` is one, ``K12+345`` a stake in km, ``3 m`` is none."""
    plain = unicodedata.normalize("NFKC", word).strip()
    if column.name.endswith("_stake_km") and (stake := to_stake_km(plain)) is not None:
        return stake
    try:
        value = float(plain.replace(",", "") if _GROUPED.match(plain) else plain)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in plain else None


def to_flag(word: str, column: Column) -> bool | None:
    """Convert to yes or no; in official tables 1 is yes and 2 is no."""
    folded = word.casefold().removesuffix(".0")
    if folded in words("flags", "yes"):
        return True
    return False if folded in words("flags", "no") else None


def to_enum(word: str, column: Column) -> str | None:
    """Convert to a value of the column's enumeration, of any case."""
    folded = word.casefold()
    return folded if folded in column.values else None


def to_ids(word: str, column: Column) -> str | None:
    """Convert a list to identifiers with ``;`` between."""
    return ";".join(part.strip() for part in _SEPARATORS.split(word) if part.strip()) or None


def to_date(word: str, column: Column) -> str | None:
    """Convert a date of the usual Chinese and ISO forms to ISO."""
    plain = unicodedata.normalize("NFKC", word).strip().removesuffix(".0")
    found = pattern("dates", "day").match(plain) or _COMPACT_DATE.match(plain)
    if not found:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def to_text(word: str, column: Column) -> str | None:
    """Leave text as it is."""
    return word


CONVERTERS: Final[dict[str, Callable[[str, Column], float | bool | str | None]]] = {
    "text": to_text,
    "ids": to_ids,
    "number": to_number,
    "flag": to_flag,
    "enum": to_enum,
    "date": to_date,
}
UNREADABLE: Final = {
    "number": "number_unreadable",
    "flag": "flag_unreadable",
    "enum": "value_unknown",
    "date": "date_unreadable",
    "ids": "value_unknown",
    "text": "value_unknown",
}
"""The finding that tells of a value that cannot be read, by the column's type."""
