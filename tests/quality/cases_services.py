"""Cases of the rules on services, stakes, distances, declarations and works."""

from __future__ import annotations

from tests.quality.cases import Case, both, drop, nothing, put
from tests.quality.scene import box, line, point


def _off(code: str, layer: str, x: float, limit_m: float) -> Case:
    """Put a feature west of the road A-D (x = 0), just beyond the limit and just within."""
    far, near = point(-limit_m - 10, x), point(-limit_m + 10, x)
    figures = {"distance_m": limit_m + 10}
    bad, good = put(layer, 1, geometry=far), put(layer, 1, geometry=near)
    return Case(code, bad, good, layer, (1,), figures)


STAKES = (
    Case("stakes_incomplete", put("roads", 1, end_stake_km=None), nothing, "roads", (1,)),
    Case(
        "stakes_reversed",
        put("roads", 1, start_stake_km=1.0, end_stake_km=0.0),
        put("roads", 1, start_stake_km=0.0, end_stake_km=1.0),
        "roads",
        (1,),
    ),
    Case(
        "stakes_reversed",
        put("hazards", 1, start_stake_km=0.4, end_stake_km=0.3),
        put("hazards", 1, start_stake_km=0.4, end_stake_km=0.4),
        "hazards",
        (1,),
    ),
    Case(
        "stakes_in_metres",
        put("roads", 1, start_stake_km=0.0, end_stake_km=1000.0),
        put("roads", 1, start_stake_km=0.0, end_stake_km=100.0),
        "roads",
        (1,),
        {"stake_length_km": 1000.0},
    ),
    Case(
        # 1 km drawn: 0.1 km and 10 % of slack
        "stakes_length",
        put("roads", 3, end_stake_km=1.3),
        put("roads", 3, end_stake_km=1.19),
        "roads",
        (3,),
        {"difference_percent": 30.0},
    ),
    Case(
        "stakes_overlap",
        put("roads", 2, start_stake_km=0.9, end_stake_km=1.9, geometry=line((900, 0), (1900, 0))),
        put("roads", 2, start_stake_km=0.9, end_stake_km=1.9, is_overlap=True),
        "roads",
        (2,),
        {"overlap_km": 0.1, "stake_km": 0.9},
    ),
    Case(
        # the same stakes, but the line begins where the first segment ends
        "stakes_chain_long",
        put("roads", 2, start_stake_km=0.9, end_stake_km=1.9),
        put("roads", 2, start_stake_km=0.9, end_stake_km=1.9, geometry=line((900, 0), (1900, 0))),
        "roads",
        (2,),
        {"overlap_km": 0.1, "stake_km": 0.9},
    ),
    Case(
        "stakes_gap",
        put("roads", 2, start_stake_km=1.4, end_stake_km=2.4, geometry=line((1400, 0), (2400, 0))),
        put("roads", 2, start_stake_km=1.04, end_stake_km=2.04),
        "roads",
        (2,),
        {"gap_km": 0.4, "from_km": 1.0, "to_km": 1.4},
    ),
    Case(
        "stakes_chain_short",
        put("roads", 2, start_stake_km=1.4, end_stake_km=2.4),
        put("roads", 2, start_stake_km=1.4, end_stake_km=2.4, geometry=line((1400, 0), (2400, 0))),
        "roads",
        (2,),
        {"gap_km": 0.4, "from_km": 1.0, "to_km": 1.4},
    ),
    Case(
        # the route runs from 0 to 2 km
        "work_stakes_outside",
        put("projects", 1, start_stake_km=1.8, end_stake_km=2.4),
        put("projects", 1, start_stake_km=1.4, end_stake_km=2.0),
        "projects",
        (1,),
        {"high_km": 2.0},
    ),
    Case(
        # one that has no place of its own is told of when it is placed
        "work_stakes_outside",
        put("hazards", 2, end_stake_km=1.5, geometry=point(500, 0)),
        put("hazards", 2, end_stake_km=1.5, geometry=None),
        "hazards",
        (2,),
    ),
)

DISTANCES = (
    _off("village_off_road", "villages", 500, 5000),
    _off("township_off_road", "townships", 500, 500),
    _off("stop_off_road", "stops", 500, 200),
    _off("station_off_road", "stations", 500, 300),
    _off("logistics_off_road", "logistics", 500, 500),
    _off("site_off_road", "sites", 500, 5000),
    _off("ferry_off_road", "ferries", 500, 500),
)

