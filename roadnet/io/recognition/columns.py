"""Which of a table's columns feeds which of ours: by their headings, and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from rapidfuzz import fuzz, process

from roadnet.io.recognition.merged import is_former_code
from roadnet.io.recognition.shapes import judge_values, told_by_values
from roadnet.io.recognition.vocabulary import (
    Why,
    Word,
    apart_of,
    fold,
    generic_identifiers,
    is_chinese,
    opposites,
    stated_unit,
    telling_words,
    to_plain,
    words_of,
)
from roadnet.io.units import split_unit, unit_factor
from roadnet.schema import Column, Layer

ACCEPTED: Final = 80.0
"""Least score, of 100, at which a layer or a column is proposed."""
DOUBTFUL: Final = 60.0
"""Least score at which a column is named as a possibility."""

Note = Literal["", "values_odd", "unit_other", "unit_converted"]
Values = Mapping[str, Sequence[str]]

_CUT_SCORE: Final = 95.0
_TOLD_SCORE: Final = 85.0
_AGAINST: Final = 30.0
_CUT_BYTES: Final = (9, 10)
_SHORTEST_CHINESE: Final = 4
_SHORTEST_LATIN: Final = 6
_VOWELS: Final = 0.25
_RANK: Final[Mapping[Why, int]] = {"same": 0, "alias": 1, "known": 2, "cut": 3, "similar": 4}


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One of their columns that may feed one of ours.

    Parameters
    ----------
    column, theirs
        Ours and theirs.
    score
        How sure, of 100.
    why, word
        How it is known, and by which word.
    note
        What speaks against it: values of another kind, or a unit in the heading that cannot be
        converted; or that the unit is converted when the file is read.
    """

    column: str
    theirs: str
    score: float
    why: Why
    word: str
    note: Note = ""


def match_columns(
    fields: Sequence[str], layer: Layer, values: Values | None = None
) -> tuple[list[ColumnMatch], list[ColumnMatch]]:
    """Match a table's columns with those of a layer, each used once, the surest first.

    Parameters
    ----------
    fields
        The table's headings.
    layer
        Ours.
    values
        By heading, the values seen; what contradicts the column's kind is not proposed.

    Returns
    -------
    Those at least :data:`ACCEPTED` sure, and those at least :data:`DOUBTFUL`, in our order.
    """
    seen = values or {}
    pairs = [match for field in fields for match in _matches(field, layer)]
    judged = [_judged(match, layer, seen.get(match.theirs, ())) for match in pairs]
    ours: dict[str, ColumnMatch] = {}
    theirs: set[str] = set()
    telling = telling_words(layer.name, layer.id_column)

    def by_sureness(match: ColumnMatch) -> tuple[float, bool, int]:
        tells = fold(match.theirs) in telling and not is_former_code(match.theirs)
        return -match.score, not tells, _RANK[match.why]

    for match in sorted(judged, key=by_sureness):
        free = match.column not in ours and match.theirs not in theirs
        if free and match.score >= DOUBTFUL:
            ours[match.column] = match
            theirs.add(match.theirs)
    for match in _told(fields, layer, seen, ours, theirs):
        ours[match.column] = match
    order = [*layer.columns, *(name for name in ours if name not in layer.columns)]
    found = [ours[name] for name in order if name in ours]
    return (
        [match for match in found if match.score >= ACCEPTED],
        [match for match in found if match.score < ACCEPTED],
    )


def _matches(field: str, layer: Layer) -> list[ColumnMatch]:
    """Return what a heading can mean: one column if it is known, else what it is like."""
    words, apart = words_of(layer.name), apart_of(layer.name)
    folded = fold(split_unit(field)[0])
    if known := words.get(folded):
        return [ColumnMatch(known.column, field, 100.0, known.why, known.text)]
    if folded in apart:
        return []
    if cut := _cut(field, words, apart):
        return [ColumnMatch(cut.column, field, _CUT_SCORE, "cut", cut.text)]
    least = max(_alike(folded, apart).values(), default=0.0)
    best: dict[str, ColumnMatch] = {}
    for form, score in _alike(folded, words).items():
        word = words[form]
        if score > least and score > getattr(best.get(word.column), "score", 0.0):
            best[word.column] = ColumnMatch(word.column, field, score, "similar", word.text)
    return list(best.values())


def _cut(field: str, words: Mapping[str, Word], apart: Mapping[str, str]) -> Word | None:
    """Return the one word that a heading is, as a shapefile cuts it to ten bytes."""
    sizes = {len(field.encode("gb18030", "replace")), len(field.encode("utf-8", "replace"))}
    if not sizes & set(_CUT_BYTES):
        return None
    plain = to_plain(field)
    longer = [word for word in words.values() if to_plain(word.text).startswith(plain)]
    if {word.column for word in longer} != {longer[0].column} if longer else True:
        return None
    if any(to_plain(word).startswith(plain) for word in apart.values()):
        return None
    return longer[0]


