"""What state a road is in: there, open, hardened, counted; and what it costs to travel it."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.network.model import BoolArray, FloatArray, RoadNetwork
from roadnet.standards import Standard

RANKS = ("expressway", "class_1", "class_2", "class_3", "class_4", "substandard")
"""Technical classes, the best first."""


@dataclass(frozen=True, slots=True)
class RoadStates:
    """(r,) flags of each road of the network.

    Parameters
    ----------
    exists
        It is on the ground: not planned, not under construction.
    is_open
        It exists, is not closed, and is open to through traffic.
    hardened
        It is open and its surface counts as hardened by the standard.
    """

    exists: BoolArray
    is_open: BoolArray
    hardened: BoolArray


def road_states(roads: pd.DataFrame, standard: Standard) -> RoadStates:
    """Decide the state of each road.

    A road without a status exists and is open; a road without a surface is not hardened. Where the
    standard lets ``all_season`` decide (``all_season_decides``), a road that says so counts by it.
    """
    status = roads["status"].fillna("existing")
    exists = status.isin(["existing", "closed"]).to_numpy()
    is_open = (status == "existing").to_numpy() & ~flag(roads, "is_not_through")
    hard = roads["surface"].isin(standard.words("hardened_surfaces")).to_numpy()
    if standard.flag("all_season_decides"):
        said = roads["all_season"]
        hard = np.where(said.isna(), hard, said.fillna(False).to_numpy(dtype=bool))
    hard = hard & ~_too_narrow(roads, standard)
    if not standard.flag("ferry_is_hardened"):
        hard = hard & ~flag(roads, "is_ferry")
    return RoadStates(exists, is_open, hard & is_open)


def flag(frame: pd.DataFrame, column: str) -> BoolArray:
    """(rows,) a flag column; missing counts as no."""
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    found: BoolArray = frame[column].fillna(False).to_numpy(dtype=bool)
    return found


def class_at_least(technical_class: pd.Series, required: str) -> BoolArray:
    """(rows,) whether the technical class is the required one or better; unknown is not."""
    better = RANKS[: RANKS.index(required) + 1]
    found: BoolArray = technical_class.isin(better).to_numpy()
    return found


def edge_minutes(network: RoadNetwork, standard: Standard) -> FloatArray:
    """(m,) minutes to travel each edge.

    Length by the road's speed, else the standard's usual speed of its technical class. A ferry's
    wait and crossing are shared out over its stretches by length; joins are driven at the speed
    of an unknown road.
    """
    roads, usual = network.roads, standard.table("speed_km_h")
    speed = roads["speed_km_h"].to_numpy(dtype=float)
    by_class = roads["technical_class"].map(usual).fillna(usual["unknown"]).to_numpy(dtype=float)
    speed = np.where(np.isfinite(speed) & (speed > 0), speed, by_class)
    pace = network.road_values(60.0 / (1000.0 * speed), join=60.0 / (1000.0 * usual["unknown"]))
    minutes = network.edge_length_m * pace.astype(float)
    ferry = network.road_values(flag(roads, "is_ferry"), join=False).astype(bool)
    if not ferry.any():
        return minutes
    wait = _or_usual(roads, "wait_min", standard.number("ferry_wait_min"))
    crossing = _or_usual(roads, "crossing_min", standard.number("ferry_crossing_min"))
    length = np.maximum(roads.geometry.length.to_numpy(), 1e-9)
    per_metre = network.road_values((wait + crossing) / length, join=0.0).astype(float)
    return np.where(ferry, network.edge_length_m * per_metre, minutes)


def _or_usual(roads: pd.DataFrame, column: str, usual: float) -> FloatArray:
    if column not in roads:
        return np.full(len(roads), usual)
    found: FloatArray = roads[column].fillna(usual).to_numpy(dtype=float)
    return found


def _too_narrow(roads: pd.DataFrame, standard: Standard) -> BoolArray:
    """Village roads that are known to be narrower than the standard's least width."""
    width = roads["width_m"].to_numpy(dtype=float)
    is_village = (roads["admin_class"] == "village").to_numpy()
    with np.errstate(invalid="ignore"):
        found: BoolArray = is_village & (width < standard.number("village_road_min_width_m"))
    return found


def road_table(network: RoadNetwork, states: RoadStates, critical: BoolArray) -> gpd.GeoDataFrame:
    """Return the network's roads with their lengths and states.

    Parameters
    ----------
    network, states
        The network and its roads' states.
    critical
        (m,) cut edges.

    Returns
    -------
    The roads with ``length_km`` (of the line), ``counted_km`` (mileage: on the ground, not a ferry,
    not shared with another route, not waiting to be opened; where roads lie on one another, once),
    ``hardened_km`` (of the counted), ``cut_km`` (stretches that are cut edges), ``is_open``,
    ``hardened``.
    """
    roads = network.roads
    counts = states.exists & ~(
        flag(roads, "is_ferry") | flag(roads, "is_overlap") | flag(roads, "is_not_through")
    )
    laid_km = _sum_by_road(network, np.ones(network.edge_count, dtype=bool)) / 1000.0
    counted_km = np.where(counts, laid_km, 0.0)
    return roads.assign(
        length_km=roads.geometry.length.to_numpy() / 1000.0,
        counted_km=counted_km,
        hardened_km=np.where(states.hardened, counted_km, 0.0),
        cut_km=_sum_by_road(network, critical) / 1000.0,
        is_open=states.is_open,
        hardened=states.hardened,
    )


def _sum_by_road(network: RoadNetwork, chosen: BoolArray) -> FloatArray:
    """(r,) metres of the chosen stretches of each road."""
    rows = np.flatnonzero(chosen & ~network.edge_is_join)
    sums = np.zeros(len(network.roads))
    np.add.at(sums, network.edge_road[rows], network.edge_length_m[rows])
    return sums