SERVICES = (
    Case(
        "stop_without_service",
        both(put("stops", 3, service_days_per_week=None), put("bus_routes", 1, stop_ids="S1;S2")),
        put("stops", 3, service_days_per_week=None),  # still on a route that runs daily
        "stops",
        (3,),
    ),
    Case(
        "stop_off_routes",
        put("bus_routes", 1, stop_ids="S1;S2"),
        drop("bus_routes"),
        "stops",
        (3,),
        {"name": "3 号站"},
    ),
    Case(
        "stop_days_without_trips",
        put("stops", 1, trips_per_day=0.0),
        put("stops", 1, trips_per_day=0.0, service_days_per_week=0.0),
        "stops",
        (1,),
    ),
    Case(
        "route_without_stops",
        put("bus_routes", 1, stop_ids=None),
        put("bus_routes", 1, stop_ids="S1"),
        "bus_routes",
        (1,),
    ),
    Case(
        "route_without_days",
        put("bus_routes", 1, operating_days=""),
        put("bus_routes", 1, operating_days="market 1,4,7"),
        "bus_routes",
        (1,),
    ),
    *(
        Case(
            "route_days_unreadable",
            put("bus_routes", 1, operating_days=bad),
            put("bus_routes", 1, operating_days=good),
            "bus_routes",
            (1,),
            {"value": bad},
        )
        for bad, good in (
            ("sometimes", "daily"),
            ("mon;xyz", "mon;thu"),
            ("every other day", "every 2 days"),
            ("market", "Market 1, 4, 7"),
            ("8", "2.5"),
            ("every 0 days", "weekdays"),
        )
    ),
    Case(
        "route_without_trips",
        put("bus_routes", 1, trips_per_day=None),
        put("bus_routes", 1, trips_per_day=0.5),
        "bus_routes",
        (1,),
    ),
    Case(
        "zone_without_villages",
        put("service_zones", 1, village_ids=None),
        put("service_zones", 1, village_ids=None, geometry=box(0, 0, 500, 500)),
        "service_zones",
        (1,),
    ),
    Case("zone_without_phone", put("service_zones", 1, phone=None), nothing, "service_zones", (1,)),
    Case("station_without_functions", put("stations", 2, functions=None), nothing, "stations"),
    Case(
        "node_without_dispatch",
        put("logistics", 2, dispatch_days_per_week=0.0),
        put("logistics", 2, dispatch_days_per_week=None),
        "logistics",
        (2,),
    ),
    Case(
        "ferry_without_times",
        put("ferries", 1, wait_min=None),
        put("ferries", 1, wait_min=0.0),
        "ferries",
        (1,),
    ),
)

DECLARED = (
    Case(
        "excluded_without_reason",
        put("villages", 2, eligible=False),
        put("villages", 2, eligible=False, exclusion_reason="整村搬迁"),
        "villages",
        (2,),
    ),
    Case(
        "reason_without_exclusion",
        put("villages", 2, exclusion_reason="整村搬迁"),
        put("villages", 2, eligible=False, exclusion_reason="整村搬迁"),
        "villages",
        (2,),
        {"value": "整村搬迁"},
    ),
    Case(
        "county_seat_missing",
        put("townships", 1, is_county_seat=False),
        drop("townships"),
        "townships",
    ),
    Case("county_seats_several", put("townships", 2, is_county_seat=True), nothing, "townships"),
)

WORKS = (
    Case(
        "project_without_cost",
        put("projects", 1, cost_cny=0.0),
        put("projects", 1, cost_cny=1.0),
        "projects",
        (1,),
    ),
    Case("project_without_action", put("projects", 1, action=None), nothing, "projects", (1,)),
    Case(
        "project_subsidy",
        put("projects", 1, subsidy_cny=900_001.0),
        put("projects", 1, subsidy_cny=900_000.0),
        "projects",
        (1,),
    ),
    Case(
        # drawn 0.6 km: 0.1 km and 20 % make 0.22 km of slack
        "project_length",
        put("projects", 1, length_km=0.9),
        put("projects", 1, length_km=0.8),
        "projects",
        (1,),
        {"stated_km": 0.9, "length_km": 0.6},
    ),
    Case(
        "work_without_place",
        put("hazards", 1, start_stake_km=None),
        put("hazards", 1, start_stake_km=None, geometry=point(300, 0)),
        "hazards",
        (1,),
    ),
    Case(
        "work_without_place",
        put("projects", 1, geometry=None, route_code=None),
        put("projects", 1, geometry=None),
        "projects",
        (1,),
    ),
    Case("hazard_closed_without_date", put("hazards", 2, closed_on=None), nothing, "hazards", (2,)),
    Case("hazard_open_with_date", put("hazards", 2, status="open"), nothing, "hazards", (2,)),
    Case(
        # today is 30 June 2024
        "hazard_overdue",
        put("hazards", 1, due_on="2024-06-20"),
        put("hazards", 1, due_on="2024-06-30"),
        "hazards",
        (1,),
        {"days": 10.0, "due_on": "2024-06-20"},
    ),
    Case(
        "hazard_without_due_date",
        put("hazards", 1, due_on=None),
        put("hazards", 2, due_on=None),  # closed: no term is needed
        "hazards",
        (1,),
    ),
    Case(
        "hazard_dates",
        put("hazards", 2, closed_on="2023-06-30"),
        put("hazards", 2, closed_on="2023-07-01"),
        "hazards",
        (2,),
    ),
)

CASES = (*STAKES, *DISTANCES, *SERVICES, *DECLARED, *WORKS)
