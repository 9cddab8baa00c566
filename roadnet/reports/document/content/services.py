"""Roads, buses, logistics and townships: a sentence, a table by township and a map each."""

from __future__ import annotations

from typing import Final

import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.mileage import mileage_by
from roadnet.reports.document.content.tables import Field, build_table, numbers_of, texts_of
from roadnet.reports.document.content.words import (
    judged,
    map_of,
    sentence,
    township_names,
    word,
    yes_no,
)
from roadnet.reports.document.model import Block, Heading, Table, said
from roadnet.reports.report_subject import ReportSubject
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number

_PARTS: Final = {"road": "connectivity", "bus": "bus", "logistics": "logistics"}


def roads(subject: ReportSubject) -> list[Block]:
    """Return the road network by class and surface, and which villages it reaches."""
    found, lang = subject.assessment, subject.lang
    part = found.summary["connectivity"]
    missing = to_number(part["eligible"] - (part["connected"] or 0))
    return [
        Heading(word("heading.roads", lang)),
        Heading(word("heading.mileage", lang), 2),
        said(word("note.mileage", lang)),
        _mileage(found, "admin_class", lang),
        _mileage(found, "surface", lang),
        *map_of(subject, "roads_class"),
        *map_of(subject, "roads_surface"),
        Heading(word("heading.connectivity", lang), 2),
        sentence("connectivity", part, lang, missing=missing),
        _by_kind(found, lang),
        by_township(found, "road", lang),
        *map_of(subject, "road"),
    ]


def bus(subject: ReportSubject) -> list[Block]:
    """Return which villages a bus serves, and what the stops have."""
    found, lang = subject.assessment, subject.lang
    part = found.summary["bus"]
    blocks: list[Block] = [Heading(word("heading.bus", lang)), sentence("bus", part, lang)]
    if not judged(part):
        return blocks
    blocks.append(by_township(found, "bus", lang))
    checklist = part.get("checklist") or {}
    if checklist:
        blocks += [Heading(word("heading.checklist", lang), 2), _checklist(checklist, lang)]
    return [*blocks, *map_of(subject, "bus")]


def logistics(subject: ReportSubject) -> list[Block]:
    """Return for which villages the three tiers of logistics are whole."""
    found, lang = subject.assessment, subject.lang
    part = found.summary["logistics"]
    blocks: list[Block] = [
        Heading(word("heading.logistics", lang)),
        sentence("logistics", part, lang),
    ]
    if judged(part):
        blocks += [by_township(found, "logistics", lang), *map_of(subject, "logistics")]
    return blocks


def townships(subject: ReportSubject) -> list[Block]:
    """Return the seats' roads and the stations, township by township."""
    found, lang = subject.assessment, subject.lang
    blocks: list[Block] = [
        Heading(word("heading.townships", lang)),
        sentence("townships", found.summary["townships"], lang),
        sentence("stations", found.summary["stations"], lang),
    ]
    table = _named(found)
    fields = [Field(tr("reports.heading.township", lang), _names(found, table, lang))]
    if "at_required_class" in table:
        classes = [
            tr(f"layers.values.roads.technical_class.{one}", lang) if one else ""
            for one in texts_of(table, "required_class")
        ]
        fields.append(Field(word("column.required_class", lang), classes))
    for flag in ("at_required_class", "has_station"):
        if flag in table:
            words = [yes_no(value, lang) for value in table[flag]]
            fields.append(Field(tr(f"reports.heading.{flag}", lang), words))
    if "functions_missing" in table:
        lacking = [_functions(one, lang) for one in texts_of(table, "functions_missing")]
        fields.append(Field(word("column.functions_missing", lang), lacking, "long"))
    if len(fields) == 1:  # no layer says more than their names
        return blocks
    empty = tr("reports.word.no_townships", lang)
    return [*blocks, build_table("townships", lang, fields, empty=empty)]


