"""Villages and townships that projects would serve: by stops, zones, logistics nodes, stations.

Each function returns *ways*: pairs of a row that is not served and the projects that would serve
it. What projects make of roads is left aside here: a way that only new roads would open is not
counted, so a forecast may fall short of the plan's own assessment, never exceed it for that reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.bus import rank_stops, walking_minutes, zone_of_villages
from roadnet.analysis.logistics_nodes import Nodes, link_chain, read_nodes
from roadnet.analysis.places import PlacedNetwork, place_on_network
from roadnet.analysis.stations import township_stations
from roadnet.district import District
from roadnet.network.locate import points_xy
from roadnet.network.model import IntArray
from roadnet.network.routing import Router
from roadnet.planning.changes import AddRow, Change, MoveRow, SetStretch, apply_changes
from roadnet.planning.project import Project

_NOBODY = -1
_NO_STOP_SERVES = 2


@dataclass(frozen=True, slots=True)
class Way:
    """A row that a set of projects serves; ``facility`` is the identifier of the node it uses."""

    row: int
    projects: tuple[int, ...]
    facility: str = ""


def bus_ways(before: Assessment, projects: Sequence[Project], unserved: IntArray) -> list[Way]:
    """Find which project would bring a bus, or a booked one, to which village."""
    known = _serving(before.district, before)
    ways: list[Way] = []
    for at, changes in _changes_of(projects, ("stops", "bus_routes", "service_zones")):
        district = apply_changes(before.district, changes)
        rows = _villages_of_stops(district, before, known, unserved)
        if district.has("service_zones") and before.standard.flag("on_demand_counts"):
            zone = zone_of_villages(district, before.standard)
            rows = np.union1d(rows, unserved[zone[unserved] != _NOBODY])
        ways += [Way(int(row), (at,)) for row in rows]
    return ways


def station_ways(before: Assessment, projects: Sequence[Project], unserved: IntArray) -> list[Way]:
    """Find which project would give which township (rows of ``before.townships``) a station."""
    ids = before.townships["township_id"]
    ways: list[Way] = []
    for at, changes in _changes_of(projects, ("stations",)):
        district = apply_changes(before.district, changes)
        found = township_stations(district, ids, standard=before.standard)["has_station"]
        has = found.fillna(False).to_numpy(dtype=bool)
        ways += [Way(int(row), (at,)) for row in unserved[has[unserved]]]
    return ways


def logistics_ways(
    before: Assessment, projects: Sequence[Project], unserved: IntArray
) -> list[Way]:
    """Find which projects together would complete which village's chain.

    A village point may hang on the tiers above as they are, or as all projects together make them;
    it then needs the projects of each node of its chain.
    """
    touching = list(_changes_of(projects, ("logistics",)))
    if not touching:
        return []
    every = [change for _, changes in touching for change in changes]
    district = apply_changes(before.district, every)
    nodes = read_nodes(district.layers["logistics"], before.standard)
    needs = _projects_of_nodes(nodes, touching)
    placed = _place(district, before)
    touched = np.array([bool(one) for one in needs])
    as_they_are = replace(nodes, runs=nodes.runs & (~touched | (nodes.tier == "village")))
    pairs = _points_near(before, nodes, unserved)
    found: dict[tuple[int, int], Way] = {}
    for some in (as_they_are, nodes):
        for way, key in _complete(placed, some, before, needs, pairs):
            found.setdefault(key, way)
    return list(found.values())


def _changes_of(
    projects: Sequence[Project], layers: tuple[str, ...]
) -> Iterator[tuple[int, list[Change]]]:
    """Each project that changes some of the layers, with those changes."""
    for at, project in enumerate(projects):
        changes: list[Change] = [
            change
            for change in project.changes
            if not isinstance(change, SetStretch) and change.layer in layers
        ]
        if changes:
            yield at, changes


def _serving(district: District, before: Assessment) -> set[tuple[str, float, float]]:
    """Name the stops at which a bus calls often enough, each with its place."""
    stops = rank_stops(district, before.standard)
    serves = np.flatnonzero(stops.rank < _NO_STOP_SERVES)
    return {(str(stops.ids[at]), float(stops.xy[at, 0]), float(stops.xy[at, 1])) for at in serves}


def _villages_of_stops(
    district: District,
    before: Assessment,
    known: set[tuple[str, float, float]],
    unserved: IntArray,
) -> IntArray:
    """Rows among the unserved villages that a stop not yet serving would serve."""
    new = sorted(_serving(district, before) - known)
    if not new or not len(unserved):
        return np.zeros(0, dtype=np.int64)
    stop_xy = np.array([one[1:] for one in new])
    village_xy = points_xy(before.district.layers["villages"].geometry)[unserved]
    limit_m = before.standard.number("bus_stop_limit_m")
    tree = shapely.STRtree(shapely.points(stop_xy))
    near, _ = tree.query(shapely.points(village_xy), predicate="dwithin", distance=limit_m)
    on_foot = _on_foot(district, before, {one[0] for one in new}, unserved)
    return np.union1d(unserved[near], on_foot)


def _on_foot(
    district: District, before: Assessment, stop_ids: set[str], unserved: IntArray
) -> IntArray:
    """Rows among the unserved villages within the limit on foot of some stops."""
    standard = before.standard
    limit_min = standard.number("bus_walk_limit_min")
    if limit_min <= 0:
        return np.zeros(0, dtype=np.int64)
    placed = _place(district, before)
    walkers, cost = walking_minutes(placed, standard)
    speed = standard.number("walk_speed_km_h")
    rows = np.flatnonzero(district.layers["stops"]["stop_id"].astype(str).isin(stop_ids))
    ends = placed.legs_min("stops", walk_speed_km_h=speed).only(rows)
    search = Router(walkers, cost, placed.open_mask).search(ends, limit=limit_min)
    found = search.nearest(placed.legs_min("villages", walk_speed_km_h=speed))
    return unserved[found.cost[unserved] <= limit_min]


def _place(district: District, before: Assessment) -> PlacedNetwork:
    """Put a changed district's places on the roads as they are."""
    return place_on_network(
        district,
        before.network,
        before.placed.states,
        preferred=np.zeros(before.network.edge_count, dtype=bool),
        access_limit_m=before.standard.number("access_limit_m"),
    )


