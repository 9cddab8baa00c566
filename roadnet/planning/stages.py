"""Stages of a project and what holds it up: users' words read by a list."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

COMPLETED: Final = "completed"


@cache
def stage_words() -> dict[str, tuple[str, ...]]:
    """Return the words for each stage, from the idea to completion."""
    text = files(__package__).joinpath("stages.toml").read_text(encoding="utf-8")
    return {stage: tuple(row["words"]) for stage, row in tomllib.loads(text).items()}


@cache
def read_stage(text: str) -> str | None:
    """Return the stage that a text means; None where no word of the list stands in it."""
    said = text.strip().lower()
    if not said:
        return None
    pairs = [(word, stage) for stage, words in stage_words().items() for word in words]
    whole = [stage for word, stage in pairs if word.lower() == said or stage == said]
    if whole:
        return whole[0]
    inside = [(len(word), stage) for word, stage in pairs if word.lower() in said]
    return max(inside)[1] if inside else None


def is_done(text: str) -> bool:
    """Whether a stage says that the project is completed."""
    return read_stage(text) == COMPLETED
