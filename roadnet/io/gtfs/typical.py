"""Weeks that are not like the others: where exceptions take days off a service that is regular."""

from __future__ import annotations

from typing import Final

from roadnet.io.gtfs.calendar import WEEK, Period
from roadnet.schema import USUAL_ABOVE_MEAN

_MOST_OF_WEEKS: Final = 0.5


def usual_days(days: int, period: Period) -> int | None:
    """Return the days of service in most weeks where the mean is a little below; None elsewhere.

    A service on week days that rests on public holidays has a mean just below five: which of the
    two counts is for the standard to say (``bus_usual_week_counts``). Weeks are counted from the
    first day of the period; the usual number is that of more than half of the weeks, and the mean
    lies less than half a day below it.
    """
    weeks = period.days // WEEK
    if weeks < 2:
        return None
    mask = (1 << WEEK) - 1
    counts = [(days >> WEEK * week & mask).bit_count() for week in range(weeks)]
    usual = max(set(counts), key=lambda n: (counts.count(n), n))
    below = usual - period.per_week(days.bit_count())
    often = counts.count(usual) > _MOST_OF_WEEKS * weeks
    return usual if often and 1e-9 < below < USUAL_ABOVE_MEAN else None
