"""The map of the data as they were read: every layer with a place, nothing judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import folium
import geopandas as gpd
import numpy as np
import shapely

from roadnet.district import District
from roadnet.maps.district_layers import build_roads_layer
from roadnet.maps.layers import (
    AreaLayer,
    CompactLayer,
    Field,
    LayerOptions,
    LineLayer,
    PointLayer,
    Scheme,
)
from roadnet.maps.page import build_map
from roadnet.maps.theme import ACCENT, BAD, FAIR, GOOD, INK, MUTED, WARN, WORST, Style
from roadnet.schema import layers
from roadnet.text import Lang, tr

# The lowest first. One style serves a layer's points, lines and areas.
_STYLES: Final[dict[str, Style]] = {
    "boundaries": Style("", "", MUTED, fill_ratio=0.05),
    "constraints": Style("", "", GOOD, fill_ratio=0.25),
    "service_zones": Style("", "", WARN, fill_ratio=0.15),
    "bus_routes": Style("", "", WARN, 2.2),
    "projects": Style("", "", WARN, 2.6, (6, 3), shape="cross", radius_px=4.5),
    "hazards": Style("", "", BAD, 2.6, shape="down", radius_px=4.5),
    "ferries": Style("", "", ACCENT, 2.6, (2, 3), shape="cross"),
    "sites": Style("", "", FAIR, shape="square", radius_px=4.0),
    "stops": Style("", "", WARN, shape="triangle", radius_px=3.6),
    "logistics": Style("", "", ACCENT, shape="diamond", radius_px=4.2),
    "stations": Style("", "", WORST, shape="square"),
    "villages": Style("", "", GOOD, radius_px=4.5),
    "townships": Style("", "", INK, shape="star", radius_px=7.0),
}
_UNDER_ROADS: Final = ("boundaries", "constraints", "service_zones")
_KINDS: Final[tuple[type[CompactLayer], ...]] = (PointLayer, LineLayer, AreaLayer)
"""What draws shapes of 0, 1 and 2 dimensions."""


def build_data_map(district: District, *, lang: Lang) -> folium.Map:
    """Build the map of a district's layers as they were understood.

    A layer that holds points as well as lines is drawn as both. Rows without a place are not on it.
    """
    drawn: list[CompactLayer] = []
    for name in _UNDER_ROADS:
        drawn += _draw(district, name, lang)
    if district.has("roads"):
        drawn.append(build_roads_layer(district.layers["roads"], lang=lang))
    for name in _STYLES:
        if name not in _UNDER_ROADS:
            drawn += _draw(district, name, lang)
    return build_map(drawn, lang=lang)


def _draw(district: District, name: str, lang: Lang) -> Iterator[CompactLayer]:
    if not district.has(name):
        return
    frame = district.layers[name]
    label = tr(f"layers.{name}", lang)
    scheme = Scheme("", "", (replace(_STYLES[name], label=label),))
    options = _options(name, frame, lang)
    dimensions = shapely.get_dimensions(frame.geometry.to_numpy())
    for dimension, kind in enumerate(_KINDS):
        of_kind = frame[np.asarray(dimensions == dimension)]
        if len(of_kind):
            yield kind(of_kind, name=label, schemes=[scheme], options=options)


def _options(name: str, frame: gpd.GeoDataFrame, lang: Lang) -> LayerOptions:
    """Every column of the schema in which something stands is a line of the card."""
    model = layers()[name]
    filled = [
        column
        for column in model.columns.values()
        if column.name in frame and frame[column.name].notna().any()
    ]
    fields = tuple(
        Field(
            tr(f"layers.columns.{name}.{column.name}", lang),
            column.name,
            "number" if column.type == "number" else "text",
            column.unit if column.type == "number" else "",
            3 if column.unit == "km" else 0,
        )
        for column in filled
    )
    title = "name" if "name" in frame else model.id_column
    return LayerOptions(title_column=title, id_column=model.id_column, fields=fields)