def by_township(found: Assessment, service: str, lang: Lang) -> Table:
    """Return a service's totals by township, with those of the district in the last row."""
    table, part = found.townships, found.summary[_PARTS[service]]
    counted, served = (numbers_of(table, f"{service}_{name}") for name in ("eligible", "served"))
    missing = [(a or 0) - (b or 0) for a, b in zip(counted, served, strict=True)]
    of_people = [
        None if not all_ else (some or 0.0) / all_
        for some, all_ in zip(
            numbers_of(table, f"population_{service}_served"),
            numbers_of(table, f"population_{service}_eligible"),
            strict=True,
        )
    ]
    done = {"road": "connected", "bus": "served", "logistics": "complete"}[service]
    fields = [
        Field(
            tr("reports.heading.township", lang),
            _names(found, table, lang),
            total=tr("reports.word.total", lang),
        ),
        _summed(table, "population", lang),
        Field(tr(f"reports.heading.{service}_eligible", lang), counted, "count", part["eligible"]),
        Field(tr(f"reports.heading.{service}_served", lang), served, "count", part[done]),
        Field(word("column.missing", lang), missing, "count", part["eligible"] - part[done]),
        Field(
            tr(f"reports.heading.{service}_rate", lang),
            numbers_of(table, f"{service}_rate"),
            "ratio",
            part["rate"],
        ),
        Field(word("column.people", lang), of_people, "ratio", part.get("population_rate")),
    ]
    empty = tr("reports.word.no_townships", lang)
    return build_table(service, lang, fields, empty=empty, total=True)


def _summed(table: pd.DataFrame, column: str, lang: Lang) -> Field:
    values = numbers_of(table, column)
    total = sum(value for value in values if value is not None)
    return Field(tr(f"reports.heading.{column}", lang), values, "count", total)


def _names(found: Assessment, table: pd.DataFrame, lang: Lang) -> list[str]:
    names = township_names(found, lang)
    return [names[key] for key in texts_of(table, "township_id")]


def _named(found: Assessment) -> pd.DataFrame:
    table = found.townships
    return table[[bool(key) for key in texts_of(table, "township_id")]]


def _mileage(found: Assessment, column: str, lang: Lang) -> Table:
    """Return kilometres by class or surface; ferries are no road."""
    sums = mileage_by(found.roads, column)
    order = [*_values_of(column, lang), ""]
    sums = sums.loc[[kind for kind in order if kind in sums.index]]
    roads = found.summary["roads"]
    counted, hardened = sums["counted_km"].tolist(), sums["hardened_km"].tolist()
    names = [_values_of(column, lang).get(kind, word("not_given", lang)) for kind in sums.index]
    shares = [
        part / whole if whole else None for part, whole in zip(hardened, counted, strict=True)
    ]
    whole = roads["counted_km"]
    fields = [
        Field(word(f"column.{column}", lang), names, total=tr("reports.word.total", lang)),
        Field(word("column.counted_km", lang), counted, "km", whole),
        Field(word("column.hardened_km", lang), hardened, "km", roads["hardened_km"]),
        Field(
            word("column.hardened_rate", lang),
            shares,
            "ratio",
            roads["hardened_km"] / whole if whole else None,
        ),
    ]
    return build_table(f"{column}", lang, fields, total=True)


def _values_of(column: str, lang: Lang) -> dict[str, str]:
    from roadnet.schema import layers

    return {
        value: tr(f"layers.values.roads.{column}.{value}", lang)
        for value in layers()["roads"].columns[column].values  # noqa: PD011 - of the schema
    }


def _by_kind(found: Assessment, lang: Lang) -> Table:
    kinds = found.summary["connectivity"]["by_kind"]
    some = [row["eligible"] for row in kinds.values()]
    done = [row["connected"] for row in kinds.values()]
    fields = [
        Field(
            tr("reports.heading.village_kind", lang),
            [tr(f"layers.values.villages.kind.{kind}", lang) for kind in kinds],
        ),
        Field(tr("reports.heading.road_eligible", lang), some, "count"),
        Field(tr("reports.heading.road_served", lang), done, "count"),
        Field(
            word("column.missing", lang),
            [a - b for a, b in zip(some, done, strict=True)],
            "count",
        ),
        Field(
            tr("reports.heading.road_rate", lang),
            [b / a if a else None for a, b in zip(some, done, strict=True)],
            "ratio",
        ),
    ]
    return build_table("by_kind", lang, fields)


def _checklist(checklist: dict[str, dict[str, int]], lang: Lang) -> Table:
    from roadnet.reports.figure_words import to_figure_name

    names = [to_figure_name(f"bus.checklist.{item}", lang).split(" · ")[-1] for item in checklist]
    rows = list(checklist.values())
    fields = [Field(word("column.item", lang), names)]
    fields += [
        Field(tr(f"figures.word.{name}", lang), [row[name] for row in rows], "count")
        for name in ("met", "failed", "unknown")
    ]
    return build_table("checklist", lang, fields)


def _functions(lacking: str, lang: Lang) -> str:
    names = [one for one in lacking.split(";") if one]
    separator = word("separator", lang)
    return separator.join(tr(f"layers.values.stations.functions.{one}", lang) for one in names)
