"""Columns as files have them, brought to a few plain Arrow types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from roadnet.io.raw import ROW, WKB, Note

_PLAIN_NUMBER: Final = r"^-?(0|[1-9]\d{0,14})(\.\d+)?$"
_TAG: Final = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_MOST_TAGS: Final = 200


def to_plain_columns(table: pa.Table) -> pa.Table:
    """Convert every column to integer, float, boolean or text; blobs and clashing names go.

    Dates and times become ISO text, lists and structures JSON-like text.
    """
    arrays, names = [], []
    for position, name in enumerate(table.column_names):
        if name in (WKB, ROW) or name in names:
            continue
        column = _to_plain(table.column(position))
        if column is not None:
            arrays.append(column)
            names.append(name)
    return pa.table(arrays, names=names)


def _to_plain(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _to_plain(column.cast(kind.value_type))
    if pa.types.is_integer(kind):
        return column.cast(pa.int64(), safe=False)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64(), safe=False)
    if pa.types.is_boolean(kind) or pa.types.is_string(kind):
        return column
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return None
    if pa.types.is_null(kind) or pa.types.is_large_string(kind) or pa.types.is_temporal(kind):
        return column.cast(pa.string())
    return pa.chunked_array([pa.array([_as_text(v) for v in column.to_pylist()], pa.string())])


def _as_text(value: object) -> str | None:
    return None if value is None else str(value)


def mend_text(table: pa.Table) -> tuple[pa.Table, tuple[Note, ...]]:
    """Replace bytes that are no UTF-8 in columns of text, and note the rows.

    Formats whose text is UTF-8 by definition hold other bytes all the same; Arrow passes them on.
    """
    garbled: set[int] = set()
    for position, name in enumerate(table.column_names):
        column = table.column(position)
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            continue
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            blobs = column.cast(pa.large_binary()).to_pylist()
            words = [None if b is None else b.decode("utf-8", "replace") for b in blobs]
            garbled.update(i + 1 for i, word in enumerate(words) if word and "\ufffd" in word)
            table = table.set_column(position, name, pa.array(words, pa.string()))
    rows = tuple(sorted(garbled))
    return table, (Note("encoding_unfit", rows, {"encoding": "utf-8"}),) if rows else ()


def to_unique_names(names: Sequence[str]) -> list[str]:
    """Give columns without a name, or with one that is taken, a name of their own."""
    seen: set[str] = set()
    result = []
    for position, name in enumerate(names, start=1):
        base = unique = name or f"column_{position}"
        number = 1
        while unique in seen:
            number += 1
            unique = f"{base}_{number}"
        seen.add(unique)
        result.append(unique)
    return result


def to_numbers_where_plain(table: pa.Table) -> pa.Table:
    """Convert columns of text that hold nothing but plain numbers to numbers.

    ``0012`` is no plain number; nor is anything longer than 15 digits. For conditions only: what
    goes on stays the text that the file has.
    """
    arrays = []
    for name in table.column_names:
        column = table[name]
        if pa.types.is_string(column.type):
            plain = pc.all(pc.match_substring_regex(column, _PLAIN_NUMBER)).as_py()
            column = column.cast(pa.float64()) if plain else column
        arrays.append(column)
    return pa.table(arrays, names=table.column_names)


def with_rows(table: pa.Table, count: int | None = None) -> pa.Table:
    """Append the rows' numbers, from 1; a table without columns does not know its ``count``."""
    rows = pa.array(range(1, (table.num_rows if count is None else count) + 1), pa.int64())
    return table.append_column(ROW, rows) if table.num_columns else pa.table({ROW: rows})


def to_text_table(headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> pa.Table:
    """Build a table of text from rows that are at least as wide as the headings."""
    columns = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(headings))]
    return pa.table(columns, names=list(headings))


def spread_tags(table: pa.Table, column: str = "other_tags") -> pa.Table:
    """Spread OpenStreetMap's ``"key"=>"value"`` pairs into columns of their own."""
    if column not in table.column_names:
        return table
    pairs = [
        {_unescape(k): _unescape(v) for k, v in _TAG.findall(text or "")}
        for text in table[column].to_pylist()
    ]
    counts: dict[str, int] = {}
    for tags in pairs:
        for key in tags:
            counts[key] = counts.get(key, 0) + 1
    for key in sorted(counts, key=lambda k: (-counts[k], k))[:_MOST_TAGS]:
        if key not in table.column_names:
            table = table.append_column(key, pa.array([t.get(key) for t in pairs], pa.string()))
    return table.drop_columns([column])


def _unescape(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\")
