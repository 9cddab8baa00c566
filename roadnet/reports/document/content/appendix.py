"""The appendix: the standard's figures with their sources, findings on the data, the files."""

from __future__ import annotations

from collections.abc import Sequence

from roadnet.findings import SEVERITIES, Finding, count_severities
from roadnet.reports.document.content.tables import Field, build_table, numbered
from roadnet.reports.document.content.words import UNREAD, word
from roadnet.reports.document.model import Block, Heading, Table, Turn, said
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.standard_words import standard_figure_name, standard_unit, standard_value
from roadnet.standards import Standard
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number


def appendix(subject: ReportSubject) -> list[Block]:
    """Return what the figures rest on."""
    lang, counts = subject.lang, count_severities(subject.findings)
    shown = {severity: to_number(count) for severity, count in counts.items()}
    standard = subject.assessment.standard
    unread = to_number(len(standard.unverified()))
    return [
        Turn(landscape=True),
        Heading(word("heading.appendix", lang)),
        Heading(word("heading.figures", lang), 2),
        said(word("note.unverified", lang, mark=UNREAD, count=unread)),
        _figures(standard, lang),
        Heading(word("heading.findings", lang), 2),
        said(word("say.findings", lang, **shown)),
        _findings(subject.findings, lang),
        Heading(word("heading.sources", lang), 2),
        _sources(subject),
    ]


def _figures(standard: Standard, lang: Lang) -> Table:
    rows = list(standard.figures.items())
    fields = [
        Field(
            word("column.figure", lang),
            [
                ("" if figure.verified else UNREAD) + standard_figure_name(key, lang)
                for key, figure in rows
            ],
            width=24.0,
        ),
        Field(
            tr("reports.heading.value", lang),
            [standard_value(figure.value, lang) for _, figure in rows],
            "long",
            width=30.0,
        ),
        Field(
            tr("reports.heading.unit", lang),
            [standard_unit(figure.unit, lang) for _, figure in rows],
            width=12.0,
        ),
        Field(
            tr("reports.heading.verified", lang),
            [
                tr(f"reports.word.{'verified' if figure.verified else 'unverified'}", lang)
                for _, figure in rows
            ],
        ),
        Field(tr("reports.heading.standard", lang), [figure.standard for _, figure in rows]),
        Field(
            tr("reports.heading.source", lang),
            [figure.source_in(lang) for _, figure in rows],
            "long",
        ),
    ]
    return build_table("figures", lang, fields, standard=standard.name(lang))


def _findings(findings: Sequence[Finding], lang: Lang) -> Table:
    """Group the findings by code and layer: how many, and what the first one says."""
    groups: dict[tuple[int, str, str], list[Finding]] = {}
    for one in findings:
        key = (SEVERITIES.index(one.severity), one.code, one.layer)
        groups.setdefault(key, []).append(one)
    ranked = [groups[key] for key in sorted(groups)]
    layers = [tr(f"layers.{some[0].layer}", lang) if some[0].layer else "" for some in ranked]
    fields = [
        numbered(len(ranked), word("column.number", lang)),
        Field(
            word("column.severity_of", lang),
            [tr(f"cli.severity.{some[0].severity}", lang) for some in ranked],
        ),
        Field(word("column.layer", lang), layers),
        Field(word("column.count", lang), [len(some) for some in ranked], "count"),
        Field(word("column.first", lang), [some[0].message(lang) for some in ranked], "long"),
        Field(word("column.mend", lang), [some[0].mend(lang) for some in ranked], "long"),
    ]
    return build_table("findings", lang, fields, empty=word("none", lang))


def _sources(subject: ReportSubject) -> Table:
    lang, sources = subject.lang, subject.assessment.district.sources
    rows = list(sources.items())
    fields = [
        Field(word("column.layer", lang), [tr(f"layers.{layer}", lang) for layer, _ in rows]),
        Field(word("column.file", lang), [about.file for _, about in rows], "long"),
        Field(word("column.crs", lang), [about.crs for _, about in rows]),
        Field(word("column.read", lang), [about.read for _, about in rows], "count"),
        Field(word("column.accepted", lang), [about.accepted for _, about in rows], "count"),
        Field(word("column.rejected", lang), [about.rejected for _, about in rows], "count"),
    ]
    return build_table("sources", lang, fields, empty=word("none", lang))
