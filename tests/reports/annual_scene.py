"""A small district for the annual summary, this year and the year before.

One cell is 100 m; the limit of access is 500 m::

    T--------A--------B        C

T is the county's and the township's seat. TA is hardened this year and was earth the year before;
AB is earth. A is an administrative village, B a merged former one, C a natural one far from any
road. The stop S at A is new this year; K, near C, was there before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from roadnet.district import District
from tests.scenes import district_of, line_of, points_of

PICTURE = "T--------A--------B        C"

# Two completed works on merged villages, of this year and of the last; a road to a park under
# construction; a merged village's road and a stop in the library.
PROJECTS: list[dict[str, Any]] = [
    {"project_id": "P1", "name": "B road", "type": "撤并村通畅", "action": "upgrade", "year": 2024,
     "stage": "完工", "length_km": 1.25, "cost_cny": 1_234_565.0, "subsidy_cny": 300_000.0},
    {"project_id": "P2", "name": "old road", "type": "撤并村通畅", "action": "upgrade",
     "year": 2023, "stage": "完工", "length_km": 9.0, "cost_cny": 9e6, "subsidy_cny": 1e6},
    {"project_id": "P3", "name": "park road", "type": "园区路", "action": "new_road", "year": 2024,
     "stage": "在建", "length_km": 2.0, "cost_cny": 3e6, "subsidy_cny": 0.0},
    {"project_id": "P4", "name": "C road", "type": "撤并村通畅", "action": "new_road", "year": 2025,
     "stage": "谋划", "length_km": 0.3335, "cost_cny": 1e6, "subsidy_cny": 100_000.0,
     "blockers": "土地;资金"},
    {"project_id": "P5", "name": "stop B", "type": "招呼站", "action": "new_stop", "year": 2025,
     "stage": "谋划", "cost_cny": 20_000.0, "subsidy_cny": 10_000.0},
]  # fmt: skip


def district_of_year(year: int, **more: list[dict[str, Any]]) -> District:
    """Return the district in 2024 or in 2023; ``more`` are further layers, or replace some."""
    at = points_of(PICTURE, 100.0)
    surface = "asphalt" if year == 2024 else "earth"
    villages = [
        {"village_id": "A", "name": "甲村", "kind": "administrative", "population": 100},
        {"village_id": "B", "name": "乙村", "kind": "former", "population": 50},
        {"village_id": "C", "name": "丙坝", "kind": "natural", "population": 200},
    ]
    layers: dict[str, list[dict[str, Any]]] = {
        "roads": [
            {"road_id": "TA", "surface": surface, "admin_class": "county",
             "technical_class": "class_3", "condition": "良", "geometry": line_of("TA", at)},
            {"road_id": "AB", "surface": "earth", "admin_class": "village",
             "technical_class": "class_4", "condition": "差", "geometry": line_of("AB", at)},
        ],
        "villages": [
            {**row, "township_id": "T", "geometry": at[row["village_id"]]} for row in villages
        ],
        "townships": [
            {"township_id": "T", "name": "丁镇", "is_county_seat": True, "geometry": at["T"]}
        ],
        "stops": [{"stop_id": "K", "name": "K", "geometry": at["C"]}],
        "projects": PROJECTS,
        **more,
    }  # fmt: skip
    if year == 2024 and "stops" not in more:
        days = {"service_days_per_week": 7}
        layers["stops"].append({"stop_id": "S", "name": "S", "geometry": at["A"], **days})
    district = district_of(**layers)
    return replace(district, name="戊县", data_date=f"{year}-12-31")
