"""Geometry of the roads: stubs, spikes, self-crossings, lines drawn too coarsely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from roadnet.findings import Finding
from roadnet.quality.inspection import BoolArray, FloatArray, Inspection, IntArray
from roadnet.quality.vertices import road_vertices


def check_road_too_short(seen: Inspection) -> Iterator[Finding]:
    """Find roads shorter than a vehicle is wide."""
    length_m = seen.road_length_m
    there = ~shapely.is_missing(seen.shapes("roads"))
    odd = there & (length_m < seen.limits["road_too_short_m"])
    yield from seen.find("road_too_short", "roads", odd, length_m=length_m)


def check_repeated_vertices(seen: Inspection) -> Iterator[Finding]:
    """Find roads with a vertex that stands twice in a row; one finding a road."""
    found = seen.once(road_vertices)["repeated"]
    times = found["times"].to_numpy()
    yield from seen.find("repeated_vertices", "roads", found["road"].to_numpy(), times=times)


def check_self_crossing(seen: Inspection) -> Iterator[Finding]:
    """Find roads that cross or touch themselves elsewhere than at their ends."""
    shapes = seen.shapes("roads")
    single = shapely.get_num_geometries(shapes) == 1
    yield from seen.find("self_crossing", "roads", single & ~shapely.is_simple(shapes))


def check_spike(seen: Inspection) -> Iterator[Finding]:
    """Find roads that run back over themselves at a vertex; the sharpest of each road is named."""
    yield from _found_at_vertices(seen, "spike", "spike")


def check_long_leg(seen: Inspection) -> Iterator[Finding]:
    """Find roads with a very long straight stretch between two vertices; the longest is named."""
    yield from _found_at_vertices(seen, "long_leg", "long_leg", but=seen.flag("roads", "is_ferry"))


def check_vertices_sparse(seen: Inspection) -> Iterator[Finding]:
    """Find long roads drawn with so few vertices that their length falls short."""
    length_m, found = seen.road_length_m, seen.once(road_vertices)["steps"]
    steps = np.ones(len(length_m))
    steps[found["road"]] = found["times"]
    spacing_m = length_m / steps
    odd = (spacing_m > seen.limits["sparse_spacing_m"]) & ~seen.flag("roads", "is_ferry")
    odd &= length_m > seen.limits["sparse_min_length_m"]
    yield from seen.find(
        "vertices_sparse", "roads", odd, spacing_m=spacing_m, length_km=length_m / 1000
    )


def check_parts_apart(seen: Inspection) -> Iterator[Finding]:
    """Find roads of several parts that do not follow end to start; the widest gap is named."""
    road = seen.once(road_vertices)["gap"]["road"].to_numpy()
    parts = shapely.get_num_geometries(seen.shapes("roads")[road])
    yield from _found_at_vertices(seen, "parts_apart", "gap", parts=parts)


def _found_at_vertices(
    seen: Inspection, code: str, what: str, *, but: BoolArray | None = None, **more: np.ndarray
) -> Iterator[Finding]:
    """Write a finding for each road that something was found on, except some roads."""
    found = seen.once(road_vertices)[what]
    if but is not None:
        found = found[~but[found["road"]]]
    names = [str(name) for name in found if name not in ("road", "x", "y")]
    figures = {name: found[name].to_numpy() for name in names}
    yield from seen.find(
        code,
        "roads",
        found["road"].to_numpy(),
        xy=found[["x", "y"]].to_numpy(),
        **figures,
        **more,
    )


def check_structure_too_long(seen: Inspection) -> Iterator[Finding]:
    """Find bridges and tunnels longer than nearly any there is."""
    length_km = seen.road_length_m / 1000
    structure = seen.flag("roads", "is_bridge") | seen.flag("roads", "is_tunnel")
    odd = structure & (length_km > seen.limits["structure_max_km"])
    yield from seen.find("structure_too_long", "roads", odd, length_km=length_km)


def check_road_duplicate(seen: Inspection) -> Iterator[Finding]:
    """Find roads drawn twice along the very same line and not declared as shared."""
    keys, length_km = seen.once(line_numbers), seen.road_length_m / 1000
    alone = ~seen.flag("roads", "is_overlap") & (keys >= 0)
    yield from seen.find_alike("road_duplicate", "roads", keys, alone, length_km=length_km)


def line_numbers(seen: Inspection) -> IntArray:
    """Return a number of each road's line, the same in both directions, to the millimetre.

    Negative where a road has no line.
    """
    shapes = seen.shapes("roads")
    number = np.arange(len(shapes))
    number[shapely.is_missing(shapes)] = -1
    # Few lines share their box and their number of vertices: only those are compared in full.
    alike = np.flatnonzero(number >= 0)
    for size in (lambda some: shapely.bounds(some)[:, :1], _size):
        rough = pd.DataFrame(np.round(size(shapes[alike]), 3) + 0.0)
        alike = alike[rough.duplicated(keep=False)]
    rounded = shapely.transform(shapes[alike], lambda xy: np.round(xy, 3) + 0.0)
    same = pd.Series(shapely.to_wkb(shapely.normalize(rounded)), dtype=object)
    number[alike] = alike[pd.factorize(same)[0]]
    return number


def _size(shapes: NDArray[np.object_]) -> FloatArray:
    return np.column_stack([shapely.bounds(shapes), shapely.get_num_coordinates(shapes)])


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
