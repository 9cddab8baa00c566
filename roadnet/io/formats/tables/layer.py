"""From the grid of a sheet to one raw table: the box, its headings, its rows, its places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from roadnet.errors import RoadnetError
from roadnet.io.formats.columns import to_text_table
from roadnet.io.formats.coordinates import place_rows
from roadnet.io.formats.tables.grid import Grid, cut, filled
from roadnet.io.formats.tables.headings import Heading, find_heading
from roadnet.io.formats.tables.rows import Body, mend_cells, read_body
from roadnet.io.formats.tables.split import find_tables
from roadnet.io.formats.tables.words import known_words, stated_for_all
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import ROW, Job, Note, RawLayer


def table_names(grid: Grid, sheet: str, names: tuple[str, ...] = ()) -> list[str]:
    """Name the tables of a sheet: by the sheet, or ``sheet/1``, ``sheet/2`` where several."""
    count = len(find_tables(grid, known_words(names)))
    if count < 2:
        return [sheet] * count
    return [f"{sheet}/{number}" if sheet else str(number) for number in range(1, count + 1)]


def to_layer(grid: Grid, job: Job, limits: ReadLimits, *, sheet: str, part: int = 0) -> RawLayer:
    """Read one table of a sheet.

    Parameters
    ----------
    grid
        The sheet.
    job
        What is to be read.
    limits
        What a file may ask for.
    sheet
        The sheet's name, empty for a text file.
    part
        Which of the sheet's tables, from 1; 0 for the first, and the others are noted.

    Raises
    ------
    RoadnetError
        ``table_without_rows``, ``layer_unknown``, ``column_missing`` (x or y),
        ``too_many_columns``.
    """
    file = Path(job.path).name
    known = known_words(job.names)
    boxes = find_tables(grid, known_words(()))
    notes: list[Note] = []
    if not boxes:
        raise RoadnetError("table_without_rows", file=file)
    names = ", ".join(f"{sheet}/{i}" if sheet else str(i) for i in range(1, len(boxes) + 1))
    if part > len(boxes):
        raise RoadnetError("layer_unknown", file=file, layer=job.layer, known=names)
    if not part and len(boxes) > 1:
        figures = {"file": file, "chosen": names.split(", ")[0], "known": names}
        notes.append(Note("layer_chosen", figures=figures))
    mine = cut(grid, boxes[max(part, 1) - 1])
    heading = find_heading(mine, known)
    if heading is None:
        raise RoadnetError("table_without_rows", file=file)
    if len(heading.names) > limits.columns:
        raise RoadnetError("too_many_columns", file=file, limit=limits.columns)
    if any(map(filled, mine.rows[: heading.first])):
        notes.append(Note("heading_found", figures={"file": file, "row": heading.first + 1}))
    if unit := _unit_above(mine, heading):
        notes.append(Note("unit_stated_above", figures={"file": file, "unit": unit}))
    filled_down = _fill(mine, heading)
    body = read_body(filled_down[0], heading)
    if filled_down[1]:
        rows, cells = filled_down[1], filled_down[2]
        notes.append(Note("merged_cells_filled", rows, {"cells": cells}))
    mend_cells(body, len(heading.names))
    raw = RawLayer(_to_table(heading, body), sheet, notes=(*notes, *body.notes))
    return place_rows(raw, job)


def _unit_above(grid: Grid, heading: Heading) -> str:
    """Return the unit that a line above the headings states for the whole table."""
    cells = (cell for row in grid.rows[: heading.first] for cell in row if cell)
    return next((unit for cell in cells if (unit := stated_for_all(cell))), "")


def _to_table(heading: Heading, body: Body) -> pa.Table:
    table = to_text_table(heading.names, body.rows)
    return table.append_column(ROW, pa.array(body.numbers, pa.int64()))


def _fill(grid: Grid, heading: Heading) -> tuple[Grid, tuple[int, ...], int]:
    """Write a merged cell's value into the cells below it; the rows, and how many cells."""
    rows = list(grid.rows)
    changed: dict[int, None] = {}
    cells = 0
    for span in grid.spans:
        if span.top < heading.end or span.top >= len(rows) or span.left >= len(rows[span.top]):
            continue
        value = rows[span.top][span.left]
        for at in range(span.top + 1, min(span.bottom + 1, len(rows))):
            if value is None or span.left >= len(rows[at]) or rows[at][span.left] is not None:
                continue
            row = list(rows[at])
            row[span.left] = value
            rows[at] = row
            changed[at + 1] = None
            cells += 1
    return replace(grid, rows=rows), tuple(changed), cells
