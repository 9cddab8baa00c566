"""A second opinion on the planted truth, by geometry alone and on whole segments.

Two segments touch if an end of one lies within the join tolerance of the other, or if they cross on
the same level with no bridge. Nothing of the package's network or analyses is used.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

TOLERANCE_M = 10.0
HARD = ["asphalt", "cement", "simple_paved", "stone", "block", "brick"]
GOOD_CLASSES = ["expressway", "class_1", "class_2", "class_3"]


class Oracle:
    """Which segments of a road layer hang together, for any subset of them."""

    def __init__(self, roads: gpd.GeoDataFrame) -> None:
        self.roads = roads
        self.lines = roads.geometry.to_numpy()
        self.pairs = _touching(roads)
        self.open = (roads["status"] == "existing").to_numpy()
        self.hard = self.open & roads["surface"].isin(HARD).to_numpy()
        self.good = self.open & roads["technical_class"].isin(GOOD_CLASSES).to_numpy()

    def parts(self, use: np.ndarray) -> np.ndarray:
        """Part number of each segment, -1 for those that are not used."""
        keep = use[self.pairs].all(axis=1)
        a, b = self.pairs[keep].T
        size = len(self.lines)
        graph = coo_matrix((np.ones(len(a)), (a, b)), shape=(size, size))
        return np.where(use, connected_components(graph, directed=False)[1], -1)

    def rooted(self, use: np.ndarray, seats: gpd.GeoDataFrame) -> np.ndarray:
        """Which segments of ``use`` hang together with one at a seat."""
        parts = self.parts(use)
        at_seat = [self.near(seat, 50.0) for seat in seats.geometry]
        roots = {int(parts[s]) for found in at_seat for s in found if parts[s] >= 0}
        return np.isin(parts, list(roots))

    def near(self, point: shapely.Point, limit_m: float) -> np.ndarray:
        return np.flatnonzero(shapely.distance(self.lines, point) <= limit_m)


def _touching(roads: gpd.GeoDataFrame) -> np.ndarray:
    lines = roads.geometry.to_numpy()
    tree = shapely.STRtree(lines)
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    row, other = tree.query(ends, predicate="dwithin", distance=TOLERANCE_M)
    joined = np.column_stack([row % len(lines), other])
    a, b = tree.query(lines, predicate="crosses")
    level = roads["z_level"].to_numpy()
    bridge = roads["is_bridge"].to_numpy()
    flat = (level[a] == level[b]) & ~bridge[a] & ~bridge[b]
    return np.vstack([joined, np.column_stack([a, b])[flat]])


def distance_m(points: gpd.GeoSeries, lines: np.ndarray) -> np.ndarray:
    """Straight distance of each point to the nearest of ``lines``; inf if there is none."""
    if not len(lines):
        return np.full(len(points), np.inf)
    found, away_m = shapely.STRtree(lines).query_nearest(
        points.to_numpy(), return_distance=True, all_matches=False
    )
    return away_m[np.argsort(found[0])]


def days_a_week(text: str) -> float:
    """Mean days of service a week; market days come round every ten days."""
    if text.startswith("market"):
        return 0.7 * len(text.split(" ", 1)[1].split(","))
    if text.startswith("every"):
        return 7.0 / int(text.split()[1])
    return {"daily": 7.0, "weekdays": 5.0}.get(text) or float(len(text.split(";")))


def stop_days(layers: dict[str, gpd.GeoDataFrame]) -> pd.Series:
    """Days a week of each stop: the stop's own figure, else the best of the lines that call."""
    stops = layers["stops"].set_index("stop_id")["service_days_per_week"]
    routes = layers["bus_routes"].assign(
        days=layers["bus_routes"]["operating_days"].map(days_a_week)
    )
    calls = routes.assign(stop=routes["stop_ids"].str.split(";")).explode("stop")
    return stops.fillna(calls.groupby("stop")["days"].max()).fillna(0.0)
