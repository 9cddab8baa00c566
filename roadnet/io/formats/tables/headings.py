"""Which rows of a table are its headings, and what the columns are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from roadnet.io.formats.columns import to_unique_names
from roadnet.io.formats.tables.grid import Grid, Row, filled
from roadnet.io.formats.tables.words import fold, is_figure, is_remark, is_total
from roadnet.io.recognition.vocabulary import stated_unit

_LOOK_AT: Final = 30
_MOST_LEVELS: Final = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings of a table: their first row, the first row after them, the columns' names."""

    first: int
    end: int
    names: tuple[str, ...]


def find_heading(grid: Grid, known: frozenset[str]) -> Heading | None:
    """Find the headings: the row that holds most known words, else the first full of words.

    Where groups of columns have a heading of their own above (merged, or with empty cells beside),
    both rows are headings: ``group/column``. The column's word alone stays where it is known and
    no other column bears it; the group's alone where the column is its total.

    Returns
    -------
    None where no row holds anything.
    """
    rows = grid.rows
    at = _best_row(rows, known)
    if at is None:
        return None
    first = last = at
    while last + 1 < len(rows) and last - first + 1 < _MOST_LEVELS and _is_under(grid, last):
        last += 1
    while first and last - first + 1 < _MOST_LEVELS and _is_under(grid, first - 1):
        first -= 1
    levels = [list(rows[i]) for i in range(first, last + 1)]
    names = _combined(levels, known)
    end = last + 1
    if end < len(rows) and (units := _units(rows[end])):
        names = [f"{n}({units[i]})" if i in units and n else n for i, n in enumerate(names)]
        end += 1
    while names and not names[-1]:
        names.pop()
    return Heading(first, end, tuple(to_unique_names(names)))


def _best_row(rows: Sequence[Row], known: frozenset[str]) -> int | None:
    shown = [i for i, row in enumerate(rows) if filled(row)][:_LOOK_AT]
    if not shown:
        return None
    hits, position = max((sum(fold(c) in known for c in rows[i] if c), -i) for i in shown)
    if hits:
        return -position
    width = max(filled(rows[i]) for i in shown)
    for i in shown:
        cells = [cell for cell in rows[i] if cell]
        if 2 * len(cells) > width and not any(is_figure(cell) for cell in cells):
            return i
    return shown[0]


def _is_under(grid: Grid, at: int) -> bool:
    """Whether the row after ``at`` names columns within groups that ``at`` names.

    Each of its words stands under an empty cell or under the first cell of a group, and some
    heading above has nothing below it or spans several columns.
    """
    upper, lower = grid.rows[at], grid.rows[at + 1]
    cells = [cell for cell in lower if cell]
    if filled(upper) < 2 or not cells or any(is_figure(cell) for cell in cells):
        return False
    if any(is_remark(cell) for cell in upper if cell):
        return False
    wide = {s.left for s in grid.spans if s.top == at and s.right > s.left and s.bottom == at}
    merged = bool(wide)
    for column, cell in enumerate(lower):
        above = upper[column] if column < len(upper) else None
        if not cell or (above is None and any(upper[:column])):
            continue
        beside = upper[column + 1] if column + 1 < len(upper) else ""
        if column not in wide and (merged or beside is not None):
            return False
    within = [c for c, cell in enumerate(lower) if cell and (c >= len(upper) or upper[c] is None)]
    return bool(within)


def _combined(levels: Sequence[Sequence[str | None]], known: frozenset[str]) -> list[str]:
    width = max(len(level) for level in levels)
    parts: list[list[str]] = [[] for _ in range(width)]
    for depth, level in enumerate(levels):
        group = ""
        for column in range(width):
            cell = _plain(level[column]) if column < len(level) else ""
            group = cell or group
            is_last = depth == len(levels) - 1
            below = any(column < len(lv) and lv[column] for lv in levels[depth + 1 :])
            word = cell if is_last or cell else (group if below else "")
            if word and word not in parts[column]:
                parts[column].append(word)
    lowest = [fold(words[-1]) if words else "" for words in parts]
    return [_name(words, lowest, known) for words in parts]


def _name(words: Sequence[str], lowest: Sequence[str], known: frozenset[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    own = fold(words[-1])
    if is_total(words[-1]):
        return "/".join(words[:-1])
    if own in known and lowest.count(own) == 1:
        return words[-1]
    return "/".join(words)


def _plain(cell: str | None) -> str:
    return re.sub(r"\s+", " ", cell).strip() if cell else ""


def _units(row: Row) -> dict[int, str]:
    """Return the units of a row that holds nothing else, by column."""
    cells = {i: cell.strip("()（） ") for i, cell in enumerate(row) if cell and cell.strip("—-/ ")}
    is_unit = [bool(stated_unit(f"({cell})")) for cell in cells.values()]
    return cells if len(cells) >= 2 and all(is_unit) else {}
