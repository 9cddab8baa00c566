"""What-if scenarios: a small file of changes that can be shared and replayed.

    name = "Bridge closed"

    [[change]]
    kind = "close_road"
    ids = ["C214519999-2"]

    [[change]]
    kind = "add_link"
    line = [[105.512, 30.481], [105.519, 30.484]]   # WGS 84, longitude and latitude

Places are in WGS 84 degrees, so that a scenario does not depend on a district's reference system.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from roadnet.analysis.assess import assess
from roadnet.analysis.assessment import Assessment
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.io.atomic import write_text
from roadnet.planning.changes import Change, apply_changes
from roadnet.planning.compare import Comparison, compare
from roadnet.planning.scenario_kinds import (
    KINDS,
    Context,
    Step,
    require_sound,
    to_step_changes,
)
from roadnet.standards import Standard

__all__ = [
    "KINDS", "Scenario", "Step", "from_toml", "read_scenario", "run_scenario", "to_changes",
    "to_toml", "write_scenario",
]  # fmt: skip

_LARGEST_BYTES: Final = 4 << 20
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named list of changes."""

    name: str
    steps: tuple[Step, ...] = ()
    note: str = ""


def read_scenario(path: Path) -> Scenario:
    """Read a scenario's file.

    Raises
    ------
    RoadnetError
        ``scenario_unreadable``; ``scenario_kind_unknown``, ``scenario_key_unknown``,
        ``scenario_key_missing``, ``scenario_value_bad``: which change and what is wrong with it.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise RoadnetError("scenario_unreadable", file=str(path), reason="> 4 MB")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RoadnetError("scenario_unreadable", file=str(path), reason=str(error)) from error
    return from_toml(text, file=str(path))


def from_toml(text: str, *, file: str = "") -> Scenario:
    """Convert a scenario's text."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RoadnetError("scenario_unreadable", file=file, reason=str(error)) from error
    rows = table.get("change", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise RoadnetError("scenario_unreadable", file=file, reason="[[change]]")
    steps = []
    for number, row in enumerate(rows, start=1):
        step = Step(str(row.get("kind", "")), {k: v for k, v in row.items() if k != "kind"})
        require_sound(step, number)
        steps.append(step)
    return Scenario(str(table.get("name", "")), tuple(steps), str(table.get("note", "")))


def to_toml(scenario: Scenario) -> str:
    """Write a scenario as text; what :func:`from_toml` reads back."""
    lines = [f"name = {_value(scenario.name)}"]
    if scenario.note:
        lines.append(f"note = {_value(scenario.note)}")
    for step in scenario.steps:
        lines += ["", "[[change]]", f"kind = {_value(step.kind)}"]
        lines += [f"{_key(key)} = {_value(value)}" for key, value in step.values.items()]
    return "\n".join(lines) + "\n"


def write_scenario(path: Path, scenario: Scenario) -> None:
    """Write a scenario's file, whole or not at all."""
    write_text(path, to_toml(scenario))


def run_scenario(before: Assessment, scenario: Scenario) -> Comparison:
    """Assess the district as a scenario has it and list what differs."""
    district = apply_changes(
        before.district, to_changes(scenario, before.district, before.standard)
    )
    after = assess(district, standard=before.standard, join_tolerance_m=before.network.tolerance_m)
    return compare(before, after)


def to_changes(scenario: Scenario, district: District, standard: Standard) -> list[Change]:
    """Convert the steps to changes of a district's layers.

    Raises
    ------
    RoadnetError
        ``scenario_...``, ``change_...``: which step, and what is wrong with it.
    """
    added: set[tuple[str, str]] = set()
    return [
        change
        for number, step in enumerate(scenario.steps, start=1)
        for change in to_step_changes(step, Context(district, standard, number, added))
    ]


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: Any) -> str:
    """Write a value in TOML: strings as JSON has them, which TOML's basic strings are."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return repr(float(value)) if isinstance(value, float) else str(value)
