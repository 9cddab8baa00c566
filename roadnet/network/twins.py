"""Twins: the same stretch of road drawn twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from roadnet.network.arrays import label_groups, ragged
from roadnet.network.levels import read_flag
from roadnet.network.lines import TOUCH_M, Lines, point_at
from roadnet.schema import layers

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from roadnet.network.model import BoolArray, IntArray
    from roadnet.network.split import Splits


def find_twins(splits: Splits, lines: Lines, roads: GeoDataFrame) -> tuple[BoolArray, pd.DataFrame]:
    """Find the edges that lie on one another and choose which one stays.

    Twins have the same two nodes, the same length and the same mid-point, both to
    :data:`.lines.TOUCH_M`, and lead the same traffic: both ferry or both not, both two-way or both
    one-way in the same direction. The one that stays is the existing one, then the one with the
    better surface and the higher technical class in the schema's order (unknown last), then with
    the least ``road_id``.

    Returns
    -------
    Which edges stay, (e,), and a table of the others: ``road_id``, ``kept_road_id``, ``start_m``,
    ``end_m`` (measures along ``road_id``), ``length_m``.
    """
    a, b = _twin_pairs(splits, lines, roads)
    some = np.unique(np.concatenate([a, b]))
    _, group = label_groups(len(some), np.searchsorted(some, a), np.searchsorted(some, b))
    road = lines.road[splits.part[some]]
    named = np.unique(road)
    rank = _preference(roads.iloc[named])[np.searchsorted(named, road)]
    order = np.lexsort((splits.start_m[some], rank, group))
    first = np.ones(len(some), dtype=bool)
    first[1:] = np.diff(group[order]) != 0
    best = some[order[first]]  # groups are numbered 0, 1, ...: the best of group g is best[g]
    twin = np.flatnonzero(best[group] != some)
    kept = np.ones(len(splits.u), dtype=bool)
    kept[some[twin]] = False
    return kept, _table(splits, lines, roads, some[twin], best[group[twin]])


def _twin_pairs(splits: Splits, lines: Lines, roads: GeoDataFrame) -> tuple[IntArray, IntArray]:
    """Return the pairs of edges, a before b, that are twins."""
    some = _between_same_nodes(splits)
    low = np.minimum(splits.u[some], splits.v[some])
    high = np.maximum(splits.u[some], splits.v[some])
    order = np.lexsort((high, low))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    run = np.cumsum(fresh) - 1
    position, stop = np.arange(len(order)), np.cumsum(np.bincount(run))[run]
    left, right = ragged(position + 1, stop - position - 1)
    a, b = some[order[left]], some[order[right]]
    same = np.abs(splits.length_m[a] - splits.length_m[b]) <= TOUCH_M
    a, b = a[same], b[same]
    same = _agree(splits, lines, roads, a, b)
    return a[same], b[same]


def _between_same_nodes(splits: Splits) -> IntArray:
    """Return the edges that are not alone between their two nodes."""
    key = np.minimum(splits.u, splits.v) * len(splits.xy) + np.maximum(splits.u, splits.v)
    ordered = np.sort(key)
    shared = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if len(shared) == 0:
        return shared
    place = np.minimum(np.searchsorted(shared, key), len(shared) - 1)
    return np.flatnonzero(shared[place] == key)


def _agree(
    splits: Splits, lines: Lines, roads: GeoDataFrame, a: IntArray, b: IntArray
) -> BoolArray:
    """Whether the mid-points and the traffic of pairs of edges are the same."""
    middle = [
        point_at(lines, splits.part[side], (splits.start_m[side] + splits.end_m[side]) / 2)
        for side in (a, b)
    ]
    apart = np.hypot(*(middle[0] - middle[1]).T)
    road_a, road_b = lines.road[splits.part[a]], lines.road[splits.part[b]]
    ferry, oneway = read_flag(roads, "is_ferry"), read_flag(roads, "oneway")
    same = (ferry[road_a] == ferry[road_b]) & (oneway[road_a] == oneway[road_b])
    forward = (splits.u[a] == splits.u[b]) & (splits.u[a] != splits.v[a])
    agree: BoolArray = (apart <= TOUCH_M) & same & (forward | ~oneway[road_a])
    return agree


def _preference(roads: GeoDataFrame) -> IntArray:
    """(r,) a road's place when all are ranked, the one to keep first."""
    none = pd.Series([None] * len(roads), dtype=object)
    columns = layers()["roads"].columns
    keys = [none if "road_id" not in roads else roads["road_id"].astype(str)]
    for name in ("technical_class", "surface"):
        order = {value: place for place, value in enumerate(columns[name].values)}
        keys.append(_ranks(roads.get(name, none), order, missing=len(order)))
    keys.append(_ranks(roads.get("status", none), {"existing": 0}, missing=1, other=2))
    rank = np.empty(len(roads), dtype=np.int64)
    rank[np.lexsort([np.unique(key.to_numpy(), return_inverse=True)[1] for key in keys])] = (
        np.arange(len(roads))
    )
    return rank


def _ranks(
    values: pd.Series, order: dict[str, int], *, missing: int, other: int | None = None
) -> pd.Series:
    ranks = values.astype(object).map(order)
    ranks = ranks.where(values.notna(), missing)
    return ranks.fillna(missing if other is None else other).astype(int)


def _table(
    splits: Splits, lines: Lines, roads: GeoDataFrame, dropped: IntArray, best: IntArray
) -> pd.DataFrame:
    part = splits.part[dropped]
    names = roads["road_id"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "road_id": names[lines.road[part]],
            "kept_road_id": names[lines.road[splits.part[best]]],
            "start_m": lines.offset_m[part] + splits.start_m[dropped],
            "end_m": lines.offset_m[part] + splits.end_m[dropped],
            "length_m": splits.length_m[dropped],
        }
    )
