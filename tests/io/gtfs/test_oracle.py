"""Days and trips against an expansion of the calendar day by day, against gtfs-kit, invariants."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadnet.io.gtfs.read import read_feed
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import Job
from tests.io.gtfs.feeds import AGENCY

START = dt.date(2024, 3, 4)  # a Monday
LENGTH = 28
DAYS = [START + dt.timedelta(days=day) for day in range(LENGTH)]
PERIOD = f"{DAYS[0]}/{DAYS[-1]}"
NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Table = list[dict[str, str]]
Feed = dict[str, Table]


def a_feed(seed: int) -> Feed:
    """A feed by chance: 4 services, 6 trips of 3 routes over 5 stops, headways, exceptions."""
    rng = random.Random(seed)
    services = [f"V{n}" for n in range(4)]
    span = [DAYS[0] - dt.timedelta(days=9), DAYS[-1] + dt.timedelta(days=9)]
    calendar = [
        {
            "service_id": service,
            **{name: str(rng.randint(0, 1)) for name in NAMES},
            "start_date": f"{rng.choice([span[0], DAYS[0], DAYS[6]]):%Y%m%d}",
            "end_date": f"{rng.choice([span[1], DAYS[-1], DAYS[15]]):%Y%m%d}",
        }
        for service in services[:3]
    ]
    exceptions = [
        {"service_id": service, "date": f"{day:%Y%m%d}", "exception_type": str(rng.choice([1, 2]))}
        for service in services
        for day in rng.sample([*DAYS, span[0], span[1]], 5)
    ]
    trips = [
        {"route_id": f"R{n % 3}", "service_id": rng.choice(services), "trip_id": f"T{n}"}
        for n in range(6)
    ]
    calls = []
    for trip in trips:
        stops = rng.sample([f"S{n}" for n in range(5)], rng.randint(2, 4))
        calls += [
            {
                "trip_id": trip["trip_id"],
                "arrival_time": f"{8 + n:02d}:00:00",
                "departure_time": f"{8 + n:02d}:00:00",
                "stop_id": stop,
                "stop_sequence": str(3 * n),
            }
            for n, stop in enumerate(stops)
        ]
    headways = [
        {
            "trip_id": trip["trip_id"],
            "start_time": "08:00:00",
            "end_time": f"{rng.randint(9, 12):02d}:00:00",
            "headway_secs": str(rng.choice([1200, 1800, 3600])),
        }
        for trip in trips[:2]
    ]
    return {
        "agency.txt": list(csv.DictReader(io.StringIO(AGENCY))),
        "routes.txt": [
            {"route_id": f"R{n}", "agency_id": "A", "route_short_name": str(n), "route_type": "3"}
            for n in range(3)
        ],
        "stops.txt": [
            {"stop_id": f"S{n}", "stop_name": f"S{n}", "stop_lat": "30", "stop_lon": f"104.0{n}"}
            for n in range(5)
        ],
        "calendar.txt": calendar,
        "calendar_dates.txt": exceptions,
        "trips.txt": trips,
        "stop_times.txt": calls,
        "frequencies.txt": headways,
    }


def to_text(table: Table) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()


def read(feed: Feed) -> dict[str, dict[str, tuple[float, float]]]:
    """By layer and identifier: days a week and trips a day."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "feed.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, table in feed.items():
                if table:
                    archive.writestr(name, to_text(table))
        job = Job(str(path), timetable=True, period=PERIOD)
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        raw = read_feed(job, ReadLimits(), scratch)
    found = {}
    for layer, days in (("stops", "service_days_per_week"), ("bus_routes", "operating_days")):
        table = raw.further[layer].table.to_pydict()
        key = next(iter(table))
        rows = zip(table[key], table[days], table["trips_per_day"], strict=True)
        found[layer] = {name: (float(day), trips) for name, day, trips in rows}
    return found


def running(feed: Feed, day: dt.date) -> set[str]:
    """The services of a day, as a person looks them up."""
    text = f"{day:%Y%m%d}"
    found = {
        row["service_id"]
        for row in feed["calendar.txt"]
        if row["start_date"] <= text <= row["end_date"] and row[NAMES[day.weekday()]] == "1"
    }
    today = [row for row in feed["calendar_dates.txt"] if row["date"] == text]
    found |= {row["service_id"] for row in today if row["exception_type"] == "1"}
    return found - {row["service_id"] for row in today if row["exception_type"] == "2"}


def departures(feed: Feed, trip: Mapping[str, str]) -> int:
    """Departures of a trip on a day: by each headway from the start on, before the end."""
    mine = [row for row in feed["frequencies.txt"] if row["trip_id"] == trip["trip_id"]]
    if not mine:
        return 1
    seconds = [[sum(int(p) * u for p, u in zip(row[k].split(":"), (3600, 60, 1), strict=True))
                for k in ("start_time", "end_time")] for row in mine]  # fmt: skip
    return sum(
        len(range(start, end, int(row["headway_secs"])))
        for row, (start, end) in zip(mine, seconds, strict=True)
    )


