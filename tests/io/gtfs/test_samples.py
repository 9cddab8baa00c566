"""Public sample feeds, read as a person reads them. They are not part of the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadnet.district import District
from roadnet.io.read import read_district
from tests.io.gtfs.feeds import by_id, found

SAMPLES = Path(__file__).parents[4] / "shared/data/gtfs"


@pytest.fixture
def sample(tmp_path: Path):
    def read(name: str, more: str = "") -> District:
        path = SAMPLES / name
        if not path.is_file():
            pytest.skip(f"the sample is not beside this checkout (../shared/data/gtfs/{name})")
        toml = f'[layers.gtfs]\npath = "{path.as_posix()}"\n{more}\n'
        (tmp_path / "district.toml").write_text(toml, encoding="utf-8")
        return read_district(tmp_path, inline=True)

    return read


def test_the_demonstration_transit_authority(sample) -> None:
    """One service runs daily but for 4 June 2007, one at weekends.

    Over 2007-06-04 to 2007-06-17, two weeks from a Monday: daily 13 of 14 days, 6.5 a week;
    weekends 4 days, 2 a week. Departures of a headway: the shuttle STBA 6:00 to 22:00 every half
    hour 32; CITY1 and CITY2 each 6:00-7:59:59 every half hour 4, to 9:59:59 every ten minutes 12,
    to 15:59:59 every half hour 12, to 18:59:59 every ten minutes 18, 19:00-22:00 every half hour
    6: 52, together 104.
    """
    district = sample("google-sample-feed-1.zip", 'period = "2007-06-04/2007-06-17"')
    days = by_id(district, "stops", "service_days_per_week")
    assert len(days) == 9
    assert days.pop("AMV") == 2.0  # only the weekend line goes there
    assert set(days.values()) == {6.5}
    assert by_id(district, "bus_routes", "trips_per_day") == {
        "AB": 2, "BFC": 2, "STBA": 32, "CITY": 104, "AAMV": 4,
    }  # fmt: skip
    assert by_id(district, "bus_routes", "operating_days") == {
        "AB": "6.5", "BFC": "6.5", "STBA": "6.5", "CITY": "6.5", "AAMV": "2",
    }  # fmt: skip
    trips = by_id(district, "stops", "trips_per_day")
    # BULLFROG: AB1, AB2, BFC1, BFC2. STAGECOACH: 32 shuttles, 104 of the city line.
    assert (trips["BULLFROG"], trips["STAGECOACH"], trips["NADAV"]) == (4, 136, 104)
    # The airport: 34 on each of 13 days, and 4 on each of 4 of them.
    assert trips["BEATTY_AIRPORT"] == pytest.approx((34 * 13 + 4 * 4) / 13)
    assert not found(district, "gtfs_unknown_id")


def test_real_time_booking(sample) -> None:
    """Booking type 0, its phone, one area with 113 vertices of which the last closes the ring."""
    district = sample("MobilityData-FlexExample-on-demand-service.zip")
    zones = district.layers["service_zones"]
    assert list(zones["zone_id"]) == ["area_294"]
    assert (zones["booking_type"][0], zones["prior_notice_min"][0]) == (0, 0)
    assert zones["phone"][0] == "877-230-6045"
    assert len(zones.geometry[0].exterior.coords) == 113
    # Valid by its own word from 31 October to 23 November 2022: one fortnight, all days.
    assert found(district, "gtfs_period_chosen")[0].figures["period"] == "2022-10-31/2022-11-13"
    assert zones["days_per_week"][0] == 7
    west, south, east, north = zones.to_crs(4326).total_bounds
    assert (round(west, 5), round(south, 5)) == (-106.83517, 39.17933)
    assert (round(east, 5), round(north, 5)) == (-106.80563, 39.19810)


def test_booking_on_the_same_day(sample) -> None:
    """Booking type 1, 20 minutes before; weekdays and weekends are two services: every day."""
    district = sample("MobilityData-FlexExample-same-day-service.zip")
    zones = district.layers["service_zones"]
    assert list(zones["zone_id"]) == ["area_293"]
    assert (zones["booking_type"][0], zones["prior_notice_min"][0]) == (1, 20)
    assert (zones["phone"][0], zones["days_per_week"][0]) == ("719-689-7711", 7)
    assert "stops" not in district.layers
