"""Conditions on rows: the same dialect (OGR SQL) whatever the format of the file."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from roadnet.errors import RoadnetError
from roadnet.io.formats.columns import to_numbers_where_plain
from roadnet.io.raw import ROW, WKB, Job, RawLayer


def filter_rows(raw: RawLayer, job: Job) -> RawLayer:
    """Keep the rows that satisfy ``job.where``; notes about other rows go with them.

    Raises
    ------
    RoadnetError
        ``where_bad``: the condition is no OGR SQL, or names a column that is not there.
    """
    if not job.where or raw.table.num_rows == 0:
        return raw
    kept = _satisfying(raw.table, job)
    mask = pc.is_in(raw.table[ROW], value_set=kept)
    rows = set(kept.to_pylist())
    there = set(raw.table[ROW].to_pylist())
    notes = []
    for note in raw.notes:
        # Rows that are no features, such as totals, were never put to the condition.
        left = tuple(row for row in note.rows if row in rows or row not in there)
        if left or not note.rows:
            notes.append(replace(note, rows=left))
    return replace(raw, table=raw.table.filter(mask), notes=tuple(notes))


def _satisfying(table: pa.Table, job: Job) -> pa.Array:
    """Row numbers that satisfy the condition, by GDAL on a copy in memory without geometry."""
    import pyogrio.raw

    words = to_numbers_where_plain(
        table.drop_columns([c for c in (WKB,) if c in table.column_names])
    )
    memory = io.BytesIO()
    try:
        pyogrio.raw.write_arrow(
            words,
            memory,
            driver="FlatGeobuf",
            geometry_name=None,
            geometry_type=None,
            layer_options={"SPATIAL_INDEX": "NO"},
        )
        # All columns are read: this driver does not evaluate conditions on columns left out.
        where = quote_names(job.where, table.column_names)
        _, found = pyogrio.raw.read_arrow(memory.getvalue(), where=where)
    except (ValueError, RuntimeError) as error:
        raise RoadnetError(
            "where_bad", file=Path(job.path).name, where=job.where, reason=str(error)
        ) from error
    return found[ROW].combine_chunks().cast(pa.int64())


def quote_names(where: str, names: Sequence[str]) -> str:
    """Put names of columns that are not plain ASCII in double quotes, as OGR SQL needs them."""
    foreign = sorted((name for name in names if not name.isascii()), key=len, reverse=True)
    if not foreign:
        return where
    # Text and names in quotes stay: they are matched first and put back as they are.
    pattern = "'(?:[^']|'')*'|\"[^\"]*\"|" + "|".join(map(re.escape, foreign))
    return re.sub(pattern, lambda m: m[0] if m[0][0] in "'\"" else f'"{m[0]}"', where)
