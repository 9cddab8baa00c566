"""Freight on buses: who is on a line, what a van would save, how long a parcel takes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from roadnet.analysis.assessment import in_language
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_km, to_number, to_percent
from roadnet.ui.cache import Result
from roadnet.ui.components.resilience_view import show_table
from roadnet.ui.components.section import show_section
from roadnet.ui.resilience_cache import get_freight


def show_freight(result: Result, lang: Lang) -> None:
    """Show the points that a bus could supply and the kilometres that this would save."""
    show_section("freight", lang)
    found = get_freight(result)
    if found is None:
        st.html(f'<div class="rn-empty">{tr("ui_resilience.no_freight", lang)}</div>')
        return
    points = in_language(found.points, lang)
    status = points["bus_status"].astype(str)
    in_time = points["delivery_in_time"].dropna()
    saved = pd.to_numeric(found.rounds["saved_km_per_week"], errors="coerce").astype(float)
    cells = {
        "points": to_number(len(points)),
        "carried": to_number(int((status == "by_bus").sum())),
        "could": to_number(int((status == "not_carried").sum())),
        "saved": tr("ui.unit.km", lang, value=to_km(saved.sum(min_count=1 if len(saved) else 0))),
        "in_time": to_percent(float(in_time.mean()) if len(in_time) else None),
    }
    tiles = "".join(
        f'<div class="rn-tile"><div class="rn-tile-label">{tr(f"ui_resilience.freight.{k}", lang)}'
        f'</div><div class="rn-tile-value">{value}</div></div>'
        for k, value in cells.items()
    )
    st.html(f'<section class="rn-tiles rn-tiles-wide">{tiles}</section>')
    lacking = {
        "days": int(saved.isna().sum()),
        "carriage": int(status.isin(["carriage_unknown", "trips_unknown"]).sum()),
        "in_time": len(points) - len(in_time),
    }
    for what, count in lacking.items():
        if count:
            key = f"ui_resilience.freight.unknown_{what}"
            st.caption(tr(key, lang, count=to_number(count)))
    rounds = found.rounds.drop(columns="saved_km").rename(
        columns={"points_by_bus": "by_bus", "saved_km_per_week": "saved_km"}
    )
    show_table(rounds, ("node_id", "points", "by_bus", "round_km", "saved_km"), "rounds", lang)
    said = points.rename(columns={"trips_per_week": "trips", "delivery_h": "hours"})
    show_table(said, ("node_id", "reason", "trips", "hours", "delivery_reason"), "freight", lang)
    _same_day(result, lang)


def _same_day(result: Result, lang: Lang) -> None:
    from roadnet.analysis.same_day import same_day_return

    table = in_language(same_day_return(result.assessment), lang)
    known = table["same_day"].dropna()
    share = float(known.astype(bool).mean()) if len(known) else None
    st.caption(tr("ui_resilience.same_day", lang, share=to_percent(share), count=len(known)))
