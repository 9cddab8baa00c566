"""Which rows below the headings are features; what the others are is noted with their numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from roadnet.io.formats.tables.grid import Grid, Row, filled
from roadnet.io.formats.tables.headings import Heading
from roadnet.io.formats.tables.words import is_remark, is_total
from roadnet.io.raw import Note

_CUT_NUMBER: Final = re.compile(r"^\d(\.\d+)?E\+(\d{1,2})$", re.I)
_WIDE: Final = re.compile(r"^(?=.*[０-９])[０-９Ａ-Ｚａ-ｚ．－A-Za-z0-9.\-]+$")
_CODE: Final = re.compile(r"^\d{3,18}$")
_LEAST_CODE_POWER: Final = 8
_FEW_COLUMNS: Final = 3


@dataclass
class Body:
    """Rows of features with the sheet's own row numbers, and what was met."""

    rows: list[list[str | None]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def read_body(grid: Grid, heading: Heading) -> Body:
    """Take the rows of features; totals, remarks, repeated headings and captions are noted."""
    width = len(heading.names)
    skipped: dict[str, list[int]] = {}
    body = Body()
    ragged: list[int] = []
    across = {s.top for s in grid.spans if s.right - s.left + 1 >= max(_FEW_COLUMNS, width // 2)}
    repeated = [[c for c in grid.rows[i] if c] for i in range(heading.first, heading.end)]
    for at, row in _filled(grid.rows, heading.end):
        what = _what(row, at in across, repeated)
        if what:
            skipped.setdefault(what, []).append(at + 1)
            continue
        if len(row) > width and any(row[width:]):
            ragged.append(at + 1)
        body.rows.append([*row[:width], *[None] * (width - len(row))])
        body.numbers.append(at + 1)
    _drop_last_words(body, width, skipped)
    body.notes = [Note(code, tuple(sorted(rows))) for code, rows in skipped.items()]
    if ragged:
        body.notes.append(Note("row_too_wide", tuple(ragged), rejected=True))
    return body


def mend_cells(body: Body, width: int) -> None:
    """Write wide digits narrow; note them, codes cut to a power of ten, and zeros that are lost."""
    wide: set[int] = set()
    cut: set[int] = set()
    zeros: set[int] = set()
    for column in range(width):
        lengths: dict[bool, dict[int, list[int]]] = {True: {}, False: {}}
        for at, row in enumerate(body.rows):
            cell = row[column]
            if cell is None:
                continue
            if not cell.isascii() and _WIDE.match(cell):
                row[column] = cell = unicodedata.normalize("NFKC", cell)
                wide.add(body.numbers[at])
            if cell.isdigit() and _CODE.match(cell):
                lengths[cell[0] == "0"].setdefault(len(cell), []).append(body.numbers[at])
            elif "+" in cell and _is_cut(cell):
                cut.add(body.numbers[at])
        if len(lengths[True]) == 1:
            (whole,) = lengths[True]
            zeros.update(n for size, rows in lengths[False].items() if size < whole for n in rows)
    for code, rows in (("signs_narrowed", wide), ("digits_lost", cut), ("zeros_lost", zeros)):
        if rows:
            body.notes.append(Note(code, tuple(sorted(rows))))


def _is_cut(cell: str) -> bool:
    """Whether a code was written as a power of ten, as Excel writes long numbers."""
    found = _CUT_NUMBER.match(cell)
    return bool(found and int(found[2]) >= _LEAST_CODE_POWER)


def _filled(rows: Sequence[Row], start: int) -> Iterator[tuple[int, Row]]:
    for at in range(start, len(rows)):
        if any(rows[at]):
            yield at, rows[at]


def _what(row: Row, is_across: bool, repeated: Sequence[Row]) -> str:
    """Say what a row is that is no feature; nothing where it is one."""
    words = [cell for cell in row if cell]
    first = next((cell for cell in row[:4] if cell and not cell.isdigit()), words[0])
    if is_total(first):
        return "totals_row"
    if is_remark(words[0]) or (is_across and len(words) == 1):
        return "remark_row"
    return "heading_repeated" if words in repeated else ""


def _drop_last_words(body: Body, width: int, skipped: dict[str, list[int]]) -> None:
    """Set apart rows at the end of a table that hold one cell of words: what stands below it."""
    while width >= _FEW_COLUMNS and len(body.rows) > 1 and filled(body.rows[-1]) == 1:
        word = next(cell for cell in body.rows[-1] if cell)
        if word.isdigit() or filled(body.rows[0]) == 1:
            return
        body.rows.pop()
        skipped.setdefault("remark_row", []).append(body.numbers.pop())
