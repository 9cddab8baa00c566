"""What hangs on one road, and the hazards on the roads."""

from __future__ import annotations

from typing import Final

import numpy as np

from roadnet.planning.ledger import hazard_ledger
from roadnet.reports.document.content.tables import (
    Field,
    build_table,
    numbered,
    numbers_of,
    texts_of,
)
from roadnet.reports.document.content.words import figures_of, map_of, value_word, word
from roadnet.reports.document.model import Block, Heading, said
from roadnet.reports.report_subject import ReportSubject
from roadnet.text.numbers import to_number, to_percent

MOST_ROADS: Final = 20
"""Roads listed, those first that most people depend on."""


def resilience(subject: ReportSubject) -> list[Block]:
    """Return the roads whose closing cuts villages off."""
    found, lang = subject.assessment, subject.lang
    behind = found.roads["villages_behind"].fillna(0).to_numpy(dtype=float)
    people = found.roads["population_behind"].fillna(0).to_numpy(dtype=float)
    order = np.lexsort((-behind, -people))
    worst = found.roads.iloc[[at for at in order if behind[at] > 0][:MOST_ROADS]]
    fields = [
        numbered(len(worst), word("column.number", lang)),
        Field(word("column.road", lang), texts_of(worst, "name")),
        Field(word("column.route", lang), texts_of(worst, "route_code")),
        Field(word("column.segment", lang), texts_of(worst, "road_id")),
        Field(word("column.villages_behind", lang), numbers_of(worst, "villages_behind"), "count"),
        Field(word("column.people_behind", lang), numbers_of(worst, "population_behind"), "count"),
    ]
    figures = figures_of(found.summary["resilience"])
    return [
        Heading(word("heading.resilience", lang)),
        said(word("say.resilience", lang, **figures)),
        said(word("note.resilience", lang, most=MOST_ROADS)),
        build_table("resilience", lang, fields, empty=word("none", lang)),
        *map_of(subject, "resilience"),
    ]


def hazards(subject: ReportSubject) -> list[Block]:
    """Return the ledger of hazards as of the report's day; nothing where there is no such layer."""
    found, lang = subject.assessment, subject.lang
    if not found.district.has("hazards"):
        return []
    ledger = hazard_ledger(found.district, subject.hazard_log, today=subject.as_of)
    items = ledger.items[ledger.items["state"] != "closed"]
    late = [f"{days:.0f}" if days and days > 0 else "" for days in numbers_of(items, "days_late")]
    fields = [
        numbered(len(items), word("column.number", lang)),
        Field(word("column.hazard", lang), texts_of(items, "hazard_id")),
        Field(
            word("column.kind", lang),
            [value_word("hazards", "kind", one, lang) for one in texts_of(items, "kind")],
        ),
        Field(word("column.severity", lang), texts_of(items, "severity")),
        Field(word("column.due_on", lang), texts_of(items, "due_on")),
        Field(word("column.days_late", lang), late),
    ]
    counts = {
        name: to_number(getattr(ledger, name))
        for name in ("total", "closed", "in_work", "overdue", "closed_on_time")
    }
    opened = to_number(len(items))
    unstated = to_number(ledger.unstated)
    more = word("say.hazards_unstated", lang, count=unstated) if ledger.unstated else ""
    line = word(
        "say.hazards", lang, unstated=more, rate=to_percent(ledger.closed_ratio), open=opened,
        day=subject.as_of.isoformat(), **counts,
    )  # fmt: skip
    return [
        Heading(word("heading.hazards", lang)),
        said(line),
        build_table("hazards", lang, fields, empty=word("none", lang)),
        *map_of(subject, "hazards"),
    ]
