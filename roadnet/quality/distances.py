"""Features that belong at a road and stand far from every road, straight metres."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from roadnet.findings import Finding
from roadnet.quality.inspection import Inspection


def check_village_off_road(seen: Inspection) -> Iterator[Finding]:
    """Find villages further from every road than a village can be believed to be."""
    yield from _far(seen, "village_off_road", "villages", "village_off_road_m")


def check_township_off_road(seen: Inspection) -> Iterator[Finding]:
    """Find township seats far from every road."""
    yield from _far(seen, "township_off_road", "townships", "township_off_road_m")


def check_stop_off_road(seen: Inspection) -> Iterator[Finding]:
    """Find bus stops far from every road."""
    yield from _far(seen, "stop_off_road", "stops", "stop_off_road_m")


def check_station_off_road(seen: Inspection) -> Iterator[Finding]:
    """Find stations far from every road."""
    yield from _far(seen, "station_off_road", "stations", "station_off_road_m")


def check_logistics_off_road(seen: Inspection) -> Iterator[Finding]:
    """Find logistics nodes far from every road."""
    yield from _far(seen, "logistics_off_road", "logistics", "logistics_off_road_m")


def check_site_off_road(seen: Inspection) -> Iterator[Finding]:
    """Find production and tourism sites far from every road."""
    yield from _far(seen, "site_off_road", "sites", "site_off_road_m")


def check_ferry_off_road(seen: Inspection) -> Iterator[Finding]:
    """Find ferries that no road leads to."""
    yield from _far(seen, "ferry_off_road", "ferries", "ferry_off_road_m")


def _far(seen: Inspection, code: str, layer: str, limit: str) -> Iterator[Finding]:
    distance_m, _ = seen.road_distance(layer)
    odd = np.isfinite(distance_m) & (distance_m > seen.limits[limit])
    yield from seen.find(code, layer, odd, distance_m=distance_m, limit_m=seen.limits[limit])


CHECKS: Final = (
    check_village_off_road,
    check_township_off_road,
    check_stop_off_road,
    check_station_off_road,
    check_logistics_off_road,
    check_site_off_road,
    check_ferry_off_road,
)
