"""One sheet of a workbook: a titled table that Excel and WPS open as it is meant.

Texts are written as texts, never as formulas, links or numbers. Numbers keep all their digits and
are rounded by their format alone; only where a column has a total, its parts are rounded so that
they add up to it as it is shown, and a rate that is less than all never shows as 100.0%.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

import pandas as pd
import xlsxwriter

from roadnet.text import Lang, tr
from roadnet.text.numbers import (
    KM_DIGITS,
    RATE_DIGITS,
    WAN_DIGITS,
    reconcile,
    to_number,
    to_rounded_percent,
)

Kind = Literal["text", "long", "count", "number", "km", "money", "ratio"]

_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_DIGITS: Final[dict[str, int]] = {"count": 0, "number": 1, "km": KM_DIGITS, "money": WAN_DIGITS}
_NUMBER_FORMATS: Final[dict[str, str]] = {
    **{kind: f"#,##0.{'0' * digits}".rstrip(".") for kind, digits in _DIGITS.items()},
    "ratio": f"0.{'0' * RATE_DIGITS}%",
}
_EDGE: Final = 0.5 * 10.0 ** -(RATE_DIGITS + 2)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_LONGEST_TEXT: Final = 32_000
_HEADING_ROW: Final = 3
_NARROWEST, _WIDEST, _LONG_WIDTH = 7, 34, 70
_LOOK_AT: Final = 500
_A3, _A4 = 8, 9
_LINE_PT: Final = 14.5
_MOST_LINES: Final = 28
_BAR: Final = "#A9C9D8"
# The file bears no moment of writing, so that the same results give the same bytes.
_CREATED: Final = dt.datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading with the unit, its values, and how they are shown.

    ``long`` is text that wraps in a wide column, or in one of ``width`` letters; ``money`` is in
    ten thousand yuan; a ``ratio`` has bars in its cells; ``total`` stands in the table's last row.
    """

    heading: str
    values: Sequence[Any]
    kind: Kind = "text"
    total: Any = None
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled table; ``empty`` is said in place of rows where there are none.

    It is printed a page wide, on A3 where it is ``wide``.
    """

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    empty: str = ""
    has_totals: bool = False
    wide: bool = False


@contextmanager
def open_workbook(path: Path) -> Iterator[Any]:
    """Give a new workbook; it is written when the block ends well."""
    book = xlsxwriter.Workbook(str(path), _OPTIONS)
    book.set_properties({"created": _CREATED})
    yield book
    book.close()


def write_sheet(book: Any, sheet: Sheet) -> None:
    """Add a sheet: title, note, frozen headings with a filter, rows, totals."""
    page = book.add_worksheet(clean_sheet_name(sheet.name))
    bold = book.add_format({"bold": True, "font_size": 14})
    page.write_string(0, 0, clean_cell(sheet.title), bold)
    page.write_string(1, 0, clean_cell(sheet.note), book.add_format({"font_color": "#555555"}))
    heading = book.add_format(
        {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    )
    rows = max((len(column.values) for column in sheet.columns), default=0)
    for position, column in enumerate(sheet.columns):
        _write_column(book, page, position, column, heading, has_totals=sheet.has_totals)
    _set_heights(page, sheet, rows)
    if rows:
        page.autofilter(_HEADING_ROW, 0, _HEADING_ROW + rows, len(sheet.columns) - 1)
    elif sheet.empty:
        page.write_string(_HEADING_ROW + 1, 0, clean_cell(sheet.empty))
    page.freeze_panes(_HEADING_ROW + 1, min(2, len(sheet.columns) - 1))
    page.set_landscape()
    page.set_paper(_A3 if sheet.wide else _A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADING_ROW)
    page.set_footer("&C&P / &N")


def write_index(book: Any, title: str, note: str, sheets: Sequence[Sheet], lang: Lang) -> None:
    """Add a first sheet: what the others hold, each with a link to it."""
    page = book.add_worksheet(clean_sheet_name(tr("workbook.sheet.index", lang)))
    page.write_string(0, 0, clean_cell(title), book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, clean_cell(note))
    link = book.add_format({"font_color": "#0B6E8F", "underline": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for row, sheet in enumerate(sheets, start=_HEADING_ROW):
        name = clean_sheet_name(sheet.name)
        page.write_url(row, 0, f"internal:'{name}'!A1", link, string=name)
        page.write_string(row, 1, clean_cell(sheet.title), wrapped)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 60)
    page.set_paper(9)
    page.set_portrait()
    page.fit_to_pages(1, 0)


def clean_cell(value: object) -> str:
    """Return a text that a cell can hold: no control characters, not too long."""
    return _CONTROL.sub(" ", str(value))[:_LONGEST_TEXT]


def clean_sheet_name(name: str) -> str:
    """Return a name that a sheet can bear."""
    return re.sub(r"[\[\]:*?/\\']", " ", clean_cell(name)).strip()[:31] or "-"


def display_width(text: str) -> int:
    """Return how many Latin letters wide a text is; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _write_column(
    book: Any, page: Any, position: int, column: Column, heading: Any, *, has_totals: bool
) -> None:
    page.write_string(_HEADING_ROW, position, clean_cell(column.heading), heading)
    style = {"valign": "top", "text_wrap": column.kind == "long"}
    if column.kind in _NUMBER_FORMATS:
        style["num_format"] = _NUMBER_FORMATS[column.kind]
    plain, total = book.add_format(style), book.add_format({**style, "bold": True, "top": 1})
    values = _shown_values(column, has_totals)
    edge = {
        said: book.add_format({**style, "num_format": f'"{said}"'})
        for said in {_percent(value) for value in values if _is_near_edge(column, value)}
    }
    for row, value in enumerate(values, start=_HEADING_ROW + 1):
        special = _is_near_edge(column, value)
        _write_cell(page, row, position, value, edge[_percent(value)] if special else plain)
    if has_totals:
        _write_cell(page, _HEADING_ROW + 1 + len(column.values), position, column.total, total)
    page.set_column(position, position, _width_of(column))
    last = _HEADING_ROW + len(column.values)
    if column.kind == "ratio" and last > _HEADING_ROW:
        bar = {"type": "data_bar", "bar_color": _BAR, "bar_solid": True, "data_bar_2010": True}
        scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
        page.conditional_format(_HEADING_ROW + 1, position, last, position, {**bar, **scale})


