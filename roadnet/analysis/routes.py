"""The ways of one village: to its stop, its township, the county seat, its logistics point."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, MultiLineString

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.roads import flag
from roadnet.network.model import IntArray
from roadnet.network.routing import NO_PLACE
from roadnet.network.stretches import edge_lines
from roadnet.schema import layers

_TARGETS = (
    ("stop", "stops", "stop_id"),
    ("township", "townships", "township_id"),
    ("logistics", "logistics", "village_node_id"),
)
"""Kind of way, layer of its target, the village's column that names the target."""


def village_routes(assessment: Assessment, village: int) -> gpd.GeoDataFrame:
    """Find the least ways, by length over open roads, of one village.

    Parameters
    ----------
    assessment
        The assessed district.
    village
        Row of the village in ``assessment.villages``.

    Returns
    -------
    One row a way that exists: ``kind`` (``stop``, ``township``, ``county``, ``logistics``),
    ``target_id``, ``km`` with the legs off the road, ``min`` by the roads' speeds (legs on foot),
    geometry in the district's metric system, the legs included.
    """
    rows = []
    for kind, layer, targets in _targets_of(assessment, village):
        way = _way(assessment, village, layer, targets)
        if way is not None:
            rows.append({"kind": kind, **way})
    columns = ["kind", "target_id", "km", "min", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=assessment.district.crs)


def _targets_of(assessment: Assessment, village: int) -> list[tuple[str, str, IntArray]]:
    """Name each kind of way, the layer and the rows of its targets."""
    row, frames = assessment.villages.iloc[village], assessment.district.layers
    found = []
    for kind, layer, column in _TARGETS:
        if assessment.district.has(layer) and row.get(column):
            identifiers = frames[layer][layers()[layer].id_column].astype(str)
            found.append((kind, layer, np.flatnonzero(identifiers == str(row[column]))))
    if assessment.district.has("townships"):
        seats = np.flatnonzero(flag(frames["townships"], "is_county_seat"))
        found.append(("county", "townships", seats))
    return [(kind, layer, rows) for kind, layer, rows in found if len(rows)]


def _way(
    assessment: Assessment, village: int, layer: str, targets: IntArray
) -> dict[str, object] | None:
    placed = assessment.placed
    network, legs, ends = placed.network, placed.legs_m["villages"], placed.legs_m[layer]
    router = placed.router()
    search = router.search(ends.only(targets))
    own = legs.only(np.array([village]))
    nearest = search.nearest(own)
    link, target = int(nearest.link[village]), int(nearest.target[village])
    if link == NO_PLACE:
        return None
    node = int(own.node[link])
    edges = search.route_edges(node)
    last = _end_node(network.edge_u[edges], network.edge_v[edges], node)
    place = assessment.district.layers[layer].geometry.iloc[target]
    start = assessment.villages.geometry.iloc[village]
    walk_m = float(nearest.cost[village]) - float(network.edge_length_m[edges].sum())
    speed = assessment.standard.number("walk_speed_km_h")
    lines = [
        LineString([(start.x, start.y), network.node_xy[node]]),
        *edge_lines(network, edges),
        LineString([network.node_xy[last], (place.x, place.y)]),
    ]
    identifier = layers()[layer].id_column
    target_id = assessment.district.layers[layer][identifier].iloc[target]
    return {
        "target_id": str(target_id),
        "km": float(nearest.cost[village]) / 1000.0,
        "min": float(assessment.edge_minutes[edges].sum()) + walk_m * 0.06 / speed,
        "geometry": MultiLineString([line for line in lines if shapely.length(line) > 0]),
    }


def _end_node(u: IntArray, v: IntArray, node: int) -> int:
    """Follow edges, each by its two nodes, from a node to the last one."""
    for a, b in zip(u.tolist(), v.tolist(), strict=True):
        node = b if a == node else a
    return node
