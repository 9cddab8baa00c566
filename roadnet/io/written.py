"""Words and signs by which what users write is read: ``written.toml``, read when first needed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def pattern(table: str, name: str) -> re.Pattern[str]:
    """Return a pattern of ``written.toml``."""
    return re.compile(_tables()[table][name])


@cache
def words(table: str, name: str) -> frozenset[str]:
    """Return a list of words of ``written.toml``."""
    return frozenset(_tables()[table][name])


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    text = files(__package__).joinpath("written.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
