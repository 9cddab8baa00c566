"""How well a table fits each layer: by its geometry, its name, and the columns that are known."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from roadnet.io.browse import FileLayer
from roadnet.io.places.stakes import is_placed_by_stakes
from roadnet.io.recognition.columns import ACCEPTED, DOUBTFUL, ColumnMatch, match_columns
from roadnet.io.recognition.model import LayerMatch
from roadnet.io.recognition.vocabulary import fold, is_chinese, own_apart_of, sharers
from roadnet.schema import GeometryRule, Layer, layers

_NAME_WEIGHT: Final = 0.9
_HALF_SURE: Final = 0.5
_ENOUGH_COLUMNS: Final = 3
_ID_WEIGHT: Final = 1.5
_APART_WEIGHT: Final = 0.5
_SHIFTED_WEIGHT: Final = 0.05
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


def match_layer(table: FileLayer, layer: Layer) -> LayerMatch:
    """Say how well a table fits a layer, by its name and its columns."""
    among = frozenset(name for name, other in layers().items() if _fits(table, other))
    columns, doubtful = match_columns(table.columns, layer, _first_values(table))
    name_score, word = _name_score(table_title(table), layer)
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


def ranked_layers(table: FileLayer) -> list[LayerMatch]:
    """Return the layers whose geometry a table has, the best first."""
    fitting = [layer for layer in layers().values() if _fits(table, layer)]
    matches = [match_layer(table, layer) for layer in fitting]
    return sorted(matches, key=lambda match: -match.evidence)


def _fits(table: FileLayer, layer: Layer) -> bool:
    """Tell whether the geometry agrees; a table without places may name its coordinates later."""
    if not table.geometry and layer.geometry == "polygon":
        return False
    return set(table.geometry) <= _KINDS[layer.geometry]


def table_title(table: FileLayer) -> str:
    """Return what a table is called: its file, without any ending, and its own name."""
    return f"{table.file.name.split('.')[0]} {table.name}"


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
