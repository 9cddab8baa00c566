"""The timetable feed: made on demand from stops, lines and zones, with what was assumed for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import streamlit as st

from roadnet.text import Lang, tr
from roadnet.ui.cache import Result
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.outputs_view import show_file
from roadnet.ui.components.texts import to_markdown
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import Request


@dataclass(frozen=True, slots=True)
class _Made:
    data: bytes
    notes: tuple[str, ...]


_KEPT: Final = KeyedCache[tuple[Request, Lang], _Made](most=3)


@guarded_fragment
def show_gtfs(result: Result, lang: Lang) -> None:
    """Show a button that makes the feed, then the file and what had to be assumed."""
    if not any(result.assessment.district.has(layer) for layer in ("stops", "service_zones")):
        st.caption(tr("ui_export.gtfs.nothing", lang))
        return
    key = (result.request, lang)
    made = _KEPT.find(key)
    if made is None:
        if not st.button(tr("ui_export.gtfs.make", lang), key="make_gtfs"):
            return
        with st.spinner(tr("ui.progress.export", lang)):
            _KEPT.get(key, lambda: _make(result, lang))
        st.rerun(scope="fragment")
    show_file("gtfs", made.data, "gtfs.zip", "application/zip", lang)
    for note in made.notes:
        st.caption(to_markdown(note))


def _make(result: Result, lang: Lang) -> _Made:
    from roadnet.reports.gtfs.build import build_gtfs
    from roadnet.reports.gtfs.options import to_options

    today = dt.datetime.now(tz=dt.UTC).date()
    options = to_options("", result.assessment.district.data_date, today, lang=lang)
    feed = build_gtfs(result.assessment, options)
    return _Made(feed.to_bytes(), tuple(one.message(lang) for one in feed.findings))
