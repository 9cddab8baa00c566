"""The words: every text shown to people, in Chinese and English, in data files.

One TOML file a topic and language, ``<lang>/<topic>.toml``; a key is the topic, then the nested
tables, joined by dots: ``maps.legend.surface.asphalt``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal, get_args

Lang = Literal["zh", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = get_args(Lang)
DEFAULT_LANG: Final[Lang] = "zh"


def tr(key: str, lang: Lang = DEFAULT_LANG, /, **params: object) -> str:
    """Return the text of ``key`` in ``lang`` with its placeholders filled.

    Raises
    ------
    KeyError
        If there is no such text, or a placeholder has no value: a fault of the program, not of
        the data.
    """
    text = texts(lang)[key]
    return text.format_map(params) if params else text


def has_text(key: str, lang: Lang = DEFAULT_LANG) -> bool:
    """Whether a text of that key exists."""
    return key in texts(lang)


@cache
def texts(lang: Lang) -> Mapping[str, str]:
    """Return all texts of a language by their dotted keys."""
    found: dict[str, str] = {}
    for file in sorted(files(__package__).joinpath(lang).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            found.update(_flatten(file.name.removesuffix(".toml"), table))
    return found


def to_lang(value: str) -> Lang:
    """Convert a language tag such as ``zh-CN`` to a language that has texts; Chinese if unknown."""
    short = value.lower()[:2]
    return next((lang for lang in LANGUAGES if lang == short), DEFAULT_LANG)


def _flatten(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, Mapping):
            yield from _flatten(key, value)
        else:
            yield key, str(value)
