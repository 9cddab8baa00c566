"""The Rural Access Index by hand: people are powers of two, so that a sum tells who was reached."""

import numpy as np
import pytest

from roadnet.analysis.rai import rural_access
from roadnet.analysis.roads import road_states
from roadnet.network.build import build_network
from tests.analysis.service_scenes import CN, drawn, standard
from tests.scenes import scene

PICTURE = """
    A-----------B
      U
      V     X
        C-------D
                Y
"""
# A cell is 1 km. U 1 km and V 2 km below AB; X 2 km below AB, 1 km above CD; Y 1 km below D and
# 4 km below B.
PEOPLE = {"U": 1, "V": 2, "X": 4, "Y": 8}


def index(district, figures=CN):
    network = build_network(district)
    return rural_access(district, network, road_states(network.roads, figures), standard=figures)


def within(ab, cd, figures=CN):
    return index(
        drawn(PICTURE, "AB CD", cell_m=1000, villages=PEOPLE, attributes={"AB": ab, "CD": cd}),
        figures,
    )["within"]


def test_within_two_kilometres_inclusive():
    paved, earth = {"surface": "asphalt"}, {"surface": "earth"}
    assert within(paved, paved) == 15
    assert within(paved, earth) == 1 + 2 + 4
    # V stands 2 km left of C and 1 km above it: hypot = 2.24 km.
    assert within(earth, paved) == 4 + 8
    assert within(earth, earth) == 0
    assert within(paved, earth, standard(rai_buffer_m=1999)) == 1


def test_a_roads_own_word_goes_before_its_surface():
    assert within({"surface": "asphalt", "all_season": False}, {"surface": "earth"}) == 0
    assert within({"surface": "earth", "all_season": True}, {"surface": "earth"}) == 7


@pytest.mark.parametrize("why", [{"status": "closed"}, {"is_ferry": True}, {"status": "planned"}])
def test_a_road_that_is_not_open_is_none(why):
    assert within({"surface": "asphalt", **why}, {"surface": "earth"}) == 0


def test_rate_and_whose_people_count():
    paved = {"AB": {"surface": "asphalt"}}
    district = drawn(PICTURE, "AB", cell_m=1000, villages=PEOPLE, attributes=paved)
    assert index(district) == {"population": 15, "within": 7, "rate": 7 / 15}
    villages = district.layers["villages"]
    former = villages.assign(kind=[None, "former", "natural", "administrative"])
    assert index(district.with_layer("villages", former)) == {
        "population": 9, "within": 1, "rate": 1 / 9,
    }  # fmt: skip
    nobody = district.with_layer("villages", villages.assign(population=np.nan))
    assert index(nobody) == {"population": 0, "within": 0, "rate": None}


def test_a_district_without_an_all_season_road():
    bare = scene(PICTURE, "CD", cell_m=1000, villages=PEOPLE)
    assert index(bare)["rate"] == 0
