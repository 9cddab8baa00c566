"""The layers of a district's map: which columns are drawn how, and what the cards say."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.maps.cells import CellsLayer
from roadnet.maps.chunks import (
    CHUNKED_FROM,
    MOST_ON_SCREEN,
    ChunkedLayer,
    close_zoom,
    to_layer,
)
from roadnet.maps.layers import (
    AreaLayer,
    CompactLayer,
    Field,
    LayerOptions,
    LineLayer,
    PointLayer,
    Scheme,
)
from roadnet.maps.page import MapLayer
from roadnet.maps.theme import (
    ACCENT,
    BAD,
    GOOD,
    INK,
    WORST,
    Style,
    line_styles,
    point_styles,
    share_class,
    share_styles,
    single_style,
)
from roadnet.text import Lang, tr
from roadnet.text.numbers import RATE_DIGITS, to_rounded_percent

_VERDICTS = (
    ("road", "road_status", "road_reason"),
    ("bus", "bus_level", "bus_reason"),
    ("logistics", "logistics_status", "logistics_reason"),
)
ADMINISTRATIVE = "administrative"
_MAIN_CLASSES = ("national", "provincial", "county")
_ROAD_COLUMNS = (
    "road_id", "name", "route_code", "admin_class", "surface", "width_m", "length_km", "geometry",
)  # fmt: skip


def build_road_layers(roads: gpd.GeoDataFrame, *, lang: Lang) -> list[MapLayer]:
    """Draw roads as :func:`build_roads_layer`; very many, by their classes, from afar to near.

    The main ones show on every zoom; county roads, if there are too many to be drawn from afar,
    and the others show from the zoom on at which a screen holds few enough, unpacked where the
    view comes near. Before that their density is shown.
    """
    if len(roads) < CHUNKED_FROM:
        return [build_roads_layer(roads, lang=lang)]
    roads = roads[[column for column in _ROAD_COLUMNS if column in roads]]
    is_main = roads["admin_class"].isin(_MAIN_CLASSES).to_numpy()
    is_county = np.zeros(len(roads), dtype=bool)
    if is_main.sum() > MOST_ON_SCREEN:
        is_county = (roads["admin_class"] == "county").to_numpy()
    others = roads[~is_main]
    density = tr("maps.layer.road_density", lang)
    layers: list[MapLayer] = [CellsLayer(roads, name=density, max_zoom=close_zoom(others))]
    layers.append(build_roads_layer(others, lang=lang, name=tr("maps.layer.minor_roads", lang)))
    if is_county.any():
        name = tr("maps.layer.county_roads", lang)
        layers.append(build_roads_layer(roads[is_county], lang=lang, name=name))
    layers.append(build_roads_layer(roads[is_main & ~is_county], lang=lang))
    return layers


def build_roads_layer(
    roads: gpd.GeoDataFrame, *, lang: Lang, name: str = ""
) -> CompactLayer | ChunkedLayer:
    """Draw roads by class or by surface; the legend gives their kilometres.

    Parameters
    ----------
    roads
        ``admin_class``, ``surface``, and what is there of ``road_id``, ``name``, ``route_code``,
        ``width_m``, ``length_km``.
    """
    schemes = [
        Scheme(tr(f"maps.scheme.{column}", lang), column, line_styles(column, lang))
        for column in ("admin_class", "surface")
    ]
    fields = (
        Field(_card("route_code", lang), "route_code"),
        _status(roads, "admin_class", line_styles("admin_class", lang), lang),
        _status(roads, "surface", line_styles("surface", lang), lang),
        Field(_card("width", lang), "width_m", "number", "m"),
        Field(_card("length", lang), "length_km", "number", "km", 3),
        Field(_card("id", lang), "road_id"),
    )
    return to_layer(
        LineLayer,
        roads,
        name=name or tr("layers.roads", lang),
        schemes=schemes,
        options=_options(
            roads,
            fields,
            title_column="name",
            id_column="road_id",
            measure_column="length_km",
            measure_unit="km",
        ),
    )


def build_single_roads_layer(roads: gpd.GeoDataFrame, *, lang: Lang) -> CompactLayer | ChunkedLayer:
    """Draw the roads whose closure cuts off a village (``villages_behind`` > 0); hidden first."""
    behind = pd.to_numeric(roads["villages_behind"], errors="coerce").fillna(0)
    alone = roads[(behind > 0).to_numpy()]
    fields = (
        Field(_card("villages_behind", lang), "villages_behind", "number", "", 0),
        Field(_card("population_behind", lang), "population_behind", "number", "", 0),
        Field(_card("route_code", lang), "route_code"),
        Field(_card("id", lang), "road_id"),
    )
    style = single_style(tr("maps.mark.single_road", lang), WORST, width_px=2.4, dash_px=(8, 3))
    return to_layer(
        LineLayer,
        alone,
        name=tr("maps.layer.single_roads", lang),
        schemes=[Scheme("", "", style)],
        options=_options(alone, fields, title_column="name", id_column="road_id", visible=False),
    )


def build_villages_layer(
    villages: gpd.GeoDataFrame, *, lang: Lang, administrative: bool = True
) -> PointLayer:
    """Draw villages by road, bus or logistics status; the card gives the three reasons.

    Parameters
    ----------
    villages
        The contract's result columns, reasons as texts in ``lang``; ``township`` where the card
        and the search shall name it.
    administrative
        Villages (searched, with names), or the former and natural ones: smaller, hidden first.
    """
    radius = 5.0 if administrative else 3.6
    verdicts = [entry for entry in _VERDICTS if entry[1] in villages]
    schemes = [
        Scheme(tr(f"maps.scheme.{key}", lang), column, point_styles(column, lang, radius_px=radius))
        for key, column, _ in verdicts
    ]
    fields = (
        Field(_card("township", lang), "township"),
        Field(_card("population", lang), "population", "number", _card("people", lang), 0),
        *(
            Field(
                _card(key, lang),
                reason if reason in villages else "",
                status_column=column,
                styles=point_styles(column, lang),
            )
            for key, column, reason in verdicts
        ),
        Field(_card("to_township", lang), "to_township_km", "number", "km", 3),
        Field(_card("to_county", lang), "to_county_km", "number", "km", 3),
        Field(_card("to_county_time", lang), "to_county_min", "number", _card("minutes", lang), 0),
        Field(_card("access", lang), "access_m", "number", "m", 0),
        Field(_card("missing", lang), "missing_km", "number", "km", 3),
        Field(_card("id", lang), "village_id"),
    )
    return PointLayer(
        villages,
        name=tr(f"maps.layer.{'villages' if administrative else 'settlements'}", lang),
        schemes=schemes or [Scheme("", "", single_style(tr("layers.villages", lang), GOOD))],
        options=_options(
            villages,
            fields,
            title_column="name",
            id_column="village_id",
            note_column="township",
            label_column="name",
            label_zoom=12 if administrative else 14,
            label_rank=5 if administrative else 7,
            searchable=True,
            visible=administrative,
            min_zoom=0 if administrative else 11,
        ),
    )


def build_townships_layer(
    boundaries: gpd.GeoDataFrame, *, lang: Lang, named: bool = True
) -> AreaLayer:
    """Draw townships by their rates (``road_rate``, ``bus_rate``, ``logistics_rate``, in [0, 1]).

    Parameters
    ----------
    named
        Whether the names stand inside; not where the seats bear the same names.
    """
    shown = boundaries.copy()
    rates = [key for key, *_ in _VERDICTS if f"{key}_rate" in shown]
    for key in rates:
        shown[f"class_{key}"] = [share_class(ratio) for ratio in shown[f"{key}_rate"]]
        shown[f"{key}_rate"] = [_percent(ratio) for ratio in shown[f"{key}_rate"]]
    schemes = [
        Scheme(tr(f"maps.scheme.{key}", lang), f"class_{key}", share_styles(lang)) for key in rates
    ]
    border = Style("", tr("maps.mark.township", lang), "#ece9e0", width_px=1.3)
    fields = (
        *(
            Field(_card(f"rate_{key}", lang), f"{key}_rate", "number", "%", RATE_DIGITS)
            for key in rates
        ),
        Field(_card("villages", lang), "road_eligible", "number", "", 0),
    )
    return AreaLayer(
        shown,
        name=tr("maps.layer.by_township" if rates else "layers.boundaries", lang),
        schemes=schemes or [Scheme("", "", (border,))],
        options=_options(
            shown,
            fields,
            title_column="name",
            id_column="township_id",
            label_column="name" if named else "",
            label_zoom=10,
            label_rank=3,
        ),
        tolerance_m=25.0,
    )


def build_seats_layer(seats: gpd.GeoDataFrame, *, lang: Lang) -> PointLayer:
    """Draw township seats, the county's with a star."""
    county = seats["is_county_seat"].fillna(False).astype(bool)
    shown = seats.assign(seat=["county" if is_county else "" for is_county in county])
    styles = (
        Style("county", tr("maps.mark.county_seat", lang), "#b3392f", shape="star", radius_px=7.0),
        Style("", tr("maps.mark.township_seat", lang), INK, shape="square", radius_px=4.2),
    )
    return PointLayer(
        shown,
        name=tr("layers.townships", lang),
        schemes=[Scheme("", "seat", styles)],
        options=_options(
            shown,
            (),
            title_column="name",
            id_column="township_id",
            label_column="name",
            label_zoom=8,
            label_rank=1,
        ),
    )


