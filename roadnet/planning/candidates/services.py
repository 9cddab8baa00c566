"""Service projects: stops, booked service, stations, delivery points and sub-centres."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from shapely import Point

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import split_ids, words
from roadnet.analysis.connectivity import find_reach
from roadnet.analysis.reason import Figure, Reason
from roadnet.analysis.roots import find_roots
from roadnet.network.locate import EdgeIndex, points_xy
from roadnet.network.model import FloatArray, IntArray
from roadnet.network.stretches import edge_lines
from roadnet.planning.changes import AddRow, Change, SetValues
from roadnet.planning.costs import price_each
from roadnet.planning.project import Project

_PREFIX: Final = {"bus": "P-bus-", "logistics": "P-log-", "station": "P-sta-"}


@dataclass(frozen=True, slots=True)
class _Draft:
    """A project before it has its number and price."""

    kind: str
    name: Reason
    action: str
    change: Change
    place: Point | None
    count: int = 1


def bus_candidates(assessment: Assessment) -> list[Project]:
    """Propose stops, more days of service, and booked service, for villages without a bus."""
    villages = assessment.villages
    unserved = villages["eligible_service"] & ~villages["bus_level"].isin(
        ("daily", "weekly", "on_demand")
    )
    rows = np.flatnonzero(unserved.to_numpy(dtype=bool))
    drafts = [
        *_new_stops(assessment, rows),
        *_more_service(assessment, rows),
        *_new_zones(assessment, rows),
    ]
    return _projects(drafts, "bus", assessment)


def logistics_candidates(assessment: Assessment) -> list[Project]:
    """Propose delivery points, sub-centres and mended nodes for villages with a broken chain."""
    villages = assessment.villages
    broken = villages["eligible_service"] & (villages["logistics_status"] != "complete")
    rows = np.flatnonzero(broken.to_numpy(dtype=bool))
    if not assessment.district.has("logistics") or not len(rows):
        return []
    drafts = [
        *_mended_nodes(assessment),
        *_village_points(assessment, rows),
        *_sub_centres(assessment, rows),
    ]
    return _projects(drafts, "logistics", assessment)


def station_candidates(assessment: Assessment) -> list[Project]:
    """Propose a station where a township has none, the functions that are missing where it has."""
    townships = assessment.townships
    if "has_station" not in townships:
        return []
    return _projects(list(_stations(assessment)), "station", assessment)


def _projects(drafts: Sequence[_Draft], target: str, assessment: Assessment) -> list[Project]:
    found = []
    for number, draft in enumerate(drafts, start=1):
        priced = price_each(draft.kind, assessment.standard, draft.count)
        identifier = f"{_PREFIX[target]}{number:03d}"
        found.append(
            Project(
                project_id=identifier,
                name=draft.name,
                action=draft.action,
                origin="proposed",
                changes=(_with_id(draft.change, identifier),),
                geometry=draft.place,
                length_km=0.0,
                cost_cny=priced.cost_cny,
                subsidy_cny=priced.subsidy_cny,
                cost_source=priced.cost_source,
                subsidy_source=priced.subsidy_source,
                kind=draft.action,
            )
        )
    return found


def _with_id(change: Change, identifier: str) -> Change:
    """Give an added row an identifier that begins with its project's."""
    if not isinstance(change, AddRow):
        return change
    key = {"stops": "stop_id", "service_zones": "zone_id", "stations": "station_id"}
    column = key.get(change.layer, "node_id")
    return AddRow(change.layer, {column: identifier, **change.values}, change.geometry)


def _new_stops(assessment: Assessment, rows: IntArray) -> Iterator[_Draft]:
    """Yield a stop beside the nearest open road for as few places as cover the villages."""
    limit_m = assessment.standard.number("bus_stop_limit_m")
    days = assessment.standard.number("plan_stop_days_per_week")
    for place, served in _covering(assessment, rows, limit_m):
        first = _name(assessment, served[0])
        key = "planning.service.new_stop" + ("_several" if len(served) > 1 else "")
        yield _Draft(
            kind="new_stop",
            name=Reason(key, {"village": first, "count": len(served)}),
            action="new_stop",
            change=AddRow("stops", {"name": first, "service_days_per_week": days}, place),
            place=place,
        )


