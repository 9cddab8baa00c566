"""Library: the user's projects by stage, what they win, where they lie; edited and written back."""

from __future__ import annotations

import streamlit as st

from roadnet.maps import build_map
from roadnet.maps.district_layers import build_roads_layer, build_seats_layer
from roadnet.maps.plan_map import project_layers
from roadnet.text import Lang, tr
from roadnet.ui.cache import Result, get_map
from roadnet.ui.components.heading import show_title
from roadnet.ui.components.library_view import show_areas, show_library, show_totals
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.map_view import show_map
from roadnet.ui.components.section import show_section
from roadnet.ui.library_cache import Library, get_library

_MAP_PX = 420


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("library", lang)
    result = require_result(lang)
    if not result.assessment.district.has("projects"):
        st.html(f'<div class="rn-empty">{tr("library.no_layer", lang)}</div>')
        return
    with st.spinner(tr("ui.progress.work", lang)):
        found = get_library(result)
    show_library(result, lang, found)
    show_totals(lang, found)
    show_section("library_map", lang)
    drawn = get_map(result, lang, "library", lambda: _draw(result, found, lang))
    show_map(drawn, key="library-map", height_px=_MAP_PX, clickable=False)
    show_areas(lang, found)


def _draw(result: Result, found: Library, lang: Lang) -> object:
    assessment = result.assessment
    layers = [
        build_roads_layer(assessment.roads, lang=lang),
        *project_layers(found.projects, assessment, tr("layers.projects", lang), lang=lang),
    ]
    if assessment.district.has("townships"):
        layers.append(build_seats_layer(assessment.district.layers["townships"], lang=lang))
    return build_map(layers, lang=lang)
