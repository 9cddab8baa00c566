"""Days of operation as dates: which days of a period a text means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, Literal

from lunar_python import Solar

from roadnet.analysis.operating_days import (
    every_days,
    market_days,
    mean_days_per_week,
    weekdays,
)

Cycle = Literal["lunar", "solar"]
"""The calendar that market days follow."""

_WEEK: Final = 7
_CYCLE: Final = 10
_THIRD_CYCLE_ENDS: Final = 30


def service_dates(
    text: object, days: Sequence[dt.date], *, cycle: Cycle
) -> frozenset[dt.date] | None:
    """Return the days of operation among some days; None where the text cannot be read.

    Week days are those of the week. ``every N days`` counts from the first of ``days``. Market days
    are those of the lunar month, or of the solar one, whose 31st is none. Where there is only a
    number of days a week nothing says which they are: they are spread evenly, see
    :func:`spread_evenly`.

    Parameters
    ----------
    text
        As :mod:`roadnet.analysis.operating_days` reads it.
    days
        Every day of a period, in order.
    cycle
        What market days follow.
    """
    week = weekdays(text)
    if week is not None:
        return frozenset(day for day in days if day.weekday() in week)
    step = every_days(text)
    if step is not None:
        return frozenset(days[::step])
    market = market_days(text)
    if market is not None:
        day_of_month = _OF_MONTH[cycle]
        return frozenset(day for day in days if _in_cycle(day_of_month(day), market))
    mean = mean_days_per_week(text)
    return None if mean != mean else spread_evenly(mean, days)


def is_spread(text: object) -> bool:
    """Whether a text is a bare number of days a week, other than every day or none."""
    forms = (weekdays(text), every_days(text), market_days(text))
    mean = mean_days_per_week(text)
    return all(form is None for form in forms) and 0 < mean < _WEEK


def spread_evenly(per_week: float, days: Sequence[dt.date]) -> frozenset[dt.date]:
    """Return as many days as a mean a week makes, rounded, with gaps as even as can be."""
    wanted = min(len(days), int(per_week * len(days) / _WEEK + 0.5))
    return frozenset(
        day
        for at, day in enumerate(days)
        if (at + 1) * wanted // len(days) > at * wanted // len(days)
    )


def _in_cycle(day: int, market: frozenset[int]) -> bool:
    return day <= _THIRD_CYCLE_ENDS and ((day - 1) % _CYCLE + 1) in market


@lru_cache(maxsize=8192)
def _lunar_day(day: dt.date) -> int:
    return int(Solar.fromYmd(day.year, day.month, day.day).getLunar().getDay())


_OF_MONTH: Final[dict[Cycle, Callable[[dt.date], int]]] = {
    "lunar": _lunar_day,
    "solar": lambda day: day.day,
}