def expand(feed: Feed) -> dict[str, tuple[float, float]]:
    """By stop: days a week and calls a day of service, counted day by day and call by call."""
    calls = {name: [0] * LENGTH for name in (row["stop_id"] for row in feed["stops.txt"])}
    for at, day in enumerate(DAYS):
        services = running(feed, day)
        for trip in feed["trips.txt"]:
            if trip["service_id"] in services:
                for row in feed["stop_times.txt"]:
                    if row["trip_id"] == trip["trip_id"]:
                        calls[row["stop_id"]][at] += departures(feed, trip)
    found = {}
    for name, by_day in calls.items():
        days = sum(n > 0 for n in by_day)
        found[name] = (7 * days / LENGTH, sum(by_day) / days if days else 0.0)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_it_is_what_counting_day_by_day_gives(seed: int) -> None:
    feed = a_feed(seed)
    told = read(feed)["stops"]
    for name, (days, trips) in expand(feed).items():
        assert told[name] == (pytest.approx(days), pytest.approx(trips))


@pytest.mark.parametrize("seed", range(6))
def test_it_is_what_gtfs_kit_gives(seed: int, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kit = pytest.importorskip("gtfs_kit")
    feed = {**a_feed(seed), "frequencies.txt": []}  # its counts of calls leave headways out
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, table in feed.items():
            if table:
                archive.writestr(name, to_text(table))
    kitted = kit.read_feed(path, dist_units="km")
    days = [f"{day:%Y%m%d}" for day in DAYS]
    activity = kitted.compute_stop_activity(days).set_index("stop_id")
    ours = read(feed)["stops"]
    for stop_id, row in activity.iterrows():
        assert ours[str(stop_id)][0] == pytest.approx(7 * float(row.sum()) / LENGTH)


feeds = st.integers(0, 10_000).map(a_feed)


@settings(max_examples=40, deadline=None)
@given(feeds, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(feed: Feed, rng: random.Random) -> None:
    shuffled = {name: rng.sample(table, len(table)) for name, table in feed.items()}
    assert read(shuffled) == read(feed)


@settings(max_examples=40, deadline=None)
@given(feeds, st.sampled_from(DAYS), st.integers(0, 3))
def test_a_day_added_never_lowers_any_stop(feed: Feed, day: dt.date, service: int) -> None:
    name, text = f"V{service}", f"{day:%Y%m%d}"
    others = [
        row
        for row in feed["calendar_dates.txt"]
        if (row["service_id"], row["date"]) != (name, text)
    ]
    without = {**feed, "calendar_dates.txt": others}
    more = [*others, {"service_id": name, "date": text, "exception_type": "1"}]
    less = [*others, {"service_id": name, "date": text, "exception_type": "2"}]
    before = read(without)["stops"]
    added = read({**feed, "calendar_dates.txt": more})["stops"]
    removed = read({**feed, "calendar_dates.txt": less})["stops"]
    for stop in before:
        assert removed[stop][0] <= before[stop][0] <= added[stop][0]


@settings(max_examples=30, deadline=None)
@given(feeds, st.integers(1, 6))
def test_splitting_a_service_by_week_days_changes_nothing(feed: Feed, cut: int) -> None:
    """Each service becomes two, of its first and its last week days, and each trip two likewise."""
    halves = {"a": NAMES[:cut], "b": NAMES[cut:]}
    calendar = [
        {k: (v if k not in NAMES or k in kept else "0") for k, v in row.items()}
        | {"service_id": row["service_id"] + half}
        for row in feed["calendar.txt"]
        for half, kept in halves.items()
    ]
    # Days taken off are taken off both; days added stay out of it, for both would run on them.
    removed = [row for row in feed["calendar_dates.txt"] if row["exception_type"] == "2"]
    exceptions = [
        row | {"service_id": row["service_id"] + half} for row in removed for half in halves
    ]
    plain = {**feed, "calendar_dates.txt": removed}
    split = {
        **plain,
        "calendar.txt": calendar,
        "calendar_dates.txt": exceptions,
        **{
            name: [
                row | {key: row[key] + half for key in ("trip_id", "service_id") if key in row}
                for row in feed[name]
                for half in halves
            ]
            for name in ("trips.txt", "stop_times.txt", "frequencies.txt")
        },
    }
    told, wanted = read(split), read(plain)
    for layer in ("stops", "bus_routes"):
        assert told[layer].keys() == wanted[layer].keys()
        for name, (days, trips) in wanted[layer].items():
            assert told[layer][name] == (pytest.approx(days), pytest.approx(trips))
