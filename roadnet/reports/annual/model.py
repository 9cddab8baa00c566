"""What an annual summary is: paragraphs of runs, each run plain text or a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from roadnet.text import Lang

ParagraphKind = Literal["title", "heading", "body"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in a language.

    Parameters
    ----------
    id
        Its identifier in the registry, ``figures.toml``.
    name
        What it is, in words.
    value
        The number, not rounded (a ratio in [0, 1], yuan, kilometres, a count), or the text of a
        figure that is none (a list of names); None where it cannot be computed.
    text
        As it stands in a sentence, the unit not included; where it is open, the open mark with the
        reason: never empty.
    unit
        In words; empty for ratios (``text`` says per cent) and names.
    reason
        Why it is open; empty where it is computed.
    layer
        The layer whose absence leaves it open; empty where there is none such.
    list_id
        The list behind it, a key of :attr:`AnnualSummary.lists`; empty where there is none.
    """

    id: str
    name: str
    value: float | int | str | None
    text: str
    unit: str = ""
    reason: str = ""
    layer: str = ""
    list_id: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it could not be computed."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph: text as it is read, and the figure that it states, if any.

    ``text`` may hold characters of users' own names: it is plain text, to be escaped by whoever
    writes it into a format with a markup. Of an open figure it is the figure's own text, or a short
    mark where the paragraph has said the same reason before.
    """

    text: str
    figure: Figure | None = None

    @property
    def is_open(self) -> bool:
        """Whether it stands for a figure that could not be computed."""
        return self.figure is not None and self.figure.is_open


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs that are read one after the other; a heading's ``level`` is 1 or 2, of others 0."""

    kind: ParagraphKind
    runs: tuple[Run, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """The whole paragraph as it is read."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class AnnualSummary:
    """The summary of a district in a language.

    Parameters
    ----------
    lang
        Its language.
    paragraphs
        In order.
    figures
        Every figure that the paragraphs state, by identifier, in the order of the text.
    lists
        The lists behind the figures, by identifier: tables whose columns bear headings in the
        language, ready to be shown; at least ``id`` and name.
    """

    lang: Lang
    paragraphs: tuple[Paragraph, ...]
    figures: Mapping[str, Figure]
    lists: Mapping[str, pd.DataFrame]

    @property
    def open_figures(self) -> tuple[Figure, ...]:
        """The figures that could not be computed, in the order of the text."""
        return tuple(one for one in self.figures.values() if one.is_open)

    @property
    def names_by_list(self) -> dict[str, list[str]]:
        """The names of the figures that each list is behind, in the order of the text."""
        found: dict[str, list[str]] = {}
        for one in self.figures.values():
            if one.list_id:
                found.setdefault(one.list_id, []).append(one.name)
        return found

    def to_text(self) -> str:
        """Return the summary as plain text, a line a paragraph."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs) + "\n"
