"""Propose which file is which layer, and which of its columns feeds which of ours.

Three signs are weighed: the name of the file or table, the identifier's column, and how many
columns are known; the kind of geometry must agree. Names, official aliases and the headings in
both languages are compared in any case; what is only alike counts by the normalised edit
similarity (Indel, 0 to 100).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from rapidfuzz import fuzz

from roadnet.io.browse import FileLayer
from roadnet.io.values import CONVERTERS
from roadnet.schema import Column, GeometryRule, Layer, layers
from roadnet.text import LANGUAGES, has_text, tr

Why = Literal["same", "alias", "similar"]

ACCEPTED: Final = 80.0
"""Least similarity, of 100, at which a layer or a column is proposed."""
DOUBTFUL: Final = 60.0
"""Least similarity at which a column is named as a possibility."""

_NAME_WEIGHT, _ID_WEIGHT, _COLUMNS_WEIGHT = 0.45, 0.35, 0.20
_ENOUGH_COLUMNS: Final = 4
_CLOSE: Final = 15.0
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
_UNIT: Final = re.compile(r"[(（\[].*?[)）\]]")
_BREAKS: Final = re.compile(r"[\W_\d]+|(?<=[a-z])(?=[A-Z])")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One of their columns that may feed one of ours: how alike, of 100, and to which word."""

    column: str
    theirs: str
    score: float
    why: Why
    word: str


