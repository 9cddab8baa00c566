"""The whole job on odd but legal districts."""

import pandas as pd
import pytest

from roadnet.analysis.assess import assess
from roadnet.analysis.clashes import RESULTS
from roadnet.errors import RoadnetError
from tests.scenes import district_of, frame_of, points_of, scene

PICTURE = """
    S-------A
        U
"""


def small(**attributes):
    district = scene(PICTURE, "SA", cell_m=100, villages={"U": 8}, SA=attributes)
    villages = district.layers["villages"].assign(township_id="S")
    district = district.with_layer("villages", villages)
    seat = {"township_id": "S", "name": "S", "geometry": points_of(PICTURE, 100)["S"]}
    return district.with_layer("townships", frame_of("townships", [seat]))


def test_columns_named_like_results_are_set_aside_not_lost():
    found = assess(small(surface="asphalt"))
    assert RESULTS["villages"] <= set(found.villages.columns)
    assert {"counts", "road_rate", "villages"} <= RESULTS["townships"] & set(found.townships)
    again = found.district.with_layer("villages", found.villages).with_layer(
        "townships", found.townships.drop(columns=["required_class"]).assign(required_class=None)
    )
    twice = assess(again)
    assert twice.summary == found.summary
    assert twice.villages["source_road_status"].tolist() == ["connected"]


@pytest.mark.parametrize("status", ["closed", "planned", "under_construction"])
def test_a_district_without_any_open_road(status):
    found = assess(small(surface="asphalt", status=status))
    village = found.villages.iloc[0]
    assert village["road_status"] == ("no_route" if status == "closed" else "off_network")
    assert pd.isna(village["to_county_km"])
    assert village["cut_by"] is None or pd.isna(village["cut_by"])
    assert found.summary["connectivity"]["connected"] == 0


@pytest.mark.parametrize("layer", ["roads", "villages"])
def test_a_needed_layer_that_is_absent_is_one_clear_error(layer):
    district = small()
    rows = {name: frame for name, frame in district.layers.items() if name != layer}
    bare = district_of()
    for name, frame in rows.items():
        bare = bare.with_layer(name, frame)
    with pytest.raises(RoadnetError) as caught:
        assess(bare)
    assert caught.value.code == "layer_needed"
    assert layer in caught.value.message("en") or caught.value.message("zh")


def test_nobody_eligible_gives_no_rate():
    district = small(surface="asphalt")
    villages = district.layers["villages"].assign(eligible=pd.array([False], dtype="boolean"))
    summary = assess(district.with_layer("villages", villages)).summary
    assert summary["connectivity"]["eligible"] == 0
    assert summary["connectivity"]["rate"] is None
    assert summary["connectivity"]["population_rate"] is None
