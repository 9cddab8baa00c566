"""Findings: faults of the data, collected and never thrown."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal

from roadnet.text import DEFAULT_LANG, Lang, has_text, tr
from roadnet.text.numbers import to_percent

Severity = Literal["error", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
Figure = float | int | str
MORE_ALIKE: Final = "more_alike_"
"""The codes that tell how many findings of one kind are not listed, by severity."""
_EIGHTHS: Final = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


@dataclass(frozen=True, slots=True)
class Rule:
    """What the registry says of a code: how grave it is and which part of the data it is about."""

    code: str
    severity: Severity
    topic: str


@dataclass(frozen=True, slots=True)
class RowsOf:
    """A file of a layer that has several; its rows are numbered on from ``before``."""

    file: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of the data at one place.

    Parameters
    ----------
    code
        A code of the registry, ``findings.toml``; a code that is not registered raises KeyError.
    layer
        The layer it is in, by its name in the schema; empty for the district as a whole.
    rows
        Row numbers in the user's own file, of a sheet its own; empty where none applies.
    ids
        Identifiers of the features, as the user's file has them.
    lon, lat
        Where it is, WGS 84 degrees; None where it has no place.
    figures
        What decides it: numbers with units in their names, words. The texts fill in from here.
    parts
        Of a layer of several files: each file in order, and the number that its rows are numbered
        on from; ``rows`` has the numbers so gained.
    """

    code: str
    layer: str = ""
    rows: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    parts: tuple[RowsOf, ...] = ()

    def __post_init__(self) -> None:
        rules()[self.code]

    @property
    def severity(self) -> Severity:
        """How grave: an error makes figures wrong, a warning may, an info does not."""
        return rules()[self.code].severity

    @property
    def stands_for(self) -> int:
        """How many faults it tells of: one, or as many as a long list leaves out."""
        return int(self.figures["count"]) if self.code.startswith(MORE_ALIKE) else 1

    @property
    def row_labels(self) -> tuple[str, ...]:
        """Rows as people look them up: the number in the file, its name first if there are more."""
        return tuple(_row_label(row, self.parts) for row in self.rows)

    def message(self, lang: Lang = DEFAULT_LANG) -> str:
        """Say what is wrong, with the figures."""
        return tr(f"findings.{self.code}.message", lang, **self._params(lang))

    def mend(self, lang: Lang = DEFAULT_LANG) -> str:
        """Say how to mend it."""
        return tr(f"findings.{self.code}.mend", lang, **self._params(lang))

    def _params(self, lang: Lang) -> dict[str, object]:
        shown = ", ".join(self.ids[:5]) + (" …" if len(self.ids) > 5 else "")
        first = (_row_label(row, self.parts) for row in self.rows[:5])
        rows = ", ".join(first) + (" …" if len(self.rows) > 5 else "")
        layer = tr(f"layers.{self.layer}", lang) if self.layer else ""
        named: dict[str, object] = {
            "layer": layer,
            "ids": shown,
            "rows": rows,
            "count": len(self.rows),
        }
        column = str(self.figures.get("column", ""))
        named |= {"direction": _direction(self.figures, lang)}
        if "share_percent" in self.figures:
            named["share"] = to_percent(float(self.figures["share_percent"]) / 100)
        return {**named, **_names(self.layer, column, lang), **self.figures}


def _row_label(row: int, parts: tuple[RowsOf, ...]) -> str:
    part = next((each for each in reversed(parts) if row > each.before), None)
    return f"{part.file} {row - part.before}" if part else str(row)


@lru_cache(maxsize=1024)
def _names(layer: str, column: str, lang: Lang) -> Mapping[str, object]:
    """Name in words what the figures name by the schema: ``column_name``, ``layer_use``."""
    key, use = f"layers.columns.{layer}.{column}", f"layers.use.{layer}"
    return {
        "column_name": tr(key, lang) if has_text(key, lang) else "",
        "layer_use": tr(use, lang) if has_text(use, lang) else "",
    }


def _direction(figures: Mapping[str, Figure], lang: Lang) -> str:
    """Name in words where ``bearing_degrees`` points, by eighths of the compass from north."""
    if "bearing_degrees" not in figures:
        return ""
    eighth = round(float(figures["bearing_degrees"]) / 45) % 8
    return tr(f"directions.{_EIGHTHS[eighth]}", lang)


@cache
def rules() -> Mapping[str, Rule]:
    """Return the registry: every code with its severity and topic."""
    table = tomllib.loads(files("roadnet").joinpath("findings.toml").read_text(encoding="utf-8"))
    return {code: Rule(code, row["severity"], row["topic"]) for code, row in table.items()}


def count_severities(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Count findings by severity; each severity has a key, 0 where there is none."""
    counted: Counter[Severity] = Counter()
    for finding in findings:
        counted[finding.severity] += finding.stands_for
    return {severity: counted[severity] for severity in SEVERITIES}
