"""Does a bus serve the village: the best level, the stop or zone that decides, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.columns import (
    TextArray,
    order_of_ids,
    place_names,
    split_ids,
    whole,
    words,
)
from roadnet.analysis.pairs import pair_distances_m
from roadnet.analysis.places import PlacedNetwork, on_foot
from roadnet.analysis.reason import Figure, Reason
from roadnet.analysis.roads import edge_minutes, flag
from roadnet.analysis.service_days import days_that_count
from roadnet.district import District
from roadnet.network.locate import points_xy
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork
from roadnet.network.routing import Router
from roadnet.standards import Standard

LEVELS: Final = ("daily", "weekly", "on_demand", "none")
"""Levels of service, the best first."""

_NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class RankedStops:
    """The stops; ``rank`` is the position in LEVELS, 2 for a stop that does not serve."""

    xy: FloatArray
    days: FloatArray
    rank: IntArray
    order: IntArray
    names: TextArray
    ids: TextArray


@dataclass(frozen=True, slots=True)
class _Choice:
    """(v,) per village: the stop that decides or is nearest, its straight metres, and how."""

    stop: IntArray
    stop_m: FloatArray
    rank: IntArray
    walk_min: FloatArray


def village_bus(district: District, placed: PlacedNetwork, *, standard: Standard) -> pd.DataFrame:
    """Decide each village's bus level.

    A stop serves a village when it stands within ``bus_stop_limit_m`` in a straight line, or,
    where ``bus_walk_limit_min`` is above 0, within so many minutes on foot over open roads. Of the
    stops that serve it the best level decides, ``daily`` from ``bus_daily_min_days`` a week on,
    ``weekly`` from ``bus_weekly_min_days`` on; of equals the nearest. A stop whose days are not
    known does not serve. Without such a stop a zone of booked or regional service gives
    ``on_demand``, if ``on_demand_counts``. All limits are inclusive.

    Returns
    -------
    DataFrame indexed as the villages: ``stop_id``, ``stop_m`` (straight) and ``stop_walk_m`` (over
    open roads in either direction, legs included; NaN where there is no way) of the stop that
    decides, of the nearest stop where none does; ``has_stop`` (any stop within the straight
    limit); ``bus_level``, ``bus_reason``. All missing where the district has neither stops nor
    zones.
    """
    villages = district.layers["villages"]
    if not (district.has("stops") or district.has("service_zones")):
        return _unknown(villages.index)
    xy = points_xy(villages.geometry)
    stops = rank_stops(district, standard)
    any_stop, any_m = _nearest(xy, stops, np.arange(len(stops.xy)))
    choice = _choose(placed, xy, stops, (any_stop, any_m), standard)
    zone = zone_of_villages(district, standard)
    level = np.where(choice.rank < 2, choice.rank, _rank_of_zone(zone, standard))
    table = pd.DataFrame(index=villages.index)
    table["stop_id"] = _take(stops.ids, choice.stop)
    table["stop_m"] = choice.stop_m
    table["stop_walk_m"] = _walk_m(placed, choice)
    table["has_stop"] = any_m <= standard.number("bus_stop_limit_m")
    table["bus_level"] = np.array(LEVELS, dtype=object)[level]
    reasons = _reasons(district, stops, choice, level, zone, standard)
    return table.assign(bus_reason=pd.Series(reasons, index=villages.index, dtype=object))


def _unknown(index: pd.Index) -> pd.DataFrame:
    table = pd.DataFrame(index=index)
    nothing = pd.Series(None, index=index, dtype=object)
    return table.assign(
        stop_id=nothing, stop_m=np.nan, stop_walk_m=np.nan,
        has_stop=pd.Series(pd.NA, index=index, dtype="boolean"),
        bus_level=nothing, bus_reason=nothing,
    )  # fmt: skip


def rank_stops(district: District, standard: Standard) -> RankedStops:
    """Take the stops from the layer, each with the level that its days of service give."""
    if not district.has("stops"):
        none, nobody = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=object)
        return RankedStops(np.zeros((0, 2)), np.zeros(0), none, none, nobody, nobody)
    frame = district.layers["stops"]
    days = days_that_count(district, usual_counts=standard.flag("bus_usual_week_counts"))
    is_daily = days >= standard.number("bus_daily_min_days")
    is_weekly = (days >= standard.number("bus_weekly_min_days")) & (days > 0)
    rank = np.where(is_daily, 0, np.where(is_weekly, 1, 2))
    names, ids = place_names(frame, "stop_id"), words(frame["stop_id"])
    return RankedStops(
        points_xy(frame.geometry), days, rank, order_of_ids(frame["stop_id"]), names, ids
    )


def _nearest(xy: FloatArray, stops: RankedStops, rows: IntArray) -> tuple[IntArray, FloatArray]:
    """(v,) the nearest of some stops, of equals the first by identifier, and its distance."""
    stop, away_m = np.full(len(xy), _NOBODY), np.full(len(xy), np.inf)
    if len(rows) == 0 or len(xy) == 0:
        return stop, away_m
    tree = shapely.STRtree(shapely.points(stops.xy[rows]))
    (village, found), distance = tree.query_nearest(shapely.points(xy), return_distance=True)
    found = rows[found]
    order = np.lexsort((stops.order[found], village))
    first = order[np.diff(village[order], prepend=-1) != 0]
    stop[village[first]], away_m[village[first]] = found[first], distance[first]
    return stop, away_m


def _choose(
    placed: PlacedNetwork,
    xy: FloatArray,
    stops: RankedStops,
    nearest: tuple[IntArray, FloatArray],
    standard: Standard,
) -> _Choice:
    """Choose the stop of the best level that serves; the nearest stop where none does."""
    limit_m = standard.number("bus_stop_limit_m")
    stop, away_m = nearest[0].copy(), nearest[1].copy()
    rank, walk_min = np.full(len(xy), 2), np.full(len(xy), np.nan)
    for level in (1, 0):
        rows = np.flatnonzero(stops.rank == level)
        on_foot_stop, minutes = _nearest_on_foot(placed, rows, standard)
        near, near_m = _nearest(xy, stops, rows)
        for served, found in ((on_foot_stop >= 0, on_foot_stop), (near_m <= limit_m, near)):
            stop[served], rank[served] = found[served], level
        walk_min = np.where(rank == level, np.where(near_m <= limit_m, np.nan, minutes), walk_min)
    known = stop >= 0
    away_m[known] = np.hypot(*(xy[known] - stops.xy[stop[known]]).T)
    return _Choice(stop, np.where(known, away_m, np.nan), rank, walk_min)


def _nearest_on_foot(
    placed: PlacedNetwork, rows: IntArray, standard: Standard
) -> tuple[IntArray, FloatArray]:
    """(v,) the stop with the shortest walk within the limit, -1 where none; and its minutes."""
    limit_min, speed_km_h = (
        standard.number("bus_walk_limit_min"),
        standard.number("walk_speed_km_h"),
    )
    villages = placed.legs_m["villages"]
    none = np.full(villages.count, _NOBODY), np.full(villages.count, np.nan)
    if limit_min <= 0 or len(rows) == 0:
        return none
    walkers, cost = walking_minutes(placed, standard)
    starts = placed.legs_min("villages", walk_speed_km_h=speed_km_h)
    ends = placed.legs_min("stops", walk_speed_km_h=speed_km_h).only(rows)
    search = Router(walkers, cost, placed.open_mask).search(ends, limit=limit_min)
    found = search.nearest(starts)
    within = found.cost <= limit_min
    return np.where(within, found.target, _NOBODY), np.where(within, found.cost, np.nan)


def walking_minutes(placed: PlacedNetwork, standard: Standard) -> tuple[RoadNetwork, FloatArray]:
    """Return the network as walkers have it and (m,) minutes of each edge on foot or by ferry."""
    walkers = on_foot(placed.network)
    ferry = placed.network.road_values(flag(placed.network.roads, "is_ferry"), join=False)
    pace = 0.06 / standard.number("walk_speed_km_h")
    by_ferry = edge_minutes(placed.network, standard)
    return walkers, np.where(ferry.astype(bool), by_ferry, walkers.edge_length_m * pace)


def _walk_m(placed: PlacedNetwork, choice: _Choice) -> FloatArray:
    """(v,) metres over open roads to the chosen stop; NaN where there is no way."""
    found = np.full(len(choice.stop), np.nan)
    village = np.flatnonzero(choice.stop >= 0)
    if len(village):
        found[village] = pair_distances_m(
            placed, "on_foot", ("villages", "stops"),
            (village, choice.stop[village]), choice.stop_m[village],
        )  # fmt: skip
    return found


def zone_of_villages(district: District, standard: Standard) -> IntArray:
    """(v,) the zone that serves each village, by its list, its area or its stops; -1 where none.

    The stops of a zone serve within ``bus_stop_limit_m`` in a straight line.
    """
    villages = district.layers["villages"]
    if not district.has("service_zones"):
        return np.full(len(villages), _NOBODY)
    zones = district.layers["service_zones"]
    row, village_id = split_ids(zones["village_ids"])
    listed = pd.DataFrame({"id": village_id.astype(str), "zone": row}).merge(
        pd.DataFrame({"id": words(villages["village_id"]).astype(str), "at": range(len(villages))}),
        on="id",
    )
    areas = shapely.make_valid(zones.geometry.to_numpy())
    tree = shapely.STRtree(areas)
    inside, zone = tree.query(villages.geometry.to_numpy(), predicate="intersects")
    near, zone_near = _near_booked_stops(district, standard)
    at = np.concatenate([listed["at"].to_numpy(dtype=np.int64), inside, near])
    zone = np.concatenate([listed["zone"].to_numpy(dtype=np.int64), zone, zone_near])
    order = np.lexsort((order_of_ids(zones["zone_id"])[zone], at))
    first = order[np.diff(at[order], prepend=-1) != 0]
    found = np.full(len(villages), _NOBODY)
    found[at[first]] = zone[first]
    return found


def _near_booked_stops(district: District, standard: Standard) -> tuple[IntArray, IntArray]:
    """Pairs of a village and a zone one of whose stops is near enough."""
    nothing = np.zeros(0, dtype=np.int64)
    if not district.has("stops"):
        return nothing, nothing
    zone, stop_id = split_ids(district.layers["service_zones"]["stop_ids"])
    stops = district.layers["stops"]
    listed = pd.DataFrame({"id": stop_id.astype(str), "zone": zone}).merge(
        pd.DataFrame({"id": words(stops["stop_id"]).astype(str), "row": range(len(stops))}),
        on="id",
    )
    if listed.empty:
        return nothing, nothing
    tree = shapely.STRtree(stops.geometry.to_numpy()[listed["row"]])
    village, found = tree.query(
        district.layers["villages"].geometry.to_numpy(),
        predicate="dwithin",
        distance=standard.number("bus_stop_limit_m"),
    )
    return village, listed["zone"].to_numpy(dtype=np.int64)[found]


def _rank_of_zone(zone: IntArray, standard: Standard) -> IntArray:
    counts: BoolArray = (zone >= 0) & standard.flag("on_demand_counts")
    return np.where(counts, LEVELS.index("on_demand"), LEVELS.index("none"))


def _take(values: TextArray, rows: IntArray) -> list[str | None]:
    return [str(values[row]) if row >= 0 else None for row in rows]


def _reasons(
    district: District,
    stops: RankedStops,
    choice: _Choice,
    level: IntArray,
    zone: IntArray,
    standard: Standard,
) -> list[Reason]:
    limits = {
        "limit_m": whole(standard.number("bus_stop_limit_m")),
        "limit_min": whole(standard.number("bus_walk_limit_min")),
        "daily_days": whole(standard.number("bus_daily_min_days")),
        "weekly_days": whole(standard.number("bus_weekly_min_days")),
    }
    zones = district.layers.get("service_zones")
    zone_ids = words(zones["zone_id"]) if zones is not None else stops.ids
    reasons = []
    for at, stop in enumerate(choice.stop.tolist()):
        figures: dict[str, Figure] = dict(limits)
        if stop >= 0:
            figures |= {"stop": str(stops.names[stop]), "stop_m": float(choice.stop_m[at])}
            figures["days"] = whole(float(stops.days[stop])) if stops.days[stop] >= 0 else 0
        if choice.rank[at] < 2:
            figures["walk_min"] = float(choice.walk_min[at])
            manner = "" if np.isnan(choice.walk_min[at]) else "_on_foot"
            reasons.append(Reason(f"services.bus.{LEVELS[level[at]]}{manner}", figures))
            continue
        why = Reason(f"services.bus.why.{_why(stops, choice, at, limits['limit_m'])}", figures)
        booked = {"zone": str(zone_ids[zone[at]])} if zone[at] >= 0 else {}
        outcome = (
            LEVELS[level[at]] if LEVELS[level[at]] == "on_demand" or not booked else "not_counted"
        )
        reasons.append(Reason(f"services.bus.{outcome}", {"why": why, **booked}))
    return reasons


def _why(stops: RankedStops, choice: _Choice, at: int, limit_m: float) -> str:
    """Name why no stop serves a village."""
    stop = int(choice.stop[at])
    if stop < 0:
        return "no_stops"
    if choice.stop_m[at] > limit_m:
        return "far"
    days = stops.days[stop]
    return "no_days" if np.isnan(days) else "too_few" if days > 0 else "idle"
