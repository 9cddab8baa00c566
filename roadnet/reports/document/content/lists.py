"""What stands behind the figures of the annual summary: a row a list, that figures lead to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from roadnet.reports.document.content.annual import anchor_of, summarised
from roadnet.reports.document.content.tables import Field, build_table, numbered
from roadnet.reports.document.content.words import word
from roadnet.reports.document.model import Block, Heading, Turn, said
from roadnet.reports.report_subject import ReportSubject
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number

_NAMED: Final = 8
"""Rows of a list that are named; all of them stand in the workbook of lists."""


def lists(subject: ReportSubject) -> list[Block]:
    """Return the table of lists; nothing where no figure has one."""
    summary, lang = summarised(subject), subject.lang
    names = summary.names_by_list
    if not names:
        return []
    tables = [summary.lists[one] for one in names]
    stated = [tr("report.separator", lang).join(some) for some in names.values()]
    fields = [
        numbered(len(names), word("column.number", lang)),
        Field(word("column.stated_by", lang), stated, "long", width=30.0),
        Field(word("column.list_rows", lang), [to_number(len(t)) for t in tables], width=8.0),
        Field(word("column.first_of_list", lang), [_first(t, lang) for t in tables], "long"),
    ]
    anchors = {one.list_id: anchor_of(one) for one in summary.figures.values()}
    table = build_table("lists", lang, fields)
    return [
        Turn(landscape=True),
        Heading(word("heading.lists", lang)),
        said(word("note.lists", lang, count=to_number(_NAMED))),
        replace(table, anchors=tuple(anchors[one] for one in names)),
    ]


def _first(table: pd.DataFrame, lang: Lang) -> str:
    """Name the first rows of a list by their second column, else by their first; no name twice."""
    column = table.columns[min(1, table.shape[1] - 1)]
    names = [one for one in dict.fromkeys(map(str, table[column])) if one.strip()]
    more = tr("report.and_more", lang) if len(names) > _NAMED else ""
    return tr("report.separator", lang).join(names[:_NAMED]) + more
