"""Propose which file is which layer, and which of its columns feeds which of ours.

Signs are weighed together: the name of the file or table, and the columns known, each the more the
fewer layers know it; the kind of geometry must agree. What is not sure enough stays open.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from rapidfuzz import fuzz

from roadnet.io.browse import FileLayer
from roadnet.io.config import GTFS, LayerConfig
from roadnet.io.places.stakes import is_placed_by_stakes
from roadnet.io.recognition.codes import Translation, class_of_letters, translate_values
from roadnet.io.recognition.columns import ACCEPTED, DOUBTFUL, ColumnMatch, match_columns
from roadnet.io.recognition.merged import find_mergers
from roadnet.io.recognition.official import Extras, find_extras
from roadnet.io.recognition.parts import is_part, part_name
from roadnet.io.recognition.places import PlaceHint, find_places, is_coordinate_heading
from roadnet.io.recognition.routes import RouteLines, find_route_lines
from roadnet.io.recognition.vocabulary import (
    fold,
    foreign_tables,
    is_chinese,
    own_apart_of,
    sharers,
)
from roadnet.schema import GeometryRule, Layer, layers

Open = Literal["", "taken", "rivals", "foreign", "routes", "mergers", "feed"]

_NAME_WEIGHT: Final = 0.9
_HALF_SURE: Final = 0.5
_ENOUGH_COLUMNS: Final = 3
_ID_WEIGHT: Final = 1.5
_APART_WEIGHT: Final = 0.5
_SHIFTED_WEIGHT: Final = 0.05
_FOREIGN_RATIO: Final = 0.7
_NEAR_RATIO: Final = 0.85
_SHORTEST_ALIKE: Final = 4
_KINDS: Final[Mapping[GeometryRule, frozenset[str]]] = {
    "point": frozenset({"point"}),
    "line": frozenset({"line"}),
    "polygon": frozenset({"polygon"}),
    "line_or_none": frozenset({"line"}),
    "polygon_or_none": frozenset({"polygon"}),
    "point_or_line": frozenset({"point", "line"}),
    "any": frozenset({"point", "line"}),
}
_BREAKS: Final = re.compile(r"[\W_\d]+|(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class LayerMatch:
    """How well a table fits a layer.

    Parameters
    ----------
    layer
        The data model's layer.
    evidence
        Sum of what its columns and its name say, by which fits are ranked.
    score
        How sure the proposal is, of 100.
    name_score, name_word
        How alike the file's or table's name is to a word for the layer.
    columns
        Columns proposed, at least :data:`~roadnet.io.recognition.columns.ACCEPTED` sure.
    doubtful
        Columns that are possible.
    """

    layer: str
    evidence: float
    score: float
    name_score: float
    name_word: str
    columns: tuple[ColumnMatch, ...]
    doubtful: tuple[ColumnMatch, ...]

    @property
    def id_match(self) -> ColumnMatch | None:
        """The match of the identifier's column, if there is one."""
        own = layers()[self.layer].id_column
        return next((match for match in self.columns if match.column == own), None)


@dataclass(frozen=True, slots=True)
class TableProposal:
    """What is proposed for one table.

    Parameters
    ----------
    table
        The table as it was looked into.
    match
        The layer proposed; None where it is left open.
    best
        The best fit, accepted or not; None where no layer has its kind of geometry.
    unknown_values
        By column of ours: values whose meaning stays open.
    values
        By column of ours: what its values mean, and by which code list.
    patterns
        By column of ours: patterns = ours, for what is told from another column.
    derived
        By column of ours: their column that it is told from by the patterns.
    places
        Columns of coordinates, and the system that something says they are in.
    extras
        Which rows count, and what is true of each.
    why_open
        Why it is left open: ``taken`` by a better table, ``rivals`` of which none is better,
        ``foreign``: a kind of table that no layer is made for, ``routes``: the file of route
        lines of the roads, ``mergers``: the table of mergers of the villages, ``feed``: a
        timetable, which is no table but the source ``gtfs``.
    rival
        The other layer, or the kind of table.
    mergers
        By column of a table of mergers: theirs, where the table is one.
    routes
        Of segments without geometry, the lines of the routes that they lie on.
    earlier
        Of villages with a mapping in use, the list that it was made for, where that is another.
    saved
        The mapping already in use for this table, where there is one: it goes before the rest.
    part
        The free name of a further table of a layer; empty for the layer's first.
    """

    table: FileLayer
    match: LayerMatch | None
    best: LayerMatch | None
    unknown_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Translation] = field(default_factory=dict)
    patterns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    places: PlaceHint = field(default_factory=PlaceHint)
    extras: Extras = field(default_factory=Extras)
    why_open: Open = ""
    rival: str = ""
    mergers: Mapping[str, str] = field(default_factory=dict)
    routes: RouteLines | None = None
    earlier: LayerConfig | None = None
    saved: LayerConfig | None = None
    part: str = ""


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
    ranked = [[] if known else _ranked(table) for table, known in zip(tables, special, strict=True)]
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
            f"{_stem(table.file)} {table.name}",
            table.columns,
            seen,
            has_geometry=bool(table.geometry),
        ),
        extras=find_extras(match.layer, match.columns, table.columns, seen),
    )


