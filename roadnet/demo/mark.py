"""Which generator made a district: a digest of its own files, kept beside what it made."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

MARK: Final = "generator.txt"
"""File beside a kept district with the digest of the generator that made it."""


def mark_generator(directory: Path) -> None:
    """Write beside a generated district which generator made it."""
    (directory / MARK).write_text(f"{generator_digest()}\n", encoding="utf-8", newline="\n")


@cache
def generator_digest() -> str:
    """Digest of the generator's own files."""
    parts = sorted(files("roadnet.demo").iterdir(), key=lambda part: part.name)
    digest = hashlib.sha256()
    for part in parts:
        if part.name.endswith((".py", ".toml")):
            digest.update(part.read_bytes())
    return digest.hexdigest()[:12]
