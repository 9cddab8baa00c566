"""Road status, missing road, seats and dependence on scenes whose answers are derived by hand."""

from dataclasses import replace

import numpy as np
import pytest

from roadnet.analysis.connectivity import find_reach, village_connectivity
from roadnet.analysis.missing import missing_road
from roadnet.analysis.roads import road_states
from roadnet.analysis.roots import find_roots
from roadnet.analysis.townships import township_roads
from roadnet.network.build import build_network
from roadnet.network.locate import points_xy
from roadnet.standards import read_standard
from tests.scenes import frame_of, points_of, scene

CN = read_standard("cn")  # off-road limit 500 m; asphalt is hardened, earth is not


def seats(picture, cell_m, **rows):
    points = points_of(picture, cell_m)
    return frame_of(
        "townships",
        [{"township_id": k, "name": k, "geometry": points[k], **row} for k, row in rows.items()],
    )


def verdicts(district, standard=CN):
    """Statuses, missing km and the union of what is missing, by village."""
    network = build_network(district)
    states = road_states(network.roads, standard)
    roots = find_roots(district, network)
    limit_m = standard.number("access_limit_m")
    reach = find_reach(network, states, roots, access_limit_m=limit_m)
    table = village_connectivity(district, network, states, reach, access_limit_m=limit_m)
    villages = district.layers["villages"]
    missing = missing_road(
        network,
        states,
        reach,
        roots,
        points_xy(villages.geometry),
        (table["road_status"] == "connected").to_numpy(),
        eligible=np.ones(len(villages), dtype=bool),
        access_limit_m=limit_m,
    )
    names = villages["village_id"]
    status = dict(zip(names, table["road_status"], strict=True))
    km = dict(zip(names, missing.missing_km, strict=True))
    return status, km, missing


PAVED, EARTH = {"surface": "asphalt"}, {"surface": "earth"}

VALLEY = """
                          V
                          E-----F
    S---------B=====C

    U

                                      W
"""
# A cell is 100 m wide and high. S is the seat at column 4, B at 14, C at 20, E at 26, F at 32.
# S-B is asphalt, B-C earth (600 m), E-F asphalt, one row up and apart.
# U stands 200 m from S-B, V 100 m from E-F. W, at column 38, is 600 m east and 500 m south of F:
# sqrt(600^2 + 500^2) = 781.0 m from the nearest road.


@pytest.fixture
def valley():
    district = scene(
        VALLEY, "SB BC EF", cell_m=100, villages={"U": 1, "C": 2, "V": 4, "W": 8},
        SB=PAVED, BC=EARTH, EF=PAVED,
    )  # fmt: skip
    return district.with_layer("townships", seats(VALLEY, 100, S={"is_county_seat": True}))


def test_the_four_statuses(valley):
    status, _, _ = verdicts(valley)
    assert status == {"U": "connected", "C": "unhardened", "V": "no_route", "W": "off_network"}


def test_missing_road_is_the_least_to_harden_and_to_build(valley):
    # C: 600 m of earth road to B: 0.6 km.
    # V: stands at E-F (hardened, free); a new road from E to B is sqrt(1200^2 + 100^2) = 1,204.2 m,
    #    one from E to C and on over the earth road 608.3 + 600 = 1,208.3 m: 1.2042 km.
    # W: 781.0 m to build to F, then as V: 1.9852 km.
    _, km, _ = verdicts(valley)
    expected = {"U": 0.0, "C": 0.6, "V": 1.20416, "W": 0.78102 + 1.20416}
    assert km == pytest.approx(expected, abs=1e-4)


def test_stretches_that_several_lack_count_once(valley):
    # W's need holds V's; C's stands apart.
    _, km, missing = verdicts(valley)
    assert missing.union_km == pytest.approx(km["W"] + km["C"])


def test_the_lines_of_what_is_missing_are_as_long_as_it(valley):
    _, km, missing = verdicts(valley)
    for line, value in zip(missing.lines, km.values(), strict=True):
        assert (0.0 if line is None else line.length / 1000) == pytest.approx(value)


def test_without_seats_the_main_roads_are_the_roots(valley):
    layers = {k: v for k, v in valley.layers.items() if k != "townships"}
    roads = layers["roads"].assign(admin_class=["village", "village", "national"])
    status, _, _ = verdicts(replace(valley, layers={**layers, "roads": roads}))
    # Now E-F is the root: U and C have no way there.
    assert status == {"U": "no_route", "C": "no_route", "V": "connected", "W": "off_network"}


