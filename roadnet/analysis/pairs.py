"""Least distances over the network of given pairs of places: one target each, not all of them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from roadnet.analysis.places import PlacedNetwork, Travel
from roadnet.network.compiled import is_worthwhile
from roadnet.network.components import node_parts
from roadnet.network.model import FloatArray, IntArray
from roadnet.network.pair_search import pair_costs
from roadnet.network.routing import Legs, Router

_TARGETS_AT_A_TIME: Final = 256
_DETOUR: Final = 3.0
_SPARE_M: Final = 1000.0
"""A first search goes this much further than the straight line; few ways are longer."""
_NODES_A_VERTEX: Final = 4
"""A target's arrays over so many nodes take the time of one vertex in the passes over lines."""


def pair_distances_m(
    placed: PlacedNetwork,
    travel: Travel,
    layers: tuple[str, str],
    pairs: tuple[IntArray, IntArray],
    straight_m: FloatArray,
) -> FloatArray:
    """Find the length of the way over open roads from an origin to a target, for some pairs.

    Parameters
    ----------
    placed, travel
        The network with places, and which ways are meant.
    layers
        The layers of origins and targets.
    pairs
        (k,) origins and (k,) targets.
    straight_m
        (k,) straight distances; they only tell how far to search at first.

    Returns
    -------
    (k,) metres, links included; NaN where there is no way.
    """
    origin, target = pairs
    found = np.full(len(origin), np.nan)
    origins, targets = (placed.legs_m[layer] for layer in layers)
    rows = _share_a_part(placed, origins, targets, origin, target)
    router = placed.router(travel)
    size = len(np.unique(target[rows])) * placed.network.node_count // _NODES_A_VERTEX
    if is_worthwhile(size) and router.buckets(targets) is not None:
        cost = pair_costs(router, origins, targets, (origin[rows], target[rows]))
        found[rows] = np.where(np.isfinite(cost), cost, np.nan)
        return found
    for limit_m in (straight_m * _DETOUR + _SPARE_M, np.full(len(origin), np.inf)):
        if len(rows):
            found[rows] = _search(
                router, origins, targets, (origin[rows], target[rows]), limit_m[rows]
            )
        rows = rows[np.isnan(found[rows])]
    return found


def _share_a_part(
    placed: PlacedNetwork,
    origins: Legs,
    targets: Legs,
    origin: IntArray,
    target: IntArray,
) -> IntArray:
    """Rows of the pairs that stand at a common part of the network."""
    part = node_parts(placed.network, placed.open_mask)
    pairs = pd.DataFrame({"row": np.arange(len(origin)), "origin": origin, "target": target})
    left = pd.DataFrame({"origin": origins.place, "part": part[origins.node]})
    right = pd.DataFrame({"target": targets.place, "part": part[targets.node]})
    both = pairs.merge(left, on="origin").merge(right, on=["target", "part"])
    return np.unique(both["row"].to_numpy(dtype=np.int64))


def _search(
    router: Router,
    origins: Legs,
    targets: Legs,
    pairs: tuple[IntArray, IntArray],
    limit_m: FloatArray,
) -> FloatArray:
    """Search from the targets, those with like limits together; NaN beyond the limit."""
    origin, target = pairs
    distinct, number = np.unique(target, return_inverse=True)
    reach_m = np.zeros(len(distinct))
    np.maximum.at(reach_m, number, limit_m)
    rank = np.empty(len(distinct), dtype=np.int64)
    rank[np.argsort(reach_m, kind="stable")] = np.arange(len(distinct))
    batch = rank[number] // _TARGETS_AT_A_TIME
    found = np.full(len(origin), np.nan)
    for rows in (np.flatnonzero(batch == one) for one in range(int(batch.max()) + 1)):
        starts, start = np.unique(origin[rows], return_inverse=True)
        ends, end = np.unique(target[rows], return_inverse=True)
        limit = float(reach_m[number[rows]].max())
        table = router.table(_renumber(origins, starts), _renumber(targets, ends), limit=limit)
        found[rows] = table[start, end]
    return np.where(np.isfinite(found), found, np.nan)


def _renumber(legs: Legs, places: IntArray) -> Legs:
    """Keep the links of some places (sorted) and number those 0..n-1."""
    kept = legs.only(places)
    return Legs(np.searchsorted(places, kept.place), kept.node, kept.cost, len(places))
