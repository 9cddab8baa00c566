"""What values look like: whether they fit a column of ours, or tell it by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from roadnet.io.places.stakes import to_stake_km
from roadnet.io.values import CONVERTERS, EMPTY_WORDS
from roadnet.io.written import pattern
from roadnet.schema import Column

Fit = Literal["fits", "odd", "unknown"]

_MOST: Final = 0.8
_HALF: Final = 0.5
_MOST_MEANINGS: Final = 40
_DATE_LIKE: Final = re.compile(r"(?:19|20)\d{2}(?:\D|\d{2}|\d{4}|$)")
_ROUTE_CODE: Final = re.compile(r"(?:[XYCZW][0-9A-Z]{3}\d{6}|[GS]\d{1,4})", re.I)
_RURAL_CODE: Final = re.compile(r"[XYCZW][0-9A-Z]{3}\d{6}", re.I)
_VILLAGE_CODE: Final = re.compile(r"\d{9}(?!000)\d{3}")
_TOWNSHIP_CODE: Final = re.compile(r"\d{9}(?:000)?")
_TOLD: Final[Mapping[str, re.Pattern[str]]] = {
    "route_code": _ROUTE_CODE,
    "village_id": _VILLAGE_CODE,
    "township_id": _TOWNSHIP_CODE,
}
_ALONE_UNIQUE: Final = frozenset({"village_id"})


def judge_values(values: Sequence[str], column: Column, *, is_id: bool) -> Fit:
    """Say whether values can be those of a column.

    Parameters
    ----------
    values
        The column's values as text, without empty ones.
    column
        Ours.
    is_id
        Whether it identifies the rows, so that its values must differ.
    """
    there = [value for value in values if value.casefold() not in EMPTY_WORDS]
    if not there:
        return "unknown"
    if is_id and len(there) > 1 and len(set(there)) <= len(there) / 2:
        return "odd"
    good = _GOOD.get(column.type)
    if good is None:
        return "fits" if _told_by(there, column.name) else "unknown"
    share = sum(good(value, column) for value in there) / len(there)
    return "fits" if share >= _MOST else "unknown" if share > _HALF else "odd"


def _told_by(values: Sequence[str], column: str) -> bool:
    form = _TOLD.get(column)
    return form is not None and _share(values, form) >= _MOST


def told_by_values(columns: Mapping[str, Sequence[str]], name: str) -> str | None:
    """Return the one column whose values can be nothing else than a column of ours; else None.

    Route codes, 12-digit codes of villages, names that end in the word for village.
    """
    # The short codes of national and provincial roads may be anything's.
    further = {"village_name": pattern("names", "village"), "route_code": _RURAL_CODE}
    form = further.get(name) or _TOLD.get(name)
    if form is None or name == "township_id":
        return None  # codes of townships stand in many tables beside those of villages
    alone = name != "route_code"
    hits = [
        field
        for field, values in columns.items()
        if len(values) > 1
        and _share(values, form) >= _MOST
        and (not alone or len(set(values)) == len(values))
    ]
    return hits[0] if len(hits) == 1 else None


def is_route_code(value: str) -> bool:
    """Tell whether a value has the form of a route code by GB/T 917."""
    return bool(_ROUTE_CODE.fullmatch(value.strip()))


def _share(values: Sequence[str], form: re.Pattern[str]) -> float:
    return sum(bool(form.fullmatch(value.strip())) for value in values) / len(values)


def _is_number(value: str, column: Column) -> bool:
    if column.name.endswith("_stake_km") and to_stake_km(value) is not None:
        return True
    number = CONVERTERS["number"](value, column)
    if not isinstance(number, float):
        return False
    low, high = column.low, column.high
    return (low is None or number >= low or number == 0) and (high is None or number <= high)


def _is_flag(value: str, column: Column) -> bool:
    return CONVERTERS["flag"](value, column) is not None


def _is_date(value: str, _: Column) -> bool:
    return bool(_DATE_LIKE.match(value))


def _is_short(value: str, _: Column) -> bool:
    """Take a short word that is no measure; what it means is settled later."""
    return len(value) <= _MOST_MEANINGS and not re.fullmatch(r"-?\d*\.\d+|\d{4,}", value)


_GOOD: Final[Mapping[str, Callable[[str, Column], bool]]] = {
    "number": _is_number,
    "flag": _is_flag,
    "date": _is_date,
    "enum": _is_short,
}
