"""Points of columns that hold coordinates, shapes of a column of WKT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from roadnet.errors import RoadnetError
from roadnet.io.formats.degrees import to_degrees
from roadnet.io.formats.tables.words import fold, words
from roadnet.io.formats.wkb import shapes_to_wkb
from roadnet.io.raw import ROW, WKB, Job, RawLayer


def coordinate_columns(fields: Sequence[str]) -> tuple[str, str] | None:
    """Return the columns (x, y) that rows are placed by where none are named; None without both."""
    x, y = _first(fields, "x"), _first(fields, "y")
    return (x, y) if x and y else None


def place_rows(raw: RawLayer, job: Job) -> RawLayer:
    """Make points of the columns that hold coordinates, or shapes of a column of WKT."""
    file = Path(job.path).name
    x, y = _named(raw, job.x, file), _named(raw, job.y, file)
    x = x or _first(raw.fields, "x")
    y = y or _first(raw.fields, "y")
    if x and y:
        shapes, there = _points(raw.table[x].to_pylist(), raw.table[y].to_pylist())
    elif wkt := _first(raw.fields, "wkt"):
        # In Parquet the column may be of figures; what is not WKT is told as invalid.
        texts = [None if cell is None else str(cell) for cell in raw.table[wkt].to_pylist()]
        there = np.array([bool(text) for text in texts], dtype=bool)
        shapes = shapely.from_wkt(np.array(texts, dtype=object), on_invalid="ignore")
        raw = replace(raw, table=raw.table.drop_columns([wkt]))
    else:
        return raw
    wkb, notes = shapes_to_wkb(shapes, there)
    numbers = raw.table[ROW].to_numpy()
    told = [replace(n, rows=tuple(numbers[np.array(n.rows) - 1].tolist())) for n in notes]
    return replace(raw, table=raw.table.append_column(WKB, wkb), notes=(*raw.notes, *told))


def _named(raw: RawLayer, name: str, file: str) -> str:
    if name and name not in raw.fields:
        raise RoadnetError("column_missing", file=file, column=name, known=", ".join(raw.fields))
    return name


def _first(fields: Sequence[str], kind: str) -> str:
    """Return the first column, in the order of the words, that bears a word of a kind."""
    folded = {fold(field): field for field in fields}
    return next((folded[word] for word in words()["coordinates"][kind] if word in folded), "")


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
