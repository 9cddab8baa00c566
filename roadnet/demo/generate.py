"""Make the demonstration district: two data years and the truth about each."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from roadnet.demo.boundaries import build_boundaries
from roadnet.demo.bus import BusPlan, build_routes, build_stops, build_zones, plan_bus
from roadnet.demo.library import build_hazards, build_projects
from roadnet.demo.logistics import LogisticsPlan, build_logistics, plan_logistics
from roadnet.demo.mesh import build_mesh
from roadnet.demo.names import Namer
from roadnet.demo.options import CRS, YEARS, DemoOptions
from roadnet.demo.people import build_townships, build_villages, settle_villages, villages_of_year
from roadnet.demo.roads import Roads, lay_roads
from roadnet.demo.segments import Segments, build_segments
from roadnet.demo.settlements import place_settlements
from roadnet.demo.table import build_road_table, extra_roads, roads_of_year
from roadnet.demo.terrain import build_terrain
from roadnet.demo.truth import Truth, dependence, flyover_records, gap_records, village_truth
from roadnet.demo.works import build_constraints, build_ferries, build_sites, build_stations


@dataclass(frozen=True, slots=True)
class DemoDistrict:
    """Layers by year and name as the contract has them, and what is true of each year."""

    options: DemoOptions
    years: dict[int, dict[str, gpd.GeoDataFrame]]
    truth: dict[int, Truth]


@dataclass(frozen=True, slots=True)
class _County:
    """What both years share."""

    options: DemoOptions
    roads: Roads
    segments: Segments
    table: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    townships: gpd.GeoDataFrame
    bus: BusPlan
    logistics: LogisticsPlan
    fixed: dict[str, gpd.GeoDataFrame]


def generate(options: DemoOptions | None = None) -> DemoDistrict:
    """Generate the district; the same options give the same district.

    Raises
    ------
    ValueError
        If a seed leaves no room for a planted place.
    """
    county = _build_county(options or DemoOptions())
    return DemoDistrict(
        options=county.options,
        years={year: _layers(county, year) for year in YEARS},
        truth={year: _truth(county, year) for year in YEARS},
    )


def _build_county(options: DemoOptions) -> _County:
    terrain = build_terrain(options)
    mesh = build_mesh(options, terrain)
    places = place_settlements(options, terrain, mesh)
    roads = lay_roads(options, mesh, places)
    segments = build_segments(options, roads)
    namer = Namer(options.rng(20))
    townships = build_townships(options, roads, segments, namer)
    villages = build_villages(options, roads, segments, places, namer)
    table = extra_roads(roads, segments, build_road_table(options, roads, segments, namer))
    areas = build_boundaries(mesh, roads.seats)
    villages = settle_villages(villages, townships, areas)
    names = townships[["township_id", "name"]]
    fixed = {
        "townships": townships,
        "boundaries": gpd.GeoDataFrame(names, geometry=areas, crs=CRS),
        "sites": build_sites(options, roads, segments),
        "ferries": build_ferries(roads, segments),
        "constraints": build_constraints(options, terrain, places, mesh.xy, areas),
    }
    bus = plan_bus(options, roads, segments, villages, townships)
    logistics = plan_logistics(options, roads, segments, villages, townships)
    return _County(options, roads, segments, table, villages, townships, bus, logistics, fixed)


def _layers(county: _County, year: int) -> dict[str, gpd.GeoDataFrame]:
    """Every layer of one year, in the contract's order."""
    options, fixed = county.options, county.fixed
    stations, _ = build_stations(options, county.townships, year)
    projects = build_projects(
        options, county.roads, county.segments, county.table, county.villages, county.bus,
        county.logistics, year,
    )  # fmt: skip
    return {
        "roads": roads_of_year(county.table, year),
        "villages": villages_of_year(county.villages, year),
        "townships": fixed["townships"].copy(),
        "boundaries": fixed["boundaries"].copy(),
        "stops": build_stops(options, county.bus, year),
        "bus_routes": build_routes(county.bus, year),
        "service_zones": build_zones(county.bus, year),
        "stations": stations,
        "logistics": build_logistics(county.logistics, year),
        "sites": fixed["sites"].copy(),
        "ferries": fixed["ferries"].copy(),
        "projects": projects,
        "hazards": build_hazards(options, county.table, year),
        "constraints": fixed["constraints"].copy(),
    }


def _truth(county: _County, year: int) -> Truth:
    bus = dict(zip(county.bus.ids, county.bus.level(year), strict=True))
    logistics = dict(zip(county.logistics.ids, county.logistics.status(year), strict=True))
    _, working = build_stations(county.options, county.townships, year)
    townships = pd.DataFrame(
        {
            "township_id": county.townships["township_id"],
            "has_station": working,
            "seat_at_required_class": [
                at not in county.roads.weak_seats for at in range(len(county.townships))
            ],
        }
    )
    yes, no = dependence(county.roads, county.segments, county.table, county.villages)
    return Truth(
        year=year,
        villages=village_truth(county.villages, bus, logistics, year),
        townships=townships,
        joins=gap_records(county.segments, county.table, county.segments.dirty),
        far_gaps=gap_records(county.segments, county.table, county.segments.far),
        flyovers=flyover_records(county.table),
        cut_by=yes,
        not_cut_by=no,
    )
