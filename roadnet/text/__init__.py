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
    text = _topic(lang, key.partition(".")[0])[key]
    return text.format_map(params) if params else text


def has_text(key: str, lang: Lang = DEFAULT_LANG) -> bool:
    """Whether a text of that key exists."""
    return key in _topic(lang, key.partition(".")[0])


def texts(lang: Lang) -> Mapping[str, str]:
    """Return all texts of a language by their dotted keys."""
    names = sorted(file.name for file in files(__package__).joinpath(lang).iterdir())
    topics = [name.removesuffix(".toml") for name in names if name.endswith(".toml")]
    return {key: text for topic in topics for key, text in _topic(lang, topic).items()}


@cache
def _topic(lang: Lang, topic: str) -> Mapping[str, str]:
    """Read one topic: a command needs a few of them, and its help should come at once."""
    file = files(__package__).joinpath(lang, f"{topic}.toml")
    if not file.is_file():
        return {}
    return dict(_flatten(topic, tomllib.loads(file.read_text(encoding="utf-8"))))


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
