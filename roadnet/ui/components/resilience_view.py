"""What closings do, as people read it: the map, the ranked table, townships, ferries, links."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from roadnet.analysis.assessment import in_language
from roadnet.maps.resilience_map import build_resilience_map
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH
from roadnet.ui.cache import Result, get_map
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.map_view import show_map
from roadnet.ui.components.pick import view_of
from roadnet.ui.components.plan_form import name_of
from roadnet.ui.components.section import show_section
from roadnet.ui.resilience_cache import Resilience

_MAP_PX: Final = 460
_KINDS: Final = ("all", "road", "bridge", "tunnel", "ferry")
_COLUMNS: Final = (
    "rank", "name", "kind", "cut_population", "cut_villages", "longer_population", "detour_km",
    "detour_min", "bus_trips", "reason", "road_id",
)  # fmt: skip
_FORMATS: Final = {
    "rank": "%d", "cut_population": "localized", "cut_villages": "%d",
    "longer_population": "localized", "detour_km": "%.3f", "detour_min": "%.0f",
    "bus_trips": "%.0f", "days": "%.0f", "person_days": "localized", "ways": "%d", "km": "%.3f",
    "cost_wan": "%.2f", "villages": "%d", "population": "localized", "stop_m": "%.0f",
    "trips": "%.0f", "hours": "%.0f", "saved_km": "%.3f", "round_km": "%.3f", "points": "%d",
    "by_bus": "%d", "priority": "%d", "days_late": "%d",
}  # fmt: skip


@guarded_fragment
def show_closures(result: Result, lang: Lang, found: Resilience) -> None:
    """Show the map and the ranking; a row that is chosen is looked at on the map."""
    show_section("closures", lang)
    kind = st.segmented_control(
        tr("ui_resilience.kind_label", lang),
        _KINDS,
        default="all",
        required=True,
        format_func=lambda each: tr(f"ui_resilience.kind.{each}", lang),
        label_visibility="collapsed",
        key="closure_kind",
    )
    table = found.closures
    table = table if kind == "all" else table[table["kind"] == kind]
    above = st.container()
    row = _closure_table(table, str(kind), lang)
    view = None
    if row is not None:
        import geopandas as gpd

        place = gpd.GeoSeries([table["geometry"].iloc[row]], crs=result.assessment.district.crs)
        view = view_of(place.to_crs(4326))
    with above:
        drawn = get_map(
            result,
            lang,
            "resilience",
            lambda: build_resilience_map(result.assessment, found.closures, lang=lang),
        )
        show_map(drawn, key="resilience-map", height_px=_MAP_PX, view=view, clickable=False)


def _closure_table(table: pd.DataFrame, kind: str, lang: Lang) -> int | None:
    if table.empty:
        st.html(f'<div class="rn-empty">{tr("ui_resilience.none", lang)}</div>')
        return None
    said = in_language(pd.DataFrame(table.drop(columns="geometry")), lang)
    said = said.rename(columns={"bus_trips_per_day": "bus_trips"})
    said["kind"] = [tr(f"ui_resilience.kind.{one}", lang) for one in said["kind"]]
    event: Any = st.dataframe(
        said[list(_COLUMNS)],
        hide_index=True,
        placeholder=DASH,
        height=340,
        column_config=settings(_COLUMNS, lang),
        on_select="rerun",
        selection_mode="single-row",
        key=f"closures-{kind}-{lang}",
    )
    rows = event["selection"]["rows"]
    return rows[0] if rows and rows[0] < len(said) else None


def show_townships(lang: Lang, found: Resilience) -> None:
    """Show which townships have a single way out, those first."""
    show_section("two_ways", lang)
    if found.townships is None:
        st.html(f'<div class="rn-empty">{tr("ui_resilience.no_seats", lang)}</div>')
        return
    said = in_language(found.townships, lang).sort_values("ways", kind="stable", na_position="last")
    show_table(said, ("name", "ways", "reason", "bottleneck_ids"), "two-ways", lang)


def show_ferries(lang: Lang, found: Resilience) -> None:
    """Show the days a year on which a ferry's users are cut off."""
    if found.ferries is None:
        return
    show_section("ferries", lang)
    said = in_language(found.ferries, lang).rename(
        columns={"closure_days_per_year": "days", "cut_person_days_per_year": "person_days"}
    )
    columns = ("name", "days", "cut_villages", "longer_population", "person_days", "reason")
    show_table(said, columns, "ferries", lang)


def show_relief(lang: Lang, found: Resilience) -> None:
    """Show the shortest links that end a dependence."""
    show_section("relief", lang)
    rows = [
        {
            "name": name_of(one.project, lang),
            "km": one.project.length_km,
            "cost_wan": one.project.cost_cny / 1e4,
            "villages": len(one.village_ids),
            "population": one.population,
            "ids": ";".join(one.village_ids),
        }
        for one in found.relief
    ]
    columns = ("name", "km", "cost_wan", "villages", "population", "ids")
    show_table(pd.DataFrame(rows, columns=list(columns)), columns, "relief", lang)


def show_table(table: pd.DataFrame, columns: tuple[str, ...], key: str, lang: Lang) -> None:
    """Show some columns of a table, or say that there is nothing."""
    if table.empty:
        st.html(f'<div class="rn-empty">{tr("ui_resilience.none", lang)}</div>')
        return
    st.dataframe(
        table[list(columns)],
        hide_index=True,
        placeholder=DASH,
        width="stretch",
        column_config=settings(columns, lang),
        key=f"{key}-{lang}",
    )


def settings(columns: tuple[str, ...], lang: Lang) -> dict[str, Any]:
    """Return Streamlit's settings of some columns: heading, number format, width."""
    found: dict[str, Any] = {}
    for name in columns:
        label = tr(f"ui_resilience.column.{name}", lang)
        if name in _FORMATS:
            found[name] = st.column_config.NumberColumn(label, format=_FORMATS[name])
        else:
            found[name] = st.column_config.TextColumn(
                label, width="large" if name == "reason" else None
            )
    return found
