"""Zones of booked service as GTFS-Flex: areas, groups of stops, and how to book."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from roadnet.analysis.columns import split_ids, words
from roadnet.crs import WGS84
from roadnet.district import District
from roadnet.reports.gtfs.lines import BUS
from roadnet.reports.gtfs.options import FeedOptions
from roadnet.reports.gtfs.services import Services
from roadnet.reports.gtfs.stops import free_name
from roadnet.reports.gtfs.tables import Tables, clock, one_line
from roadnet.standards import Standard
from roadnet.text import tr

_VILLAGE_HALF_M: Final = 250.0
"""Half the side of the square that stands for a listed village without an area."""
_LEAST_HALF_M: Final = 1.0
_DAY_MIN: Final = 1440.0
_LAST_MINUTE: Final = 1439.0
_MUST_BOOK: Final = 2
_NOT_HERE: Final = 1


@dataclass(frozen=True)
class _Zone:
    name: str
    area: Any
    stop_ids: tuple[str, ...]
    kind: float
    notice_min: float
    phone: str


def write_zones(
    tables: Tables,
    district: District,
    stop_row: Mapping[str, int],
    services: Services,
    standard: Standard,
    options: FeedOptions,
    taken: set[str],
) -> tuple[int, ...]:
    """Write the zones, every day of the period; return the rows that have nothing to serve.

    A listed village becomes a square round its place, small enough to hold no other village.
    """
    if not district.has("service_zones"):
        return ()
    places = {*stop_row}
    left_out = []
    for row, zone in enumerate(_gather(district, stop_row)):
        if zone.area is None and not zone.stop_ids:
            left_out.append(row)
            continue
        route_id = free_name(zone.name, taken)
        tables.add(
            "routes.txt", route_id=route_id, agency_id=1, route_long_name=zone.name,
            route_desc=tr("gtfs.zone_note", options.lang), route_type=BUS,
        )  # fmt: skip
        service = services.name(frozenset(options.days))
        rule = _write_rule(tables, zone, f"{route_id}-rule", standard, options)
        for column, place in _write_places(tables, zone, places):
            trip_id = f"{route_id}-{place}"
            tables.add("trips.txt", route_id=route_id, service_id=service, trip_id=trip_id)
            _write_calls(tables, trip_id, {column: place}, rule, standard)
    return tuple(left_out)


def _gather(district: District, stop_row: Mapping[str, int]) -> list[_Zone]:
    zones = district.layers["service_zones"]
    outlines = zones.geometry.to_numpy()
    squares = _squares(district, zones)
    at, stop_id = split_ids(zones["stop_ids"])
    numbers = [
        zones[column].to_numpy(dtype=float) for column in ("booking_type", "prior_notice_min")
    ]
    phones = words(zones["phone"])
    found = []
    for row, name in enumerate(words(zones["zone_id"])):
        parts = [shape for shape in (outlines[row], *squares.get(row, ())) if shape is not None]
        area = shapely.union_all([shapely.make_valid(part) for part in parts]) if parts else None
        stops = tuple(str(s) for s in stop_id[at == row] if s in stop_row)
        plain = str(name) or f"zone-{row + 1}"
        found.append(
            _Zone(plain, _only_areas(area), stops, numbers[0][row], numbers[1][row], phones[row])
        )
    metric = gpd.GeoSeries([zone.area for zone in found], crs=district.crs)
    degrees = metric.to_crs(WGS84).to_numpy()
    return [
        _Zone(z.name, shape, z.stop_ids, z.kind, z.notice_min, z.phone)
        for z, shape in zip(found, degrees, strict=True)
    ]


def _only_areas(shape: Any) -> Any:
    """Keep the polygons of a shape; None where there are none."""
    if shape is None:
        return None
    parts = [p for p in shapely.get_parts(shape, return_index=False) if p.geom_type == "Polygon"]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _squares(district: District, zones: gpd.GeoDataFrame) -> dict[int, list[Any]]:
    """By zone a square round each village that it lists and that its outline does not hold."""
    row, village_id = split_ids(zones["village_ids"])
    villages = district.layers["villages"]
    points = villages.geometry.to_numpy()
    by_id: dict[str, list[int]] = {}
    for at, name in enumerate(words(villages["village_id"])):
        by_id.setdefault(str(name), []).append(at)
    outlines = zones.geometry.to_numpy()
    found: dict[int, list[Any]] = {}
    for zone, name in zip(row.tolist(), village_id, strict=True):
        for at in by_id.get(str(name), ()):
            if outlines[zone] is None or not shapely.intersects(outlines[zone], points[at]):
                half = min(_VILLAGE_HALF_M, _to_next(points, at) / 2)
                square = shapely.buffer(points[at], max(half, _LEAST_HALF_M), cap_style="square")
                found.setdefault(zone, []).append(square)
    return found


def _to_next(points: Any, at: int) -> float:
    """Metres from a village to the nearest other one."""
    away = shapely.distance(points, points[at])
    away[at] = np.inf
    return float(np.nanmin(away)) if len(away) > 1 else math.inf


def _write_places(tables: Tables, zone: _Zone, places: set[str]) -> list[tuple[str, str]]:
    """Write what the calls of a zone name: the column, and the identifier in it."""
    named = []
    if zone.area is not None:
        place = free_name(zone.name, places)
        tables.areas.append(
            {
                "type": "Feature",
                "id": one_line(place),
                "properties": {"stop_name": one_line(zone.name)},
                "geometry": shapely.geometry.mapping(shapely.orient_polygons(zone.area)),
            }
        )
        named.append(("location_id", place))
    if zone.stop_ids:
        wanted = zone.name if zone.area is None else f"{zone.name}-stops"
        place = free_name(wanted, places)
        tables.add("location_groups.txt", location_group_id=place, location_group_name=zone.name)
        for stop_id in zone.stop_ids:
            tables.add("location_group_stops.txt", location_group_id=place, stop_id=stop_id)
        named.append(("location_group_id", place))
    return named


def _write_rule(
    tables: Tables, zone: _Zone, name: str, standard: Standard, options: FeedOptions
) -> str:
    """Write how to book; "" where nothing is known of it.

    The standard wants a notice for booking on the same day and a last day for booking earlier;
    where the table says none it is the least that the standard allows.
    """
    if np.isnan(zone.kind) and not zone.phone:
        return ""
    kind = 0 if np.isnan(zone.kind) else int(zone.kind)
    notice = 0.0 if np.isnan(zone.notice_min) else zone.notice_min
    cells: dict[str, object] = {}
    if kind == 1:
        cells["prior_notice_duration_min"] = max(1, round(notice))
    if kind == 2:
        opens = standard.number("bus_first_departure_h") * 60
        days = max(1, math.ceil((notice - opens) / _DAY_MIN))
        cells["prior_notice_last_day"] = days
        last = min(days * _DAY_MIN + opens - notice, _LAST_MINUTE)
        cells["prior_notice_last_time"] = clock(last)
    tables.add(
        "booking_rules.txt", booking_rule_id=name, booking_type=kind, phone_number=zone.phone,
        message=tr("gtfs.zone_note", options.lang), **cells,
    )  # fmt: skip
    return name


def _write_calls(
    tables: Tables, trip_id: str, place: Mapping[str, str], rule: str, standard: Standard
) -> None:
    """Write a trip within one place: boarding at the first call, alighting at the second."""
    first, last = (standard.number(f"bus_{end}_departure_h") * 60 for end in ("first", "last"))
    for number, (pickup, drop_off) in enumerate(
        ((_MUST_BOOK, _NOT_HERE), (_NOT_HERE, _MUST_BOOK)), start=1
    ):
        rules = {"pickup_booking_rule_id": rule, "drop_off_booking_rule_id": rule} if rule else {}
        tables.add(
            "stop_times.txt", trip_id=trip_id, **place, stop_sequence=number,
            start_pickup_drop_off_window=clock(first),
            end_pickup_drop_off_window=clock(max(last, first + 1)),
            pickup_type=pickup, drop_off_type=drop_off, **rules,
        )  # fmt: skip
