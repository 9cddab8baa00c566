"""Days of operation as dates: by hand on the calendar of 2024."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadnet.analysis.operating_days import every_days, market_days, mean_days_per_week
from roadnet.analysis.service_dates import is_spread, service_dates, spread_evenly

START = dt.date(2024, 2, 5)  # a Monday
DAYS = [START + dt.timedelta(days=n) for n in range(28)]


def days_of(text, days=DAYS, cycle="lunar"):
    return sorted(
        day.toordinal() - START.toordinal() for day in service_dates(text, days, cycle=cycle)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("daily", list(range(28))),
        ("mon;thu", [0, 3, 7, 10, 14, 17, 21, 24]),
        ("every 9 days", [0, 9, 18, 27]),
        ("隔日", list(range(0, 28, 2))),
        ("0", []),
        ("7", list(range(28))),
        ("0.5", [13, 27]),  # two days in four weeks, as far apart as can be
    ],
)
def test_dates(text, expected):
    assert days_of(text) == expected


def test_market_days_by_the_moon():
    """10 February 2024 is the first day of the Year of the Dragon, lunar 1st month.

    The month before ends on 9 February with its 30th. Lunar days 1, 4, 7, 11, 14, 17 ... are
    10, 13, 16, 20, 23, 26 February, 1 March; before them 5 and 6 February are 26th and 27th of the
    old month: the 27th is a market day.
    """
    expected = [dt.date(2024, 2, day) for day in (6, 10, 13, 16, 20, 23, 26)] + [
        dt.date(2024, 3, 1)
    ]
    assert sorted(service_dates("逢一四七", DAYS, cycle="lunar")) == expected


def test_the_tenth_falls_on_the_10th_20th_and_30th():
    # Lunar 30th is 9 February (a month of 30 days), 10th is 19 February, 20th is 29 February.
    expected = [dt.date(2024, 2, day) for day in (9, 19, 29)]
    assert sorted(service_dates("market 10", DAYS, cycle="lunar")) == expected


def test_market_days_by_the_solar_month():
    january = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(31)]
    found = service_dates("market 1", january, cycle="solar")
    assert sorted(day.day for day in found) == [1, 11, 21]  # the 31st is none


def test_what_cannot_be_read_is_nothing():
    assert service_dates("有时", DAYS, cycle="lunar") is None
    assert service_dates(None, DAYS, cycle="lunar") is None


def test_forms_are_told_apart():
    assert every_days("every 3 days") == 3
    assert every_days("mon") is None
    assert market_days("market 1,4,7") == {1, 4, 7}
    assert market_days("0,10") is None
    assert market_days("5") is None
    assert [is_spread(text) for text in ("5", "7", "0", "daily", "market 1", "every 2 days")] == [
        True, False, False, False, False, False,
    ]  # fmt: skip


@given(st.floats(0, 7), st.integers(1, 400))
def test_days_spread_evenly_make_the_mean(per_week, length):
    days = [START + dt.timedelta(days=n) for n in range(length)]
    chosen = sorted(spread_evenly(per_week, days))
    assert abs(len(chosen) - per_week * length / 7) <= 0.5 + 1e-9
    gaps = {(b - a).days for a, b in pairwise(chosen)}
    assert not gaps or max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize(
    "text", ["daily", "mon;thu", "every 3 days", "market 1,4,7", "market 2,5,8", "3"]
)
def test_over_a_long_time_dates_make_the_mean_that_is_counted(text):
    """A market day of three is 1.6 % more by the moon; the others are as the text says."""
    days = [START + dt.timedelta(days=n) for n in range(3640)]
    per_week = len(service_dates(text, days, cycle="lunar")) * 7 / len(days)
    assert per_week == pytest.approx(mean_days_per_week(text), rel=0.02)
