"""Bytes as text of 85 signs: four bytes are five signs, where base64 takes five and a third."""

from __future__ import annotations

from typing import Final

import numpy as np

_LEFT_OUT: Final = "\"&'/<>\\`{"
ALPHABET: Final = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in _LEFT_OUT)
"""What is left of the printable ASCII: nothing that HTML, a script's string or a template reads."""

_BYTES: Final = 4
_SIGNS: Final = 5
_BASE: Final = len(ALPHABET)
_SIGN_OF: Final = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)


def to_text85(data: bytes) -> str:
    """Write bytes as text; zero bytes are added up to a multiple of four."""
    padded = data + bytes(-len(data) % _BYTES)
    words = np.frombuffer(padded, dtype=">u4").astype(np.uint32)
    signs = np.empty((len(words), _SIGNS), dtype=np.uint8)
    for place in reversed(range(_SIGNS)):
        words, digit = np.divmod(words, np.uint32(_BASE))
        signs[:, place] = _SIGN_OF[digit]
    return signs.tobytes().decode("ascii")


def from_text85(text: str) -> bytes:
    """Undo `to_text85`, the added zero bytes left on; slow and plain, its oracle.

    Raises
    ------
    ValueError
        If a sign is not of the alphabet, or the signs are not groups of five.
    """
    if len(text) % _SIGNS:
        raise ValueError("not groups of five signs")
    out = bytearray()
    for start in range(0, len(text), _SIGNS):
        word = 0
        for sign in text[start : start + _SIGNS]:
            word = word * _BASE + ALPHABET.index(sign)
        out += word.to_bytes(_BYTES, "big")
    return bytes(out)
