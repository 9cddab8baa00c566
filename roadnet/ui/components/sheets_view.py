"""Printed maps: theme, township, paper and format chosen, the sheet shown and handed over."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from roadnet.maps.sheets.paper import ORIENTATIONS, PAPERS, Paper
from roadnet.maps.sheets.sheet import FORMATS, draw_sheet, townships_of, write_sheet
from roadnet.maps.sheets.themes import Subject, themes_of
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH
from roadnet.ui.cache import Result
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.outputs_view import show_file
from roadnet.ui.components.plan_run import current_plan
from roadnet.ui.components.tables import township_names
from roadnet.ui.keyed_cache import KeyedCache

_SHEETS: Final = KeyedCache[tuple[object, ...], "tuple[bytes, bytes]"](most=6)
_PREVIEW_DPI: Final = 110
_MIME: Final = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


@guarded_fragment
def show_sheets(result: Result, lang: Lang) -> None:
    """Show a printed map as it will come out of the printer, and hand it over."""
    subject = Subject(result.assessment, current_plan(result))
    names = township_names(result.assessment)
    theme_at, place_at, paper_at, way_at, format_at = st.columns([2, 1.6, 0.8, 1, 0.8])
    theme = theme_at.selectbox(
        tr("ui.export.theme", lang),
        themes_of(subject),
        format_func=lambda each: tr(f"ui.theme.{each}", lang),
        key="sheet_theme",
    )
    township = place_at.selectbox(
        tr("ui.filter.township", lang),
        ["", *townships_of(subject)],
        format_func=lambda key: (
            names.get(key) or key or DASH if key else tr("ui.export.whole", lang)
        ),
        key="sheet_township",
    )
    paper: Any = paper_at.selectbox(tr("ui.export.paper", lang), PAPERS, key="sheet_paper")
    way: Any = way_at.selectbox(
        tr("ui.export.orientation", lang),
        ORIENTATIONS,
        format_func=lambda each: tr(f"ui.export.{each}", lang),
        key="sheet_orientation",
    )
    kind: Any = format_at.selectbox(tr("ui.export.format", lang), FORMATS, key="sheet_format")
    wanted = Subject(subject.assessment, subject.plan, str(township))
    plan = subject.plan.request if subject.plan else None
    key = (result.request, plan, lang, theme, township, paper, way, kind)

    def draw() -> tuple[bytes, bytes]:
        figure = draw_sheet(wanted, theme, lang=lang, paper=Paper(paper, way))
        return write_sheet(figure, "png", dpi=_PREVIEW_DPI), write_sheet(figure, kind)

    with st.spinner(tr("ui.progress.export", lang)):
        preview, data = _SHEETS.get(key, draw)
    st.image(preview, width="stretch")
    show_file(kind, data, f"map-{theme}{township and '-' + township}.{kind}", _MIME[kind], lang)
