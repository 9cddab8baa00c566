"""A comparison as people read it: headline, map, what changed, files."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import streamlit as st

from roadnet.maps.compare_map import build_compare_map
from roadnet.planning.compare import Comparison
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH
from roadnet.ui.cache import Progress, Result, get_map
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.map_view import show_map
from roadnet.ui.components.outputs_view import make_archive, with_progress
from roadnet.ui.components.plan_view import show_before_and_after
from roadnet.ui.components.section import show_section
from roadnet.ui.keyed_cache import KeyedCache

_MAP_PX: Final = 460
_TABLES: Final = ("villages", "townships", "places", "roads")
_KEPT: Final = KeyedCache[tuple[object, str, Lang], "dict[str, bytes]"](most=3)


def show_comparison(result: Result, lang: Lang, found: Comparison, key: str) -> None:
    """Show what differs; ``key`` tells this comparison from others of the same request."""
    for finding in found.findings:
        st.warning(finding.message(lang))
    show_section("compare_headline", lang)
    show_before_and_after(found.before.summary, found.after.summary, lang)
    _changes(result, lang, found, key)
    show_section("compare_files", lang)
    _files(result, lang, found, key)


@guarded_fragment
def _changes(result: Result, lang: Lang, found: Comparison, key: str) -> None:
    from roadnet.reports.write_compare import in_words

    show_section("compare_map", lang)
    drawn = get_map(
        result,
        lang,
        f"compare-{key}",
        lambda: build_compare_map(found, lang=lang, heading=False),
    )
    show_map(drawn, key=f"compare-map-{key}", height_px=_MAP_PX, clickable=False)
    show_section("compare_changes", lang)
    names = {
        name: f"{tr(f'compare.sheet.{name}', lang)} ({len(getattr(found.difference, name))})"
        for name in _TABLES
    }
    for tab, name in zip(st.tabs(list(names.values())), _TABLES, strict=True):
        with tab:
            table = in_words(getattr(found.difference, name), lang)
            if table.empty:
                st.html(f'<div class="rn-empty">{tr("compare.empty.text", lang)}</div>')
                continue
            st.dataframe(
                table.astype(object).where(table.notna(), None),
                hide_index=True,
                placeholder=DASH,
                width="stretch",
                column_config={
                    column: st.column_config.TextColumn(tr(f"compare.heading.{column}", lang))
                    for column in table.columns
                },
                key=f"compare-{name}-{key}-{lang}",
            )


@guarded_fragment
def _files(result: Result, lang: Lang, found: Comparison, key: str) -> None:
    wanted = (result.request, key, lang)
    made = _KEPT.find(wanted)
    if made is None:
        if not st.button(tr("compare.page.make", lang), type="primary", key="make_compare"):
            return
        made = with_progress(
            lambda tell: _KEPT.get(wanted, lambda: make_files(found, lang, tell)), lang
        )
    st.download_button(
        tr("plan.page.file", lang, name="compare.zip"),
        make_archive(made),
        file_name="compare.zip",
        mime="application/zip",
        on_click="ignore",
        type="primary",
    )


def make_files(found: Comparison, lang: Lang, progress: Progress) -> dict[str, bytes]:
    """Write a comparison's files into a folder of their own and return what they hold."""
    from roadnet.quality.check import check_district
    from roadnet.reports.write_compare import write_compare

    findings = tuple(
        [*check_district(one.district, one.network), *one.findings]
        for one in (found.before, found.after)
    )
    folder = Path(mkdtemp(prefix="roadnet-compare-"))
    try:
        written = write_compare(
            found, (findings[0], findings[1]), folder, lang=lang, progress=progress
        )
        return {path.name: path.read_bytes() for path in written}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
