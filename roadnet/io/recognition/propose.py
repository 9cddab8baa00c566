"""Propose which file is which layer, and which of its columns feeds which of ours.

Signs are weighed together: the name of the file or table, and the columns known, each the more the
fewer layers know it; the kind of geometry must agree. What is not sure enough stays open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from roadnet.io.browse import FileLayer
from roadnet.io.config import GTFS
from roadnet.io.recognition.codes import class_of_letters, translate_values
from roadnet.io.recognition.columns import ACCEPTED
from roadnet.io.recognition.fit import ranked_layers, table_title, values_seen
from roadnet.io.recognition.merged import find_mergers
from roadnet.io.recognition.model import LayerMatch, Open, TableProposal
from roadnet.io.recognition.official import find_extras
from roadnet.io.recognition.parts import is_part, part_name
from roadnet.io.recognition.places import find_places, is_coordinate_heading
from roadnet.io.recognition.routes import find_route_lines
from roadnet.io.recognition.vocabulary import (
    fold,
    foreign_tables,
)
from roadnet.schema import layers

_FOREIGN_RATIO: Final = 0.7
_NEAR_RATIO: Final = 0.85


def propose_mapping(
    tables: Sequence[FileLayer], taken_layers: frozenset[str] = frozenset()
) -> list[TableProposal]:
    """Propose for each table the layer that it is.

    A layer is the table that fits it best. Another table that is surely of the same layer and has
    other identifiers is proposed as a further part of it.

    Parameters
    ----------
    tables
        From :func:`roadnet.io.browse.list_layers`.
    taken_layers
        Layers that other tables are already.

    Returns
    -------
    One proposal a table, in the same order.
    """
    special = [_as_special(table) for table in tables]
    ranked = [
        [] if known else ranked_layers(table) for table, known in zip(tables, special, strict=True)
    ]
    opens = [_why_open(table, matches) for table, matches in zip(tables, ranked, strict=True)]
    offers = sorted(
        (-matches[0].evidence, at)
        for at, matches in enumerate(ranked)
        if matches and not opens[at][0] and matches[0].score >= ACCEPTED
    )
    chosen: dict[int, LayerMatch] = {}
    parts: dict[int, str] = {}
    for _, at in offers:
        match = ranked[at][0]
        same = [(m, tables[one]) for one, m in chosen.items() if m.layer == match.layer]
        if match.layer in taken_layers or (same and not is_part(match, tables[at], same)):
            opens[at] = ("taken", match.layer)
            continue
        chosen[at] = match
        if same:
            parts[at] = part_name(tables[at].file.name, tables[at].name, set(parts.values()))
    found = [
        known or propose_table(table, chosen.get(at), next(iter(ranked[at]), None), *opens[at])
        for at, (table, known) in enumerate(zip(tables, special, strict=True))
    ]
    found = [replace(one, part=parts.get(at, "")) for at, one in enumerate(found)]
    return _with_route_lines(found)


def _as_special(table: FileLayer) -> TableProposal | None:
    """Propose what is no layer by its columns: a timetable, a table of mergers."""
    if table.kind == GTFS:
        return TableProposal(table, None, None, why_open="feed")
    placed = bool(table.geometry) or any(map(is_coordinate_heading, table.columns))
    pairs = find_mergers(table.columns, has_geometry=placed)
    return TableProposal(table, None, None, why_open="mergers", mergers=pairs) if pairs else None


def _with_route_lines(proposals: Sequence[TableProposal]) -> list[TableProposal]:
    """Give segments without geometry the lines of their routes, if one table can be those."""
    found = list(proposals)
    for at, proposal in enumerate(found):
        if proposal.match is None or proposal.match.layer != "roads" or proposal.part:
            continue
        others = [one.table for one in found if one.match is None]
        lines = find_route_lines(proposal.table, proposal.match.columns, others)
        if lines is None:
            continue
        found[at] = replace(proposal, routes=lines)
        found = [
            TableProposal(one.table, None, None, why_open="routes")
            if one.table is lines.table
            else one
            for one in found
        ]
    return found


def propose_table(
    table: FileLayer,
    match: LayerMatch | None,
    best: LayerMatch | None,
    why_open: Open = "",
    rival: str = "",
) -> TableProposal:
    """Build a table's proposal as a layer: values, places, and what official tables bring."""
    if match is None:
        return TableProposal(table, None, best, why_open=why_open, rival=rival)
    seen = values_seen(table)
    known = layers()[match.layer].columns
    values = {
        pair.column: translate_values(
            match.layer, known[pair.column], pair.theirs, seen.get(pair.theirs, ())
        )
        for pair in match.columns
        if pair.column in known and known[pair.column].type == "enum"
    }
    fed = {pair.column: pair.theirs for pair in match.columns}
    patterns: Mapping[str, Mapping[str, str]] = {}
    derived: Mapping[str, str] = {}
    if match.layer == "roads" and "route_code" in fed and "admin_class" not in fed:
        letters = class_of_letters(seen.get(fed["route_code"], ()))
        patterns = {"admin_class": letters} if letters else {}
        derived = {"admin_class": fed["route_code"]} if letters else {}
    return TableProposal(
        table=table,
        match=match,
        best=match,
        unknown_values={name: told.unknown for name, told in values.items() if told.unknown},
        values={name: told for name, told in values.items() if told.values or told.rivals},
        patterns=patterns,
        derived=derived,
        places=find_places(
            table_title(table),
            table.columns,
            seen,
            has_geometry=bool(table.geometry),
        ),
        extras=find_extras(match.layer, match.columns, table.columns, seen),
    )


def _why_open(table: FileLayer, ranked: Sequence[LayerMatch]) -> tuple[Open, str]:
    """Say why a table is left open though a layer fits: another fits as well, or it is foreign."""
    if not ranked:
        return "", ""
    best, *others = ranked
    heads = {fold(name) for name in table.columns}
    foreign = {name: len(heads & words) for name, words in foreign_tables().items()}
    name = max(foreign, key=lambda each: foreign[each])
    if foreign[name] > 1 and foreign[name] >= _FOREIGN_RATIO * best.evidence:
        return "foreign", name
    near = [m for m in others if m.score >= ACCEPTED]
    if near and near[0].evidence > _NEAR_RATIO * best.evidence:
        return "rivals", near[0].layer
    return "", ""