def _village_points(assessment: Assessment, rows: IntArray) -> Iterator[_Draft]:
    """Yield a delivery point for as few places as cover the villages without one that operates."""
    standard = assessment.standard
    status = assessment.villages["logistics_status"].to_numpy(dtype=object)
    lacking = rows[status[rows] == "broken_village"]
    limit_m = standard.number("logistics_village_limit_m")
    for place, served in _covering(assessment, lacking, limit_m):
        first = _name(assessment, served[0])
        key = "planning.service.village_point" + ("_several" if len(served) > 1 else "")
        values = {
            "name": first,
            "tier": "village",
            "dispatch_days_per_week": standard.number("plan_dispatch_days_per_week"),
        }
        yield _Draft(
            kind="village_point",
            name=Reason(key, {"village": first, "count": len(served)}),
            action="new_node",
            change=AddRow("logistics", values, place),
            place=place,
        )


def _covering(
    assessment: Assessment, rows: IntArray, limit_m: float
) -> Iterator[tuple[Point, list[int]]]:
    """Choose places beside villages, each time the one that covers most of those left.

    A place on a road near each village, or its own, is among them, so that every one is covered.
    """
    xy = points_xy(assessment.villages.geometry)[rows]
    places = _beside_road(assessment, xy, limit_m)
    near = np.hypot(*(places[:, None] - xy[None]).transpose(2, 0, 1)) <= limit_m
    left = np.ones(len(rows), dtype=bool)
    while left.any():
        covered = (near & left).sum(axis=1)
        # Only a place of a village that is left may be chosen last: it covers at least itself.
        best = int(np.argmax(np.where(left | (covered > 1), covered, 0)))
        served = np.flatnonzero(near[best] & left)
        left[served] = False
        order = sorted(served.tolist(), key=lambda at: at != best)
        yield Point(places[best]), [int(rows[at]) for at in order]


def _beside_road(assessment: Assessment, xy: FloatArray, limit_m: float) -> FloatArray:
    """Return for each village the nearest place on a road that leads to a root, else itself."""
    network, states = assessment.network, assessment.placed.states
    reach = find_reach(
        network,
        states,
        find_roots(assessment.district, network),
        access_limit_m=assessment.standard.number("access_limit_m"),
    )
    found = EdgeIndex(network, reach.rooted).nearest(xy, limit_m=limit_m)
    lines = edge_lines(network, found.edge)
    at = shapely.get_coordinates(shapely.line_interpolate_point(lines, found.offset_m))
    places = xy.copy()
    places[found.point] = at
    return places


def _more_service(assessment: Assessment, rows: IntArray) -> Iterator[_Draft]:
    """Yield more days at stops near a village at which too few buses call."""
    if not assessment.district.has("stops"):
        return
    stops = assessment.district.layers["stops"]
    xy = points_xy(assessment.villages.geometry)[rows]
    tree = shapely.STRtree(stops.geometry.to_numpy())
    limit_m = assessment.standard.number("bus_stop_limit_m")
    _, near = tree.query(shapely.points(xy), predicate="dwithin", distance=limit_m)
    days = assessment.standard.number("plan_stop_days_per_week")
    ids, names = words(stops["stop_id"]), words(stops["name"])
    for stop in np.unique(near).tolist():
        said: dict[str, Figure] = {"stop": str(names[stop] or ids[stop]), "days": int(days)}
        yield _Draft(
            kind="more_service",
            name=Reason("planning.service.more_service", said),
            action="new_stop",
            change=SetValues("stops", (str(ids[stop]),), {"service_days_per_week": days}),
            place=stops.geometry.iloc[stop],
        )


def _new_zones(assessment: Assessment, rows: IntArray) -> Iterator[_Draft]:
    """Yield booked service for the villages without a bus of each township."""
    if not assessment.standard.flag("on_demand_counts"):
        return
    villages = assessment.villages.iloc[rows]
    owner = villages["township_id"].fillna("").astype(str)
    for township in sorted(owner.unique()):
        mine = villages[(owner == township).to_numpy()]
        ids = ";".join(mine["village_id"].astype(str))
        count = len(mine)
        name = _township(assessment, township)
        yield _Draft(
            kind="new_zone",
            name=Reason("planning.service.new_zone", {"township": name, "count": count}),
            action="new_zone",
            change=AddRow("service_zones", {"village_ids": ids}),
            place=shapely.MultiPoint(points_xy(mine.geometry)).centroid,
        )


