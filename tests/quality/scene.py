"""A tidy little district without one finding; tests spoil one thing at a time.

     T1 | T2
D----C-------F        A (0, 0) m, B (1000, 0), E (2000, 0), D, C, F 1000 m north of them.
|    |  |    |        A-B-E is a county road, the others are village roads.
|    |  |    |        Townships meet at x = 1200.
A----B-------E
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from roadnet.district import District
from roadnet.schema import layers

CRS_TIDY = CRS("EPSG:4544")  # CGCS2000, three degrees about 105 E: x = 500,000 m lies on 105 E
ORIGIN = (500_000.0, 3_366_000.0)
TODAY = date(2024, 6, 30)
T1, T2 = "519901100000", "519901101000"
V1, V2, V4 = (T1[:9] + number for number in ("201", "202", "204"))
V3, V5 = (T2[:9] + number for number in ("203", "205"))


def point(x: float, y: float) -> shapely.Point:
    return shapely.Point(ORIGIN[0] + x, ORIGIN[1] + y)


def line(*xy: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in xy])


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(ORIGIN[0] + west, ORIGIN[1] + south, ORIGIN[0] + east, ORIGIN[1] + north)


class Draft:
    """Rows of a district by layer, to be changed before it is built."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = deepcopy(_TIDY)
        self.crs = CRS_TIDY

    def set(self, layer: str, row: int, **values: Any) -> None:
        """Change a row, counted from 1 as in the user's file."""
        self.rows[layer][row - 1].update(values)

    def set_all(self, layer: str, **values: Any) -> None:
        for row in self.rows[layer]:
            row.update(values)

    def add(self, layer: str, like: int = 1, **values: Any) -> None:
        """Add a row: a copy of another with some values changed."""
        self.rows[layer].append({**self.rows[layer][like - 1], **values})

    def drop(self, layer: str) -> None:
        del self.rows[layer]

    def move(self, layer: str, dx: float, dy: float) -> None:
        for row in self.rows[layer]:
            row["geometry"] = shapely.transform(row["geometry"], lambda xy: xy + np.array([dx, dy]))

    def build(self) -> District:
        frames = {
            name: _tidy_frame(name)
            if self.crs == CRS_TIDY and rows == _TIDY[name]
            else _to_frame(name, rows, self.crs)
            for name, rows in self.rows.items()
        }
        return District("试验县", "cn", self.crs, frames)


@cache
def _tidy_frame(layer: str) -> gpd.GeoDataFrame:
    return _to_frame(layer, _TIDY[layer], CRS_TIDY)


def _to_frame(layer: str, rows: list[dict[str, Any]], crs: CRS) -> gpd.GeoDataFrame:
    data = {name: [row.get(name) for row in rows] for name in layers()[layer].columns}
    data["source_row"] = list(range(1, len(rows) + 1))
    return gpd.GeoDataFrame(data, geometry=[row.get("geometry") for row in rows], crs=crs)


def _road(number: int, code: str, start: float, *xy: tuple[float, float]) -> dict[str, Any]:
    county = code[0] == "X"
    return {
        "road_id": f"R{number}",
        "route_code": code,
        "name": "甲乙路",
        "admin_class": "county" if county else "village",
        "technical_class": "class_3" if county else "class_4",
        "surface": "asphalt" if county else "cement",
        "width_m": 7.0 if county else 4.5,
        "lanes": 2 if county else 1,
        "speed_km_h": 40.0 if county else 20.0,
        "status": "existing",
        "is_bridge": False,
        "is_tunnel": False,
        "is_ferry": False,
        "is_overlap": False,
        "z_level": 0,
        "start_stake_km": start,
        "end_stake_km": start + 1.0,
        "geometry": line(*xy),
    }


