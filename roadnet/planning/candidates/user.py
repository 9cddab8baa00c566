"""The user's own projects: what a row of the layer ``projects`` does to the district."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import split_ids
from roadnet.analysis.reason import Reason
from roadnet.errors import RoadnetError
from roadnet.io.read import read_district
from roadnet.planning.candidates.roads import harden_values, new_road_values
from roadnet.planning.changes import AddRow, Change, RemoveRows, SetStretch, SetValues
from roadnet.planning.costs import STATED, Priced, price_each, price_road
from roadnet.planning.project import BY_LENGTH, Project
from roadnet.planning.stages import is_done
from roadnet.schema import SOURCE_ROW

_TARGET: Final = {
    "new_road": "roads", "upgrade": "roads", "ferry_to_bridge": "roads", "new_stop": "bus",
    "new_station": "logistics", "new_node": "logistics",
}  # fmt: skip
_LINES: Final = ("LineString", "MultiLineString")


def user_projects(assessment: Assessment, *, target: str = "all") -> list[Project]:
    """Return the rows of the layer ``projects`` that a target is about."""
    if not assessment.district.has("projects"):
        return []
    found = _projects(assessment.district.layers["projects"], assessment)
    return [one for one in found if target in ("all", _TARGET.get(one.action, target))]


def _projects(rows: pd.DataFrame, assessment: Assessment) -> list[Project]:
    """Return a project a row; a second row of one identifier bears it with its number in the file.

    Chosen, demanded and excluded projects are told apart by their identifiers alone.
    """
    builder = _Builder(assessment)
    found: list[Project] = []
    taken: set[str] = set()
    for number, (_, row) in enumerate(rows.iterrows(), start=1):
        identifier = _word(row["project_id"]) or "?"
        if identifier in taken:
            identifier = f"{identifier}#{int(row.get(SOURCE_ROW, number) or number)}"
        taken.add(identifier)
        found.append(builder.project(row, identifier))
    return found


def read_candidates(path: Path, assessment: Assessment) -> list[Project]:
    """Read a file of projects with the columns of the layer ``projects``.

    Raises
    ------
    RoadnetError
        ``plan_candidates_none`` where it holds no layer of projects, and those of reading.
    """
    other = read_district(path)
    if not other.has("projects"):
        raise RoadnetError("plan_candidates_none", file=str(path))
    return _projects(other.layers["projects"].to_crs(assessment.district.crs), assessment)


class _Builder:
    """Turns rows into projects, one district's for all of them."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment, self.standard = assessment, assessment.standard
        self.network = assessment.network
        self.roads = self.network.roads
        self._lines = self.roads.geometry.to_numpy()
        self._tree = shapely.STRtree(self._lines)
        self._twins = self.roads["road_id"].astype(str).duplicated(keep=False).to_numpy()

    def project(self, row: pd.Series, identifier: str) -> Project:
        """Return the project of a row."""
        action = _word(row["action"])
        shape = row.geometry if row.geometry is not None and not row.geometry.is_empty else None
        changes, notes = self._changes(identifier, action, shape, row)
        length_km = self._length_km(row, shape, changes)
        priced = self._price(action, length_km, row)
        if priced.cost_cny <= 0 and action in BY_LENGTH:
            # What it costs is not known: it must not be chosen as if it were free.
            changes, notes = [], [Reason("planning.note.no_cost")]
        blockers = split_ids(pd.Series([row["blockers"]]))[1]
        return Project(
            project_id=identifier,
            name=_word(row["name"]) or identifier,
            action=action if action in _TARGET else "upgrade",
            origin="user",
            changes=tuple(changes),
            geometry=shape,
            length_km=length_km,
            cost_cny=priced.cost_cny,
            subsidy_cny=priced.subsidy_cny,
            cost_source=priced.cost_source,
            subsidy_source=priced.subsidy_source,
            kind=_word(row["type"]) or action,
            year=_year(row.get("year")),
            stage=_word(row["stage"]),
            blockers=tuple(str(one) for one in blockers),
            notes=tuple(notes),
        )

    def _length_km(
        self, row: pd.Series, shape: BaseGeometry | None, changes: list[Change]
    ) -> float:
        """Return the stated length, else that of what is changed, else of the line."""
        stated = _number(row["length_km"])
        if stated is not None:
            return stated
        stretched = sum(one.end_m - one.start_m for one in changes if isinstance(one, SetStretch))
        built = sum(
            one.geometry.length
            for one in changes
            if isinstance(one, AddRow) and one.layer == "roads" and one.geometry is not None
        )
        if stretched or built:
            return float(stretched + built) / 1000.0
        bridges = [one for one in changes if isinstance(one, SetValues) and one.layer == "roads"]
        if bridges:
            rows = self.roads["road_id"].astype(str).isin(bridges[0].ids)
            return float(self.roads.geometry[rows.to_numpy()].length.sum()) / 1000.0
        is_line = shape is not None and shape.geom_type in _LINES
        return shape.length / 1000.0 if is_line and shape is not None else 0.0

    def _changes(
        self, identifier: str, action: str, shape: BaseGeometry | None, row: pd.Series
    ) -> tuple[list[Change], list[Reason]]:
        if is_done(_word(row["stage"])):
            return [], [Reason("planning.note.completed")]
        if action not in _TARGET:
            return [], [Reason("planning.note.unknown_action")]
        if shape is None:
            return [], [Reason("planning.note.no_place")]
        makers: dict[str, Any] = {
            "new_road": self._new_road, "upgrade": self._upgrade,
            "ferry_to_bridge": self._bridge, "new_stop": self._stop,
            "new_station": self._station, "new_node": self._node,
        }  # fmt: skip
        changes: list[Change] = makers[action](identifier, shape, row)
        return changes, [] if changes else [Reason("planning.note.not_on_road")]

    def _new_road(self, identifier: str, shape: BaseGeometry, row: pd.Series) -> list[Change]:
        values = {"road_id": identifier, "name": _word(row["name"]) or None}
        if shape.geom_type not in _LINES:
            return []
        return [AddRow("roads", {**values, **new_road_values(self.standard)}, shape)]

    def _upgrade(self, identifier: str, shape: BaseGeometry, row: pd.Series) -> list[Change]:
        """Harden the stretches of open roads that the project's line lies on."""
        along_m = self.standard.number("plan_along_m")
        band = shape.buffer(along_m, cap_style="flat")
        found: list[Change] = []
        for road in np.sort(self._tree.query(band, predicate="intersects")).tolist():
            for begin, end in stretches_in(self._lines[road], band):
                # A road that the line only crosses or meets is not what it lies on.
                through = end - begin > 0.99 * self._lines[road].length
                if end - begin > 4.0 * along_m or (through and self._is_along(road, shape)):
                    found.append(self._harden(road, begin, end))
        return found

    def _is_along(self, road: int, shape: BaseGeometry) -> bool:
        """Whether both ends of a short road lie on the project's line, not beside it."""
        ends = shapely.get_coordinates(self._lines[road])[[0, -1]]
        return bool((shapely.distance(shapely.points(ends), shape) < 1.0).all())

    def _harden(self, road: int, begin: float, end: float) -> SetStretch:
        line = self.roads.iloc[road]
        values = harden_values(line, self.standard)
        source_row = int(line[SOURCE_ROW]) if self._twins[road] else None
        return SetStretch(str(line["road_id"]), begin, end, values, source_row)

    def _bridge(self, identifier: str, shape: BaseGeometry, row: pd.Series) -> list[Change]:
        """Put a bridge in place of the ferry that the project's line or point stands at."""
        ferries = np.flatnonzero(self.roads["is_ferry"].fillna(False).to_numpy(dtype=bool))
        away = shapely.distance(self._lines[ferries], shape)
        if not len(ferries) or away.min() > self.standard.number("access_limit_m"):
            return []
        road = int(ferries[np.argmin(away)])
        values = {**new_road_values(self.standard), "is_bridge": True, "is_ferry": False}
        old = str(self.roads["road_id"].iloc[road])
        own = self.assessment.district.layers["roads"]["road_id"].astype(str)
        if (own == old).any():
            return [SetValues("roads", (old,), values)]
        new = AddRow("roads", {**values, "road_id": identifier}, self._lines[road])
        return [RemoveRows("ferries", (old,)), new]

    def _stop(self, identifier: str, shape: BaseGeometry, row: pd.Series) -> list[Change]:
        days = self.standard.number("plan_stop_days_per_week")
        values = {"stop_id": identifier, "name": _word(row["name"]) or None}
        return [AddRow("stops", {**values, "service_days_per_week": days}, shape.centroid)]

    def _station(self, identifier: str, shape: BaseGeometry, row: pd.Series) -> list[Change]:
        functions = ";".join(self.standard.words("station_required_functions"))
        values = {
            "station_id": identifier, "name": _word(row["name"]) or None,
            "township_id": self._township(shape.centroid), "functions": functions,
            "status": "existing",
        }  # fmt: skip
        return [AddRow("stations", values, shape.centroid)]

    def _node(self, identifier: str, shape: BaseGeometry, row: pd.Series) -> list[Change]:
        """Add a village delivery point: the library has no column for another tier."""
        values = {
            "node_id": identifier, "name": _word(row["name"]) or None, "tier": "village",
            "dispatch_days_per_week": self.standard.number("plan_dispatch_days_per_week"),
        }  # fmt: skip
        return [AddRow("logistics", values, shape.centroid)]

    def _township(self, place: Any) -> str | None:
        """Return the township of a place: by its boundary, else the nearest seat's."""
        district = self.assessment.district
        for layer in ("boundaries", "townships"):
            if district.has(layer):
                frame = district.layers[layer]
                away = shapely.distance(frame.geometry.to_numpy(), place)
                if np.isfinite(away).any():
                    return _word(frame["township_id"].iloc[int(np.nanargmin(away))]) or None
        return None

    def _price(self, action: str, length_km: float, row: pd.Series) -> Priced:
        """Take cost and subsidy from the row, else from the standard."""
        kind = {"upgrade": "harden", "ferry_to_bridge": "bridge"}.get(action, action)
        if action in BY_LENGTH or action not in _TARGET:
            usual = price_road(kind if action in _TARGET else "harden", length_km, self.standard)
        else:
            usual = price_each("village_point" if action == "new_node" else kind, self.standard)
        cost, subsidy = _number(row["cost_cny"]), _number(row["subsidy_cny"])
        paid = usual.cost_cny if cost is None else cost
        granted = usual.subsidy_cny if subsidy is None else subsidy
        # A cost that is not known is no limit to what the row states.
        is_limit = cost is not None or paid > 0
        return Priced(
            paid,
            min(granted, paid) if is_limit else granted,
            usual.cost_source if cost is None else STATED,
            usual.subsidy_source if subsidy is None else STATED,
        )


def stretches_in(line: BaseGeometry, area: BaseGeometry) -> list[tuple[float, float]]:
    """Return where along a line it lies in an area: metres from its first vertex, in order."""
    parts = getattr(line, "geoms", [line])
    found = []
    offset = 0.0
    for part in parts:
        inside = shapely.get_parts(shapely.intersection(part, area))
        for piece in inside[shapely.length(inside) > 0]:
            ends = shapely.get_coordinates(piece)[[0, -1]]
            at = shapely.line_locate_point(part, shapely.points(ends))
            found.append((offset + float(at.min()), offset + float(at.max())))
        offset += part.length
    return sorted(found)


def _word(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value).strip()


def _year(value: Any) -> int | None:
    found = _number(value)
    return None if found is None else int(found)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) or value < 0 else float(value)
