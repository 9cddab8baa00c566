"""A user's own columns that bear the name of a result."""

from __future__ import annotations

from typing import Final

from roadnet.district import District

_SERVICES: Final = ("road", "bus", "logistics")
RESULTS: Final = {
    "villages": {
        "eligible_road", "eligible_service", "access_m", "access_road_id", "road_status",
        "road_reason", "missing_km", "stop_id", "stop_m", "stop_walk_m", "has_stop", "bus_level",
        "bus_reason", "village_node_id", "township_node_id", "county_node_id",
        "logistics_status", "logistics_reason", "logistics_km", "to_township_km", "to_county_km",
        "to_county_min", "cut_by",
    },
    "townships": {
        "counts", "at_required_class", "road_reason", "has_station", "station_ids",
        "functions_missing", "station_reason", "villages", "population",
        *(f"{service}_{part}" for service in _SERVICES for part in ("eligible", "served", "rate")),
        *(f"population_{service}_eligible" for service in _SERVICES),
        *(f"population_{service}_served" for service in _SERVICES),
    },
    "roads": {
        "length_km", "counted_km", "hardened_km", "cut_km", "is_open", "hardened",
        "villages_behind", "population_behind",
    },
    "sites": {
        "road_m", "class_road_m", "class_road_id", "town_min", "town_id", "county_min",
        "site_status", "site_reason",
    },
}  # fmt: skip
"""Result columns by layer, as the contract and :mod:`roadnet.analysis.assessment` name them."""
RESULTS["boundaries"] = RESULTS["townships"]


def set_clashes_aside(district: District) -> District:
    """Rename a user's columns that bear a result's name to ``source_<name>``.

    So an assessment's own GeoPackage can be read and assessed again, and no column of the user's
    is lost.
    """
    for layer, names in RESULTS.items():
        if layer in district.layers:
            frame = district.layers[layer]
            clashes = {name: f"source_{name}" for name in names & set(frame.columns)}
            if clashes:
                kept = frame.drop(columns=[n for n in clashes.values() if n in frame])
                district = district.with_layer(layer, kept.rename(columns=clashes))
    return district
