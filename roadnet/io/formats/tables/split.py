"""Several tables on one sheet, one below another or side by side: where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from roadnet.io.formats.tables.grid import Box, Grid, Row, filled
from roadnet.io.formats.tables.words import fold, is_figure, is_remark, is_total

_LEAST_COLUMNS: Final = 2
_MOST_TABLES: Final = 200
"""More than these are no tables that somebody laid out: then the sheet is one."""


def find_tables(grid: Grid, known: frozenset[str]) -> list[Box]:
    """Find the tables of a sheet.

    A table below another is known by a row of headings of its own after a blank row or a title; one
    beside another by an empty column between, and headings on both sides that repeat or are known.
    Where that is not certain the sheet is one table: a table torn apart would lose columns.

    Parameters
    ----------
    grid
        The sheet.
    known
        Words that headings bear, folded.

    Returns
    -------
    At least one box, from the top and from the left; none where the sheet holds nothing.
    """
    rows = grid.rows
    width = max((len(row) for row in rows), default=0)
    starts = _starts(rows, known)
    if not starts:
        return []
    ends = [*(top for top, _ in starts[1:]), len(rows)]
    boxes: list[Box] = []
    for (top, heading), bottom in zip(starts, ends, strict=True):
        boxes += _side_by_side(rows, Box(top, 0, bottom, width), heading, known)
    whole = Box(boxes[0].top, 0, len(rows), width)
    return boxes if len(boxes) <= _MOST_TABLES else [whole]


def _starts(rows: Sequence[Row], known: frozenset[str]) -> list[tuple[int, int]]:
    """Where tables start, one below another: the first row with its title, and of the headings."""
    counts = [filled(row) for row in rows]
    first = next((i for i, count in enumerate(counts) if count), None)
    if first is None:
        return []
    found = [(first, first)]
    heads: list[tuple[str, ...]] = []
    for i, count in enumerate(counts):
        if count < _LEAST_COLUMNS or (i and counts[i - 1] > 1 and not _is_aside(rows[i - 1])):
            continue
        if not _is_heading(rows, i, known):
            continue
        names = tuple(fold(cell) for cell in rows[i] if cell)
        if heads and names != heads[-1]:
            top = _with_title(rows, counts, i)
            found.append((top, i))
        elif not heads:
            found[0] = (first, i)
        heads.append(names)
    return found


def _is_aside(row: Row) -> bool:
    """Whether a row is a total or a remark: a table may end there without a blank row."""
    word = next((cell for cell in row if cell), "")
    return is_total(word) or is_remark(word)


def _is_heading(rows: Sequence[Row], at: int, known: frozenset[str]) -> bool:
    """Whether a row holds headings: words alone, and two of them known.

    One will do where the row has no digit and the one below it has.
    """
    cells = [cell for cell in rows[at] if cell]
    names = [fold(cell) for cell in cells]
    # Side by side the same headings stand twice in a row.
    if any(is_figure(cell) for cell in cells) or 2 * len(set(names)) < len(names):
        return False
    if is_remark(cells[0]) or is_total(cells[0]):
        return False
    hits = sum(name in known for name in names)
    below = rows[at + 1] if at + 1 < len(rows) else ()
    differs = _has_digit(below) and not _has_digit(rows[at])
    return hits >= _LEAST_COLUMNS or (hits > 0 and differs)


def _has_digit(row: Row) -> bool:
    return any(sign.isdigit() for cell in row if cell for sign in cell)


def _with_title(rows: Sequence[Row], counts: Sequence[int], heading: int) -> int:
    """Go up from headings over the rows of one cell that are their title, to a blank row."""
    top = heading
    while top and counts[top - 1] == 1 and not _is_aside(rows[top - 1]):
        top -= 1
    return top


def _side_by_side(rows: Sequence[Row], box: Box, heading: int, known: frozenset[str]) -> list[Box]:
    parts = _column_groups(rows[heading : box.bottom], box.right)
    if len(parts) < 2 or any(right - left < _LEAST_COLUMNS for left, right in parts):
        return [box]
    names = [_names(rows[heading][left:right]) for left, right in parts]
    if any(len(some) < _LEAST_COLUMNS for some in names):
        return [box]
    repeated = len(set().union(*map(set, names))) < sum(map(len, names))
    all_known = all(sum(n in known for n in some) >= _LEAST_COLUMNS for some in names)
    if not (repeated or all_known):
        return [box]
    return [Box(box.top, left, box.bottom, right) for left, right in parts]


def _names(row: Row) -> list[str]:
    return [fold(cell) for cell in row if cell]


def _column_groups(rows: Sequence[Row], width: int) -> list[tuple[int, int]]:
    """Ranges of columns with empty columns between."""
    used = [False] * width
    left = set(range(width))
    for row in rows:
        for column in [c for c in left if c < len(row) and row[c] is not None]:
            used[column] = True
            left.discard(column)
        if not left:
            break
    groups: list[tuple[int, int]] = []
    for column, is_used in enumerate(used):
        if is_used and groups and groups[-1][1] == column:
            groups[-1] = (groups[-1][0], column + 1)
        elif is_used:
            groups.append((column, column + 1))
    return groups
