"""What closings do, held against assessing the district without the road."""

import numpy as np
import pandas as pd
import pytest

from roadnet.analysis.assess import assess
from roadnet.analysis.closures import closures
from tests.scenes import frame_of, points_of, scene

RING = """
    A-----B
    |     |
    S-----C-----D-----E
"""
# A cell is 100 m: the ring S-A-B-C is 600 m (S-C), 200 (S-A), 600 (A-B), 200 (B-C); tail 600 + 600.


@pytest.fixture(scope="module")
def ring():
    open_road = {"surface": "asphalt", "speed_km_h": 30.0}
    roads = ["SA", "AB", "BC", "SC", "CD", "DE"]
    district = scene(
        RING, " ".join(roads), cell_m=100, villages={"B": 10, "D": 2, "E": 4},
        **{road: {**open_road, "is_bridge": road == "CD"} for road in roads},
    )  # fmt: skip
    points = points_of(RING, 100)
    seat = {"township_id": "S", "name": "S", "is_county_seat": True, "geometry": points["S"]}
    stops = [{"stop_id": p, "geometry": points[p]} for p in "SB"]
    route = {"route_id": "1", "stop_ids": "S;B", "trips_per_day": 3.0}
    return (
        district.with_layer("townships", frame_of("townships", [seat]))
        .with_layer("stops", frame_of("stops", stops))
        .with_layer("bus_routes", frame_of("bus_routes", [route]))
    )


def test_closures_are_ranked_with_people_kilometres_and_trips(ring):
    table = closures(assess(ring)).set_index("road_id")
    # The bridge C-D cuts off D and E (6 people), D-E only E (4): they come first.
    assert table.index[:2].tolist() == ["CD", "DE"]
    assert table.loc["CD", ["kind", "cut_villages", "cut_population"]].tolist() == ["bridge", 2, 6]
    assert table.loc["DE", ["cut_villages", "longer_villages"]].tolist() == [1, 0]
    assert table.loc["CD", "detour_km"] is None or np.isnan(table.loc["CD", "detour_km"])
    # Without S-C: C is 200 + 600 + 200 = 1000 m away instead of 600, so D and E go 0.4 km further;
    # B goes S-A-B, 800 m, as it may before (S-C-B is 800 too). At 30 km/h 0.4 km are 0.8 min.
    assert table.loc["SC", "cut_villages"] == 0
    assert table.loc["SC", "detour_km"] == pytest.approx(0.4)
    assert table.loc["SC", "detour_min"] == pytest.approx(0.8)
    assert table.loc["SC", "longer_population"] == 6
    # The bus S-B runs over one of the two equal ways, three times a day.
    over = table.index[table["bus_trips_per_day"] == 3].tolist()
    assert sorted(over) in (["AB", "SA"], ["BC", "SC"])


def test_each_closing_is_what_an_assessment_without_the_road_says(ring):
    assessment = assess(ring)
    table = closures(assessment).set_index("road_id")
    before = assessment.villages.set_index("village_id")["to_county_km"]
    roads = ring.layers["roads"]
    for road in table.index:
        closed = roads.assign(status=np.where(roads["road_id"] == road, "closed", "existing"))
        after = assess(ring.with_layer("roads", closed)).villages.set_index("village_id")
        gone = after["to_county_km"].isna() & before.notna()
        # The villages at the closed road itself keep their place on it when it is closed at one
        # place; here every village stands at a node, so the two are the same.
        assert table.loc[road, "cut_ids"] == ";".join(before.index[gone])
        more = (after["to_county_km"] - before)[~gone]
        longest = more.max() if (more > 1e-9).any() else None
        found = table.loc[road, "detour_km"]
        assert (pd.isna(found) and longest is None) or found == pytest.approx(longest)
