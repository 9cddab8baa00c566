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
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from shapely import LineString, Point

from roadnet.analysis.assess import assess
from roadnet.analysis.assessment import Assessment
from roadnet.crs import WGS84, to_crs, transform
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.io.atomic import write_text
from roadnet.planning.candidates.roads import harden_values, new_road_values
from roadnet.planning.changes import (
    AddRow,
    Change,
    MoveRow,
    RemoveRows,
    SetValues,
    apply_changes,
)
from roadnet.planning.compare import Comparison, compare
from roadnet.standards import Standard

_LARGEST_BYTES: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a scenario: its kind and what it needs (see :data:`KINDS`)."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


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
        ``scenario_unreadable``, ``scenario_step_bad``: which change and what is wrong with it.
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
        _require_sound(step, number)
        steps.append(step)
    return Scenario(str(table.get("name", "")), tuple(steps), str(table.get("note", "")))


def to_toml(scenario: Scenario) -> str:
    """Write a scenario as text; what :func:`from_toml` reads back."""
    lines = [f"name = {_value(scenario.name)}"]
    if scenario.note:
        lines.append(f"note = {_value(scenario.note)}")
    for step in scenario.steps:
        lines += ["", "[[change]]", f"kind = {_value(step.kind)}"]
        lines += [f"{key} = {_value(value)}" for key, value in step.values.items()]
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
    """Convert the steps to changes of a district's layers."""
    found: list[Change] = []
    for number, step in enumerate(scenario.steps, start=1):
        _require_sound(step, number)
        maker, _ = KINDS[step.kind]
        found += maker(_Context(district, standard, number), step.values)
    return found


@dataclass(frozen=True, slots=True)
class _Context:
    district: District
    standard: Standard
    number: int

    def xy(self, places: Sequence[Sequence[float]]) -> np.ndarray:
        """Convert places from degrees to the district's metres."""
        degrees = np.array(places, dtype=float)
        x, y = transform(to_crs(WGS84), self.district.crs, degrees[:, 0], degrees[:, 1])
        return np.column_stack([x, y])

    def point(self, values: Mapping[str, Any]) -> Point:
        return Point(self.xy([values["at"]])[0])

    def new_id(self, values: Mapping[str, Any]) -> str:
        """Return the identifier of what is added; one of its own where the file names none."""
        return str(values.get("id", f"scenario-{self.number}"))


def _ids(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(one) for one in values["ids"])


def _close(at: _Context, values: Mapping[str, Any]) -> list[Change]:
    return [SetValues("roads", _ids(values), {"status": "closed"})]


def _open(at: _Context, values: Mapping[str, Any]) -> list[Change]:
    return [SetValues("roads", _ids(values), {"status": "existing", "is_not_through": False})]


def _harden(at: _Context, values: Mapping[str, Any]) -> list[Change]:
    roads = at.district.layers["roads"]
    ids = roads["road_id"].astype(str)
    found: list[Change] = []
    for one in _ids(values):
        mine = roads[(ids == one).to_numpy()]
        if mine.empty:
            raise RoadnetError("change_id_unknown", layer="roads", ids=one)
        found.append(SetValues("roads", (one,), harden_values(mine.iloc[0], at.standard)))
    return found


def _link(at: _Context, values: Mapping[str, Any]) -> list[Change]:
    row = {**new_road_values(at.standard), "road_id": at.new_id(values)}
    if "name" in values:
        row["name"] = str(values["name"])
    return [AddRow("roads", row, LineString(at.xy(values["line"])))]


def _move_stop(at: _Context, values: Mapping[str, Any]) -> list[Change]:
    return [MoveRow("stops", str(values["id"]), at.point(values))]


def _remove_stop(at: _Context, values: Mapping[str, Any]) -> list[Change]:
    return [RemoveRows("stops", _ids(values))]


def _add(layer: str, key: str) -> Callable[[_Context, Mapping[str, Any]], list[Change]]:
    def make(at: _Context, values: Mapping[str, Any]) -> list[Change]:
        own = {name: value for name, value in values.items() if name not in ("at", "id")}
        place = at.point(values) if "at" in values else None
        return [AddRow(layer, {**own, key: at.new_id(values)}, place)]

    return make


def _service(at: _Context, values: Mapping[str, Any]) -> list[Change]:
    own = {key: values[key] for key in ("service_days_per_week", "trips_per_day") if key in values}
    return [SetValues("stops", _ids(values), own)]


def _route(at: _Context, values: Mapping[str, Any]) -> list[Change]:
    own = {key: values[key] for key in ("operating_days", "trips_per_day") if key in values}
    return [SetValues("bus_routes", _ids(values), own)]


KINDS: Final[dict[str, tuple[Callable[[_Context, Mapping[str, Any]], list[Change]], str]]] = {
    "close_road": (_close, "ids"),
    "open_road": (_open, "ids"),
    "harden_road": (_harden, "ids"),
    "add_link": (_link, "line"),
    "move_stop": (_move_stop, "id at"),
    "remove_stop": (_remove_stop, "ids"),
    "add_stop": (_add("stops", "stop_id"), "at"),
    "add_node": (_add("logistics", "node_id"), "at tier"),
    "add_station": (_add("stations", "station_id"), "at"),
    "add_zone": (_add("service_zones", "zone_id"), "village_ids"),
    "set_service": (_service, "ids"),
    "set_route": (_route, "ids"),
}
"""Kinds of change: what makes it, and what it needs: ``ids``, ``id``; ``at`` [lon, lat]; ``line``
[[lon, lat], ...]; further columns of the layer may follow."""


def _require_sound(step: Step, number: int) -> None:
    if step.kind not in KINDS:
        reason = f"kind = {step.kind!r}"
        known = ", ".join(KINDS)
        raise RoadnetError("scenario_step_bad", number=number, reason=reason, known=known)
    for key in KINDS[step.kind][1].split():
        if key not in step.values or not _holds(key, step.values[key]):
            raise RoadnetError(
                "scenario_step_bad", number=number, reason=key, known=KINDS[step.kind][1]
            )


def _holds(key: str, value: Any) -> bool:
    if key == "ids":
        return isinstance(value, list) and len(value) > 0
    if key == "at":
        return _is_place(value)
    if key == "line":
        return isinstance(value, list) and len(value) >= 2 and all(_is_place(one) for one in value)
    return value not in (None, "")


def _is_place(value: Any) -> bool:
    numbers = isinstance(value, list) and len(value) == 2
    return numbers and all(
        isinstance(one, int | float) and not isinstance(one, bool) and abs(one) <= limit
        for one, limit in zip(value, (180.0, 90.0), strict=True)
    )


def _value(value: Any) -> str:
    """Write a value in TOML: strings as JSON has them, which TOML's basic strings are."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return repr(float(value)) if isinstance(value, float) else str(value)
