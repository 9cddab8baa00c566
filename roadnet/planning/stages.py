"""Stages of a project and what holds it up: users' words read by a list."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

COMPLETED: Final = "completed"
BUILDING: Final = "building"
_CLAUSES: Final = re.compile(r"[,，;；。.、()（）]")


@cache
def _rows() -> dict[str, dict[str, list[str]]]:
    text = files(__package__).joinpath("stages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def stage_words() -> dict[str, tuple[str, ...]]:
    """Return the words for each stage, from the idea to completion."""
    return {stage: tuple(row["words"]) for stage, row in _rows().items()}


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
    inside = [(len(word), stage, word) for word, stage in pairs if _is_said(word.lower(), said)]
    unless = _rows()[COMPLETED]["unless"]
    if any(stage not in (COMPLETED, BUILDING) for _, stage, _ in inside):
        inside = [one for one in inside if one[2] not in unless]
    elif any(word in unless for _, _, word in inside):
        return COMPLETED
    return max(inside)[1] if inside else None


def _is_said(word: str, text: str) -> bool:
    """Whether a word stands in a text, whole if Latin, and nothing before it takes it back."""
    for clause in _CLAUSES.split(text):
        found = _find(word, clause)
        if found >= 0 and all(
            _find(no, clause[:found]) < 0 for no in _rows()[COMPLETED]["not_yet"]
        ):
            return True
    return False


def _find(word: str, text: str) -> int:
    """Return where a word begins; -1 where it does not stand, or only inside another Latin word."""
    edge = r"(?![a-z])" if word[-1].isascii() else ""
    start = r"(?<![a-z])" if word[0].isascii() else ""
    found = re.search(start + re.escape(word) + edge, text)
    return found.start() if found else -1


def is_done(text: str) -> bool:
    """Whether a stage says that the project is completed."""
    return read_stage(text) == COMPLETED
