"""From a click or a table's row to a village or a place on the map."""

from __future__ import annotations

import math
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from roadnet.ui.components.map_view import Click, View

_REACH_M: Final = 60.0
_METRES_PER_DEGREE: Final = 111_320.0
_CLOSE_ZOOM: Final = 14
_TILE_PX: Final = 256.0
_VIEW_PX: Final = 480.0


def village_clicked(villages_wgs: gpd.GeoDataFrame, click: Click) -> int | None:
    """Return the row of the village that a click means: that id, at that place; else None.

    Parameters
    ----------
    villages_wgs
        The villages in WGS 84, with ``village_id``.
    """
    named = np.flatnonzero((villages_wgs["village_id"].astype(str) == click.feature_id).to_numpy())
    if len(named) == 0:
        return None
    xy = shapely.get_coordinates(shapely.centroid(villages_wgs.geometry.to_numpy()[named]))
    if len(xy) != len(named):
        return None
    east_m = (xy[:, 0] - click.lon) * _METRES_PER_DEGREE * math.cos(math.radians(click.lat))
    north_m = (xy[:, 1] - click.lat) * _METRES_PER_DEGREE
    away_m = np.hypot(east_m, north_m)
    nearest = int(np.argmin(away_m))
    return int(named[nearest]) if away_m[nearest] <= _REACH_M else None


def view_of(shapes_wgs: gpd.GeoSeries, *, closest: int = _CLOSE_ZOOM) -> View | None:
    """Return a view that shows some geometries (WGS 84); None where there is nothing to see."""
    bounds = shapes_wgs.total_bounds
    if not np.isfinite(bounds).all():
        return None
    west, south, east, north = (float(each) for each in bounds)
    lat = (south + north) / 2
    span = max(east - west, (north - south) / max(math.cos(math.radians(lat)), 0.1), 1e-6)
    zoom = math.floor(math.log2(_VIEW_PX * 360.0 / (_TILE_PX * span)))
    return View(lat, (west + east) / 2, max(3, min(closest, zoom)))
