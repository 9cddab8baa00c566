"""The maps that pages show, drawn once for a result and language."""

from __future__ import annotations

from typing import Final

import folium
import numpy as np

from roadnet.maps import LayerOptions, Scheme, build_map
from roadnet.maps.district_map import build_district_map
from roadnet.maps.layers import AreaLayer, Field
from roadnet.maps.theme import UNKNOWN, Style
from roadnet.text import Lang, tr
from roadnet.ui.cache import Result, get_map

# Most counties stand above nine tenths: the classes are fine where the figures are.
_EDGES: Final = (0.6, 0.8, 0.9, 0.95, 1.0)
_COLOURS: Final = ("#d9793a", "#e9b06b", "#f1ddb4", "#cfe0df", "#93c1cb", "#4c93ab")


def district_map(result: Result, lang: Lang, tiles: str | None = None) -> folium.Map:
    """Return the map with all layers, without a heading of its own, on a base map or none."""
    return get_map(
        result,
        lang,
        f"district|{tiles}",
        lambda: build_district_map(result.assessment, lang=lang, heading=False, tiles=tiles),
    )


def choropleth(result: Result, service: str, lang: Lang) -> folium.Map | None:
    """Return the map of a service's rate by township; None where there are no boundaries."""
    if not result.assessment.district.has("boundaries"):
        return None
    return get_map(
        result, lang, f"share-{service}", lambda: _draw_choropleth(result, service, lang)
    )


def _draw_choropleth(result: Result, service: str, lang: Lang) -> folium.Map:
    assessment = result.assessment
    rated = assessment.townships.drop_duplicates("township_id").set_index("township_id")
    areas = assessment.district.layers["boundaries"][["township_id", "name", "geometry"]].copy()
    rate = areas["township_id"].map(rated[f"{service}_rate"]).astype(float)
    areas["share"] = [share_class(each) for each in rate]
    areas["rate_percent"] = rate * 100
    for column in ("served", "eligible"):
        areas[column] = areas["township_id"].map(rated[f"{service}_{column}"])
    fields = (
        Field(tr("ui.overview.rate", lang), "rate_percent", "number", "%"),
        Field(tr("ui.overview.served", lang), "served", "number", "", 0),
        Field(tr("ui.overview.eligible", lang), "eligible", "number", "", 0),
    )
    layer = AreaLayer(
        areas,
        name=tr(f"ui.service.{service}", lang),
        schemes=[Scheme("", "share", share_styles(lang))],
        options=LayerOptions(
            title_column="name",
            id_column="township_id",
            label_column="name",
            label_zoom=7,
            fields=fields,
        ),
        tolerance_m=25.0,
    )
    return build_map([layer], lang=lang, search=False)


def share_class(rate: float) -> str:
    """Return the class of a share in [0, 1], "0" (lowest) to "5" (all); empty if not known."""
    return "" if np.isnan(rate) else str(int(np.searchsorted(_EDGES, rate, side="right")))


def share_styles(lang: Lang) -> tuple[Style, ...]:
    """Return the styles of :func:`share_class`, the highest first."""
    lows = (0.0, *_EDGES)
    top = len(_EDGES)
    named = [
        Style(str(step), _range(lows[step], lows[step + 1], lang), _COLOURS[step], fill_ratio=0.85)
        for step in reversed(range(top))
    ]
    named.insert(0, Style(str(top), "100%", _COLOURS[top], fill_ratio=0.85))
    return (*named, Style("", tr("maps.legend.unknown", lang), UNKNOWN))


def _range(low: float, high: float, lang: Lang) -> str:
    return tr("maps.legend.share", lang, low=f"{100 * low:g}", high=f"{100 * high:g}")
