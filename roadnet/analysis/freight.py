"""Freight on buses: village points on a line, vehicle-km saved, the test of delivery time."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import TextArray, split_ids, whole, words
from roadnet.analysis.logistics_nodes import Links, Nodes, link_chain, read_nodes
from roadnet.analysis.margin import counted
from roadnet.analysis.operating_days import mean_days_per_week
from roadnet.analysis.reason import Figure, Reason
from roadnet.analysis.rounds import least_round, round_cost, short_round
from roadnet.network.locate import points_xy
from roadnet.network.model import FloatArray, IntArray
from roadnet.network.routing import Legs, Router

BUS_STATUSES: Final = (
    "by_bus",
    "not_carried",
    "carriage_unknown",
    "too_few",
    "trips_unknown",
    "no_stop",
)
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Freight:
    """What the buses could carry.

    Parameters
    ----------
    points
        One row a village point: ``node_id``, ``township_node_id`` (None where no link holds),
        ``bus_status`` (:data:`BUS_STATUSES`), ``stop_id`` and ``stop_m`` of the nearest stop within
        the limit, ``route_ids`` (``;`` between), ``trips_per_week`` (of the line that decides),
        ``delivery_h`` and ``delivery_in_time`` (None where days are not known), ``reason``,
        ``delivery_reason``.
    rounds
        One row a township node with points: ``node_id``, ``points``, ``points_by_bus``,
        ``round_km`` (past all points), ``round_bound_km`` (no round can be shorter),
        ``left_km`` (past the points that no bus serves), ``saved_km``, ``days_per_week``,
        ``saved_km_per_week`` (None where the days are not known), ``unreached`` (points without a
        way there and back: in no round).
    """

    points: pd.DataFrame
    rounds: pd.DataFrame


def freight_on_buses(assessment: Assessment) -> Freight:
    """Find which village points a bus can supply and what that saves.

    A point is on a line where a stop of the line stands within ``freight_stop_limit_m`` straight
    and the line makes ``freight_min_trips_per_week`` trips a week or more; it is ``by_bus`` if the
    line takes parcels. Of several lines the best status decides, then the most trips.

    The rounds without buses go from the township node past all its points and back, on each of
    its dispatch days; with buses, past those that are left. Both are tours found by the same rule
    (:func:`~roadnet.analysis.rounds.short_round`), over open roads in the direction of travel.
    """
    if not assessment.district.has("logistics"):
        return Freight(pd.DataFrame(), pd.DataFrame())
    nodes = read_nodes(assessment.district.layers["logistics"], assessment.standard)
    township, county = link_chain(assessment.placed, nodes, assessment.standard)
    rows = nodes.of("village")
    points = pd.DataFrame({"node_id": nodes.ids[rows]}, index=rows)
    upper = np.where(township.holds[rows], township.upper[rows], -1)
    points["township_node_id"] = [nodes.ids[at] if at >= 0 else None for at in upper]
    points = points.join(_on_lines(assessment, nodes.xy[rows], nodes.names[rows], rows))
    points = points.join(_delivery(assessment, nodes, township, county, rows))
    rounds = _rounds(assessment, nodes, points, upper)
    # A neighbour's point is on its round, but neither it nor the round is the district's own.
    own = counted(assessment.district.layers["logistics"].assign(id=nodes.ids))["id"]
    return Freight(
        points[points["node_id"].isin(own)].reset_index(drop=True),
        rounds[rounds["node_id"].isin(own)].reset_index(drop=True),
    )


def _on_lines(
    assessment: Assessment, xy: FloatArray, names: TextArray, rows: IntArray
) -> pd.DataFrame:
    """Decide each point's status by the stops near it and the lines that call there."""
    standard = assessment.standard
    least = standard.number("freight_min_trips_per_week")
    limit_m = standard.number("freight_stop_limit_m")
    ranked = _ranked_lines(_stops_near(assessment, xy, limit_m), _calls(assessment), least)
    best = ranked.drop_duplicates("point").set_index("point")
    same = ranked[ranked["bus_status"] == ranked["point"].map(best["bus_status"])]
    routes = same.drop_duplicates(["point", "route_id"]).groupby("point")["route_id"]
    every = best.assign(route_ids=routes.agg(";".join)).reindex(range(len(xy)))
    table = every.assign(
        bus_status=every["bus_status"].fillna("no_stop"),
        route_ids=every["route_ids"].fillna(""),
    )
    limits: dict[str, Figure] = {"limit_m": whole(limit_m), "least_trips": whole(least)}
    reasons = [
        Reason(f"freight.bus.{line.bus_status}", {"name": name, **limits, **_figures(line)})
        for name, line in zip(names.tolist(), table.itertuples(), strict=True)
    ]
    columns = ["bus_status", "stop_id", "stop_m", "route_ids", "trips_per_week"]
    return table[columns].assign(reason=pd.Series(reasons, dtype=object)).set_index(rows)


