"""Texts that a file's markup can hold."""

from __future__ import annotations

import re
from typing import Final

from roadnet.maps.escape import clean_text

_NO_CHARACTERS: Final = re.compile("[\ufffe\uffff]")
_LONGEST: Final = 4000


def plain(text: object) -> str:
    """Return a text as one line that XML can hold: no control characters, no lone surrogates."""
    return _NO_CHARACTERS.sub("", clean_text(text, max_length=_LONGEST))
