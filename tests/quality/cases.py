"""The table of cases: for each code one change that triggers it and one that just does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.quality.scene import Draft

Change = Callable[[Draft], None]


@dataclass(frozen=True)
class Case:
    """``bad`` makes the finding with these rows and figures, ``good`` is its harmless neighbour."""

    code: str
    bad: Change
    good: Change
    layer: str
    rows: tuple[int, ...] = ()
    figures: Mapping[str, float | str] = field(default_factory=dict)


def put(layer: str, row: int, **values: object) -> Change:
    """Change one row."""
    return lambda draft: draft.set(layer, row, **values)


def put_all(layer: str, **values: object) -> Change:
    """Change every row of a layer."""
    return lambda draft: draft.set_all(layer, **values)


def add(layer: str, like: int = 1, **values: object) -> Change:
    """Add a row like another."""
    return lambda draft: draft.add(layer, like, **values)


def drop(layer: str) -> Change:
    """Take a layer away."""
    return lambda draft: draft.drop(layer)


def both(*changes: Change) -> Change:
    """Make several changes in turn."""

    def make(draft: Draft) -> None:
        for change in changes:
            change(draft)

    return make


def nothing(draft: Draft) -> None:
    """Leave the tidy district as it is."""