def _ranked_lines(near: pd.DataFrame, calls: pd.DataFrame, least: float) -> pd.DataFrame:
    """Rows of a point, a stop near it and a line that calls there: of each point the best first."""
    lines = near.merge(calls, on="stop_id")
    trips, carries = lines["trips_per_week"], lines["carries"]
    said = carries.fillna(False).astype(bool)
    status = np.select(
        [trips.isna(), trips < least, carries.isna(), said],
        ["trips_unknown", "too_few", "carriage_unknown", "by_bus"],
        "not_carried",
    )
    order = pd.Series(status, index=lines.index, dtype=object).map(BUS_STATUSES.index)
    return lines.assign(bus_status=status.astype(object), order=order).sort_values(
        ["point", "order", "trips_per_week", "stop_m", "route_id"],
        ascending=[True, True, False, True, True],
    )


def _figures(line: Any) -> dict[str, Figure]:
    """Return what a point's best line adds to its reason."""
    if line.bus_status == "no_stop":
        return {}
    known: dict[str, Figure] = {"route": str(line.route_name), "stop_m": float(line.stop_m)}
    return known | ({"trips": float(line.trips_per_week)} if line.trips_per_week >= 0 else {})


def _calls(assessment: Assessment) -> pd.DataFrame:
    """One row a stop and a line that calls there: its name, trips a week, whether it carries."""
    columns = ["stop_id", "route_id", "route_name", "trips_per_week", "carries"]
    if not assessment.district.has("bus_routes"):
        return pd.DataFrame(columns=columns, dtype=str).astype({"trips_per_week": float})
    routes = assessment.district.layers["bus_routes"]
    days = np.array([mean_days_per_week(text) for text in words(routes["operating_days"])])
    ids = words(routes["route_id"])
    table = pd.DataFrame({
        "route_id": ids,
        "route_name": np.where(words(routes["name"]) != "", words(routes["name"]), ids),
        "trips_per_week": routes["trips_per_day"].to_numpy(dtype=float) * days,
        "carries": routes["carries_parcels"].to_numpy(dtype=object),
    })  # fmt: skip
    route, stop = split_ids(routes["stop_ids"])
    return table.iloc[route].assign(stop_id=stop.astype(str))[columns]


def _stops_near(assessment: Assessment, xy: FloatArray, limit_m: float) -> pd.DataFrame:
    """Pairs of a point and a stop within the limit: ``point``, ``stop_id``, ``stop_m``."""
    if not assessment.district.has("stops"):
        none = {"point": np.int64, "stop_id": str, "stop_m": float}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in none.items()})
    stops = assessment.district.layers["stops"]
    places = shapely.points(points_xy(stops.geometry))
    here = shapely.points(xy)
    point, stop = shapely.STRtree(places).query(here, predicate="dwithin", distance=limit_m)
    return pd.DataFrame({
        "point": point,
        "stop_id": words(stops["stop_id"])[stop].astype(str),
        "stop_m": shapely.distance(here[point], places[stop]),
    })  # fmt: skip


