"""One network with every candidate's roads in it, each edge knowing the projects that touch it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.district import District
from roadnet.network.build import build_network
from roadnet.network.insert import insert_places
from roadnet.network.locate import Located
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork
from roadnet.planning.changes import AddRow, SetStretch, SetValues, apply_changes
from roadnet.planning.cut_roads import road_rows
from roadnet.planning.project import Project

Good = Callable[[pd.DataFrame], BoolArray]
"""Whether each road of a table of roads will do."""

NOBODY = -1


@dataclass(frozen=True, slots=True)
class StagedNetwork:
    """The network with the roads of all projects, and what each project makes of its edges.

    Parameters
    ----------
    district
        The district with the roads of all projects.
    network
        Built from them, cut where projects begin and end.
    added_by
        (r,) the project that adds each road; -1 for the district's own.
    edge, project, variant
        (k,) an edge, a project that changes its road there, and the row of ``variants`` that
        describes the road as that project leaves it.
    variants
        Roads as single projects leave them.
    """

    district: District
    network: RoadNetwork
    added_by: IntArray
    edge: IntArray
    project: IntArray
    variant: IntArray
    variants: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Living:
    """Edges that will do as they are, (m,); pairs of another edge and a project that mends it."""

    alive: BoolArray
    edge: IntArray
    project: IntArray


def stage_network(before: Assessment, projects: Sequence[Project]) -> StagedNetwork:
    """Build the network with every project's roads, cut where stretches begin and end."""
    added = [
        (at, change)
        for at, project in enumerate(projects)
        for change in project.changes
        if isinstance(change, AddRow) and change.layer == "roads"
    ]
    district = apply_changes(before.district, [change for _, change in added])
    network = (
        build_network(district, tolerance_m=before.network.tolerance_m, curve_tolerances_m=())
        if added
        else before.network
    )
    row_of = road_rows(network.roads)
    added_by = np.full(len(network.roads), NOBODY)
    for at, change in added:
        added_by[row_of[str(change.values["road_id"]), None]] = at
    touched = _stretches(projects, network, row_of)
    cut = _cut(network, touched)
    edge, which = _edges_of(cut, touched)
    variants = network.roads.iloc[touched.road].reset_index(drop=True)
    for at, values in enumerate(touched.values):
        for column, value in values.items():
            variants.loc[at, column] = value
    return StagedNetwork(district, cut, added_by, edge, touched.project[which], which, variants)


def living_edges(staged: StagedNetwork, good: Good) -> Living:
    """Tell which edges will do as they are, and which once some project is built."""
    network = staged.network
    fine = good(network.roads)
    alive = network.road_values(fine & (staged.added_by == NOBODY), join=True).astype(bool)
    mends = good(staged.variants)[staged.variant] & ~alive[staged.edge]
    new = np.where(fine, staged.added_by, NOBODY)
    by_new = network.road_values(new, join=NOBODY)
    fresh = np.flatnonzero(by_new != NOBODY)
    return Living(
        alive,
        np.concatenate([staged.edge[mends], fresh]),
        np.concatenate([staged.project[mends], by_new[fresh]]),
    )


@dataclass(frozen=True, slots=True)
class _Touched:
    """(k,) stretches that projects change: project, road, metres along it, and the new values."""

    project: IntArray
    road: IntArray
    start_m: FloatArray
    end_m: FloatArray
    values: list[dict[str, object]]


def _stretches(
    projects: Sequence[Project], network: RoadNetwork, row_of: Mapping[tuple[str, int | None], int]
) -> _Touched:
    length_m = network.roads.geometry.length.to_numpy()
    rows: list[tuple[int, int, float, float, dict[str, object]]] = []
    for at, project in enumerate(projects):
        for change in project.changes:
            if isinstance(change, SetStretch):
                road = row_of[change.road_id, change.source_row]
                rows.append((at, road, change.start_m, change.end_m, dict(change.values)))
            elif isinstance(change, SetValues) and change.layer == "roads":
                known = [row_of[one, None] for one in change.ids]
                rows += [(at, road, 0.0, length_m[road], dict(change.values)) for road in known]
    project_, road_, start, end, values = zip(*rows, strict=True) if rows else ([],) * 5
    return _Touched(
        np.array(project_, dtype=np.int64),
        np.array(road_, dtype=np.int64),
        np.array(start, dtype=float),
        np.array(end, dtype=float),
        list(values),
    )


def _cut(network: RoadNetwork, touched: _Touched) -> RoadNetwork:
    """Put a node where each stretch begins and ends."""
    road = np.concatenate([touched.road, touched.road])
    at_m = np.concatenate([touched.start_m, touched.end_m])
    edge, offset = _edge_at(network, road, at_m)
    found = edge != NOBODY
    count = int(found.sum())
    place = Located(np.arange(count), edge[found], offset[found], np.zeros(count))
    return insert_places(network, place).network


def _edge_at(network: RoadNetwork, road: IntArray, at_m: FloatArray) -> tuple[IntArray, FloatArray]:
    """(k,) the edge of a road that holds a place strictly inside, and how far along; -1 if none."""
    order, start, first, last = _edges_by_road(network)
    edge, offset = np.full(len(road), NOBODY), np.zeros(len(road))
    for at, (one, metres) in enumerate(zip(road.tolist(), at_m.tolist(), strict=True)):
        rows = order[first[one] : last[one]]
        on = np.searchsorted(start[first[one] : last[one]], metres, side="right") - 1
        if on >= 0 and network.edge_end_m[rows[on]] > metres:
            edge[at], offset[at] = rows[on], metres - network.edge_start_m[rows[on]]
    return edge, offset


def _edges_of(network: RoadNetwork, touched: _Touched) -> tuple[IntArray, IntArray]:
    """Pairs of an edge and the stretch that it lies in (by its middle)."""
    order, _, first, last = _edges_by_road(network)
    middle = (network.edge_start_m + network.edge_end_m) / 2.0
    edges: list[IntArray] = [np.zeros(0, dtype=np.int64)]
    which: list[IntArray] = [np.zeros(0, dtype=np.int64)]
    for at, road in enumerate(touched.road.tolist()):
        rows = order[first[road] : last[road]]
        begin, end = np.searchsorted(middle[rows], [touched.start_m[at], touched.end_m[at]])
        edges.append(rows[begin:end])
        which.append(np.full(end - begin, at))
    return np.concatenate(edges), np.concatenate(which)


def _edges_by_road(
    network: RoadNetwork,
) -> tuple[IntArray, FloatArray, IntArray, IntArray]:
    """Edges sorted by road and place along it, their starts, and each road's share of the order."""
    own = np.flatnonzero(~network.edge_is_join)
    order = own[np.lexsort((network.edge_start_m[own], network.edge_road[own]))]
    roads = np.arange(len(network.roads))
    first = np.searchsorted(network.edge_road[order], roads, side="left")
    last = np.searchsorted(network.edge_road[order], roads, side="right")
    return order, network.edge_start_m[order], first, last
