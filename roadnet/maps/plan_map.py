"""The map of a plan: projects chosen and not, villages before and after."""

from __future__ import annotations

from collections.abc import Sequence

import folium
import geopandas as gpd
import pandas as pd

from roadnet.analysis.assessment import Assessment, in_language
from roadnet.analysis.reason import Reason
from roadnet.maps.district_layers import (
    build_roads_layer,
    build_seats_layer,
    build_villages_layer,
)
from roadnet.maps.layers import (
    CompactLayer,
    Field,
    LayerOptions,
    LineLayer,
    PointLayer,
    Scheme,
)
from roadnet.maps.page import build_map
from roadnet.maps.theme import Shape, Style, point_styles
from roadnet.planning.plan import Plan
from roadnet.planning.project import Project
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_wan

_VERDICTS = (
    ("road", "road_status", "road_reason"),
    ("bus", "bus_level", "bus_reason"),
    ("logistics", "logistics_status", "logistics_reason"),
)
_ACTIONS: dict[str, tuple[str, Shape]] = {
    "new_road": ("#b02a6b", "square"),
    "upgrade": ("#6a3fb5", "square"),
    "ferry_to_bridge": ("#1f4fa3", "square"),
    "new_stop": ("#b02a6b", "down"),
    "new_zone": ("#6a3fb5", "ring"),
    "new_station": ("#1f4fa3", "diamond"),
    "new_node": ("#7a5200", "square"),
}
_LINES = ("LineString", "MultiLineString")


def build_plan_map(plan: Plan, *, lang: Lang, heading: bool = True) -> folium.Map:
    """Build the map of a plan: roads, villages before and after, projects by what they do."""
    before = plan.before
    standard = before.standard.name(lang)
    title = tr("plan.map.title", lang, district=before.district.name)
    subtitle = tr(
        "plan.map.subtitle",
        lang,
        budget=to_wan(plan.request.budget_cny),
        cost=to_wan(plan.choice.cost),
        count=len(plan.chosen),
    )
    return build_map(
        plan_layers(plan, lang=lang),
        title=title if heading else "",
        subtitle=subtitle if heading else "",
        lang=lang,
        footer=[
            tr("maps.footer.source", lang, source=before.district.name),
            tr("maps.footer.standard", lang, standard=standard),
            tr("plan.map.note", lang),
        ]
        if heading
        else (),
    )


def build_before_map(plan: Plan, *, lang: Lang) -> folium.Map:
    """Build the district as it is: roads and villages by what they lack."""
    return build_map(_state_layers(plan.before, lang), lang=lang, cards=True)


def build_after_map(plan: Plan, *, lang: Lang) -> folium.Map:
    """Build the district with the chosen projects, and the projects themselves."""
    roads, *others = _state_layers(plan.after, lang)
    chosen = project_layers(plan.chosen, plan.before, tr("plan.map.chosen", lang), lang=lang)
    return build_map([roads, *chosen, *others], lang=lang, cards=True)


def _state_layers(state: Assessment, lang: Lang) -> list[CompactLayer]:
    villages = in_language(state.villages, lang)
    layers: list[CompactLayer] = [
        build_roads_layer(state.roads, lang=lang),
        build_villages_layer(villages, lang=lang),
    ]
    if state.district.has("townships"):
        layers.append(build_seats_layer(state.district.layers["townships"], lang=lang))
    return layers


def plan_layers(plan: Plan, *, lang: Lang) -> list[CompactLayer]:
    """Return the layers of a plan, the lowest first."""
    before, after = plan.before, plan.after
    chosen = {project.project_id for project in plan.chosen}
    others = [one for one in plan.effects.projects if one.project_id not in chosen]
    layers: list[CompactLayer] = [build_roads_layer(before.roads, lang=lang)]
    layers += project_layers(others, before, tr("plan.map.others", lang), lang=lang, visible=False)
    layers += project_layers(plan.chosen, before, tr("plan.map.chosen", lang), lang=lang)
    layers.append(build_changed_villages_layer(before, after, lang=lang))
    if before.district.has("townships"):
        layers.append(build_seats_layer(before.district.layers["townships"], lang=lang))
    return layers


