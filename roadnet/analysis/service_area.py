"""The service area of facilities: the roads within a distance or a time, and their outline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from roadnet.analysis.places import PlacedNetwork
from roadnet.network.model import FloatArray, IntArray
from roadnet.network.routing import Legs, Router, edge_oneway
from roadnet.network.stretches import edge_lines

_QUAD_SEGS: Final = 4
_LEAST_SHARE: Final = 1e-9
"""A stretch shorter than this share of its edge is a point."""


@dataclass(frozen=True)
class ServiceArea:
    """What lies within the limit.

    Parameters
    ----------
    lines
        One row a stretch of road: ``road_id``, ``start_m`` and ``end_m`` along the road's
        geometry, ``length_m``, ``least_cost`` (at the better end of the stretch, in the unit of
        the search), geometry.
    outline
        Polygon or multi-polygon round the stretches; empty where there are none.
    """

    lines: gpd.GeoDataFrame
    outline: Any


@dataclass(frozen=True, slots=True)
class _Stretches:
    """(k,) parts of edges between two shares of their length, 0 <= begin < stop <= 1."""

    edge: IntArray
    begin: FloatArray
    stop: FloatArray


def service_area(
    placed: PlacedNetwork,
    facilities: Legs,
    cost: FloatArray,
    *,
    limit: float,
    outline_m: float,
) -> ServiceArea:
    """Find the open roads from which some facility is reached within a limit.

    Roads are cut exactly where the limit is met, on one-way roads in the direction of travel. The
    limit is inclusive and takes the facility's own leg in.

    Parameters
    ----------
    facilities
        Links of the facilities, in the unit of ``cost``: ``placed.legs_m[layer].only(rows)`` or
        :meth:`~roadnet.analysis.places.PlacedNetwork.legs_min`.
    cost
        (m,) cost of each edge of ``placed.network``, metres or minutes.
    limit
        In the same unit.
    outline_m
        Metres to either side of the roads that the outline takes in, > 0. The outline is the union
        of the stretches' buffers, their quarter circles drawn with four chords: it follows the
        roads and never spans a valley that no road crosses, as a hull would.
    """
    search = Router(placed.network, cost, placed.open_mask).search(facilities, limit=limit)
    stretches = _within(placed, cost, search.cost, limit)
    lines = _to_lines(placed, stretches, search.cost, cost)
    buffers = shapely.buffer(lines.geometry.to_numpy(), outline_m, quad_segs=_QUAD_SEGS)
    return ServiceArea(lines, shapely.union_all(buffers))


def _within(
    placed: PlacedNetwork, cost: FloatArray, at_node: FloatArray, limit: float
) -> _Stretches:
    """Find the parts of the open edges within the limit; up to two an edge, one at either end."""
    network = placed.network
    edge = np.flatnonzero(placed.open_mask & ~network.edge_is_join)
    left = np.where(edge_oneway(network)[edge], -np.inf, limit - at_node[network.edge_u[edge]])
    right = limit - at_node[network.edge_v[edge]]
    head, tail = _share(left, cost[edge]), _share(right, cost[edge])
    is_whole = head + tail >= 1.0
    head, tail = np.where(is_whole, 1.0, head), np.where(is_whole, 0.0, tail)
    some_head, some_tail = head > _LEAST_SHARE, tail > _LEAST_SHARE
    edges = np.concatenate([edge[some_head], edge[some_tail]])
    begin = np.concatenate([np.zeros(int(some_head.sum())), 1.0 - tail[some_tail]])
    stop = np.concatenate([head[some_head], np.ones(int(some_tail.sum()))])
    order = np.lexsort((begin, edges))
    return _Stretches(edges[order], begin[order], stop[order])


def _share(rest: FloatArray, cost: FloatArray) -> FloatArray:
    """Share of an edge that a rest of the limit pays for, in [0, 1]."""
    paid = np.divide(rest, cost, out=np.full(len(cost), np.inf), where=cost > 0)
    share: FloatArray = np.where(rest < 0, 0.0, np.clip(paid, 0.0, 1.0))
    return share


def _to_lines(
    placed: PlacedNetwork, stretches: _Stretches, at_node: FloatArray, cost: FloatArray
) -> gpd.GeoDataFrame:
    network, edge = placed.network, stretches.edge
    begin_m, stop_m = network.edge_start_m[edge], network.edge_end_m[edge]
    start = begin_m + stretches.begin * (stop_m - begin_m)
    end = begin_m + stretches.stop * (stop_m - begin_m)
    cut = replace(
        network,
        edge_u=network.edge_u[edge],
        edge_v=network.edge_v[edge],
        edge_road=network.edge_road[edge],
        edge_start_m=start,
        edge_end_m=end,
        edge_length_m=end - start,
    )
    ids = network.roads["road_id"].to_numpy()
    by_u = np.where(edge_oneway(network)[edge], np.inf, at_node[network.edge_u[edge]])
    least = np.minimum(
        by_u + stretches.begin * cost[edge],
        at_node[network.edge_v[edge]] + (1.0 - stretches.stop) * cost[edge],
    )
    columns = {
        "road_id": ids[network.edge_road[edge]] if len(ids) else np.zeros(0, dtype=object),
        "start_m": start,
        "end_m": end,
        "length_m": end - start,
        "least_cost": least,
    }
    lines = edge_lines(cut, np.arange(len(edge))) if len(edge) else np.zeros(0, dtype=object)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(lines, crs=network.crs))
