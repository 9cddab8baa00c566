"""Missing road of a district that was cut out: where road from beyond the cut may be the least.

What is not at hand lies further away than the margin, so a way to it that costs less would have to
get that far over what costs nothing to pass: roads that are hardened and lead to no root yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from roadnet.analysis.cut_out import CutOut
from roadnet.analysis.places import road_mask
from roadnet.analysis.roads import flag
from roadnet.network.components import edge_parts
from roadnet.network.locate import EdgeIndex, points_xy
from roadnet.network.model import BoolArray, FloatArray, RoadNetwork
from roadnet.schema import AT_CUT

_TINY_M: Final = 1e-9


def missing_at_cut(cut: CutOut, villages: pd.DataFrame) -> BoolArray:
    """Find villages to which road from beyond the margin, or over it, may be the least."""
    missing_m = 1000.0 * villages["missing_km"].fillna(np.inf).to_numpy(dtype=float)
    lacking = missing_m > 0
    if not lacking.any():
        return lacking
    network, limit_m = cut.placed.base, cut.standard.number("access_limit_m")
    xy = points_xy(villages.geometry)
    most_m = float(missing_m[np.isfinite(missing_m)].max(initial=0.0))
    free = _free_parts(
        network,
        road_mask(network, cut.placed.states.hardened) & ~cut.reach.hardened,
        most_m + limit_m,
    )
    reach_m = np.where(lacking, np.inf, 0.0)
    for row in np.flatnonzero(lacking & np.isfinite(missing_m)):
        reach_m[row] = free.reach_m(xy[row], missing_m[row] + limit_m)
    near = reach_m >= cut.beyond_m(xy)
    # A stray part is tied to the nearest others: one that leads out, or that what is beyond could
    # be nearest to, may be tied otherwise on the whole.
    found = EdgeIndex(network, _risky(cut, most_m)).nearest(xy)
    near[found.point] |= found.leg_m <= reach_m[found.point]
    return lacking & (near | cut.forks("villages"))


def _risky(cut: CutOut, most_m: float) -> BoolArray:
    """(m,) edges of open parts without a root that lead out or come near what is beyond."""
    network = cut.placed.base
    is_open = road_mask(network, cut.placed.states.is_open)
    label = edge_parts(network, is_open)
    stray = is_open & ~cut.reach.rooted
    ends = np.concatenate([network.edge_u[stray], network.edge_v[stray]])
    length_m = np.tile(network.edge_length_m[stray], 2)
    away_m = cut.beyond_m(network.node_xy[ends]) - length_m
    close = np.tile(label[stray], 2)[away_m <= most_m]
    at_cut = network.road_values(flag(network.roads, AT_CUT), join=False).astype(bool)
    return stray & np.isin(label, np.concatenate([close, label[stray & at_cut]]))


@dataclass(frozen=True, slots=True)
class _FreeParts:
    """Parts that cost nothing to pass: (p,) boxes, and the (p, p) metres between near ones."""

    boxes: NDArray[Any]
    gaps_m: csr_array

    def reach_m(self, xy: FloatArray, paid_m: float) -> float:
        """Metres that a way from a place gets away from it at most for so many that are paid."""
        away_m = shapely.distance(self.boxes, shapely.Point(xy))
        first = np.flatnonzero(away_m <= paid_m)
        if not len(first):
            return paid_m
        between = dijkstra(self.gaps_m, indices=first, limit=paid_m)
        cost_m = (away_m[first][:, None] + between).min(axis=0)
        met = cost_m <= paid_m
        west, south, east, north = shapely.bounds(self.boxes[met]).T
        far_x = np.maximum(np.abs(west - xy[0]), np.abs(east - xy[0]))
        far_y = np.maximum(np.abs(south - xy[1]), np.abs(north - xy[1]))
        return float((np.hypot(far_x, far_y) + paid_m - cost_m[met]).max())


def _free_parts(network: RoadNetwork, free: BoolArray, most_m: float) -> _FreeParts:
    """Find the parts of the free edges, and the gaps of at most ``most_m`` between them."""
    part = np.unique(edge_parts(network, free)[free], return_inverse=True)[1]
    count = int(part.max(initial=-1)) + 1
    least, most, longest = (
        np.full((count, 2), np.inf),
        np.full((count, 2), -np.inf),
        np.zeros(count),
    )
    for node in (network.edge_u[free], network.edge_v[free]):
        np.minimum.at(least, part, network.node_xy[node])
        np.maximum.at(most, part, network.node_xy[node])
    # An edge may bend out of the box of its ends, by less than its length.
    np.maximum.at(longest, part, network.edge_length_m[free])
    boxes = shapely.box(*(least - longest[:, None]).T, *(most + longest[:, None]).T)
    a, b = shapely.STRtree(boxes).query(boxes, predicate="dwithin", distance=most_m)
    # A gap of 0 would be none in a sparse table.
    gap_m = np.maximum(shapely.distance(boxes[a], boxes[b]), _TINY_M)
    return _FreeParts(boxes, csr_array((gap_m, (a, b)), shape=(count, count)))
