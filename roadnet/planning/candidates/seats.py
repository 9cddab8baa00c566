"""Roads raised to the class that a township needs, along the way with the least to raise."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.connectivity import road_names
from roadnet.analysis.places import PlacedNetwork, road_mask
from roadnet.analysis.reason import Reason, Term
from roadnet.analysis.roads import class_at_least, flag
from roadnet.network.components import edge_parts
from roadnet.network.model import BoolArray, IntArray
from roadnet.network.routing import Legs, Router, Search
from roadnet.network.stretches import edge_lines
from roadnet.planning.candidates.roads import runs_of_roads
from roadnet.planning.changes import SetStretch
from roadnet.planning.costs import price_road
from roadnet.planning.project import Project
from roadnet.schema import SOURCE_ROW

_PREFIX: Final = "P-seat-"


def seat_candidates(assessment: Assessment) -> list[Project]:
    """Propose for each township seat below its class to raise the roads that lead there.

    The way runs over open roads from the seat to the county seat (without one, to a national or
    provincial road) and is chosen so that the kilometres below the class are least. What several
    seats need is shared: a second seat pays only for what the first leaves to be raised.
    """
    townships = assessment.townships
    if "at_required_class" not in townships or not assessment.district.has("townships"):
        return []
    lacking = townships["counts"].eq(True) & townships["at_required_class"].eq(False)
    found: list[Project] = []
    raised: dict[str, IntArray] = {}
    for row in np.flatnonzero(lacking.fillna(False).to_numpy(dtype=bool)).tolist():
        project = _raise_to_seat(assessment, row, len(found) + 1, raised)
        if project is not None:
            found.append(project)
    return found


def _raise_to_seat(
    assessment: Assessment, row: int, number: int, raised: dict[str, IntArray]
) -> Project | None:
    placed = assessment.placed
    required = str(assessment.townships["required_class"].iloc[row])
    good = _good_edges(placed, required)
    good[raised.get(required, np.zeros(0, dtype=np.int64))] = True
    cost = np.where(good, 0.0, placed.network.edge_length_m)
    ferry = placed.network.road_values(flag(placed.network.roads, "is_ferry"), join=False)
    usable = placed.open_mask & ~ferry.astype(bool)
    ends = _ends(assessment, placed, good)
    search = Router(placed.network, cost, usable).search(ends)
    own = placed.legs_m["townships"].only(np.array([row]))
    legs = Legs(own.place, own.node, np.zeros(len(own.cost)), own.count)
    edges = _way(search, legs, row)
    edges = edges[cost[edges] > 0]
    if not len(edges):
        return None
    raised[required] = np.union1d(raised.get(required, edges[:0]), edges)
    return _project(assessment, row, number, edges, required)


def _good_edges(placed: PlacedNetwork, required: str) -> BoolArray:
    roads = placed.network.roads
    good = placed.states.is_open & class_at_least(roads["technical_class"], required)
    return road_mask(placed.network, good)


def _ends(assessment: Assessment, placed: PlacedNetwork, good: BoolArray) -> Legs:
    """Return where a way may end: at the county seat, else at any major road of the class."""
    seats = assessment.district.layers["townships"]
    county = np.flatnonzero(flag(seats, "is_county_seat"))
    if len(county):
        legs = placed.legs_m["townships"].only(county)
        nodes = np.unique(legs.node)
    else:
        network = placed.network
        major = network.roads["admin_class"].isin(("national", "provincial")).to_numpy()
        on = network.road_values(major, join=False).astype(bool) & good
        part = edge_parts(network, good)
        near = np.isin(part, part[on]) & good
        nodes = np.unique(np.concatenate([network.edge_u[near], network.edge_v[near]]))
    zero = np.zeros(len(nodes), dtype=np.int64)
    return Legs(zero, nodes, np.zeros(len(nodes)), 1)


def _way(search: Search, legs: Legs, row: int) -> IntArray:
    node = int(search.nearest(legs).nodes(legs)[row])
    return search.route_edges(node) if node >= 0 else np.zeros(0, dtype=np.int64)


def _project(
    assessment: Assessment, row: int, number: int, edges: IntArray, required: str
) -> Project:
    network = assessment.placed.network
    names = road_names(network)
    twins = network.roads["road_id"].astype(str).duplicated(keep=False).to_numpy()
    changes, length_m, first = [], 0.0, ""
    values: dict[str, Any] = {"technical_class": required}
    for road, begin, end in runs_of_roads(network, edges):
        line = network.roads.iloc[road]
        source_row = int(line[SOURCE_ROW]) if twins[road] else None
        changes.append(SetStretch(str(line["road_id"]), begin, end, values, source_row))
        length_m += end - begin
        first = first or names[road]
    township = assessment.townships.iloc[row]
    name = township["name"] if isinstance(township.get("name"), str) else township["township_id"]
    length_km = length_m / 1000.0
    priced = price_road("upgrade", length_km, assessment.standard)
    figures: dict[str, Any] = {
        "road": first,
        "township": str(name),
        "class": Term(f"layers.values.roads.technical_class.{required}"),
        "length_km": length_km,
    }
    return Project(
        project_id=f"{_PREFIX}{number:03d}",
        name=Reason("planning.road.township", figures),
        action="upgrade",
        origin="proposed",
        changes=tuple(changes),
        geometry=shapely.line_merge(shapely.union_all(edge_lines(network, edges))),
        length_km=length_km,
        cost_cny=priced.cost_cny,
        subsidy_cny=priced.subsidy_cny,
        cost_source=priced.cost_source,
        subsidy_source=priced.subsidy_source,
        kind="upgrade",
    )
