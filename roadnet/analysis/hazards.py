"""Exposure of hazards: whom it would cut off or send round if the road gave way there."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.closures import Closures, effect_row
from roadnet.analysis.columns import place_names, words
from roadnet.analysis.reason import Reason
from roadnet.network.locate import EdgeIndex

COLUMNS: Final = (
    "hazard_id", "road_ids", "cut_villages", "cut_population", "longer_villages",
    "longer_population", "detour_km", "detour_min", "detour_person_km", "bus_routes",
    "bus_trips_per_day", "reason", "cut_ids", "longer_ids", "edges",
)  # fmt: skip


def hazard_exposure(assessment: Assessment, *, closer: Closures | None = None) -> pd.DataFrame:
    """Close the road at each hazard and see what that does.

    A point lies on the nearest open road within the standard's ``hazard_road_limit_m``; a line on
    the nearest road of every place along it, at that spacing; an area on the roads that it meets.

    Returns
    -------
    DataFrame indexed as the layer ``hazards``: ``hazard_id``; ``road_ids`` (``;`` between);
    the columns of :func:`~roadnet.analysis.closures.effect_row`, None where the hazard has no
    place or stands at no open road; ``reason``; ``edges`` (tuple, of ``placed.network``). Empty
    without the layer.
    """
    if not assessment.district.has("hazards"):
        return pd.DataFrame(columns=list(COLUMNS))
    closer = closer or Closures(assessment)
    layer, network = assessment.district.layers["hazards"], assessment.placed.network
    limit_m = assessment.standard.number("hazard_road_limit_m")
    villages = assessment.villages["village_id"].astype(str).to_numpy()
    road_ids = words(network.roads["road_id"])
    names = place_names(network.roads, "road_id")
    rows = []
    for hazard_id, shape in zip(words(layer["hazard_id"]), layer.geometry, strict=True):
        edges = edges_at(assessment, shape, limit_m=limit_m)
        roads = list(dict.fromkeys(int(network.edge_road[edge]) for edge in edges))
        row = {
            "hazard_id": hazard_id,
            "road_ids": ";".join(road_ids[roads]),
            "edges": tuple(edges),
        }
        if edges:
            called = "、".join(dict.fromkeys(str(names[road]) for road in roads))
            row |= effect_row(closer.effect(edges), villages, called)
        else:
            row["reason"] = _nowhere(str(hazard_id), shape, limit_m)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS), index=layer.index)


def edges_at(assessment: Assessment, shape: BaseGeometry | None, *, limit_m: float) -> list[int]:
    """Edges of open road of ``placed.network`` that a shape lies on, each once, in its order."""
    if shape is None or shape.is_empty:
        return []
    network, mask = assessment.placed.network, assessment.placed.open_mask
    if shape.geom_type.endswith("Polygon"):
        return EdgeIndex(network, mask).met_by(shape).tolist()
    close = shapely.segmentize(shape, limit_m)
    places = shapely.get_coordinates(close)
    near = EdgeIndex(network, mask).nearest(places, limit_m=limit_m)
    order = np.argsort(near.point, kind="stable")
    return list(dict.fromkeys(near.edge[order].tolist()))


def _nowhere(hazard_id: str, shape: BaseGeometry | None, limit_m: float) -> Reason:
    name = {"name": hazard_id}
    if shape is None or shape.is_empty:
        return Reason("hazards.no_place", name)
    return Reason("hazards.no_road", {**name, "limit_m": limit_m})
