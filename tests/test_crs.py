"""Shifted coordinates against published places; the choice of the metric system."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from roadnet import crs as systems
from roadnet.errors import RoadnetError

_ORACLE = (
    Path(os.environ.get("ROADNET_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
    / "gcoord"
    / "china-cities.json"
)
IN_CHINA = {"lon": st.floats(75, 134), "lat": st.floats(18, 53)}
HAINAN_POINT = (110.0, 19.0)


@pytest.fixture(scope="module")
def cities() -> dict[str, np.ndarray]:
    if not _ORACLE.exists():
        pytest.skip(f"the reference places are not there: {_ORACLE}")
    rows = [row["coords"] for row in json.loads(_ORACLE.read_text(encoding="utf-8"))]
    return {name: np.array([row[name] for row in rows]) for name in ("WGS84", "GCJ02", "BD09")}


# The reference places are written with 7 decimals; GCJ-02 to WGS 84 holds to 4, the others to 6.
def test_gcj02_of_664_places(cities: dict[str, np.ndarray]) -> None:
    got = np.column_stack(systems.gcj02_from_wgs84(*cities["WGS84"].T))
    assert np.abs(got - cities["GCJ02"]).max() < 1e-4


def test_wgs84_of_664_places(cities: dict[str, np.ndarray]) -> None:
    got = np.column_stack(systems.wgs84_from_gcj02(*cities["GCJ02"].T))
    assert np.abs(got - cities["WGS84"]).max() < 1e-4


def test_bd09_of_664_places(cities: dict[str, np.ndarray]) -> None:
    got = np.column_stack(systems.bd09_from_gcj02(*cities["GCJ02"].T))
    assert np.abs(got - cities["BD09"]).max() < 1e-6


def test_gcj02_of_664_places_in_bd09(cities: dict[str, np.ndarray]) -> None:
    got = np.column_stack(systems.gcj02_from_bd09(*cities["BD09"].T))
    assert np.abs(got - cities["GCJ02"]).max() < 1e-6


@given(**IN_CHINA)
def test_there_and_back_is_nothing(lon: float, lat: float) -> None:
    """1e-9 degrees are 0.1 mm."""
    there = systems.bd09_from_wgs84(lon, lat)
    back = systems.wgs84_from_bd09(*there)
    assert np.allclose(back, (lon, lat), rtol=0, atol=1e-9)


@given(**IN_CHINA)
def test_the_shift_is_some_hundred_metres(lon: float, lat: float) -> None:
    """0.012 degrees are 1.3 km; a shift of nothing would be no shift."""
    x, y = systems.gcj02_from_wgs84(lon, lat)
    assert 1e-5 < np.hypot(x - lon, y - lat) < 0.012


def test_outside_china_nothing_is_shifted() -> None:
    assert np.allclose(
        systems.gcj02_from_wgs84([-0.13, 20.0], [51.5, 50.0]), ([-0.13, 20.0], [51.5, 50.0])
    )


@pytest.mark.parametrize(
    ("lon", "lat", "chinese", "epsg"),
    [
        # Ladakh by 77.2 E: zone floor((77.2 + 180) / 6) + 1 = 43.
        (77.2, 34.2, False, 32643),
        # Djibouti by 42.7 E: floor(222.7 / 6) + 1 = 38.
        (42.7, 11.8, False, 32638),
        # South of the equator the series is 327: floor(325 / 6) + 1 = 55.
        (145.0, -37.0, False, 32755),
        # 104 E is nearest to meridian 105 = 75 + 3 * 10: the tenth after 4534.
        (104.0, 30.0, True, 4544),
        # 103.4 E is nearest to meridian 102 = 75 + 3 * 9.
        (103.4, 30.0, True, 4543),
        # China's zones are not used outside of China.
        (10.0, 50.0, True, 32632),
    ],
)
def test_the_zone_of_a_place(lon: float, lat: float, chinese: bool, epsg: int) -> None:
    assert systems.choose_metric_crs([lon], [lat], chinese=chinese).to_epsg() == epsg


def test_stray_places_do_not_move_the_zone() -> None:
    """Two of nine at (0, 0), one unknown: the mean would lie in zone 41."""
    lon = [104.0] * 6 + [0.0, 0.0, np.nan]
    lat = [30.0] * 6 + [0.0, 0.0, np.nan]
    assert systems.choose_metric_crs(lon, lat).to_epsg() == 32648


def test_no_place_no_zone() -> None:
    with pytest.raises(RoadnetError) as caught:
        systems.choose_metric_crs([np.nan], [np.nan])
    assert caught.value.code == "no_places"


@pytest.mark.parametrize(
    ("source", "target", "rough"),
    [
        ("EPSG:4610", "EPSG:4490", True),  # Xian 80: no shift to CGCS2000 is known to PROJ
        ("EPSG:4214", "EPSG:4490", True),  # Beijing 54 likewise
        ("EPSG:4326", "EPSG:4490", False),
        ("EPSG:4326", "EPSG:32648", False),
        ("EPSG:4490", "EPSG:4544", False),
    ],
)
def test_a_rough_way_is_known_as_one(source: str, target: str, rough: bool) -> None:
    assert systems.is_ballpark(CRS(source), CRS(target)) is rough


@pytest.mark.parametrize("name", ["EPSG:3857", "EPSG:4544", "EPSG:32648"])
def test_metric(name: str) -> None:
    assert systems.is_metric(systems.to_crs(name))


def test_degrees_and_feet_are_not_metric() -> None:
    for name in ("EPSG:4490", "EPSG:2229"):  # 2229 is California zone 5 in US survey feet
        with pytest.raises(RoadnetError) as caught:
            systems.require_metric(systems.to_crs(name))
        assert caught.value.code == "crs_not_metric"


def test_mercator_stretches_by_the_secant_of_latitude() -> None:
    """At 60 degrees a metre becomes two, but for the sphere standing for the ellipsoid (0.5 %)."""
    assert systems.length_scale(CRS("EPSG:3857"), 10.0, 60.0) == pytest.approx(2.0, rel=6e-3)
