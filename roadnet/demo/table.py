"""The table of roads: codes, classes, surfaces, widths, stakes, and what differs by year."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from roadnet.demo.layout import Route
from roadnet.demo.names import Namer, words
from roadnet.demo.options import COUNTY_CODE, CRS, YEARS, DemoOptions
from roadnet.demo.roads import Roads
from roadnet.demo.segments import Segments
from roadnet.demo.terrain import Floats

_LETTER: Final = {
    "national": "G", "provincial": "S", "county": "X", "township": "Y",
    "village": "C", "other": "W", "special": "Z",
}  # fmt: skip
_CLASS: Final = {
    "national": ("class_2", "asphalt", 9.0, 60.0),
    "provincial": ("class_2", "asphalt", 8.0, 50.0),
    "county": ("class_3", "asphalt", 7.0, 40.0),
    "township": ("class_4", "cement", 6.0, 30.0),
    "village": ("class_4", "cement", 4.5, 20.0),
    "other": ("class_4", "cement", 3.5, 15.0),
    "special": ("class_4", "cement", 5.0, 20.0),
}
"""Technical class, surface, pavement width (m) and speed (km/h) by grade."""

_TRUNK_STAKE_KM: Final = 1_287.35


def route_code(grade: str, number: int) -> str:
    """Route code by GB/T 917: a letter, three characters and, for rural roads, the county's code.

    From the thousandth road of a grade on, the three characters are counted in letters and digits.
    """
    if grade in ("national", "provincial"):
        return f"{_LETTER[grade]}{700 + 30 * (grade == 'provincial') + number}"
    tail = f"{number:03d}" if number < 1_000 else np.base_repr(12_960 + number - 1_000, 36)
    return f"{_LETTER[grade]}{tail}{COUNTY_CODE}"


def build_road_table(
    options: DemoOptions, roads: Roads, segments: Segments, namer: Namer
) -> gpd.GeoDataFrame:
    """Every segment of the county with columns ``route``, ``first_year``, ``status_YEAR``.

    Those columns serve :func:`roads_of_year`; the others are the contract's.
    """
    routes = roads.layout.routes
    weak = {int(roads.seats[at]) for at in roads.weak_seats}
    tables = _route_table(options, routes, weak, namer)
    frame = tables.iloc[segments.route].reset_index(drop=True)
    frame["route"] = segments.route
    length_km = shapely.length(segments.line) / 1_000.0
    frame = frame.assign(**_stakes(frame, segments, length_km))
    frame["is_bridge"] = segments.bridge
    shut = np.array([r.role is not None and r.role.build == "shut" for r in routes])
    first = np.concatenate([[True], np.diff(segments.route) != 0]) & shut[segments.route]
    for at, year in enumerate(YEARS):
        states = [r.role.shut[at] if r.role is not None else "existing" for r in routes]
        frame[f"status_{year}"] = np.where(first, np.array(states)[segments.route], "existing")
    return gpd.GeoDataFrame(frame, geometry=list(segments.line), crs=CRS)


def _route_table(
    options: DemoOptions, routes: list[Route], weak: set[int], namer: Namer
) -> pd.DataFrame:
    """One row a route: what all its segments share."""
    rng = options.rng(12)
    seen: dict[str, int] = defaultdict(int)
    rows = []
    for route in routes:
        seen[route.grade] += 1
        technical, surface, width_m, speed = _CLASS[route.grade]
        luck = rng.random()
        if route.purpose == "seat":
            if route.place in weak:
                technical, surface, width_m, speed = "class_4", "cement", 6.0, 30.0
            else:
                surface = "cement" if luck < 0.4 else "asphalt"
        elif route.grade == "village" and route.hard:
            surface = "asphalt" if luck < 0.1 else "simple_paved" if luck < 0.16 else "cement"
            width_m = 5.5 if luck > 0.85 else 4.5 if luck > 0.4 else 3.5
        elif route.grade == "other" and route.hard:
            surface = "stone" if luck < 0.03 else "brick" if luck < 0.05 else "cement"
            technical = "class_4" if luck < 0.7 else "substandard"
        last = surface
        if not route.hard or (route.role is not None and route.role.build == "gravel"):
            surface = "gravel" if luck < 0.6 else "earth"
            technical, width_m, speed = "substandard", 3.0 if luck < 0.3 else 3.5, 15.0
        last = last if route.hard else surface
        rows.append(
            {
                "route_code": route_code(route.grade, seen[route.grade]),
                "name": namer.road(route.grade),
                "admin_class": route.grade,
                "technical_class": technical,
                "surface_2023": surface,
                "surface_2024": last,
                "width_m": width_m,
                "lanes": 2 if width_m >= 5.5 else 1,
                "speed_km_h": speed,
                "condition": str(rng.choice(words()["condition"])),
                "first_year": route.role.first_year if route.role is not None else YEARS[0],
            }
        )
    return pd.DataFrame(rows)


def _stakes(
    frame: pd.DataFrame, segments: Segments, length_km: Floats
) -> dict[str, pd.Series | Floats]:
    """Segment numbers and stakes, running on along each route."""
    total = np.cumsum(length_km)
    first = np.concatenate([[True], np.diff(segments.route) != 0])
    begin = np.maximum.accumulate(np.where(first, total - length_km, 0.0))
    shift = np.where(frame["admin_class"] == "national", _TRUNK_STAKE_KM, 0.0)
    order = frame.groupby("route").cumcount() + 1
    return {
        "road_id": frame["route_code"] + "-" + order.astype(str).str.zfill(2),
        "start_stake_km": np.round(total - length_km - begin + shift, 3),
        "end_stake_km": np.round(total - begin + shift, 3),
    }


_COLUMNS: Final = [
    "road_id", "route_code", "name", "admin_class", "technical_class", "surface", "width_m",
    "lanes", "speed_km_h", "status", "oneway", "is_bridge", "is_tunnel", "is_ferry", "z_level",
    "start_stake_km", "end_stake_km", "is_overlap", "is_not_through", "all_season", "condition",
    "geometry",
]  # fmt: skip


def roads_of_year(table: gpd.GeoDataFrame, year: int) -> gpd.GeoDataFrame:
    """Return the contract's layer ``roads`` as it stood in ``year``."""
    rows = table[table["first_year"] <= year].reset_index(drop=True)
    rows["surface"] = rows[f"surface_{year}"]
    rows["status"] = rows[f"status_{year}"]
    rows["all_season"] = ~rows["surface"].isin(["earth"]) & ~rows["is_ferry"]
    rows["is_not_through"] = rows["status"] == "under_construction"
    rows["oneway"] = False
    rows["is_tunnel"] = False
    return gpd.GeoDataFrame(rows[_COLUMNS], geometry="geometry", crs=CRS)


