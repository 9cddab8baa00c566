"""The fields of a template: plain texts by dotted names, tables and maps by theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roadnet.maps.escape import clean_text
from roadnet.reports.document.content import build_document
from roadnet.reports.document.content.annual import summarised
from roadnet.reports.document.content.words import figures_of, sentence
from roadnet.reports.document.model import Picture, Table
from roadnet.reports.document.plain import plain
from roadnet.reports.report_subject import ReportSubject
from roadnet.schema.headlines import ALL_HEADLINES
from roadnet.text.numbers import to_number, to_percent

_LONGEST: int = 200


def text_fields(subject: ReportSubject) -> dict[str, Any]:
    """Return every field that is a text, as it is shown; parts of the summary are tables of texts.

    Figures that could not be computed are a dash.
    """
    found, lang = subject.assessment, subject.lang
    summary, district = found.summary, found.district
    roads = summary["roads"]
    counted = roads["counted_km"]
    share = roads["hardened_km"] / counted if counted else None
    fields: dict[str, Any] = {
        "district": clean_text(district.name, max_length=_LONGEST),
        "maker": clean_text(subject.maker or district.name, max_length=_LONGEST),
        "data_date": clean_text(district.data_date, max_length=_LONGEST),
        "as_of": subject.as_of.isoformat(),
        "standard": clean_text(found.standard.name(lang), max_length=_LONGEST),
        "crs": clean_text(district.crs.name, max_length=_LONGEST),
        "join_tolerance_m": f"{found.network.tolerance_m:g}",
        "unverified": to_number(len(found.standard.unverified())),
    }
    parts = {name: figures_of(part) for name, part in summary.items() if isinstance(part, Mapping)}
    parts["roads"]["hardened_rate"] = to_percent(share)
    for part, done, whole in ALL_HEADLINES:
        missing = None if summary[part].get(done) is None else _missing(summary[part], done, whole)
        parts[part]["missing"] = to_number(missing)
    parts.pop("findings", None)
    lines = [plain(one.text) for one in summarised(subject).paragraphs]
    return fields | parts | {"sentence": _sentences(subject), "annual": lines}


def block_fields(subject: ReportSubject) -> tuple[dict[str, Table], dict[str, Picture]]:
    """Return the tables and maps of the report by their names."""
    blocks = build_document(subject).blocks
    tables = {block.name: block for block in blocks if isinstance(block, Table)}
    return tables, {block.name: block for block in blocks if isinstance(block, Picture)}


def _missing(part: Mapping[str, Any], done: str, whole: str) -> float:
    return float(part[whole] - part[done])


def _sentences(subject: ReportSubject) -> dict[str, str]:
    lang, summary = subject.lang, subject.assessment.summary
    said = {}
    for part, done, whole in ALL_HEADLINES:
        row = summary[part]
        missing = to_number(None if row.get(done) is None else _missing(row, done, whole))
        said[part] = plain(sentence(part, row, lang, missing=missing).text)
    return said
