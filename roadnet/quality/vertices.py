"""What stands out among the roads' vertices: one pass over them, some thousand roads at a time.

A province has 60 million vertices; held at once for the rules they would fill gigabytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.quality.inspection import FloatArray, Inspection, IntArray

_ROADS_AT_A_TIME: Final = 50_000


@dataclass(frozen=True)
class _Block:
    """The vertices of some roads: (v, 2) metres, the road of each, the number of its part."""

    xy: FloatArray
    road: IntArray
    part: IntArray

    @property
    def first(self) -> IntArray:
        """The vertices that another one of the same part follows."""
        return np.flatnonzero(self.part[1:] == self.part[:-1])


def road_vertices(seen: Inspection) -> dict[str, pd.DataFrame]:
    """Look through the roads' vertices; ask it by ``seen.once``.

    Returns
    -------
    By what stands out, one row a road, in the layer's order, ``road`` its position:
    ``repeated`` with ``times``; ``spike``, the sharpest of each road, with ``x``, ``y``,
    ``angle_degrees`` and ``leg_m``, the shorter of the two; ``long_leg``, the longest, with its
    middle ``x``, ``y`` and ``leg_m``; ``gap`` between parts, the widest, with ``x``, ``y`` and
    ``gap_m``; ``steps`` from vertex to vertex, with ``times``, all roads that have some.
    """
    shapes = seen.shapes("roads")
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in _LOOKS}
    for begin in range(0, max(len(shapes), 1), _ROADS_AT_A_TIME):
        block = _read(shapes[begin : begin + _ROADS_AT_A_TIME], begin)
        for name, look in _LOOKS.items():
            found[name].append(look(seen, block))
    return {name: pd.concat(tables, ignore_index=True) for name, tables in found.items()}


def _read(shapes: np.ndarray, begin: int) -> _Block:
    parts, road = shapely.get_parts(shapes, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    return _Block(xy, np.asarray(road[part] + begin, dtype=np.int64), part)


def _repeated(seen: Inspection, block: _Block) -> pd.DataFrame:
    """Vertices that stand twice in a row."""
    first = block.first
    return _count(block.road[first[_steps_m(block) < seen.limits["repeated_vertex_m"]]])


def _steps(_: Inspection, block: _Block) -> pd.DataFrame:
    return _count(block.road[block.first])


def _spikes(seen: Inspection, block: _Block) -> pd.DataFrame:
    """Vertices at which a road runs back over itself."""
    xy, part, leg_m = block.xy, block.part, seen.limits["spike_leg_m"]
    back, ahead = xy[:-2] - xy[1:-1], xy[2:] - xy[1:-1]
    # Only where the line turns back at all can it turn back sharply.
    along = (back * ahead).sum(axis=1)
    at = np.flatnonzero((part[:-2] == part[2:]) & (along > 0))
    legs_m = np.hypot(*back[at].T), np.hypot(*ahead[at].T)
    shorter_m = np.minimum(*legs_m)
    long = shorter_m >= leg_m
    at, shorter_m = at[long], shorter_m[long]
    cosine = along[at] / (legs_m[0][long] * legs_m[1][long])
    angle = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    sharp = angle < seen.limits["spike_angle_degrees"]
    at = at[sharp] + 1
    table = _table(block, at, xy[at], angle_degrees=angle[sharp], leg_m=shorter_m[sharp])
    return _extreme(table, table["angle_degrees"])


def _long_legs(seen: Inspection, block: _Block) -> pd.DataFrame:
    """Very long straight stretches between two vertices."""
    step_m, first = _steps_m(block), block.first
    long = step_m > seen.limits["long_leg_m"]
    at = first[long]
    table = _table(block, at, (block.xy[at] + block.xy[at + 1]) / 2, leg_m=step_m[long])
    return _extreme(table, -table["leg_m"])


def _gaps(seen: Inspection, block: _Block) -> pd.DataFrame:
    """Places where the next part does not begin at the end of the one before."""
    xy, road, part = block.xy, block.road, block.part
    at = np.flatnonzero((road[1:] == road[:-1]) & (part[1:] != part[:-1]))
    gap_m = np.hypot(*(xy[at + 1] - xy[at]).T)
    wide = gap_m > seen.limits["part_gap_m"]
    table = _table(block, at[wide], xy[at[wide]], gap_m=gap_m[wide])
    return _extreme(table, -table["gap_m"])


_LOOKS: Final[dict[str, Callable[[Inspection, _Block], pd.DataFrame]]] = {
    "repeated": _repeated,
    "steps": _steps,
    "spike": _spikes,
    "long_leg": _long_legs,
    "gap": _gaps,
}


def _steps_m(block: _Block) -> FloatArray:
    first = block.first
    found: FloatArray = np.hypot(*(block.xy[first + 1] - block.xy[first]).T)
    return found


def _count(road: IntArray) -> pd.DataFrame:
    roads, times = np.unique(road, return_counts=True)
    return pd.DataFrame({"road": roads, "times": times})


def _table(block: _Block, at: IntArray, xy: FloatArray, **figures: FloatArray) -> pd.DataFrame:
    return pd.DataFrame({"at": at, "road": block.road[at], "x": xy[:, 0], "y": xy[:, 1], **figures})


def _extreme(table: pd.DataFrame, rank: pd.Series) -> pd.DataFrame:
    """Of the vertices of each road the one of the least rank, in the roads' order."""
    least = table.assign(rank=rank).sort_values(["road", "rank", "at"]).drop_duplicates("road")
    return least.drop(columns=["rank", "at"])
