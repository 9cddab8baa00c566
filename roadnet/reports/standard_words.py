"""A standard's figures in words: what each is called, and its value as people read it."""

from __future__ import annotations

from typing import Any

from roadnet.maps.escape import clean_text
from roadnet.text import Lang, has_text, tr


def standard_figure_name(key: str, lang: Lang) -> str:
    """Return what a figure is called; its key where no text names it."""
    return tr(f"ui.figure.{key}", lang) if has_text(f"ui.figure.{key}", lang) else key


def standard_value(value: Any, lang: Lang) -> str:
    """Return a value with its codes in words; a dash for an empty list."""
    if isinstance(value, bool):
        return tr(f"ui.word.{'yes' if value else 'no'}", lang)
    if isinstance(value, dict):
        return "; ".join(f"{_word(key, lang)} {each}" for key, each in value.items())
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
    ):
        if has_text(f"layers.values.{where}.{code}", lang):
            return tr(f"layers.values.{where}.{code}", lang)
    return tr(f"ui.word.{code}", lang) if has_text(f"ui.word.{code}", lang) else code