def _alike(folded: str, forms: Mapping[str, object]) -> dict[str, float]:
    """Return the folded words that a heading is like, with the edit similarity, of 100.

    Left out are those of which a small difference makes another thing.
    """
    chinese = is_chinese(folded)
    shortest = _SHORTEST_CHINESE if chinese else _SHORTEST_LATIN
    # Initials of pinyin differ in a sign and mean another thing.
    if len(folded) < shortest or not (chinese or _is_word(folded)):
        return {}
    near = process.extract(
        folded, list(forms), scorer=fuzz.ratio, score_cutoff=DOUBTFUL, limit=None
    )
    return {
        form: score
        for form, score, _ in near
        if len(form) >= shortest
        and is_chinese(form) == chinese
        and (chinese or _is_word(form))
        and not _opposed(folded, form)
    }


def _is_word(text: str) -> bool:
    return len(re.findall(r"[aeiouy]", text)) >= _VOWELS * len(text)


def _opposed(one: str, other: str) -> bool:
    for a, b in opposites():
        for sign, against in ((a, b), (b, a)):
            if sign in one and sign not in other and against in other:
                return True
            if sign in other and sign not in one and against in one:
                return True
    return False


def _judged(match: ColumnMatch, layer: Layer, values: Sequence[str]) -> ColumnMatch:
    """Take from a match's score what its values or its heading's unit say against it."""
    column = layer.columns.get(match.column) or Column(match.column, "flag", "")
    note = _unit_note(match.theirs, column)
    if note == "unit_other":
        return replace(match, score=match.score - _AGAINST, note=note)
    names_row = column.name == layer.id_column or (column.name == "name" and column.required)
    if note:
        values = _converted(values, match.theirs, column)
    fit = judge_values(values, column, is_id=names_row)
    if fit == "odd":
        return replace(match, score=match.score - _AGAINST, note="values_odd")
    return replace(match, note=note)


def _unit_note(heading: str, column: Column) -> Note:
    """Tell what becomes of the unit that a heading states, by what the reading does with it."""
    if not column.unit:
        return ""
    factor = unit_factor(split_unit(heading)[1], column.unit)
    if factor is not None:
        return "unit_converted" if factor != 1 else ""
    unit = stated_unit(heading)
    return "unit_other" if unit and not _same_unit(unit, column.unit) else ""


def _converted(values: Sequence[str], heading: str, column: Column) -> list[str]:
    """Return numbers in our unit, as the reading will have them; words stay as they are."""
    factor = unit_factor(split_unit(heading)[1], column.unit) or 1.0
    found = []
    for value in values:
        try:
            found.append(f"{float(value) * factor:.12g}")
        except ValueError:  # judged as the word that it is
            found.append(value)
    return found


def _same_unit(stated: str, unit: str) -> bool:
    """Days are written alike whatever they are counted by."""
    return stated == unit or (stated.startswith("days") and unit.startswith("days"))


def _told(
    fields: Sequence[str],
    layer: Layer,
    values: Values,
    ours: Mapping[str, ColumnMatch],
    theirs: set[str],
) -> list[ColumnMatch]:
    """Match by their values alone headings that say nothing."""
    apart = apart_of(layer.name)
    free = {
        field: [value for value in values.get(field, ()) if value]
        for field in fields
        if field not in theirs and fold(field) not in apart
    }
    found = []
    if "former_ids" in layer.columns and "former_ids" not in ours and layer.id_column in ours:
        codes = [field for field in free if is_former_code(field)]
        found += [ColumnMatch("former_ids", f, _TOLD_SCORE, "known", f) for f in codes[:1]]
    if layer.id_column not in ours:
        found += _generic_id(free, layer)
    for name in ("village_id", "route_code", "name"):
        shape = "village_name" if (layer.name, name) == ("villages", "name") else name
        told = {match.column for match in found}
        if name not in layer.columns or name in {*ours, *told} or shape == "name":
            continue
        if field := told_by_values(free, shape):
            found.append(ColumnMatch(name, field, _TOLD_SCORE, "values", ""))
            free.pop(field)
    return found


def _generic_id(free: Mapping[str, Sequence[str]], layer: Layer) -> list[ColumnMatch]:
    """Match the one heading that means a code of whatever stands there, if all of them differ."""
    heads = [field for field in free if fold(field) in generic_identifiers()]
    if len(heads) != 1 or len(set(free[heads[0]])) < len(free[heads[0]]):
        return []
    return [ColumnMatch(layer.id_column, heads[0], _TOLD_SCORE, "known", heads[0])]
