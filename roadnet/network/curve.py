"""The tolerance curve: how the network falls together as the join tolerance grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from roadnet.network.arrays import label_groups
from roadnet.network.lines import TOUCH_M, Lines
from roadnet.network.model import CurvePoint
from roadnet.network.pieces import Pieces, near_places

_FIRST_REACH_M: Final = 250.0
_FURTHER: Final = 4.0

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from roadnet.network.model import FloatArray, IntArray
    from roadnet.network.split import Ties


def tolerance_curve(
    lines: Lines,
    ties: Ties,
    gap_m: FloatArray,
    weights: FloatArray,
    village_part: IntArray,
    tolerances_m: Sequence[float],
) -> tuple[CurvePoint, ...]:
    """Count components at each tolerance, and the share of people at the most peopled one.

    Parameters
    ----------
    ties
        Which parts are tied at which gap, however large, whether or not a join is laid.
    gap_m
        (t,) their gaps, 0 for touches and crossings.
    weights, village_part
        (k,) each village's people and the part of the road nearest to it, however far.
    tolerances_m
        Tolerances to count at, metres, at least 0.
    """
    order = np.argsort(gap_m, kind="stable")
    a, b, gap = ties.part_a[order], ties.part_b[order], gap_m[order]
    count, label = lines.part_count, village_part
    found = {}
    for tolerance in sorted(tolerances_m):
        upto = int(np.searchsorted(gap, max(float(tolerance), TOUCH_M), side="right"))
        # What was tied at a smaller tolerance is one already.
        count, group = label_groups(count, a[:upto], b[:upto])
        label, a, b = group[label], group[a[upto:]], group[b[upto:]]
        gap = gap[upto:]
        share = None
        if weights.sum() > 0:
            people = np.bincount(label, weights=weights)
            share = float(people.max() / weights.sum())
        found[tolerance] = CurvePoint(float(tolerance), count, share)
    return tuple(found[tolerance] for tolerance in tolerances_m)


def village_weights(villages: GeoDataFrame | None) -> tuple[FloatArray, FloatArray]:
    """Return the villages' points, (k, 2), and their people.

    Each counts 1 where nobody is counted at all. A village without a population counts nobody;
    one without a place is left out.
    """
    if villages is None or len(villages) == 0:
        return np.zeros((0, 2)), np.zeros(0)
    points = villages.geometry.to_numpy()
    there = ~(shapely.is_missing(points) | shapely.is_empty(points))
    people = pd.Series(villages.get("population", np.nan), index=villages.index)
    weights = pd.to_numeric(people, errors="coerce").fillna(0.0).to_numpy(dtype=float)[there]
    weights = np.maximum(weights, 0.0)
    xy = shapely.get_coordinates(shapely.centroid(points[there]))
    return xy, weights if weights.sum() > 0 else np.ones(len(weights))


def nearest_parts(lines: Lines, pieces: Pieces, xy: FloatArray) -> IntArray:
    """Return the part of the road nearest to each point, (k,); needs at least one part."""
    found = np.full(len(xy), -1, dtype=np.int64)
    reach_m = _FIRST_REACH_M
    while len(left := np.flatnonzero(found < 0)):
        near = near_places(lines, pieces, xy[left], reach_m)
        order = np.lexsort((near.part, near.gap_m, near.point))
        first = order[np.unique(near.point[order], return_index=True)[1]]
        found[left[near.point[first]]] = near.part[first]
        reach_m *= _FURTHER
    return found
