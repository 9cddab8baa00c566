"""Cases of the rules on columns: identifiers, names, values, references, layers that are absent."""

from __future__ import annotations

from tests.quality.cases import Case, Change, both, drop, nothing, put, put_all
from tests.quality.scene import T1, T2, V1, V2, V3, V5, Draft, point


def _local_codes(draft: Draft) -> None:
    """Give every village a code of the county's own making."""
    for number, row in enumerate(draft.rows["villages"], start=1):
        row["village_id"] = f"village {number}"


def _with_zones(*names: str) -> Change:
    return put("service_zones", 1, village_ids=";".join(names))


IDENTIFIERS = (
    Case("id_missing", put("stops", 2, stop_id=None), put("stops", 2, stop_id="S9"), "stops", (2,)),
    Case("id_missing", put("roads", 3, road_id="  "), nothing, "roads", (3,)),
    Case(
        "id_duplicate",
        put("roads", 5, road_id="R2"),
        put("roads", 5, road_id="R02"),
        "roads",
        (2, 5),
        {"value": "R2"},
    ),
    Case(
        "id_damaged",
        put("stops", 3, stop_id="5.19901E+11"),
        put("stops", 3, stop_id="519901E"),
        "stops",
        (3,),
    ),
    Case("id_damaged", put("sites", 1, site_id="519901.0"), nothing, "sites", (1,)),
    Case(
        "area_code_malformed",
        put("villages", 2, village_id="51990110020"),  # 11 digits
        _local_codes,
        "villages",
        (2,),
        {"length": 11},
    ),
    Case(
        "area_code_county",
        put("villages", 2, village_id="519902100202"),
        put("villages", 2, village_id="519901100299"),
        "villages",
        (2,),
        {"usual": "519901"},
    ),
    Case(
        "village_code_township",
        put("villages", 2, township_id=T2),
        put("villages", 2, township_id="T2"),  # not an official code: nothing to compare
        "villages",
        (2,),
        {"township": T2},
    ),
    Case(
        "route_code_malformed",
        put("roads", 4, route_code="C2-519901"),
        put("roads", 4, route_code="C002519901L0010"),
        "roads",
        (4,),
    ),
    Case(
        "route_code_class",
        put("roads", 4, admin_class="county"),
        put("roads", 4, route_code="W002519901"),  # W stands for no class of its own
        "roads",
        (4,),
        {"letter": "C"},
    ),
)

NAMES = (
    Case(
        "name_missing",
        put("villages", 2, name=" "),
        put("villages", 2, name="无名村"),
        "villages",
        (2,),
    ),
    Case(
        "name_duplicate",
        put("villages", 2, name="甲村"),  # villages 1 and 2 belong to T1
        put("villages", 3, name="甲村"),  # village 3 belongs to T2
        "villages",
        (1, 2),
        {"name": "甲村"},
    ),
    Case(
        "text_garbled",
        put("roads", 1, name="锟斤拷路"),
        put("roads", 1, name="Straße <é> 路"),
        "roads",
        (1,),
        {"column": "name"},
    ),
    Case("text_garbled", put("stops", 1, name="a\ufffdb"), nothing, "stops", (1,)),
)

VALUES = (
    Case(
        "enum_unknown",
        put("roads", 1, surface="mud"),
        put("roads", 1, surface="gravel"),
        "roads",
        (1,),
        {"column": "surface", "value": "mud"},
    ),
    Case(
        "function_unknown",
        put("stations", 2, functions="passenger;taxi"),
        put("stations", 2, functions="passenger; tourism"),
        "stations",
        (2,),
        {"value": "taxi"},
    ),
    Case(
        "value_out_of_range",
        put("stops", 1, service_days_per_week=8.0),
        put("stops", 1, service_days_per_week=7.0),
        "stops",
        (1,),
        {"value": 8.0, "high": 7.0},
    ),
    Case(
        "value_out_of_range",
        put("villages", 1, population=-5.0),
        put("villages", 1, population=5.0, households=2.0),
        "villages",
        (1,),
        {"value": -5.0, "low": 0.0},
    ),
    Case("value_out_of_range", put("roads", 2, width_m=700.0), nothing, "roads", (2,)),
    Case("value_out_of_range", put("roads", 2, speed_km_h=2.0), nothing, "roads", (2,)),
    Case("value_out_of_range", put("villages", 2, population=5e6), nothing, "villages", (2,)),
    Case("value_out_of_range", put("bus_routes", 1, trips_per_day=-1.0), nothing, "bus_routes"),
    Case(
        "surface_missing",
        put("roads", 2, surface=None),
        put("roads", 2, surface=None, is_ferry=True),
        "roads",
        (2,),
        {"total": 7, "share_percent": 100 / 7},
    ),
    Case(
        "surface_missing_mostly",
        put_all("roads", surface=None),
        put("roads", 2, surface=None),
        "roads",
        (1, 2, 3, 4, 5, 6, 7),
        {"total": 7, "share_percent": 100.0},
    ),
    Case(
        "technical_class_missing",
        put_all("roads", technical_class=None),
        nothing,
        "roads",
        (1, 2, 3, 4, 5, 6, 7),
        {"share_percent": 100.0},
    ),
    Case(
        "population_missing",
        put("villages", 1, population=None),
        put("villages", 1, households=None),
        "villages",
        (1,),
        {"share_percent": 20.0},  # 1 of 5
    ),
    Case(
        "population_zero",
        put("villages", 1, population=0.0, households=0.0),
        put("villages", 1, population=1.0, households=1.0),
        "villages",
        (1,),
    ),
    Case(
        "households_exceed_population",
        put("villages", 1, population=100.0, households=101.0),
        put("villages", 1, population=100.0, households=100.0),
        "villages",
        (1,),
    ),
    Case(
        "household_size",
        put("villages", 1, population=1210.0, households=100.0),
        put("villages", 1, population=1200.0, households=100.0),  # 12 is the limit
        "villages",
        (1,),
        {"size": 12.1},
    ),
    Case(
        "natural_village_size_missing",
        put("villages", 5, population=None, households=None),
        put("villages", 5, population=None, households=40.0),
        "villages",
        (5,),
    ),
    Case(
        "width_per_lane",
        put("roads", 1, width_m=4.9, lanes=2),
        put("roads", 1, width_m=5.0, lanes=2),  # 2 x 2.5 m
        "roads",
        (1,),
    ),
    Case(
        "speed_against_class",
        put("roads", 3, speed_km_h=60.0),
        put("roads", 3, speed_km_h=30.0),  # class 4: 30 km/h
        "roads",
        (3,),
        {"limit_km_h": 30.0},
    ),
    Case(
        "surface_against_class",
        put("roads", 1, technical_class="class_2", surface="earth"),
        put("roads", 1, technical_class="class_3", surface="earth"),
        "roads",
        (1,),
    ),
    Case(
        "structure_twofold",
        put("roads", 1, is_bridge=True, is_tunnel=True),
        put("roads", 1, is_bridge=True),
        "roads",
        (1,),
    ),
)

