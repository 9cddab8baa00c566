"""Texts of unknown origin, made harmless: for HTML, for a script, for a template.

A village's name may hold anything. `escape_text` is for every place where folium or HTML takes
a text; `clean_text` is for texts that travel as data and are set as plain text by the page.
"""

from __future__ import annotations

import html
import re
from typing import Final

ELLIPSIS: Final = "…"
MAX_TEXT_LENGTH: Final = 2000

# C0 and C1 controls, then the marks that turn the direction of the text around them.
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_BLANK: Final = re.compile("[\t\n\r]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
# Whatever the three above would touch: nearly every text is done after one look.
_UNCLEAN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
# What html.escape leaves and a template or a script's template string would still read.
_ENTITIES: Final = {ord(sign): f"&#{ord(sign)};" for sign in "{}`$\\%\u2028\u2029"}


def clean_text(value: object, *, max_length: int | None = MAX_TEXT_LENGTH) -> str:
    """Return a value as one plain line: no control characters, no lone surrogates, capped.

    Parameters
    ----------
    value
        Anything; None and NaN give an empty text.
    max_length
        Characters, an ellipsis at the end included; None for no cap.
    """
    if value is None or value != value:
        return ""
    text = str(value)
    if _UNCLEAN.search(text):
        text = _CONTROL.sub("", text)
        text = _SURROGATE.sub("\ufffd", _BLANK.sub(" ", text))
    if max_length is not None and len(text) > max_length:
        return text[: max(max_length - 1, 0)] + ELLIPSIS
    return text


def escape_text(value: object, *, max_length: int | None = MAX_TEXT_LENGTH) -> str:
    """Return a text that HTML, a script's string and a Jinja template all show verbatim.

    The cap counts the characters shown, not those of the entities, so no entity is ever cut.

    Parameters
    ----------
    value, max_length
        As for `clean_text`.
    """
    escaped = html.escape(clean_text(value, max_length=max_length), quote=True)
    return escaped.translate(_ENTITIES)
