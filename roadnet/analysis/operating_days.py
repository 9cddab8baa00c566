"""Days of operation as people write them, as mean days a week and as week days.

Forms (``docs/data-model.md``): ``daily``, ``weekdays``, ``weekends``, week days (``mon;thu``,
``mon-fri``, 周一;周四, 周一至周五, 一三五), ``every N days`` (隔日, 每3天), market days
(``market 1,4,7``, 逢一四七, 三六九), and a plain number of days a week.

A market cycle of ten days with k market days counts as 7 k / 10 days a week. In the lunar calendar
months have 29 or 30 days, 29.53 in the mean, so that the true figure for digits 1 to 9 is
7 * 3 k / 29.53, 1.6 % more. Market days on the tenth are held 2.53 times a month (short months have
no 30th): 0.60 days a week, counted as 0.70.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HAN: Final = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_HAN_DAY: Final = {**{han: n - 1 for han, n in _HAN.items() if n <= 6}, "日": 6, "天": 6}
_SETS: Final = {
    **dict.fromkeys(("daily", "everyday", "every day", "每日", "每天", "天天", "日班"), range(7)),
    **dict.fromkeys(("weekdays", "weekday", "工作日"), range(5)),
    **dict.fromkeys(("weekends", "weekend", "周末", "双休日"), range(5, 7)),
}
_LATIN_DAY: Final = re.compile(
    r"(?=(mon|tue|wed|thu|fri|sat|sun))"
    r"(?:(?:mon|fri|sun)(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|sat(?:urday)?)\.?"
)
_LATIN_RANGE: Final = re.compile(r"([a-z]+\.?) ?(?:-|–|to) ?([a-z]+\.?)")
_HAN_PREFIX: Final = re.compile(r"每?(?:周|星期|礼拜|逢周)")
_HAN_RANGE: Final = re.compile(r"([一二三四五六日天])(?:至|到|-|–|~)([一二三四五六日天])")
_EVERY: Final = re.compile(
    r"every (\d{1,3}) days?|每([\d一二三四五六七八九十]{1,3})[天日](?:一班)?"
)
_MARKET: Final = re.compile(
    r"(?:market|逢)[ :]*([\d一二三四五六七八九十,、;./ ]+?)(?:[日]?(?:赶场|赶集|当场|场|集))?"
)
_SEPARATOR: Final = re.compile(r"[;,、/ ]+")
_WEEK: Final = 7
_CYCLE: Final = 10


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
    """Return N of ``every N days`` (隔日 is 2); None for any other form."""
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
    if plain in _SETS:
        return frozenset(_SETS[plain])
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
    """Read 周一, 星期一三五, 周一至周五, 一三五; a bare 七, 八, 九 or 十 means market days."""
    bare = _HAN_PREFIX.sub("", part)
    span = _HAN_RANGE.fullmatch(bare)
    if span:
        return _between(_HAN_DAY[span[1]], _HAN_DAY[span[2]])
    if bare and all(letter in _HAN_DAY for letter in bare):
        return {_HAN_DAY[letter] for letter in bare}
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
    if plain in ("隔日", "隔天", "隔日班"):
        return 2
    found = _EVERY.fullmatch(plain)
    if not found:
        return None
    word = found[1] or found[2]
    days = int(word) if word.isdigit() else _HAN.get(word, 0)
    return days or None


def _market(plain: str) -> frozenset[int] | None:
    """Read market days of the ten-day cycle; 0 is the tenth."""
    found = _MARKET.fullmatch(re.sub(r"(?<!^)逢", " ", plain))
    listed = found[1] if found else plain if plain and all(c in _HAN for c in plain) else ""
    days = {int(n) for n in re.findall(r"10|\d", listed)}
    days |= {_HAN[letter] for letter in listed if letter in _HAN}
    return frozenset(day or _CYCLE for day in days) or None
