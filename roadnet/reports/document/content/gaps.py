"""Every gap with its reason: the map, then a list of each kind, across the paper."""

from __future__ import annotations

from typing import Final

import pandas as pd

from roadnet.analysis.assessment import Assessment, in_language
from roadnet.analysis.gaps import KINDS
from roadnet.reports.document.content.tables import (
    Field,
    build_table,
    numbered,
    numbers_of,
    texts_of,
)
from roadnet.reports.document.content.words import judged, map_of, township_names, value_word, word
from roadnet.reports.document.model import Block, Heading, Table, Turn, said
from roadnet.reports.gaps_xlsx import status_word
from roadnet.reports.report_subject import ReportSubject
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH, to_number

_PART: Final = {
    "road": "connectivity",
    "bus": "bus",
    "logistics": "logistics",
    "township_road": "townships",
    "station": "stations",
}
_OF_VILLAGES: Final = frozenset({"road", "bus", "logistics"})


def gaps(subject: ReportSubject) -> list[Block]:
    """Return how many gaps there are, where, and each one with its reason."""
    found, lang = subject.assessment, subject.lang
    table = in_language(found.gaps, lang)
    known = {kind: is_judged(found, kind) for kind in KINDS}
    counts = {
        kind: to_number(int((table["kind"] == kind).sum())) if known[kind] else DASH
        for kind in KINDS
    }
    blank = [] if all(known.values()) else [said(word("note.not_judged", lang, mark=DASH))]
    lists = [_list(found, pd.DataFrame(table[table["kind"] == kind]), kind, lang) for kind in KINDS]
    return [
        Heading(word("heading.gaps", lang)),
        said(word("say.gaps", lang, all=to_number(len(table)), **counts)),
        *blank,
        _by_township(found, lang),
        *map_of(subject, "gaps"),
        Turn(landscape=True),
        *lists,
        Turn(landscape=False),
    ]


def _by_township(found: Assessment, lang: Lang) -> Table:
    """Return how many gaps of each kind a township has; those that have none are left out."""
    names, table = township_names(found, lang), found.gaps
    keys = pd.Series(texts_of(table, "township_id"), index=table.index)
    order = [key for key in names if (keys == key).any()]
    order += [key for key in dict.fromkeys(keys) if key not in names]
    fields = [
        Field(
            tr("reports.heading.township", lang),
            [names.get(key, key) for key in order],
            total=tr("reports.word.total", lang),
        )
    ]
    for kind in KINDS:
        counts = keys[table["kind"] == kind].value_counts()
        column = [int(counts.get(key, 0)) for key in order]
        if is_judged(found, kind):
            fields.append(Field(tr(f"reports.sheet.{kind}", lang), column, "count", sum(column)))
    none = tr("reports.word.no_gaps", lang)
    return build_table("gaps", lang, fields, empty=none, total=True)


def _list(found: Assessment, table: pd.DataFrame, kind: str, lang: Lang) -> Table:
    names = township_names(found, lang)
    keys = texts_of(table, "township_id")
    fields = [
        numbered(len(table), word("column.number", lang)),
        Field(tr("reports.heading.township", lang), [names.get(key, key) for key in keys]),
        Field(tr("reports.heading.name", lang), texts_of(table, "name")),
    ]
    if kind in _OF_VILLAGES:
        kinds = [one or "administrative" for one in texts_of(table, "village_kind")]
        fields += [
            Field(tr("reports.heading.village_id", lang), texts_of(table, "village_id")),
            Field(
                tr("reports.heading.village_kind", lang),
                [value_word("villages", "kind", one, lang) for one in kinds],
            ),
            Field(tr("reports.heading.population", lang), numbers_of(table, "population"), "count"),
        ]
    said_status = [status_word(kind, one, lang) for one in texts_of(table, "status")]
    fields.append(Field(tr("reports.heading.status", lang), said_status))
    if kind == "road":
        km = numbers_of(table, "missing_km")
        fields.append(Field(tr("reports.heading.missing_km", lang), km, "km"))
    fields.append(Field(tr("reports.heading.reason", lang), texts_of(table, "reason"), "long"))
    known = is_judged(found, kind)
    empty = tr(f"reports.word.{'no_gaps' if known else 'not_judged'}", lang)
    count = to_number(len(table)) if known else DASH
    return build_table(f"gaps_{kind}", lang, fields, count=count, empty=empty)


def is_judged(found: Assessment, kind: str) -> bool:
    """Whether gaps of a kind could be found at all."""
    return judged(found.summary[_PART[kind]])
