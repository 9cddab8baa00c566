"""Very many roads from afar: kilometres of road for each square kilometre, by cells of the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from roadnet.maps.codec import to_container
from roadnet.maps.escape import clean_text
from roadnet.maps.layers import ScriptCall, style_head
from roadnet.maps.shapes import Bounds
from roadnet.maps.theme import Style
from roadnet.text.numbers import to_km

_EDGES: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Between classes, km of road a square kilometre: from a hill county's to a plain's."""
_COLOURS: Final = ("#e4e7e3", "#d2dad8", "#b9c8ca", "#9bb1b8", "#7b98a4", "#5d7f8f")
_CELL_POWER: Final = 5  # 2 ** (8 - 5) = 8 pixels at the zoom that the power is added to
_MOST_CELLS: Final = 4_000_000
_EQUATOR_KM: Final = 40_075.017


class CellsLayer(ScriptCall):
    """The density of lines on a grid of Web Mercator, shown below a zoom.

    A line counts, with its whole length, where the middle of its box lies.

    Parameters
    ----------
    frame
        Lines in a metric system.
    name
        What the legend says.
    max_zoom
        The zoom from which the lines themselves are shown, and this is not.
    """

    function: ClassVar[str] = "layer"

    def __init__(self, frame: gpd.GeoDataFrame, *, name: str, max_zoom: int) -> None:
        shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
        lon, lat = _middles(shapes, frame.crs)
        km = shapely.length(shapes) / 1000.0
        known = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) < 85) & np.isfinite(km)
        self.bounds = _bounds(lon[known], lat[known])
        power, corner, sums = _sum_cells(lon[known], lat[known], km[known], max_zoom - 1)
        # Class 0 is a cell without a road.
        area = _cell_areas_km2(corner[1], len(sums), power)[:, None]
        classes = np.where(sums > 0, 1 + np.searchsorted(_EDGES, sums / area, side="right"), 0)
        totals = np.bincount(classes.ravel(), weights=sums.ravel(), minlength=len(_COLOURS) + 1)
        meta: dict[str, Any] = {
            "kind": "cells",
            "name": clean_text(name),
            "count": len(frame),
            "corner": corner,
            "columns": sums.shape[1],
            "lines": sums.shape[0],
            "power": power,
            "minZoom": 0,
            "maxZoom": max_zoom,
            "search": False,
            "visible": True,
            "clickable": False,
            "schemes": [{"name": "", "styles": _styles(totals[1:].tolist())}],
        }
        super().__init__(to_container(meta, {"classes": classes.astype(np.uint8).tobytes()}))

    def _get_self_bounds(self) -> list[list[float | None]]:
        if self.bounds is None:
            return [[None, None], [None, None]]
        west, south, east, north = self.bounds
        return [[south, west], [north, east]]


def _middles(
    shapes: npt.NDArray[Any], crs: Any
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    bounds = shapely.bounds(shapes)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    change = Transformer.from_crs(crs, 4326, always_xy=True)
    lon, lat = change.transform(middle[:, 0], middle[:, 1])
    return np.asarray(lon), np.asarray(lat)


def _sum_cells(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    km: npt.NDArray[np.float64],
    zoom: int,
) -> tuple[int, tuple[int, int], npt.NDArray[np.float64]]:
    """Return the power of two that the world's side has of cells, the first cell, the sums."""
    x = lon / 360.0 + 0.5
    sine = np.sin(np.radians(lat))
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    if len(km) == 0:
        return 0, (0, 0), np.zeros((1, 1))
    power = zoom + _CELL_POWER
    while _spanned(x, power) * _spanned(y, power) > _MOST_CELLS:
        power -= 1
    column, line = (np.floor(side * 2.0**power).astype(np.int64) for side in (x, y))
    corner = int(column.min()), int(line.min())
    columns, lines = int(column.max()) - corner[0] + 1, int(line.max()) - corner[1] + 1
    place = (line - corner[1]) * columns + (column - corner[0])
    sums = np.zeros(lines * columns)
    np.add.at(sums, place, km)
    return power, corner, sums.reshape(lines, columns)


def _spanned(side: npt.NDArray[np.float64], power: int) -> float:
    return float((side.max() - side.min()) * 2.0**power + 1)


def _cell_areas_km2(first: int, count: int, power: int) -> npt.NDArray[np.float64]:
    """Return the area of a cell in each line: on Mercator a length grows with 1 / cos(latitude)."""
    y = (first + np.arange(count) + 0.5) / 2.0**power
    side_km = _EQUATOR_KM / 2.0**power / np.cosh(np.pi * (1 - 2 * y))
    area: npt.NDArray[np.float64] = side_km**2
    return area


def _bounds(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> Bounds | None:
    if len(lon) == 0:
        return None
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _styles(totals_km: Sequence[float]) -> list[dict[str, Any]]:
    lows, highs = (0.0, *_EDGES), (*_EDGES, np.inf)
    labels = [
        f"{low:g}–{high:g} km/km²" if np.isfinite(high) else f"≥ {low:g} km/km²"
        for low, high in zip(lows, highs, strict=True)
    ]
    return [
        style_head(Style("", label, colour, fill_ratio=1.0)) | {"total": f"{to_km(total)} km"}
        for label, colour, total in zip(labels, _COLOURS, totals_km, strict=True)
    ]
