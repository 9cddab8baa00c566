"""Coordinates as people write them: degrees, minutes and seconds, with or without a hemisphere."""

from __future__ import annotations

import unicodedata
from typing import Final

from roadnet.io.written import pattern, words

_QUOTES: Final = str.maketrans(
    {"′": "'", "’": "'", "‘": "'", "″": '"', "”": '"', "“": '"', "º": "°"}
)


def to_degrees(word: str) -> float | None:
    """Convert a coordinate to decimal degrees, or a plain number to itself; None if it is neither.

    Read are ``116.39``, ``116.39°E``, ``116°23'29.2"``, ``116:23:29.2``, ``116 23 29.2``, and
    the same with Chinese signs (``written.toml``). ``116.2329`` is always taken for decimal
    degrees, and ``116.23.29`` for nothing: it may be degrees and minutes or a slip. Minutes and
    seconds are below 60, and only the last part may have decimals.
    """
    plain = unicodedata.normalize("NFKC", word.translate(_QUOTES)).translate(_QUOTES).strip()
    side = pattern("degrees", "side").search(plain)
    if side:
        plain = pattern("degrees", "side").sub("", plain).strip()
    sign = -1.0 if side and (side[1] or side[2]).upper() in words("degrees", "negative") else 1.0
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
    bare = pattern("degrees", "signs").sub(r"\1", word)
    found = pattern("degrees", "angle").fullmatch(bare)
    if not found:
        return None
    parts = [found[name] for name in ("deg", "min", "sec") if found[name]]
    if any("." in part for part in parts[:-1]) or any(float(part) >= 60 for part in parts[1:]):
        return None
    value = sum(float(part) / 60**power for power, part in enumerate(parts))
    return -value if found["sign"] == "-" else value
