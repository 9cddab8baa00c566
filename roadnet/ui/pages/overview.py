"""Overview: the headline figures, by township, what is missing, and what they rest on."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from roadnet.analysis.assessment import Assessment
from roadnet.findings import count_severities
from roadnet.reports.annual.summary import why_undecided
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH, to_number
from roadnet.ui.cache import Result
from roadnet.ui.components.charts import has_townships, tolerance_chart, township_bars
from roadnet.ui.components.district_maps import choropleth
from roadnet.ui.components.findings_view import show_counts
from roadnet.ui.components.gap_filter import GAP_KINDS
from roadnet.ui.components.heading import show_provenance
from roadnet.ui.components.headlines import show_headlines
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.map_view import show_map
from roadnet.ui.components.navigate import page_link
from roadnet.ui.components.section import show_section
from roadnet.ui.components.standard_view import show_standard
from roadnet.ui.components.tables import column_settings, say_gaps

_SERVICES = ("road", "bus", "logistics")
_MOST_GAPS = 10
_MAP_PX = 430
_MOST_BARS = 20


def show(lang: Lang) -> None:
    """Show the page."""
    result = require_result(lang)
    assessment = result.assessment
    show_provenance(assessment, lang)
    road_open = why_undecided(assessment, "village_road_rate", lang)
    show_headlines(assessment.summary, assessment.standard, lang, road_open=road_open)
    show_standard(assessment.standard, lang)
    _by_township(result, lang)
    _what_is_missing(assessment, lang)
    left, right = st.columns(2, gap="large")
    with left:
        _tolerance(assessment, lang)
    with right:
        show_section("findings", lang)
        show_counts(count_severities(result.findings), lang)
        page_link("data", lang)


@st.fragment
def _by_township(result: Result, lang: Lang) -> None:
    show_section("by_township", lang)
    if not has_townships(result.assessment.townships):
        st.html(f'<div class="rn-empty">{tr("ui.overview.no_townships", lang)}</div>')
        return
    service = st.segmented_control(
        tr("ui.overview.service", lang),
        _SERVICES,
        default="road",
        required=True,
        format_func=lambda each: tr(f"ui.service.{each}", lang),
        label_visibility="collapsed",
        key="overview_service",
    )
    townships = result.assessment.townships
    drawn = choropleth(result, service, lang)
    left, right = st.columns([1.1, 1], gap="medium") if drawn else (None, st.container())
    if drawn and left:
        with left:
            show_map(drawn, key=f"choropleth-{service}", height_px=_MAP_PX, clickable=False)
    height: Literal["content"] | int = _MAP_PX if len(townships) > _MOST_BARS else "content"
    with right, st.container(height=height, border=False):
        st.altair_chart(township_bars(townships, service, lang), width="stretch", theme=None)


def _what_is_missing(assessment: Assessment, lang: Lang) -> None:
    show_section("missing", lang)
    gaps = say_gaps(assessment, lang)
    if gaps.empty:
        st.html(f'<div class="rn-empty">{tr("ui.overview.nothing_missing", lang)}</div>')
        return
    _counts_by_kind(gaps, lang)
    columns = ["kind_said", "name", "township", "population", "status_said", "reason"]
    top = gaps.sort_values("population", ascending=False, kind="stable").head(_MOST_GAPS)
    st.dataframe(
        top[columns],
        hide_index=True,
        placeholder=DASH,
        column_config=column_settings(columns, lang),
        width="stretch",
    )
    page_link("map", lang, count=len(gaps))


def _counts_by_kind(gaps: pd.DataFrame, lang: Lang) -> None:
    counts = gaps["kind"].value_counts()
    parts = "".join(
        f"<span>{tr(f'ui.gap.kind.{kind}', lang)}<b>{to_number(counts[kind])}</b></span>"
        for kind in GAP_KINDS
        if kind in counts
    )
    st.html(f'<div class="rn-chips">{parts}</div>')


def _tolerance(assessment: Assessment, lang: Lang) -> None:
    show_section("tolerance", lang)
    curve = list(assessment.summary["network"]["tolerance_curve"])
    now_m = assessment.network.tolerance_m
    for place, column in zip(
        st.columns(2), ("components", "largest_population_share"), strict=True
    ):
        with place:
            st.caption(tr(f"ui.curve.{column}", lang))
            chart = tolerance_chart(curve, column, tolerance_m=now_m, lang=lang)
            st.altair_chart(chart, width="stretch", theme=None)
