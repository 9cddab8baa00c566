"""Text files: which encoding, which delimiter."""

from __future__ import annotations

import codecs
from typing import Final

from roadnet.errors import RoadnetError

_NUMBERED: Final = {"936": "gb18030", "54936": "gb18030", "65001": "utf-8", "950": "big5"}
_WIDENED: Final = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030"}
DELIMITERS: Final = (",", "\t", ";", "|")


def to_codec(name: str) -> str:
    """Return the codec that a name such as ``GBK``, ``936`` or ``ANSI 1252`` means.

    GBK is widened to GB 18030, which holds it.

    Raises
    ------
    LookupError
        If there is none of that name.
    """
    word = name.strip().lower().removeprefix("ansi").removeprefix("cp").strip(" _-")
    word = _NUMBERED.get(word, f"cp{word}" if word.isdigit() and len(word) < 6 else name.strip())
    if word.lower().startswith("cp8859"):
        word = f"iso-8859-{word[6:]}"
    try:
        found = codecs.lookup(word).name
    except ValueError as error:  # it holds a NUL
        raise LookupError(word) from error
    return _WIDENED.get(found, found)


def require_codec(name: str, file: str) -> str:
    """Return the codec that a name means, for text alone.

    Raises
    ------
    RoadnetError
        ``encoding_unknown``.
    """
    try:
        codec = to_codec(name)
        "".encode(codec)
    except (LookupError, ValueError) as error:
        raise RoadnetError("encoding_unknown", file=file, encoding=name[:40]) from error
    return codec


def decode_text(data: bytes, wanted: str, file: str) -> tuple[str, str, bool]:
    """Decode a text file: the text, its encoding, whether the encoding was guessed.

    Raises
    ------
    RoadnetError
        ``encoding_unknown``; ``encoding_wrong`` where it is not in the encoding that is asked
        for, or in none known.
    """
    if wanted:
        codec = require_codec(wanted, file)
        try:
            return data.decode(codec).removeprefix("\ufeff"), codec, False
        except UnicodeDecodeError as error:
            raise RoadnetError("encoding_wrong", file=file, encoding=wanted) from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for candidate in candidates:
        try:
            return data.decode(candidate), candidate, candidate == "gb18030"
        except UnicodeDecodeError:
            continue
    raise RoadnetError("encoding_wrong", file=file, encoding=" / ".join(candidates))


def guess_delimiter(text: str) -> str:
    """Guess the delimiter: the sign that most of the first lines hold equally often."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]

    def weight(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(DELIMITERS, key=weight)