def match_layer(table: FileLayer, layer: Layer) -> LayerMatch:
    """Say how well a table fits a layer, by its name and its columns."""
    among = frozenset(name for name, other in layers().items() if _fits(table, other))
    columns, doubtful = match_columns(table.columns, layer, _first_values(table))
    name_score, word = _name_score(f"{_stem(table.file)} {table.name}", layer)
    said = sum(_says(match, layer, among) for match in columns)
    apart = own_apart_of(layer.name)
    known = (fold(name) for name in table.columns)
    said += sum(_APART_WEIGHT / max(1, sharers(one, among)) for one in known if one in apart)
    name = _NAME_WEIGHT * name_score / 100.0 if name_score >= ACCEPTED else 0.0
    sure = said / (said + _HALF_SURE)
    if not name and len(columns) < _ENOUGH_COLUMNS and not _has_id(columns, layer):
        sure = min(sure, DOUBTFUL / 100.0)
    doubt = (1.0 - name) * (1.0 - sure)
    if not table.geometry and not (layer.may_lack_geometry or is_placed_by_stakes(layer)):
        said -= _SHIFTED_WEIGHT  # one with places goes before it
    return LayerMatch(
        layer.name,
        evidence=2.0 * name + said,
        score=100.0 * (1.0 - doubt),
        name_score=name_score,
        name_word=word,
        columns=tuple(columns),
        doubtful=tuple(doubtful),
    )


def values_seen(table: FileLayer) -> dict[str, tuple[str, ...]]:
    """Return by heading the values seen: all where few differ, else those of the first rows."""
    few = {name: values for name, values in table.values.items() if values}
    return {**_first_values(table), **few}


def _first_values(table: FileLayer) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(value for row in table.sample if (value := row.get(name)))
        for name in table.columns
    }


def _has_id(columns: Sequence[ColumnMatch], layer: Layer) -> bool:
    return any(match.column == layer.id_column for match in columns)


def _says(match: ColumnMatch, layer: Layer, among: frozenset[str]) -> float:
    """How much a column speaks for a layer: the less, the more layers know its word."""
    weight = _ID_WEIGHT if match.column == layer.id_column else 1.0
    form = fold(match.word or match.theirs)
    return weight * match.score / 100.0 / max(1, sharers(form, among))


def _ranked(table: FileLayer) -> list[LayerMatch]:
    """Return the layers whose geometry a table has, the best first."""
    fitting = [layer for layer in layers().values() if _fits(table, layer)]
    matches = [match_layer(table, layer) for layer in fitting]
    return sorted(matches, key=lambda match: -match.evidence)


def _fits(table: FileLayer, layer: Layer) -> bool:
    """Tell whether the geometry agrees; a table without places may name its coordinates later."""
    if not table.geometry and layer.geometry == "polygon":
        return False
    return set(table.geometry) <= _KINDS[layer.geometry]


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


def _stem(path: Path) -> str:
    return path.name.split(".")[0]


def _name_score(name: str, layer: Layer) -> tuple[float, str]:
    tokens = [token.casefold() for token in _BREAKS.split(name) if token]
    pairs = [f"{a} {b}" for a, b in pairwise(tokens)]
    scores = ((_word_score(word, name, [*tokens, *pairs]), word) for word in _words()[layer.name])
    # Of words that fit as well, the longest says most.
    return max(scores, key=lambda pair: (pair[0], len(pair[1])))


def _word_score(word: str, name: str, tokens: Iterable[str]) -> float:
    if is_chinese(word):
        # One sign alone says what a thing is only at its end.
        found = any(token.endswith(word) for token in tokens) if len(word) == 1 else word in name
        return 100.0 if found else 0.0
    least = 100.0 if len(word) < _SHORTEST_ALIKE else 0.0
    scores = (fuzz.ratio(word, token) for token in tokens)
    return max((score for score in scores if score >= least), default=0.0)


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    text = files(__package__).joinpath("files.toml").read_text(encoding="utf-8")
    given = tomllib.loads(text)
    return {
        name: tuple(dict.fromkeys((name.replace("_", " "), *given.get(name, ()))))
        for name in layers()
    }
