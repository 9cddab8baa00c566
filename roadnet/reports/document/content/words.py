"""Words and figures that several parts of the document say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.maps.escape import clean_text
from roadnet.maps.sheets.sheet import figure_paper
from roadnet.maps.sheets.themes import Subject, themes_of
from roadnet.reports.document.content.tables import texts_of
from roadnet.reports.document.model import Block, Paragraph, Picture, said
from roadnet.reports.report_subject import ReportSubject
from roadnet.text import Lang, has_text, tr
from roadnet.text.numbers import to_km, to_number, to_percent

UNREAD: Final = "※"
"""Stands at a figure of the standard whose source was not read."""

_PICTURE_DPI: Final = 200
_LONGEST_NAME: Final = 60
_BESIDE: Final = ("by_status", "by_level", "broken_at")


def word(key: str, lang: Lang, /, **figures: object) -> str:
    """Return a text of the report: ``report.<key>``."""
    return tr(f"report.{key}", lang, **figures)


def place_name(found: Assessment) -> str:
    """Return the district's name, short enough for a title."""
    return clean_text(found.district.name, max_length=_LONGEST_NAME)


def judged(part: Mapping[str, Any]) -> bool:
    """Whether a part of the summary could be computed."""
    return part.get("rate") is not None


def figures_of(part: Mapping[str, Any]) -> dict[str, str]:
    """Return the figures of a part of the summary as they are shown, those by status beside."""
    shown: dict[str, str] = {}
    for name, value in part.items():
        if name in _BESIDE:
            shown |= figures_of(value)
        elif name.endswith("rate"):
            shown[name] = to_percent(value)
        elif name.endswith("_km"):
            shown[name] = to_km(value)
        elif isinstance(value, int | float) or value is None:
            shown[name] = to_number(value)
    return shown


def sentence(key: str, part: Mapping[str, Any], lang: Lang, /, **more: object) -> Paragraph:
    """Say a part of the summary; where it could not be computed, say that."""
    if not judged(part):
        return said(word("open", lang, what=word(f"what.{key}", lang)))
    return said(word(f"say.{key}", lang, **figures_of(part), **more))


def township_names(found: Assessment, lang: Lang) -> dict[str, str]:
    """Return the names of townships by identifier; the identifier where there is no name."""
    table = found.townships
    ids, names = texts_of(table, "township_id"), texts_of(table, "name")
    unknown = tr("reports.word.unknown_township", lang)
    return {key: name or key or unknown for key, name in zip(ids, names, strict=True)}


def yes_no(value: Any, lang: Lang) -> str:
    """Say yes or no; nothing where it is not known."""
    if value is None or pd.isna(value):
        return ""
    return tr(f"reports.word.{'yes' if value else 'no'}", lang)


def value_word(layer: str, column: str, value: str, lang: Lang) -> str:
    """Say a value of a column of the data model; as it stands where it has no words."""
    key = f"layers.values.{layer}.{column}.{value}"
    return tr(key, lang) if value and has_text(key, lang) else value


def map_of(subject: ReportSubject, theme: str) -> list[Block]:
    """Return a printed map as a picture; nothing where there is nothing to show."""
    if theme not in themes_of(Subject(subject.assessment, subject.plan)):
        return []
    paper = subject.once("figure_paper", lambda: figure_paper(subject.assessment))
    width, height = paper.size_mm
    place = place_name(subject.assessment)
    return [
        Picture(
            caption=tr(f"sheets.title.{theme}", subject.lang, place=place),
            draw=lambda form: subject.sheet(theme, form, paper=paper, dpi=_PICTURE_DPI),
            ratio=width / height,
            name=theme,
        )
    ]
