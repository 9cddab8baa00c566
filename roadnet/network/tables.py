"""The network's tables: the joins that were made, and the ends that levels keep apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from roadnet.network.arrays import first_of_each
from roadnet.network.levels import REASONS
from roadnet.network.lines import Lines, is_end

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pyproj import CRS

    from roadnet.network.model import FloatArray, IntArray
    from roadnet.network.pieces import Nearest
    from roadnet.network.split import Splits, Ties

KINDS: Final = ("end_to_end", "end_to_line", "crossing")


def joins_table(
    lines: Lines,
    splits: Splits,
    road_id: np.ndarray,
    crs: CRS,
    merged: Ties,
    merged_kind: IntArray,
    linked: Ties,
    gap_m: FloatArray,
) -> GeoDataFrame:
    """List what ties different roads together where the data did not: one row a place.

    Listed are the joins over a gap (``distance_m`` > 0, the own road's too), the ends that touch
    another road between its ends, and the crossings. Roads that merely share an end are not.

    Parameters
    ----------
    merged, merged_kind
        Ties without a gap, each with its position in :data:`KINDS`, in the order of
        ``splits.merged``.
    linked, gap_m
        Ties over a gap, in the order of ``splits.link_a``; side a is the end.
    """
    road_a, road_b = lines.road[merged.part_a], lines.road[merged.part_b]
    low, high = np.minimum(road_a, road_b), np.maximum(road_a, road_b)
    listed = (merged_kind > 0) & (road_a != road_b)
    order = np.flatnonzero(listed)[np.argsort(merged_kind[listed], kind="stable")]
    order = order[first_of_each(low[order], high[order], splits.merged[order])]
    node = splits.merged[order]
    kind = np.where(is_end(lines, linked.part_b, linked.at_b), 0, 1)
    start, end = splits.xy[splits.link_a], splits.xy[splits.link_b]
    shapes = [shapely.linestrings(np.stack([start, end], axis=1)), shapely.points(splits.xy[node])]
    columns = {
        "kind": np.array(KINDS, dtype=object)[np.concatenate([kind, merged_kind[order]])],
        "road_id": road_id[np.concatenate([lines.road[linked.part_a], road_a[order]])],
        "other_id": road_id[np.concatenate([lines.road[linked.part_b], road_b[order]])],
        "distance_m": np.concatenate([gap_m, np.zeros(len(order))]),
        "node_u": np.concatenate([splits.link_a, node]),
        "node_v": np.concatenate([splits.link_b, node]),
    }
    return gpd.GeoDataFrame(columns, geometry=np.concatenate(shapes), crs=crs)


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
