"""Services: each set of days once, as a week where it is one, else day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from roadnet.io.gtfs.calendar import DAYS
from roadnet.reports.gtfs.tables import Tables

_WEEK = 7


class Services:
    """The services of a feed; a set of days that comes again has the same identifier."""

    def __init__(self, tables: Tables, days: Sequence[dt.date]) -> None:
        self._tables, self._days = tables, days
        self._known: dict[frozenset[dt.date], str] = {}

    def name(self, dates: frozenset[dt.date]) -> str:
        """Return a set's identifier, and write the service down if it is new."""
        if dates not in self._known:
            self._known[dates] = self._write(dates)
        return self._known[dates]

    def _write(self, dates: frozenset[dt.date]) -> str:
        week = {day.weekday() for day in dates}
        if dates == {day for day in self._days if day.weekday() in week}:
            flags = [str(int(day in week)) for day in range(_WEEK)]
            name = f"week-{''.join(flags)}"
            self._tables.add(
                "calendar.txt",
                service_id=name,
                **dict(zip(DAYS, flags, strict=True)),
                start_date=f"{self._days[0]:%Y%m%d}",
                end_date=f"{self._days[-1]:%Y%m%d}",
            )
            return name
        name = f"dates-{len(self._known) + 1}"
        for day in sorted(dates):
            self._tables.add(
                "calendar_dates.txt", service_id=name, date=f"{day:%Y%m%d}", exception_type=1
            )
        return name
