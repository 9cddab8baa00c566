"""Bus stops, lines with market days, and on-demand zones, with each village's planted level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from roadnet.demo.allot import Allotment, allot, plant_groups, remote_villages
from roadnet.demo.names import say
from roadnet.demo.options import CRS, YEARS, DemoOptions
from roadnet.demo.people import access_nodes
from roadnet.demo.roads import Roads
from roadnet.demo.segments import Segments
from roadnet.demo.terrain import Floats
from roadnet.demo.ways import Ways, find_ways

_GROUPS: Final = (
    ("weekly", "weekly", 2), ("weekly", "daily", 1), ("daily", "weekly", 1),
    ("weekly", "none", 1), ("none", "none", 2), ("none", "on_demand", 1),
    ("on_demand", "on_demand", 2),
)  # fmt: skip
_DAYS: Final = (("market 1,4,7", 2.1), ("sat;sun", 2.0), ("every 3 days", 7 / 3))
_CHECKS: Final = {
    "has_sign": 0.93, "has_timetable": 0.7, "has_phone_number": 0.8, "has_unified_livery": 0.88,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BusPlan:
    """Who is served how: ``levels`` are the pairs of levels by group, ``level`` by village.

    ``village`` indexes the villages taken part (the rows of ``xy``); the seats come after them.
    """

    xy: Floats
    ids: list[str]
    names: list[str]
    levels: list[tuple[str, str]]
    allotment: Allotment
    ways: Ways
    main: Ways
    seats: list[int]

    def level(self, year: int) -> list[str]:
        """Bus level of each village in ``year``."""
        at = YEARS.index(year)
        return [self.levels[g][at] if g >= 0 else "daily" for g in self.allotment.group]


def plan_bus(
    options: DemoOptions,
    roads: Roads,
    segments: Segments,
    villages: gpd.GeoDataFrame,
    townships: gpd.GeoDataFrame,
) -> BusPlan:
    """Plant the groups of villages without a daily bus and set the stops accordingly."""
    served = villages[(villages["kind"] == "administrative") & villages["eligible"]]
    xy = shapely.get_coordinates(served.geometry)
    seat_xy = shapely.get_coordinates(townships.geometry)
    levels = [("none", "none")]
    levels += [pair[:2] for pair in _GROUPS for _ in range(options.scaled(pair[2]))]
    nodes = access_nodes(roads)
    remote = np.flatnonzero(remote_villages(xy, segments.position[nodes]))
    group = plant_groups(options.rng(30), xy, seat_xy, remote, len(levels) - 1)
    has_stops = np.array([bool({"weekly", "daily"} & set(pair)) for pair in levels])
    everyone = np.vstack([xy, seat_xy])
    group = np.concatenate([group, np.full(len(seat_xy), -1)])
    allotted = allot(everyone, segments.position[nodes], group, has_stops)
    spot = np.where(allotted.spot >= 0, nodes[allotted.spot], -1)
    return BusPlan(
        xy=everyone,
        ids=[*served["village_id"], *townships["township_id"]],
        names=[*served["name"], *townships["name"]],
        levels=levels,
        allotment=Allotment(allotted.group, spot),
        ways=find_ways(roads.layout, segments.position, roads.seats),
        main=find_ways(roads.layout, segments.position, roads.seats[:1]),
        seats=roads.seats.tolist(),
    )


def build_stops(options: DemoOptions, plan: BusPlan, year: int) -> gpd.GeoDataFrame:
    """Return the layer ``stops``; a stop whose line was withdrawn stays with no service."""
    rng = options.rng(31)
    spot, group = plan.allotment.spot, plan.allotment.group
    _, first = np.unique(spot, return_index=True)
    first = np.sort(first[spot[first] >= 0])
    level = np.array(plan.level(year))[first]
    days = np.array([_days(g) for g in group[first]], dtype=object)
    mean = np.array([day[1] for day in days])
    told = np.array([day[0].startswith("market") for day in days])
    weekly = np.where(told, np.nan, np.round(mean, 2))
    service = np.select([level == "daily", level == "weekly"], [7.0, weekly], 0.0)
    trips = np.select([level == "daily", level == "weekly"], [rng.integers(4, 19, len(first)), 2])
    frame = pd.DataFrame(
        {
            "stop_id": [f"ZD{node:06d}" for node in spot[first]],
            "name": [say("stop", name=plan.names[at]) for at in first],
            "service_days_per_week": service,
            "trips_per_day": trips.astype(float),
            **{name: rng.random(len(first)) < share for name, share in _CHECKS.items()},
        }
    )
    xy = plan.ways.position[spot[first]] + rng.uniform(-4.0, 4.0, (len(first), 2))
    return gpd.GeoDataFrame(frame, geometry=shapely.points(np.round(xy, 2)), crs=CRS)


def _days(group: int) -> tuple[str, float]:
    return _DAYS[(group - 1) % len(_DAYS)] if group >= 0 else ("daily", 7.0)


def build_routes(plan: BusPlan, year: int) -> gpd.GeoDataFrame:
    """Return the layer ``bus_routes``: county lines, village lines, and weekly ones."""
    level = np.array(plan.level(year))
    spot, group = plan.allotment.spot, plan.allotment.group
    daily = np.unique(spot[(level == "daily") & (spot >= 0)])
    rows = _rows(plan, plan.main.runs(np.intersect1d(daily, plan.seats)), daily, "X", ("daily", 7))
    rows += _rows(plan, plan.ways.runs(daily), daily, "C", ("daily", 7))
    for number in np.unique(group[(level == "weekly") & (spot >= 0)]):
        mine = np.unique(spot[(group == number) & (spot >= 0)])
        rows += _rows(plan, plan.ways.runs(mine), mine, f"G{number}", _days(int(number)))
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=CRS)


def _rows(
    plan: BusPlan, runs: list[tuple[np.ndarray, np.ndarray]], stops: np.ndarray, letter: str,
    days: tuple[str, float],
) -> list[dict[str, object]]:  # fmt: skip
    name = dict(zip(plan.allotment.spot.tolist(), plan.names, strict=True))
    rows: list[dict[str, object]] = []
    wanted = set(stops.tolist())
    for number, (path, _) in enumerate(runs, start=1):
        calls = [node for node in path.tolist() if node in wanted]
        if letter in ("X", "C") and len(calls) < 2:
            calls = [*calls, *calls]
        rows.append(
            {
                "route_id": f"{letter}{number:03d}",
                "name": f"{name[calls[0]]}—{name[calls[-1]]}",
                "stop_ids": ";".join(f"ZD{node:06d}" for node in calls),
                "trips_per_day": 6.0 if days[0] == "daily" else 2.0,
                "operating_days": days[0],
                "carries_parcels": number % 3 != 0,
                "geometry": plan.ways.line(path),
            }
        )
    return rows


def build_zones(plan: BusPlan, year: int) -> gpd.GeoDataFrame:
    """Return the layer ``service_zones``: one by list of villages or by outline in turn."""
    level, group = np.array(plan.level(year)), plan.allotment.group
    rows = []
    for number in np.unique(group[level == "on_demand"]).tolist():
        mine = np.flatnonzero(group[: -len(plan.seats)] == number)
        outline = shapely.convex_hull(shapely.multipoints(plan.xy[mine])).buffer(400.0, quad_segs=6)
        listed = number % 2 == 0
        rows.append(
            {
                "zone_id": f"YY{number:02d}",
                "village_ids": ";".join(plan.ids[at] for at in mine) if listed else None,
                "booking_type": float(number % 3),
                "prior_notice_min": (0.0, 120.0, 1_440.0)[number % 3],
                "phone": f"0000-{5_550_000 + number}",
                "geometry": None if listed else shapely.set_precision(outline, 0.01),
            }
        )
    columns = ["zone_id", "village_ids", "booking_type", "prior_notice_min", "phone", "geometry"]
    frame = pd.DataFrame(rows, columns=columns)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)
