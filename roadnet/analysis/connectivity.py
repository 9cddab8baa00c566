"""Does a good road reach the village: four statuses, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from roadnet.analysis.places import road_mask
from roadnet.analysis.reason import Reason
from roadnet.analysis.roads import RoadStates
from roadnet.analysis.roots import Roots, rooted_edges
from roadnet.district import District
from roadnet.network.locate import EdgeIndex, points_xy
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork

_NO_ROAD: Final = Reason("reasons.road.no_road_at_all", {})
STATUSES: Final = ("connected", "unhardened", "no_route", "off_network")


@dataclass(frozen=True, slots=True)
class Reach:
    """(m,) edges by what they lead to: a root over hardened roads, or over open roads."""

    hardened: BoolArray
    rooted: BoolArray


def find_reach(
    network: RoadNetwork, states: RoadStates, roots: Roots, *, access_limit_m: float
) -> Reach:
    """Find the edges that lead to a root over hardened roads, and over open roads of any kind."""
    return Reach(
        *(
            rooted_edges(network, road_mask(network, roads), roots, access_limit_m=access_limit_m)
            for roads in (states.hardened, states.is_open)
        )
    )


def village_connectivity(
    district: District,
    network: RoadNetwork,
    states: RoadStates,
    reach: Reach,
    *,
    access_limit_m: float,
) -> pd.DataFrame:
    """Decide each village's road status (contract, section 4).

    A village is ``connected`` when *some* hardened road with a hardened way to a root passes within
    the limit of it, ``unhardened`` when some open road with an open way to a root does,
    ``no_route`` when any road on the ground does, else ``off_network``. So a further road never
    takes a village's status down.

    Returns
    -------
    DataFrame indexed as the villages: ``access_m`` (straight metres to the nearest road on the
    ground; NaN where there is none), ``access_road_id``, ``road_status``, ``road_reason``.
    """
    villages = district.layers["villages"]
    xy = points_xy(villages.geometry)
    on_ground = road_mask(network, states.exists)
    legs = [_legs(network, mask, xy) for mask in (reach.hardened, reach.rooted, on_ground)]
    distance = np.stack([leg for leg, _ in legs])
    within = distance <= access_limit_m
    # The first row that holds decides; none holding is the fourth status.
    status = np.where(within.any(axis=0), within.argmax(axis=0), len(STATUSES) - 1)
    nearest_m, nearest_edge = legs[2]
    deciding = np.stack([edge for _, edge in legs] + [nearest_edge])[status, np.arange(len(xy))]
    decides_m = np.vstack([distance, nearest_m])[status, np.arange(len(xy))]
    decides = deciding >= 0
    named = np.full(len(xy), "", dtype=object)
    named[decides] = road_names(network, network.edge_road[deciding[decides]])
    table = pd.DataFrame(
        {
            "access_m": np.where(np.isfinite(nearest_m), nearest_m, np.nan),
            "access_road_id": _road_ids(network, nearest_edge),
            "road_status": np.array(STATUSES)[status],
        },
        index=villages.index,
    )
    reasons = [
        _reason(STATUSES[s], road, float(leg), access_limit_m) if known else _NO_ROAD
        for s, known, road, leg in zip(status, decides, named, decides_m, strict=True)
    ]
    table["road_reason"] = pd.Series(reasons, index=villages.index, dtype=object)
    return table


def road_names(network: RoadNetwork, rows: IntArray | None = None) -> list[str]:
    """Return what to call some roads (rows; None: all) in a sentence.

    That is the name, else the route code, else the identifier.
    """
    roads = network.roads[["name", "route_code", "road_id"]]
    roads = roads if rows is None else roads.iloc[rows]
    best = roads["name"].replace("", None)
    best = best.fillna(roads["route_code"].replace("", None)).fillna(roads["road_id"])
    return [str(name) for name in best]


def _legs(network: RoadNetwork, mask: BoolArray, xy: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return each point's distance to the masked roads, inf where there are none, and the edge."""
    found = EdgeIndex(network, mask).nearest(xy)
    distance, edge = np.full(len(xy), np.inf), np.full(len(xy), -1)
    distance[found.point], edge[found.point] = found.leg_m, found.edge
    return distance, edge


def _road_ids(network: RoadNetwork, edge: IntArray) -> list[str | None]:
    found = np.full(len(edge), None, dtype=object)
    there = edge >= 0
    ids = network.roads["road_id"].iloc[network.edge_road[edge[there]]]
    found[there] = [str(name) for name in ids]
    return found.tolist()


def _reason(status: str, road: str, leg_m: float, limit_m: float) -> Reason:
    return Reason(f"reasons.road.{status}", {"road": road, "leg_m": leg_m, "limit_m": limit_m})
