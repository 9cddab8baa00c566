"""Templates of the summary: plain text files that a bureau edits, one a language.

* ``# ``, ``## `` and ``### `` begin the title and headings; every other line is a paragraph; lines
  of ``<!-- ... -->`` are remarks.
* ``{{id}}`` stands for a figure.
* ``{{?id}} ... {{/}}`` is said only where the figure is not 0, or is open; ``{{?id}} ... {{:}} ...
  {{/}}`` says the second part where it is 0. ``{{!id}} ... {{/}}`` is said only where the figure
  could be computed. Not within one another, and within one paragraph.

Nothing else has a meaning, nothing is run: what a figure's text holds is never read as a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from rapidfuzz import process

from roadnet.errors import RoadnetError
from roadnet.reports.annual.model import ParagraphKind
from roadnet.reports.annual.registry import specs
from roadnet.text import Lang

Rule = Literal["not_zero", "zero", "computed"]
"""Of a guard: said where the figure is not 0 or is open; where it is 0; where it is computed."""

_HEADS: Final[tuple[tuple[str, ParagraphKind, int], ...]] = (
    ("### ", "heading", 2),
    ("## ", "heading", 1),
    ("# ", "title", 0),
)
_REMARK: Final = re.compile(r"<!--.*-->")
_BRACES: Final = re.compile(r"\{\{(.*?)\}\}|(\{\{)|(\}\})")
_MOST_BYTES: Final = 1_000_000
_NEAREST: Final = 3
_RULES: Final[dict[str, Rule]] = {"?": "not_zero", "!": "computed"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a template: plain ``text``, or the figure ``id``.

    ``guard`` is the figure that decides whether it is said, by the ``rule``; empty where it always
    is.
    """

    text: str
    id: str = ""
    guard: str = ""
    rule: Rule = "not_zero"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a template."""

    kind: ParagraphKind
    level: int
    pieces: tuple[Piece, ...]


def read_template(path: Path | None, lang: Lang) -> str:
    """Return the text of a bureau's own template, or of the shipped one of a language.

    Raises
    ------
    RoadnetError
        ``annual_template_unreadable``.
    """
    if path is None:
        name = f"annual.{lang}.md"
        return files(__package__).joinpath(name).read_text(encoding="utf-8")
    try:
        data = path.read_bytes()
        if len(data) > _MOST_BYTES:
            raise RoadnetError("annual_template_unreadable", file=str(path), reason="> 1 MB")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = "UTF-8"
        raise RoadnetError("annual_template_unreadable", file=path.name, reason=reason) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise RoadnetError("annual_template_unreadable", file=str(path), reason=reason) from error


def parse_template(text: str) -> tuple[Line, ...]:
    """Read a template.

    Raises
    ------
    RoadnetError
        ``annual_figure_unknown`` with the line and the nearest identifiers;
        ``annual_template_bad`` where braces do not match.
    """
    lines = []
    for number, raw in enumerate(text.splitlines(), start=1):
        said = _REMARK.sub("", raw).strip()
        if not said:
            continue
        kind: ParagraphKind = "body"
        level = 0
        for mark, head, depth in _HEADS:
            if said.startswith(mark):
                kind, level, said = head, depth, said[len(mark) :].strip()
                break
        lines.append(Line(kind, level, tuple(_pieces(said, number))))
    return tuple(lines)


def _pieces(text: str, number: int) -> Iterator[Piece]:
    guard, at = "", 0
    rule: Rule = "not_zero"
    for match in _BRACES.finditer(text):
        if match.start() > at:
            yield Piece(text[at : match.start()], "", guard, rule)
        at = match.end()
        inside = (match[1] or "").strip()
        mark = inside[:1]
        if not _fits(mark, guard, rule):
            raise RoadnetError("annual_template_bad", line=number, found=match[0])
        if mark in _RULES:
            guard, rule = _known(inside[1:].strip(), number), _RULES[mark]
        elif inside == ":":
            rule = "zero"
        elif inside == "/":
            guard, rule = "", "not_zero"
        else:
            yield Piece("", _known(inside, number), guard, rule)
    if guard:
        raise RoadnetError("annual_template_bad", line=number, found="{{?" + guard + "}}")
    if at < len(text):
        yield Piece(text[at:])


def _fits(mark: str, guard: str, rule: Rule) -> bool:
    """Whether a mark may stand here: a guard outside of any, its other part and its end inside."""
    if mark in _RULES:
        return not guard
    if mark == ":":
        return bool(guard) and rule == "not_zero"
    return bool(guard) if mark == "/" else mark != ""


def _known(figure: str, number: int) -> str:
    if figure in specs():
        return figure
    near = process.extract(figure, list(specs()), limit=_NEAREST)
    nearest = ", ".join(name for name, *_ in near)
    raise RoadnetError("annual_figure_unknown", figure=figure[:60], line=number, nearest=nearest)
