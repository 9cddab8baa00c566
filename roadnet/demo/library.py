"""The project library and the register of hazards."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from roadnet.demo.bus import BusPlan
from roadnet.demo.logistics import LogisticsPlan
from roadnet.demo.names import words
from roadnet.demo.options import CRS, YEARS, DemoOptions
from roadnet.demo.people import access_nodes
from roadnet.demo.roads import Roads
from roadnet.demo.segments import Segments

_PROJECT_COLUMNS: Final = [
    "project_id", "name", "type", "action", "route_code", "start_stake_km", "end_stake_km",
    "length_km", "cost_cny", "subsidy_cny", "year", "stage", "blockers", "geometry",
]  # fmt: skip
_KINDS: Final = ("landslide", "rockfall", "flood", "roadside_drop", "other")


def _row(
    mends: str, name: str, geometry: object, cost_cny: float, share: float, **stakes: object
) -> dict[str, Any]:
    """Make one project; ``mends`` is its key in the vocabulary, mostly the action's name."""
    title, kind = words()["project"][mends]
    length_km = round(float(shapely.length(geometry)) / 1_000.0, 3)
    return {
        "name": title.format(name=name),
        "type": kind,
        "action": "new_road" if mends == "gap" else mends,
        "geometry": geometry,
        "length_km": length_km if length_km > 0 else np.nan,
        "cost_cny": round(cost_cny, -2),
        "subsidy_cny": round(cost_cny * share, -2),
        **stakes,
    }


def build_projects(
    options: DemoOptions,
    roads: Roads,
    segments: Segments,
    table: gpd.GeoDataFrame,
    villages: gpd.GeoDataFrame,
    bus: BusPlan,
    logistics: LogisticsPlan,
    year: int,
) -> gpd.GeoDataFrame:
    """Return the layer ``projects``: one for each gap of the first year, and two bridges."""
    rows = _road_projects(table, villages, roads, segments)
    rows += [
        _row(
            "new_stop",
            name,
            shapely.points(np.round(xy, 2)),
            18_000.0,
            0.5,
        )
        for name, xy, level in zip(bus.names, bus.xy, bus.level(YEARS[0]), strict=True)
        if level == "none"
    ]
    served = villages.set_index("village_id").geometry
    rows += [
        _row("new_node", name, served[key], 45_000.0, 0.6)
        for key, name, status in zip(
            logistics.ids, logistics.names, logistics.status(YEARS[0]), strict=True
        )
        if status == "broken_village"
    ]
    for pair, name in zip(roads.landings, words()["ferries"], strict=False):
        line = shapely.linestrings(segments.position[pair])
        rows.append(_row("ferry_to_bridge", name, line, 96_000.0 * line.length, 0.5))
    return _with_stages(options, rows, year)