REFERENCES = (
    Case(
        "village_township_missing",
        put("villages", 3, township_id=None),
        both(drop("townships"), drop("boundaries"), put("villages", 3, township_id=None)),
        "villages",
        (3,),
    ),
    Case(
        "village_township_unknown",
        put("villages", 3, township_id="519901102000"),
        both(drop("townships"), drop("boundaries"), put("villages", 3, township_id="x")),
        "villages",
        (3,),
        {"value": "519901102000"},
    ),
    Case(
        "station_township_unknown",
        put("stations", 1, township_id="T9"),
        put("stations", 1, township_id=T2),
        "stations",
        (1,),
    ),
    Case(
        "boundary_township_unknown",
        put("boundaries", 2, township_id="T9"),
        both(drop("townships"), put("boundaries", 2, township_id="T9")),
        "boundaries",
        (2,),
    ),
    Case(
        "township_without_boundary",
        put("boundaries", 2, township_id="T9"),
        drop("boundaries"),
        "townships",
        (2,),
        {"name": "西乡"},
    ),
    Case(
        "township_without_village",
        put_all("villages", township_id=T1),
        put_all("villages", township_id=T2),  # the county seat may have none
        "townships",
        (2,),
    ),
    Case(
        "route_stop_unknown",
        put("bus_routes", 1, stop_ids="S1;S7;S3"),
        put("bus_routes", 1, stop_ids="S1； S3"),
        "bus_routes",
        (1,),
        {"value": "S7"},
    ),
    Case(
        "zone_village_unknown",
        _with_zones(V5, "nowhere"),
        _with_zones(V5, V1),
        "service_zones",
        (1,),
        {"value": "nowhere"},
    ),
    Case(
        "zone_stop_unknown",
        put("service_zones", 1, stop_ids="S1;S7"),
        put("service_zones", 1, stop_ids="S1；S3"),
        "service_zones",
        (1,),
        {"value": "S7"},
    ),
    Case(
        "parent_unknown",
        put("logistics", 3, parent_id="N9"),
        put("logistics", 3, parent_id=None),
        "logistics",
        (3,),
        {"value": "N9"},
    ),
    Case(
        "parent_missing",
        put("logistics", 3, parent_id=None),
        put_all("logistics", parent_id=None),  # nobody names one: found by place then
        "logistics",
        (3,),
    ),
    Case(
        "parent_tier",
        put("logistics", 3, parent_id="N1"),  # a village point supplied by the county
        put("logistics", 3, parent_id="N9"),  # unknown is another finding
        "logistics",
        (3,),
    ),
    Case(
        "tier_missing",
        put("logistics", 2, tier=None),
        drop("logistics"),
        "logistics",
        (2,),
        {"total": 3},
    ),
    Case(
        "successor_unknown",
        put("villages", 4, successor_id="519901100999"),
        put("villages", 4, successor_id=V2),
        "villages",
        (4,),
    ),
    Case(
        "successor_kind",
        put("villages", 4, successor_id=V5),  # a natural village
        put("villages", 4, successor_id=V3),
        "villages",
        (4,),
        {"value": V5},
    ),
    Case(
        "former_without_successor",
        put("villages", 4, successor_id=None),
        put("villages", 2, successor_id=None),  # an administrative village needs none
        "villages",
        (4,),
        {"name": "丁村"},
    ),
    Case(
        "work_route_unknown",
        put("hazards", 1, route_code="X009519901", geometry=point(0, 0)),
        put("hazards", 1, route_code="X009519901", geometry=None),
        "hazards",
        (1,),
    ),
    Case("work_route_unknown", put("projects", 1, route_code="X9"), nothing, "projects", (1,)),
)

PRESENCE = (
    Case("layer_needed_absent", drop("villages"), drop("stops"), "villages"),
    Case("layer_absent", drop("ferries"), drop("roads"), "ferries"),
)

CASES = (*IDENTIFIERS, *NAMES, *VALUES, *REFERENCES, *PRESENCE)
