"""What the bytes of an old workbook (.xls) say before it is opened: its size and hidden parts.

The file is a compound file ([MS-CFB]): sectors chained by a table, in which a stream holds the
records of the workbook ([MS-XLS]). Chains that turn back on themselves, sheets that are nearly all
empty and streams larger than the file are refused here; the library would build them in memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from roadnet.errors import RoadnetError
from roadnet.io.formats.xlsx_scan import SheetFacts, require_modest
from roadnet.io.limits import ReadLimits

_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = 512
_LAST_SECTOR: Final = 0xFFFFFFFA
_ENTRY: Final = 128
_STREAM, _ROOT = 2, 5
_BOF, _SHEET, _ROW, _COLUMN, _FORMULA, _CODED = 0x0809, 0x0085, 0x0208, 0x007D, 0x0006, 0x0205
_CELLS: Final = frozenset({0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x0201, _FORMULA, _CODED})
_MANY_CELLS: Final = frozenset({0x00BD, 0x00BE})
_LOCKED: Final = 0x002F
_BIFF8: Final = 0x0600


def scan_xls(path: Path, file: str, limits: ReadLimits) -> dict[str, SheetFacts]:
    """Scan a workbook's sheets, by name.

    Raises
    ------
    RoadnetError
        ``workbook_too_large``, ``content_mismatch``, ``file_unreadable``, ``workbook_locked``.
    """
    data = path.read_bytes()
    if not data.startswith(_MAGIC):
        raise RoadnetError("content_mismatch", file=file, format="excel")
    try:
        sheets = _scan(_workbook(data), file)
    except (struct.error, IndexError, ValueError, UnicodeDecodeError) as error:
        raise RoadnetError("file_unreadable", file=file, reason=str(error)) from error
    for facts in sheets.values():
        require_modest(facts, file, limits)
    if sum(facts.width * facts.height for facts in sheets.values()) > limits.cells:
        raise RoadnetError("workbook_too_large", file=file)
    return sheets


def _workbook(data: bytes) -> bytes:
    """Return the stream that holds the workbook."""
    size = 1 << _bounded(struct.unpack_from("<H", data, 30)[0], 7, 16)
    small = 1 << _bounded(struct.unpack_from("<H", data, 32)[0], 4, 12)
    directory, cutoff, first_small = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    table = _table(data, size)
    entries = _chain(data, directory, table, size, offset=size)
    root = b""
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        kind = entries[at + 66]
        start, extent = struct.unpack_from("<II", entries, at + 116)
        if kind == _ROOT:
            root = _chain(data, start, table, size, offset=size)
        if kind == _STREAM and name.casefold() in ("workbook", "book"):
            if extent >= cutoff:
                return _chain(data, start, table, size, offset=size)[:extent]
            places = _chain(data, first_small, table, size, offset=size)
            chain = struct.unpack(f"<{len(places) // 4}I", places[: len(places) // 4 * 4])
            return _chain(root, start, chain, small, offset=0)[:extent]
    raise ValueError("no workbook in it")


def _bounded(value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError("sector size")
    return value


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """Return the table of sectors: for each the next one of its chain."""
    places = list(struct.unpack_from("<109I", data, 76))
    further, per = struct.unpack_from("<I", data, 68)[0], size // 4
    seen: set[int] = set()
    while further < _LAST_SECTOR and further not in seen:
        seen.add(further)
        block = struct.unpack_from(f"<{per}I", data, size * (further + 1))
        places += block[:-1]
        further = block[-1]
    table: list[int] = []
    for place in places:
        begin = size * (place + 1)
        if place < _LAST_SECTOR and begin < len(data):
            part = data[begin : begin + size]
            table += struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4])
    if len(table) > 2 * len(data):
        raise ValueError("table of sectors")
    return tuple(table)


def _chain(data: bytes, start: int, table: tuple[int, ...], size: int, *, offset: int) -> bytes:
    parts = []
    seen: set[int] = set()
    while start < _LAST_SECTOR:
        begin = offset + size * start
        if start in seen or start >= len(table) or begin >= len(data):
            raise ValueError("chain of sectors")
        seen.add(start)
        parts.append(data[begin : begin + size])
        start = table[start]
    return b"".join(parts)


def _scan(stream: bytes, file: str) -> dict[str, SheetFacts]:
    names: dict[int, str] = {}
    found: dict[str, SheetFacts] = {}
    facts = SheetFacts()
    version = _BIFF8
    for at, kind, size in _records(stream):
        body = at + 4
        if kind == _LOCKED:
            raise RoadnetError("workbook_locked", file=file)
        if kind == _BOF and size >= 2:
            version = struct.unpack_from("<H", stream, body)[0]
            facts = SheetFacts()
            if at in names:
                found[names[at]] = facts
        elif kind == _SHEET and size >= 8:
            names[struct.unpack_from("<I", stream, body)[0]] = _name(stream, body, size, version)
        else:
            _note(facts, stream, kind, body, size)
    return found


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if at + 4 + size > len(stream):
            return
        yield at, kind, size
        at += 4 + size


def _note(facts: SheetFacts, stream: bytes, kind: int, body: int, size: int) -> None:
    if kind in _CELLS and size >= 6:
        row, column = struct.unpack_from("<HH", stream, body)
        _grow(facts, row, column, 1)
        if kind == _CODED and size >= 8 and stream[body + 7]:
            facts.errors.add(row + 1)
        if kind == _FORMULA and size >= 14 and stream[body + 12 : body + 14] == b"\xff\xff":
            told = stream[body + 6]
            facts.errors.update({row + 1} if told == 2 else ())
            facts.formulas.update({row + 1} if told == 3 else ())
    elif kind in _MANY_CELLS and size >= 6:
        row, column = struct.unpack_from("<HH", stream, body)
        last = struct.unpack_from("<H", stream, body + size - 2)[0]
        _grow(facts, row, max(column, last), max(1, last - column + 1))
    elif kind == _ROW and size >= 16 and stream[body + 12] & 0x20:
        facts.hidden_rows.add(struct.unpack_from("<H", stream, body)[0] + 1)
    elif kind == _COLUMN and size >= 10 and stream[body + 8] & 1:
        facts.hidden_columns += 1


def _grow(facts: SheetFacts, row: int, column: int, cells: int) -> None:
    facts.height = max(facts.height, row + 1)
    facts.width = max(facts.width, column + 1)
    facts.cells += cells


def _name(stream: bytes, body: int, size: int, version: int) -> str:
    count = stream[body + 6]
    if version != _BIFF8:
        return stream[body + 7 : body + 7 + count].decode("gb18030", "replace")
    wide = stream[body + 7] & 1
    raw = stream[body + 8 : body + 8 + count * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")
