"""A document as plain data: what it says and in what order, whatever it is written as.

Every figure in it is a text that was rounded once, so that each format shows the same digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Level = Literal[1, 2, 3, 4]
Kind = Literal["text", "long", "figure"]
PictureFormat = Literal["png", "svg"]
Manner = Literal["body", "note"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one look.

    ``strong`` is for figures that are still open; ``target`` names the row of a table that it leads
    to (:attr:`Table.anchors`), empty where it leads nowhere.
    """

    text: str
    strong: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; its number is given by whoever lays the document out."""

    text: str
    level: Level = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, or a note in small print."""

    runs: tuple[Run, ...]
    manner: Manner = "body"

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: ``long`` texts wrap and take the room, ``figure`` stands to the right.

    ``width`` is the share that it asks for, in Latin letters.
    """

    heading: str
    kind: Kind
    width: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption above it; its headings are repeated on every page.

    ``total`` is its last row; ``empty`` is said where there are no rows; a template calls it by
    its ``name``. ``anchors`` names the rows that a :class:`Run` may lead to: one a row, or none.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    empty: str = ""
    name: str = ""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A map or chart on a page of its own, with a caption below it.

    Parameters
    ----------
    draw
        Gives the picture as pixels or as lines; asked only for what a format needs.
    ratio
        Width divided by height.
    name
        By which a template calls it.
    """

    caption: str
    draw: Callable[[PictureFormat], bytes]
    ratio: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A new page, and from here on the paper upright or across."""

    landscape: bool


Block = Heading | Paragraph | Table | Picture | Turn


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its title, the lines under it, and its blocks."""

    lang: Literal["zh", "en"]
    title: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]


def said(text: str, manner: Manner = "body") -> Paragraph:
    """Return a paragraph of one look."""
    return Paragraph((Run(text),), manner)
