"""``gaps.xlsx``: totals by township, one sheet for each kind of gap, and the standard's figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from roadnet.analysis.assessment import Assessment, in_language
from roadnet.analysis.gaps import KINDS
from roadnet.reports.sheet import Column, Kind, Sheet, open_workbook, write_sheet
from roadnet.text import Lang, has_text, tr

_SERVICES: Final = ("road", "bus", "logistics")
_SUMMARY_PART: Final = {
    "road": "connectivity",
    "bus": "bus",
    "logistics": "logistics",
    "township_road": "townships",
    "station": "stations",
}
_WITH_KM: Final = frozenset({"road"})
_OF_VILLAGES: Final = frozenset({"road", "bus", "logistics"})


def write_gaps_workbook(path: Path, assessment: Assessment, lang: Lang) -> None:
    """Write the workbook; the same assessment gives the same bytes."""
    gaps = in_language(assessment.gaps, lang)
    with open_workbook(path) as book:
        write_sheet(book, totals_sheet(assessment, lang))
        for kind in KINDS:
            write_sheet(book, gap_sheet(assessment, gaps[gaps["kind"] == kind], kind, lang))
        write_sheet(book, standard_sheet(assessment, lang))


def totals_sheet(assessment: Assessment, lang: Lang) -> Sheet:
    """Return the totals by township, with those of the district in the last row."""
    table = assessment.townships
    columns = [
        Column(_head("township_id", lang), _texts(table, "township_id")),
        Column(_head("township", lang), _township_names(table, lang), total=_word("total", lang)),
        _sum_column(table, "villages", lang),
        _sum_column(table, "population", lang),
    ]
    for service in _SERVICES:
        columns += _service_columns(assessment, table, service, lang)
    for flag in ("at_required_class", "has_station"):
        if flag in table:
            words = [_yes_no(value, lang) for value in table[flag]]
            columns.append(Column(_head(flag, lang), words, total=_share(assessment, flag)))
    return Sheet(
        name=tr("reports.sheet.totals", lang),
        title=tr("reports.title.totals", lang, district=assessment.district.name),
        note=provenance(assessment, lang),
        columns=columns,
        empty=_word("no_townships", lang),
        has_totals=True,
    )


def gap_sheet(assessment: Assessment, gaps: pd.DataFrame, kind: str, lang: Lang) -> Sheet:
    """Return the gaps of one kind, in the assessment's order."""
    names = _names_by_id(assessment.townships, lang)
    columns = [
        Column(_head("township", lang), [names.get(i, i) for i in _texts(gaps, "township_id")]),
        Column(_head("name", lang), _texts(gaps, "name")),
    ]
    if kind in _OF_VILLAGES:
        columns += [
            Column(_head("village_id", lang), _texts(gaps, "village_id")),
            Column(_head("village_kind", lang), _kinds(gaps, lang)),
            Column(_head("population", lang), _numbers(gaps, "population"), "count"),
        ]
    status = [status_word(kind, value, lang) for value in gaps["status"]]
    columns.append(Column(_head("status", lang), status))
    if kind in _WITH_KM:
        columns.append(Column(_head("missing_km", lang), _numbers(gaps, "missing_km"), "km"))
    columns.append(Column(_head("reason", lang), _texts(gaps, "reason"), "long"))
    judged = assessment.summary[_SUMMARY_PART[kind]].get("rate") is not None
    return Sheet(
        name=tr(f"reports.sheet.{kind}", lang),
        title=tr(f"reports.title.{kind}", lang, district=assessment.district.name, count=len(gaps)),
        note=provenance(assessment, lang),
        columns=columns,
        empty=_word("no_gaps" if judged else "not_judged", lang),
    )


def standard_sheet(assessment: Assessment, lang: Lang) -> Sheet:
    """Return the figures that decided, each with its source and whether that was read."""
    figures = assessment.standard.figures
    rows = [
        (
            tr(f"standards.{key}", lang) if has_text(f"standards.{key}", lang) else key,
            _figure_text(figure.value),
            figure.unit,
            _word("verified" if figure.verified else "unverified", lang),
            figure.standard,
            figure.source,
        )
        for key, figure in figures.items()
    ]
    names = ("figure", "value", "unit", "verified", "standard", "source")
    kinds: tuple[Kind, ...] = ("text", "text", "text", "text", "text", "long")
    columns = [
        Column(_head(name, lang), [row[at] for row in rows], kind)
        for at, (name, kind) in enumerate(zip(names, kinds, strict=True))
    ]
    return Sheet(
        name=tr("reports.sheet.standard", lang),
        title=tr("reports.title.standard", lang, standard=assessment.standard.name(lang)),
        note=assessment.standard.note.get(lang, ""),
        columns=columns,
    )


