"""The day that a report speaks of."""

import dataclasses
import datetime as dt

import pytest

from roadnet.reports.report_subject import ReportSubject

REPORTED = dt.date(2030, 6, 7)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2024-10-31", dt.date(2024, 10, 31)),
        ("2024年10月31日", dt.date(2024, 10, 31)),
        # A deadline in the year has not passed before the year is over.
        ("2024", dt.date(2024, 12, 31)),
        ("2024年2月", dt.date(2024, 2, 29)),
        ("20240331", dt.date(2024, 3, 31)),
        ("202402", dt.date(2024, 2, 29)),
        ("20240231", REPORTED),
        ("", REPORTED),
        ("unknown", REPORTED),
    ],
)
def test_the_day_is_the_last_that_the_data_describe(assessment, said, day):
    district = dataclasses.replace(assessment.district, data_date=said)
    found = dataclasses.replace(assessment, district=district)
    assert ReportSubject(found, (), "zh", day=REPORTED).as_of == day
