"""A verdict's reason: one sentence, kept as key and figures until its language is known."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Union

from roadnet.text import Lang, tr
from roadnet.text.numbers import KM_DIGITS, to_plain, to_rounded


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the catalogue inside a sentence: ``layers.values.roads.surface.earth``."""

    key: str


Figure = Union[float, int, str, Term, "Reason"]
"""What a sentence may name; a reason within a reason is said first."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the catalogue and the figures that it names.

    Numbers are rounded only here: metres to whole ones, kilometres to three decimals, others to
    one, without zeros at the end; to more, where a figure would else look like the limit that it
    just keeps or misses.
    """

    key: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    _said: dict[Lang, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def text(self, lang: Lang) -> str:
        """Say it in a language; each output asks again, so what was said is kept."""
        if lang not in self._said:
            shown = {name: self._shown(name, value, lang) for name, value in self.figures.items()}
            self._said[lang] = tr(self.key, lang, **shown)
        return self._said[lang]

    def _shown(self, name: str, value: Figure, lang: Lang) -> str:
        if isinstance(value, Term):
            return tr(value.key, lang)
        if isinstance(value, Reason):
            return value.text(lang)
        if isinstance(value, str):
            return value
        if not math.isfinite(value):
            return str(value)
        digits = 1
        if name.endswith("_m") or isinstance(value, int):
            digits = 0
        elif "_km" in name:
            digits = KM_DIGITS
        return to_plain(value, digits=self._digits(name, value, digits), grouped=False)

    def _digits(self, name: str, value: float, digits: int) -> int:
        """Return as many digits as tell a figure from the bound that it just misses."""
        unit = _unit(name)
        bounds = [
            bound
            for other, bound in self.figures.items()
            if _bounded_unit(other) == unit
            and isinstance(bound, float | int)
            and math.isfinite(bound)
        ]
        for more in range(digits, digits + _MORE_DIGITS + 1):
            if all(
                bound == value or to_rounded(value, more) != to_rounded(bound, more)
                for bound in bounds
            ):
                return more
        return digits


def _unit(name: str) -> str:
    return name.rpartition("_")[2]


@cache
def _bounded_unit(name: str) -> str | None:
    """Return the unit of a figure that is a bound, by its name; None where it is none."""
    return _unit(name) if _BOUND.search(name) else None


_BOUND: Final = re.compile("limit|least|daily|weekly")
_MORE_DIGITS: Final = 3
