"""A standard's figures in words: what each is called, and its value as people read it."""

from __future__ import annotations

from typing import Any, Final

from roadnet.maps.escape import clean_text
from roadnet.text import Lang, has_text, tr
from roadnet.text.numbers import to_plain

_DIGITS: Final = 6
"""Decimals of a figure at most: what a standard says is shown whole."""


def standard_figure_name(key: str, lang: Lang) -> str:
    """Return what a figure is called; its key where no text names it."""
    return _text(f"standards.figure.{key}", key, lang)


def standard_unit(unit: str, lang: Lang) -> str:
    """Return a unit as people write it; as it stands where no text names it."""
    return _text(f"standards.unit.{unit}", clean_text(unit), lang)


def standard_value(value: Any, lang: Lang) -> str:
    """Return a value with its codes in words; a dash for an empty list."""
    if isinstance(value, bool):
        return tr(f"ui.word.{'yes' if value else 'no'}", lang)
    if isinstance(value, dict):
        return "; ".join(
            f"{_word(key, lang)} {standard_value(each, lang)}" for key, each in value.items()
        )
    if isinstance(value, int | float):
        return to_plain(value, digits=_DIGITS)
    if isinstance(value, list):
        return ", ".join(_word(str(each), lang) for each in value) or "–"
    return _word(clean_text(value), lang)


def _word(code: str, lang: Lang) -> str:
    """Say a code of an enumeration in words, where the catalogue has it."""
    for where in (
        "roads.surface",
        "roads.technical_class",
        "villages.kind",
        "stations.functions",
        "constraints.kind",
    ):
        if has_text(f"layers.values.{where}.{code}", lang):
            return tr(f"layers.values.{where}.{code}", lang)
    return _text(f"ui.word.{code}", _text(f"standards.word.{code}", code, lang), lang)


def _text(key: str, otherwise: str, lang: Lang) -> str:
    return tr(key, lang) if has_text(key, lang) else otherwise
