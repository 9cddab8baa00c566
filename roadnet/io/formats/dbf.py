"""The text of a shapefile's table: which encoding it is in, and its decoding by hand.

GDAL reads it as Latin-1, which keeps every byte; the bytes are decoded here, value by value, so
that a name cut in the middle of a character costs that character alone.
"""

from __future__ import annotations

import codecs
import struct
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from roadnet.io.formats.text import require_codec, to_codec
from roadnet.io.raw import ROW

_SAMPLE_BYTES: Final = 4 << 20
_CANDIDATES: Final = ("utf-8", "gb18030")
_LATIN: Final = "iso-8859-1"


def detect_dbf_encoding(dbf: Path, wanted: str) -> tuple[str, bool]:
    """Say in which encoding a table's text is: the codec's name, and whether it was guessed.

    In order: what the user says, what the .cpg says if the text agrees, UTF-8, GB 18030; Latin-1
    as the last, which every text is. A .cpg that names an alphabet of single bytes, as many
    programs write by habit, agrees with every text: it is not believed over UTF-8 or over pairs
    of bytes that are all of GB 2312. Nor is one that names GBK over Chinese text in UTF-8.
    """
    if wanted:
        return require_codec(wanted, dbf.name), False
    texts = _sample(dbf)
    cpg = dbf.with_suffix(".cpg")
    said = _said(cpg)
    if said and _decodes(texts, said):
        better = _better_than(said, texts)
        return (better, True) if better else (said, False)
    if all(text.isascii() for text in texts):
        return "utf-8", False
    for candidate in _CANDIDATES:
        if _decodes(texts, candidate):
            return candidate, True
    return _LATIN, True


def decode_columns(table: pa.Table, encoding: str) -> tuple[pa.Table, tuple[int, ...]]:
    """Decode every column of text that was read as Latin-1; return rows that hold unknown signs."""
    garbled: set[int] = set()
    for position, name in enumerate(table.column_names):
        column = table[name]
        if not pa.types.is_string(column.type):
            continue
        coded = pc.dictionary_encode(column.combine_chunks())
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        words = [decode_value(word, encoding) for word in coded.dictionary.to_pylist()]
        bad = [i for i, word in enumerate(words) if "\ufffd" in word]
        if bad:
            hit = pc.is_in(coded.indices, value_set=pa.array(bad, coded.indices.type))
            garbled.update(table[ROW].filter(hit).to_pylist())
        decoded = pa.array(words, pa.string()).take(coded.indices)
        table = table.set_column(position, name, decoded)
    return table, tuple(sorted(garbled))


def decode_value(word: str, encoding: str) -> str:
    """Decode one value that was read as Latin-1; a character cut off at its end is left out."""
    if word.isascii():
        return word
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    return decoder.decode(word.encode(_LATIN, "replace"), final=False).rstrip()


def has_missing_records(dbf: Path) -> bool:
    """Whether the file is shorter than the records that it says it holds."""
    with dbf.open("rb") as file:
        header = file.read(32)
    if len(header) < 32:
        return True
    records, start, width = struct.unpack_from("<IHH", header, 4)
    return dbf.stat().st_size < start + records * width


def _is_single_byte(encoding: str) -> bool:
    return len(bytes(range(128, 256)).decode(encoding, "replace")) == 128


def _better_than(said: str, texts: list[bytes]) -> str:
    """Name the encoding that non-ASCII text is plainly in, though another agrees with it too."""
    texts = [text for text in texts if not text.isascii()]
    if not texts or said == "utf-8":
        return ""
    if _decodes(texts, "utf-8"):
        signs = "".join(text.decode("utf-8", "ignore") for text in texts)
        chinese = any("\u4e00" <= sign <= "\u9fff" for sign in signs)
        return "utf-8" if chinese or _is_single_byte(said) else ""
    return "gb18030" if _is_single_byte(said) and _decodes(texts, "gb2312") else ""


def _said(cpg: Path) -> str:
    if not cpg.exists():
        return ""
    try:
        return to_codec(cpg.read_bytes()[:64].decode("ascii", "ignore").strip())
    except LookupError:
        return ""


def _sample(dbf: Path) -> list[bytes]:
    """Headings and values of the first records, as bytes, without padding."""
    with dbf.open("rb") as file:
        data = file.read(_SAMPLE_BYTES)
    if len(data) < 32:
        return []
    start, width = struct.unpack_from("<HH", data, 8)
    widths, texts = [], []
    for at in range(32, min(start, len(data)) - 31, 32):
        if data[at] == 0x0D:
            break
        texts.append(data[at : at + 11].split(b"\x00")[0])
        widths.append((chr(data[at + 11]), data[at + 16]))
    for record in range(start, len(data) - width + 1, max(width, 1)):
        at = record + 1
        for kind, size in widths:
            if kind == "C":
                texts.append(data[at : at + size].rstrip(b" \x00"))
            at += size
    return [text for text in texts if text]


def _decodes(texts: list[bytes], encoding: str) -> bool:
    """Whether every text decodes, but for a character cut off at its end."""
    try:
        for text in texts:
            if not text.isascii():
                codecs.getincrementaldecoder(encoding)().decode(text, final=False)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
