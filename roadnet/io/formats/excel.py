"""Excel workbooks, new and old: measured before anything is unpacked, cells become text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from roadnet.errors import RoadnetError
from roadnet.io.formats.tables.grid import Grid, Span
from roadnet.io.formats.tables.layer import table_names, to_layer
from roadnet.io.formats.xls_scan import scan_xls
from roadnet.io.formats.xlsx_scan import SheetFacts, scan_xlsx
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import ROW, Job, Note, RawLayer

_EXACT_DIGITS: Final = 10**15
_SCANS: Final[dict[str, Callable[[Path, str, ReadLimits], dict[str, SheetFacts]]]] = {
    ".xlsx": scan_xlsx,
    ".xls": scan_xls,
}


@dataclass(frozen=True, slots=True)
class _Book:
    """An open workbook, and what its own bytes say that the library does not."""

    book: Any
    facts: dict[str, SheetFacts]
    every: tuple[str, ...]
    shown: tuple[str, ...]
    _parsed: dict[str, Any] = field(default_factory=dict)

    def sheet(self, name: str) -> Any:
        """Return a sheet, parsed once."""
        from python_calamine import CalamineError

        if name not in self._parsed:
            try:
                self._parsed[name] = self.book.get_sheet_by_name(name)
            except CalamineError as error:
                raise RoadnetError("file_unreadable", file=name, reason=str(error)) from error
        return self._parsed[name]


def read_excel(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read one table: the named one (``sheet`` or ``sheet/2``), else the first that is shown.

    Raises
    ------
    RoadnetError
        ``workbook_too_large``, ``file_unreadable``, ``layer_unknown``, ``table_without_rows``,
        ``content_mismatch``.
    """
    file = Path(job.path).name
    book = _open(path, file, limits)
    name, part, notes = _choose(book, job)
    grid, lost = _grid(book, name)
    raw = to_layer(grid, job, limits, sheet=name, part=part)
    notes += book.facts.get(name, SheetFacts()).notes(raw)
    return replace(raw, notes=(*notes, *_with_lost(raw, lost)))


def list_sheets(path: Path, limits: ReadLimits) -> list[str]:
    """List the tables of the sheets that are shown."""
    book = _open(path, path.name, limits)
    return [name for sheet in book.shown for name in table_names(_grid(book, sheet)[0], sheet)]


def to_text(cell: object) -> str | None:
    """Convert a cell to text: ``12.0`` is 12, a date is ISO, nothing is None."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell).strip() or None


def _open(path: Path, file: str, limits: ReadLimits) -> _Book:
    from python_calamine import CalamineError, CalamineWorkbook

    facts = _SCANS[path.suffix.lower()](path, file, limits)
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise RoadnetError("file_unreadable", file=file, reason=str(error)) from error
    sheets = [s for s in book.sheets_metadata if str(s.typ).endswith(".WorkSheet")]
    shown = [sheet.name for sheet in sheets if str(sheet.visible).endswith(".Visible")]
    return _Book(book, facts, tuple(sheet.name for sheet in sheets), tuple(shown))


def _grid(book: _Book, name: str) -> tuple[Grid, frozenset[int]]:
    """Return a sheet's cells as text, and the rows of numbers whose last digits Excel lost."""
    sheet = book.sheet(name)
    values: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    ranges = sheet.merged_cell_ranges or ()
    spans = [Span(*top, *bottom) for top, bottom in ranges if bottom >= top]
    # Numbers so long that Excel itself no longer holds their last digits.
    lost = frozenset(
        i + 1
        for i, row in enumerate(values)
        if any(type(cell) is float and abs(cell) >= _EXACT_DIGITS for cell in row)
    )
    rows = [[to_text(cell) for cell in row] for row in values]
    return Grid(rows, spans), lost


def _with_lost(raw: RawLayer, lost: frozenset[int]) -> list[Note]:
    """Add the rows whose numbers lost digits to those whose text did."""
    told = {row for note in raw.notes if note.code == "digits_lost" for row in note.rows}
    rows = tuple(sorted(told | (lost & set(raw.table[ROW].to_pylist()))))
    rest = [note for note in raw.notes if note.code != "digits_lost"]
    return [*rest, Note("digits_lost", rows)] if rows else rest


def _choose(book: _Book, job: Job) -> tuple[str, int, list[Note]]:
    """Choose the sheet, and which of its tables (0 where it is not said)."""
    file = Path(job.path).name
    known = ", ".join(book.every)
    if job.layer:
        if job.layer in book.every:
            return job.layer, 0, []
        sheet, _, number = job.layer.rpartition("/")
        if sheet in book.every and number.isdecimal() and int(number[:6]) > 0:
            return sheet, int(number[:6]), []
        raise RoadnetError("layer_unknown", file=file, layer=job.layer, known=known)
    filled = next((name for name in book.shown if book.sheet(name).total_height), None)
    if filled is None:
        raise RoadnetError("table_without_rows", file=file)
    figures = {"file": file, "chosen": filled, "known": known}
    return filled, 0, [Note("layer_chosen", figures=figures)] if len(book.every) > 1 else []