@dataclass(frozen=True, slots=True)
class LayerMatch:
    """How well a table fits a layer.

    Parameters
    ----------
    layer
        The data model's layer.
    total
        Weighed sum of the signs, of 100, by which fits are ranked.
    name_score, name_word
        How alike the file's or table's name is to a word for the layer.
    columns
        Columns proposed, at least :data:`ACCEPTED` alike.
    doubtful
        Columns that are possible, at least :data:`DOUBTFUL` alike.
    """

    layer: str
    total: float
    name_score: float
    name_word: str
    columns: tuple[ColumnMatch, ...]
    doubtful: tuple[ColumnMatch, ...]

    @property
    def id_match(self) -> ColumnMatch | None:
        """The match of the identifier's column, if there is one."""
        own = layers()[self.layer].id_column
        return next((match for match in self.columns if match.column == own), None)

    @property
    def score(self) -> float:
        """How sure the proposal is, of 100: the better of name and identifier."""
        found = self.id_match
        return max(self.name_score, found.score if found else 0.0)


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
        By column of ours: values of the first rows that an enumeration does not know.
    """

    table: FileLayer
    match: LayerMatch | None
    best: LayerMatch | None
    unknown_values: Mapping[str, tuple[str, ...]]


def propose_mapping(tables: Sequence[FileLayer]) -> list[TableProposal]:
    """Propose for each table the layer that it is, each layer once.

    Parameters
    ----------
    tables
        From :func:`roadnet.io.browse.list_layers`.

    Returns
    -------
    One proposal a table, in the same order.
    """
    ranked = [_ranked(table) for table in tables]
    offers = sorted(
        (
            (-match.total, at, match)
            for at, matches in enumerate(ranked)
            for match in matches
            if match.score >= ACCEPTED and match.total >= matches[0].total - _CLOSE
        ),
        key=lambda offer: offer[:2],
    )
    chosen: dict[int, LayerMatch] = {}
    taken: set[str] = set()
    for _, at, match in offers:
        if at not in chosen and match.layer not in taken:
            chosen[at] = match
            taken.add(match.layer)
    return [
        TableProposal(
            table=table,
            match=chosen.get(at),
            best=chosen.get(at) or next(iter(ranked[at]), None),
            unknown_values=_unknown_values(table, chosen.get(at)),
        )
        for at, table in enumerate(tables)
    ]


def match_columns(
    fields: Sequence[str], layer: Layer
) -> tuple[list[ColumnMatch], list[ColumnMatch]]:
    """Match a table's columns with those of a layer, each used once, the most alike first.

    Returns
    -------
    Those at least :data:`ACCEPTED` alike, and those at least :data:`DOUBTFUL`, in our order.
    """
    pairs = [
        match
        for column in layer.columns.values()
        for field in fields
        if (match := _compare(field, column, layer.name)) and match.score >= DOUBTFUL
    ]
    rank: dict[Why, int] = {"same": 0, "alias": 1, "similar": 2}
    ours: dict[str, ColumnMatch] = {}
    theirs: set[str] = set()
    for match in sorted(pairs, key=lambda m: (-m.score, rank[m.why])):
        if match.column not in ours and match.theirs not in theirs:
            ours[match.column] = match
            theirs.add(match.theirs)
    found = [ours[name] for name in layer.columns if name in ours]
    return (
        [match for match in found if match.score >= ACCEPTED],
        [match for match in found if match.score < ACCEPTED],
    )


def _ranked(table: FileLayer) -> list[LayerMatch]:
    """Return the layers whose geometry a table has, the best first."""
    fitting = [layer for layer in layers().values() if _fits(table, layer)]
    matches = [_match(table, layer) for layer in fitting]
    return sorted(matches, key=lambda match: -match.total)


def _fits(table: FileLayer, layer: Layer) -> bool:
    """Tell whether the geometry agrees; a table without places may name its coordinates later."""
    return set(table.geometry) <= _KINDS[layer.geometry]


def _match(table: FileLayer, layer: Layer) -> LayerMatch:
    columns, doubtful = match_columns(table.columns, layer)
    name_score, word = _name_score(f"{_stem(table.file)} {table.name}", layer)
    own = max((m.score for m in columns if m.column == layer.id_column), default=0.0)
    known = 100.0 * min(1.0, len(columns) / _ENOUGH_COLUMNS)
    total = _NAME_WEIGHT * name_score + _ID_WEIGHT * own + _COLUMNS_WEIGHT * known
    if not table.geometry and not layer.may_lack_geometry:
        total -= _CLOSE / 2
    return LayerMatch(layer.name, total, name_score, word, tuple(columns), tuple(doubtful))


def _stem(path: Path) -> str:
    return path.name.split(".")[0]


def _name_score(name: str, layer: Layer) -> tuple[float, str]:
    tokens = [token.casefold() for token in _BREAKS.split(name) if token]
    pairs = [f"{a} {b}" for a, b in pairwise(tokens)]
    scores = ((_word_score(word, name, [*tokens, *pairs]), word) for word in _words()[layer.name])
    # Of words that fit as well, the longest says most.
    return max(scores, key=lambda pair: (pair[0], len(pair[1])))


def _word_score(word: str, name: str, tokens: Iterable[str]) -> float:
    if _CHINESE.search(word):
        return 100.0 if word in name else 0.0
    least = 100.0 if len(word) < _SHORTEST_ALIKE else 0.0
    scores = (fuzz.ratio(word, token) for token in tokens)
    return max((score for score in scores if score >= least), default=0.0)


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    text = files(__package__).joinpath("propose.toml").read_text(encoding="utf-8")
    given = tomllib.loads(text)
    return {
        name: tuple(dict.fromkeys((name.replace("_", " "), *given.get(name, ()))))
        for name in layers()
    }


def _compare(field: str, column: Column, layer: str) -> ColumnMatch | None:
    folded = _fold(field)
    if folded == _fold(column.name):
        return ColumnMatch(column.name, field, 100.0, "same", column.name)
    for alias in column.aliases:
        if folded == _fold(alias):
            return ColumnMatch(column.name, field, 100.0, "alias", alias)
    words = [column.name, *column.aliases, *_labels(layer, column.name)]
    score, word = max((fuzz.ratio(folded, _fold(word)), word) for word in words)
    return ColumnMatch(column.name, field, score, "similar", word) if score else None


@cache
def _labels(layer: str, column: str) -> tuple[str, ...]:
    key = f"layers.columns.{layer}.{column}"
    return tuple(tr(key, lang) for lang in LANGUAGES if has_text(key, lang))


@cache
def _fold(word: str) -> str:
    return re.sub(r"[\s_\-.]+", "", _UNIT.sub("", word)).casefold()


def _unknown_values(table: FileLayer, match: LayerMatch | None) -> dict[str, tuple[str, ...]]:
    if match is None:
        return {}
    known = layers()[match.layer].columns
    found = {}
    for pair in match.columns:
        column = known[pair.column]
        if column.type != "enum":
            continue
        words = dict.fromkeys(row.get(pair.theirs) for row in table.sample)
        odd = [word for word in words if word and CONVERTERS["enum"](word, column) is None]
        if odd:
            found[pair.column] = tuple(odd)
    return found
