"""The demonstration district's tables as a feed, and the feed read again: the same verdicts."""

from __future__ import annotations

import datetime as dt
import tomllib
import warnings
from pathlib import Path

import pytest

from roadnet.analysis.assess import assess
from roadnet.analysis.assessment import Assessment
from roadnet.demo.source import demo_source
from roadnet.io.read import read_district
from roadnet.reports.gtfs.build import GtfsFeed, build_gtfs
from roadnet.reports.gtfs.options import FeedOptions, to_options
from tests.reports.gtfs.spec import read_tables, require_valid

TODAY = dt.date(2025, 6, 1)


@pytest.fixture(scope="module")
def demo() -> Assessment:
    return assess(read_district(demo_source(), inline=True))


def options_of(assessment: Assessment) -> FeedOptions:
    return to_options("", assessment.district.data_date, TODAY)


@pytest.fixture(scope="module")
def feed(demo: Assessment) -> GtfsFeed:
    return build_gtfs(demo, options_of(demo))


@pytest.fixture(scope="module")
def again(feed: GtfsFeed, tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """The same district with the feed in the place of the three tables."""
    folder = tmp_path_factory.mktemp("again")
    feed.write(folder / "feed.zip")
    source = Path(demo_source())
    base = source if source.is_dir() else source.parent
    told = tomllib.loads((base / "district.toml").read_text(encoding="utf-8"))
    lines = ["[district]", f'name = "{told["district"]["name"]}"', 'standard = "cn"']
    lines.append(f'crs = "{told["district"]["crs"]}"')
    for name, row in told["layers"].items():
        if name in ("stops", "bus_routes", "service_zones"):
            continue
        lines.append(f'[layers.{name}]\npath = "{(base / row["path"]).as_posix()}"')
        lines.append(f'layer = "{row["layer"]}"')
    lines.append('[layers.gtfs]\npath = "feed.zip"')
    (folder / "district.toml").write_text("\n".join(lines), encoding="utf-8")
    return assess(read_district(folder, inline=True))


def test_the_bus_block_is_the_same(demo: Assessment, again: Assessment) -> None:
    assert again.summary["bus"] == demo.summary["bus"]


def test_so_is_each_villages_level_and_its_stop(demo: Assessment, again: Assessment) -> None:
    for column in ("bus_level", "stop_id"):
        assert again.villages[column].tolist() == demo.villages[column].tolist()


def test_lines_and_zones_come_back(demo: Assessment, again: Assessment) -> None:
    before, after = (
        one.district.layers["bus_routes"].set_index("route_id") for one in (demo, again)
    )
    assert set(before.index) == set(after.index)
    assert after["trips_per_day"].to_dict() == before["trips_per_day"].to_dict()
    zones = [
        one.district.layers["service_zones"].set_index("zone_id").sort_index()
        for one in (demo, again)
    ]
    for column in ("booking_type", "prior_notice_min", "phone"):
        assert zones[1][column].to_dict() == zones[0][column].to_dict()


def test_the_feed_is_as_the_standard_wants_it(feed: GtfsFeed) -> None:
    require_valid(feed.to_bytes())


def test_the_same_district_makes_the_same_bytes(demo: Assessment, feed: GtfsFeed) -> None:
    assert build_gtfs(demo, options_of(demo)).to_bytes() == feed.to_bytes()


def test_gtfs_kit_reads_it_and_counts_as_many_days(
    feed: GtfsFeed, again: Assessment, tmp_path: Path
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kit = pytest.importorskip("gtfs_kit")
    feed.write(tmp_path / "feed.zip")
    kitted = kit.read_feed(tmp_path / "feed.zip", dist_units="km")
    days = [f"{dt.date(2024, 1, 1) + dt.timedelta(days=n):%Y%m%d}" for n in range(364)]
    assert kitted.get_dates()[0] == days[0]
    assert kitted.get_dates()[-1] == days[-1]
    activity = kitted.compute_stop_activity(days).set_index("stop_id")
    stops = again.district.layers["stops"].set_index("stop_id")["service_days_per_week"]
    for stop_id, row in activity.iterrows():
        assert stops[str(stop_id)] == pytest.approx(7 * float(row.sum()) / 364)


def test_market_days_stand_on_their_dates(feed: GtfsFeed) -> None:
    """``market 1,4,7``: 10 February 2024 is lunar 1/1, so 10, 13, 16, 20, 23, 26 are its days."""
    tables, _ = read_tables(feed.to_bytes())
    by_service: dict[str, set[str]] = {}
    for row in tables["calendar_dates.txt"]:
        by_service.setdefault(row["service_id"], set()).add(row["date"])
    wanted = {f"202402{day:02d}" for day in (10, 13, 16, 20, 23, 26)}
    between = [
        {day for day in days if "20240210" <= day <= "20240229"} for days in by_service.values()
    ]
    assert wanted in between
