"""Excel workbooks: sizes are checked before anything is unpacked, cells are read as text."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from roadnet.errors import RoadnetError
from roadnet.io.formats.headings import Sheet, to_layer
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import Job, Note, RawLayer

_COLUMN: Final = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})\d')
_ROW: Final = re.compile(rb'<row [^>]*?r="(\d{1,7})"')
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 256
_EXACT_DIGITS: Final = 10**15


def read_excel(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read one sheet: the named one, else the first that is shown and has rows.

    Raises
    ------
    RoadnetError
        ``workbook_too_large``, ``file_unreadable``, ``layer_unknown``, ``table_without_rows``.
    """
    book = _open(path, Path(job.path).name, limits)
    name, notes = _choose(book, job)
    sheet = book.get_sheet_by_name(name)
    values: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    spans = [tuple(span) for span in sheet.merged_cell_ranges or ()]
    lost = sorted({i for i, row in enumerate(values) for cell in row if _loses_digits(cell)})
    rows = [[to_text(cell) for cell in row] for row in values]
    merged = frozenset(top[0] for top, bottom in spans if bottom[1] > top[1] and top[1] >= 0)
    headings = frozenset(i for i in merged if _names_below(rows, i))
    filled = _fill(rows, spans)
    raw = to_layer(Sheet(rows, headings), job, limits)
    if filled:
        notes = (*notes, Note("merged_cells_filled", figures={"cells": filled}))
    if lost:
        notes = (*notes, Note("digits_lost", figures={"sheet_row": lost[0] + 1}))
    return RawLayer(raw.table, name, raw.crs, raw.crs_stated, "", (*notes, *raw.notes))


def list_sheets(path: Path, limits: ReadLimits) -> list[str]:
    """List the sheets that are shown."""
    return [sheet.name for sheet in _shown(_open(path, path.name, limits))]


def to_text(cell: object) -> str | None:
    """Convert a cell to text: ``12.0`` is 12, a date is ISO, nothing is None."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell).strip() or None


def _open(path: Path, file: str, limits: ReadLimits) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    _require_modest(path, file, limits)
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise RoadnetError("file_unreadable", file=file, reason=str(error)) from error


def _shown(book: Any) -> list[Any]:
    return [
        sheet
        for sheet in book.sheets_metadata
        if str(sheet.visible).endswith(".Visible") and str(sheet.typ).endswith(".WorkSheet")
    ]


def _choose(book: Any, job: Job) -> tuple[str, tuple[Note, ...]]:
    file = Path(job.path).name
    every = [sheet.name for sheet in book.sheets_metadata]
    shown = [sheet.name for sheet in _shown(book)]
    if job.layer:
        if job.layer not in every:
            raise RoadnetError("layer_unknown", file=file, layer=job.layer, known=", ".join(every))
        return job.layer, ()
    filled = [name for name in shown if book.get_sheet_by_name(name).total_height]
    if not filled:
        raise RoadnetError("table_without_rows", file=file)
    figures = {"file": file, "chosen": filled[0], "known": ", ".join(every)}
    return filled[0], ((Note("layer_chosen", figures=figures),) if len(every) > 1 else ())


def _require_modest(path: Path, file: str, limits: ReadLimits) -> None:
    """Require that a workbook expands to no more than the limits, cell by cell."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(info.file_size for info in members) > limits.expanded_bytes:
                raise RoadnetError("workbook_too_large", file=file)
            if not any(info.filename == "xl/workbook.xml" for info in members):
                raise RoadnetError("content_mismatch", file=file, format="excel")
            for info in members:
                if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml"):
                    _require_modest_sheet(archive, info, file, limits)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise RoadnetError("file_unreadable", file=file, reason=str(error)) from error


def _require_modest_sheet(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str, limits: ReadLimits
) -> None:
    columns: set[bytes] = set()
    last_row, tail = 0, b""
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            text = tail + chunk
            columns.update(_COLUMN.findall(text))
            last_row = max(last_row, *map(int, _ROW.findall(text)), 0, 0)
            tail = text[-_OVERLAP:]
    width = max((_to_position(letters) for letters in columns), default=0)
    if width > limits.columns or last_row > limits.rows or width * last_row > limits.cells:
        raise RoadnetError("workbook_too_large", file=file)


def _to_position(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position


def _loses_digits(cell: object) -> bool:
    """Whether a number is so long that Excel itself no longer holds its last digits."""
    return (
        isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= _EXACT_DIGITS
    )


def _names_below(rows: Sequence[Sequence[str | None]], at: int) -> bool:
    """Whether the row under a merged heading holds words, as headings do, and no figures."""
    if at + 1 >= len(rows) or sum(cell is not None for cell in rows[at]) < 2:
        return False
    below = [cell for cell in rows[at + 1] if cell]
    return bool(below) and not any(re.match(r"^[-+]?\d", cell) for cell in below)


def _fill(rows: list[list[str | None]], spans: Sequence[tuple[Any, ...]]) -> int:
    """Write a merged range's value into its cells downwards; return how many were filled."""
    filled = 0
    for (top, left), (bottom, _) in spans:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if rows[row][left] is None and rows[top][left] is not None:
                rows[row][left] = rows[top][left]
                filled += 1
    return filled