def _village(code: str, name: str, kind: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    township = T1 if code.startswith(T1[:9]) else T2
    return {
        "village_id": code,
        "name": name,
        "township_id": township,
        "kind": kind,
        "population": 1000.0,
        "households": 300.0,
        "eligible": True,
        "geometry": point(x, y),
        **more,
    }


_TIDY: dict[str, list[dict[str, Any]]] = {
    "roads": [
        _road(1, "X001519901", 0.0, (0, 0), (1000, 0)),
        _road(2, "X001519901", 1.0, (1000, 0), (2000, 0)),
        _road(3, "C001519901", 0.0, (1000, 0), (1000, 1000)),
        _road(4, "C002519901", 0.0, (2000, 0), (2000, 1000)),
        _road(5, "C003519901", 0.0, (0, 1000), (1000, 1000)),
        _road(6, "C003519901", 1.0, (1000, 1000), (2000, 1000)),
        _road(7, "C004519901", 0.0, (0, 0), (0, 1000)),
    ],
    "villages": [
        _village(V1, "甲村", "administrative", 103, 105),
        _village(V2, "乙村", "administrative", 907, 895),
        _village(V3, "丙村", "administrative", 1503, 107),
        _village(V4, "丁村", "former", 305, 901, successor_id=V1),
        _village(V5, "戊村", "natural", 1711, 893, population=200.0, households=60.0),
    ],
    "townships": [
        {"township_id": T1, "name": "东镇", "is_county_seat": True, "geometry": point(501, 53)},
        {"township_id": T2, "name": "西乡", "is_county_seat": False, "geometry": point(1507, 51)},
    ],
    "boundaries": [
        {"township_id": T1, "name": "东镇", "geometry": box(-500, -500, 1200, 1500)},
        {"township_id": T2, "name": "西乡", "geometry": box(1200, -500, 2500, 1500)},
    ],
    "stops": [
        {
            "stop_id": f"S{n}",
            "name": f"{n} 号站",
            "service_days_per_week": 7.0,
            "trips_per_day": 4.0,
            "geometry": point(x, y),
        }
        for n, x, y in ((1, 503, 11), (2, 1503, 9), (3, 1007, 501))
    ],
    "bus_routes": [
        {
            "route_id": "K1",
            "name": "东西线",
            "stop_ids": "S1;S2;S3",
            "trips_per_day": 4.0,
            "operating_days": "daily",
        }
    ],
    "service_zones": [
        {"zone_id": "Z1", "village_ids": V5, "booking_type": 1, "phone": "0825-5550100"}
    ],
    "stations": [
        {
            "station_id": f"ST{n}",
            "name": "综合服务站",
            "township_id": township,
            "functions": "passenger;freight;post",
            "status": "existing",
            "geometry": point(x, 21),
        }
        for n, township, x in ((1, T1, 607), (2, T2, 1609))
    ],
    "logistics": [
        {
            "node_id": f"N{n}",
            "name": f"{n} 号网点",
            "tier": tier,
            "parent_id": parent,
            "dispatch_days_per_week": 6.0,
            "geometry": point(x, 12),
        }
        for n, tier, parent, x in (
            (1, "county", None, 401),
            (2, "township", "N1", 1401),
            (3, "village", "N2", 1801),
        )
    ],
    "sites": [{"site_id": "I1", "name": "柑橘园", "kind": "industry", "geometry": point(203, 905)}],
    "ferries": [
        {
            "ferry_id": "F1",
            "name": "古渡",
            "wait_min": 10.0,
            "crossing_min": 5.0,
            "geometry": point(-101, 503),
        }
    ],
    "projects": [
        {
            "project_id": "P1",
            "name": "甲乙路改造",
            "action": "upgrade",
            "route_code": "X001519901",
            "start_stake_km": 0.2,
            "end_stake_km": 0.8,
            "length_km": 0.6,
            "cost_cny": 900_000.0,
            "subsidy_cny": 120_000.0,
            "geometry": line((200, 0), (800, 0)),
        }
    ],
    "hazards": [
        {
            "hazard_id": "H1",
            "kind": "rockfall",
            "status": "open",
            "found_on": "2024-03-01",
            "due_on": "2024-12-31",
            "route_code": "X001519901",
            "start_stake_km": 0.3,
            "end_stake_km": 0.4,
        },
        {
            "hazard_id": "H2",
            "kind": "flood",
            "status": "closed",
            "found_on": "2023-07-01",
            "due_on": "2023-12-31",
            "closed_on": "2023-10-01",
            "route_code": "C001519901",
            "start_stake_km": 0.5,
            "end_stake_km": 0.6,
        },
    ],
    "constraints": [
        {"constraint_id": "E1", "kind": "farmland", "name": "坝田", "geometry": box(0, 0, 90, 90)}
    ],
}
