"""What changed since the year before."""

from __future__ import annotations

import pandas as pd

from roadnet.planning.compare import Comparison, compare
from roadnet.reports.document.content.tables import Field, build_table, numbered, texts_of
from roadnet.reports.document.content.words import judged, word
from roadnet.reports.document.model import Block, Heading, Table, Turn, said
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.write_compare import in_words
from roadnet.schema.headlines import ALL_HEADLINES
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number


def changes(subject: ReportSubject) -> list[Block]:
    """Return both years' headline figures and each village whose verdict changed.

    Nothing where there are no earlier data.
    """
    lang = subject.lang
    if subject.earlier is None:
        return []
    found = compare(subject.earlier, subject.assessment)
    table = found.difference.villages
    verdicts = table[table["what"].isin(("road", "bus", "logistics"))]
    blocks: list[Block] = [Heading(word("heading.changes", lang)), said(_line(verdicts, lang))]
    blocks += [said(finding.message(lang)) for finding in found.findings]
    return [
        *blocks,
        _headlines(found, lang),
        Turn(landscape=True),
        _villages(pd.DataFrame(verdicts), lang),
        Turn(landscape=False),
    ]


def _line(verdicts: pd.DataFrame, lang: Lang) -> str:
    counts = {
        trend: to_number(int((verdicts["trend"] == trend).sum()))
        for trend in ("better", "worse", "other", "new", "gone")
    }
    return word("say.changes", lang, all=to_number(len(verdicts)), **counts)


def _headlines(found: Comparison, lang: Lang) -> Table:
    before, after = found.before.summary, found.after.summary
    rows = [row for row in ALL_HEADLINES if judged(before[row[0]]) or judged(after[row[0]])]
    columns = (("before", before), ("after", after))
    fields = [
        Field(word("column.figure", lang), [tr(f"cli.assess.{part}", lang) for part, *_ in rows])
    ]
    for name, summary in columns:
        done = [summary[part].get(key) for part, key, _ in rows]
        wholes = [summary[part].get(key) for part, _, key in rows]
        fields += [
            Field(word(f"column.{name}_whole", lang), wholes, "count"),
            Field(word(f"column.{name}_done", lang), done, "count"),
            Field(
                word(f"column.{name}_rate", lang),
                [summary[part].get("rate") for part, *_ in rows],
                "ratio",
            ),
        ]
    return build_table("changes", lang, fields)


def _villages(table: pd.DataFrame, lang: Lang) -> Table:
    shown = in_words(table, lang)
    columns = ("name", "what", "before", "after", "trend")
    fields = [numbered(len(shown), word("column.number", lang))]
    fields += [
        Field(tr(f"compare.heading.{column}", lang), texts_of(shown, column)) for column in columns
    ]
    if "why" in shown:
        fields.append(Field(tr("compare.heading.why", lang), texts_of(shown, "why"), "long"))
    return build_table("changed_villages", lang, fields, empty=word("none", lang))
