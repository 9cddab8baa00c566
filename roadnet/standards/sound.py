"""Whether the figures of a user's own standard can hold: their kind and their range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from roadnet.errors import RoadnetError

CLASSES: Final = ("expressway", "class_1", "class_2", "class_3", "class_4", "substandard")
"""What a figure whose name ends in ``required_class`` may say, the best first."""


def require_sound(standard: str, model: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Require that each figure is of the kind that the model's figure of that name is.

    Numbers are finite and not below 0, those of a table above 0 (of a
    plan's table not below 0), lists hold words, and a class is
    one of :data:`CLASSES`. Figures that the model does not name are nobody's concern.

    Raises
    ------
    RoadnetError
        ``standard_figure_bad``: the figure and what was expected of it.
    """
    for key in own.keys() & model.keys():
        want = "class" if key.endswith("required_class") else _kind(model[key])
        if want == "table" and key.startswith("plan_"):
            want = "amounts"
        if not _holds(want, own[key]):
            reason = f"{own[key]!r} ({_kind(own[key])}), {_EXPECTED[want]}"
            raise RoadnetError("standard_figure_bad", standard=standard, figure=key, reason=reason)


def with_whole_tables(model: Mapping[str, Any], key: str, value: Any) -> Any:
    """Return a figure; a table that leaves rows out takes them from the model's."""
    if isinstance(value, dict) and isinstance(model.get(key), dict):
        return {**model[key], **value}
    return value


_EXPECTED: Final = {
    "flag": "true | false",
    "number": "number >= 0",
    "word": '"..."',
    "class": " | ".join(CLASSES),
    "list": '["...", ...]',
    "table": "{ ... = number > 0 }",
    "amounts": "{ ... = number >= 0 }",
    "other": "?",
}


def _holds(want: str, value: Any) -> bool:
    if want == "class":
        return value in CLASSES if isinstance(value, str) else False
    if want == "amounts":
        return _kind(value) == "table" and all(
            _kind(item) == "number" and _is_finite(item) and item >= 0 for item in value.values()
        )
    if want != _kind(value):
        return False
    if want == "number":
        return _is_finite(value) and value >= 0
    if want == "list":
        return all(isinstance(item, str) for item in value)
    if want == "table":
        return all(
            _kind(item) == "number" and _is_finite(item) and item > 0 for item in value.values()
        )
    return True


def _is_finite(value: float) -> bool:
    """Whether a number is finite, and not an integer beyond all floating ones."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float):
        return "number"
    names: dict[type, str] = {str: "word", list: "list", dict: "table"}
    return names.get(type(value), "other")
