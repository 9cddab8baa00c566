"""A small assessed district, its verdicts written by hand: the pages are shown, nothing decided.

A----------------B----------C        one hardened road A-B-C, 6 km, an earth road B-D, 3 km
                 :                   A county seat, C seat of the second township
                 :  earth
                 D                   villages: a (at A), b, c, d (unhardened), e (far off),
                                     f (a former village at B)
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS
from shapely import LineString, Point, box

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.places import place_on_network
from roadnet.analysis.reason import Reason
from roadnet.analysis.roads import edge_minutes, road_states
from roadnet.district import District, LayerSource
from roadnet.findings import Finding
from roadnet.network.build import build_network
from roadnet.schema import layers
from roadnet.standards import read_standard
from roadnet.ui.cache import Result
from roadnet.ui.state import Request

EAST, NORTH = 500_000.0, 3_400_000.0
METRIC = CRS.from_epsg(4547)
HOSTILE = "<img src=x onerror=alert(1)>![](http://evil.test/x.png)"


def at(x_m: float, y_m: float) -> Point:
    """A place in metres east and north of A."""
    return Point(EAST + x_m, NORTH + y_m)


def layer(name: str, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """A layer with every column of the schema; what a row does not say is missing."""
    table = pd.DataFrame(rows)
    for column in layers()[name].columns:
        if column not in table:
            table[column] = None
    numbers = [c.name for c in layers()[name].columns.values() if c.type == "number"]
    table[numbers] = table[numbers].astype(float)
    table["source_row"] = range(1, len(table) + 1)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=METRIC)


def district(name: str = "示例县") -> District:
    """The layers."""
    along = LineString([at(0, 0), at(4000, 0), at(6000, 0)])
    down = LineString([at(4000, 0), at(4000, -3000)])
    hard = {"admin_class": "county", "technical_class": "class_3", "surface": "asphalt"}
    soft = {"admin_class": "village", "technical_class": "substandard", "surface": "earth"}
    people = {"a": 1, "b": 2, "c": 4, "d": 8, "e": 16, "f": 32}
    places = {
        "a": (0, 20), "b": (3900, 30), "c": (6000, 40),
        "d": (4010, -3000), "e": (1000, -4000), "f": (4100, 50),
    }  # fmt: skip
    villages = [
        {
            "village_id": key,
            "name": HOSTILE if key == "e" else f"{key.upper()}村",
            "township_id": "T1" if key in "ab" else "T2",
            "kind": "former" if key == "f" else "administrative",
            "population": people[key],
            "geometry": at(*places[key]),
        }
        for key in people
    ]
    seats = [
        {"township_id": "T1", "name": "城关镇", "is_county_seat": True, "geometry": at(0, 0)},
        {"township_id": "T2", "name": "石桥乡", "is_county_seat": False, "geometry": at(6000, 0)},
    ]
    edge = EAST + 3950
    areas = [
        {"township_id": "T1", "name": "城关镇",
         "geometry": box(EAST - 500, NORTH - 4500, edge, NORTH + 600)},
        {"township_id": "T2", "name": "石桥乡",
         "geometry": box(edge, NORTH - 4500, EAST + 6800, NORTH + 600)},
    ]  # fmt: skip
    stops = [
        {"stop_id": "s1", "name": "城关站", "service_days_per_week": 7, "geometry": at(100, 0)},
        {"stop_id": "s2", "name": "桥头", "service_days_per_week": 2, "geometry": at(3900, 0)},
    ]
    return District(
        name=name,
        standard="cn",
        crs=METRIC,
        layers={
            "roads": layer(
                "roads",
                [
                    {"road_id": "R1", "name": "甲乙线", "geometry": along, **hard},
                    {"road_id": "R2", "name": "丙村路", "geometry": down, **soft},
                ],
            ),
            "villages": layer("villages", villages),
            "townships": layer("townships", seats),
            "boundaries": layer("boundaries", areas),
            "stops": layer("stops", stops),
        },
        sources={"roads": LayerSource("roads.zip", "T_LD", "EPSG:4490", "gbk", 3, 2, 1)},
        data_date="2024-12-31",
    )


def _villages(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    off = Reason("reasons.road.off_network", {"road": "R1", "leg_m": 3000.0, "limit_m": 500.0})
    near = Reason("reasons.road.connected", {"road": HOSTILE, "leg_m": 20.0, "limit_m": 500.0})
    status = ["connected", "connected", "connected", "unhardened", "off_network", "connected"]
    bus = ["daily", "weekly", "none", "none", "none", "weekly"]
    chain = ["complete", "complete", "broken_village", "broken_village", "broken_county", None]
    return frame.assign(
        eligible_road=True,
        eligible_service=[True] * 5 + [False],
        access_m=[20.0, 30.0, 40.0, 10.0, 3162.3, 50.0],
        access_road_id=["R1", "R1", "R1", "R2", "R2", "R1"],
        road_status=status,
        road_reason=[near if s == "connected" else off for s in status],
        missing_km=[0.0, 0.0, 0.0, 3.0, 3.5, 0.0],
        stop_id=["s1", "s2", "s2", "s2", None, "s2"],
        stop_m=[102.0, 30.0, 2100.0, 3002.0, 4940.0, 206.0],
        stop_walk_m=[120.0, 30.0, 2140.0, 3100.0, np.nan, 250.0],
        has_stop=[True, True, False, False, False, True],
        bus_level=bus,
        bus_reason=near,
        village_node_id=None, township_node_id=None, county_node_id=None,
        logistics_status=chain,
        logistics_reason=near,
        logistics_km=[1.0, 5.0, np.nan, np.nan, np.nan, np.nan],
        to_township_km=[0.0, 3.9, 0.1, 5.0, np.nan, 2.0],
        to_county_km=[0.0, 3.9, 6.0, 7.0, np.nan, 4.1],
        to_county_min=[0.0, 6.0, 9.0, 17.0, np.nan, 6.5],
        cut_by=["", "R1", "R1", "R1;R2", None, "R1"],
    )  # fmt: skip


def _townships(seats: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    # T1: a, b. T2: c, d, e and the former village f, which services do not count.
    return seats.assign(
        counts=True, at_required_class=[True, False], has_station=[True, False],
        villages=[2, 4], population=[3, 60],
        road_eligible=[2, 4], road_served=[2, 2], road_rate=[1.0, 0.5],
        bus_eligible=[2, 3], bus_served=[2, 0], bus_rate=[1.0, 0.0],
        logistics_eligible=[2, 3], logistics_served=[2, 0], logistics_rate=[1.0, 0.0],
    )  # fmt: skip


def _gaps(villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    parts = []
    for kind, column, rows in (
        ("road", "road", [3, 4]), ("bus", "bus", [2, 3, 4]), ("logistics", "logistics", [2, 3, 4]),
    ):  # fmt: skip
        some = villages.iloc[rows]
        level = "bus_level" if kind == "bus" else f"{column}_status"
        parts.append(
            some.assign(
                status=some[level], reason=some[f"{column}_reason"],
                village_kind=some["kind"], kind=kind,
            )
        )  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    columns = [
        "kind", "status", "village_id", "township_id", "name", "village_kind", "population",
        "missing_km", "reason", "geometry",
    ]  # fmt: skip
    return gpd.GeoDataFrame(table[columns], geometry="geometry", crs=METRIC)


# 4 of 6 villages connected, with 1 + 2 + 4 + 32 = 39 of 63 people; buses reach 2 of the 5 that
# count for them, and so does the chain; the index counts all but e: 47 of 63.
SUMMARY: dict[str, Any] = {
    "district": "示例县", "standard": "cn", "join_tolerance_m": 10.0, "crs": "EPSG:4547",
    "roads": {"segments": 2, "length_km": 9.0, "counted_km": 9.0, "hardened_km": 6.0},
    "network": {
        "nodes": 4, "edges": 3, "components": 1, "joins": 0,
        "tolerance_curve": [
            {"tolerance_m": 0.0, "components": 2, "largest_population_share": 0.8},
            {"tolerance_m": 10.0, "components": 1, "largest_population_share": 1.0},
        ],
    },
    "connectivity": {
        "villages": 6, "eligible": 6, "connected": 4, "rate": 4 / 6, "population_rate": 39 / 63,
        "missing_km": 6.5,
        "by_status": {"connected": 4, "unhardened": 1, "no_route": 0, "off_network": 1},
    },
    "townships": {"seats": 2, "at_required_class": 1, "rate": 0.5},
    "bus": {
        "eligible": 5, "served": 2, "rate": 0.4, "score": 0, "with_stop": 2,
        "by_level": {"daily": 1, "weekly": 1, "on_demand": 0, "none": 3},
    },
    "stations": {"townships": 2, "with_station": 1, "rate": 0.5},
    "logistics": {
        "eligible": 5, "complete": 2, "rate": 0.4,
        "broken_at": {"village": 2, "township": 0, "county": 1},
    },
    "resilience": {"critical_edges": 3, "villages_on_one_road": 4},
    "rai": {"population": 63, "within": 47, "rate": 47 / 63},
}  # fmt: skip


def result(request: Request | None = None) -> Result:
    """The assessed district as the pages get it."""
    scene = district()
    standard = read_standard("cn")
    network = build_network(scene)
    states = road_states(network.roads, standard)
    everything = np.ones(network.edge_count, dtype=bool)
    placed = place_on_network(scene, network, states, preferred=everything, access_limit_m=500.0)
    villages = _villages(scene.layers["villages"])
    roads = network.roads.assign(
        length_km=network.roads.geometry.length / 1000, villages_behind=[4, 1],
        population_behind=[46, 8], counted_km=network.roads.geometry.length / 1000,
        hardened_km=[6.0, 0.0],
        is_open=states.is_open, hardened=states.hardened,
    )  # fmt: skip
    assessment = Assessment(
        district=scene, standard=standard, network=network, placed=placed, summary=SUMMARY,
        villages=villages, townships=_townships(scene.layers["townships"]), roads=roads,
        gaps=_gaps(villages), stops=scene.layers["stops"], stations=None,
        logistics=None, sites=None, findings=(),
        edge_minutes=edge_minutes(placed.network, standard),
    )  # fmt: skip
    figures = {"value": "R2", "count": 2}
    findings = (Finding("id_duplicate", "roads", rows=(2, 3), ids=("R2",), figures=figures),)
    return Result(request or Request(), assessment, findings)