def _set_heights(page: Any, sheet: Sheet, rows: int) -> None:
    """Make rows as high as their wrapped texts: not every program does so when it opens a file."""
    headings = [(column.heading, _width_of(column)) for column in sheet.columns]
    page.set_row(_HEADING_ROW, _LINE_PT * max(_lines(*each) for each in headings))
    wrapped = [(list(c.values), _width_of(c)) for c in sheet.columns if c.kind == "long"]
    for row in range(rows if wrapped else 0):
        texts = [(values[row], width) for values, width in wrapped]
        lines = max((_lines(str(text), width) for text, width in texts if text), default=1)
        if lines > 1:
            page.set_row(_HEADING_ROW + 1 + row, _LINE_PT * min(lines, _MOST_LINES))


def _lines(text: str, width: float) -> int:
    """Return in how many lines a text is wrapped in a column that is so many letters wide."""
    room = max(width - 1, 1)
    return sum(max(1, math.ceil(display_width(line) / room)) for line in text.split("\n"))


def _write_cell(page: Any, row: int, position: int, value: Any, style: Any) -> None:
    if value is None or value is pd.NA or value is pd.NaT:
        page.write_blank(row, position, None, style)
    elif isinstance(value, str):
        page.write_string(row, position, clean_cell(value), style)
    elif math.isfinite(value):
        page.write_number(row, position, float(value), style)
    else:
        page.write_blank(row, position, None, style)


def _shown_values(column: Column, has_totals: bool) -> Sequence[Any]:
    """Return the values; parts of a total of kilometres or money rounded to add up to it."""
    shown = column.values  # noqa: PD011 - no pandas here
    if not has_totals or column.kind not in ("km", "money") or column.total is None:
        return shown
    return reconcile(shown, _DIGITS[column.kind])


def _is_near_edge(column: Column, value: Any) -> bool:
    """Whether a rate would show as all or as none though it is not."""
    if column.kind != "ratio" or value is None or pd.isna(value):
        return False
    return 0 < value < _EDGE or 1 - _EDGE <= value < 1


def _percent(ratio: float) -> str:
    return f"{to_rounded_percent(ratio)}%"


def _width_of(column: Column) -> float:
    return column.width or _width(column)


def _width(column: Column) -> float:
    if column.kind == "long":
        return _LONG_WIDTH
    first = (_shown(value, column.kind) for value in islice(column.values, _LOOK_AT))
    shown = [column.heading, *first]
    widest = max(display_width(line) for text in shown for line in text.split("\n"))
    return float(min(max(widest + 2, _NARROWEST), _WIDEST))


def _shown(value: Any, kind: Kind) -> str:
    if isinstance(value, str):
        return value
    if value is None or value is pd.NA or not math.isfinite(value):
        return ""
    return to_number(value, digits=_DIGITS[kind]) if kind in _DIGITS else "100.0%"
