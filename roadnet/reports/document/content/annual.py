"""The sentences of the annual summary, with what could not be computed left visibly open."""

from __future__ import annotations

import re
from typing import Final

from roadnet.reports.annual import model
from roadnet.reports.annual.model import AnnualSummary
from roadnet.reports.annual.summary import annual_summary
from roadnet.reports.document.content.words import word
from roadnet.reports.document.model import Block, Heading, Level, Paragraph, Run, said
from roadnet.reports.document.rules import page_rules
from roadnet.reports.report_subject import ReportSubject
from roadnet.text import Lang
from roadnet.text.numbers import to_number

_LEVELS: dict[int, Level] = {1: 2, 2: 3}
_MOST_OPEN: Final = 2
"""Figures that stand open one by one; a paragraph of more, and of nothing else, is said as one."""


def summarised(subject: ReportSubject) -> AnnualSummary:
    """Return the annual summary of a report's subject."""
    return subject.once(
        "annual",
        lambda: annual_summary(
            subject.assessment,
            lang=subject.lang,
            earlier=subject.earlier,
            plan=subject.plan,
            log=subject.hazard_log,
            template=subject.annual_template,
        ),
    )


def annual(subject: ReportSubject) -> list[Block]:
    """Return the annual summary: its headings one level below, open figures in bold."""
    summary = summarised(subject)
    number = page_rules(subject.lang).own_number
    blocks: list[Block] = [Heading(word("heading.annual", subject.lang))]
    for one in summary.paragraphs:
        if one.kind == "heading":
            text = re.sub(number, "", one.text) or one.text  # it is numbered anew
            blocks.append(Heading(text, _LEVELS.get(one.level, 3)))
        elif one.kind == "body":
            blocks.append(Paragraph(_runs(one, subject.lang)))
    if summary.open_figures:
        count, whole = len(summary.open_figures), len(summary.figures)
        note = word("note.open", subject.lang, count=to_number(count), whole=to_number(whole))
        blocks.append(said(note, "note"))
    return blocks


def anchor_of(figure: model.Figure) -> str:
    """Return the row of the table of lists that a figure leads to; "" where it has no list."""
    return f"list_{figure.list_id}" if figure.list_id else ""


def _runs(paragraph: model.Paragraph, lang: Lang) -> tuple[Run, ...]:
    """Return a paragraph's runs, open ones strong; one that has nothing to tell is one remark."""
    figures = {run.figure.id: run.figure for run in paragraph.runs if run.figure}
    if len(figures) <= _MOST_OPEN or not all(one.is_open for one in figures.values()):
        return tuple(
            Run(run.text, run.is_open, anchor_of(run.figure) if run.figure else "")
            for run in paragraph.runs
        )
    first = next(iter(figures.values()))
    reasons = dict.fromkeys(one.reason for one in figures.values())
    remark = word(
        "annual_open",
        lang,
        first=first.name,
        count=to_number(len(figures)),
        reasons=word("annual_open_between", lang).join(reasons),
    )
    return (Run(remark, strong=True),)
