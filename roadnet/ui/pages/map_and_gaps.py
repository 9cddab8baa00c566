"""Map and gaps: filters, the map, the gap table, the card of the chosen village."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH
from roadnet.ui.cache import Result
from roadnet.ui.components.base_map import choose_base_map, current_tiles
from roadnet.ui.components.district_maps import district_map
from roadnet.ui.components.gap_filter import GapFilter, choose_gaps, filter_gaps
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.heading import show_title
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.map_view import View, show_map
from roadnet.ui.components.overlay import LatLon, Marks
from roadnet.ui.components.pick import view_of, village_clicked
from roadnet.ui.components.section import show_section
from roadnet.ui.components.tables import column_settings, say_gaps
from roadnet.ui.components.village_card import routes_of, show_village
from roadnet.ui.components.wgs import gaps_wgs, villages_wgs

_MAP_PX = 520
_MOST_RINGS = 400
_COLUMNS = ["kind_said", "name", "township", "status_said", "population", "missing_km", "reason"]


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("map", lang)
    result = require_result(lang)
    _workplace(result, lang)
    west, south, east, north = villages_wgs(result).total_bounds
    choose_base_map((west + east) / 2, (south + north) / 2, lang)


@guarded_fragment
def _workplace(result: Result, lang: Lang) -> None:
    wanted = choose_gaps(result.assessment, lang)
    gaps = filter_gaps(say_gaps(result.assessment, lang), wanted)
    # The map stands above the table, and shows what the table's choice was in this run.
    above = st.container()
    left, right = st.columns([1.55, 1], gap="medium")
    with left:
        row = _table(gaps, wanted, lang)
    if st.session_state.get("seen_filter", wanted) != wanted:
        # Another filter is looked at as a whole, no longer at the gap chosen before.
        st.session_state["chosen_gap"] = st.session_state["wished_village"] = None
    st.session_state["seen_filter"] = wanted
    view = _take_row(result, gaps, row) or _view_of_filter(result, gaps, wanted)
    chosen: int | None = st.session_state.get("chosen_village")
    routes = routes_of(result, chosen) if chosen is not None else []
    marks = Marks(
        rings=_rings(result, gaps) if wanted.is_narrow else (),
        paths=[each.path for each in routes],
        targets=_targets(result, chosen),
    )
    with above:
        click = show_map(
            district_map(result, lang, current_tiles()),
            key="gaps-map",
            height_px=_MAP_PX,
            marks=marks,
            view=view,
        )
    if click and st.session_state.get("seen_click") != (result.request, click):
        st.session_state["seen_click"] = (result.request, click)
        clicked = village_clicked(villages_wgs(result), click)
        if clicked is not None and clicked != chosen:
            st.session_state["chosen_village"] = clicked
            st.session_state["chosen_gap"] = None
            # A table of a new name has no row chosen: the choice is now the click.
            st.session_state["gap_round"] = st.session_state.get("gap_round", 0) + 1
            st.rerun(scope="fragment")
    with right:
        show_section("card", lang)
        if chosen is None:
            st.html(f'<div class="rn-empty">{tr("ui.map.choose_village", lang)}</div>')
        else:
            show_village(result, chosen, routes, lang)


def _table(gaps: pd.DataFrame, wanted: GapFilter, lang: Lang) -> int | None:
    show_section("gaps", lang)
    st.caption(tr("ui.map.count", lang, count=len(gaps)))
    event: Any = st.dataframe(
        gaps[_COLUMNS],
        hide_index=True,
        placeholder=DASH,
        height=420,
        column_config=column_settings(_COLUMNS, lang),
        on_select="rerun",
        selection_mode="single-row",
        key=f"gaps-{wanted.key}-{lang}-{st.session_state.get('gap_round', 0)}",
    )
    rows = event["selection"]["rows"]
    return rows[0] if rows and rows[0] < len(gaps) else None


def _take_row(result: Result, gaps: pd.DataFrame, row: int | None) -> View | None:
    """Make a newly chosen row's village the chosen one; return where the row is."""
    label = None if row is None else int(gaps.index[row])
    if label is not None and label != st.session_state.get("seen_gap"):
        villages = result.assessment.villages["village_id"].astype(str).tolist()
        village = str(gaps.loc[label, "village_id"])
        st.session_state["chosen_village"] = (
            villages.index(village) if village in villages else None
        )
        st.session_state["chosen_gap"] = label
    st.session_state["seen_gap"] = label
    place = st.session_state.get("chosen_gap")
    if place is None:
        return _view_of_wish(result)
    shapes: gpd.GeoSeries = gaps_wgs(result).geometry
    return view_of(shapes.loc[[place]]) if place in shapes.index else None


def _view_of_wish(result: Result) -> View | None:
    """Return where a village is that another page asked for."""
    wish = st.session_state.get("wished_village")
    return None if wish is None else view_of(villages_wgs(result).geometry.iloc[[wish]])


def _view_of_filter(result: Result, gaps: pd.DataFrame, wanted: GapFilter) -> View | None:
    if not wanted.is_narrow or gaps.empty:
        return None
    return view_of(gaps_wgs(result).geometry.loc[gaps.index])


def _rings(result: Result, gaps: pd.DataFrame) -> list[LatLon]:
    shapes = gaps_wgs(result).geometry.loc[gaps.index[:_MOST_RINGS]]
    points = shapes[shapes.geom_type == "Point"]
    return [(float(y), float(x)) for x, y in zip(points.x, points.y, strict=True)]


def _targets(result: Result, chosen: int | None) -> list[LatLon]:
    if chosen is None:
        return []
    point = villages_wgs(result).geometry.iloc[chosen]
    if point is None or point.is_empty:
        return []
    return [(float(point.y), float(point.x))]
