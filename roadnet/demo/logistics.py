"""Three tiers of logistics nodes, with each village's planted verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from roadnet.demo.allot import allot, plant_groups, remote_villages
from roadnet.demo.mesh import Ints
from roadnet.demo.names import say, words
from roadnet.demo.options import COUNTY_CODE, CRS, YEARS, DemoOptions
from roadnet.demo.people import access_nodes
from roadnet.demo.roads import Roads
from roadnet.demo.segments import Segments
from roadnet.demo.terrain import Floats

_HUB_REACH_M: Final = 14_000.0
_COUNTY_REACH_M: Final = 33_000.0

_FAULTS: Final = (
    (("broken_village", "broken_village"), "no point", 1),
    (("broken_village", "complete"), "no point", 1),
    (("broken_township", "broken_township"), "unknown parent", 1),
    (("broken_township", "complete"), "suspended", 1),
    (("complete", "broken_county"), "lost county", 1),
    (("broken_county", "broken_county"), "unknown county", 1),
)
"""Verdicts of the years, what is amiss, and how many such groups in the default size."""


@dataclass(frozen=True, slots=True)
class LogisticsPlan:
    """Groups and places of the points; rows are the villages that count.

    ``hub`` holds the places of the township nodes: one at each seat, and in a large county one in
    each corner far from them; ``township`` is the nearest of them, which supplies the point.
    """

    ids: list[str]
    names: list[str]
    township: Ints
    group: Ints
    place: Floats
    faults: list[tuple[tuple[str, str], str]]
    hub: Floats
    hub_names: list[str]

    def status(self, year: int) -> list[str]:
        """Verdict of each village in ``year``."""
        at = YEARS.index(year)
        return [self.faults[g][0][at] if g >= 0 else "complete" for g in self.group]


def plan_logistics(
    options: DemoOptions,
    roads: Roads,
    segments: Segments,
    villages: gpd.GeoDataFrame,
    townships: gpd.GeoDataFrame,
) -> LogisticsPlan:
    """Plant the broken chains; villages without a road have no point either."""
    served = villages[(villages["kind"] == "administrative") & villages["eligible"]]
    xy = shapely.get_coordinates(served.geometry)
    faults = [(_FAULTS[0][0], "no point")]
    faults += [row[:2] for row in _FAULTS for _ in range(options.scaled(row[2]))]
    cut_off = served["road_2023"].isin(["no_route", "off_network"])
    cut_off |= served["road_2024"].isin(["no_route", "off_network"])
    seat_xy = shapely.get_coordinates(townships.geometry)
    nodes = access_nodes(roads)
    forced = np.flatnonzero(cut_off | remote_villages(xy, segments.position[nodes]))
    group = plant_groups(options.rng(32), xy, seat_xy, forced, len(faults) - 1)
    has_points = np.array([row[1] != "no point" or "complete" in row[0] for row in faults])
    allotted = allot(xy, segments.position[nodes], group, has_points)
    place = np.full((len(xy), 2), np.nan)
    there = allotted.spot >= 0
    place[there] = segments.position[nodes[allotted.spot[there]]] + 5.0
    hub, hub_names = _hubs(seat_xy, townships["name"].tolist(), place, served["name"].tolist())
    return LogisticsPlan(
        ids=served["village_id"].tolist(),
        names=served["name"].tolist(),
        township=cKDTree(hub).query(xy)[1],
        group=allotted.group,
        place=place,
        faults=faults,
        hub=hub,
        hub_names=hub_names,
    )


def _hubs(
    seats: Floats, names: list[str], points: Floats, villages: list[str]
) -> tuple[Floats, list[str]]:
    """Places and names of township nodes, so that none of ``points`` is far from the nearest."""
    hub, named = seats, list(names)
    there = np.flatnonzero(~np.isnan(points[:, 0]))
    while True:
        away_m = cKDTree(hub).query(points[there])[0]
        at = there[int(np.argmax(away_m))]
        if away_m.max() < _HUB_REACH_M:
            return hub, named
        hub = np.vstack([hub, points[at]])
        named.append(villages[at])


def _node(node_id: str, name: str, tier: str, parent: str | None, xy: Floats) -> dict[str, object]:
    return {
        "node_id": node_id, "name": name, "tier": tier, "parent_id": parent,
        "operator": words()["operator"]["post"],
        "dispatch_days_per_week": 7.0 if tier == "county" else 6.0 if tier == "township" else 5.0,
        "geometry": shapely.points(np.round(xy, 2)),
    }  # fmt: skip


def build_logistics(plan: LogisticsPlan, year: int) -> gpd.GeoDataFrame:
    """Return the layer ``logistics`` as it stood in ``year``."""
    rows = _upper_tiers(plan)
    status = plan.status(year)
    extra: set[int] = set()
    for at, group in enumerate(plan.group.tolist()):
        fault = plan.faults[group][1] if group >= 0 else ""
        if np.isnan(plan.place[at, 0]) or status[at] == "broken_village":
            continue
        parent = f"WL{COUNTY_CODE}T{plan.township[at]:02d}"
        if status[at] != "complete":
            parent = f"WL{COUNTY_CODE}F{group}"
            if fault != "unknown parent" and group not in extra:
                extra.add(group)
                rows.append(_faulty(plan, group, int(plan.township[at]), fault))
        name = say("village_node", name=plan.names[at])
        rows.append(_node(f"WL{plan.ids[at]}", name, "village", parent, plan.place[at]))
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=CRS)


def _upper_tiers(plan: LogisticsPlan) -> list[dict[str, object]]:
    """County centres, more than one in a large county, and one node a township."""
    hub, names = plan.hub, plan.hub_names
    centres = [0]
    while (away_m := cKDTree(hub[centres]).query(hub)[0]).max() > _COUNTY_REACH_M:
        centres.append(int(np.argmax(away_m)))
    rows = [
        _node(
            f"WL{COUNTY_CODE}C{n}",
            say("county_node", name=names[at]),
            "county",
            None,
            hub[at] + 15.0,
        )
        for n, at in enumerate(centres, start=1)
    ]
    serves = cKDTree(hub[centres]).query(hub)[1] + 1
    rows += [
        _node(
            f"WL{COUNTY_CODE}T{at:02d}", say("township_node", name=name), "township",
            f"WL{COUNTY_CODE}C{serves[at]}", hub[at] - 12.0,
        )
        for at, name in enumerate(names)
    ]  # fmt: skip
    return rows


def _faulty(plan: LogisticsPlan, group: int, township: int, fault: str) -> dict[str, object]:
    """Make a second township node that is suspended, or whose county centre is not there."""
    centre = {"suspended": 1, "unknown county": 99, "lost county": 98}[fault]
    name = say("cooperative_node", name=plan.hub_names[township])
    row = _node(
        f"WL{COUNTY_CODE}F{group}",
        name,
        "township",
        f"WL{COUNTY_CODE}C{centre}",
        plan.hub[township] + np.array([14.0, -9.0]),
    )
    row["operator"] = words()["operator"]["cooperative"]
    if fault == "suspended":
        row["dispatch_days_per_week"] = 0.0
    return row
