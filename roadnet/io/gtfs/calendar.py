"""On which days each service runs: the calendar's weeks, and the exceptions that go before them.

A set of days is a whole number whose bit ``k`` is day ``k`` of the period: the union is ``|``, the
number of days ``bit_count``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from roadnet.io.gtfs.feed import Feed, Log, Row

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEK: Final = 7
LONGEST_DAYS: Final = 364
"""52 weeks, an even number: a service of every other week is counted right."""
_CALENDAR: Final = "calendar.txt"
_EXCEPTIONS: Final = "calendar_dates.txt"
_MOST_YEARS: Final = 10


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` on, ``days`` of them."""

    start: dt.date
    days: int

    @property
    def end(self) -> dt.date:
        """The last day."""
        return self.start + dt.timedelta(days=self.days - 1)

    def dates(self) -> Iterator[dt.date]:
        """Yield each day."""
        return (self.start + dt.timedelta(days=day) for day in range(self.days))

    def per_week(self, days: int) -> float:
        """Return so many days of the period as mean days a week."""
        return WEEK * days / self.days

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


@dataclass
class Service:
    """One service as the files say it: spans of weeks (first day, last day, week days), exceptions.

    ``added`` and ``removed`` are days by ``calendar_dates.txt``.
    """

    spans: list[tuple[dt.date, dt.date, frozenset[int]]] = field(default_factory=list)
    added: set[dt.date] = field(default_factory=set)
    removed: set[dt.date] = field(default_factory=set)

    def days_in(self, period: Period) -> int:
        """Return the days of the period on which it runs, as a set of bits."""
        bits = 0
        for first, last, week in self.spans:
            low = max(0, (first - period.start).days)
            high = min(period.days - 1, (last - period.start).days)
            bits |= _weekly(period, week) & _between(low, high)
        return (bits | _bits(period, self.added)) & ~_bits(period, self.removed)

    def extent(self) -> list[dt.date]:
        """Return days between which it may run: ends of spans that hold a week day, exceptions."""
        ends = [day for first, last, week in self.spans if week for day in (first, last)]
        return [*ends, *self.added]


def read_services(feed: Feed, log: Log) -> dict[str, Service]:
    """Read both files; a faulty row is noted and does not count."""
    services: dict[str, Service] = {}
    for row in feed.rows(_CALENDAR):
        first, last = (_date(row, log, _CALENDAR, name) for name in ("start_date", "end_date"))
        if first is None or last is None:
            continue
        if first > last:
            log.add("gtfs_value_bad", _CALENDAR, row.number, row.get("end_date"), column="end_date")
            continue
        week = frozenset(day for day, name in enumerate(DAYS) if row.get(name) == "1")
        service = services.setdefault(row.get("service_id"), Service())
        if service.spans:
            log.add("gtfs_duplicate", _CALENDAR, row.number, row.get("service_id"))
        service.spans.append((first, last, week))
    for row in feed.rows(_EXCEPTIONS):
        _add_exception(services, row, log)
    return services


def _add_exception(services: dict[str, Service], row: Row, log: Log) -> None:
    day, kind = _date(row, log, _EXCEPTIONS, "date"), row.get("exception_type")
    if day is None:
        return
    if kind not in ("1", "2"):
        log.add("gtfs_value_bad", _EXCEPTIONS, row.number, kind, column="exception_type")
        return
    service = services.setdefault(row.get("service_id"), Service())
    mine, other = service.added, service.removed
    if kind == "2":
        mine, other = other, mine
    if day in mine or day in other:
        log.add("gtfs_duplicate", _EXCEPTIONS, row.number, row.get("service_id"))
    mine.add(day)


def choose_period(services: Mapping[str, Service], feed: Feed, said: str, log: Log) -> Period:
    """Take the period that the user says, else whole fortnights of the feed's validity.

    By default it begins on the first day of validity and is the largest even number of weeks
    within it, at most 52; a week where the feed is valid for less than two; all of its days where
    it is valid for less than one. What was taken is noted.
    """
    days = [day for service in services.values() for day in service.extent()]
    valid = _validity(feed, days, log)
    if said:
        start, end = parse_period(said)
        if valid and (start < valid[0] or end > valid[1]):
            log.tell("gtfs_period_beyond", period=said, first=str(valid[0]), last=str(valid[1]))
        return Period(start, (end - start).days + 1)
    if not valid:
        return Period(dt.date(1970, 1, 1), WEEK)
    span = (valid[1] - valid[0]).days + 1
    whole = next((n for n in (2 * WEEK, WEEK) if span >= n), 1)
    period = Period(valid[0], min(span // whole * whole, LONGEST_DAYS))
    log.tell("gtfs_period_chosen", period=str(period), days=period.days,
             first=str(valid[0]), last=str(valid[1]))  # fmt: skip
    return period


def parse_period(text: str) -> tuple[dt.date, dt.date]:
    """Read ``2024-03-01/2024-04-30``.

    Raises
    ------
    ValueError
        If it is not two days in order, at most ten years apart.
    """
    first, last = (dt.date.fromisoformat(part.strip()) for part in text.split("/"))
    if not 0 <= (last - first).days < _MOST_YEARS * 366:
        raise ValueError(text)
    return first, last


def _validity(feed: Feed, days: list[dt.date], log: Log) -> tuple[dt.date, dt.date] | None:
    """From the first to the last day of any service, within what ``feed_info.txt`` says."""
    if not days:
        return None
    first, last = min(days), max(days)
    for row in feed.rows("feed_info.txt"):
        start = _date(row, log, "feed_info.txt", "feed_start_date", may_lack=True)
        end = _date(row, log, "feed_info.txt", "feed_end_date", may_lack=True)
        low, high = max(first, start or first), min(last, end or last)
        return (low, high) if low <= high else (first, last)
    return first, last


def _date(row: Row, log: Log, file: str, column: str, *, may_lack: bool = False) -> dt.date | None:
    text = row.get(column)
    if may_lack and not text:
        return None
    try:
        if len(text) != 8 or not text.isascii():
            raise ValueError(text)
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        log.add("gtfs_value_bad", file, row.number, text, column=column)
        return None


def _weekly(period: Period, week: frozenset[int]) -> int:
    """Every day of the period that is one of some week days."""
    first = period.start.weekday()
    pattern = sum(1 << day for day in range(WEEK) if (first + day) % WEEK in week)
    repeated = sum(1 << WEEK * n for n in range(period.days // WEEK + 1))
    return pattern * repeated & _between(0, period.days - 1)


def _between(low: int, high: int) -> int:
    return ((1 << (high - low + 1)) - 1) << low if low <= high else 0


def _bits(period: Period, days: set[dt.date]) -> int:
    within = ((day - period.start).days for day in days)
    return sum(1 << day for day in within if 0 <= day < period.days)
