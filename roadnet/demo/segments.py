"""From paths of mesh nodes to road segments: curves, cuts, stakes, and the planted dirt."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from roadnet.demo.layout import Layout
from roadnet.demo.mesh import Bools, Ints
from roadnet.demo.options import DemoOptions
from roadnet.demo.roads import RESERVED_SEGMENTS, Roads
from roadnet.demo.terrain import Floats

_DIRTY = {"village": 4, "hamlet": 12}
_FAR_GAP_M = 75.0


@dataclass(frozen=True, slots=True)
class Segments:
    """Segments in the order of routes and stakes.

    ``route`` is the number of the route of each, ``line`` its geometry, ``span`` (n, 2) the nodes
    at its ends; ``dirty`` maps a route to the metres by which it stops short, ``far`` likewise
    where the gap is too wide to be joined; ``position`` holds the places of the mesh nodes on the
    finished roads.
    """

    route: Ints
    line: NDArray[np.object_]
    span: Ints
    bridge: Bools
    position: Floats
    dirty: dict[int, float]
    far: dict[int, float]


def build_segments(options: DemoOptions, roads: Roads) -> Segments:
    """Smooth every route and cut it until there are as many segments as were asked for."""
    layout = roads.layout
    position = _relaxed(layout)
    wet = _wet_steps(layout)
    dirty = _choose_dirty(options, layout)
    merged = {int(layout.routes[at].nodes[0]) for at in dirty[::2]}
    cuts = [_cuts(layout, number, wet[number], merged) for number in range(len(layout.routes))]
    ferry = int(len(roads.landings) > 1)
    _split(cuts, options.segments - RESERVED_SEGMENTS - ferry)
    route, line, span, bridge = [], [], [], []
    for number, (record, stops) in enumerate(zip(layout.routes, cuts, strict=True)):
        for first, last in pairwise(stops):
            nodes = record.nodes[first : last + 1]
            route.append(number)
            line.append(_curve(position[nodes], layout.cut[nodes]))
            span.append((nodes[0], nodes[-1]))
            bridge.append(bool(wet[number][first]) and last == first + 1)
    lines = shapely.set_precision(np.array(line, dtype=object), 0.01, mode="pointwise")
    numbers = np.array(route, dtype=np.int64)
    far = _shorten(layout, numbers, lines, _far_routes(layout), (_FAR_GAP_M, 140.0), 70.0)
    near = _shorten(layout, numbers, lines, dirty, (2.0, 8.0), 3.0)
    return Segments(numbers, lines, np.array(span), np.array(bridge), position, near, far)


def _relaxed(layout: Layout) -> Floats:
    """Node places after the zigzag of the mesh is ironed out along the route that owns them."""
    place = layout.mesh.xy.copy()
    banks = np.zeros(len(place), dtype=bool)
    banks[layout.mesh.edges[layout.mesh.wet].ravel()] = True
    middle, before, after = [], [], []
    for number, route in enumerate(layout.routes):
        own = np.flatnonzero(
            (layout.owner[route.nodes[1:-1]] == number) & ~banks[route.nodes[1:-1]]
        )
        middle.append(route.nodes[own + 1])
        before.append(route.nodes[own])
        after.append(route.nodes[own + 2])
    m, b, a = (np.concatenate(part) for part in (middle, before, after))
    for _ in range(2):
        place[m] = 0.5 * place[m] + 0.25 * (place[b] + place[a])
    return np.round(place, 2)


def _wet_steps(layout: Layout) -> list[Bools]:
    """For each route, which of its steps cross the river."""
    mesh = layout.mesh
    size = len(mesh.xy)
    key = np.array([size, 1])
    steps = [np.column_stack([route.nodes[:-1], route.nodes[1:]]) for route in layout.routes]
    wet = np.isin(np.sort(np.vstack(steps), axis=1) @ key, mesh.edges[mesh.wet] @ key)
    return np.split(wet, np.cumsum([len(step) for step in steps])[:-1])


def _choose_dirty(options: DemoOptions, layout: Layout) -> list[int]:
    """Side roads that stop a few metres short of the road they belong to."""
    begins = np.bincount([route.nodes[0] for route in layout.routes], minlength=len(layout.cut))
    ends = np.bincount([route.nodes[-1] for route in layout.routes], minlength=len(layout.cut))
    at = np.array([route.nodes[0] for route in layout.routes])
    lone = (begins[at] == 1) & (ends[at] == 0)
    order = options.rng(11).permutation(np.flatnonzero(lone))
    chosen: list[int] = []
    for purpose, count in _DIRTY.items():
        fit = [
            int(number)
            for number in order
            if layout.routes[number].purpose == purpose
            and layout.routes[number].chain
            and len(layout.routes[number].nodes) > 3
            and layout.owner[layout.routes[number].nodes[0]] != number
        ]
        chosen += fit[: options.scaled(count)]
    return chosen


def _cuts(layout: Layout, number: int, wet: Bools, merged: set[int]) -> list[int]:
    """Positions in a route's nodes at which its segments begin and end."""
    route = layout.routes[number]
    cut = layout.cut[route.nodes].copy()
    cut[[at for at, node in enumerate(route.nodes.tolist()) if node in merged]] = False
    cut[:-1] |= wet
    cut[1:] |= wet
    if route.role is not None and route.role.build == "shut":
        cut[2] = True
    if route.role is not None and route.role.build == "twin":
        cut[len(cut) // 2] = True
    cut[[0, -1]] = True
    return [int(at) for at in np.flatnonzero(cut)]


def _split(cuts: list[list[int]], count: int) -> None:
    """Halve the longest stretches until there are ``count``."""
    have = sum(len(stops) - 1 for stops in cuts)
    heap = [
        (first - last, number, first, last)
        for number, stops in enumerate(cuts)
        for first, last in pairwise(stops)
    ]
    heapq.heapify(heap)
    while have < count and heap[0][0] < -1:
        _, number, first, last = heapq.heappop(heap)
        middle = (first + last) // 2
        cuts[number].append(middle)
        have += 1
        for part in ((first, middle), (middle, last)):
            heapq.heappush(heap, (part[0] - part[1], number, *part))
    for stops in cuts:
        stops.sort()


def _curve(xy: Floats, fixed: Bools) -> shapely.LineString:
    """Cut the corners twice (Chaikin 1974) between the ``fixed`` vertices."""
    stops = [0, *(np.flatnonzero(fixed[1:-1]) + 1).tolist(), len(xy) - 1]
    parts = [chaikin(xy[a : b + 1]) for a, b in pairwise(stops)]
    return shapely.linestrings(np.vstack([parts[0], *(part[1:] for part in parts[1:])]))


def chaikin(xy: Floats) -> Floats:
    """Cut every corner of an (n, 2) line twice; the ends stay."""
    for _ in range(2 if len(xy) > 2 else 0):
        inner = np.empty((2 * len(xy) - 2, 2))
        inner[0::2] = 0.75 * xy[:-1] + 0.25 * xy[1:]
        inner[1::2] = 0.25 * xy[:-1] + 0.75 * xy[1:]
        inner[0], inner[-1] = xy[0], xy[-1]
        xy = inner
    return xy


def _far_routes(layout: Layout) -> list[int]:
    return [
        number
        for number, route in enumerate(layout.routes)
        if route.role is not None and route.role.build == "gap"
    ]


def _shorten(
    layout: Layout,
    numbers: Ints,
    lines: NDArray[np.object_],
    routes: list[int],
    gap_m: tuple[float, float],
    least_m: float,
) -> dict[int, float]:
    """Draw the starts of ``routes`` back until the gap lies in ``gap_m``; returns the gaps.

    ``lines`` is changed in place. A route that cannot be shortened so is left as it is.
    """
    tree = shapely.STRtree(lines)
    low, high = gap_m
    gaps = {}
    for route in routes:
        mine = np.flatnonzero(numbers == route)
        line = lines[mine[0]]
        near = np.setdiff1d(tree.query(line, predicate="dwithin", distance=2 * high), mine)
        steps = np.arange(least_m, min(4 * high, line.length - 20.0), least_m / 6)
        starts = shapely.line_interpolate_point(line, steps)
        found = shapely.distance(starts[:, None], lines[near]).min(axis=1)
        fit = np.flatnonzero((found > low * 1.08) & (found < high * 0.95))
        if len(fit):
            lines[mine[0]] = _without_start(line, float(steps[fit[0]]))
            gaps[route] = float(found[fit[0]])
    return gaps


def _without_start(line: shapely.LineString, length_m: float) -> shapely.LineString:
    xy = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    first = shapely.get_coordinates(shapely.line_interpolate_point(line, length_m))
    rest = xy[along > length_m + 1.0]
    return shapely.set_precision(
        shapely.linestrings(np.vstack([first, rest])), 0.01, mode="pointwise"
    )
