"""The date of the data as users write it, read in one place."""

from __future__ import annotations

from datetime import date

import pytest

from roadnet.district import District


@pytest.mark.parametrize(
    ("written", "day", "year"),
    [
        ("2024-12-31", date(2024, 12, 31), 2024),
        ("20241231", date(2024, 12, 31), 2024),
        ("as of 2024/6/30", date(2024, 6, 30), 2024),
        ("2024", None, 2024),
        ("2024-12", None, 2024),
        ("2024-02-30", None, 2024),
        ("", None, None),
    ],
)
def test_a_day_is_known_only_where_a_whole_date_is_written(
    written: str, day: date | None, year: int | None
) -> None:
    district = District("", "cn", None, {}, data_date=written)  # type: ignore[arg-type]
    assert (district.day, district.year) == (day, year)
