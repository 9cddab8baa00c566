"""Texts of unknown origin in Streamlit's own elements, and sizes of files."""

from __future__ import annotations

import math
import re
from typing import Final

from roadnet.maps import clean_text

_MARKED: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&=@/])")


def to_markdown(text: object) -> str:
    """Return a text that Markdown shows verbatim: no picture, link, colour or formula in it."""
    return _MARKED.sub(r"\\\1", clean_text(text))


def to_size(size_bytes: int) -> str:
    """Write a file's size in kB of 1000 bytes, rounded up, or from 1 MB on in MB."""
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{math.ceil(size_bytes / 1000)} kB"
