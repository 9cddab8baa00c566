"""Texts, keys, tables and paths as TOML writes them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from roadnet.io.config import Scalar

_BARE_KEY: Final = re.compile(r"^[A-Za-z0-9_-]+$")


def to_toml_text(text: str) -> str:
    """Return a text as a TOML basic string; safe in a comment too, since it is one line."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    # JSON leaves delete, and two line ends of Unicode, as they are.
    return re.sub(
        r"[\x7f-\x9f\u2028\u2029]",
        lambda found: f"\\u{ord(found[0]):04x}",
        json.dumps(plain, ensure_ascii=False),
    )


def to_toml_key(text: str) -> str:
    """Return a key of TOML, quoted where it must be."""
    return text if _BARE_KEY.match(text) else to_toml_text(text)


def to_toml_value(value: Scalar) -> str:
    """Return a text, a number, or yes or no."""
    return to_toml_text(value) if isinstance(value, str) else str(value).lower()


def to_toml_table(table: Mapping[str, Scalar]) -> str:
    """Return a table in one line."""
    pairs = [f"{to_toml_text(key)} = {to_toml_value(value)}" for key, value in table.items()]
    return f"{{ {', '.join(pairs)} }}"


def to_relative(file: Path, folder: Path) -> str:
    """Return a path relative to a folder, with slashes; whole where it is on another drive."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # on another drive
        return file.as_posix()
