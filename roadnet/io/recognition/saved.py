"""A mapping already in use, applied again to next year's files; what changed is told."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from roadnet.io.browse import FileLayer
from roadnet.io.config import (
    GTFS,
    MORE,
    DistrictConfig,
    LayerConfig,
    owner_of,
    part_files,
)
from roadnet.io.recognition.codes import translate_values
from roadnet.io.recognition.columns import ColumnMatch
from roadnet.io.recognition.fit import match_layer, values_seen
from roadnet.io.recognition.model import LayerMatch, TableProposal
from roadnet.io.recognition.parts import bare_name
from roadnet.io.recognition.propose import propose_mapping
from roadnet.io.values import CONVERTERS
from roadnet.schema import layers
from roadnet.schema.labels import value_called

ChangeKind = Literal[
    "file",
    "heading_gone",
    "heading_new",
    "value_new",
    "value_open",
    "layer_gone",
    "layer_new",
    "routes_kept",
    "mergers_kept",
    "period_old",
]

_MOST: Final = 0.5
_SURE: Final = 100.0


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between the mapping in use and this year's files, in one layer.

    ``old`` and ``new`` are names of files, headings or values; empty where there is none.
    """

    layer: str
    kind: ChangeKind
    old: str = ""
    new: str = ""


def apply_saved(
    tables: Sequence[FileLayer], saved: DistrictConfig, old_tables: Sequence[FileLayer]
) -> tuple[list[TableProposal], list[Change]]:
    """Apply a mapping in use to files whose tables have the headings that it names.

    A table is taken for a layer if it has all headings that the layer's mapping names, or if its
    name differs by digits alone and it has at least half of them; of several, the one with the
    same name, then the one with most headings in common. The other tables are proposed as ever.

    Parameters
    ----------
    tables
        This year's tables.
    saved
        The mapping in use.
    old_tables
        The tables that it was made for, as far as they are still there.

    Returns
    -------
    One proposal a table, in the same order; and what changed.
    """
    chosen = _choose(tables, saved, old_tables)
    changes: list[Change] = []
    proposals: dict[int, TableProposal] = {}
    for name, config in _tables_of(saved).items():
        owner = owner_of(name)
        if name not in chosen:
            changes.append(Change(owner, "layer_gone", old=config.path.name))
            continue
        at = chosen[name]
        before = _table_of(config, old_tables)
        found, told = _reuse(owner, config, tables[at], before)
        proposals[at] = _as_part(found, name)
        changes += told
    _put_routes(tables, proposals, changes)
    merged = saved.layers["villages"].mergers if "villages" in chosen else None
    if merged:
        changes.append(Change("villages", "mergers_kept", old=merged.path.name))
    rest = [at for at in range(len(tables)) if at not in proposals]
    if GTFS in saved.layers:
        changes += _feed_changes(saved.layers[GTFS], tables)
    known = frozenset(map(owner_of, chosen))
    further = propose_mapping([tables[at] for at in rest], known)
    for at, found in zip(rest, further, strict=True):
        proposals[at] = found
        if found.match:
            changes.append(Change(found.match.layer, "layer_new", new=tables[at].file.name))
    return [proposals[at] for at in range(len(tables))], changes


def _tables_of(saved: DistrictConfig) -> dict[str, LayerConfig]:
    """Return what is said of each table: of layers, and of their further parts."""
    found = {**saved.layers, **part_files(saved)}
    return {name: config for name, config in found.items() if name != GTFS}


def _as_part(proposal: TableProposal, name: str) -> TableProposal:
    """Put a further table under the name that it had; the list of a year before is of the layer."""
    part = name.removeprefix(owner_of(name)).removeprefix(MORE)
    return replace(proposal, part=part, earlier=None) if part else proposal


def _feed_changes(former: LayerConfig, tables: Sequence[FileLayer]) -> Iterator[Change]:
    """Say what became of the timetable; its days are last year's in any case."""
    new = next((table.file for table in tables if table.kind == GTFS), None)
    if new is None:
        yield Change(GTFS, "layer_gone", old=former.path.name)
        return
    if not _is_same(new, former.path):
        yield Change(GTFS, "file", old=former.path.name, new=new.name)
    if former.period:
        yield Change(GTFS, "period_old", old=former.period)


def _put_routes(
    tables: Sequence[FileLayer], proposals: dict[int, TableProposal], changes: list[Change]
) -> None:
    """Name this year's file of route lines, if there is one of that name; else say it is last's."""
    for at, found in list(proposals.items()):
        lines = found.saved.geometry if found.saved else None
        if lines is None or found.saved is None:
            continue
        bare = bare_name(lines.path.name, lines.layer)
        near = [
            number
            for number, table in enumerate(tables)
            if number not in proposals
            and table.geometry == ("line",)
            and _headings(lines) <= set(table.columns)
            and bare_name(table.file.name, table.name) == bare
        ]
        if not near:
            changes.append(Change("roads", "routes_kept", old=lines.path.name))
            continue
        table = tables[near[0]]
        moved = replace(lines, path=table.file, layer=table.name)
        proposals[at] = replace(found, saved=replace(found.saved, geometry=moved))
        proposals[near[0]] = TableProposal(table, None, None, why_open="routes")


