"""Texts of unknown origin in Streamlit's own elements, and numbers as people read them."""

from __future__ import annotations

import math
import re
from typing import Final

from roadnet.maps import clean_text

DASH: Final = "–"
_MARKED: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&=@/])")


def to_markdown(text: object) -> str:
    """Return a text that Markdown shows verbatim: no picture, link, colour or formula in it."""
    return _MARKED.sub(r"\\\1", clean_text(text))


def to_percent(ratio: float | None, *, digits: int = 1) -> str:
    """Write a ratio in [0, 1] as per cent; a dash where it is not known.

    Never 100 % for less than all, never 0 % for more than none.
    """
    if ratio is None or not math.isfinite(ratio):
        return DASH
    step = 10.0**-digits
    shown = round(100 * ratio, digits)
    if ratio < 1 and shown >= 100:
        shown = 100 - step
    if ratio > 0 and shown <= 0:
        shown = step
    return f"{shown:.{digits}f} %"


def to_number(value: float | None, *, digits: int = 0) -> str:
    """Write a number with thousands; a dash where it is not known."""
    if value is None or not math.isfinite(value):
        return DASH
    return f"{value:,.{digits}f}"


def to_size(size_bytes: int) -> str:
    """Write a file's size in kB of 1000 bytes, rounded up, or from 1 MB on in MB."""
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{math.ceil(size_bytes / 1000)} kB"
