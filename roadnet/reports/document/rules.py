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
    count, mark
        By level of heading: how it counts (in Word's words), and ``{}`` within its signs.
    """

    page: Mapping[str, float]
    type: Mapping[str, float]
    latin: str
    fonts: Mapping[str, Font]
    count: tuple[str, ...]
    mark: tuple[str, ...]

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
        count=tuple(table["numbers"][lang]["count"]),
        mark=tuple(table["numbers"][lang]["mark"]),
    )
