"""Write a comparison: ``compare.json``, ``compare.xlsx`` and ``map.html``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from roadnet.analysis.reason import Reason
from roadnet.findings import Finding
from roadnet.io.atomic import write_text
from roadnet.io.write import to_json_value, write_json
from roadnet.maps.compare_map import build_compare_map, labels_of
from roadnet.maps.page import to_html
from roadnet.planning.compare import Comparison
from roadnet.reports.figure_words import is_rate, to_figure_name, to_share
from roadnet.reports.gaps_xlsx import provenance, standard_sheet
from roadnet.reports.sheet import Column, Kind, Sheet, open_workbook, write_sheet
from roadnet.reports.staging import Progress, write_whole
from roadnet.reports.summary_json import to_summary
from roadnet.text import Lang, has_text, tr
from roadnet.text.numbers import KM_DIGITS, to_plain, to_rounded_percent

COMPARE_OUTPUTS: Final = ("compare.xlsx", "map.html", "compare.json")
"""Names of a comparison's files, in the order in which they are replaced."""

_TABLES: Final = ("villages", "townships", "places", "roads")
_KINDS: Final[dict[str, Kind]] = {
    "population": "count", "km": "km", "reason_before": "long", "reason_after": "long",
    "why": "long",
}  # fmt: skip


def write_compare(
    found: Comparison,
    findings: tuple[Sequence[Finding], Sequence[Finding]],
    directory: Path,
    *,
    lang: Lang,
    progress: Progress | None = None,
) -> list[Path]:
    """Write a comparison into a folder, all files or none.

    Parameters
    ----------
    findings
        Findings on the earlier and on the later district, counted in the summaries.

    Raises
    ------
    RoadnetError
        ``write_failed``.
    """
    content = to_compare(found, findings, lang)
    return write_whole(
        directory,
        {
            "compare.xlsx": lambda path: write_compare_workbook(path, found, lang),
            "map.html": lambda path: write_text(path, to_html(build_compare_map(found, lang=lang))),
            "compare.json": lambda path: write_json(path, content),
        },
        progress=progress,
    )


def to_compare(
    found: Comparison, findings: tuple[Sequence[Finding], Sequence[Finding]], lang: Lang
) -> dict[str, Any]:
    """Return a comparison ready for JSON; sentences in a language."""
    tables = {name: _records(getattr(found.difference, name), lang) for name in _TABLES}
    content = {
        "before": to_summary(found.before, findings[0]),
        "after": to_summary(found.after, findings[1]),
        "headline": found.difference.headline.to_dict("records"),
        **tables,
        "notes": [finding.message(lang) for finding in found.findings],
    }
    plain: dict[str, Any] = to_json_value(content)
    return plain


def write_compare_workbook(path: Path, found: Comparison, lang: Lang) -> None:
    """Write the workbook; the same comparison gives the same bytes."""
    with open_workbook(path) as book:
        write_sheet(book, _sheet("headline", found.difference.headline, found, lang))
        for name in _TABLES:
            write_sheet(book, _sheet(name, getattr(found.difference, name), found, lang))
        write_sheet(book, standard_sheet(found.after, lang))


def _sheet(name: str, table: pd.DataFrame, found: Comparison, lang: Lang) -> Sheet:
    said = in_words(table, lang)
    names = labels_of(found, lang)
    return Sheet(
        name=tr(f"compare.sheet.{name}", lang),
        title=tr(f"compare.title.{name}", lang, **names),
        note=provenance(found.after, lang),
        columns=[
            Column(
                tr(f"compare.heading.{column}", lang),
                said[column].tolist(),
                _KINDS.get(column, "text"),
            )
            for column in said.columns
        ],
        empty=tr("compare.empty.text", lang),
    )


def in_words(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return a table of differences as people read it: codes in words, figures as text."""
    said = pd.DataFrame(table.drop(columns="geometry", errors="ignore")).astype(object)
    kinds = said.get("what", said.get("figure", pd.Series("", index=said.index))).astype(str)
    for column in said.columns:
        if column == "change":
            columns = (table["before"], table["after"], table["change"])
            rows = zip(*columns, kinds, strict=True)
            said[column] = [_change(*row, lang) for row in rows]
        elif column in ("before", "after"):
            said[column] = [
                to_share(value) if is_rate(kind) else _value(value, kind, lang)
                for value, kind in zip(said[column], kinds, strict=True)
            ]
        elif column == "figure":
            said[column] = [to_figure_name(str(value), lang) for value in said[column]]
        elif column == "what":
            of = table.get("layer", pd.Series("roads", index=table.index))
            said[column] = [
                _what(kind, str(layer), lang) for kind, layer in zip(kinds, of, strict=True)
            ]
        elif column == "trend":
            said[column] = [_word("compare.trend", value, lang) for value in said[column]]
        elif column == "layer":
            said[column] = [_word("layers", value, lang) for value in said[column]]
        elif column in ("reason_before", "reason_after", "why"):
            said[column] = [v.text(lang) if isinstance(v, Reason) else "" for v in said[column]]
    return said


def _what(what: str, layer: str, lang: Lang) -> str:
    """Say what differs: a verdict, a figure, or a column of a layer."""
    keys = (f"compare.what.{what}", f"layers.columns.{layer}.{what}")
    return next((tr(key, lang) for key in keys if has_text(key, lang)), what)


_STATUS: Final = {"road": "road_status", "bus": "bus_level", "logistics": "logistics_status"}


def _value(value: Any, what: str, lang: Lang) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, str):
        for key in (f"maps.legend.{_STATUS.get(what, '')}", f"layers.values.roads.{what}"):
            if has_text(f"{key}.{value}", lang):
                return tr(f"{key}.{value}", lang)
        return value
    if isinstance(value, bool):
        return tr(f"reports.word.{'yes' if value else 'no'}", lang)
    return to_plain(value, digits=KM_DIGITS) if isinstance(value, float) else str(value)


def _change(before: Any, after: Any, change: Any, kind: str, lang: Lang) -> str:
    """Say a change; of rates the difference of what is shown of both, so that it can be checked."""
    if not is_rate(kind) or pd.isna(change):
        return _value(change, kind, lang)
    return f"{to_rounded_percent(after) - to_rounded_percent(before)}%"


def _word(prefix: str, value: Any, lang: Lang) -> str:
    key = f"{prefix}.{value}"
    return tr(key, lang) if has_text(key, lang) else str(value)


def _records(table: pd.DataFrame, lang: Lang) -> list[dict[str, Any]]:
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore")).astype(object)
    rows = []
    for row in plain.to_dict("records"):
        rows.append(
            {
                str(key): value.text(lang) if isinstance(value, Reason) else value
                for key, value in row.items()
            }
        )
    return rows
