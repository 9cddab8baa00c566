"""Days of operation: each form, by hand."""

import math

import pytest

from roadnet.analysis.operating_days import mean_days_per_week, weekdays


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("daily", {0, 1, 2, 3, 4, 5, 6}),
        ("每天", {0, 1, 2, 3, 4, 5, 6}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("周末", {5, 6}),
        ("mon;thu", {0, 3}),
        ("Monday, THU", {0, 3}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("fri-mon", {4, 5, 6, 0}),
        ("周一；周四", {0, 3}),
        ("周一、四", {0, 3}),
        ("星期一三五", {0, 2, 4}),
        ("一三五", {0, 2, 4}),
        ("周一至周五", {0, 1, 2, 3, 4}),
        ("周六周日", {5, 6}),
        ("mon;mon", {0}),
    ],
)
def test_week_days(text, days):
    assert weekdays(text) == days
    assert mean_days_per_week(text) == len(days)


@pytest.mark.parametrize(
    ("text", "mean"),
    [
        ("every 1 day", 7),
        ("every 2 days", 3.5),
        ("every 14 days", 0.5),
        ("隔日", 3.5),
        ("每三天一班", 7 / 3),
        ("每10天", 0.7),
        # k market days in ten: 7 k / 10.
        ("market 1,4,7", 2.1),
        ("market 1，4，7", 2.1),
        ("逢一四七", 2.1),
        ("逢1、4、7赶场", 2.1),
        ("三六九", 2.1),
        ("market 0,5", 1.4),
        ("market 10,5", 1.4),
        ("market 0,10", 0.7),
        ("逢五逢十", 1.4),
        ("market 1,2,3,4,5,6,7,8,9,10", 7),
        ("5", 5),
        ("０．５", 0.5),
        (5.0, 5),
        ("0", 0),
    ],
)
def test_other_forms_name_no_week_days(text, mean):
    assert weekdays(text) is None
    assert mean_days_per_week(text) == pytest.approx(mean)


@pytest.mark.parametrize(
    "text",
    [None, float("nan"), "", "  ", "now and then", "1,4,7", "8", "-1", "every 0 days", "market",
     "month", "weekly", "mon;xyz", "逢", "inf", True, "market 1,4,7 but not in winter"],
)  # fmt: skip
def test_what_cannot_be_read_is_nan(text):
    assert weekdays(text) is None
    assert math.isnan(mean_days_per_week(text))