def build_service_layers(
    stops: gpd.GeoDataFrame | None,
    stations: gpd.GeoDataFrame | None,
    logistics: gpd.GeoDataFrame | None,
    *,
    lang: Lang,
) -> list[CompactLayer]:
    """Draw stops, stations and logistics nodes; hidden first."""
    layers: list[CompactLayer] = []
    fields: tuple[Field, ...]
    if stops is not None:
        fields = (
            Field(
                _card("service_days", lang),
                "service_days_per_week",
                "number",
                _card("days", lang),
            ),
            Field(_card("trips", lang), "trips_per_day", "number"),
        )
        style = single_style(tr("maps.mark.stop", lang), ACCENT, shape="down", radius_px=3.6)
        layers.append(_service(stops, "stops", "stop_id", style, "", fields, lang))
    if stations is not None:
        style = single_style(tr("maps.mark.station", lang), INK, shape="diamond", radius_px=5.5)
        fields = (Field(_card("township", lang), "township"),)
        layers.append(_service(stations, "stations", "station_id", style, "", fields, lang))
    if logistics is not None:
        styles = point_styles("tier", lang, radius_px=4.4)
        fields = (Field(_card("tier", lang), status_column="tier", styles=styles),)
        layers.append(_service(logistics, "logistics", "node_id", styles, "tier", fields, lang))
    return layers