def _with_stages(options: DemoOptions, rows: list[dict[str, Any]], year: int) -> gpd.GeoDataFrame:
    rng = options.rng(43)
    frame = pd.DataFrame(rows)
    frame["project_id"] = [f"XM{at:03d}" for at in range(1, len(frame) + 1)]
    start = rng.integers(0, 6, len(frame))
    frame["stage"] = [words()["stages"][at] for at in start + (year - YEARS[0])]
    # What is further on is planned for an earlier year.
    frame["year"] = [float(YEARS[1] + (5 - at) // 2) for at in start]
    held = [
        ";".join(rng.choice(words()["blockers"], int(rng.integers(0, 3)), replace=False))
        for _ in start
    ]
    frame["blockers"] = [text or None for text in held]
    columns = frame.reindex(columns=_PROJECT_COLUMNS)
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=CRS)


def _road_projects(
    table: gpd.GeoDataFrame, villages: gpd.GeoDataFrame, roads: Roads, segments: Segments
) -> list[dict[str, Any]]:
    """Pave the gravel roads, close the gaps, lead roads to villages without any."""
    named = villages.set_index("node")
    nodes = access_nodes(roads)
    tree = cKDTree(segments.position[nodes])
    rows = []
    for number, route in enumerate(roads.layout.routes):
        if route.role is None or route.role.build not in ("gravel", "gap", "shut"):
            continue
        mine = table[table["route"] == number]
        name = str(named.loc[route.place, "name"])
        code = mine["route_code"].iloc[0]
        if route.role.build == "gravel":
            line = shapely.line_merge(shapely.union_all(mine.geometry.to_numpy()))
            stakes = {
                "route_code": code, "start_stake_km": 0.0,
                "end_stake_km": mine["end_stake_km"].iloc[-1],
            }  # fmt: skip
            cost = 620.0 * line.length
            rows.append(_row("upgrade", name, line, cost, 0.32, **stakes))
        elif route.role.build == "gap":
            far = shapely.get_coordinates(mine.geometry.iloc[0])[0]
            line = shapely.linestrings([segments.position[route.nodes[0]], far])
            rows.append(_row("gap", name, line, 1_500.0 * line.length, 0.3))
    for village in villages[villages["road_2023"] == "off_network"].itertuples():
        xy = shapely.get_coordinates(village.geometry)[0]
        line = shapely.linestrings([segments.position[nodes[tree.query(xy)[1]]], xy])
        rows.append(_row("new_road", village.name, line, 950.0 * line.length, 0.3))
    return rows


def build_hazards(options: DemoOptions, table: gpd.GeoDataFrame, year: int) -> gpd.GeoDataFrame:
    """Return the layer ``hazards``: found in the first year or this one, some closed since."""
    rng = options.rng(44)
    shut = np.flatnonzero((table["status_2023"] == "closed") | (table["status_2024"] == "closed"))
    bridges = np.flatnonzero(table["is_bridge"] & (table["z_level"] == 0))[:2]
    plain = np.flatnonzero((table["route"] >= 0) & (table["first_year"] == YEARS[0]))
    drawn = rng.choice(plain, options.scaled(60), replace=False)
    at = np.concatenate([shut, bridges, drawn])
    segment = table.iloc[at]
    kind = rng.choice(_KINDS, len(at), p=[0.25, 0.25, 0.15, 0.3, 0.05]).astype(object)
    kind[: len(shut)] = "landslide"
    kind[len(shut) : len(shut) + len(bridges)] = "dangerous_bridge"
    day = rng.integers(1, 29, len(at))
    month = rng.integers(1, 12, len(at))
    found = np.where(rng.random(len(at)) < 0.8, 2023, 2024)
    found[: len(shut)] = np.where(segment["status_2023"].iloc[: len(shut)] == "closed", 2023, 2024)
    closed = np.where(rng.random(len(at)) < 0.5, found + (rng.random(len(at)) < 0.7), 2026)
    closed[: len(shut)] = 2026
    middle = shapely.line_interpolate_point(segment.geometry.to_numpy(), 0.5, normalized=True)
    stake = ((segment["start_stake_km"] + segment["end_stake_km"]) / 2).round(3).to_numpy()
    done = closed <= year
    frame = pd.DataFrame(
        {
            "hazard_id": [f"YH{n:03d}" for n in range(1, len(at) + 1)],
            "kind": kind,
            "severity": rng.choice(words()["severity"], len(at), p=[0.6, 0.3, 0.1]),
            "status": np.where(done, "closed", "open"),
            "found_on": [f"{y}-{m:02d}-{d:02d}" for y, m, d in zip(found, month, day, strict=True)],
            "due_on": [f"{y + 1}-{m:02d}-28" for y, m in zip(found, month, strict=True)],
            "closed_on": [
                f"{y}-12-{d:02d}" if c else None for y, d, c in zip(closed, day, done, strict=True)
            ],
            "route_code": segment["route_code"].to_numpy(),
            "start_stake_km": stake,
            "end_stake_km": stake,
        }
    )
    layer = gpd.GeoDataFrame(frame, geometry=shapely.set_precision(middle, 0.01), crs=CRS)
    return layer[found <= year].reset_index(drop=True)
