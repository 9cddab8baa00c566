"""Little districts drawn in ASCII.

A letter in a drawing is a point; everything else in it is for the reader's eye. One column and one
row are ``cell_m`` metres each. Roads are words over the letters: ``"AB BCD"`` is a road from A to B
and one from B over C to D, each called by its word; ``"AB+CD"`` is one road in two parts.

    scene(
        '''
        A---------B
             :
             C----D
        ''',
        "AB CD",
        cell_m=3,
    )
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS
from shapely import LineString, MultiLineString, Point

from roadnet.district import District
from roadnet.schema import layers

UTM_43 = CRS.from_epsg(32643)
ORIGIN_M = (500_000.0, 3_800_000.0)
"""Coordinates as large as real ones, so that rounding is as coarse as in real data."""


def points_of(picture: str, cell_m: float = 1.0) -> dict[str, Point]:
    """Return the points of a drawing by letter; its top left corner is at :data:`ORIGIN_M`."""
    rows = dedent(picture).strip("\n").split("\n")
    return {
        letter: Point(ORIGIN_M[0] + column * cell_m, ORIGIN_M[1] - row * cell_m)
        for row, text in enumerate(rows)
        for column, letter in enumerate(text)
        if letter.isalpha()
    }


def line_of(word: str, points: Mapping[str, Point]) -> LineString | MultiLineString:
    """Return the line that a word stands for."""
    parts = [LineString([points[letter] for letter in part]) for part in word.split("+")]
    return parts[0] if len(parts) == 1 else MultiLineString(parts)


def frame_of(layer: str, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return a layer as reading leaves it: every column of the schema, ``source_row`` from 1."""
    columns = {}
    for name, column in layers()[layer].columns.items():
        values = [row.get(name) for row in rows]
        dtype = {"number": float, "flag": "boolean"}.get(column.type, object)
        columns[name] = pd.Series(values, dtype=dtype)
    columns["source_row"] = pd.Series(np.arange(1, len(rows) + 1))
    geometry = gpd.GeoSeries([row.get("geometry") for row in rows], crs=UTM_43)
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=UTM_43)


def district_of(**rows_by_layer: list[dict[str, Any]]) -> District:
    """Return a district of the rows given for each layer."""
    frames = {layer: frame_of(layer, rows) for layer, rows in rows_by_layer.items()}
    return District(name="scene", standard="cn", crs=UTM_43, layers=frames)


def scene(
    picture: str,
    roads: str,
    *,
    cell_m: float = 1.0,
    villages: Mapping[str, float | None] | None = None,
    **attributes: Mapping[str, Any],
) -> District:
    """Return a district with the roads, and villages with their people, of a drawing.

    ``attributes`` are columns of single roads: ``AB={"is_bridge": True}``; ``__`` stands for ``+``
    in a road's word.
    """
    points = points_of(picture, cell_m)
    named = {word.replace("__", "+"): values for word, values in attributes.items()}
    assert set(named) <= set(roads.split()), "an attribute of a road that is not drawn"
    rows = [
        {"road_id": word, "geometry": line_of(word, points), **named.get(word, {})}
        for word in roads.split()
    ]
    people = [
        {"village_id": letter, "name": letter, "population": number, "geometry": points[letter]}
        for letter, number in (villages or {}).items()
    ]
    return district_of(roads=rows, villages=people)
