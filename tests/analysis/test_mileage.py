"""Shared and not-through segments: neither is mileage, and only the shared ones carry traffic."""

import pytest

from roadnet.analysis.assess import assess
from roadnet.district import District
from tests.scenes import frame_of, points_of, scene

PICTURE = """
A---------B---------C
"""


def village_c_over(**segment) -> tuple[District, dict]:
    """A seat at A, a village at C; the segment from B to C (1000 m of 2000) is as said."""
    cement = {"surface": "cement", "status": "existing"}
    district = scene(
        PICTURE, "AB BC", cell_m=100, villages={"C": 100}, AB=cement, BC={**cement, **segment}
    )
    seat = {"township_id": "A", "name": "A", "is_county_seat": True}
    seat["geometry"] = points_of(PICTURE, 100)["A"]
    district = district.with_layer("townships", frame_of("townships", [seat]))
    return district, assess(district).summary


@pytest.mark.parametrize(
    ("segment", "counted_km", "hardened_km", "status"),
    [
        ({}, 2.0, 2.0, "connected"),
        ({"is_overlap": True}, 1.0, 1.0, "connected"),  # the other route's row counts it
        ({"is_not_through": True}, 1.0, 1.0, "no_route"),
        ({"is_not_through": True, "is_overlap": True}, 1.0, 1.0, "no_route"),
        ({"is_not_through": False, "is_overlap": False}, 2.0, 2.0, "connected"),
    ],
)
def test_mileage_and_routing(segment, counted_km, hardened_km, status) -> None:
    _, summary = village_c_over(**segment)
    assert summary["roads"]["segments"] == 2
    assert summary["roads"]["length_km"] == pytest.approx(2.0)
    assert summary["roads"]["counted_km"] == pytest.approx(counted_km)
    assert summary["roads"]["hardened_km"] == pytest.approx(hardened_km)
    assert summary["connectivity"]["by_status"][status] == 1


def test_no_way_leads_over_what_is_not_through() -> None:
    district, _ = village_c_over(is_not_through=True)
    row = assess(district).villages.iloc[0]
    assert row[["to_township_km", "to_county_km", "to_county_min"]].isna().all()
    open_row = assess(village_c_over(is_overlap=True)[0]).villages.iloc[0]
    assert open_row["to_county_km"] == pytest.approx(2.0)
