"""What a feed needs that the tables do not hold: its period, who publishes it, the time zone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import available_timezones

from roadnet.analysis.service_dates import Cycle
from roadnet.errors import RoadnetError
from roadnet.io.gtfs.calendar import LONGEST_DAYS, parse_period
from roadnet.text import DEFAULT_LANG, Lang

_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_URL: Final = re.compile(r"https?://[^\s/]+\.[^\s]+")
_MONDAY: Final = 0


@dataclass(frozen=True)
class FeedOptions:
    """Settings of a feed.

    Parameters
    ----------
    first, last
        The period of service, both ends included.
    cycle
        The calendar that market days follow.
    agency
        Who runs the buses; empty: the district's name.
    agency_url
        The agency's address; the standard demands one. The one by default leads nowhere, and
        says so.
    timezone
        By the tz database.
    lang
        Language of the notes in the feed.
    """

    first: dt.date
    last: dt.date
    cycle: Cycle = "lunar"
    agency: str = ""
    agency_url: str = "https://example.invalid/"
    timezone: str = "Asia/Shanghai"
    lang: Lang = DEFAULT_LANG
    days: tuple[dt.date, ...] = field(init=False)

    def __post_init__(self) -> None:
        length = (self.last - self.first).days + 1
        days = tuple(self.first + dt.timedelta(days=n) for n in range(length))
        object.__setattr__(self, "days", days)


def to_options(
    period: str, data_date: str, today: dt.date, *, cycle: Cycle = "lunar", agency: str = "",
    agency_url: str = "", timezone: str = "", lang: Lang = DEFAULT_LANG,
) -> FeedOptions:  # fmt: skip
    """Build the settings, with what is not given by default.

    Without a period it is 52 weeks from the first Monday of the year that the data describe, of
    this year where they do not say it.

    Raises
    ------
    RoadnetError
        ``gtfs_option_bad``: the setting, and what it may be.
    """
    if agency_url and not _URL.fullmatch(agency_url):
        raise RoadnetError("gtfs_option_bad", option="--agency-url", value=agency_url[:80])
    if timezone and timezone not in available_timezones():
        raise RoadnetError("gtfs_option_bad", option="--timezone", value=timezone[:80])
    first, last = _period(period, data_date, today)
    plain = FeedOptions(first, last)
    return FeedOptions(
        first,
        last,
        cycle=cycle,
        agency=agency,
        agency_url=agency_url or plain.agency_url,
        timezone=timezone or plain.timezone,
        lang=lang,
    )


def _period(period: str, data_date: str, today: dt.date) -> tuple[dt.date, dt.date]:
    if period:
        try:
            return parse_period(period)
        except ValueError as error:
            raise RoadnetError("gtfs_option_bad", option="--period", value=period[:80]) from error
    year = _YEAR.search(data_date)
    start = dt.date(int(year[0]) if year else today.year, 1, 1)
    first = start + dt.timedelta(days=(_MONDAY - start.weekday()) % 7)
    return first, first + dt.timedelta(days=LONGEST_DAYS - 1)
