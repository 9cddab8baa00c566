"""Texts that a file's markup can hold."""

from __future__ import annotations

import re
from typing import Final

from roadnet.maps.escape import clean_text

_NO_CHARACTERS: Final = re.compile("[\ufffe\uffff]")
_PER_CENT: Final = re.compile(r"(?<=\d) %")
_TIED: Final = "\u00a0%"
_LONGEST: Final = 4000


def plain(text: object) -> str:
    """Return a text as one line that XML can hold: no control characters, no lone surrogates.

    A figure and its sign of per cent are not torn apart.
    """
    kept = _NO_CHARACTERS.sub("", clean_text(text, max_length=_LONGEST))
    return _PER_CENT.sub(_TIED, kept)
