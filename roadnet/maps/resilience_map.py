"""The map of closings: roads by how many people they cut off or send round; hazards on them."""

from __future__ import annotations

from typing import Final

import folium
import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.analysis.assessment import Assessment, in_language
from roadnet.maps.district_layers import build_seats_layer
from roadnet.maps.layers import CompactLayer, Field, LayerOptions, LineLayer, PointLayer, Scheme
from roadnet.maps.page import build_map
from roadnet.maps.theme import BAD, MUTED, WARN, WORST, Style, single_style
from roadnet.text import Lang, tr

_CLASSES: Final = (
    ("cut", WORST, 4.2),
    ("round", WARN, 2.8),
    ("bus", BAD, 1.8),
    ("none", MUTED, 1.0),
)


def build_resilience_map(found: Assessment, closures: pd.DataFrame, *, lang: Lang) -> folium.Map:
    """Build the map.

    Parameters
    ----------
    closures
        :func:`roadnet.analysis.closures.closures` of the same assessment.
    """
    layers: list[CompactLayer] = [_roads(found, closures, lang)]
    if found.district.has("hazards"):
        layers += _hazards(found, lang)
    if found.district.has("townships"):
        layers.append(build_seats_layer(found.district.layers["townships"], lang=lang))
    return build_map(layers, lang=lang)


def closing_class(closures: pd.DataFrame) -> np.ndarray:
    """(rows,) what a closing does at worst: ``cut``, ``round``, ``bus`` or ``none``."""
    return np.select(
        [
            closures["cut_villages"].to_numpy() > 0,
            closures["longer_villages"].to_numpy() > 0,
            closures["bus_routes"].to_numpy() > 0,
        ],
        ["cut", "round", "bus"],
        "none",
    )


def _roads(found: Assessment, closures: pd.DataFrame, lang: Lang) -> LineLayer:
    table = in_language(closures, lang).assign(effect=closing_class(closures))
    frame = gpd.GeoDataFrame(table, geometry="geometry", crs=found.district.crs)
    styles = tuple(
        Style(key, tr(f"ui_resilience.effect.{key}", lang), colour, width)
        for key, colour, width in _CLASSES
    )
    fields = (
        Field("", "reason"),
        Field(tr("ui_resilience.column.cut_population", lang), "cut_population", "number", "", 0),
        Field(tr("ui_resilience.column.detour_km", lang), "detour_km", "number", "km", 3),
        Field(tr("ui_resilience.column.bus_trips", lang), "bus_trips_per_day", "number", "", 0),
        Field(tr("maps.card.id", lang), "road_id"),
    )
    options = LayerOptions(
        title_column="name", id_column="road_id", fields=fields, searchable=False
    )
    return LineLayer(
        frame,
        name=tr("ui_resilience.map", lang),
        schemes=[Scheme("", "effect", styles)],
        options=options,
    )


def _hazards(found: Assessment, lang: Lang) -> list[CompactLayer]:
    hazards = found.district.layers["hazards"]
    hazards = hazards[hazards.geometry.notna() & ~hazards.geometry.is_empty]
    points = hazards.set_geometry(hazards.geometry.centroid)
    points = points[points["status"].ne("closed").fillna(True).to_numpy(dtype=bool)]
    if points.empty:
        return []
    style = single_style(tr("ui_resilience.hazard", lang), BAD, shape="triangle", radius_px=5.0)
    options = LayerOptions(id_column="hazard_id", title_column="hazard_id")
    return [
        PointLayer(
            points, name=tr("layers.hazards", lang), schemes=[Scheme("", "", style)],
            options=options,
        )
    ]  # fmt: skip