def _delivery(
    assessment: Assessment, nodes: Nodes, township: Links, county: Links, rows: IntArray
) -> pd.DataFrame:
    """Hours until delivery in the worst case, by the dispatch days of both upper tiers."""
    limit_h = assessment.standard.number("delivery_limit_h")
    found = []
    for row in rows.tolist():
        upper = int(township.upper[row]) if township.holds[row] else -1
        top = int(county.upper[upper]) if upper >= 0 and county.holds[upper] else -1
        figures: dict[str, Figure] = {"name": str(nodes.names[row]), "limit_h": whole(limit_h)}
        days = [float(nodes.days[at]) for at in (top, upper)] if top >= 0 else []
        if not days or not all(np.isfinite(day) and day > 0 for day in days):
            why = "unknown" if days else "broken"
            hours, in_time = None, None
        else:
            hours = delivery_hours(*days)
            in_time = hours <= limit_h
            why = "in_time" if in_time else "late"
            figures |= {"hours": hours, "county_days": whole(days[0])}
            figures |= {"township_days": whole(days[1])}
        reason = Reason(f"freight.delivery.{why}", figures)
        found.append({"delivery_h": hours, "delivery_in_time": in_time, "delivery_reason": reason})
    columns = ["delivery_h", "delivery_in_time", "delivery_reason"]
    return pd.DataFrame(found, columns=columns, index=rows).astype({"delivery_in_time": "boolean"})


def delivery_hours(county_days: float, township_days: float) -> int:
    """Return the least that the longest time of a parcel can be, in whole days of 24 hours.

    24 (1 + (ceil(7 / c) - 1) + (ceil(7 / t) - 1)): with c days of dispatch a week, spread as evenly
    as can be, some parcel waits ceil(7 / c) - 1 days for the next; on a day when both tiers run
    it is handed on at once, and delivery itself takes that day.
    """
    waits = [ceil(_WEEK / days) - 1 for days in (county_days, township_days)]
    return 24 * (1 + sum(waits))


def _rounds(
    assessment: Assessment, nodes: Nodes, points: pd.DataFrame, upper: IntArray
) -> pd.DataFrame:
    """Compare each township node's round past all points with that past those left by buses."""
    placed = assessment.placed
    router = placed.router()
    by_bus = (points["bus_status"] == "by_bus").to_numpy()
    rows = points.index.to_numpy()
    found = []
    for depot in np.unique(upper[upper >= 0]).tolist():
        mine = np.flatnonzero(upper == depot)
        stops = np.concatenate([[depot], rows[mine]])
        cost = _km_between(router, placed.legs_m["logistics"], stops)
        there = np.isfinite(cost[0]) & np.isfinite(cost[:, 0])
        kept = np.flatnonzero(there)
        left = kept[(kept == 0) | ~np.concatenate([[False], by_bus[mine]])[kept]]
        tour, whole_km = short_round(cost[np.ix_(kept, kept)])
        # Ways over a network never get longer by leaving a stop out, so a saving is never negative.
        rest = [at for at in kept[tour].tolist() if at in set(left.tolist())]
        left_km = min(short_round(cost[np.ix_(left, left)])[1], round_cost(cost, rest))
        days = float(nodes.days[depot])
        saved = whole_km - left_km
        found.append({
            "node_id": nodes.ids[depot], "points": len(mine),
            "points_by_bus": len(kept) - len(left),
            "round_km": whole_km, "round_bound_km": least_round(cost[np.ix_(kept, kept)]),
            "left_km": left_km, "saved_km": saved, "days_per_week": days,
            "saved_km_per_week": saved * days if np.isfinite(days) else None,
            "unreached": len(mine) + 1 - len(kept),
        })  # fmt: skip
    columns = ["node_id", "points", "points_by_bus", "round_km", "round_bound_km", "left_km",
               "saved_km", "days_per_week", "saved_km_per_week", "unreached"]  # fmt: skip
    return pd.DataFrame(found, columns=columns)


def _km_between(router: Router, legs: Legs, places: IntArray) -> FloatArray:
    """(k, k) kilometres from row to column; inf where there is no way, 0 on the diagonal."""
    keep = np.isin(legs.place, places)
    number = {place: at for at, place in enumerate(places.tolist())}
    place = np.array([number[at] for at in legs.place[keep].tolist()], dtype=np.int64)
    some = Legs(place, legs.node[keep], legs.cost[keep], len(places))
    cost = router.table(some, some) / 1000.0
    np.fill_diagonal(cost, 0.0)
    return cost
