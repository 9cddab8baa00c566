"""What the values of an enumeration are called in the languages of the texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from roadnet.schema import layers
from roadnet.text import LANGUAGES, has_text, tr


def value_called(layer: str, column: str, word: str) -> str | None:
    """Return the one value of an enumeration that is called ``word`` in a language.

    Blanks around it and case do not count. None where no value, or more than one, is called so.
    """
    return _by_label(layer, column).get(word.strip().casefold())


@cache
def _by_label(layer: str, column: str) -> Mapping[str, str]:
    called: dict[str, set[str]] = {}
    known = layers()[layer].columns[column]
    for value in known.values:
        key = f"layers.values.{layer}.{column}.{value}"
        for lang in LANGUAGES:
            if has_text(key, lang):
                called.setdefault(tr(key, lang).strip().casefold(), set()).add(value)
    return {label: values.pop() for label, values in called.items() if len(values) == 1}