def provenance(assessment: Assessment, lang: Lang) -> str:
    """Return the line under a title: source, date, standard, tolerance, figures not verified."""
    district, standard = assessment.district, assessment.standard
    files = list(dict.fromkeys(source.file for source in district.sources.values()))
    parts = [
        tr("reports.line.source", lang, source=", ".join(files[:4]) or district.name),
        tr("reports.line.date", lang, date=district.data_date) if district.data_date else "",
        tr("reports.line.standard", lang, standard=standard.name(lang), id=standard.id),
        tr("reports.line.tolerance", lang, metres=f"{assessment.summary['join_tolerance_m']:g}"),
    ]
    if standard.unverified():
        parts.append(tr("reports.line.unverified", lang, count=len(standard.unverified())))
    return "    ".join(part for part in parts if part)


def status_word(kind: str, status: Any, lang: Lang) -> str:
    """Name a gap's status as the map does."""
    column = {"road": "road_status", "bus": "bus_level", "logistics": "logistics_status"}.get(kind)
    key = f"maps.legend.{column}.{status}" if column else f"reports.status.{kind}.{status}"
    return tr(key, lang) if has_text(key, lang) else str(status)


def _service_columns(
    assessment: Assessment, table: pd.DataFrame, service: str, lang: Lang
) -> list[Column]:
    part = assessment.summary[_SUMMARY_PART[service]]
    if part.get("rate") is None and service != "road":
        return []
    counted = _sum_column(table, f"{service}_eligible", lang)
    served = _sum_column(table, f"{service}_served", lang)
    rates = _numbers(table, f"{service}_rate")
    rate = Column(_head(f"{service}_rate", lang), rates, "ratio", total=part.get("rate"))
    return [counted, served, rate]


def _sum_column(table: pd.DataFrame, name: str, lang: Lang) -> Column:
    values = _numbers(table, name)
    total = sum(value for value in values if value is not None)
    return Column(_head(name, lang), values, "count", total=total)


def _share(assessment: Assessment, flag: str) -> str:
    part, done, whole = {
        "at_required_class": ("townships", "at_required_class", "seats"),
        "has_station": ("stations", "with_station", "townships"),
    }[flag]
    figures = assessment.summary[part]
    return "" if figures.get(done) is None else f"{figures[done]} / {figures[whole]}"


def _names_by_id(townships: pd.DataFrame, lang: Lang) -> Mapping[str, str]:
    ids = _texts(townships, "township_id")
    return dict(zip(ids, _township_names(townships, lang), strict=True))


def _township_names(townships: pd.DataFrame, lang: Lang) -> list[str]:
    ids = _texts(townships, "township_id")
    names = _texts(townships, "name") if "name" in townships else ids
    return [
        name or (key if key else _word("unknown_township", lang))
        for key, name in zip(ids, names, strict=True)
    ]


def _kinds(gaps: pd.DataFrame, lang: Lang) -> list[str]:
    key = "layers.values.villages.kind"
    return [tr(f"{key}.{kind or 'administrative'}", lang) for kind in _texts(gaps, "village_kind")]


def _texts(table: pd.DataFrame, column: str) -> list[str]:
    if column not in table:
        return [""] * len(table)
    return ["" if pd.isna(value) else str(value) for value in table[column]]


def _numbers(table: pd.DataFrame, column: str) -> list[float | None]:
    if column not in table:
        return [None] * len(table)
    values = pd.to_numeric(table[column], errors="coerce")
    return [None if pd.isna(value) else float(value) for value in values]


def _yes_no(value: Any, lang: Lang) -> str:
    return "" if value is None or pd.isna(value) else _word("yes" if value else "no", lang)


def _figure_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key} = {item}" for key, item in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _head(name: str, lang: Lang) -> str:
    return tr(f"reports.heading.{name}", lang)


def _word(name: str, lang: Lang) -> str:
    return tr(f"reports.word.{name}", lang)
