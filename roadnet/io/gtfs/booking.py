"""Booking rules: what kind of notice a booked service wants, how long before, by which number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from roadnet.io.gtfs.feed import Feed, Log, Row
from roadnet.io.gtfs.trips import to_minutes, to_seconds

_RULES: Final = "booking_rules.txt"
_DAY_MIN: Final = 1440.0
_LAST: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``last_day`` and ``last_min`` (of the day) are of booking on an earlier day."""

    kind: int | None
    duration_min: float | None
    last_day: float | None
    last_min: float | None
    phone: str


@dataclass(frozen=True, slots=True)
class Booking:
    """How one books: kind 0, 1 or 2, minutes of notice, phone; None where nothing says it."""

    kind: int | None
    notice_min: float | None
    phone: str

    @property
    def _effort(self) -> tuple[float, float, str]:
        kind = _LAST if self.kind is None else self.kind
        return kind, _LAST if self.notice_min is None else self.notice_min, self.phone


def read_rules(feed: Feed, log: Log) -> dict[str, Rule]:
    """Read the rules by identifier; of rows of one identifier the first counts."""
    rules: dict[str, Rule] = {}
    for row in feed.rows(_RULES):
        name, kind = row.get("booking_rule_id"), row.get("booking_type")
        if not name or name in rules:
            log.add("gtfs_duplicate", _RULES, row.number, name)
            continue
        if kind not in ("0", "1", "2"):
            log.add("gtfs_value_bad", _RULES, row.number, kind, column="booking_type")
        last = to_seconds(row.get("prior_notice_last_time"))
        rules[name] = Rule(
            kind=int(kind) if kind in ("0", "1", "2") else None,
            duration_min=to_minutes(row.get("prior_notice_duration_min")),
            last_day=to_minutes(row.get("prior_notice_last_day")),
            last_min=None if last is None else last / 60,
            phone=row.get("phone_number"),
        )
    return rules


def to_booking(
    rule: Rule | None, window_s: int | None, notice_min: float | None, phone: str
) -> Booking:
    """Convert a rule to the notice before the service's window opens.

    Parameters
    ----------
    rule
        None where the call names none.
    window_s
        When the window opens, in seconds of the day.
    notice_min
        What an old dialect says of the trip: below a day it is booking on the same day.
    phone
        The agency's, where the rule gives none.

    Notes
    -----
    Booking up to ``d`` days before at the time ``t`` is a notice of ``1440 d + window - t``
    minutes; where a time is not known, of ``1440 d``.
    """
    if rule is None:
        if notice_min is None:
            return Booking(None, None, phone)
        kind = 0 if notice_min == 0 else 1 if notice_min < _DAY_MIN else 2
        return Booking(kind, notice_min, phone)
    phone = rule.phone or phone
    if rule.kind == 0:
        return Booking(0, rule.duration_min or 0.0, phone)
    if rule.kind == 2 and rule.last_day is not None:
        notice = _DAY_MIN * rule.last_day
        if rule.last_min is not None and window_s is not None:
            notice = max(0.0, notice + window_s / 60 - rule.last_min)
        return Booking(2, notice, phone)
    return Booking(rule.kind, rule.duration_min, phone)


def easiest(bookings: Iterable[Booking]) -> Booking:
    """Return the booking that asks least: the lowest kind, then the shortest notice."""
    return min(bookings, key=lambda booking: booking._effort)


def booking_id(row: Row) -> str:
    """Return the rule that a call names for boarding, by any dialect."""
    return row.get("pickup_booking_rule_id", "booking_rule_id")
