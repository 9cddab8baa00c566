"""Villages: search, the table of verdicts with their reasons, the card."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH
from roadnet.ui.cache import Result
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.heading import show_title
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.navigate import go_to
from roadnet.ui.components.section import show_section
from roadnet.ui.components.tables import column_settings, say_villages, township_names
from roadnet.ui.components.village_card import routes_of, show_village

_COLUMNS = [
    "name",
    "township",
    "kind_said",
    "population",
    "road_said",
    "bus_said",
    "logistics_said",
    "to_county_km",
    "road_reason",
    "bus_reason",
    "logistics_reason",
    "village_id",
]


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("villages", lang)
    result = require_result(lang)
    _search(result, lang)


@guarded_fragment
def _search(result: Result, lang: Lang) -> None:
    names = township_names(result.assessment)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        words = st.text_input(
            tr("ui.villages.search", lang),
            placeholder=tr("ui.villages.hint", lang),
            key="village_search",
        )
    with right:
        township = st.selectbox(
            tr("ui.filter.township", lang),
            [None, *names],
            format_func=lambda key: (
                tr("ui.filter.all", lang) if key is None else names[key] or DASH
            ),
            key="village_township",
        )
    found = find_villages(say_villages(result.assessment, lang), words or "", township)
    table, card = st.columns([1.55, 1], gap="medium")
    with table:
        row = _table(found, f"{words}|{township}|{lang}", lang)
    with card:
        show_section("card", lang)
        if row is None:
            st.html(f'<div class="rn-empty">{tr("ui.villages.choose", lang)}</div>')
            return
        show_village(result, row, routes_of(result, row), lang)
        if st.button(tr("ui.villages.to_map", lang), type="primary"):
            st.session_state["chosen_village"] = row
            st.session_state["wished_village"] = row
            st.session_state["chosen_gap"] = None
            go_to("map")


def find_villages(villages: pd.DataFrame, words: str, township_id: str | None) -> pd.DataFrame:
    """Return the villages whose name or identifier holds the words, numbered by position."""
    table = villages.reset_index(drop=True)
    wanted = words.strip()
    kept = pd.Series(True, index=table.index)
    if wanted:
        name, identifier = (table[c].astype(str) for c in ("name", "village_id"))
        kept = name.str.contains(wanted, case=False, regex=False) | identifier.str.contains(
            wanted, case=False, regex=False
        )
    if township_id is not None:
        kept &= table["township_id"].astype(str) == township_id
    return table[kept]


def _table(found: pd.DataFrame, key: str, lang: Lang) -> int | None:
    show_section("villages", lang)
    if found.empty:
        st.html(f'<div class="rn-empty">{tr("ui.villages.no_match", lang)}</div>')
        return None
    st.caption(tr("ui.villages.count", lang, count=len(found)))
    event: Any = st.dataframe(
        found[_COLUMNS],
        hide_index=True,
        placeholder=DASH,
        height=520,
        column_config=column_settings(_COLUMNS, lang),
        on_select="rerun",
        selection_mode="single-row",
        key=f"villages-{key}",
    )
    rows = event["selection"]["rows"]
    if not rows and len(found) == 1:
        return int(found.index[0])
    return int(found.index[rows[0]]) if rows and rows[0] < len(found) else None
