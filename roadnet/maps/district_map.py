"""The map of an assessed district."""

from __future__ import annotations

import folium
import geopandas as gpd
import pandas as pd

from roadnet.analysis.assessment import Assessment, in_language
from roadnet.maps.district_layers import (
    ADMINISTRATIVE,
    build_gaps_layer,
    build_joins_layer,
    build_road_layers,
    build_seats_layer,
    build_service_layers,
    build_single_roads_layer,
    build_townships_layer,
    build_villages_layer,
)
from roadnet.maps.layers import CompactLayer
from roadnet.maps.page import MapLayer, build_map
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number

MOST_ASIDE = 300_000
"""Rows of a layer that is hidden at first; more of them would make the page as large again."""
_RATES = ("road_rate", "bus_rate", "logistics_rate", "road_eligible")


def build_district_map(
    assessment: Assessment,
    *,
    lang: Lang,
    heading: bool = True,
    cards: bool = True,
    tiles: str | None = None,
    tiles_attribution: str = "",
) -> folium.Map:
    """Build the map of an assessment: roads, verdicts by village, rates by township, gaps.

    Parameters
    ----------
    heading
        Whether the page bears a title bar and a footer; an app has its own.
    cards, tiles, tiles_attribution
        As for `roadnet.maps.build_map`.
    """
    district = assessment.district
    standard = assessment.standard.name(lang)
    title = tr("maps.title.assessment", lang, district=district.name) if heading else ""
    subtitle = tr("maps.title.subtitle", lang, date=district.data_date, standard=standard)
    return build_map(
        district_layers(assessment, lang=lang),
        title=title,
        subtitle=subtitle.strip() if heading else "",
        lang=lang,
        footer=[
            *(_footer(assessment, standard, lang) if heading else ()),
            *_left_out(assessment, lang),
        ],
        cards=cards,
        tiles=tiles,
        tiles_attribution=tiles_attribution,
    )


def district_layers(assessment: Assessment, *, lang: Lang) -> list[MapLayer]:
    """Return the layers of an assessment, the lowest first."""
    district = assessment.district
    townships = assessment.townships
    villages = _with_township(in_language(assessment.villages, lang), townships)
    stations = assessment.stations
    layers: list[MapLayer] = []
    if district.has("boundaries"):
        areas = with_rates(district.layers["boundaries"], townships)
        named = not district.has("townships")
        layers.append(build_townships_layer(areas, lang=lang, named=named))
    layers += build_road_layers(assessment.roads, lang=lang)
    if "villages_behind" in assessment.roads and _count_single(assessment) <= MOST_ASIDE:
        layers.append(build_single_roads_layer(assessment.roads, lang=lang))
    layers.append(build_gaps_layer(_road_gaps(in_language(assessment.gaps, lang)), lang=lang))
    if len(assessment.joins) <= MOST_ASIDE:
        layers.append(build_joins_layer(assessment.joins, lang=lang))
    layers += build_service_layers(
        assessment.stops,
        None if stations is None else _with_township(stations, townships),
        assessment.logistics,
        lang=lang,
    )
    layers += _village_layers(villages, lang)
    if district.has("townships"):
        layers.append(build_seats_layer(district.layers["townships"], lang=lang))
    return layers


def _count_single(assessment: Assessment) -> int:
    if "villages_behind" not in assessment.roads:
        return 0
    behind = pd.to_numeric(assessment.roads["villages_behind"], errors="coerce")
    return int((behind > 0).sum())


def _left_out(assessment: Assessment, lang: Lang) -> list[str]:
    """Say what the page does not draw, and where it is."""
    counts = {"joins": len(assessment.joins), "single_roads": _count_single(assessment)}
    return [
        tr(f"maps.footer.left_out_{name}", lang, count=to_number(count))
        for name, count in counts.items()
        if count > MOST_ASIDE
    ]


def with_rates(boundaries: gpd.GeoDataFrame, townships: pd.DataFrame) -> gpd.GeoDataFrame:
    """Add to each boundary its township's rates, as the assessment has them.

    Parameters
    ----------
    boundaries
        ``township_id``.
    townships
        ``township_id`` and any of ``road_rate``, ``bus_rate``, ``logistics_rate``,
        ``road_eligible``.

    Returns
    -------
    A copy with those columns, NaN for a township that is not in the table.
    """
    rated = boundaries.copy()
    known = townships.drop_duplicates("township_id").set_index("township_id")
    for column in _RATES:
        if column in known:
            rated[column] = rated["township_id"].map(known[column])
    return rated


def _village_layers(villages: gpd.GeoDataFrame, lang: Lang) -> list[CompactLayer]:
    kind = villages["kind"].fillna(ADMINISTRATIVE)
    others = villages[(kind != ADMINISTRATIVE).to_numpy()]
    layers: list[CompactLayer] = []
    if len(others):
        layers.append(build_villages_layer(others, lang=lang, administrative=False))
    layers.append(build_villages_layer(villages[(kind == ADMINISTRATIVE).to_numpy()], lang=lang))
    return layers


def _road_gaps(gaps: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gaps[(gaps["kind"] == "road").to_numpy()] if "kind" in gaps else gaps


def _with_township(frame: gpd.GeoDataFrame, townships: pd.DataFrame) -> gpd.GeoDataFrame:
    if "township_id" not in frame or "name" not in townships:
        return frame
    names = townships.drop_duplicates("township_id").set_index("township_id")["name"]
    return frame.assign(township=frame["township_id"].map(names))


def _footer(assessment: Assessment, standard: str, lang: Lang) -> list[str]:
    district = assessment.district
    crs = district.crs.to_string() if district.crs.to_epsg() else district.crs.name
    texts = [
        tr("maps.footer.source", lang, source=district.name),
        tr("maps.footer.standard", lang, standard=standard),
        tr("maps.footer.crs", lang, crs=crs),
        tr("maps.footer.note", lang),
    ]
    if district.data_date:
        texts.insert(1, tr("maps.footer.date", lang, date=district.data_date))
    return texts
