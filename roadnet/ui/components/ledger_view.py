"""The hazard ledger: what is open, what is overdue, and closing items one by one."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from roadnet.analysis.assessment import in_language
from roadnet.planning.hazard_log import Entry, HazardLog, append_entry, read_hazard_log
from roadnet.planning.ledger import Ledger, hazard_ledger
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number, to_percent
from roadnet.ui.cache import Result
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.resilience_view import show_table
from roadnet.ui.components.section import show_section
from roadnet.ui.components.texts import to_markdown
from roadnet.ui.resilience_cache import Resilience, log_path

_STATES = ("closed", "in_work", "open")
_COLUMNS = (
    "priority", "hazard_id", "kind", "severity", "state", "due_on", "days_late",
    "cut_population", "cut_villages", "bus_trips", "reason",
)  # fmt: skip


@guarded_fragment
def show_ledger(result: Result, lang: Lang, found: Resilience) -> None:
    """Show the ledger as of today, and the form for a new entry."""
    show_section("ledger", lang)
    if found.hazards is None:
        st.html(f'<div class="rn-empty">{tr("ui_resilience.no_hazards", lang)}</div>')
        return
    log = read_hazard_log(log_path(result))
    today = st.date_input(tr("ui_resilience.as_of", lang), value=dt.date.today(), key="ledger_day")
    day = today if isinstance(today, dt.date) else dt.date.today()
    ledger = hazard_ledger(
        result.assessment.district, log.entries, today=day, exposure=found.hazards
    )
    _headline(ledger, lang)
    _items(ledger, lang)
    _entry_form(result, ledger, log, lang)
    _history(log, lang)


def _headline(ledger: Ledger, lang: Lang) -> None:
    cells = {
        "total": to_number(ledger.total),
        "closed": to_number(ledger.closed),
        "in_work": to_number(ledger.in_work),
        "overdue": to_number(ledger.overdue),
        "ratio": to_percent(ledger.closed_ratio),
        "on_time": to_percent(ledger.on_time_ratio),
    }
    tiles = "".join(
        f'<div class="rn-tile"><div class="rn-tile-label">{tr(f"ui_resilience.ledger.{key}", lang)}'
        f'</div><div class="rn-tile-value">{value}</div></div>'
        for key, value in cells.items()
    )
    st.html(f'<section class="rn-tiles rn-tiles-small">{tiles}</section>')
    if ledger.unstated:
        st.caption(tr("ui_resilience.ledger.unstated", lang, count=to_number(ledger.unstated)))


def _items(ledger: Ledger, lang: Lang) -> None:
    items = in_language(ledger.items, lang).rename(
        columns={"bus_trips_per_day": "bus_trips", "state_reason": "reason"}
    )
    items["kind"] = [_word("layers.values.hazards.kind", one, lang) for one in items["kind"]]
    items["due_on"] = [None if pd.isna(one) else str(one)[:10] for one in items["due_on"]]
    items["state"] = [_word("ui_resilience.state", one, lang) for one in items["state"]]
    show_table(items, _COLUMNS, "ledger-items", lang)


def _word(prefix: str, value: object, lang: Lang) -> str | None:
    return tr(f"{prefix}.{value}", lang) if isinstance(value, str) and value else None


def _entry_form(result: Result, ledger: Ledger, log: HazardLog, lang: Lang) -> None:
    ids = ledger.items["hazard_id"].astype(str).tolist()
    with st.form("ledger", border=True):
        left, middle, right = st.columns(3)
        item = left.selectbox(
            tr("ui_resilience.item", lang), ids, format_func=lambda one: to_markdown(one)
        )
        state = middle.selectbox(
            tr("ui_resilience.new_state", lang),
            _STATES,
            format_func=lambda one: tr(f"ui_resilience.state.{one}", lang),
        )
        day = right.date_input(tr("ui_resilience.day", lang), value=dt.date.today())
        note = st.text_input(tr("ui_resilience.note", lang), max_chars=300)
        wanted = st.form_submit_button(tr("ui_resilience.enter", lang), type="primary")
    path = log_path(result)
    st.caption(to_markdown(tr("ui_resilience.log_about", lang, file=str(path))))
    if wanted and isinstance(day, dt.date):
        path.parent.mkdir(parents=True, exist_ok=True)
        append_entry(path, Entry(str(item), day, state, note), seen=log)
        st.rerun()


def _history(log: HazardLog, lang: Lang) -> None:
    if not log.entries:
        return
    rows = [
        {
            "day": entry.day.isoformat(),
            "hazard_id": entry.hazard_id,
            "state": _word("ui_resilience.state", entry.state, lang),
            "note": entry.note,
        }
        for entry in reversed(log.entries)
    ]
    st.caption(tr("ui_resilience.history", lang, count=len(rows)))
    show_table(pd.DataFrame(rows), ("day", "hazard_id", "state", "note"), "ledger-history", lang)