def extra_roads(roads: Roads, segments: Segments, table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Append the private road with its flyover, the ferry road and the shared stretches."""
    table = table.assign(is_ferry=False, z_level=0, is_overlap=False)
    base = {
        "first_year": YEARS[0], "route": -1, "lanes": 1, "condition": words()["condition"][1],
        "is_bridge": False,
        "is_ferry": False, "z_level": 0, "is_overlap": False, "surface_2023": "cement",
        "surface_2024": "cement", "status_2023": "existing", "status_2024": "existing",
    }  # fmt: skip
    rows = _flyover_rows(roads.flyover, _crossing_m(roads.flyover, segments), base)
    if len(roads.landings) > 1:
        line = shapely.linestrings(segments.position[roads.landings[1]])
        code = route_code("village", 1)
        rows.append(
            base | {
                "road_id": f"{code}D1", "route_code": f"{code}D1", "name": words()["ferries"][1],
                "admin_class": "village", "surface_2023": None, "surface_2024": None,
                "is_ferry": True, "speed_km_h": 6.0, "start_stake_km": 0.0,
                "end_stake_km": round(line.length / 1_000.0, 3), "geometry": line,
            }
        )  # fmt: skip
    trunk = table[table["admin_class"] == "provincial"].head(6)
    shared = trunk.assign(
        road_id=trunk["road_id"] + "G", route_code=route_code("county", 900), is_overlap=True,
        admin_class="county", name=words()["road"]["shared"],
    )  # fmt: skip
    added = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
    return gpd.GeoDataFrame(
        pd.concat([table, added, shared], ignore_index=True), geometry="geometry", crs=CRS
    )


def _crossing_m(ends: Floats, segments: Segments) -> float:
    """Distance from the private road's inner end to the road below its bridge."""
    line = shapely.linestrings(ends)
    below = shapely.intersection(line, shapely.union_all(segments.line[_crossed(line, segments)]))
    return float(shapely.line_locate_point(line, shapely.centroid(below)))


def _crossed(line: shapely.LineString, segments: Segments) -> NDArray[np.int64]:
    return np.flatnonzero(shapely.intersects(line, segments.line))


def _flyover_rows(
    ends: Floats, crossing_m: float, base: dict[str, object]
) -> list[dict[str, object]]:
    """Draw a private road in three segments; the middle one is a bridge over a trunk road."""
    inner, outer = ends
    along = (outer - inner) / np.hypot(*(outer - inner))
    across = np.array([-along[1], along[0]])
    begin = round(crossing_m - 45.0, 2)
    stops = [0.0, begin, begin + 90.0, 1_640.0]
    rows = []
    for number, (a, b) in enumerate(pairwise(stops), start=1):
        at = np.linspace(a, b, 14 if number == 1 else 2)
        bend = 55.0 * np.sin(np.pi * np.minimum(at, begin) / begin) ** 2
        xy = np.round(inner + at[:, None] * along + bend[:, None] * across, 2)
        code = route_code("special", 1)
        rows.append(
            base | {
                "road_id": f"{code}-0{number}", "route_code": code,
                "name": words()["road"]["private"],
                "admin_class": "special", "technical_class": "class_4", "width_m": 5.0,
                "speed_km_h": 20.0, "start_stake_km": round(a / 1_000, 3),
                "end_stake_km": round(b / 1_000, 3),
                "is_bridge": number == 2, "z_level": int(number == 2),
                "geometry": shapely.linestrings(xy),
            }
        )  # fmt: skip
    return rows