def test_without_seats_and_main_roads_the_longest_part_is_the_root(valley):
    layers = {k: v for k, v in valley.layers.items() if k != "townships"}
    status, _, _ = verdicts(replace(valley, layers=layers))
    # S-B-C is 1,600 m, E-F 600 m; of the hardened parts S-B, 1,000 m, is the longest.
    assert status == {"U": "connected", "C": "unhardened", "V": "no_route", "W": "off_network"}


def test_a_closed_road_is_on_the_ground_but_leads_nowhere(valley):
    roads = valley.layers["roads"].assign(status=["closed", None, None])
    status, _, _ = verdicts(valley.with_layer("roads", roads))
    # Closing S-B leaves U at a road without a way; the seat stands at no open road any more.
    assert status == {"U": "no_route", "C": "no_route", "V": "no_route", "W": "off_network"}


def test_a_planned_road_is_not_there(valley):
    roads = valley.layers["roads"].assign(status=[None, None, "planned"])
    status, _, _ = verdicts(valley.with_layer("roads", roads))
    # Without E-F: V is 632 m from C (600 east, 200 north), W farther.
    assert status["V"] == "off_network"


def test_an_earth_road_nearer_by_takes_nothing_away():
    """U stands between an asphalt road to the seat (300 m) and an earth stub (100 m).

    S----------A

          U
          D--E
    """
    picture = """
        S----------A



              U
              D--E
    """
    district = scene(
        picture, "SA DE", cell_m=100, villages={"U": 1}, SA=PAVED, DE=EARTH
    ).with_layer("townships", seats(picture, 100, S={}))
    assert verdicts(district)[0] == {"U": "connected"}


@pytest.mark.parametrize(
    ("leg_m", "status"), [(499, "connected"), (500, "connected"), (501, "off_network")]
)
def test_the_limit_is_inclusive(leg_m, status):
    picture = "S----A"
    district = scene(picture, "SA", cell_m=100, SA=PAVED)
    place = points_of(picture, 100)["A"]
    village = frame_of(
        "villages",
        [{"village_id": "U", "name": "U", "geometry": type(place)(place.x, place.y - leg_m)}],
    )
    district = district.with_layer("villages", village)
    district = district.with_layer("townships", seats(picture, 100, S={}))
    assert verdicts(district)[0] == {"U": status}


def test_seats_at_the_required_class():
    """County seat C; T by class 3 throughout, U over a stretch of class 4, V not at all.

    T-----C-----M=====U     V
    """
    picture = "T-----C-----M=====U     V"
    third, fourth = {"technical_class": "class_3"}, {"technical_class": "class_4"}
    district = scene(
        picture, "TC CM MU", cell_m=100, TC=third, CM={"technical_class": "class_2"}, MU=fourth
    )
    townships = seats(
        picture, 100, C={"is_county_seat": True}, T={}, U={}, V={"required_class": "class_4"}
    )
    district = district.with_layer("townships", townships)
    network = build_network(district)
    roots = find_roots(district, network)
    states = road_states(network.roads, CN)
    table = township_roads(townships, network, states, roots, standard=CN)
    # U's own road is class 4; M, where class 2 ends, is 600 m away. V is 600 m from U.
    assert table["at_required_class"].tolist() == [True, True, False, False]
    loose = townships.assign(required_class="class_4")
    table = township_roads(loose, network, states, roots, standard=CN)
    assert table["at_required_class"].tolist() == [True, True, True, False]


def test_without_a_county_seat_the_reason_names_the_main_road():
    district = scene("T-----C", "TC", cell_m=100, TC={"technical_class": "class_3"})
    townships = seats("T-----C", 100, T={}, C={})
    district = district.with_layer("townships", townships)
    roads = district.layers["roads"].assign(admin_class="national")
    network = build_network(district.with_layer("roads", roads))
    states, roots = road_states(network.roads, CN), find_roots(district, network)
    table = township_roads(townships, network, states, roots, standard=CN)
    assert table["at_required_class"].tolist() == [True, True]
    assert [reason.key for reason in table["road_reason"]] == ["reasons.township.no_seat"] * 2
