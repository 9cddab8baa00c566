"""CSV and its kin, as text: nothing is taken for a number, a date or an empty value here."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from roadnet.errors import RoadnetError
from roadnet.io.formats.headings import Sheet, to_layer
from roadnet.io.formats.text import decode_text, guess_delimiter
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import Job, Note, RawLayer

_CELL_CHARACTERS: Final = 8_000_000  # a long line of a road as WKT
_MOST_BREAKS: Final = 8


def read_csv(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read a text table: delimiter and encoding are found, every cell stays text.

    Raises
    ------
    RoadnetError
        ``encoding_wrong``, ``table_without_rows``, ``too_many_rows``, ``too_many_columns``.
    """
    file = Path(job.path).name
    text, encoding, guessed = decode_text(path.read_bytes(), job.encoding, file)
    delimiter = guess_delimiter(text)
    notes = [Note("encoding_guessed", figures={"encoding": encoding})] if guessed else []
    rows = _parse(text, delimiter, limits, file)
    if any(cell and cell.count("\n") > _MOST_BREAKS for row in rows for cell in row):
        rows = _parse(text, delimiter, limits, file, quoting=csv.QUOTE_NONE)
        notes.append(Note("quote_unclosed", figures={"file": file}))
    raw = to_layer(Sheet(rows), job, limits)
    return RawLayer(raw.table, raw.layer, raw.crs, raw.crs_stated, encoding, (*notes, *raw.notes))


def _parse(
    text: str, delimiter: str, limits: ReadLimits, file: str, *, quoting: int = csv.QUOTE_MINIMAL
) -> list[list[str | None]]:
    csv.field_size_limit(_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    rows: list[list[str | None]] = []
    cells = 0
    try:
        for line in reader:
            cells += len(line)
            if len(line) > limits.columns and any(line[limits.columns :]):
                raise RoadnetError("too_many_columns", file=file, limit=limits.columns)
            if len(rows) > limits.rows or cells > limits.cells:
                raise RoadnetError("too_many_rows", file=file, limit=limits.rows)
            rows.append([cell.strip() or None for cell in line[: limits.columns]])
    except csv.Error as error:
        raise RoadnetError("file_unreadable", file=file, reason=str(error)) from error
    return rows
