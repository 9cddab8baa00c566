"""A feed of little drawn districts: what is written, assumed, left out; hostile words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import shapely

from roadnet.analysis.assess import assess
from roadnet.errors import RoadnetError
from roadnet.reports.gtfs.build import GtfsFeed, build_gtfs
from roadnet.reports.gtfs.options import FeedOptions, to_options
from tests.analysis.service_scenes import drawn
from tests.reports.gtfs.spec import read_tables, require_valid
from tests.scenes import ORIGIN_M

ROAD = """
    S---V---T
"""
# A cell is 1000 m: S, V and T stand 4 km from one another on one road.
OPTIONS = FeedOptions(dt.date(2024, 1, 1), dt.date(2024, 1, 28))  # four weeks from a Monday


def feed_of(options: FeedOptions = OPTIONS, **layers: dict[str, dict[str, object]]) -> GtfsFeed:
    stops = {"S": {}, "T": {}, **layers.pop("stops", {})}
    district = drawn(ROAD, "ST", cell_m=1000, villages={"V": 1}, stops=stops, **layers)
    feed = build_gtfs(assess(district), options)
    require_valid(feed.to_bytes())
    return feed


def told(feed: GtfsFeed) -> dict[str, tuple[str, ...]]:
    return {finding.code: finding.ids for finding in feed.findings}


def line(**cells: object) -> dict[str, dict[str, object]]:
    return {"L": {"stop_ids": "S;T", "operating_days": "daily", "trips_per_day": 3.0, **cells}}


def test_three_trips_a_day_are_two_out_and_one_back() -> None:
    """11 hours from seven to six: out every 19 800 s; back once, in eight hours at most.

    8 km at 20 km/h are 24 minutes.
    """
    tables, _ = read_tables(feed_of(bus_routes=line()).to_bytes())
    assert [(row["trip_id"], row["headway_secs"]) for row in tables["frequencies.txt"]] == [
        ("L-0", "19800"),
        ("L-1", "28800"),
    ]
    calls = tables["stop_times.txt"]
    assert [(row["trip_id"], row["stop_id"], row["arrival_time"]) for row in calls] == [
        ("L-0", "S", "07:00:00"),
        ("L-0", "T", "07:24:00"),
        ("L-1", "T", "07:00:00"),
        ("L-1", "S", "07:24:00"),
    ]  # fmt: skip


def test_a_week_is_a_calendar_and_days_by_number_are_dates() -> None:
    lines = {**line(operating_days="mon;thu"), "M": line(operating_days="every 7 days")["L"]}
    tables, _ = read_tables(feed_of(bus_routes=lines).to_bytes())
    # Every seventh day from Monday 1 January is every Monday: a week too.
    assert [row["service_id"] for row in tables["calendar.txt"]] == ["week-1001000", "week-1000000"]
    lines = {"M": line(operating_days="every 3 days")["L"]}
    tables, _ = read_tables(feed_of(bus_routes=lines).to_bytes())
    assert "calendar.txt" not in tables
    assert [row["date"][-2:] for row in tables["calendar_dates.txt"]] == [
        "01", "04", "07", "10", "13", "16", "19", "22", "25", "28",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"operating_days": "有时"}, "gtfs_export_line_left_out"),
        ({"operating_days": None}, "gtfs_export_line_left_out"),
        ({"trips_per_day": 0.0}, "gtfs_export_line_left_out"),
        ({"stop_ids": "X;Y"}, "gtfs_export_line_left_out"),
        ({"stop_ids": "S;X"}, "gtfs_export_one_stop"),
        ({"trips_per_day": None}, "gtfs_export_trips_assumed"),
        ({"operating_days": "3"}, "gtfs_export_days_spread"),
    ],
)
def test_what_is_assumed_or_left_out_is_said(cells: dict[str, object], code: str) -> None:
    lines = {**line(**cells), "K": line()["L"]}
    assert told(feed_of(bus_routes=lines))[code] == ("L",)


def test_stops_without_a_road_between_them_are_said() -> None:
    district = drawn(
        "S---V\n\n\nW---T", "SV WT", cell_m=1000, villages={"V": 1}, stops={"S": {}, "T": {}},
        bus_routes=line(),
    )  # fmt: skip
    feed = build_gtfs(assess(district), OPTIONS)
    assert told(feed)["gtfs_export_no_way"] == ("L",)
    require_valid(feed.to_bytes())


def test_a_stop_whose_own_days_no_line_explains() -> None:
    """S says 7, T 2; the line runs on Monday alone: each gets what lacks, 6 and 1 a week.

    Of the 24 other days of four weeks every sixth, from Tuesday on: the Sundays.
    """
    stops = {"S": {"service_days_per_week": 7}, "T": {"service_days_per_week": 2}}
    feed = feed_of(stops=stops, bus_routes=line(operating_days="mon"))
    assert told(feed)["gtfs_export_stop_alone"] == ("S", "T")
    tables, _ = read_tables(feed.to_bytes())
    services = {row["route_id"]: row["service_id"] for row in tables["trips.txt"]}
    assert services == {"L": "week-1000000", "at-S": "week-0111111", "at-T": "week-0000001"}


def test_a_line_passes_by_a_stop_that_says_fewer_days() -> None:
    """T says never, the line daily: it calls at S alone."""
    feed = feed_of(stops={"T": {"service_days_per_week": 0}}, bus_routes=line())
    tables, _ = read_tables(feed.to_bytes())
    assert {row["stop_id"] for row in tables["stop_times.txt"]} == {"S"}
    assert [row["stop_id"] for row in tables["stops.txt"]] == ["S", "T"]


def test_zones_by_outline_list_and_stops() -> None:
    x, y = ORIGIN_M
    zones = {
        "Z1": {"geometry": shapely.box(x, y, x + 900, y + 900), "booking_type": 1, "phone": "1"},
        "Z2": {"village_ids": "V", "booking_type": 2, "prior_notice_min": 60},
        "Z3": {"stop_ids": "S;T"},
        "Z4": {"village_ids": "nobody"},
    }
    feed = feed_of(service_zones=zones)
    tables, areas = read_tables(feed.to_bytes())
    assert set(areas) == {"Z1", "Z2"}
    # 900 m by 900 m and 500 m by 500 m; a degree is 111.3 km, at 30 to 32 north 0.85 to 0.87 of it
    sides = [shapely.bounds(area) for area in areas.values()]
    assert [(n - s) * 111_000 for _, s, _, n in sides] == pytest.approx([900, 500], rel=0.02)
    assert [row["stop_id"] for row in tables["location_group_stops.txt"]] == ["S", "T"]
    assert told(feed)["gtfs_export_zone_left_out"] == ("Z4",)
    rules = {row["booking_rule_id"]: row for row in tables["booking_rules.txt"]}
    assert rules["Z1-rule"]["prior_notice_duration_min"] == "1"  # not said: the least there may be
    # An hour before seven would be the same day: the latest of the day before.
    assert rules["Z2-rule"]["prior_notice_last_time"] == "23:59:00"


def test_a_zone_that_bears_a_stops_name_gets_another() -> None:
    feed = feed_of(service_zones={"S": {"village_ids": "V"}}, bus_routes=line())
    assert set(read_tables(feed.to_bytes())[1]) == {"S-2"}


HOSTILE = ['=HYPERLINK("x")', "甲\n乙\x07", '"引号", 逗号', "{{ 7*7 }}<script>", "$x$"]


@pytest.mark.parametrize("name", HOSTILE)
def test_words_stay_words(name: str, tmp_path: Path) -> None:
    feed = feed_of(stops={"S": {"name": name}}, bus_routes=line(name=name))
    tables, _ = read_tables(feed.to_bytes())
    plain = " ".join(name.replace("\x07", " ").split("\n")).strip()
    assert tables["stops.txt"][0]["stop_name"] == plain
    assert tables["routes.txt"][0]["route_long_name"] == plain
    feed.write(tmp_path / "feed.zip")
    assert (tmp_path / "feed.zip").read_bytes() == feed.to_bytes()


def test_nothing_to_write_is_an_error() -> None:
    with pytest.raises(RoadnetError) as caught:
        feed_of()
    assert caught.value.code == "gtfs_nothing_to_write"
    assert caught.value.message("zh")


def test_by_default_52_weeks_of_the_year_of_the_data() -> None:
    today = dt.date(2026, 5, 1)
    found = to_options("", "截至2023年底", today)
    # 2 January 2023 is a Monday.
    assert (found.first, found.last) == (dt.date(2023, 1, 2), dt.date(2023, 12, 31))
    assert to_options("", "", today).first == dt.date(2026, 1, 5)
    given = to_options("2024-03-01/2024-03-02", "2023", today)
    assert given.days == (dt.date(2024, 3, 1), dt.date(2024, 3, 2))


@pytest.mark.parametrize(
    "wrong", [{"agency_url": "somewhere"}, {"timezone": "Moon/Base"}, {"period": "2024"}]
)
def test_settings_that_cannot_hold(wrong: dict[str, str]) -> None:
    period = wrong.pop("period", "")
    with pytest.raises(RoadnetError) as caught:
        to_options(period, "", dt.date(2024, 1, 1), **wrong)
    assert caught.value.code == "gtfs_option_bad"
