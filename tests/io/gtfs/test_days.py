"""Days of service a week and trips a day, by calendar, exceptions and headways."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.io.gtfs.feeds import CALENDAR_HEAD, CALLS, CALLS_HEAD, ROUTES, by_id, found, read

WEEKS = 'period = "2024-03-04/2024-03-31"'  # four weeks, Monday to Sunday


def days(folder: Path, calendar: str, exceptions: str = "", *, period: str = WEEKS) -> object:
    tables = {"calendar.txt": calendar, "calendar_dates.txt": exceptions or None}
    district = read(folder, tables, more=period)
    assert by_id(district, "stops", "service_days_per_week")["S1"] == pytest.approx(
        float(by_id(district, "bus_routes", "operating_days")["R1"])
    )
    return by_id(district, "stops", "service_days_per_week")["S1"]


def dates(*given: dt.date, kind: int = 1) -> str:
    rows = "".join(f"D,{day:%Y%m%d},{kind}\n" for day in given)
    return "service_id,date,exception_type\n" + rows


def test_week_days_are_counted(tmp_path: Path) -> None:
    # Monday and Thursday: 8 days in 4 weeks.
    assert days(tmp_path, CALENDAR_HEAD + "D,1,0,0,1,0,0,0,20240101,20241231\n") == 2.0


def test_every_other_wednesday_by_exceptions_alone(tmp_path: Path) -> None:
    # 6 and 20 March: 2 days in 4 weeks.
    given = dates(dt.date(2024, 3, 6), dt.date(2024, 3, 20))
    district = read(tmp_path, {"calendar.txt": None, "calendar_dates.txt": given}, more=WEEKS)
    assert by_id(district, "stops", "service_days_per_week")["S2"] == 0.5


def test_every_other_wednesday_by_removal(tmp_path: Path) -> None:
    calendar = CALENDAR_HEAD + "D,0,0,1,0,0,0,0,20240304,20240331\n"
    removed = dates(dt.date(2024, 3, 13), dt.date(2024, 3, 27), kind=2)
    assert days(tmp_path, calendar, removed) == 0.5


def test_market_days_by_exceptions(tmp_path: Path) -> None:
    """Days 1, 4 and 7 of each ten in March: 4 7 11 14 17 21 24 27 31, nine in 28 days from 4th."""
    given = dates(*(dt.date(2024, 3, day) for day in (1, 4, 7, 11, 14, 17, 21, 24, 27, 31)))
    calendar = CALENDAR_HEAD + "D,0,0,0,0,0,0,0,20240304,20240331\n"
    assert days(tmp_path, calendar, given) == pytest.approx(7 * 9 / 28)


def test_a_removed_day_outweighs_the_week_and_an_added_one_adds(tmp_path: Path) -> None:
    # Weekdays, 20 in four weeks; less Friday the 8th, with Saturday the 9th: 20.
    calendar = CALENDAR_HEAD + "D,1,1,1,1,1,0,0,20240304,20240331\n"
    given = "service_id,date,exception_type\nD,20240308,2\nD,20240309,1\n"
    assert days(tmp_path, calendar, given) == 5.0


def test_holidays_take_days_off_and_that_is_said(tmp_path: Path) -> None:
    # 20 weekdays less one: 19 in four weeks, 4.75; three of four weeks have 5.
    calendar = CALENDAR_HEAD + "D,1,1,1,1,1,0,0,20240304,20240331\n"
    tables = {"calendar.txt": calendar, "calendar_dates.txt": dates(dt.date(2024, 3, 8), kind=2)}
    district = read(tmp_path, tables, more=WEEKS)
    assert by_id(district, "stops", "service_days_per_week")["S1"] == 4.75
    assert by_id(district, "stops", "usual_days_per_week")["S1"] == 5
    assert found(district, "gtfs_days_lowered")[0].figures["places"] == 2


def test_the_stops_days_are_those_on_which_any_trip_calls(tmp_path: Path) -> None:
    """R1 on Monday and Tuesday, R2 on Tuesday and Wednesday: three days at S1, where both call."""
    calendar = CALENDAR_HEAD + (
        "A,1,1,0,0,0,0,0,20240304,20240331\nB,0,1,1,0,0,0,0,20240304,20240331\n"
    )
    tables = {
        "calendar.txt": calendar,
        "routes.txt": ROUTES + "R2,A,2,,3\n",
        "trips.txt": "route_id,service_id,trip_id\nR1,A,T1\nR2,B,T2\n",
        "stop_times.txt": CALLS + "T2,09:00:00,09:00:00,S1,1\nT2,09:30:00,09:30:00,S3,2\n",
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nS1,甲,30,104\nS2,乙,30,104.01\n"
        "S3,丙,30,104.02\n",
    }
    district = read(tmp_path, tables, more=WEEKS)
    assert by_id(district, "stops", "service_days_per_week") == {"S1": 3.0, "S2": 2.0, "S3": 2.0}
    # S1 has 4 calls in a week on 3 days.
    assert by_id(district, "stops", "trips_per_day")["S1"] == pytest.approx(4 / 3)
    assert by_id(district, "bus_routes", "operating_days") == {"R1": "2", "R2": "2"}


@pytest.mark.parametrize(
    ("rows", "trips"),
    [
        ("T1,06:00:00,08:00:00,1800", 4),  # 6:00 6:30 7:00 7:30; the end is not a departure
        ("T1,06:00:00,07:59:59,1800", 4),
        ("T1,06:00:00,08:00:01,1800", 5),  # and 8:00
        ("T1,06:00:00,07:00:00,3600\nT1,22:00:00,25:00:00,3600", 4),  # 6; 22 23 24
    ],
)
def test_headways_count_departures(tmp_path: Path, rows: str, trips: int) -> None:
    head = "trip_id,start_time,end_time,headway_secs\n"
    district = read(tmp_path, {"frequencies.txt": head + rows + "\n"}, more=WEEKS)
    assert by_id(district, "bus_routes", "trips_per_day") == {"R1": trips}
    assert by_id(district, "stops", "trips_per_day") == {"S1": trips, "S2": trips}


def test_a_line_of_both_directions_is_one_row(tmp_path: Path) -> None:
    tables = {
        "trips.txt": "route_id,service_id,trip_id\nR1,D,T1\nR1,D,T2\n",
        "stop_times.txt": CALLS + "T2,18:00:00,18:00:00,S2,1\nT2,18:30:00,18:30:00,S1,2\n",
    }
    district = read(tmp_path, tables)
    assert by_id(district, "bus_routes", "trips_per_day") == {"R1": 2}
    assert by_id(district, "bus_routes", "stop_ids")["R1"] in ("S1;S2", "S2;S1")


def test_trips_over_other_stops_are_rows_of_their_own(tmp_path: Path) -> None:
    tables = {
        "trips.txt": "route_id,service_id,trip_id\nR1,D,T1\nR1,D,T2\nR1,D,T3\n",
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nS1,甲,30,104\nS2,乙,30,104.01\n"
        "S3,丙,30,104.02\n",
        "stop_times.txt": CALLS
        + "T2,9:00:00,9:00:00,S1,1\nT2,9:30:00,9:30:00,S2,2\nT2,9:40:00,9:40:00,S3,5\n"
        + "T3,10:00:00,10:00:00,S1,1\nT3,10:30:00,10:30:00,S2,2\n",
    }
    district = read(tmp_path, tables)
    assert by_id(district, "bus_routes", "stop_ids") == {"R1": "S1;S2", "R1#2": "S1;S2;S3"}
    assert by_id(district, "bus_routes", "trips_per_day") == {"R1": 2, "R1#2": 1}
    assert found(district, "gtfs_branches")


@pytest.mark.parametrize(
    ("pickup", "drop_off", "served"), [("", "", 7), ("0", "1", 7), ("1", "0", 0), ("1", "1", 0)]
)
def test_where_nobody_may_board_no_bus_serves(
    tmp_path: Path, pickup: str, drop_off: str, served: int
) -> None:
    head = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
    calls = head + f"T1,8:00:00,8:00:00,S1,1,0,0\nT1,8:30:00,8:30:00,S2,2,{pickup},{drop_off}\n"
    district = read(tmp_path, {"stop_times.txt": calls})
    assert by_id(district, "stops", "service_days_per_week") == {"S1": 7, "S2": served}
    assert bool(found(district, "gtfs_no_boarding")) == (served == 0)
    assert bool(found(district, "gtfs_no_alighting")) == (drop_off == "1" and served == 7)


@pytest.mark.parametrize(
    ("first", "last", "taken", "length"),
    [
        ("20240304", "20240331", "2024-03-04/2024-03-31", 28),
        ("20240304", "20240330", "2024-03-04/2024-03-17", 14),  # 27 days hold one fortnight
        ("20240304", "20240312", "2024-03-04/2024-03-10", 7),
        ("20240304", "20240306", "2024-03-04/2024-03-06", 3),
        ("20240101", "20271231", "2024-01-01/2024-12-29", 364),
    ],
)
def test_by_default_whole_fortnights_of_the_validity(
    tmp_path: Path, first: str, last: str, taken: str, length: int
) -> None:
    calendar = CALENDAR_HEAD + f"D,1,1,1,1,1,1,1,{first},{last}\n"
    district = read(tmp_path, {"calendar.txt": calendar})
    told = found(district, "gtfs_period_chosen")[0].figures
    assert (told["period"], told["days"]) == (taken, length)
    assert by_id(district, "stops", "service_days_per_week")["S1"] == 7


def test_the_feeds_own_validity_bounds_the_calendar(tmp_path: Path) -> None:
    info = "feed_publisher_name,feed_start_date,feed_end_date\n某局,20240311,20240324\n"
    district = read(tmp_path, {"feed_info.txt": info})
    assert found(district, "gtfs_period_chosen")[0].figures["period"] == "2024-03-11/2024-03-24"


def test_days_beyond_the_validity_count_as_none_and_that_is_said(tmp_path: Path) -> None:
    # 28 days of service in 56.
    district = read(tmp_path, {}, more='period = "2024-03-04/2024-04-28"')
    assert by_id(district, "stops", "service_days_per_week")["S1"] == 3.5
    assert found(district, "gtfs_period_beyond")


def test_nothing_runs_in_a_year_without_service(tmp_path: Path) -> None:
    district = read(tmp_path, {}, more='period = "2020-01-06/2020-02-02"')
    assert by_id(district, "stops", "service_days_per_week")["S1"] == 0
    assert found(district, "gtfs_nothing_runs")[0].severity == "error"


def test_without_calls_days_are_not_known(tmp_path: Path) -> None:
    district = read(tmp_path, {"stop_times.txt": CALLS_HEAD})
    assert district.layers["stops"]["service_days_per_week"].isna().all()
    assert found(district, "gtfs_trip_without_calls")[0].rows == (1,)
