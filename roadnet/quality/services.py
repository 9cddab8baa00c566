"""Bus services, zones, stations and ferries that say too little, or contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.operating_days import mean_days_per_week
from roadnet.findings import Finding
from roadnet.quality.inspection import BoolArray, Inspection, split_ids


def check_stop_without_service(seen: Inspection) -> Iterator[Finding]:
    """Find stops without days of service of their own and on no route that runs."""
    days = seen.number("stops", "service_days_per_week")
    odd = ~(days > 0) & ~_on_route(seen, running=True)
    yield from seen.find("stop_without_service", "stops", odd, name=seen.text("stops", "name"))


def check_stop_off_routes(seen: Inspection) -> Iterator[Finding]:
    """Find stops that no bus route calls at, where routes list their stops."""
    if (seen.text("bus_routes", "stop_ids") != "").any():
        odd = ~_on_route(seen, running=False)
        yield from seen.find("stop_off_routes", "stops", odd, name=seen.text("stops", "name"))


def check_stop_days_without_trips(seen: Inspection) -> Iterator[Finding]:
    """Find stops with days of service and no trip on them, or trips and no days."""
    days = seen.number("stops", "service_days_per_week")
    trips = seen.number("stops", "trips_per_day")
    odd = ((days > 0) & (trips == 0)) | ((days == 0) & (trips > 0))
    yield from seen.find("stop_days_without_trips", "stops", odd, days=days, trips=trips)


def check_route_without_stops(seen: Inspection) -> Iterator[Finding]:
    """Find bus routes that do not say where they stop."""
    odd = seen.text("bus_routes", "stop_ids") == ""
    name = seen.text("bus_routes", "name")
    yield from seen.find("route_without_stops", "bus_routes", odd, name=name)


def check_route_without_days(seen: Inspection) -> Iterator[Finding]:
    """Find bus routes that do not say on which days they run."""
    odd = seen.text("bus_routes", "operating_days") == ""
    name = seen.text("bus_routes", "name")
    yield from seen.find("route_without_days", "bus_routes", odd, name=name)


def check_route_days_unreadable(seen: Inspection) -> Iterator[Finding]:
    """Find bus routes whose days of operation have none of the known forms."""
    days, name = seen.text("bus_routes", "operating_days"), seen.text("bus_routes", "name")
    per_week = np.array([mean_days_per_week(text) for text in days], dtype=float)
    odd = (days != "") & np.isnan(per_week)
    yield from seen.find("route_days_unreadable", "bus_routes", odd, name=name, value=days)


def check_route_without_trips(seen: Inspection) -> Iterator[Finding]:
    """Find bus routes without a number of trips."""
    odd = ~(seen.number("bus_routes", "trips_per_day") > 0)
    name = seen.text("bus_routes", "name")
    yield from seen.find("route_without_trips", "bus_routes", odd, name=name)


def check_zone_without_villages(seen: Inspection) -> Iterator[Finding]:
    """Find service zones with neither an area nor a list of villages or stops."""
    odd = seen.text("service_zones", "village_ids") == ""
    odd &= seen.text("service_zones", "stop_ids") == ""
    odd &= shapely.is_missing(seen.shapes("service_zones"))
    yield from seen.find("zone_without_villages", "service_zones", odd)


def check_zone_without_phone(seen: Inspection) -> Iterator[Finding]:
    """Find booked services without a number to book at."""
    odd = seen.text("service_zones", "phone") == ""
    yield from seen.find("zone_without_phone", "service_zones", odd)


def check_station_without_functions(seen: Inspection) -> Iterator[Finding]:
    """Find stations that do not say what they serve for."""
    odd = seen.text("stations", "functions") == ""
    name = seen.text("stations", "name")
    yield from seen.find("station_without_functions", "stations", odd, name=name)


def check_node_without_dispatch(seen: Inspection) -> Iterator[Finding]:
    """Find logistics nodes that say they never deliver."""
    never = seen.number("logistics", "dispatch_days_per_week") == 0
    name = seen.text("logistics", "name")
    yield from seen.find("node_without_dispatch", "logistics", never, name=name)


def check_ferry_without_times(seen: Inspection) -> Iterator[Finding]:
    """Find ferries without times: the standard's are taken."""
    wait, cross = seen.number("ferries", "wait_min"), seen.number("ferries", "crossing_min")
    odd = np.isnan(wait) | np.isnan(cross)
    yield from seen.find("ferry_without_times", "ferries", odd, name=seen.text("ferries", "name"))


def _on_route(seen: Inspection, *, running: bool) -> BoolArray:
    """Which stops a route calls at; ``running``: one that says its days or its trips."""
    at, stops = split_ids(seen.text("bus_routes", "stop_ids"))
    if running:
        runs = seen.text("bus_routes", "operating_days") != ""
        runs |= seen.number("bus_routes", "trips_per_day") > 0
        stops = stops[runs[at]]
    return np.asarray(pd.Series(seen.ids("stops")).isin(set(stops)), dtype=bool)


CHECKS: Final = (
    check_stop_without_service,
    check_stop_off_routes,
    check_stop_days_without_trips,
    check_route_without_stops,
    check_route_without_days,
    check_route_days_unreadable,
    check_route_without_trips,
    check_zone_without_villages,
    check_zone_without_phone,
    check_station_without_functions,
    check_node_without_dispatch,
    check_ferry_without_times,
)
