"""Road projects that would connect villages and lift townships to the class that they need.

The least missing road of every village (:mod:`roadnet.analysis.missing`) makes a forest that grows
from the roads that are good already. Each stretch of it is needed by certain villages; what is
needed by the same villages is one project, so that villages share what they have in common and pay
for their own branch alone. The joint tree of all villages gives a second forest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.connectivity import road_names
from roadnet.analysis.missing import MissingSearch
from roadnet.analysis.reason import Reason
from roadnet.analysis.roads import flag
from roadnet.network.locate import points_xy
from roadnet.network.model import FloatArray, IntArray, RoadNetwork
from roadnet.network.stretches import edge_lines
from roadnet.planning.candidates.links import way_round
from roadnet.planning.changes import AddRow, Change, RemoveRows, SetStretch, SetValues
from roadnet.planning.costs import Priced, price_road
from roadnet.planning.need import joint_ways, search_all
from roadnet.planning.project import Project
from roadnet.schema import SOURCE_ROW
from roadnet.standards import Standard

_PREFIX: Final = "P-road-"


@dataclass(frozen=True)
class _Piece:
    """One part of a project: what changes, where, how long, at what price."""

    change: tuple[Change, ...]
    line: BaseGeometry
    length_km: float
    priced: Priced
    kind: str
    road: str = ""
    crosses: bool = False


def road_candidates(assessment: Assessment, *, time_limit_s: float = 10.0) -> list[Project]:
    """Propose the road projects that connect every village that can be connected.

    Among them are each village's own least way and the least tree for all of them together
    (:mod:`roadnet.planning.need`); a stretch that is part of both is one project.

    Parameters
    ----------
    time_limit_s
        Seconds for bettering the joint tree.
    """
    villages = assessment.villages
    lacking = villages["eligible_road"] & (villages["road_status"] != "connected")
    rows = np.flatnonzero(lacking.to_numpy(dtype=bool))
    if len(rows) == 0:
        return []
    xy = points_xy(villages.geometry)[rows]
    found = search_all(assessment, xy)
    builder = _Builder(assessment, found)
    alone = [(found.way(at), int(found.nearest.link[at])) for at in range(len(rows))]
    ways = [alone, joint_ways(found, time_limit_s=time_limit_s)]
    drafts = [builder.pieces(edges) for edges in _segments(ways)]
    for place in range(len(rows)):
        for link in dict.fromkeys(forest[place][1] for forest in ways):
            leg = builder.leg(link, xy[place])
            if leg is not None:
                drafts.append([leg])
    return [_project(number, pieces) for number, pieces in enumerate(drafts, start=1) if pieces]


def _segments(forests: Sequence[Sequence[tuple[IntArray, int]]]) -> list[list[int]]:
    """Group the edges to build by who needs them in each forest; those nearest a root first."""
    users: dict[int, list[tuple[int, int]]] = {}
    order: dict[int, int] = {}
    for number, ways in enumerate(forests):
        for place, (edges, _) in enumerate(ways):
            for edge in edges[::-1].tolist():
                users.setdefault(edge, []).append((number, place))
                order.setdefault(edge, len(order))
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for edge in sorted(users, key=lambda one: order[one]):
        groups.setdefault(tuple(users[edge]), []).append(edge)
    return list(groups.values())


class _Builder:
    """Turns edges of the search into what has to be changed in the district."""

    def __init__(self, assessment: Assessment, found: MissingSearch) -> None:
        self.found, self.network = found, found.network
        self.standard = assessment.standard
        self.roads = self.network.roads
        self.names = road_names(self.network)
        self.own = set(assessment.district.layers["roads"]["road_id"].astype(str))
        self.areas = _avoided(assessment)
        self.is_ferry = flag(self.roads, "is_ferry")
        self.is_twin = self.roads["road_id"].astype(str).duplicated(keep=False).to_numpy()
        self.added = 0

    def pieces(self, edges: Sequence[int]) -> list[_Piece]:
        """Return the pieces of a project: stretches of roads, new links, bridges."""
        edges_ = np.asarray(edges, dtype=np.int64)
        is_link = self.found.is_link[edges_]
        pieces: list[_Piece] = []
        for road, rows in _by_road(self.network, edges_[~is_link]):
            if self.is_ferry[road]:
                pieces.append(self._bridge(road))
            else:
                pieces += self._stretches(road, rows)
        for edge in edges_[is_link].tolist():
            ends = self.network.node_xy[[self.network.edge_u[edge], self.network.edge_v[edge]]]
            pieces.append(self._new_road(ends[0], ends[1]))
        return pieces

    def leg(self, link: int, xy: FloatArray) -> _Piece | None:
        """Return the road from a village beyond the access limit to the network."""
        if link < 0 or self.found.origins.cost[link] <= 0:
            return None
        return self._new_road(self.network.node_xy[self.found.origins.node[link]], xy)

    def _stretches(self, road: int, rows: IntArray) -> list[_Piece]:
        network, road_id = self.network, str(self.roads["road_id"].iloc[road])
        source_row = int(self.roads[SOURCE_ROW].iloc[road]) if self.is_twin[road] else None
        values = harden_values(self.roads.iloc[road], self.standard)
        pieces = []
        for begin, end, some in _runs(network, rows):
            length_km = (end - begin) / 1000.0
            pieces.append(
                _Piece(
                    change=(SetStretch(road_id, begin, end, values, source_row),),
                    line=_merged(edge_lines(network, some)),
                    length_km=length_km,
                    priced=price_road("harden", length_km, self.standard),
                    kind="harden",
                    road=self.names[road],
                )
            )
        return pieces

    def _new_road(self, start: FloatArray, end: FloatArray) -> _Piece:
        standard = self.standard
        line, clear = way_round(
            start,
            end,
            self.areas,
            buffer_m=standard.number("plan_constraint_buffer_m"),
            most_ratio=standard.number("plan_detour_ratio"),
        )
        self.added += 1
        length_km = line.length / 1000.0
        row = {"road_id": f"{_PREFIX}new-{self.added:03d}", **new_road_values(standard)}
        return _Piece(
            change=(AddRow("roads", row, line),),
            line=line,
            length_km=length_km,
            priced=price_road("new_road", length_km, standard),
            kind="new_road",
            crosses=not clear,
        )

    def _bridge(self, road: int) -> _Piece:
        """Put a bridge in place of a ferry, whichever layer the ferry stands in."""
        row = self.roads.iloc[road]
        identifier = str(row["road_id"])
        values = {**new_road_values(self.standard), "is_bridge": True, "is_ferry": False}
        line = self.roads.geometry.iloc[road]
        changes: tuple[Change, ...]
        if identifier in self.own:
            changes = (SetValues("roads", (identifier,), values),)
        else:
            new = {**values, "road_id": f"{_PREFIX}bridge-{identifier}"}
            changes = (RemoveRows("ferries", (identifier,)), AddRow("roads", new, line))
        length_km = line.length / 1000.0
        priced = price_road("bridge", length_km, self.standard)
        return _Piece(changes, line, length_km, priced, "bridge", self.names[road])


def harden_values(road: pd.Series, standard: Standard) -> dict[str, Any]:
    """Return what makes a road hardened by a standard: its surface, and what else it asks for."""
    values: dict[str, Any] = {"surface": standard.word("plan_road_surface")}
    if standard.flag("all_season_decides"):
        values["all_season"] = True
    least = standard.number("village_road_min_width_m")
    if least > 0 and road["width_m"] < least:
        values["width_m"] = max(least, standard.number("plan_road_width_m"))
    return values


def new_road_values(standard: Standard) -> dict[str, Any]:
    """Return the columns of a road that is built anew."""
    values: dict[str, Any] = {
        "surface": standard.word("plan_road_surface"),
        "technical_class": standard.word("plan_road_class"),
        "admin_class": "village",
        "width_m": standard.number("plan_road_width_m"),
        "status": "existing",
    }
    if standard.flag("all_season_decides"):
        values["all_season"] = True
    return values


def _avoided(assessment: Assessment) -> Any:
    if not assessment.district.has("constraints"):
        return np.zeros(0, dtype=object)
    areas = assessment.district.layers["constraints"]
    kinds = areas["kind"].isin(assessment.standard.words("plan_avoid_kinds")).to_numpy()
    return areas.geometry[kinds].dropna().to_numpy()


def _by_road(network: RoadNetwork, edges: IntArray) -> Iterable[tuple[int, IntArray]]:
    """Group edges by their road, in the order in which the roads first come."""
    roads = network.edge_road[edges]
    for road in dict.fromkeys(roads.tolist()):
        if road >= 0:
            yield road, edges[roads == road]


def _runs(network: RoadNetwork, edges: IntArray) -> Iterable[tuple[float, float, IntArray]]:
    """Put edges of one road that follow one another together: from, to, and the edges."""
    order = edges[np.argsort(network.edge_start_m[edges], kind="stable")]
    start, end = network.edge_start_m[order], network.edge_end_m[order]
    breaks = np.flatnonzero(start[1:] - end[:-1] > 1e-6) + 1
    for some in np.split(np.arange(len(order)), breaks):
        yield float(start[some[0]]), float(end[some[-1]]), order[some]


def runs_of_roads(network: RoadNetwork, edges: IntArray) -> Iterable[tuple[int, float, float]]:
    """Put edges together to stretches of roads: road, from and to in metres along it."""
    for road, rows in _by_road(network, edges):
        for begin, end, _ in _runs(network, rows):
            yield road, begin, end


def _merged(lines: Any) -> BaseGeometry:
    return linemerge(list(lines)) if len(lines) > 1 else lines[0]


def _project(number: int, pieces: Sequence[_Piece]) -> Project:
    """Put the pieces of a project together; it is a new road where any of it is."""
    kinds = {piece.kind for piece in pieces}
    action = (
        "ferry_to_bridge" if "bridge" in kinds else "new_road" if "new_road" in kinds else "upgrade"
    )
    length_km = sum(piece.length_km for piece in pieces)
    roads = list(dict.fromkeys(piece.road for piece in pieces if piece.road))
    figures: dict[str, Any] = {"length_km": length_km, "road": roads[0] if roads else ""}
    many = "several" if len(roads) > 1 else "one"
    key = f"planning.road.{action}" + (f"_{many}" if roads else "")
    notes = [Reason("planning.note.crosses")] if any(one.crosses for one in pieces) else []
    subsidy = {piece.priced.subsidy_source: None for piece in pieces}
    return Project(
        project_id=f"{_PREFIX}{number:03d}",
        name=Reason(key, {**figures, "count": len(roads)}),
        action=action,
        origin="proposed",
        changes=tuple(change for piece in pieces for change in piece.change),
        geometry=_merged_all([piece.line for piece in pieces]),
        length_km=length_km,
        cost_cny=sum(piece.priced.cost_cny for piece in pieces),
        subsidy_cny=sum(piece.priced.subsidy_cny for piece in pieces),
        cost_source=pieces[0].priced.cost_source,
        subsidy_source="; ".join(subsidy),
        kind=action,
        notes=tuple(notes),
    )


def _merged_all(lines: Sequence[BaseGeometry]) -> BaseGeometry:
    return lines[0] if len(lines) == 1 else shapely.line_merge(shapely.union_all(list(lines)))
