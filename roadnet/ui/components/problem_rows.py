"""One problem looked at: the rows that it is about, and where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from roadnet.district import District
from roadnet.findings import Finding
from roadnet.maps.data_map import build_data_map
from roadnet.schema import SOURCE_ROW
from roadnet.text import Lang, tr
from roadnet.ui.cache import Result, get_map
from roadnet.ui.components.layers_view import to_table
from roadnet.ui.components.map_view import show_map
from roadnet.ui.components.overlay import LatLon, Marks
from roadnet.ui.components.pick import view_of
from roadnet.ui.components.texts import to_markdown

_MOST_FINDINGS: Final = 500
_MOST_ROWS: Final = 200
_MOST_RINGS: Final = 300
_MAP_PX: Final = 420


def show_problem(result: Result, findings: Sequence[Finding], lang: Lang) -> None:
    """Show findings of one kind: how to mend them, a list to choose from, their rows, their places.

    Without a choice the rows and places of all are shown.
    """
    st.info(f"**{tr('ui.data.mend', lang)}** {to_markdown(findings[0].mend(lang))}")
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        chosen = _choose(findings, lang)
        _show_rows(result.assessment.district, chosen or findings, lang)
    with right:
        _show_places(result, findings, chosen, lang)


def rows_of(district: District, findings: Sequence[Finding]) -> gpd.GeoDataFrame | None:
    """Return the rows of the layer that findings name, in the file's order; None without a layer.

    Rows that were left out when the file was read are not in the layer.
    """
    layer = findings[0].layer
    if layer not in district.layers:
        return None
    frame = district.layers[layer]
    named = {row for each in findings for row in each.rows}
    return frame[frame[SOURCE_ROW].isin(named)] if SOURCE_ROW in frame else frame[:0]


def places_of(district: District, findings: Sequence[Finding]) -> gpd.GeoSeries:
    """Return where findings are, in degrees: their own place, else that of their rows."""
    own = [(each.lon, each.lat) for each in findings if each.lon is not None]
    points = gpd.GeoSeries(shapely.points(np.array(own, dtype=float).reshape(-1, 2)), crs=4326)
    rows = rows_of(district, [each for each in findings if each.lon is None] or findings[:1])
    if rows is None or len(own) == len(findings):
        return points
    shapes = rows.geometry[rows.geometry.notna() & ~rows.geometry.is_empty]
    return pd.concat([points, shapes.to_crs(4326)], ignore_index=True)


def _choose(findings: Sequence[Finding], lang: Lang) -> list[Finding]:
    names = {name: tr(f"ui.column.{name}", lang) for name in ("rows", "ids", "message")}
    shown = findings[:_MOST_FINDINGS]
    table = pd.DataFrame(
        {
            names["message"]: [each.message(lang) for each in shown],
            names["rows"]: [_short(each.row_labels) for each in shown],
            names["ids"]: [_short(each.ids) for each in shown],
        }
    )
    event: Any = st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * len(table), 250),
        column_config={names["message"]: st.column_config.TextColumn(width="large")},
        on_select="rerun",
        selection_mode="single-row",
        key=f"problem-{findings[0].code}-{findings[0].layer}-{lang}",
    )
    if len(findings) > len(shown):
        st.caption(tr("ui_data.first_of", lang, shown=len(shown), all=len(findings)))
    rows = event["selection"]["rows"]
    return [shown[rows[0]]] if rows and rows[0] < len(shown) else []


def _show_rows(district: District, findings: Sequence[Finding], lang: Lang) -> None:
    rows = rows_of(district, findings)
    wanted = {
        row: label
        for each in findings
        for row, label in zip(each.rows, each.row_labels, strict=True)
    }
    if rows is None or not wanted:
        st.caption(tr("ui_data.no_rows", lang))
        return
    layer = findings[0].layer
    st.caption(tr("ui_data.rows_of", lang, layer=tr(f"layers.{layer}", lang), count=len(wanted)))
    if len(rows):
        st.dataframe(to_table(rows.head(_MOST_ROWS), layer, lang), height=250)
    left_out = [wanted[row] for row in sorted(wanted.keys() - set(rows[SOURCE_ROW]))]
    if left_out:
        st.caption(tr("ui_data.left_out", lang, rows=_short(left_out)))


def _show_places(
    result: Result, findings: Sequence[Finding], chosen: Sequence[Finding], lang: Lang
) -> None:
    district = result.assessment.district
    every = places_of(district, findings)
    if every.empty:
        st.html(f'<div class="rn-empty">{tr("ui_data.no_place", lang)}</div>')
        return
    looked_at = places_of(district, chosen) if chosen else every
    drawn = get_map(result, lang, "data", lambda: build_data_map(district, lang=lang))
    show_map(
        drawn,
        key="problem-map",
        height_px=_MAP_PX,
        marks=Marks(rings=_lat_lon(every), targets=_lat_lon(looked_at) if chosen else ()),
        view=view_of(looked_at),
        clickable=False,
    )


def _lat_lon(shapes: gpd.GeoSeries) -> list[LatLon]:
    points = shapely.point_on_surface(shapes.to_numpy()[:_MOST_RINGS])
    return [(float(y), float(x)) for x, y in shapely.get_coordinates(points)]


def _short(values: Sequence[object]) -> str:
    return ", ".join(map(str, values[:20])) + (" …" if len(values) > 20 else "")
