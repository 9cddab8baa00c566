"""Figures of the summary as people read them: ``bus.by_level.daily`` in words, rates in percent."""

from __future__ import annotations

from typing import Any

from roadnet.text import Lang, has_text, tr
from roadnet.text.numbers import to_percent


def to_figure_name(figure: str, lang: Lang) -> str:
    """Return a dotted figure of the summary in words, ``part · name · name``.

    A name that no text knows, an item of a check-list of the user's own, stands as it is.
    """
    part, *names = figure.split(".")
    said = [_first_text((f"figures.part.{part}",), part, lang)]
    said += [_first_text((f"figures.word.{name}", f"ui.word.{name}"), name, lang) for name in names]
    return " · ".join(word for word in said if word)


def _first_text(keys: tuple[str, ...], otherwise: str, lang: Lang) -> str:
    return next((tr(key, lang) for key in keys if has_text(key, lang)), otherwise)


def is_rate(figure: str) -> bool:
    """Whether a figure of the summary is a share, 0 to 1."""
    return figure.rsplit(".", 1)[-1] in ("rate", "population_rate")


def to_share(value: Any) -> str:
    """Return a share in percent, empty where there is none."""
    return to_percent(value) if isinstance(value, int | float) and value == value else ""