def build_gaps_layer(gaps: gpd.GeoDataFrame, *, lang: Lang) -> LineLayer:
    """Draw the stretches that would connect a village."""
    lines = gaps[gaps.geometry.geom_type.isin(["LineString", "MultiLineString"]).to_numpy()]
    fields = (
        Field(_card("missing", lang), "missing_km", "number", "km", 3),
        Field(_card("population", lang), "population", "number", _card("people", lang), 0),
        Field(_card("road", lang), "reason"),
    )
    style = single_style(
        tr("maps.mark.gap", lang), BAD, width_px=4.6, dash_px=(4, 3), casing="#ffffff"
    )
    options = _options(lines, fields, title_column="name", id_column="village_id")
    name = tr("maps.layer.gaps", lang)
    return LineLayer(lines, name=name, schemes=[Scheme("", "", style)], options=options)


def build_joins_layer(joins: gpd.GeoDataFrame, *, lang: Lang) -> CompactLayer | ChunkedLayer:
    """Draw where road ends were joined, with the distance; hidden first."""
    places = joins.set_geometry(joins.geometry.centroid)
    fields = (
        Field(_card("distance", lang), "distance_m", "number", "m"),
        Field(_card("id", lang), "road_id"),
    )
    style = single_style(tr("maps.mark.join", lang), WORST, shape="cross", radius_px=3.4)
    return to_layer(
        PointLayer,
        places,
        name=tr("maps.layer.joins", lang),
        schemes=[Scheme("", "", style)],
        options=_options(places, fields, id_column="road_id", visible=False),
        unit_deg=1e-6,
    )


def _service(
    frame: gpd.GeoDataFrame,
    layer: str,
    id_column: str,
    styles: tuple[Style, ...],
    column: str,
    fields: tuple[Field, ...],
    lang: Lang,
) -> PointLayer:
    options = _options(frame, fields, title_column="name", id_column=id_column, visible=False)
    name = tr(f"layers.{layer}", lang)
    return PointLayer(frame, name=name, schemes=[Scheme("", column, styles)], options=options)


def _status(frame: gpd.GeoDataFrame, column: str, styles: tuple[Style, ...], lang: Lang) -> Field:
    return Field(_card(column, lang), status_column=column, styles=styles)


def _card(key: str, lang: Lang) -> str:
    return tr(f"maps.card.{key}", lang)


def _percent(ratio: Any) -> float | None:
    return None if pd.isna(ratio) else float(to_rounded_percent(float(ratio)))


def _options(frame: gpd.GeoDataFrame, fields: tuple[Field, ...], **options: object) -> LayerOptions:
    """Return the options with only those columns that the frame has."""
    kept = {
        key: value
        for key, value in options.items()
        if not key.endswith("_column") or value in frame.columns
    }
    shown = tuple(
        field
        for field in fields
        if all(not c or c in frame.columns for c in (field.column, field.status_column))
    )
    return LayerOptions(fields=shown, **kept)  # type: ignore[arg-type]
