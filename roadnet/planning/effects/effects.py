"""From a district and its candidates to the problem of choice, and back to places with names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.roads import class_at_least, road_states
from roadnet.analysis.roots import find_roots
from roadnet.analysis.villages import population_of
from roadnet.network.locate import points_xy
from roadnet.network.model import BoolArray, FloatArray
from roadnet.planning.choice.greedy import cheapest_sets
from roadnet.planning.choice.grid import to_grid
from roadnet.planning.choice.problem import ChoiceProblem, CoverItems, Ragged, ReachItems
from roadnet.planning.effects.cover import Way, bus_ways, logistics_ways, station_ways
from roadnet.planning.effects.reach import join_reach, reach_items, to_ragged
from roadnet.planning.effects.staged import StagedNetwork, living_edges, stage_network
from roadnet.planning.project import Project

Measure = Literal["villages", "people", "points"]
MEASURES: Final = ("villages", "people", "points")

INDICATORS: Final = {
    "roads": ("road", "township_road"),
    "bus": ("bus",),
    "logistics": ("logistics", "station"),
    "all": ("road", "township_road", "bus", "logistics", "station"),
}
"""What each target counts."""

_OF_VILLAGES: Final = ("road", "bus", "logistics")


@dataclass(frozen=True, slots=True)
class Effects:
    """The problem of choice of a district.

    Parameters
    ----------
    projects
        The candidates, in the order of the problem.
    problem
        What each set of them wins.
    items
        One row an item, those of ``problem.reach`` first, then those of ``problem.cover``:
        ``indicator`` (``road``, ``township_road``, ``bus``, ``logistics``, ``station``), ``id`` and
        ``name`` of the village or township, ``population``, ``weight``.
    """

    projects: tuple[Project, ...]
    problem: ChoiceProblem
    items: pd.DataFrame


def find_effects(
    before: Assessment,
    projects: Sequence[Project],
    *,
    target: str = "all",
    measure: Measure = "villages",
    must: Sequence[str] = (),
    excluded: Sequence[str] = (),
) -> Effects:
    """Find what each set of projects would win.

    Parameters
    ----------
    before
        The district as it is.
    projects
        The candidates.
    target
        A key of :data:`INDICATORS`.
    measure
        What an item is worth: 1, its people, or the standard's points of the indicator shared out
        over all that count.
    must, excluded
        Identifiers of projects that have to be in, or out.
    """
    wanted = INDICATORS[target]
    staged = stage_network(before, projects)
    reach, reach_rows = _reach(before, staged, wanted, measure)
    cover, cover_rows = _cover(before, projects, wanted, measure)
    ids = np.array([project.project_id for project in projects], dtype=object)
    problem = ChoiceProblem(
        cost=np.array([project.cost_cny for project in projects], dtype=float),
        must=np.isin(ids, list(must)),
        excluded=np.isin(ids, list(excluded)),
        reach=reach,
        cover=cover,
    )
    return Effects(
        tuple(projects), problem, pd.concat([*reach_rows, cover_rows], ignore_index=True)
    )


def changes_of(effects: Effects) -> pd.DataFrame:
    """List what each project changes, place by place: the items whose cheapest set it is part of.

    Returns
    -------
    One row a project and item: ``project_id``, ``indicator``, ``id``, ``name``, ``population``,
    ``with_ids`` (the other projects of the set, ``;`` between; empty: it wins the item alone).
    """
    sets = cheapest_sets(effects.problem, to_grid(effects.problem.reach))
    ids = [project.project_id for project in effects.projects]
    rows = [
        {
            "project_id": ids[one],
            "item": item,
            "with_ids": ";".join(ids[other] for other in bundle if other != one),
        }
        for item, bundle in enumerate(sets)
        for one in bundle
    ]
    table = pd.DataFrame(rows, columns=["project_id", "item", "with_ids"])
    told = effects.items[["indicator", "id", "name", "population"]]
    joined = table.join(told, on="item").drop(columns="item")
    return joined[["project_id", "indicator", "id", "name", "population", "with_ids"]]


def items_of(before: Assessment, indicator: str, measure: Measure) -> pd.DataFrame:
    """List what lacks an indicator and counts: ``row`` in its table, id, name, people, weight."""
    table, identifier = (
        (before.villages, "village_id")
        if indicator in _OF_VILLAGES
        else (before.townships, "township_id")
    )
    counts, has = _verdicts(before, indicator)
    rows = np.flatnonzero(counts & ~has)
    people = population_of(table) if "population" in table else np.zeros(len(table))
    worth = {
        "villages": np.ones(len(table)),
        "people": people,
        "points": np.full(len(table), _points(before, indicator, int(counts.sum()))),
    }[measure]
    names = table["name"].fillna(table[identifier]) if "name" in table else table[identifier]
    return pd.DataFrame(
        {
            "indicator": indicator,
            "row": rows,
            "id": table[identifier].astype(str).to_numpy()[rows],
            "name": names.astype(str).to_numpy()[rows],
            "population": people[rows],
            "weight": worth[rows],
        }
    )


def _verdicts(before: Assessment, indicator: str) -> tuple[BoolArray, BoolArray]:
    """(rows,) what counts in an indicator, and what has it already."""
    villages, townships = before.villages, before.townships
    if indicator == "road":
        return _flags(villages, "eligible_road"), _equals(villages, "road_status", "connected")
    if indicator == "bus":
        known = villages["bus_level"].notna().to_numpy() | ~before.district.has("stops")
        served = villages["bus_level"].notna() & (villages["bus_level"] != "none")
        return _flags(villages, "eligible_service") & known, served.to_numpy(dtype=bool)
    if indicator == "logistics":
        complete = _equals(villages, "logistics_status", "complete")
        return _flags(villages, "eligible_service"), complete
    if indicator == "station":
        named = townships["township_id"].fillna("").astype(str).to_numpy() != ""
        return named, _flags(townships, "has_station")
    return _flags(townships, "counts"), _flags(townships, "at_required_class")


def _flags(table: pd.DataFrame, column: str) -> BoolArray:
    if column not in table:
        return np.zeros(len(table), dtype=bool)
    found: BoolArray = table[column].eq(True).fillna(False).to_numpy(dtype=bool)
    return found


def _equals(table: pd.DataFrame, column: str, value: str) -> BoolArray:
    found: BoolArray = table[column].eq(value).fillna(False).to_numpy(dtype=bool)
    return found


def _points(before: Assessment, indicator: str, count: int) -> float:
    return before.standard.table("plan_weights")[indicator] / count if count else 0.0


def _reach(
    before: Assessment, staged: StagedNetwork, wanted: Sequence[str], measure: Measure
) -> tuple[ReachItems, list[pd.DataFrame]]:
    """Return the reach items, and their tables in the same order."""
    items = [items_of(before, "road", measure)] if "road" in wanted else []
    reach = _no_reach()
    if items:
        standard = before.standard
        xy = points_xy(before.district.layers["villages"].geometry)[items[0]["row"]]
        reach = _reach_by(
            before, staged, lambda roads: road_states(roads, standard).hardened, xy, items[0]
        )
    if "township_road" in wanted and "at_required_class" in before.townships:
        seats = items_of(before, "township_road", measure)
        required = before.townships["required_class"].to_numpy()[seats["row"]]
        for name in sorted(set(required)):
            some = seats[required == name]
            reach = join_reach(reach, _seats(before, staged, str(name), some))
            items.append(some)
    return reach, items


def _seats(
    before: Assessment, staged: StagedNetwork, required: str, seats: pd.DataFrame
) -> ReachItems:
    standard, district = before.standard, before.district
    frame = district.layers["townships"]
    county = frame["is_county_seat"].fillna(False).to_numpy(dtype=bool)

    def good(roads: pd.DataFrame) -> BoolArray:
        at_least = class_at_least(roads["technical_class"], required)
        return road_states(roads, standard).is_open & at_least

    xy = points_xy(frame.geometry)[seats["row"]]
    return _reach_by(before, staged, good, xy, seats, county if county.any() else None)


def _reach_by(
    before: Assessment,
    staged: StagedNetwork,
    good: Callable[[pd.DataFrame], BoolArray],
    xy: FloatArray,
    items: pd.DataFrame,
    county_seats: BoolArray | None = None,
) -> ReachItems:
    roots = find_roots(staged.district, staged.network)
    return reach_items(
        staged.network,
        living_edges(staged, good),
        roots,
        xy,
        items["weight"].to_numpy(dtype=float),
        root_rows=county_seats,
        access_limit_m=before.standard.number("access_limit_m"),
    )


def _no_reach() -> ReachItems:
    none = np.zeros(0, dtype=np.int64)
    empty = Ragged(np.zeros(1, dtype=np.int64), none)
    return ReachItems(empty, none, none, np.zeros(0, dtype=bool), empty, np.zeros(0))


_WAYS: Final = {"bus": bus_ways, "logistics": logistics_ways, "station": station_ways}


def _cover(
    before: Assessment, projects: Sequence[Project], wanted: Sequence[str], measure: Measure
) -> tuple[CoverItems, pd.DataFrame]:
    tables, ways = [], []
    first = 0
    for indicator, find in _WAYS.items():
        if indicator not in wanted:
            continue
        items = items_of(before, indicator, measure)
        at_row = pd.Series(np.arange(first, first + len(items)), index=items["row"].to_numpy())
        rows = items["row"].to_numpy(dtype=np.int64)
        ways += [(int(at_row[way.row]), way) for way in find(before, projects, rows)]
        tables.append(items)
        first += len(items)
    table = (
        pd.concat(tables, ignore_index=True) if tables else items_of(before, "road", measure)[:0]
    )
    return _to_cover(before, table, ways), table


def _to_cover(before: Assessment, table: pd.DataFrame, ways: list[tuple[int, Way]]) -> CoverItems:
    """Write the ways as arrays; a village point takes in no more people than its capacity."""
    names = sorted({way.facility for _, way in ways if way.facility})
    number = {name: at for at, name in enumerate(names)}
    rows = np.repeat(np.arange(len(ways)), [len(way.projects) for _, way in ways])
    values = np.array([one for _, way in ways for one in way.projects], dtype=np.int64)
    item = np.array([at for at, _ in ways], dtype=np.int64)
    return CoverItems(
        way_item=item,
        way_projects=to_ragged(rows, values, len(ways)),
        way_facility=np.array([number.get(way.facility, -1) for _, way in ways], dtype=np.int64),
        way_demand=table["population"].to_numpy(dtype=float)[item],
        capacity=_room(before, names),
        weight=table["weight"].to_numpy(dtype=float),
    )


def _room(before: Assessment, names: list[str]) -> FloatArray:
    """(f,) persons that each village point can still take in; inf where the standard sets none."""
    limit = before.standard.number("plan_village_point_capacity_persons")
    if limit <= 0:
        return np.full(len(names), np.inf)
    villages = before.villages
    done = villages[_equals(villages, "logistics_status", "complete")]
    load = done.assign(people=population_of(done)).groupby("village_node_id")["people"].sum()
    return np.maximum(limit - load.reindex(names).fillna(0.0).to_numpy(dtype=float), 0.0)
