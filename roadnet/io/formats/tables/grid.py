"""A sheet as it stands: rows of text, ranges of merged cells, nothing known of them yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

Row = Sequence[str | None]


class Span(NamedTuple):
    """A merged range; positions from 0, inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of text, None for an empty cell; the first is the sheet's row 1. Rows may be ragged."""

    rows: Sequence[Row]
    spans: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """One table's part of a grid: rows from ``top`` before ``bottom``, columns likewise."""

    top: int
    left: int
    bottom: int
    right: int


def cut(grid: Grid, box: Box) -> Grid:
    """Return the rows of a box; those above it stay, empty, so that rows keep their numbers."""
    rows: list[Row] = [()] * box.top
    rows += [row[box.left : box.right] for row in grid.rows[box.top : box.bottom]]
    spans = [
        Span(s.top, s.left - box.left, s.bottom, s.right - box.left)
        for s in grid.spans
        if box.top <= s.top < box.bottom and box.left <= s.left < box.right
    ]
    return Grid(rows, spans)


def filled(row: Row) -> int:
    """Count the cells that hold something."""
    return len(row) - row.count(None)