def project_layers(
    projects: Sequence[Project],
    assessment: Assessment,
    name: str,
    *,
    lang: Lang,
    visible: bool = True,
) -> list[CompactLayer]:
    """Draw projects that have a place: lines and points, by what they do."""
    table = projects_table(projects, assessment, lang)
    table = table[table.geometry.notna() & ~table.geometry.is_empty]
    is_line = table.geometry.geom_type.isin(_LINES).to_numpy()
    styles = tuple(
        Style(action, tr(f"plan.action.{action}", lang), colour, 4.5, (), "#ffffff", shape, 6.0)
        for action, (colour, shape) in _ACTIONS.items()
    )
    layers: list[CompactLayer] = []
    for kind, some in ((LineLayer, table[is_line]), (PointLayer, table[~is_line])):
        if len(some):
            options = LayerOptions(
                title_column="title",
                id_column="project_id",
                fields=_project_fields(lang),
                visible=visible,
                searchable=visible,
                measure_column="length_km" if kind is LineLayer else "",
                measure_unit="km" if kind is LineLayer else "",
            )
            layers.append(
                kind(some, name=name, schemes=[Scheme("", "action", styles)], options=options)
            )
    return layers


def _project_fields(lang: Lang) -> tuple[Field, ...]:
    return (
        Field(tr("plan.heading.action", lang), "action_name"),
        Field(tr("plan.heading.length_km", lang), "length_km", "number", "km", 3),
        Field(tr("plan.heading.cost_wan", lang), "cost_wan", "number", "", 2),
        Field(tr("plan.heading.subsidy_wan", lang), "subsidy_wan", "number", "", 2),
        Field(tr("plan.heading.notes", lang), "note"),
        Field(tr("plan.heading.project_id", lang), "project_id"),
    )


def projects_table(
    projects: Sequence[Project], assessment: Assessment, lang: Lang
) -> gpd.GeoDataFrame:
    """Return projects as rows: what they do, length, cost, subsidy, with texts in a language."""
    rows = [
        {
            "project_id": one.project_id,
            "title": one.name.text(lang) if isinstance(one.name, Reason) else one.name,
            "action": one.action,
            "action_name": tr(f"plan.action.{one.action}", lang),
            "length_km": one.length_km,
            "cost_wan": one.cost_cny / 1e4,
            "subsidy_wan": one.subsidy_cny / 1e4,
            "note": " ".join(note.text(lang) for note in one.notes),
        }
        for one in projects
    ]
    columns = [
        "project_id", "title", "action", "action_name", "length_km", "cost_wan", "subsidy_wan",
        "note",
    ]  # fmt: skip
    geometry = gpd.GeoSeries([one.geometry for one in projects], crs=assessment.district.crs)
    return gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=columns), geometry=geometry, crs=assessment.district.crs
    )


def build_changed_villages_layer(
    before: Assessment, after: Assessment, *, lang: Lang
) -> PointLayer:
    """Draw villages by a status, after or before; the card gives both with their reasons."""
    was = in_language(before.villages, lang).set_index("village_id")
    now = in_language(after.villages, lang)
    now = now[now["village_id"].isin(was.index)]
    was = was[~was.index.duplicated()]
    schemes, fields = [], []
    for key, status, reason in _VERDICTS:
        old = was[[status, reason]].reindex(now["village_id"])
        now[f"was_{status}"], now[f"was_{reason}"] = old[status].to_numpy(), old[reason].to_numpy()
        styles = point_styles(status, lang)
        what = tr(f"maps.scheme.{key}", lang)
        for prefix, word in (("", "after"), ("was_", "before")):
            name = tr(f"plan.map.{word}", lang, what=what)
            schemes.append(Scheme(name, f"{prefix}{status}", styles))
            fields.append(
                Field(name, f"{prefix}{reason}", status_column=f"{prefix}{status}", styles=styles)
            )
    options = LayerOptions(
        title_column="name",
        id_column="village_id",
        label_column="name",
        label_zoom=12,
        searchable=True,
        fields=(
            Field(
                tr("maps.card.population", lang),
                "population",
                "number",
                tr("maps.card.people", lang),
                0,
            ),
            *fields,
        ),
    )
    return PointLayer(now, name=tr("layers.villages", lang), schemes=schemes, options=options)
