"""The checks' engineering limits, from ``limits.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def read_limits() -> Mapping[str, float]:
    """Return the shipped limits by name; the unit stands in the name."""
    text = files(__package__).joinpath("limits.toml").read_text(encoding="utf-8")
    return {name: float(value) for name, value in tomllib.loads(text).items()}
