"""The page rules as values: measures, fonts and numbers of headings, from ``page_rules.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from roadnet.text import Lang


@dataclass(frozen=True, slots=True)
class Font:
    """A font by name, and what to take where it is not installed."""

    name: str
    other: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one language.

    Parameters
    ----------
    page, type
        Millimetres and points, by name.
    latin
        The font of Latin letters and figures.
    fonts
        By part of the document: ``title``, ``body``, ``heading_1`` ...
    embedded
        Names of fonts that are put into a file, by part.
    count, mark, sign
        By level of heading: how it counts (in Word's words), ``{}`` within its signs, and how it
        counts in typst's words.
    own_number
        A pattern of the number that a heading from another text bears.
    """

    page: Mapping[str, float]
    type: Mapping[str, float]
    latin: str
    fonts: Mapping[str, Font]
    embedded: Mapping[str, list[str]]
    count: tuple[str, ...]
    mark: tuple[str, ...]
    sign: tuple[str, ...]
    own_number: str

    @property
    def typst_numbers(self) -> list[str]:
        """By level of heading, the pattern by which typst numbers."""
        return [mark.format(sign) for mark, sign in zip(self.mark, self.sign, strict=True)]

    @property
    def text_width_mm(self) -> float:
        """Width of the text on upright paper."""
        return self.page["width_mm"] - self.page["left_mm"] - self.page["right_mm"]

    @property
    def text_height_mm(self) -> float:
        """Height of the text on upright paper."""
        return self.page["height_mm"] - self.page["top_mm"] - self.page["bottom_mm"]


@cache
def page_rules(lang: Lang) -> Rules:
    """Return the rules of a language."""
    text = files(__package__).joinpath("page_rules.toml").read_text(encoding="utf-8")
    table: Mapping[str, Any] = tomllib.loads(text)
    fonts = dict(table["fonts"][lang])
    latin = fonts.pop("latin")
    return Rules(
        page=table["page"],
        type=table["type"],
        latin=latin,
        fonts={part: Font(**font) for part, font in fonts.items()},
        embedded=table["embedded"][lang],
        count=tuple(table["numbers"][lang]["count"]),
        mark=tuple(table["numbers"][lang]["mark"]),
        sign=tuple(table["numbers"][lang]["sign"]),
        own_number=table["numbers"]["own"],
    )
