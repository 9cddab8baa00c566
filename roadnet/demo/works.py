"""Stations, sites, ferries and restricted areas."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from roadnet.demo.names import say, words
from roadnet.demo.options import CRS, YEARS, DemoOptions
from roadnet.demo.roads import Roads
from roadnet.demo.segments import Segments
from roadnet.demo.settlements import Settlements
from roadnet.demo.terrain import Floats, Terrain

_FULL: Final = "passenger;freight;post"


def _station_states(options: DemoOptions, count: int) -> list[tuple[tuple[str, str], str]]:
    """By township: status in each year ("" for no station) and functions."""
    states = [(("existing", "existing"), _FULL)] * count
    order = 1 + options.rng(40).permutation(count - 1)
    planted = [
        (("", ""), _FULL),
        (("planned", "existing"), _FULL),
        (("existing", "existing"), "passenger"),
        (("existing", "closed"), _FULL),
    ]
    for at, state in zip(order.tolist(), planted, strict=False):
        states[at] = state
    for at in order[len(planted) :].tolist()[:3]:
        states[at] = (("existing", "existing"), _FULL + ";express;tourism")
    return states


def build_stations(
    options: DemoOptions, townships: gpd.GeoDataFrame, year: int
) -> tuple[gpd.GeoDataFrame, list[bool]]:
    """Return the layer ``stations`` and, by township, whether a full station works there."""
    at_year = YEARS.index(year)
    rows, working = [], []
    for at, (states, functions) in enumerate(_station_states(options, len(townships))):
        seat = townships.iloc[at]
        working.append(states[at_year] == "existing" and functions.startswith(_FULL))
        if states[at_year]:
            rows.append(
                {
                    "station_id": f"CZ{at:03d}",
                    "name": say("station", name=seat["name"]),
                    "township_id": seat["township_id"],
                    "functions": functions,
                    "status": states[at_year],
                    "geometry": shapely.transform(
                        seat.geometry, lambda xy: xy + np.array([18.0, 11.0])
                    ),
                }
            )
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=CRS), working


def build_sites(options: DemoOptions, roads: Roads, segments: Segments) -> gpd.GeoDataFrame:
    """Return the layer ``sites``: production, tourism, schools, clinics beside hamlet roads."""
    rng = options.rng(41)
    count = min(options.scaled(36), len(roads.hamlets))
    nodes = rng.choice(roads.hamlets, count, replace=False)
    named = words()["sites"]
    kinds = [list(named)[at % len(named)] for at in range(count)]
    frame = pd.DataFrame(
        {
            "site_id": [f"JD{at:03d}" for at in range(1, count + 1)],
            "name": [
                say("site", name=rng.choice(named[kind]), number=at)
                for at, kind in enumerate(kinds, 1)
            ],
            "kind": kinds,
            "required_class": [
                "class_3" if kind in ("industry", "tourism") else None for kind in kinds
            ],
            "annual_output_t": [
                float(rng.integers(2, 90) * 100) if kind == "industry" else np.nan for kind in kinds
            ],
        }
    )
    xy = segments.position[nodes] + rng.uniform(-60.0, 60.0, (count, 2))
    return gpd.GeoDataFrame(frame, geometry=shapely.points(np.round(xy, 2)), crs=CRS)


def build_ferries(roads: Roads, segments: Segments) -> gpd.GeoDataFrame:
    """Return the layer ``ferries``: one as a line, one as a point on a ferry road."""
    rows = []
    for at, pair in enumerate(roads.landings):
        line = shapely.linestrings(segments.position[pair])
        rows.append(
            {
                "ferry_id": f"DK{at + 1:02d}",
                "name": words()["ferries"][at],
                "wait_min": (20.0, 12.0)[at],
                "crossing_min": (8.0, 5.0)[at],
                "hours": ("07:00-18:30", "06:30-19:00")[at],
                "closure_days_per_year": (25.0, 12.0)[at],
                "geometry": shapely.set_precision(shapely.centroid(line), 0.01) if at else line,
            }
        )
    columns = [
        "ferry_id", "name", "wait_min", "crossing_min", "hours", "closure_days_per_year",
        "route_code", "start_stake_km", "end_stake_km", "geometry",
    ]  # fmt: skip
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=CRS)


def build_constraints(
    options: DemoOptions,
    terrain: Terrain,
    places: Settlements,
    xy: Floats,
    areas: NDArray[np.object_],
) -> gpd.GeoDataFrame:
    """Return the layer ``constraints``: ridges under protection, farmland, the river.

    ``xy`` are the mesh nodes' places, ``areas`` the townships.
    """
    rng = options.rng(42)
    county = shapely.union_all(areas)
    high = [node for role, node in places.planted if role.build == "none"]
    low = rng.choice(places.villages, 2 * len(high), replace=False)
    shapes = [("ecological_redline", _blob(rng, xy[n], 1_700.0)) for n in high]
    shapes += [("farmland", _blob(rng, xy[n], 700.0)) for n in low]
    river = shapely.linestrings(terrain.river).buffer(45.0, quad_segs=4)
    shapes.append(("water", river))
    frame = pd.DataFrame(
        {
            "constraint_id": [f"YS{at:03d}" for at in range(1, len(shapes) + 1)],
            "kind": [kind for kind, _ in shapes],
            "name": [
                f"{words()['constraints'][kind]}{at}" for at, (kind, _) in enumerate(shapes, 1)
            ],
        }
    )
    cut = shapely.intersection(np.array([shape for _, shape in shapes], dtype=object), county)
    return gpd.GeoDataFrame(frame, geometry=shapely.set_precision(cut, 0.01), crs=CRS)


def _blob(rng: np.random.Generator, centre: Floats, radius_m: float) -> shapely.Polygon:
    """Draw a rounded, uneven patch."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    size = np.ones(48)
    for order in range(2, 6):
        size += rng.normal(0, 0.3 / order) * np.cos(order * angle + rng.uniform(0, 6.3))
    size = radius_m * np.maximum(size, 0.35)
    return shapely.polygons(
        centre + size[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    )
