"""Geometry of the roads: stubs, spikes, self-crossings, lines drawn too coarsely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.findings import Finding
from roadnet.quality.inspection import FloatArray, Inspection, IntArray, TextArray


def check_road_too_short(seen: Inspection) -> Iterator[Finding]:
    """Find roads shorter than a vehicle is wide."""
    length_m = seen.road_length_m
    there = ~shapely.is_missing(seen.shapes("roads"))
    odd = there & (length_m < seen.limits["road_too_short_m"])
    yield from seen.find("road_too_short", "roads", odd, length_m=length_m)


def check_repeated_vertices(seen: Inspection) -> Iterator[Finding]:
    """Find roads with a vertex that stands twice in a row; one finding a road."""
    step_m, road, _ = _steps(seen)
    repeated = road[step_m < seen.limits["repeated_vertex_m"]]
    roads, times = np.unique(repeated, return_counts=True)
    yield from seen.find("repeated_vertices", "roads", roads, times=times)


def check_self_crossing(seen: Inspection) -> Iterator[Finding]:
    """Find roads that cross or touch themselves elsewhere than at their ends."""
    shapes = seen.shapes("roads")
    single = shapely.get_num_geometries(shapes) == 1
    yield from seen.find("self_crossing", "roads", single & ~shapely.is_simple(shapes))


def check_spike(seen: Inspection) -> Iterator[Finding]:
    """Find roads that run back over themselves at a vertex; the sharpest of each road is named."""
    xy, road, part = seen.road_vertices
    if len(xy) < 3:
        return
    back, ahead = xy[:-2] - xy[1:-1], xy[2:] - xy[1:-1]
    legs_m = np.hypot(*back.T), np.hypot(*ahead.T)
    shorter_m = np.minimum(*legs_m)
    inside = (part[:-2] == part[2:]) & (shorter_m >= seen.limits["spike_leg_m"])
    cosine = (back * ahead).sum(axis=1) / np.where(inside, legs_m[0] * legs_m[1], 1.0)
    angle = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    at = np.flatnonzero(inside & (angle < seen.limits["spike_angle_degrees"])) + 1
    at = _extreme(at, road, angle[at - 1])
    yield from seen.find(
        "spike", "roads", road[at], xy=xy[at], angle_degrees=angle[at - 1], leg_m=shorter_m[at - 1]
    )


def check_long_leg(seen: Inspection) -> Iterator[Finding]:
    """Find roads with a very long straight stretch between two vertices; the longest is named."""
    xy, road, _ = seen.road_vertices
    step_m, _, first = _steps(seen)
    long = (step_m > seen.limits["long_leg_m"]) & ~seen.flag("roads", "is_ferry")[road[first]]
    at = _extreme(first[long], road, -step_m[long])
    leg_m = np.hypot(*(xy[at + 1] - xy[at]).T)
    middle = (xy[at] + xy[at + 1]) / 2
    yield from seen.find("long_leg", "roads", road[at], xy=middle, leg_m=leg_m)


def check_vertices_sparse(seen: Inspection) -> Iterator[Finding]:
    """Find long roads drawn with so few vertices that their length falls short."""
    length_m = seen.road_length_m
    _, road, _ = _steps(seen)
    steps = np.bincount(road, minlength=len(length_m))
    spacing_m = length_m / np.maximum(steps, 1)
    odd = (spacing_m > seen.limits["sparse_spacing_m"]) & ~seen.flag("roads", "is_ferry")
    odd &= length_m > seen.limits["sparse_min_length_m"]
    yield from seen.find(
        "vertices_sparse", "roads", odd, spacing_m=spacing_m, length_km=length_m / 1000
    )


def check_parts_apart(seen: Inspection) -> Iterator[Finding]:
    """Find roads of several parts that do not follow end to start; the widest gap is named."""
    xy, road, part = seen.road_vertices
    turn = np.flatnonzero((road[1:] == road[:-1]) & (part[1:] != part[:-1]))
    gap_m = np.hypot(*(xy[turn + 1] - xy[turn]).T)
    wide = gap_m > seen.limits["part_gap_m"]
    at = _extreme(turn[wide], road, -gap_m[wide])
    gap_m = np.hypot(*(xy[at + 1] - xy[at]).T)
    parts = shapely.get_num_geometries(seen.shapes("roads"))[road[at]]
    yield from seen.find("parts_apart", "roads", road[at], xy=xy[at], gap_m=gap_m, parts=parts)


def check_structure_too_long(seen: Inspection) -> Iterator[Finding]:
    """Find bridges and tunnels longer than nearly any there is."""
    length_km = seen.road_length_m / 1000
    structure = seen.flag("roads", "is_bridge") | seen.flag("roads", "is_tunnel")
    odd = structure & (length_km > seen.limits["structure_max_km"])
    yield from seen.find("structure_too_long", "roads", odd, length_km=length_km)


def check_road_duplicate(seen: Inspection) -> Iterator[Finding]:
    """Find roads drawn twice along the very same line and not declared as shared."""
    keys, length_km = line_keys(seen), seen.road_length_m / 1000
    alone = ~seen.flag("roads", "is_overlap") & (keys != "")
    yield from seen.find_alike("road_duplicate", "roads", keys, alone, length_km=length_km)


def line_keys(seen: Inspection) -> TextArray:
    """Return a key of each road's line, the same in both directions, to the millimetre."""
    shapes = seen.shapes("roads")
    size = np.column_stack([shapely.bounds(shapes).round(3), shapely.get_num_coordinates(shapes)])
    rough = pd.Series(map(str, size.tolist()), dtype=object)
    keys = rough.where(~shapely.is_missing(shapes), "").to_numpy(dtype=object, copy=True)
    # Few lines share their box and their number of vertices: only those are compared in full.
    alike = np.flatnonzero(rough.duplicated(keep=False) & (keys != ""))
    rounded = shapely.transform(shapes[alike], lambda xy: np.round(xy, 3) + 0.0)
    keys[alike] = shapely.to_wkb(shapely.normalize(rounded), hex=True)
    return keys


def _steps(seen: Inspection) -> tuple[FloatArray, IntArray, IntArray]:
    """Return each step between vertices: length in m, its road, the number of its first vertex."""
    xy, road, part = seen.road_vertices
    first = np.flatnonzero(part[1:] == part[:-1])
    return np.hypot(*(xy[first + 1] - xy[first]).T), road[first], first


def _extreme(at: IntArray, road: IntArray, rank: FloatArray) -> IntArray:
    """Of the vertices ``at``, the one of the least rank on each road, in the roads' order."""
    table = pd.DataFrame({"at": at, "road": road[at], "rank": rank})
    least = table.sort_values(["road", "rank", "at"]).drop_duplicates("road")
    return np.asarray(least["at"], dtype=np.int64)


CHECKS: Final = (
    check_road_too_short,
    check_repeated_vertices,
    check_self_crossing,
    check_spike,
    check_long_leg,
    check_vertices_sparse,
    check_parts_apart,
    check_structure_too_long,
    check_road_duplicate,
)
