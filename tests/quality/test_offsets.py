"""What is said of layers that do not lie on one another, and what is not claimed."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely

from roadnet.crs import bd09_from_wgs84, gcj02_from_wgs84
from roadnet.findings import Finding
from roadnet.quality.inspection import Inspection
from roadnet.quality.limits import read_limits
from roadnet.quality.reference_systems import CHECKS
from tests.quality.scene import CRS_TIDY, TODAY, Draft, point

DEGREES = pyproj.Transformer.from_crs(CRS_TIDY, "EPSG:4326", always_xy=True)
# South-east of a place by web maps' shift here: told by the geodesic, not by the check.
PLACE = DEGREES.transform(*point(500, 0).coords[0])


def told(move, count: int = 9) -> list[Finding]:
    """Findings on stops that stand 5 m off the road every 100 m, once they are moved."""
    draft = Draft()
    stop = draft.rows["stops"][0]
    draft.rows["stops"] = [
        {**stop, "stop_id": f"S{n}", "geometry": shapely.transform(point(100 * n, 5), move)}
        for n in range(1, count + 1)
    ]
    seen = Inspection(draft.build(), read_limits(), TODAY)
    return [f for check in CHECKS for f in check(seen) if f.layer in ("stops", "roads")]


def by(shift):
    def move(xy: np.ndarray) -> np.ndarray:
        lon, lat = shift(*DEGREES.transform(*xy.T))
        return np.column_stack(DEGREES.transform(lon, lat, direction="INVERSE"))

    return move


@pytest.mark.parametrize(
    ("shift", "system"), [(gcj02_from_wgs84, "GCJ-02"), (bd09_from_wgs84, "BD-09")]
)
def test_the_cause_is_named_with_metres_and_direction(shift, system: str) -> None:
    (finding,) = told(by(shift))
    bearing, _, metres = pyproj.Geod(ellps="WGS84").inv(*PLACE, *shift(*PLACE))
    assert finding.code == "layer_offset"
    assert finding.figures["system"] == system
    assert finding.figures["shift_m"] == pytest.approx(metres, rel=0.01)
    assert finding.figures["bearing_degrees"] == pytest.approx(bearing % 360, abs=2)
    words = [
        "north",
        "north-east",
        "east",
        "south-east",
        "south",
        "south-west",
        "west",
        "north-west",
    ]
    direction = words[round(bearing / 45) % 8]
    assert f"{metres:.0f} m {direction} of" in finding.message("en")
    assert f"looks like {system}" in finding.message("en")
    assert f"约 {metres:.0f} 米，很像 {system}" in finding.message("zh")


def test_another_offset_of_the_same_size_is_not_claimed() -> None:
    assert told(lambda xy: xy + np.array([-400.0, 350.0])) == []


def test_too_few_points_say_nothing() -> None:
    assert told(by(gcj02_from_wgs84), count=7) == []


def test_points_at_the_roads_say_nothing() -> None:
    assert told(lambda xy: xy) == []
