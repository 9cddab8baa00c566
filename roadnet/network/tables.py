"""The network's lists: the joins that were made, and the ends that levels keep apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from roadnet.network.arrays import first_of_each
from roadnet.network.join_rows import JoinRows
from roadnet.network.levels import REASONS
from roadnet.network.lines import Lines, is_end

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pyproj import CRS

    from roadnet.network.model import BoolArray, FloatArray, IntArray
    from roadnet.network.pieces import Nearest
    from roadnet.network.split import Splits, Ties


def join_rows(
    lines: Lines,
    splits: Splits,
    road_id: np.ndarray,
    merged: Ties,
    linked: Ties,
    gap_m: FloatArray,
) -> JoinRows:
    """List what ties different roads together where the data did not: one row a place.

    Listed are the joins over a gap (``distance_m`` > 0, the own road's too), the ends that touch
    another road between its ends, and the crossings. Roads that merely share an end are not.
    Of a join or touch, ``road`` is the road that ends.

    Parameters
    ----------
    merged
        Ties without a gap, in the order of ``splits.merged``, or the first of them.
    linked, gap_m
        Ties over a gap, in the order of ``splits.link_a``; side a is the end.
    """
    node, one, other, kind = _met(lines, splits, merged, road_id)
    gap_kind = np.where(is_end(lines, linked.part_b, linked.at_b), 0, 1)
    number = np.int32 if max(len(splits.xy), len(road_id)) < 2**31 else np.int64
    return JoinRows(
        kind=np.concatenate([gap_kind, kind]).astype(np.int8),
        road=np.concatenate([lines.road[linked.part_a], one]).astype(number),
        other=np.concatenate([lines.road[linked.part_b], other]).astype(number),
        distance_m=np.concatenate([gap_m, np.zeros(len(node))]),
        node_u=np.concatenate([splits.link_a, node]).astype(number),
        node_v=np.concatenate([splits.link_b, node]).astype(number),
    )


def _met(
    lines: Lines, splits: Splits, merged: Ties, road_id: np.ndarray
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return node, road, other road and kind of each place where one road at least goes on.

    The road that ends there stands first; of two that cross, the one with the least ``road_id``.
    """
    node = splits.merged[: len(merged)]
    one, other = lines.road[merged.part_a], lines.road[merged.part_b]
    low, high = np.minimum(one, other), np.maximum(one, other)
    first = np.flatnonzero((one != other) & first_of_each(low, high, node))
    node, one, other = node[first], one[first], other[first]
    width = len(road_id)
    is_met = np.zeros(len(splits.xy), dtype=bool)
    is_met[node] = True
    ending = (splits.ends * width + np.repeat(lines.road, 2))[is_met[splits.ends]]
    ends, other_ends = np.isin(node * width + one, ending), np.isin(node * width + other, ending)
    swap = np.where(ends == other_ends, _is_later(road_id, one, other), other_ends)
    one, other = np.where(swap, other, one), np.where(swap, one, other)
    kind = np.where(ends | other_ends, 1, 2)
    listed = ~(ends & other_ends)
    return node[listed], one[listed], other[listed], kind[listed]


def _is_later(road_id: np.ndarray, one: IntArray, other: IntArray) -> BoolArray:
    """Whether the first road's identifier comes after the other's, by letters."""
    named, place = np.unique(np.concatenate([one, other]), return_inverse=True)
    rank = np.unique(road_id[named].astype(str), return_inverse=True)[1][place]
    later: BoolArray = rank[: len(one)] > rank[len(one) :]
    return later


def refused_table(
    lines: Lines, near: Nearest, reason: IntArray, road_id: np.ndarray, crs: CRS
) -> GeoDataFrame:
    """List the ends that stand within the tolerance of a road and are not joined for its level.

    ``road_id`` is the end's road, ``other_id`` the other, ``distance_m`` the gap, ``reason`` a word
    of :data:`.levels.REASONS`, the geometry the end.
    """
    columns = {
        "road_id": road_id[lines.road[near.point // 2]],
        "other_id": road_id[lines.road[near.part]],
        "distance_m": near.gap_m,
        "reason": np.array(REASONS, dtype=object)[reason],
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.points(lines.end_xy[near.point]), crs=crs)
