"""The table of villages: administrative, former and natural, with the planted road verdicts."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from roadnet.demo.mesh import Ints
from roadnet.demo.names import Namer, words
from roadnet.demo.options import COUNTY_CODE, CRS, YEARS, DemoOptions
from roadnet.demo.roads import Roads
from roadnet.demo.segments import Segments
from roadnet.demo.settlements import Settlements
from roadnet.demo.terrain import Floats

VILLAGE_COLUMNS: Final = [
    "village_id", "name", "township_id", "kind", "population", "households", "eligible",
    "exclusion_reason", "successor_id", "geometry",
]  # fmt: skip
_FIRST_NUMBER: Final = {"administrative": 201, "former": 401, "natural": 601}


def build_townships(
    options: DemoOptions, roads: Roads, segments: Segments, namer: Namer
) -> gpd.GeoDataFrame:
    """Seats by the contract, in the order of ``roads.seats``; towns first, then townships."""
    count = len(roads.seats)
    towns = np.arange(count) < round(count * 0.7)
    number = np.where(towns, 100 + np.arange(count), 200 + np.arange(count) - towns.sum())
    frame = pd.DataFrame(
        {
            "township_id": [f"{COUNTY_CODE}{n}000" for n in number],
            "name": [namer.seat(), *(namer.township(is_town=bool(town)) for town in towns[1:])],
            "is_county_seat": np.arange(count) == 0,
            "urban_rural_class": np.where(np.arange(count) == 0, "11", np.where(towns, "12", "13")),
            "required_class": np.where(np.arange(count) == count - 1, "class_4", "class_3"),
        }
    )
    if count - 1 in roads.weak_seats:
        frame["required_class"] = "class_3"
    return gpd.GeoDataFrame(frame, geometry=_seat_points(roads, segments), crs=CRS)


def _seat_points(roads: Roads, segments: Segments) -> NDArray[np.object_]:
    """Points 4 m off the road that was built for the seat, 20 m before its end."""
    points = []
    routes = roads.layout.routes
    for seat in roads.seats:
        built = [n for n, r in enumerate(routes) if r.purpose == "seat" and r.place == seat]
        number = built[0] if built else int(roads.layout.owner[seat])
        mine = np.flatnonzero(segments.route == number)
        ends = segments.span[mine]
        line = segments.line[mine[np.flatnonzero((ends == seat).any(axis=1))[0]]]
        at = segments.position[seat]
        first = np.allclose(shapely.get_coordinates(line)[0], at)
        near = shapely.line_interpolate_point(line, 20.0 if first else -20.0)
        x, y = shapely.get_coordinates(near)[0]
        dx, dy = np.array([x, y]) - at
        size = float(np.hypot(dx, dy))
        points.append(shapely.points(np.round([x - 4 * dy / size, y + 4 * dx / size], 2)))
    return np.array(points, dtype=object)


def build_villages(
    options: DemoOptions, roads: Roads, segments: Segments, places: Settlements, namer: Namer
) -> gpd.GeoDataFrame:
    """Every village with ``node``, ``role``, ``road_2023`` and ``road_2024`` beside its columns."""
    rng = options.rng(21)
    rows: list[tuple[str, int, str, str, str, bool]] = [
        (role.kind, node, role.name, *role.verdicts, role.build != "none")
        for role, node in places.planted
    ]
    reached = [n for n in places.villages.tolist() if roads.layout.owner[n] >= 0]
    due = options.villages - sum(row[0] == "administrative" for row in rows)
    rows += [("administrative", node, "", "connected", "connected", True) for node in reached[:due]]
    good = [
        route.place for route in roads.layout.routes if route.purpose == "hamlet" and route.chain
    ]
    drawn = rng.permutation(good).tolist()
    for kind, wanted in (
        ("former", options.former_villages), ("natural", options.natural_villages),
    ):  # fmt: skip
        missing = wanted - sum(row[0] == kind for row in rows)
        taken, drawn = drawn[:missing], drawn[missing:]
        rows += [(kind, node, "", "connected", "connected", True) for node in taken]
    names = ["kind", "node", "role", "road_2023", "road_2024", "at_road"]
    frame = pd.DataFrame(rows, columns=names)
    xy = segments.position[frame["node"]] + _offsets(rng, frame)
    flyover = pd.DataFrame(
        [("natural", -1, "flyover", "no_route", "no_route", True)], columns=names
    )
    frame = pd.concat([frame, flyover], ignore_index=True)
    inner = roads.flyover[0]
    outward = (inner - roads.flyover[1]) / np.hypot(*(inner - roads.flyover[1]))
    xy = np.vstack([_near_limit(segments, frame, xy, roads), inner + 60.0 * outward])
    frame["name"] = [namer.village(kind) for kind in frame["kind"]]
    frame = frame.assign(**_counts(rng, frame))
    return gpd.GeoDataFrame(frame, geometry=shapely.points(np.round(xy, 2)), crs=CRS)


def _offsets(rng: np.random.Generator, frame: pd.DataFrame) -> Floats:
    """Draw steps of 25 to 110 m off the road in any direction; none where there is no road."""
    angle = rng.uniform(0, 2 * np.pi, len(frame))
    away_m = rng.uniform(25.0, 110.0, len(frame)) * frame["at_road"].to_numpy(dtype=float)
    return np.asarray(away_m[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))


def _near_limit(segments: Segments, frame: pd.DataFrame, xy: Floats, roads: Roads) -> Floats:
    """Move a few connected villages to 420 to 470 m from every road: still within the limit."""
    tree = shapely.STRtree(segments.line)
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = 455.0 * np.column_stack([np.cos(angle), np.sin(angle)])
    moved = 0
    xy = xy.copy()
    nodes, kinds = frame["node"].to_numpy(), frame["kind"].to_numpy()
    for at in np.flatnonzero(frame["role"].to_numpy()[: len(xy)] == "").tolist():
        spots = segments.position[nodes[at]] + ring
        nearest, away_m = tree.query_nearest(shapely.points(spots), return_distance=True)
        first = np.unique(nearest[0], return_index=True)[1]
        chain = np.array([roads.layout.routes[segments.route[s]].chain for s in nearest[1][first]])
        fit = np.flatnonzero((away_m[first] > 420.0) & (away_m[first] < 470.0) & chain)
        if len(fit) and kinds[at] == "administrative":
            xy[at] = spots[fit[0]]
            frame.loc[at, "role"] = "near_limit"
            moved += 1
        if moved == 4:
            break
    return xy


def _counts(rng: np.random.Generator, frame: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """Persons and households; part of the natural villages are too small to count."""
    kind = frame["kind"].to_numpy()
    size = len(frame)
    persons = np.select(
        [kind == "administrative", kind == "former"],
        [rng.lognormal(7.35, 0.35, size), rng.lognormal(6.1, 0.3, size)],
        rng.uniform(210.0, 520.0, size),
    )
    small = (kind == "natural") & (rng.random(size) < 0.2) & (frame["role"] == "")
    persons = np.where(small, rng.uniform(25.0, 62.0, size), persons).astype(int)
    households = np.maximum(1, np.round(persons / rng.uniform(2.7, 3.2, size))).astype(int)
    counts = ~small.to_numpy()
    edge = np.flatnonzero((kind == "natural") & (frame["role"] == ""))[:3]
    persons[edge], households[edge] = (148, 120, 152), (28, 34, 27)
    counts[edge] = (False, True, True)
    excluded = np.zeros(size, dtype=bool)
    plain = np.flatnonzero((kind == "administrative") & (frame["role"] == ""))
    excluded[rng.choice(plain, 3, replace=False)] = True
    reason = np.full(size, None, dtype=object)
    reason[excluded] = words()["excluded"]
    persons[excluded], households[excluded] = (41, 67, 18), (15, 22, 7)
    return {
        "population": persons,
        "households": households,
        "eligible": ~excluded,
        "exclusion_reason": reason,
        "counts": counts & ~excluded,
    }


def settle_villages(
    villages: gpd.GeoDataFrame, townships: gpd.GeoDataFrame, areas: NDArray[np.object_]
) -> gpd.GeoDataFrame:
    """Add township, identifier and, for former villages, the present village."""
    tree = shapely.STRtree(areas)
    nearest, area = tree.query_nearest(villages.geometry.to_numpy(), all_matches=False)
    township = townships["township_id"].to_numpy()[area[np.argsort(nearest)]]
    frame = villages.assign(township_id=township)
    order = frame.groupby(["township_id", "kind"]).cumcount()
    number = (order + frame["kind"].map(_FIRST_NUMBER)).astype(str)
    frame["village_id"] = frame["township_id"].str.slice(0, 9) + number
    xy = shapely.get_coordinates(frame.geometry)
    present = np.flatnonzero((frame["kind"] == "administrative") & frame["eligible"])
    successor = frame["village_id"].to_numpy()[present[cKDTree(xy[present]).query(xy)[1]]]
    frame["successor_id"] = np.where(frame["kind"] == "former", successor, None)
    return gpd.GeoDataFrame(frame.sort_values("village_id", ignore_index=True), crs=CRS)


def villages_of_year(villages: gpd.GeoDataFrame, year: int) -> gpd.GeoDataFrame:
    """Return the contract's layer ``villages``; fewer persons each year."""
    frame = villages[VILLAGE_COLUMNS].copy()
    stays = (villages["kind"] == "natural") & (villages["population"] < 160)
    shrink = 0.99 ** (year - YEARS[0])
    fewer = (frame["population"] * shrink).round().astype(int)
    frame["population"] = fewer.where(~stays, frame["population"])
    return frame


def access_nodes(roads: Roads) -> Ints:
    """Mesh nodes on roads that lead to a seat over hardened road: places for stops and points."""
    layout = roads.layout
    chain = np.array([route.chain and route.role is None for route in layout.routes] + [False])
    return np.flatnonzero(chain[layout.owner])
