"""What OpenStreetMap's tags mean for our columns: reads ``osm_tags.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

ANY: Final = "*"
REVERSE: Final = "reverse"
"""Value of the column ``oneway``: against the direction of digitising."""
_MILE_KM: Final = 1.609344
_FOOT_M: Final = 0.3048
_FIGURE: Final = re.compile(r"^(-?\d{1,9}(?:\.\d{1,6})?)\s*([a-z/]*)$")
_CLOCK: Final = re.compile(r"^(\d{1,3}):([0-5]\d)(?::[0-5]\d)?$")
_UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    "number": {"": 1.0},
    "metres": {"": 1.0, "m": 1.0, "cm": 0.01, "ft": _FOOT_M},
    "speed": {"": 1.0, "km/h": 1.0, "kmh": 1.0, "mph": _MILE_KM},
    "minutes": {"": 1.0, "min": 1.0},
}
Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one tag gives a value for one column; "" of ``values`` gives none."""

    column: str
    key: str
    kind: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()

    def read(self, word: str) -> str | None:
        """Return the column's value for a tag's; "" where it says nothing, None if unknown."""
        if word in self.values:
            return self.values[word]
        if self.kind == "text":
            return word
        if self.kind:
            return to_figure(word, self.kind)
        if self.patterns:
            return next((value for pattern, value in self.patterns if pattern.search(word)), "")
        return self.values.get(ANY)


@dataclass(frozen=True, slots=True)
class Selection:
    """Tags of which one must be there, and tags that must not."""

    tags: Mapping[str, frozenset[str]]
    unless: Mapping[str, frozenset[str]]

    def takes(self, tags: Tags) -> bool:
        """Whether an object is meant."""
        return _any_of(self.tags, tags) and not _any_of(self.unless, tags)


@dataclass(frozen=True, slots=True)
class OsmLayer:
    """How one of our layers is found in OpenStreetMap."""

    name: str
    of: frozenset[str]
    selections: tuple[Selection, ...]
    rules: tuple[Rule, ...]
    lifecycle: Mapping[str, str]
    keep: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of which an object must have one."""
        found = [key for selection in self.selections for key in selection.tags]
        return tuple(dict.fromkeys(found))

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of ours that the rules may fill."""
        return tuple(dict.fromkeys(rule.column for rule in self.rules))

    @property
    def kept(self) -> tuple[str, ...]:
        """Tags that stay as columns: those kept and those read."""
        return tuple(dict.fromkeys((*self.keep, *(rule.key for rule in self.rules))))

    def select(self, tags: Tags) -> tuple[Tags, str] | None:
        """Return the tags as they are or will be once built, and the status that this gives."""
        status = self.lifecycle.get(tags.get("highway", ""), "")
        if status:
            stage = tags["highway"]
            tags = {**tags, "highway": tags.get(stage) or tags.get(f"{stage}:highway") or "road"}
        return (tags, status) if any(one.takes(tags) for one in self.selections) else None

    def read(self, tags: Tags) -> tuple[dict[str, str], list[tuple[str, str]]]:
        """Return our columns' values, and the pairs of column and tag's value that are unknown."""
        found: dict[str, str] = {}
        unknown: dict[str, str] = {}
        for rule in self.rules:
            word = tags.get(rule.key, "").strip()
            if not word or rule.column in found:
                continue
            value = rule.read(word)
            if value is None:
                unknown.setdefault(rule.column, word)
            elif value:
                found[rule.column] = value
        return found, [(column, word) for column, word in unknown.items() if column not in found]


def to_figure(word: str, kind: str) -> str | None:
    """Convert a figure with its unit to ours; None where it is no such figure."""
    text = word.casefold()
    if kind == "minutes" and (clock := _CLOCK.match(text)):
        return str(60 * int(clock[1]) + int(clock[2]))
    match = _FIGURE.match(text)
    factor = _UNITS[kind].get(match[2]) if match else None
    if match is None or factor is None:
        return None
    return match[1] if factor == 1.0 else repr(round(float(match[1]) * factor, 6))


@cache
def osm_layers() -> Mapping[str, OsmLayer]:
    """Return the layers that are found in OpenStreetMap, by name."""
    text = files(__package__).joinpath("osm_tags.toml").read_text(encoding="utf-8")
    return {name: _to_layer(name, table) for name, table in tomllib.loads(text).items()}


def _to_layer(name: str, table: Mapping[str, Any]) -> OsmLayer:
    return OsmLayer(
        name,
        frozenset(table["of"]),
        tuple(_to_selection(row) for row in table["select"]),
        tuple(_to_rule(row) for row in table["rule"]),
        table.get("lifecycle", {}),
        tuple(table["keep"]),
    )


def _to_selection(row: Mapping[str, Any]) -> Selection:
    tags = {key: frozenset(values) for key, values in row.items() if key != "unless"}
    return Selection(tags, {key: frozenset(v) for key, v in row.get("unless", {}).items()})


def _to_rule(row: Mapping[str, Any]) -> Rule:
    patterns = tuple((re.compile(k), v) for k, v in row.get("patterns", {}).items())
    return Rule(row["column"], row["key"], row.get("as", ""), row.get("values", {}), patterns)


def _any_of(wanted: Mapping[str, frozenset[str]], tags: Tags) -> bool:
    return any(
        (value := tags.get(key)) is not None and (value in values or ANY in values)
        for key, values in wanted.items()
    )
