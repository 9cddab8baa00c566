"""Tables that people typed: which row is the heading, which rows are totals, where places stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from roadnet.errors import RoadnetError
from roadnet.io.formats.columns import to_text_table, with_rows
from roadnet.io.formats.degrees import to_degrees
from roadnet.io.formats.wkb import shapes_to_wkb
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import WKB, Job, Note, RawLayer

Row = Sequence[str | None]
_LOOK_AT: Final = 30
_TOTALS: Final = re.compile(
    r"^\s*(合\s*计|总\s*计|小\s*计|共\s*计|(sub|grand )?totals?)\s*[:：]?\s*$", re.I
)
_NUMBER: Final = re.compile(r"^[-+]?[\d.,]+%?$")
_X_NAMES: Final = (
    "lon",
    "lng",
    "long",
    "longitude",
    "经度",
    "东经",
    "x",
    "point_x",
    "x坐标",
    "坐标x",
)
_Y_NAMES: Final = ("lat", "latitude", "纬度", "北纬", "y", "point_y", "y坐标", "坐标y")
_WKT_NAMES: Final = ("wkt", "geometry", "geom", "the_geom", "几何")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of text as they stand, before anything is known of them; None is an empty cell.

    ``merged_in_heading`` are rows with cells merged across that have names in the row below.
    """

    rows: Sequence[Row]
    merged_in_heading: frozenset[int] = frozenset()


def to_layer(sheet: Sheet, job: Job, limits: ReadLimits) -> RawLayer:
    """Find headings, leave out totals, make points of coordinates.

    Raises
    ------
    RoadnetError
        ``table_without_rows``, ``column_missing`` (x or y), ``too_many_columns``.
    """
    file = Path(job.path).name
    at = find_heading(sheet.rows, job.names)
    if at is None:
        raise RoadnetError("table_without_rows", file=file)
    names, start = _headings(sheet, at)
    if len(names) > limits.columns:
        raise RoadnetError("too_many_columns", file=file, limit=limits.columns)
    body = [row for row in sheet.rows[start:] if any(row)]
    width = len(names)
    notes = [Note("heading_found", figures={"file": file, "row": at + 1})] if at else []
    ragged = tuple(i + 1 for i, row in enumerate(body) if any(row[width:]))
    totals = tuple(i + 1 for i, row in enumerate(body) if _is_total(row))
    if ragged:
        notes.append(Note("row_too_wide", ragged, rejected=True))
    if totals:
        notes.append(Note("totals_row", totals, rejected=True))
    padded = [[*row[:width], *[None] * (width - len(row))] for row in body]
    table = with_rows(to_text_table(names, padded))
    return place_rows(RawLayer(table, notes=tuple(notes)), job)


def find_heading(rows: Sequence[Row], names: Sequence[str]) -> int | None:
    """Find the row of headings: the one that holds most known names, else the first full of words.

    Parameters
    ----------
    rows
        The table from its top.
    names
        Names and aliases that a heading may bear, any case.

    Returns
    -------
    Position of the row; None where there is no row at all.
    """
    known = {_fold(name) for name in (*names, *_X_NAMES, *_Y_NAMES, *_WKT_NAMES)}
    shown = [(i, row) for i, row in enumerate(rows[:_LOOK_AT]) if any(row)]
    if not shown:
        return None
    hits = [(sum(_fold(cell) in known for cell in row if cell), -i) for i, row in shown]
    most, position = max(hits)
    if most:
        return -position
    width = max(sum(cell is not None for cell in row) for _, row in shown)
    for i, row in shown:
        cells = [cell for cell in row if cell]
        if 2 * len(cells) > width and not any(_NUMBER.match(cell) for cell in cells):
            return i
    return shown[0][0]


def _headings(sheet: Sheet, at: int) -> tuple[list[str], int]:
    """Names of the columns, and where the body starts; a heading may take two rows."""
    upper = list(sheet.rows[at])
    start = at + 1
    if at in sheet.merged_in_heading and start < len(sheet.rows):
        lower = sheet.rows[start]
        upper = [low or up for up, low in zip(upper, lower, strict=False)] + upper[len(lower) :]
        start += 1
    elif at and at - 1 in sheet.merged_in_heading:
        above = sheet.rows[at - 1]
        upper = [cell or (above[i] if i < len(above) else None) for i, cell in enumerate(upper)]
    while upper and not upper[-1]:
        upper.pop()
    return _unique([re.sub(r"\s+", " ", cell).strip() if cell else "" for cell in upper]), start


def _unique(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for position, name in enumerate(names):
        base = name or f"column_{position + 1}"
        seen[base] = seen.get(base, 0) + 1
        result.append(base if seen[base] == 1 else f"{base}_{seen[base]}")
    return result


def _is_total(row: Row) -> bool:
    """Whether a row's first word says that it sums up others."""
    first = next((cell for cell in row[:3] if cell and not cell.isdigit()), "")
    return bool(_TOTALS.match(first))


def coordinate_columns(fields: Sequence[str]) -> tuple[str, str] | None:
    """Return the columns (x, y) that rows are placed by where none are named; None without both."""
    x, y = _first(fields, _X_NAMES), _first(fields, _Y_NAMES)
    return (x, y) if x and y else None


def place_rows(raw: RawLayer, job: Job) -> RawLayer:
    """Make points of the columns that hold coordinates, or shapes of a column of WKT."""
    file = Path(job.path).name
    x, y = _named(raw, job.x, file), _named(raw, job.y, file)
    x = x or _known(raw, _X_NAMES)
    y = y or _known(raw, _Y_NAMES)
    if x and y:
        shapes, there = _points(raw.table[x].to_pylist(), raw.table[y].to_pylist())
    elif wkt := _known(raw, _WKT_NAMES):
        words = raw.table[wkt].to_pylist()
        there = np.array([bool(word) for word in words], dtype=bool)
        shapes = shapely.from_wkt(np.array(words, dtype=object), on_invalid="ignore")
        raw = RawLayer(raw.table.drop_columns([wkt]), notes=raw.notes)
    else:
        return raw
    wkb, notes = shapes_to_wkb(shapes, there)
    return RawLayer(raw.table.append_column(WKB, wkb), notes=(*raw.notes, *notes))


def _named(raw: RawLayer, name: str, file: str) -> str:
    if name and name not in raw.fields:
        raise RoadnetError("column_missing", file=file, column=name, known=", ".join(raw.fields))
    return name


def _known(raw: RawLayer, names: Sequence[str]) -> str:
    return _first(raw.fields, names)


def _first(fields: Sequence[str], names: Sequence[str]) -> str:
    folded = {_fold(field): field for field in fields}
    return next((folded[name] for name in names if name in folded), "")


def _points(xs: Sequence[str | None], ys: Sequence[str | None]) -> tuple[Any, Any]:
    x = np.array([_to_number(word) for word in xs])
    y = np.array([_to_number(word) for word in ys])
    there = np.array([bool(a or b) for a, b in zip(xs, ys, strict=True)], dtype=bool)
    shapes = np.full(len(x), None, dtype=object)
    good = np.isfinite(x) & np.isfinite(y)
    shapes[good] = shapely.points(x[good], y[good])
    return shapes, there


def _to_number(word: str | None) -> float:
    value = to_degrees(word) if word else None
    return np.nan if value is None else value


def _fold(word: str | None) -> str:
    return re.sub(r"[\s（(].*$", "", (word or "").strip()).casefold()