def _projects_of_nodes(
    nodes: Nodes, touching: Sequence[tuple[int, list[Change]]]
) -> list[tuple[int, ...]]:
    """For each node the projects that add or change it."""
    by_id: dict[str, set[int]] = {}
    for at, changes in touching:
        for change in changes:
            for one in _ids_of(change):
                by_id.setdefault(one, set()).add(at)
    return [tuple(sorted(by_id.get(str(one), ()))) for one in nodes.ids]


def _ids_of(change: Change) -> tuple[str, ...]:
    if isinstance(change, AddRow):
        return (str(change.values["node_id"]),)
    if isinstance(change, MoveRow):
        return (change.id,)
    return () if isinstance(change, SetStretch) else change.ids


def _points_near(before: Assessment, nodes: Nodes, unserved: IntArray) -> pd.DataFrame:
    """Pairs of an unserved village and a village point within the limit, the nearest first."""
    points = nodes.of("village")
    villages = before.district.layers["villages"].geometry.to_numpy()[unserved]
    tree = shapely.STRtree(shapely.points(nodes.xy[points]))
    limit_m = before.standard.number("logistics_village_limit_m")
    village, point = tree.query(villages, predicate="dwithin", distance=limit_m)
    pairs = pd.DataFrame({"village": unserved[village], "point": points[point]})
    pairs["away_m"] = shapely.distance(villages[village], shapely.points(nodes.xy[points[point]]))
    return pairs.sort_values(["village", "away_m", "point"])


def _complete(
    placed: PlacedNetwork,
    nodes: Nodes,
    before: Assessment,
    needs: list[tuple[int, ...]],
    pairs: pd.DataFrame,
) -> Iterator[tuple[Way, tuple[int, int]]]:
    """Ways over points whose chain holds, keyed by village and point."""
    township, county = link_chain(placed, nodes, before.standard)
    holds = nodes.runs & township.holds & county.holds[township.upper]
    for village, point in zip(pairs["village"], pairs["point"], strict=True):
        if holds[point]:
            upper = int(township.upper[point])
            chain = (int(point), upper, int(county.upper[upper]))
            wanted = tuple(sorted({one for node in chain for one in needs[node]}))
            yield Way(int(village), wanted, str(nodes.ids[point])), (int(village), int(point))
