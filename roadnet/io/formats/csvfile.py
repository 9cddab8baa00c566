"""CSV and its kin, as text: nothing is taken for a number, a date or an empty value here."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Final

from roadnet.errors import RoadnetError
from roadnet.io.formats.tables.grid import Grid
from roadnet.io.formats.tables.layer import table_names, to_layer
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
        ``encoding_wrong``, ``table_without_rows``, ``too_many_rows``, ``too_many_columns``,
        ``layer_unknown``.
    """
    file = Path(job.path).name
    if job.layer and not (job.layer.isdecimal() and int(job.layer[:6]) > 0):
        raise RoadnetError("layer_unknown", file=file, layer=job.layer, known="1")
    grid, encoding, notes = _read_grid(path, job.encoding, file, limits)
    part = int(job.layer[:6]) if job.layer else 0
    raw = to_layer(grid, job, limits, sheet="", part=part)
    return replace(raw, encoding=encoding, notes=(*notes, *raw.notes))


def list_parts(path: Path, limits: ReadLimits) -> list[str]:
    """List the tables of a text file: ``1``, ``2`` where there are several, else one of no name."""
    grid, _, _ = _read_grid(path, "", path.name, limits)
    return table_names(grid, "") or [""]


def _read_grid(
    path: Path, wanted: str, file: str, limits: ReadLimits
) -> tuple[Grid, str, list[Note]]:
    text, encoding, guessed = decode_text(path.read_bytes(), wanted, file)
    delimiter = guess_delimiter(text)
    notes = [Note("encoding_guessed", figures={"encoding": encoding})] if guessed else []
    rows = _parse(text, delimiter, limits, file)
    if any(cell and cell.count("\n") > _MOST_BREAKS for row in rows for cell in row):
        rows = _parse(text, delimiter, limits, file, quoting=csv.QUOTE_NONE)
        notes.append(Note("quote_unclosed", figures={"file": file}))
    return Grid(rows), encoding, notes


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
