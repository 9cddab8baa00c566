"""The first parts: the headline figures, and by what they were decided."""

from __future__ import annotations

from roadnet.reports.document.content.tables import Field, build_table
from roadnet.reports.document.content.words import (
    figures_of,
    judged,
    place_name,
    sentence,
    word,
)
from roadnet.reports.document.model import Block, Heading, said
from roadnet.reports.report_subject import ReportSubject
from roadnet.schema.headlines import ALL_HEADLINES
from roadnet.text import tr
from roadnet.text.numbers import to_number, to_percent


def overview(subject: ReportSubject) -> list[Block]:
    """Return the headline figures as a table, and a sentence each."""
    found, lang = subject.assessment, subject.lang
    summary = found.summary
    roads = summary["roads"]
    counted = roads["counted_km"]
    intro = word(
        "say.intro",
        lang,
        district=place_name(found),
        townships=to_number(summary["stations"]["townships"]),
        villages=to_number(summary["connectivity"]["villages"]),
        hardened_rate=to_percent(roads["hardened_km"] / counted if counted else None),
        **figures_of(roads),
    )
    missing = summary["connectivity"]["eligible"] - (summary["connectivity"]["connected"] or 0)
    lines = {part: sentence(part, summary[part], lang) for part, *_ in ALL_HEADLINES[1:]}
    road = sentence("connectivity", summary["connectivity"], lang, missing=to_number(missing))
    resilience = said(word("say.resilience", lang, **figures_of(summary["resilience"])))
    blocks: list[Block] = [Heading(word("heading.overview", lang)), said(intro)]
    blocks += [_headlines(subject), road, *lines.values(), resilience]
    return blocks


def _headlines(subject: ReportSubject) -> Block:
    lang, summary = subject.lang, subject.assessment.summary
    parts = [summary[part] for part, *_ in ALL_HEADLINES]
    done = [
        summary[part].get(key) if judged(summary[part]) else None for part, key, _ in ALL_HEADLINES
    ]
    wholes = [summary[part].get(key) for part, _, key in ALL_HEADLINES]
    open_figure = word("not_judged", lang)
    fields = [
        Field(
            word("column.figure", lang),
            [tr(f"cli.assess.{part}", lang) for part, *_ in ALL_HEADLINES],
        ),
        Field(word("column.whole", lang), wholes, "count"),
        Field(word("column.done", lang), done, "count"),
        Field(
            word("column.rate", lang),
            [part["rate"] if judged(part) else open_figure for part in parts],
            "ratio",
        ),
        Field(
            word("column.people", lang), [part.get("population_rate") for part in parts], "ratio"
        ),
    ]
    return build_table("headlines", lang, fields)


def method(subject: ReportSubject) -> list[Block]:
    """Return by what standard, tolerance and reference system the figures were decided."""
    found, lang = subject.assessment, subject.lang
    standard = found.standard
    blocks: list[Block] = [
        Heading(word("heading.method", lang)),
        Heading(word("heading.standard", lang), 2),
        said(
            word(
                "method.standard",
                lang,
                standard=standard.name(lang),
                id=standard.id,
                count=len(standard.figures),
                unverified=len(standard.unverified()),
            )
        ),
        Heading(word("heading.verdicts", lang), 2),
    ]
    limits = {
        name: f"{standard.number(name):g}"
        for name in ("access_limit_m", "bus_stop_limit_m", "rai_buffer_m")
    }
    for verdict in ("road", "bus", "logistics", "township", "rai"):
        blocks.append(said(word(f"method.{verdict}", lang, **limits)))
    blocks += [Heading(word("heading.network", lang), 2), said(_network(subject))]
    curve = found.summary["network"]["tolerance_curve"]
    fields = [
        Field(
            word("column.tolerance_m", lang),
            [to_number(point["tolerance_m"]) for point in curve],
            "count",
        ),
        Field(word("column.components", lang), [point["components"] for point in curve], "count"),
        Field(
            word("column.largest", lang),
            [point["largest_population_share"] for point in curve],
            "ratio",
        ),
    ]
    return [*blocks, build_table("curve", lang, fields)]


def _network(subject: ReportSubject) -> str:
    found = subject.assessment
    return word(
        "method.network",
        subject.lang,
        crs=found.district.crs.name,
        tolerance=f"{found.network.tolerance_m:g}",
        joins=to_number(found.summary["network"]["joins"]),
        components=to_number(found.summary["network"]["components"]),
    )
