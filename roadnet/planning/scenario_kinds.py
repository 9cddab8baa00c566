"""The kinds of change that a what-if scenario may hold: what each needs, and what it changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely
from shapely import LineString, Point

from roadnet.crs import WGS84, to_crs, transform
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.planning.candidates.roads import harden_values, new_road_values
from roadnet.planning.changes import AddRow, Change, MoveRow, RemoveRows, SetValues
from roadnet.schema import layers
from roadnet.standards import Standard

_FAR_M: Final = 100_000.0
"""A place further than this from all of the data is a slip: degrees swapped, or another county."""

_SERVICE: Final = ("service_days_per_week", "trips_per_day")
_ROUTE: Final = ("operating_days", "trips_per_day")


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a scenario: its kind and what it needs (see :data:`KINDS`)."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What a step is turned into changes with: the district, the standard, the step's number.

    ``added`` holds the layers and identifiers that the steps before it add.
    """

    district: District
    standard: Standard
    number: int
    added: set[tuple[str, str]] = field(default_factory=set)

    def xy(self, places: Sequence[Sequence[float]]) -> np.ndarray:
        """Convert places, (n, 2) degrees, to the district's metres.

        Raises
        ------
        RoadnetError
            ``scenario_place_far``: the data are somewhere else.
        """
        degrees = np.array(places, dtype=float)
        x, y = transform(to_crs(WGS84), self.district.crs, degrees[:, 0], degrees[:, 1])
        xy = np.column_stack([x, y])
        away = shapely.distance(shapely.box(*self._bounds()), shapely.points(xy))
        far = np.flatnonzero(~(away <= _FAR_M))
        if len(far):
            lon, lat = degrees[far[0]]
            raise RoadnetError("scenario_place_far", number=self.number, lon=lon, lat=lat)
        return xy

    def _bounds(self) -> np.ndarray:
        some = [self.district.layers[name].total_bounds for name in ("roads", "villages")]
        bounds: np.ndarray = np.r_[np.nanmin(some, axis=0)[:2], np.nanmax(some, axis=0)[2:]]
        return bounds

    def point(self, values: Mapping[str, Any]) -> Point:
        """Return the place ``at``."""
        return Point(self.xy([values["at"]])[0])

    def new_id(self, layer: str, values: Mapping[str, Any]) -> str:
        """Return the identifier of what is added; one of its own where the file names none.

        Raises
        ------
        RoadnetError
            ``scenario_id_taken``.
        """
        identifier = str(values.get("id", f"scenario-{self.number}"))
        if identifier in self._known(layer) or (layer, identifier) in self.added:
            raise RoadnetError("scenario_id_taken", number=self.number, layer=layer, id=identifier)
        self.added.add((layer, identifier))
        return identifier

    def columns(self, layer: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns of a layer among some values; lists of identifiers joined by ``;``.

        Raises
        ------
        RoadnetError
            ``change_id_unknown``: what another layer should hold is not there.
        """
        found: dict[str, Any] = {}
        for name, column in layers()[layer].columns.items():
            if name not in values:
                continue
            value = values[name]
            if column.type == "ids" and isinstance(value, list):
                value = ";".join(str(one) for one in value)
            if column.refers_to and isinstance(value, str):
                lost = set(value.split(";")) - self._known(column.refers_to)
                if lost:
                    named = ", ".join(sorted(lost)[:5])
                    raise RoadnetError("change_id_unknown", layer=column.refers_to, ids=named)
            found[name] = value
        return found

    def _known(self, layer: str) -> set[str]:
        frame = self.district.layers.get(layer)
        return set() if frame is None else set(frame[layers()[layer].id_column].astype(str))


Maker = Callable[[Context, Mapping[str, Any]], list[Change]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: what makes it, the keys that it needs, and those that it may have.

    Of ``any_of`` at least one must be there.
    """

    make: Maker
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that a step of this kind may have."""
        return (*self.needs, *self.any_of, *self.may)


def to_step_changes(step: Step, context: Context) -> list[Change]:
    """Convert a step to changes of a district's layers."""
    require_sound(step, context.number)
    return KINDS[step.kind].make(context, step.values)


def require_sound(step: Step, number: int) -> None:
    """Raise where a step is of no known kind, lacks a key, has a wrong one, or a wrong value."""
    kind = KINDS.get(step.kind)
    if kind is None:
        known = ", ".join(KINDS)
        raise RoadnetError("scenario_kind_unknown", number=number, kind=step.kind, known=known)
    said = {"number": number, "kind": step.kind}
    for key in step.values:
        if key not in kind.keys:
            known = ", ".join(kind.keys)
            raise RoadnetError("scenario_key_unknown", **said, key=key, known=known)
    for key in kind.needs:
        if step.values.get(key, "") == "":
            raise RoadnetError("scenario_key_missing", **said, key=key)
    if kind.any_of and not set(kind.any_of) & set(step.values):
        raise RoadnetError("scenario_key_missing", **said, key=" / ".join(kind.any_of))
    for key, value in step.values.items():
        if not _holds(key, value):
            raise RoadnetError("scenario_value_bad", **said, key=key, value=value)


def _holds(key: str, value: Any) -> bool:
    if key == "ids":
        return isinstance(value, list) and len(value) > 0
    if key == "at":
        return _is_place(value)
    if key == "line":
        places = isinstance(value, list) and all(_is_place(one) for one in value)
        return places and any(one != value[0] for one in value)
    if key == "id":
        return isinstance(value, str | int) and value != ""
    is_nan = isinstance(value, float) and math.isnan(value)
    return value not in (None, []) and not is_nan


def _is_place(value: Any) -> bool:
    """Whether a value is a longitude and a latitude."""
    numbers = isinstance(value, list) and len(value) == 2
    return numbers and all(
        isinstance(one, int | float) and not isinstance(one, bool) and abs(one) <= limit
        for one, limit in zip(value, (180.0, 90.0), strict=True)
    )


def _ids(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(one) for one in values["ids"])


def _close(at: Context, values: Mapping[str, Any]) -> list[Change]:
    return [SetValues("roads", _ids(values), {"status": "closed"})]


def _open(at: Context, values: Mapping[str, Any]) -> list[Change]:
    return [SetValues("roads", _ids(values), {"status": "existing", "is_not_through": False})]


def _harden(at: Context, values: Mapping[str, Any]) -> list[Change]:
    roads = at.district.layers["roads"]
    ids = roads["road_id"].astype(str)
    found: list[Change] = []
    for one in _ids(values):
        mine = roads[(ids == one).to_numpy()]
        if mine.empty:
            raise RoadnetError("change_id_unknown", layer="roads", ids=one)
        found.append(SetValues("roads", (one,), harden_values(mine.iloc[0], at.standard)))
    return found


def _link(at: Context, values: Mapping[str, Any]) -> list[Change]:
    row = {
        **new_road_values(at.standard),
        **at.columns("roads", values),
        "road_id": at.new_id("roads", values),
    }
    return [AddRow("roads", row, LineString(at.xy(values["line"])))]


def _move_stop(at: Context, values: Mapping[str, Any]) -> list[Change]:
    return [MoveRow("stops", str(values["id"]), at.point(values))]


def _remove_stop(at: Context, values: Mapping[str, Any]) -> list[Change]:
    return [RemoveRows("stops", _ids(values))]


def _add(layer: str) -> Maker:
    def make(at: Context, values: Mapping[str, Any]) -> list[Change]:
        row = at.columns(layer, values)
        row[layers()[layer].id_column] = at.new_id(layer, values)
        return [AddRow(layer, row, at.point(values) if "at" in values else None)]

    return make


def _set(layer: str) -> Maker:
    def make(at: Context, values: Mapping[str, Any]) -> list[Change]:
        return [SetValues(layer, _ids(values), at.columns(layer, values))]

    return make


def _columns_of(layer: str) -> tuple[str, ...]:
    """Return what a row that is added may bear: ``id`` stands for the layer's identifier."""
    model = layers()[layer]
    return ("id", *(name for name in model.columns if name != model.id_column))


def _adding(layer: str, *needs: str) -> Kind:
    more = tuple(name for name in _columns_of(layer) if name not in needs)
    return Kind(_add(layer), needs, more)


KINDS: Final[Mapping[str, Kind]] = {
    "close_road": Kind(_close, ("ids",)),
    "open_road": Kind(_open, ("ids",)),
    "harden_road": Kind(_harden, ("ids",)),
    "add_link": Kind(_link, ("line",), _columns_of("roads")),
    "move_stop": Kind(_move_stop, ("id", "at")),
    "remove_stop": Kind(_remove_stop, ("ids",)),
    "add_stop": _adding("stops", "at"),
    "add_node": _adding("logistics", "at", "tier"),
    "add_station": _adding("stations", "at"),
    "add_zone": _adding("service_zones", "village_ids"),
    "set_service": Kind(_set("stops"), ("ids",), any_of=_SERVICE),
    "set_route": Kind(_set("bus_routes"), ("ids",), any_of=_ROUTE),
}
"""Kinds of change. ``ids`` are identifiers, ``at`` is [longitude, latitude], ``line`` a list of
such places; other keys are columns of the layer."""
