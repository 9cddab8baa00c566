"""Invented names, no two alike, in the order in which they are asked for."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np


@cache
def words() -> dict[str, Any]:
    """Return the vocabulary ``words.toml``."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def say(key: str, **params: object) -> str:
    """Word the name of a thing, such as a stop, after the place that it belongs to."""
    return str(words()["say"][key]).format(**params)


class Namer:
    """Names from the vocabulary; ``rng`` decides, so the same seed gives the same names."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._given: set[str] = set()
        self._asked: dict[str, int] = {}
        self._special = {kind: list(names) for kind, names in words()["special"].items()}

    def seat(self) -> str:
        """Name the county seat after the county."""
        return self._unlike(lambda: say("town", name=words()["seat"]))

    def township(self, *, is_town: bool) -> str:
        """Name a town or a township."""
        return self._unlike(lambda: say("town" if is_town else "township", name=self._stem()))

    def village(self, kind: str) -> str:
        """Name a village of a kind; a few carry quotation marks or brackets."""
        waiting = self._special.get(kind, [])
        self._asked[kind] = self._asked.get(kind, 0) + 1
        if waiting and self._asked[kind] % 9 == 0:
            return str(waiting.pop())
        if kind == "natural":
            return self._unlike(self._hamlet)
        return self._unlike(lambda: say("village", name=self._stem()))

    def road(self, grade: str) -> str:
        """Name a road; roads may share a name as they do in the register."""
        if grade in words()["road"]:
            return str(words()["road"][grade])
        return say("road", name=self._stem() + self._pick(words()["last"]))

    def _stem(self) -> str:
        return self._pick(words()["first"]) + self._pick(words()["last"])

    def _hamlet(self) -> str:
        return self._pick(words()["family"]) + str(self._rng.choice(words()["hamlet"]))

    def _pick(self, letters: str) -> str:
        return letters[int(self._rng.integers(len(letters)))]

    def _unlike(self, draw: Any) -> str:
        """Draw until the name is new; after many draws put a character before it."""
        for attempt in range(1_000):
            name = str(draw())
            name = name if attempt < 30 else self._pick(words()["beside"]) + name
            if name not in self._given:
                self._given.add(name)
                return name
        raise ValueError("The vocabulary is too small for so many places.")
