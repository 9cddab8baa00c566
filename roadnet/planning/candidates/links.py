"""The line of a new road: straight, or round areas that it should not cross."""

from __future__ import annotations

from typing import Any, Final

import networkx as nx
import numpy as np
import shapely
from shapely import LineString

from roadnet.network.model import FloatArray

_SIMPLER_M: Final = 20.0
"""Areas are seen with their corners rounded by so much: a sketch of a line needs no more."""
_MOST_CORNERS: Final = 240


def way_round(
    start: FloatArray, end: FloatArray, areas: Any, *, buffer_m: float, most_ratio: float
) -> tuple[LineString, bool]:
    """Return the shortest line between two places that keeps out of some areas.

    The shortest way among polygons runs over their corners (T. Lozano-Pérez and M. Wesley, "An
    algorithm for planning collision-free paths among polyhedral obstacles", CACM 22, 1979).

    Parameters
    ----------
    start, end
        Metres.
    areas
        Polygons to keep out of, by at least ``buffer_m``.
    most_ratio
        How many times the straight line the way may be long.

    Returns
    -------
    The line, and whether it keeps out; where there is no such way the straight line and False.
    """
    straight = LineString([start, end])
    near = _areas_near(straight, areas, buffer_m, most_ratio)
    if near is None or not _crosses(straight, near):
        return straight, True
    if near.contains(shapely.Point(start)) or near.contains(shapely.Point(end)):
        return straight, False
    corners = shapely.get_coordinates(shapely.buffer(near, 0.5, quad_segs=2))
    corners = np.unique(np.round(corners, 2), axis=0)
    if len(corners) > _MOST_CORNERS:
        return straight, False
    found = _shortest(np.vstack([start, end, corners]), near)
    if found is None or found.length > most_ratio * straight.length:
        return straight, False
    return found, True


def _areas_near(straight: LineString, areas: Any, buffer_m: float, ratio: float) -> Any:
    """Return the areas, buffered and rounded, that a way of the allowed length could meet."""
    if len(areas) == 0:
        return None
    reach = straight.buffer(ratio * straight.length / 2.0)
    near = areas[shapely.intersects(areas, reach)]
    if len(near) == 0:
        return None
    whole = shapely.union_all(shapely.make_valid(near)).buffer(buffer_m, quad_segs=2)
    return whole.simplify(_SIMPLER_M)


def _crosses(line: Any, area: Any) -> bool:
    return bool(shapely.length(shapely.intersection(line, area)) > 1e-6)


def _shortest(points: FloatArray, area: Any) -> LineString | None:
    """Search over the points that see one another past the area; the first leads to the second."""
    a, b = np.triu_indices(len(points), k=1)
    lines = shapely.linestrings(np.stack([points[a], points[b]], axis=1))
    shapely.prepare(area)
    inside = shapely.length(shapely.intersection(lines, area))
    free = inside <= 1e-6
    graph: nx.Graph[int] = nx.Graph()
    weights = shapely.length(lines[free])
    graph.add_weighted_edges_from(
        zip(a[free].tolist(), b[free].tolist(), weights.tolist(), strict=True)
    )
    try:
        way = nx.dijkstra_path(graph, 0, 1)
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return None
    return LineString(points[way])
