"""Tables of the document from columns of values, each figure rounded once and for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import pandas as pd

from roadnet.maps.escape import clean_text
from roadnet.reports.document import model
from roadnet.reports.sheet import display_width
from roadnet.text import Lang, tr
from roadnet.text.numbers import (
    KM_DIGITS,
    WAN_CNY,
    WAN_DIGITS,
    reconcile,
    to_km,
    to_number,
    to_percent,
)

Kind = Literal["text", "long", "count", "km", "ratio", "wan"]

_LONGEST: Final = {"text": 120, "long": 600}
_NARROWEST, _WIDEST, _LONG = 6.0, 22.0, 48.0
_SUMMED: Final = {"km": KM_DIGITS, "wan": WAN_DIGITS}


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its heading, values, how they are shown, and what stands in the total's row.

    ``wan`` are yuan that are shown in ten thousands. A total of kilometres or money that is a
    number is shown with parts that add up to it.
    """

    heading: str
    values: Sequence[Any]
    kind: Kind = "text"
    total: Any = None
    width: float = 0.0


def build_table(
    name: str,
    lang: Lang,
    fields: Sequence[Field],
    *,
    empty: str = "",
    total: bool = False,
    **figures: object,
) -> model.Table:
    """Return a table; with ``total``, the fields' totals make its last row.

    Its caption is ``report.table.<name>``, with what that names.
    """
    cells = [_cells(field) for field in fields]
    return model.Table(
        caption=tr(f"report.table.{name}", lang, **figures),
        columns=tuple(
            _column(field, [*said, _shown(field.total, field.kind)])
            for field, said in zip(fields, cells, strict=True)
        ),
        rows=tuple(zip(*cells, strict=True)),
        total=tuple(_shown(field.total, field.kind) for field in fields) if total else (),
        empty=empty,
        name=name,
    )


def numbered(count: int, heading: str) -> Field:
    """Return a column that numbers the rows."""
    return Field(heading, [str(at) for at in range(1, count + 1)], width=5.0)


def texts_of(table: pd.DataFrame, column: str) -> list[str]:
    """Return a column as texts; empty ones where there is nothing, or no such column."""
    if column not in table:
        return [""] * len(table)
    return ["" if pd.isna(value) else str(value) for value in table[column]]


def numbers_of(table: pd.DataFrame, column: str) -> list[float | None]:
    """Return a column as numbers; None where there is none, or no such column."""
    if column not in table:
        return [None] * len(table)
    values = pd.to_numeric(table[column], errors="coerce")
    return [None if pd.isna(value) else float(value) for value in values]


def _cells(field: Field) -> list[str]:
    values = list(field.values)
    if field.kind in _SUMMED and isinstance(field.total, int | float):
        factor = WAN_CNY if field.kind == "wan" else 1.0
        parts = [None if value is None else value / factor for value in values]
        digits = _SUMMED[field.kind]
        return [to_number(part, digits=digits) for part in reconcile(parts, digits)]
    return [_shown(value, field.kind) for value in values]


def _shown(value: Any, kind: Kind) -> str:
    if isinstance(value, str):
        return clean_text(value, max_length=_LONGEST.get(kind, 120))
    if value is None or pd.isna(value):
        return ""
    match kind:
        case "km":
            return to_km(value)
        case "ratio":
            return to_percent(value)
        case "wan":
            return to_number(value / WAN_CNY, digits=WAN_DIGITS)
        case "count":
            return to_number(value)
        case _:
            return clean_text(value, max_length=_LONGEST.get(kind, 120))


def _column(field: Field, cells: Sequence[str]) -> model.Column:
    shown: Literal["text", "long", "figure"] = "figure"
    if field.kind in ("text", "long"):
        shown = "long" if field.kind == "long" else "text"
    return model.Column(clean_text(field.heading), shown, field.width or _width(field, cells))


def _width(field: Field, cells: Sequence[str]) -> float:
    if field.kind == "long":
        return _LONG
    widest = max((display_width(cell) for cell in cells), default=0)
    # A heading may stand in two lines.
    return min(max(widest + 0.5, display_width(field.heading) / 2 + 1.5, _NARROWEST), _WIDEST)


def with_numbers(blocks: Sequence[model.Block], table: str, picture: str) -> list[model.Block]:
    """Put numbers before the captions of tables and pictures, each from 1, by a pattern."""
    counts = {"table": 0, "picture": 0}
    found: list[model.Block] = []
    for block in blocks:
        if isinstance(block, model.Table):
            counts["table"] += 1
            caption = table.format(number=counts["table"], caption=block.caption)
            found.append(replace(block, caption=caption))
        elif isinstance(block, model.Picture):
            counts["picture"] += 1
            caption = picture.format(number=counts["picture"], caption=block.caption)
            found.append(replace(block, caption=caption))
        else:
            found.append(block)
    return found
