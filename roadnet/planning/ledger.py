"""The hazard ledger: each item's state by the log, what is overdue, the share struck off.

The log, ``hazard_log.csv`` beside the district, is only ever added to: what happened stays on
record, and an entry is corrected by a later one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from roadnet.analysis.columns import words
from roadnet.analysis.reason import Figure, Reason
from roadnet.district import District
from roadnet.findings import Finding
from roadnet.planning.hazard_log import Entry

COLUMNS: Final = (
    "priority", "hazard_id", "kind", "severity", "state", "found_on", "due_on", "closed_on",
    "days_late", "note", "cut_villages", "cut_population", "longer_villages", "detour_person_km",
    "bus_trips_per_day", "state_reason", "is_stated",
)  # fmt: skip
_EXPOSURE: Final = (
    "cut_villages", "cut_population", "longer_villages", "detour_person_km", "bus_trips_per_day",
)  # fmt: skip
_ORDER: Final = {"open": 0, "in_work": 1, "closed": 2}


@dataclass(frozen=True, slots=True)
class Ledger:
    """The items on a day.

    Parameters
    ----------
    items
        One row a hazard, the most pressing first: ``priority`` (from 1; None for closed items),
        ``hazard_id``, ``kind``, ``severity``, ``state`` (``open``, ``in_work``, ``closed``),
        ``found_on``, ``due_on``, ``closed_on`` (dates or None), ``days_late`` (of what is not
        closed: days past ``due_on`` today; of what is closed: days past it when closed; None
        without a term or a date), ``note`` (of the last entry), the exposure where it was given,
        ``state_reason``, ``is_stated`` (else neither layer nor log says the state: it is ``open``).
    total, closed, in_work, overdue, unstated
        Counts; ``overdue`` are those not closed and past their term.
    closed_on_time
        Closed with a date not after the term.
    closed_ratio, on_time_ratio
        Shares of all items, in [0, 1]; None without items.
    findings
        Contradictions between layer and log.
    """

    items: pd.DataFrame
    total: int
    closed: int
    in_work: int
    overdue: int
    unstated: int
    closed_on_time: int
    closed_ratio: float | None
    on_time_ratio: float | None
    findings: tuple[Finding, ...]


def hazard_ledger(
    district: District,
    log: Sequence[Entry] = (),
    *,
    today: date,
    exposure: pd.DataFrame | None = None,
) -> Ledger:
    """Put the layer ``hazards`` and the log together, as of a day.

    The last entry of an item up to ``today`` decides its state (by date, then by place in the
    log); without one the layer's ``status`` does, ``open`` where it says nothing.

    Parameters
    ----------
    district
        Its layer ``hazards``; an empty ledger without it.
    log
        The entries.
    today
        The day that the ledger is of.
    exposure
        :func:`~roadnet.analysis.hazards.hazard_exposure`: items that are not closed are ranked by
        people cut off, villages cut off, person-kilometres of detour, bus trips; then by term.
    """
    layer = district.layers.get("hazards")
    if layer is None or len(layer) == 0:
        none = pd.DataFrame(columns=list(COLUMNS))
        return Ledger(none, 0, 0, 0, 0, 0, 0, None, None, tuple(_strangers(log, set())))
    rows = _items(layer, log, today)
    items = pd.DataFrame(rows, index=layer.index)
    for column in _EXPOSURE:
        items[column] = None if exposure is None else exposure[column]
    items = _ranked(items)
    done, late = items["state"] == "closed", items["days_late"].astype(float)
    on_time = int((done & (late <= 0)).sum())
    return Ledger(
        items=items,
        total=len(items),
        closed=int(done.sum()),
        in_work=int((items["state"] == "in_work").sum()),
        overdue=int((~done & (late > 0)).sum()),
        unstated=int((~items["is_stated"]).sum()),
        closed_on_time=on_time,
        closed_ratio=float(done.mean()),
        on_time_ratio=on_time / len(items),
        findings=tuple(_contradictions(layer, log, today)),
    )


def _items(layer: pd.DataFrame, log: Sequence[Entry], today: date) -> list[dict[str, object]]:
    last = _last_entries(log, today)
    status, ids = words(layer["status"]), words(layer["hazard_id"])
    dates = {
        name: [_day(value) for value in layer[name]] for name in ("found_on", "due_on", "closed_on")
    }
    kinds, severities = words(layer["kind"]), words(layer["severity"])
    rows: list[dict[str, object]] = []
    for at, hazard_id in enumerate(ids):
        entry = last.get(hazard_id)
        state = entry.state if entry else status[at] or "open"
        closed_on = (entry.day if entry else dates["closed_on"][at]) if state == "closed" else None
        due_on = dates["due_on"][at]
        by = closed_on if state == "closed" else today
        late = (by - due_on).days if by and due_on else None
        rows.append({
            "hazard_id": hazard_id, "kind": kinds[at], "severity": severities[at], "state": state,
            "found_on": dates["found_on"][at], "due_on": due_on, "closed_on": closed_on,
            "days_late": late, "note": entry.note if entry else "",
            "state_reason": _state_reason(str(hazard_id), state, due_on, closed_on, late),
            "is_stated": bool(entry or status[at]),
        })  # fmt: skip
    return rows


def _state_reason(
    hazard_id: str, state: str, due_on: date | None, closed_on: date | None, late: int | None
) -> Reason:
    figures: dict[str, Figure] = {"name": hazard_id}
    figures |= {"due_on": due_on.isoformat()} if due_on else {}
    figures |= {"closed_on": closed_on.isoformat()} if closed_on else {}
    figures |= {"days": abs(late)} if late is not None else {}
    if late is None:
        manner = "no_date" if state == "closed" and due_on else "no_term"
    else:
        manner = "late" if late > 0 else "in_time"
    return Reason(f"hazards.{state}.{manner}", figures)


def _ranked(items: pd.DataFrame) -> pd.DataFrame:
    """Sort by what is not closed, then by exposure, then by term, and number the open ones."""
    keys = items.assign(
        is_closed=items["state"] == "closed",
        **{
            name: -pd.to_numeric(items[name]).fillna(0.0).astype(float)
            for name in ("cut_population", "cut_villages", "detour_person_km", "bus_trips_per_day")
        },
        term=[day or date.max for day in items["due_on"]],
    )
    order = keys.sort_values(
        ["is_closed", "cut_population", "cut_villages", "detour_person_km", "bus_trips_per_day",
         "term", "hazard_id"],
        kind="stable",
    ).index  # fmt: skip
    items = items.loc[order]
    going = (items["state"] != "closed").to_numpy()
    number = pd.Series(going.cumsum(), index=items.index, dtype="Int64").where(going)
    return items.assign(priority=number)[list(COLUMNS)]


def _last_entries(log: Sequence[Entry], today: date) -> dict[str, Entry]:
    """By item the entry that decides on a day."""
    found: dict[str, Entry] = {}
    for entry in sorted(log, key=lambda entry: entry.day):
        if entry.day <= today:
            found[entry.hazard_id] = entry
    return found


def _contradictions(layer: pd.DataFrame, log: Sequence[Entry], today: date) -> list[Finding]:
    ids, status = words(layer["hazard_id"]), words(layer["status"])
    found = {key: _day(value) for key, value in zip(ids, layer["found_on"], strict=True)}
    last = _last_entries(log, today)
    faults = _strangers(log, set(ids))
    for entry in log:
        day = found.get(entry.hazard_id)
        if entry.state == "closed" and day and entry.day < day:
            figures = {"closed_on": entry.day.isoformat(), "found_on": day.isoformat()}
            faults.append(_fault("hazard_log_before_found", entry.hazard_id, figures))
        if entry.day > today:
            figures = {"day": entry.day.isoformat(), "today": today.isoformat()}
            faults.append(_fault("hazard_log_in_future", entry.hazard_id, figures))
    for hazard_id, said in zip(ids, status, strict=True):
        decides = last.get(hazard_id)
        if said == "closed" and decides and decides.state != "closed":
            figures = {"day": decides.day.isoformat()}
            faults.append(_fault("hazard_log_disagrees", str(hazard_id), figures))
    return faults


def _strangers(log: Sequence[Entry], known: set[str]) -> list[Finding]:
    ids = dict.fromkeys(entry.hazard_id for entry in log if entry.hazard_id not in known)
    return [_fault("hazard_log_unknown", hazard_id, {}) for hazard_id in ids]


def _fault(code: str, hazard_id: str, figures: dict[str, str]) -> Finding:
    return Finding(code, "hazards", ids=(hazard_id,), figures=figures)


def _day(value: object) -> date | None:
    """Read a date of the layer; None where there is none or it cannot be read."""
    found = pd.to_datetime(str(value), errors="coerce") if value is not None else pd.NaT
    return None if pd.isna(found) else found.date()
