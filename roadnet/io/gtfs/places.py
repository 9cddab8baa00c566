"""Where one may board: stops, and the areas and groups of stops of booked service, in any dialect.

The names of fields and files differ between drafts of GTFS-Flex:

* the adopted one: ``locations.geojson``; ``location_groups.txt`` with ``location_group_stops.txt``;
* drafts before it: ``location_groups.txt`` lists its members itself, one a row, as ``location_id``;
  ``stop_areas.txt`` groups stops and locations by ``area_id``;
* the first version: ``areas.txt`` draws areas as ``wkt``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import shape

from roadnet.io.gtfs.feed import LOCATIONS, Feed, Log, Row

_STOPS: Final = "stops.txt"
_READ: Final = frozenset({"stop_id", "stop_name", "stop_lon", "stop_lat", "location_type"})
_GROUPS: Final = "location_groups.txt"
_MEMBERS: Final = "location_group_stops.txt"
_AREAS: Final = ("areas.txt", "stop_areas.txt")


@dataclass(frozen=True, slots=True)
class Stop:
    """A place at which vehicles call (``location_type`` 0); ``further`` are its other columns."""

    row: int
    stop_id: str
    name: str
    lon: str
    lat: str
    further: Mapping[str, str]


@dataclass
class Area:
    """What a booked call may name: outlines, or stops of a group, or both."""

    name: str = ""
    shapes: list[Any] = field(default_factory=list)
    stop_ids: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """All places of a feed; an area of another kind never takes the identifier of a stop."""

    stops: Mapping[str, Stop]
    areas: Mapping[str, Area]
    aside: frozenset[str]


def read_places(feed: Feed, log: Log) -> Places:
    """Read stops, locations, groups and areas."""
    stops, aside = _stops(feed, log)
    areas = _locations(feed, log)
    drawn = dict(areas)
    for row in feed.rows(_GROUPS):
        name, member = row.get("location_group_name"), row.get("location_id")
        group = areas.setdefault(row.get("location_group_id"), Area())
        group.name = group.name or name
        if member:
            _join(group, member, stops, drawn, (row, _GROUPS, "location_id"), log)
    for row in feed.rows(_MEMBERS):
        group = areas.setdefault(row.get("location_group_id"), Area())
        _join(group, row.get("stop_id"), stops, drawn, (row, _MEMBERS, "stop_id"), log)
    _read_areas(feed, areas, stops, drawn, log)
    return Places(stops, {k: v for k, v in areas.items() if k and k not in stops}, aside)


def _stops(feed: Feed, log: Log) -> tuple[dict[str, Stop], frozenset[str]]:
    stops: dict[str, Stop] = {}
    aside: set[str] = set()
    for row in feed.rows(_STOPS):
        stop_id = row.get("stop_id")
        if not stop_id or stop_id in stops or stop_id in aside:
            log.add("gtfs_duplicate", _STOPS, row.number, stop_id)
        elif row.get("location_type") not in ("", "0"):
            aside.add(stop_id)
            log.add("gtfs_stations_aside", _STOPS, row.number, stop_id)
        else:
            name, lon, lat = (row.get(f"stop_{what}") for what in ("name", "lon", "lat"))
            further = {column: row.get(column) for column in row.columns.keys() - _READ}
            stops[stop_id] = Stop(row.number, stop_id, name, lon, lat, further)
    return stops, frozenset(aside)


def _locations(feed: Feed, log: Log) -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for number, feature in enumerate(feed.locations(), start=1):
        about = feature if isinstance(feature, dict) else {}
        told = about.get("properties")
        told = told if isinstance(told, dict) else {}
        name = about.get("id", told.get("id", told.get("location_id")))
        if not isinstance(name, str | int) or str(name) in areas:
            log.add("gtfs_duplicate", LOCATIONS, number, str(name)[:80])
            continue
        outline = _to_area(about.get("geometry"))
        if outline is None:
            log.add("gtfs_area_bad", LOCATIONS, number, str(name)[:80])
            continue
        said = told.get("stop_name", told.get("name", ""))
        areas[str(name)] = Area(str(said or ""), [outline])
    return areas


def _to_area(geometry: Any) -> Any:
    """Convert a GeoJSON area; None for anything that is none."""
    try:
        found = shape(geometry)
    except Exception:  # a foreign text, and shapely says so in many ways
        return None
    is_area = found.geom_type in ("Polygon", "MultiPolygon") and not found.is_empty
    return found if is_area else None


def _read_areas(
    feed: Feed,
    areas: dict[str, Area],
    stops: Mapping[str, Stop],
    drawn: Mapping[str, Area],
    log: Log,
) -> None:
    """Read the areas of older drafts; in the adopted one they are of fares: no call names them."""
    file, members = _AREAS
    for row in feed.rows(file):
        area = areas.setdefault(row.get("area_id"), Area())
        area.name = area.name or row.get("area_name")
        if text := row.get("wkt", "geometry"):
            is_area = text.lstrip().upper().startswith(("POLYGON", "MULTIPOLYGON"))
            outline = shapely.from_wkt(text, on_invalid="ignore") if is_area else None
            if outline is None or not np.isfinite(outline.bounds).all():
                log.add("gtfs_area_bad", file, row.number, row.get("area_id"))
            else:
                area.shapes.append(outline)
    for row in feed.rows(members):
        area = areas.setdefault(row.get("area_id"), Area())
        _join(area, row.get("stop_id"), stops, drawn, (row, members, "stop_id"), log)


def _join(
    group: Area,
    member: str,
    stops: Mapping[str, Stop],
    drawn: Mapping[str, Area],
    where: tuple[Row, str, str],
    log: Log,
) -> None:
    row, file, column = where
    if member in stops:
        group.stop_ids[member] = None
    elif member in drawn:
        group.shapes += drawn[member].shapes
    else:
        log.add("gtfs_unknown_id", file, row.number, member, column=column)
