"""Coordinates as people write them: degrees, minutes and seconds, with or without a hemisphere."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NUMBER: Final = r"\d+(?:\.\d+)?"
_SIGNED: Final = re.compile(
    rf"(?P<sign>[-+]?)(?P<deg>{_NUMBER})(?:°|度|:|\s)"
    rf"(?:(?P<min>{_NUMBER})(?:'|分|:|\s|$)(?:(?P<sec>{_NUMBER})(?:''|\"|秒|$))?)?",
    re.I,
)
_SIDE: Final = re.compile(r"^(东经|西经|北纬|南纬|[EWNS])\s*|\s*([EWNS])$", re.I)
_NEGATIVE: Final = frozenset({"W", "S", "西经", "南纬"})
_QUOTES: Final = str.maketrans(
    {"′": "'", "’": "'", "‘": "'", "″": '"', "”": '"', "“": '"', "º": "°"}
)


def to_degrees(word: str) -> float | None:
    """Convert a coordinate to decimal degrees, or a plain number to itself; None if it is neither.

    Read are ``116.39``, ``116.39°E``, ``116°23'29.2"``, ``116度23分29.2秒``, ``东经116°23.487′``,
    ``116:23:29.2`` and ``116 23 29.2``. ``116.2329`` is always taken for decimal degrees, and
    ``116.23.29`` for nothing: it may be degrees and minutes or a slip. Minutes and seconds are
    below 60, and only the last part may have decimals.
    """
    plain = unicodedata.normalize("NFKC", word.translate(_QUOTES)).translate(_QUOTES).strip()
    side = _SIDE.search(plain)
    if side:
        plain = _SIDE.sub("", plain).strip()
    sign = -1.0 if side and (side[1] or side[2]).upper() in _NEGATIVE else 1.0
    value = _plain_number(plain)
    if value is None:
        value = _with_minutes(plain)
    return None if value is None or (sign < 0 and value < 0) else sign * value


def _plain_number(word: str) -> float | None:
    try:
        return float(word) if "_" not in word else None
    except ValueError:
        return None


def _with_minutes(word: str) -> float | None:
    found = _SIGNED.fullmatch(re.sub(r"\s*([°'\"度分秒:])\s*", r"\1", word))
    if not found:
        return None
    parts = [found[name] for name in ("deg", "min", "sec") if found[name]]
    if any("." in part for part in parts[:-1]) or any(float(part) >= 60 for part in parts[1:]):
        return None
    value = sum(float(part) / 60**power for power, part in enumerate(parts))
    return -value if found["sign"] == "-" else value
