"""The whole job on odd but legal districts."""

import pandas as pd
import pytest
from shapely import affinity

from roadnet.analysis.assess import _with_missing, assess
from roadnet.analysis.clashes import RESULTS
from roadnet.analysis.reason import Reason
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


def test_a_gap_of_less_than_5_m_is_not_said_to_be_nothing():
    rows = {"road_status": ["no_route", "no_route"], "missing_km": [0.004, 0.006]}
    verdict = pd.DataFrame({**rows, "road_reason": [Reason("reasons.road.no_road_at_all")] * 2})
    link, stretch = _with_missing(verdict)
    assert "0.00" not in link.text("en")
    assert "one link is enough" in link.text("en")
    assert "0.006 km" in stretch.text("en")


def test_nobody_eligible_gives_no_rate():
    district = small(surface="asphalt")
    villages = district.layers["villages"].assign(eligible=pd.array([False], dtype="boolean"))
    summary = assess(district.with_layer("villages", villages)).summary
    assert summary["connectivity"]["eligible"] == 0
    assert summary["connectivity"]["rate"] is None
    assert summary["connectivity"]["population_rate"] is None


def seats_of(*rows):
    """Rows of the layer ``townships``: identifier, letter in the picture, more columns."""
    at = points_of(PICTURE, 100)
    return frame_of(
        "townships",
        [{"township_id": key, "name": letter, "geometry": at[letter]} for key, letter in rows],
    )


def test_a_repeated_township_does_not_shift_the_verdicts_of_the_others():
    # Of the rows called S the first counts, so two seats remain, both on the road of class 3. The
    # second S stands 50 km off any road.
    district = small(surface="asphalt", technical_class="class_3", admin_class="national")
    seats = seats_of(("S", "S"), ("S", "S"), ("A", "A"))
    places = seats.geometry.copy()
    places[1] = affinity.translate(places[1], 50_000)
    found = assess(district.with_layer("townships", seats.set_geometry(places)))
    verdict = found.townships.set_index("township_id")["at_required_class"]
    assert verdict.to_dict() == {"S": True, "A": True}
    assert found.summary["townships"] == {"seats": 2, "at_required_class": 2, "rate": 1.0}


def test_a_seat_without_identifier_keeps_its_verdict_and_takes_no_village():
    district = small(surface="asphalt", technical_class="class_3", admin_class="national")
    villages = district.layers["villages"].assign(township_id=None)
    district = district.with_layer("villages", villages)
    found = assess(district.with_layer("townships", seats_of((None, "S"), (None, "A"))))
    # Two seats, and the row of the village whose township is not known.
    assert found.townships["villages"].tolist() == [0, 0, 1]
    assert found.summary["townships"]["seats"] == 2
    assert found.summary["stations"]["townships"] == 0
    assert pd.isna(found.villages["to_township_km"].iloc[0])


def test_a_village_without_a_township_goes_to_the_seat_of_the_area_it_lies_in():
    district = small(surface="asphalt")
    bare = district.layers["villages"].assign(township_id=None)
    area = district.layers["townships"].geometry.buffer(5_000).iloc[0]
    layer = frame_of("boundaries", [{"township_id": "S", "name": "S", "geometry": area}])
    found = assess(district.with_layer("villages", bare).with_layer("boundaries", layer))
    # U is 4 columns along the road from S and one row below it: 0.4 km and 0.1 km.
    assert found.villages["to_township_km"].iloc[0] == pytest.approx(0.5)


def test_a_negative_population_is_not_known():
    # One village of -500 persons beside one of 8, both at the asphalt road: the 8 are all there is.
    district = small(surface="asphalt")
    villages = district.layers["villages"]
    both = pd.concat([villages, villages.assign(village_id="N", population=-500.0)])
    summary = assess(district.with_layer("villages", both.reset_index(drop=True))).summary
    assert summary["connectivity"]["eligible"] == 2
    assert summary["connectivity"]["population_rate"] == 1.0
    assert summary["rai"]["population"] == 8.0


def test_the_users_columns_never_clash_with_results():
    district = small(surface="asphalt")
    station = {"station_id": "P", "township_id": "S", "geometry": points_of(PICTURE, 100)["S"]}
    site = {"site_id": "F", "geometry": points_of(PICTURE, 100)["U"]}
    for layer, row in (("stations", station), ("sites", site)):
        district = district.with_layer(layer, frame_of(layer, [row]))
    found = assess(district)
    for layer in ("villages", "townships", "roads", "sites"):
        own = set(district.layers[layer].columns)
        made = set(getattr(found, layer).columns) - own - {"wait_min", "crossing_min"}
        assert made == RESULTS[layer]
        clashing = district.layers[layer].assign(**dict.fromkeys(made, "mine"))
        again = assess(district.with_layer(layer, clashing))
        assert again.summary == found.summary
        table = getattr(again, layer)
        assert (table[[f"source_{name}" for name in made]] == "mine").all(axis=None)


def test_a_village_at_a_seat_on_an_earth_road_is_not_told_of_a_flyover():
    district = small(surface="earth")
    seat = points_of(PICTURE, 100)["S"]
    villages = district.layers["villages"].set_geometry([seat], crs=district.crs)
    village = assess(district.with_layer("villages", villages)).villages.iloc[0]
    # The seat is a root itself, so nothing is left to harden; there is no second road to link to.
    assert village["road_status"] == "unhardened"
    assert village["road_reason"].key == "reasons.missing.next"
