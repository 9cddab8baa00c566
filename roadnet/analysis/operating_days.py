"""Days of operation as people write them, as mean days a week and as week days.

Forms (``docs/data-model.md``): ``daily``, ``weekdays``, ``weekends``, week days (``mon;thu``,
``mon-fri``), ``every N days``, market days (``market 1,4,7``), each also in Chinese
(``operating_days.toml``), and a plain number of days a week.

A market cycle of ten days with k market days counts as 7 k / 10 days a week. In the lunar calendar
months have 29 or 30 days, 29.53 in the mean, so that the true figure for digits 1 to 9 is
7 * 3 k / 29.53, 1.6 % more. Market days on the tenth are held 2.53 times a month (short months have
no 30th): 0.60 days a week, counted as 0.70.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LATIN_DAY: Final = re.compile(
    r"(?=(mon|tue|wed|thu|fri|sat|sun))"
    r"(?:(?:mon|fri|sun)(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|sat(?:urday)?)\.?"
)
_LATIN_RANGE: Final = re.compile(r"([a-z]+\.?) ?(?:-|–|to) ?([a-z]+\.?)")
_SEPARATOR: Final = re.compile(r"[;,、/ ]+")
_WEEK: Final = 7
_CYCLE: Final = 10


@dataclass(frozen=True, slots=True)
class _Written:
    """The words of ``operating_days.toml``: digits from 1, week days from 0, sets, patterns."""

    digits: Mapping[str, int]
    week: Mapping[str, int]
    sets: Mapping[str, range]
    every_other_day: frozenset[str]
    patterns: Mapping[str, re.Pattern[str]]


@cache
def _written() -> _Written:
    text = files(__package__).joinpath("operating_days.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    spans = {"daily": range(7), "weekdays": range(5), "weekends": range(5, 7)}
    return _Written(
        digits={sign: number for number, sign in enumerate(told["digits"], start=1)},
        week={sign: day for day, sign in enumerate(told["week"])} | {told["sunday"]: _WEEK - 1},
        sets={word: span for name, span in spans.items() for word in told["sets"][name]},
        every_other_day=frozenset(told["sets"]["every_other_day"]),
        patterns={name: re.compile(said) for name, said in told["patterns"].items()},
    )


def mean_days_per_week(text: object) -> float:
    """Return the mean days of service a week, in [0, 7]; NaN where the text cannot be read.

    Hand-made examples: ``mon;thu`` 2, ``every 3 days`` 7/3, ``market 1,4,7`` 2.1, ``5`` 5.
    """
    plain = _tidy(text)
    days = _weekdays(plain)
    if days is not None:
        return float(len(days))
    number = _number(plain)
    if number is not None:
        return number
    every = _every(plain)
    if every is not None:
        return _WEEK / every
    market = _market(plain)
    return float("nan") if market is None else _WEEK * len(market) / _CYCLE


def weekdays(text: object) -> frozenset[int] | None:
    """Return the week days of service, Monday 0; None where the text does not name week days."""
    return _weekdays(_tidy(text))


def every_days(text: object) -> int | None:
    """Return N of ``every N days`` (every other day: 2); None for any other form."""
    return _every(_tidy(text))


def market_days(text: object) -> frozenset[int] | None:
    """Return the market days of the ten-day cycle, 1 to 10; None for any other form."""
    plain = _tidy(text)
    other = _weekdays(plain) is not None or _number(plain) is not None or _every(plain) is not None
    return None if other else _market(plain)


def _tidy(text: object) -> str:
    """Fold widths, case and blanks; "" for what is not text nor a number."""
    if not isinstance(text, str | int | float) or isinstance(text, bool):
        return ""
    folded = unicodedata.normalize("NFKC", str(text)).lower()
    return " ".join(folded.split())


def _weekdays(plain: str) -> frozenset[int] | None:
    if plain in _written().sets:
        return frozenset(_written().sets[plain])
    parts = [part for part in _SEPARATOR.split(plain.replace(" - ", "-")) if part]
    found: set[int] = set()
    for part in parts:
        days = _latin_days(part) or _han_days(part)
        if not days:
            return None
        found |= days
    return frozenset(found) if found else None


def _latin_days(part: str) -> set[int]:
    span = _LATIN_RANGE.fullmatch(part)
    ends = [_LATIN_DAY.fullmatch(word) for word in (span.groups() if span else (part,))]
    known = [_DAYS.index(end[1]) for end in ends if end]
    if len(known) < len(ends):
        return set()
    return _between(known[0], known[-1])


def _han_days(part: str) -> set[int]:
    """Read week days by their Chinese signs; a bare digit from 7 on means a market day."""
    known = _written()
    bare = known.patterns["week_prefix"].sub("", part)
    span = known.patterns["range"].fullmatch(bare)
    if span:
        return _between(known.week[span[1]], known.week[span[2]])
    if bare and all(sign in known.week for sign in bare):
        return {known.week[sign] for sign in bare}
    return set()


def _between(first: int, last: int) -> set[int]:
    """Days from first to last inclusive, over the week's end where need be."""
    return {(first + step) % _WEEK for step in range((last - first) % _WEEK + 1)}


def _number(plain: str) -> float | None:
    if not re.fullmatch(r"\d(?:\.\d*)?", plain):
        return None
    value = float(plain)
    return value if value <= _WEEK else None


def _every(plain: str) -> int | None:
    known = _written()
    if plain in known.every_other_day:
        return 2
    found = known.patterns["every"].fullmatch(plain)
    if not found:
        return None
    word = found[1] or found[2]
    days = int(word) if word.isdigit() else known.digits.get(word, 0)
    return days or None


def _market(plain: str) -> frozenset[int] | None:
    """Read market days of the ten-day cycle; 0 is the tenth."""
    known = _written()
    found = known.patterns["market"].fullmatch(known.patterns["again"].sub(" ", plain))
    is_list = bool(plain) and all(sign in known.digits for sign in plain)
    listed = found[1] if found else plain if is_list else ""
    days = {int(n) for n in re.findall(r"10|\d", listed)}
    days |= {known.digits[sign] for sign in listed if sign in known.digits}
    return frozenset(day or _CYCLE for day in days) or None