def _choose(
    tables: Sequence[FileLayer], saved: DistrictConfig, old_tables: Sequence[FileLayer]
) -> dict[str, int]:
    """Choose for each layer the table that fits its mapping best, each table once."""
    offers = []
    for name, config in _tables_of(saved).items():
        before = _table_of(config, old_tables)
        for at, table in enumerate(tables):
            if rank := _rank(owner_of(name), config, table, before):
                offers.append((rank, -at, name))
    chosen: dict[str, int] = {}
    for _, at, name in sorted(offers, reverse=True):
        if name not in chosen and -at not in chosen.values():
            chosen[name] = -at
    return chosen


def _rank(
    layer: str, config: LayerConfig, table: FileLayer, before: FileLayer | None
) -> tuple[bool, float, float] | None:
    """Rank a table for a layer's mapping; None where it cannot be meant."""
    needed = _headings(config)
    there = set(table.columns)
    share = len(needed & there) / len(needed) if needed else 1.0
    alike = bare_name(table.file.name, table.name) == bare_name(config.path.name, config.layer)
    old = set(before.columns) if before else needed
    common = len(old & there) / max(1, len(old | there))
    kinds = set(before.geometry) if before else set(table.geometry)
    if kinds != set(table.geometry):
        return None
    if needed and (share == 1.0 or (alike and share >= _MOST)):
        return alike, share, common
    if not needed and alike and match_layer(table, layers()[layer]).columns:
        return alike, share, common
    return None


def _headings(config: LayerConfig) -> set[str]:
    return {*config.columns.values(), config.x, config.y} - {""}


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two paths name the same file; one may lead there by ``..``."""
    return os.path.normpath(one) == os.path.normpath(other)


def _table_of(config: LayerConfig, tables: Sequence[FileLayer]) -> FileLayer | None:
    own = [table for table in tables if _is_same(table.file, config.path)]
    return next((table for table in own if config.layer in ("", table.name)), None)


def _reuse(
    name: str, config: LayerConfig, table: FileLayer, before: FileLayer | None
) -> tuple[TableProposal, list[Change]]:
    """Apply a layer's mapping to a table; list what the table has otherwise."""
    there = set(table.columns)
    columns = {own: theirs for own, theirs in config.columns.items() if theirs in there}
    match = match_layer(table, layers()[name])
    used = set(columns.values())
    new = set(table.columns) - (set(before.columns) if before else set())
    found = [
        pair
        for pair in match.columns
        if pair.column not in columns and pair.theirs not in used and pair.theirs in new
    ]
    pairs = [ColumnMatch(own, theirs, _SURE, "saved", theirs) for own, theirs in columns.items()]
    # Without the old file nobody knows whether a heading is new or was left out: it is a comment.
    sure, open_ = (found, []) if before else ([], found)
    matched = replace(
        match, score=_SURE, columns=(*pairs, *sure), doubtful=tuple(open_), name_score=0.0
    )
    values, unknown, told = _values(name, config, table, matched)
    kept = replace(
        config,
        path=table.file,
        layer=table.name,
        columns=columns,
        values=values,
        x=config.x if config.x in there else "",
        y=config.y if config.y in there else "",
    )
    is_newer = name == "villages" and not _is_same(table.file, config.path)
    proposal = TableProposal(
        table,
        matched,
        matched,
        unknown_values=unknown,
        earlier=replace(config, mergers=None, previous=None) if is_newer else None,
        saved=kept,
    )
    changes = [*_changes(name, config, table, before, sure), *told]
    return proposal, changes


def _changes(
    name: str,
    config: LayerConfig,
    table: FileLayer,
    before: FileLayer | None,
    found: Sequence[ColumnMatch],
) -> Iterator[Change]:
    if not _is_same(table.file, config.path):
        yield Change(name, "file", old=config.path.name, new=table.file.name)
    for heading in sorted(_headings(config) - set(table.columns)):
        yield Change(name, "heading_gone", old=heading)
    if before is None:
        return
    known = {pair.theirs: pair.column for pair in found}
    for heading in table.columns:
        if heading not in before.columns:
            yield Change(name, "heading_new", old=known.get(heading, ""), new=heading)


def _values(
    name: str, config: LayerConfig, table: FileLayer, match: LayerMatch
) -> tuple[
    Mapping[str, Mapping[str, str | int | float | bool]], dict[str, tuple[str, ...]], list[Change]
]:
    """Keep what values are said to mean; translate, or leave open, those that are new."""
    values = {own: dict(meant) for own, meant in config.values.items()}
    unknown: dict[str, tuple[str, ...]] = {}
    changes = []
    seen = values_seen(table)
    for pair in match.columns:
        column = layers()[name].columns.get(pair.column)
        if column is None or column.type != "enum" or pair.column in config.patterns:
            continue
        known = {str(word).strip() for word in values.get(pair.column, {})}
        new = [
            word
            for word in dict.fromkeys(seen.get(pair.theirs, ()))
            if word not in known
            and CONVERTERS["enum"](word, column) is None
            and value_called(name, pair.column, word) is None
        ]
        told = translate_values(name, column, pair.theirs, [*known, *new])
        meant = {word: told.values[word] for word in new if word in told.values}
        left = tuple(word for word in told.unknown if word in new)
        if meant:
            values.setdefault(pair.column, {}).update(meant)
        if left:
            unknown[pair.column] = left
        changes += [Change(name, "value_new", old=word, new=ours) for word, ours in meant.items()]
        changes += [Change(name, "value_open", new=f"{pair.theirs}: {word}") for word in left]
    return values, unknown, changes
