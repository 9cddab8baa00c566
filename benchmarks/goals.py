"""The goals of the benchmarks, and how far a run's figures are from them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

GOALS: Final = Path(__file__).with_name("goals.toml")


def goal_rows(figures: Mapping[str, float]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wanted, the goal, what was measured, and whether it is met or how far off.

    Parameters
    ----------
    figures
        What a run measured, by the names of ``goals.toml``; goals without a figure are told too.
    """
    for goal in tomllib.loads(GOALS.read_text(encoding="utf-8"))["goals"]:
        least = "at_least" in goal
        bound = float(goal["at_least" if least else "at_most"])
        wanted = f"{'at least' if least else 'at most'} {bound:g} {goal['unit']}".strip()
        found = figures.get(goal["figure"])
        if found is None:
            yield goal["what"], wanted, "not measured", ""
        else:
            yield goal["what"], wanted, _shown(found, goal), _verdict(found, bound, least=least)


def _shown(found: float, goal: Mapping[str, Any]) -> str:
    return f"{found:.3g} {goal['unit']}".strip()


def _verdict(found: float, bound: float, *, least: bool) -> str:
    if (found >= bound) if least else (found <= bound):
        return "met"
    away = bound / found if least else found / bound
    return f"{away:.2f} times away"
