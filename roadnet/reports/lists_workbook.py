"""The workbook of lists: what stands behind each figure of the annual summary, a sheet a list."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from roadnet.reports.annual.say import measured_headings
from roadnet.reports.document.content.annual import summarised
from roadnet.reports.gaps_xlsx import provenance
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.sheet import Column, Sheet, open_workbook, write_index, write_sheet
from roadnet.text import Lang, tr


def write_lists_workbook(path: Path, subject: ReportSubject) -> None:
    """Write the workbook; the same subject gives the same bytes."""
    found, lang = subject.assessment, subject.lang
    summary = summarised(subject)
    note = provenance(found, lang)
    between = tr("report.separator", lang)
    sheets = [
        Sheet(
            name=f"{number:02d} {names[0]}",
            title=between.join(names),
            note=note,
            columns=[
                _column(summary.lists[one], at, lang) for at in range(summary.lists[one].shape[1])
            ],
            empty=tr("workbook.empty", lang),
            wide=True,
        )
        for number, (one, names) in enumerate(summary.names_by_list.items(), start=1)
    ]
    with open_workbook(path) as book:
        title = tr("report.file.lists", lang, district=found.district.name)
        write_index(book, title, note, sheets, lang)
        for sheet in sheets:
            write_sheet(book, sheet)


def _column(table: pd.DataFrame, at: int, lang: Lang) -> Column:
    """Return a column of a list: kilometres, money, counts, other numbers, or text; years bare."""
    values, heading = table.iloc[:, at], str(table.columns[at])
    kind = measured_headings(lang).get(heading)
    if kind == "year":
        return Column(heading, ["" if pd.isna(value) else f"{value:.0f}" for value in values])
    if kind is not None:
        return Column(heading, values.tolist(), kind)
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        is_whole = bool((values.dropna() % 1 == 0).all())
        return Column(heading, values.tolist(), "count" if is_whole else "number")
    return Column(heading, ["" if pd.isna(value) else str(value) for value in values])
