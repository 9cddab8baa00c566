"""Levels: what passes over or under what, and which ends may be joined in spite of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from roadnet.network.ends import run_together
from roadnet.network.lines import TOUCH_M, Lines, is_end, is_vertex

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from roadnet.network.model import BoolArray, FloatArray, IntArray
    from roadnet.network.pieces import Nearest

PLAIN: Final = 0
BRIDGE: Final = 1
TUNNEL: Final = 2

REASONS: Final = ("", "both_continue", "continues_at_own_level", "passes_structure")
"""Why an end is not joined: 0 it is; 1 both ends go on at their own levels; 2 the end goes on at
its own level; 3 a road on the ground ends at a bridge or tunnel, away from its vertices."""


@dataclass(frozen=True)
class Levels:
    """Level classes of p parts.

    ``z_level`` (p,) with 0 for a missing one; ``kind`` (p,) :data:`PLAIN`, :data:`BRIDGE` or
    :data:`TUNNEL`; ``code`` (p,) equal where both are equal.
    """

    z_level: FloatArray
    kind: IntArray
    code: IntArray


def read_flag(frame: GeoDataFrame, column: str) -> BoolArray:
    """Return a flag column as (r,) booleans; missing values and a missing column are False."""
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    values = frame[column]
    return np.asarray(values.astype("boolean").fillna(False).to_numpy(dtype=bool))


def levels_of(roads: GeoDataFrame, lines: Lines) -> Levels:
    """Read the level class of each part of each road: ``z_level`` and the kind of structure."""
    if "z_level" in roads:
        z = pd.to_numeric(roads["z_level"], errors="coerce").fillna(0.0).to_numpy(dtype=float)
    else:
        z = np.zeros(len(roads))
    tunnel = np.where(read_flag(roads, "is_tunnel"), TUNNEL, PLAIN)
    kind = np.where(read_flag(roads, "is_bridge"), BRIDGE, tunnel)
    height, _ = pd.factorize(z, sort=True)
    code, _ = pd.factorize(height * (TUNNEL + 1) + kind, sort=True)
    return Levels(z[lines.road], kind[lines.road], code[lines.road])


def continued_ends(near: Nearest, lines: Lines, levels: Levels) -> BoolArray:
    """Mark the ends, (2p,), that touch another end of the same level class: the road goes on.

    Not where the two run on one another from there: a road drawn twice does not go on for that.
    """
    touch = (near.gap_m <= TOUCH_M) & (levels.code[near.point // 2] == levels.code[near.part])
    near = near.only(touch)
    touching = is_end(lines, near.part, near.at_m)
    target = 2 * near.part + (near.at_m > lines.length_m[near.part] / 2)
    touching &= ~run_together(lines, near.point, target)
    marked = np.zeros(2 * lines.part_count, dtype=bool)
    marked[near.point[touching]] = True
    marked[target[touching]] = True
    return marked


def judge_ends(near: Nearest, lines: Lines, levels: Levels) -> IntArray:
    """Say for each end and the place near it whether levels keep them apart.

    * Equal level classes: joined.
    * End to end: joined unless both go on at their own level (a flyover drawn in two pieces above
      a road drawn in two pieces).
    * Else an end that goes on at its own level is not joined. One that does not is: a ramp comes
      down to the ground, a road on the ground meets a raised one. Only at a bridge or tunnel must
      a road on the ground end at one of its vertices, or it passes below or above.

    Parameters
    ----------
    near
        ``point`` is the end: 2 x part, + 1 for the part's last vertex.

    Returns
    -------
    Positions in :data:`REASONS`, 0 where joined; one a place.
    """
    reason = np.zeros(len(near.point), dtype=np.int64)
    different = np.flatnonzero(levels.code[near.point // 2] != levels.code[near.part])
    if len(different):
        continued = continued_ends(near, lines, levels)
        reason[different] = _judge_different(near.only(different), lines, levels, continued)
    return reason


def _judge_different(near: Nearest, lines: Lines, levels: Levels, continued: BoolArray) -> IntArray:
    own, other = near.point // 2, near.part
    at_end = is_end(lines, other, near.at_m)
    target = 2 * other + (near.at_m > lines.length_m[other] / 2)
    goes_on = continued[near.point]
    raised = (levels.kind[own] != PLAIN) | (levels.z_level[own] != 0)
    on_vertex = (near.gap_m <= TOUCH_M) & is_vertex(lines, other, near.at_m)
    passes = ~raised & (levels.kind[other] != PLAIN) & ~on_vertex
    apart_inside = np.where(goes_on, 2, np.where(passes, 3, 0))
    return np.where(at_end, np.where(goes_on & continued[target], 1, 0), apart_inside)