def _mended_nodes(assessment: Assessment) -> Iterator[_Draft]:
    """Yield nodes that deliver too seldom, or whose stated parent does not hold."""
    standard, nodes = assessment.standard, assessment.district.layers["logistics"]
    days = nodes["dispatch_days_per_week"].to_numpy(dtype=float)
    idle = days < standard.number("logistics_min_dispatch_days")
    parent, ids = words(nodes["parent_id"]), words(nodes["node_id"])
    tier = words(nodes["tier"])
    above = {"village": "township", "township": "county"}
    tier_of = dict(zip(ids, tier, strict=True))
    runs = dict(zip(ids, ~idle, strict=True))
    for at in range(len(nodes)):
        if tier[at] == "":
            continue
        wanted = above.get(str(tier[at]))
        lost = parent[at] != "" and (
            tier_of.get(parent[at]) != wanted or not runs.get(parent[at], False)
        )
        values: dict[str, Any] = {}
        if idle[at]:
            values["dispatch_days_per_week"] = standard.number("plan_dispatch_days_per_week")
        if wanted and lost:
            values["parent_id"] = None  # the nearest node that is supplied then takes it on
        if values:
            name = str(words(nodes["name"])[at] or ids[at])
            yield _Draft(
                kind="mend_node",
                name=Reason("planning.service.mend_node", {"node": name}),
                action="new_node",
                change=SetValues("logistics", (str(ids[at]),), values),
                place=nodes.geometry.iloc[at],
            )


def _sub_centres(assessment: Assessment, rows: IntArray) -> Iterator[_Draft]:
    """Yield a sub-centre at the seat of each township some of whose chains break above."""
    if not assessment.district.has("townships"):
        return
    villages = assessment.villages.iloc[rows]
    lacking = set(villages["township_id"].fillna("").astype(str))
    seats = assessment.district.layers["townships"]
    days = assessment.standard.number("plan_dispatch_days_per_week")
    for identifier, seat in zip(seats["township_id"].astype(str), seats.geometry, strict=True):
        if identifier in lacking and seat is not None:
            name = _township(assessment, identifier)
            values = {"name": name, "tier": "township", "dispatch_days_per_week": days}
            yield _Draft(
                kind="township_node",
                name=Reason("planning.service.township_node", {"township": name}),
                action="new_node",
                change=AddRow("logistics", values, seat),
                place=seat,
            )


def _stations(assessment: Assessment) -> Iterator[_Draft]:
    townships, required = (
        assessment.townships,
        assessment.standard.words("station_required_functions"),
    )
    lacking = townships[townships["has_station"].eq(False).fillna(False).to_numpy(dtype=bool)]
    for _, row in lacking.iterrows():
        identifier, name = str(row["township_id"]), _township(assessment, str(row["township_id"]))
        existing = [one for one in str(row["station_ids"] or "").split(";") if one]
        if existing:
            stations = assessment.district.layers["stations"]
            at = int(np.flatnonzero(stations["station_id"].astype(str) == existing[0])[0])
            own = split_ids(stations["functions"].iloc[[at]])[1].tolist()
            every = ";".join(dict.fromkeys([*own, *required]))
            said = str(words(stations["name"])[at] or existing[0])
            yield _Draft(
                kind="more_functions",
                name=Reason("planning.service.more_functions", {"station": said}),
                action="new_station",
                change=SetValues("stations", (existing[0],), {"functions": every}),
                place=stations.geometry.iloc[at],
            )
            continue
        place = row.geometry.representative_point() if row.geometry is not None else None
        values = {"name": name, "township_id": identifier, "functions": ";".join(required)}
        yield _Draft(
            kind="new_station",
            name=Reason("planning.service.new_station", {"township": name}),
            action="new_station",
            change=AddRow("stations", {**values, "status": "existing"}, place),
            place=place,
        )


def _name(assessment: Assessment, row: int) -> str:
    village = assessment.villages.iloc[row]
    return str(village["village_id"] if pd.isna(village["name"]) else village["name"])


def _township(assessment: Assessment, identifier: str) -> str:
    table = assessment.townships
    mine = table[table["township_id"].astype(str) == identifier]
    known = len(mine) and "name" in mine and pd.notna(mine["name"].iloc[0])
    return str(mine["name"].iloc[0]) if known else identifier or "–"
