"""Ferries put in among the roads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from roadnet.network.levels import read_flag

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from roadnet.district import District
    from roadnet.network.model import BoolArray

FERRY_POINT_REACH_M: Final = 50.0
"""How far a ferry's point may stand from the line of the crossing that it describes."""

WAIT_COLUMNS: Final = ("wait_min", "crossing_min")
_LINE_TYPES: Final = (1, 2, 5)


def roads_with_ferries(district: District) -> GeoDataFrame:
    """Return the layer ``roads`` followed by the ferries that have a line of their own.

    Every row has ``wait_min`` and ``crossing_min`` (minutes, NaN where not known). A ferry given
    as a point lends them to the nearest road with ``is_ferry`` within
    :data:`FERRY_POINT_REACH_M`. A ferry's row has its ``ferry_id`` as ``road_id``, ``is_ferry``
    true and ``source_row`` 0: it is not in the roads' file.
    """
    roads = _with_waits(_layer(district, "roads", "road_id"))
    ferries = _with_waits(_layer(district, "ferries", "ferry_id"))
    is_line = np.isin(shapely.get_type_id(ferries.geometry.to_numpy()), _LINE_TYPES)
    if is_line.any():
        roads = _append(roads, ferries[is_line])
    return _lend_waits(roads, ferries[~is_line])


def _layer(district: District, name: str, id_column: str) -> GeoDataFrame:
    if name in district.layers:
        return district.layers[name].reset_index(drop=True)
    return gpd.GeoDataFrame({id_column: pd.Series(dtype="str")}, geometry=[], crs=district.crs)


def _with_waits(frame: GeoDataFrame) -> GeoDataFrame:
    """Fill in the times; a time below 0 is none, and no search bears a negative cost."""
    for column in WAIT_COLUMNS:
        known = frame[column] if column in frame else pd.Series(np.nan, index=frame.index)
        minutes = pd.to_numeric(known, errors="coerce").astype(float)
        frame[column] = minutes.where(minutes >= 0)
    return frame


def _append(roads: GeoDataFrame, ferries: GeoDataFrame) -> GeoDataFrame:
    rows = ferries.drop(columns=["road_id"], errors="ignore").rename(
        columns={"ferry_id": "road_id"}
    )
    rows = rows[[column for column in rows.columns if column in roads.columns]].copy()
    rows["is_ferry"] = True
    if "source_row" in roads:
        rows["source_row"] = 0
    both = roads.reindex(range(len(roads) + len(rows)))
    both = gpd.GeoDataFrame(both, geometry=roads.geometry.name, crs=roads.crs)
    for column in roads.columns:
        if column in rows.columns:
            both[column] = _put_together(roads[column], rows[column]).set_axis(both.index)
    if "is_ferry" not in roads:
        both["is_ferry"] = [False] * len(roads) + [True] * len(rows)
    return both.set_crs(roads.crs, allow_override=True)


def _put_together(first: pd.Series, last: pd.Series) -> pd.Series:
    """Put one column behind another; the type stays where it can hold the values of both."""
    if isinstance(first, gpd.GeoSeries):
        return gpd.GeoSeries(np.concatenate([first.to_numpy(), last.to_numpy()]), crs=first.crs)
    try:
        return pd.concat([first, pd.Series(last.tolist(), dtype=first.dtype)])
    except (TypeError, ValueError):
        return pd.concat([first.astype(object), last.astype(object)])


def _has_place(frame: GeoDataFrame) -> BoolArray:
    shapes = frame.geometry.to_numpy()
    there: BoolArray = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return there


def _lend_waits(roads: GeoDataFrame, points: GeoDataFrame) -> GeoDataFrame:
    ferry = np.flatnonzero(read_flag(roads, "is_ferry") & _has_place(roads))
    points = points[_has_place(points)]
    if len(ferry) == 0 or len(points) == 0:
        return roads
    tree = shapely.STRtree(roads.geometry.to_numpy()[ferry])
    point, line = tree.query_nearest(
        points.geometry.to_numpy(), max_distance=FERRY_POINT_REACH_M, all_matches=False
    )
    for column in WAIT_COLUMNS:
        values = roads[column].to_numpy(copy=True)
        lent = points[column].to_numpy()[point]
        known = np.isfinite(lent)
        values[ferry[line[known]]] = lent[known]
        roads[column] = values
    return roads
