"""The map of a comparison: villages by what became of them, roads that are new, gone or changed."""

from __future__ import annotations

from typing import Final

import folium

from roadnet.analysis.assessment import in_language
from roadnet.maps.district_layers import build_roads_layer, build_seats_layer
from roadnet.maps.layers import CompactLayer, Field, LayerOptions, LineLayer, PointLayer, Scheme
from roadnet.maps.page import build_map
from roadnet.maps.theme import BAD, GOOD, MUTED, WARN, WORST, Style, point_styles
from roadnet.planning.compare import Comparison
from roadnet.planning.difference import VERDICTS
from roadnet.text import Lang, tr

_TRENDS: Final = {
    "better": (GOOD, "circle", 6.5),
    "worse": (BAD, "diamond", 6.5),
    "other": (WARN, "triangle", 6.0),
    "new": (GOOD, "star", 6.5),
    "same": (MUTED, "ring", 3.2),
}
_LINES: Final = {"new": GOOD, "gone": WORST, "other": WARN}


def build_compare_map(found: Comparison, *, lang: Lang, heading: bool = True) -> folium.Map:
    """Build the map of two districts, or of one before and after, by what changed."""
    after = found.after
    layers: list[CompactLayer] = [build_roads_layer(after.roads, lang=lang)]
    layers += _road_layers(found, lang)
    layers.append(_villages_layer(found, lang))
    if after.district.has("townships"):
        layers.append(build_seats_layer(after.district.layers["townships"], lang=lang))
    names = labels_of(found, lang)
    return build_map(
        layers,
        title=tr("compare.title.map", lang, **names) if heading else "",
        lang=lang,
        footer=[
            tr("maps.footer.standard", lang, standard=after.standard.name(lang)),
            tr("compare.map.note", lang),
        ]
        if heading
        else (),
    )


def labels_of(found: Comparison, lang: Lang) -> dict[str, str]:
    """Return what to call the two, ``before`` and ``after``: by date, else by name.

    Where that is the same of both, what came first and what came after is added.
    """
    both = {"before": found.before.district, "after": found.after.district}
    named = {which: district.data_date or district.name for which, district in both.items()}
    if named["before"] != named["after"]:
        return named
    return {which: tr(f"compare.label.{which}", lang, name=name) for which, name in named.items()}


def _villages_layer(found: Comparison, lang: Lang) -> PointLayer:
    table = found.difference.villages
    now = in_language(found.after.villages, lang)
    was = in_language(found.before.villages, lang)
    was = was.drop_duplicates("village_id").set_index("village_id")
    schemes, fields = [], []
    for key, (status, reason) in VERDICTS.items():
        mine = table[table["what"].isin([key, "row"])].drop_duplicates("id").set_index("id")
        trend = mine["trend"].astype(object).reindex(now["village_id"].astype(str))
        trend = trend.fillna("same")
        now[f"trend_{key}"] = trend.to_numpy()
        old = was[[status, reason]].reindex(now["village_id"])
        now[f"was_{status}"], now[f"was_{reason}"] = old[status].to_numpy(), old[reason].to_numpy()
        name = tr(f"maps.scheme.{key}", lang)
        schemes.append(Scheme(name, f"trend_{key}", _trend_styles(lang)))
        styles = point_styles(status, lang)  # type: ignore[arg-type]
        for prefix, word in (("was_", "before"), ("", "after")):
            label = f"{name} · {tr(f'compare.heading.{word}', lang)}"
            fields.append(
                Field(label, f"{prefix}{reason}", status_column=f"{prefix}{status}", styles=styles)
            )
    options = LayerOptions(
        title_column="name",
        id_column="village_id",
        label_column="name",
        label_zoom=12,
        searchable=True,
        fields=tuple(fields),
    )
    return PointLayer(now, name=tr("compare.map.villages", lang), schemes=schemes, options=options)


def _trend_styles(lang: Lang) -> tuple[Style, ...]:
    return tuple(
        Style(trend, tr(f"compare.trend.{trend}", lang), colour, shape=shape, radius_px=radius)  # type: ignore[arg-type]
        for trend, (colour, shape, radius) in _TRENDS.items()
    )


def _road_layers(found: Comparison, lang: Lang) -> list[CompactLayer]:
    roads = found.difference.roads.drop_duplicates("id")
    roads = roads[roads.geometry.notna() & ~roads.geometry.is_empty]
    if roads.empty:
        return []
    styles = tuple(
        Style(trend, tr(f"compare.trend.{trend}", lang), colour, 4.2, (), "#ffffff")
        for trend, colour in _LINES.items()
    )
    fields = (
        Field(tr("compare.heading.km", lang), "km", "number", "km", 3),
        Field(tr("compare.heading.id", lang), "id"),
    )
    options = LayerOptions(
        title_column="name", id_column="id", measure_column="km", measure_unit="km", fields=fields
    )
    name = tr("compare.map.roads", lang)
    return [LineLayer(roads, name=name, schemes=[Scheme("", "trend", styles)], options=options)]
