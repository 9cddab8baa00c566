"""Names of files made from what people call things: safe on every system, Windows among them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FORBIDDEN: Final = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]'
)
_UNSHOWN: Final = re.compile("[\ud800-\udfff\ufeff\ufffe\uffff]")
# Windows opens a device where a file is called so, whatever its ending.
_DEVICE: Final = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_MOST_BYTES: Final = 150


def to_file_name(name: str, suffix: str = "") -> str:
    """Return a name that any system accepts, with its ending.

    Signs that a system forbids become ``_``; a name that is too long loses its end, one that a
    device bears gets ``_`` before it, and nothing at all becomes ``_``.

    Parameters
    ----------
    suffix
        The ending with its dot.
    """
    plain = unicodedata.normalize("NFC", _UNSHOWN.sub("", name))
    plain = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", plain))
    plain = plain.encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .")
    if not plain or _DEVICE.match(plain):
        plain = f"_{plain}"
    return plain + suffix
