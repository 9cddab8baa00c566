"""The workbook of a report: index, figures and their sources, townships, villages, gaps, plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from roadnet.analysis.assessment import Assessment, in_language
from roadnet.analysis.gaps import KINDS
from roadnet.findings import SEVERITIES, Finding
from roadnet.maps.escape import clean_text
from roadnet.reports.gaps_xlsx import (
    gap_sheet,
    provenance,
    standard_sheet,
    status_word,
    totals_sheet,
)
from roadnet.reports.plan_tables import gains_sheet, headline_sheet, projects_sheet
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.sheet import (
    Column,
    Kind,
    Sheet,
    open_workbook,
    write_index,
    write_sheet,
)
from roadnet.reports.villages_table import villages_table
from roadnet.reports.workbook_figures import figures_sheet
from roadnet.text import Lang, has_text, tr

if TYPE_CHECKING:
    from roadnet.planning.plan import Plan

_VILLAGE: Final[tuple[tuple[str, Kind, float | None], ...]] = (
    ("village_id", "text", None),
    ("name", "text", None),
    ("kind", "text", None),
    ("population", "count", 9),
    ("road_status", "text", None),
    ("road_reason", "long", 34),
    ("missing_km", "km", 9),
    ("to_township_km", "km", 9),
    ("to_county_km", "km", 9),
    ("to_county_min", "count", 9),
    ("bus_level", "text", None),
    ("bus_reason", "long", 34),
    ("logistics_status", "text", None),
    ("logistics_reason", "long", 34),
    ("cut_by", "long", 20),
)
_STATUS_OF: Final = {"road_status": "road", "bus_level": "bus", "logistics_status": "logistics"}


def write_report_workbook(path: Path, subject: ReportSubject) -> None:
    """Write the workbook; the same subject gives the same bytes."""
    sheets, lang = list(_sheets(subject)), subject.lang
    with open_workbook(path) as book:
        title = tr("workbook.title.index", lang, district=subject.assessment.district.name)
        write_index(book, title, provenance(subject.assessment, lang), sheets, lang)
        for sheet in sheets:
            write_sheet(book, sheet)


def _sheets(subject: ReportSubject) -> Iterator[Sheet]:
    found, lang = subject.assessment, subject.lang
    yield figures_sheet(found, lang)
    yield totals_sheet(found, lang)
    yield townships_sheet(found, lang)
    yield villages_sheet(found, lang)
    gaps = in_language(found.gaps, lang)
    for kind in KINDS:
        yield gap_sheet(found, gaps[gaps["kind"] == kind], kind, lang)
    if subject.plan is not None:
        yield from _plan_sheets(subject.plan, lang)
    yield findings_sheet(subject)
    yield standard_sheet(found, lang)


def _plan_sheets(plan: Plan, lang: Lang) -> Iterator[Sheet]:
    yield headline_sheet(plan, lang)
    yield projects_sheet(plan, plan.chosen, "chosen", lang)
    yield gains_sheet(plan, lang)


def villages_sheet(assessment: Assessment, lang: Lang) -> Sheet:
    """Return one row a village: its verdicts and the sentences that give their reasons."""
    table = villages_table(assessment, lang)
    names = _township_names(assessment)
    township = [names.get(key, key) for key in _texts(table, "township_id")]
    columns = [Column(_head("township", lang), township)]
    for name, kind, width in _VILLAGE:
        values = _said(table, name, kind, lang)
        columns.append(Column(_head(name, lang), values, kind, width=width))
    return _sheet("villages", assessment, columns, lang, wide=True, count=len(table))


def townships_sheet(assessment: Assessment, lang: Lang) -> Sheet:
    """Return one row a township: its road's class and its station, with the reasons."""
    table = in_language(assessment.townships, lang)
    names = _township_names(assessment)
    township = [names.get(key, key) for key in _texts(table, "township_id")]
    columns = [Column(_head("township", lang), township)]
    for name in ("at_required_class", "has_station"):
        verdicts = [_yes_no(table, name, at, lang) for at in range(len(table))]
        columns.append(Column(_head(name, lang), verdicts))
        reason = {"at_required_class": "road_reason", "has_station": "station_reason"}[name]
        columns.append(Column(_head(reason, lang), _texts(table, reason), "long", width=50))
    return _sheet("townships", assessment, columns, lang, count=len(table))


def findings_sheet(subject: ReportSubject) -> Sheet:
    """Return one row a finding, the gravest first."""
    lang = subject.lang
    ranked = sorted(subject.findings, key=lambda one: SEVERITIES.index(one.severity))
    rows = [", ".join(one.row_labels) for one in ranked]
    columns = [
        Column(_head("severity", lang), [tr(f"cli.severity.{o.severity}", lang) for o in ranked]),
        Column(_head("layer", lang), [_layer(one, lang) for one in ranked]),
        Column(_head("finding", lang), [one.message(lang) for one in ranked], "long", width=60),
        Column(_head("mend", lang), [one.mend(lang) for one in ranked], "long", width=60),
        Column(_head("rows", lang), rows, "long", width=18),
    ]
    return _sheet("findings", subject.assessment, columns, lang, wide=True, count=len(ranked))


def _sheet(
    name: str,
    assessment: Assessment,
    columns: Sequence[Column],
    lang: Lang,
    *,
    count: int,
    wide: bool = False,
) -> Sheet:
    district = assessment.district.name
    return Sheet(
        name=tr(f"workbook.sheet.{name}", lang),
        title=tr(f"workbook.title.{name}", lang, district=district, count=count),
        note=provenance(assessment, lang),
        columns=columns,
        empty=tr("workbook.empty", lang),
        wide=wide,
    )


def _said(table: pd.DataFrame, name: str, kind: Kind, lang: Lang) -> list[Any]:
    """Return a column's values as the sheet shows them: codes in words, numbers as numbers."""
    if kind in ("km", "count"):
        numbers = pd.to_numeric(table[name], errors="coerce")
        return [None if pd.isna(value) else float(value) for value in numbers]
    texts = _texts(table, name)
    if name in _STATUS_OF:
        return [status_word(_STATUS_OF[name], text, lang) if text else "" for text in texts]
    if name == "kind":
        key = "layers.values.villages.kind"
        return [tr(f"{key}.{text or 'administrative'}", lang) for text in texts]
    return texts


def _texts(table: pd.DataFrame, column: str) -> list[str]:
    if column not in table:
        return [""] * len(table)
    return ["" if pd.isna(value) else str(value) for value in table[column].astype(object)]


def _township_names(assessment: Assessment) -> dict[str, str]:
    table = assessment.townships
    ids = _texts(table, "township_id")
    names = _texts(table, "name") if "name" in table else ids
    return {key: name or key for key, name in zip(ids, names, strict=True)}


def _yes_no(table: pd.DataFrame, column: str, row: int, lang: Lang) -> str:
    value = table[column].iloc[row] if column in table else None
    if value is None or pd.isna(value):
        return ""
    return tr(f"reports.word.{'yes' if value else 'no'}", lang)


def _layer(finding: Finding, lang: Lang) -> str:
    return clean_text(tr(f"layers.{finding.layer}", lang)) if finding.layer else ""


def _head(name: str, lang: Lang) -> str:
    for part in ("workbook", "reports"):
        if has_text(f"{part}.heading.{name}", lang):
            return tr(f"{part}.heading.{name}", lang)
    raise KeyError(name)
