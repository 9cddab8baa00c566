"""The words by which columns are known: names, aliases, labels, variants, and what is not ours.

Words are compared folded, so that signs, years, units and the usual synonyms do not count.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

from roadnet.io.written import pattern
from roadnet.schema import layers
from roadnet.text import LANGUAGES, has_text, tr

Why = Literal["same", "alias", "known", "cut", "similar", "values", "saved"]

_BRACKETS: Final = re.compile(r"[(\[{<].*?[)\]}>]")
_SIGNS: Final = re.compile(r"[\W_]+")
_LONGEST: Final = 100
_MOST_KEPT: Final = 65_536
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that means a column: as it is written, and how it comes to be known."""

    text: str
    column: str
    why: Why


def is_chinese(text: str) -> bool:
    """Tell whether a text has a Chinese sign."""
    return bool(_CHINESE.search(text))


@lru_cache(maxsize=_MOST_KEPT)
def to_plain(text: str) -> str:
    """Return a heading in narrow signs and small letters, without brackets, years and blanks.

    Of what is longer than any heading the first 100 signs count.
    """
    narrow = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold()
    bare = _SIGNS.sub("", pattern("headings", "year").sub("", _BRACKETS.sub("", narrow)))
    return bare or _SIGNS.sub("", narrow)


@lru_cache(maxsize=_MOST_KEPT)
def fold(text: str) -> str:
    """Return a heading in the form in which words are compared: plain, synonyms made one."""
    plain = to_plain(text)
    synonym, first = _synonyms()
    if is_chinese(plain):
        return synonym.sub(lambda found: first[found[0]], plain) or plain
    for canonical, *others in _tables()["synonyms"]["initials"]:
        if plain[-2:] in others and not re.search(r"[aeiou]", plain):
            return plain[:-2] + str(canonical)
    return plain


def stated_unit(heading: str) -> str:
    """Return the unit that a heading states in brackets, ours or ``other``; else nothing."""
    narrow = unicodedata.normalize("NFKC", heading[:_LONGEST]).casefold()
    for found in _BRACKETS.findall(narrow):
        if unit := _units().get(re.sub(r"[\s()\[\]{}<>]", "", found)):
            return unit
    return ""


@cache
def words_of(layer: str) -> Mapping[str, Word]:
    """Return the words of a layer's columns by their folded form; the first meaning stays."""
    found: dict[str, Word] = {}
    further = _tables().get(layer, {})
    columns = layers()[layer].columns
    named: list[Word] = [Word(name, name, "same") for name in columns]
    named += [Word(a, name, "alias") for name, column in columns.items() for a in column.aliases]
    named += [
        Word(word, name, "known")
        for name, words in further.items()
        if name != "apart"
        for word in words
    ]
    named += [Word(label, name, "known") for name in columns for label in _labels(layer, name)]
    for word in named:
        found.setdefault(fold(word.text), word)
    return found


@cache
def apart_of(layer: str) -> Mapping[str, str]:
    """Return, folded, the headings that are known in a layer's tables and mean nothing of ours."""
    own = _tables().get(layer, {}).get("apart", ())
    every = _tables()["everywhere"]["apart"]
    known = words_of(layer)
    return {fold(word): word for word in (*own, *every) if fold(word) not in known}


@cache
def own_apart_of(layer: str) -> frozenset[str]:
    """Return, folded, those of them that speak for the layer itself."""
    return frozenset(fold(word) for word in _tables().get(layer, {}).get("apart", ()))


@cache
def foreign_tables() -> Mapping[str, frozenset[str]]:
    """Return, folded, the headings of tables that are nothing of ours, by kind of table."""
    return {
        name: frozenset(fold(word) for word in words)
        for name, words in _tables()["foreign"].items()
    }


@cache
def generic_identifiers() -> frozenset[str]:
    """Return, folded, the headings that identify rows of any layer."""
    return frozenset(fold(word) for word in _tables()["identifiers"]["generic"])


@lru_cache(maxsize=_MOST_KEPT)
def sharers(folded: str, among: frozenset[str]) -> int:
    """Return how many of some layers know a word: what all know says little."""
    return sum(folded in words_of(name) or folded in own_apart_of(name) for name in among)


@cache
def opposites() -> tuple[tuple[str, str], ...]:
    """Return pairs of signs of which one may not stand for the other."""
    return tuple((str(a), str(b)) for a, b in _tables()["opposites"]["pairs"])


def every_word() -> tuple[str, ...]:
    """Return every word that a heading may bear, for finding the row of headings."""
    known = dict.fromkeys(word.text for name in layers() for word in words_of(name).values())
    return tuple(known)


@cache
def _tables() -> Mapping[str, Any]:
    text = files(__package__).joinpath("headings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _synonyms() -> tuple[re.Pattern[str], Mapping[str, str]]:
    first = {w: row[0] for row in _tables()["synonyms"]["chinese"] for w in row if w}
    by_length = sorted(first, key=lambda word: -len(word))
    return re.compile("|".join(map(re.escape, by_length))), first


@cache
def _units() -> Mapping[str, str]:
    return {word.casefold(): unit for unit, words in _tables()["units"].items() for word in words}


@cache
def _labels(layer: str, column: str) -> tuple[str, ...]:
    key = f"layers.columns.{layer}.{column}"
    return tuple(tr(key, lang) for lang in LANGUAGES if has_text(key, lang))


@cache
def official_tables() -> Sequence[Mapping[str, Any]]:
    """Return what official tables bring beyond columns."""
    text = files(__package__).joinpath("tables.toml").read_text(encoding="utf-8")
    tables: Sequence[Mapping[str, Any]] = tomllib.loads(text)["tables"]
    return tables


@cache
def telling_words(layer: str, column: str) -> frozenset[str]:
    """Return the folded headings of a column that tell what a table is.

    Beside one of them another identifier is that of something else: a natural village's table
    names the administrative village too.
    """
    tables = [row for row in official_tables() if (row["layer"], row["column"]) == (layer, column)]
    return frozenset(fold(word) for row in tables for word in row["needs"])
