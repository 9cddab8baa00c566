"""What-if: scenarios are read, written and replayed, and change only what they must."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadnet.analysis.assess import assess
from roadnet.crs import WGS84, to_crs, transform
from roadnet.errors import RoadnetError
from roadnet.planning.scenario import (
    KINDS,
    Scenario,
    Step,
    from_toml,
    read_scenario,
    run_scenario,
    to_toml,
    write_scenario,
)
from tests.analysis.service_scenes import drawn
from tests.scenes import UTM_43, points_of

# One column is 200 m: A hangs on S-A alone; B and C stand on a ring B-C-D-B.
RING = """
S-----A-----B-----C
            |     |
            D-----E
"""


@pytest.fixture(scope="module")
def before():
    return assess(
        drawn(
            RING,
            "SA AB BC CE ED DB",
            cell_m=200.0,
            villages={"A": 10, "B": 20, "E": 30},
            attributes={
                road: {"surface": "asphalt"} for road in ("SA", "AB", "BC", "CE", "ED", "DB")
            },
            townships={"S": {"is_county_seat": True}},
            stops={"A": {"service_days_per_week": 7.0}, "E": {"service_days_per_week": 1.0}},
        )
    )


def degrees(letter):
    point = points_of(RING, 200.0)[letter]
    x, y = transform(UTM_43, to_crs(WGS84), [point.x], [point.y])
    return [float(x[0]), float(y[0])]


def changed(found, what):
    table = found.difference.villages
    table = table[table["what"] == what]
    return {i: (a, b) for i, a, b in zip(table["id"], table["before"], table["after"], strict=True)}


def test_an_empty_scenario_changes_nothing(before):
    assert run_scenario(before, Scenario("nothing")).difference.is_empty


def test_closing_a_road_of_a_ring_cuts_nobody_off(before):
    found = run_scenario(before, Scenario("ring", (Step("close_road", {"ids": ["BC"]}),)))
    assert changed(found, "road") == {}
    # E's way over C, 1,200 + 1,200 + 1,200 + 400 m, is as long over D: 1,200 + 1,200 + 400 + 1,200.
    assert changed(found, "to_county_km") == {}


def test_closing_the_only_road_cuts_off_who_is_behind_it(before):
    # A stands at the end of SA, which is closed but still on the ground; nothing leads to S.
    found = run_scenario(before, Scenario("cut", (Step("close_road", {"ids": ["SA"]}),)))
    assert changed(found, "road") == dict.fromkeys(("A", "B", "E"), ("connected", "no_route"))
    opened = (Step("close_road", {"ids": ["SA"]}), Step("open_road", {"ids": ["SA"]}))
    assert changed(run_scenario(before, Scenario("again", opened)), "road") == {}


def test_a_link_shortens_the_way(before):
    line = [degrees("S"), degrees("D")]
    found = run_scenario(before, Scenario("link", (Step("add_link", {"line": line}),)))
    shorter = changed(found, "to_county_km")
    assert set(shorter) >= {"E"}
    assert all(after < was for was, after in shorter.values())


def test_stops_and_services_change_the_bus(before):
    # From E the stop of A is beyond 2 km: its own stop, once a week, decides.
    daily = Step("set_service", {"ids": ["E"], "service_days_per_week": 7})
    assert changed(run_scenario(before, Scenario("daily", (daily,))), "bus") == {
        "E": ("weekly", "daily")
    }
    gone = Step("remove_stop", {"ids": ["E"]})
    assert changed(run_scenario(before, Scenario("gone", (gone,))), "bus") == {
        "E": ("weekly", "none")
    }
    moved = Step("move_stop", {"id": "A", "at": degrees("E")})
    assert changed(run_scenario(before, Scenario("moved", (moved,))), "bus")["E"] == (
        "weekly",
        "daily",
    )


def test_a_scenario_is_written_and_read_again(before, tmp_path):
    scenario = Scenario(
        '封闭"大桥"',
        (
            Step("close_road", {"ids": ["SA", "AB"]}),
            Step("add_stop", {"at": [105.5, 30.25], "name": "x\\y", "service_days_per_week": 7}),
        ),
        "note",
    )
    write_scenario(tmp_path / "s.toml", scenario)
    assert read_scenario(tmp_path / "s.toml") == scenario


@given(
    name=st.text(max_size=30),
    ids=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=4),
    at=st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
)
@settings(max_examples=60, deadline=None)
def test_any_text_survives_the_way_through_the_file(name, ids, at):
    steps = (Step("close_road", {"ids": ids}), Step("add_stop", {"at": list(at), "name": name}))
    scenario = Scenario(name, steps)
    assert from_toml(to_toml(scenario)) == scenario


@pytest.mark.parametrize(
    "text",
    [
        "change = 3",
        "[[change]]\nkind = 'fly'",
        "[[change]]\nkind = 'close_road'",
        "[[change]]\nkind = 'close_road'\nids = []",
        "[[change]]\nkind = 'add_stop'\nat = [500, 95]",
        "[[change]]\nkind = 'add_link'\nline = [[1, 2]]",
        "name = ",
    ],
)
def test_a_wrong_scenario_is_one_clear_message(text):
    with pytest.raises(RoadnetError) as caught:
        from_toml(text, file="s.toml")
    for lang in ("zh", "en"):
        assert "{" not in caught.value.message(lang)


def test_every_kind_refuses_a_step_without_what_it_needs():
    for name in KINDS:
        with pytest.raises(RoadnetError) as caught:
            from_toml(f"[[change]]\nkind = '{name}'")
        assert caught.value.code == "scenario_key_missing"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kind = 'fly'", "scenario_kind_unknown"),
        ("kind = 'close_road'\nids = ['SA']\nfrom_day = 3", "scenario_key_unknown"),
        ("kind = 'set_service'\nids = ['E']\nservice_days = 7", "scenario_key_unknown"),
        ("kind = 'set_service'\nids = ['E']", "scenario_key_missing"),
        ("kind = 'set_service'\nids = 'E'\ntrips_per_day = 7", "scenario_value_bad"),
        ("kind = 'set_service'\nids = ['E']\ntrips_per_day = nan", "scenario_value_bad"),
        ("kind = 'add_link'\nline = [[1, 2], [1, 2]]", "scenario_value_bad"),
        ("kind = 'set_service'\nids = ['E']\ntrips_per_day = 'two'", "change_number_wrong"),
        ("kind = 'set_service'\nids = ['E']\nservice_days_per_week = 8", "change_number_wrong"),
        ("kind = 'set_service'\nids = ['nobody']\ntrips_per_day = 2", "change_id_unknown"),
        ("kind = 'add_zone'\nvillage_ids = ['A', 'nobody']", "change_id_unknown"),
        ("kind = 'add_zone'\nvillage_ids = 'A'\nphone = 3", "change_text_wrong"),
        ("kind = 'add_stop'\nat = [34.3, 75.0]", "scenario_place_far"),
        ("kind = 'add_stop'\nat = HERE\nid = 'A'", "scenario_id_taken"),
        ("kind = 'add_node'\nat = HERE\ntier = 'moon'", "change_value_unknown"),
        ("kind = 'add_link'\nline = [HERE, [75.0, 34.3]]\nis_bridge = 1", "change_flag_wrong"),
    ],
)
def test_what_is_wrong_with_a_step_is_told(before, text, code):
    text = text.replace("HERE", str(degrees("E")))
    with pytest.raises(RoadnetError) as caught:
        run_scenario(before, from_toml(f"[[change]]\n{text}"))
    assert caught.value.code == code
    for lang in ("zh", "en"):
        assert "{" not in caught.value.message(lang)


def test_two_things_that_are_added_do_not_share_an_identifier(before):
    stop = Step("add_stop", {"at": degrees("E"), "id": "new"})
    with pytest.raises(RoadnetError) as caught:
        run_scenario(before, Scenario("twice", (stop, stop)))
    assert (caught.value.code, caught.value.params["number"]) == ("scenario_id_taken", 2)


@pytest.mark.parametrize("road", ["SA", "AB", "BC", "CE", "ED", "DB"])
def test_closing_never_raises_a_status_and_hardening_never_lowers_one(before, road):
    closed = run_scenario(before, Scenario("c", (Step("close_road", {"ids": [road]}),)))
    table = closed.difference.villages
    assert not ((table["what"] == "road") & (table["trend"] == "better")).any()
    hard = run_scenario(before, Scenario("h", (Step("harden_road", {"ids": [road]}),)))
    assert len(hard.difference.villages) == 0


@given(ends=st.lists(st.sampled_from("SABCDE"), min_size=2, max_size=4, unique=True))
@settings(max_examples=12, deadline=None)
def test_a_further_road_never_lowers_a_status(before, ends):
    gap = (Step("close_road", {"ids": ["AB"]}),)
    link = Step("add_link", {"line": [degrees(letter) for letter in ends]})
    table = run_scenario(before, Scenario("l", (link,))).difference.villages
    assert "worse" not in set(table["trend"])
    broken = run_scenario(before, Scenario("c", gap)).difference.villages
    mended = run_scenario(before, Scenario("m", (*gap, link))).difference.villages
    fallen = [set(one["id"][one["what"] == "road"]) for one in (mended, broken)]
    assert fallen[0] <= fallen[1]


def why(found, village, what):
    table = found.difference.villages
    return table["why"][(table["id"] == village) & (table["what"] == what)].iloc[0].text("en")


def test_what_decides_is_named_before_what_is_near(before):
    # E's own stop changes; so does A's, and a zone is laid over E in the third scenario.
    near = Step("set_service", {"ids": ["A"], "service_days_per_week": 1})
    own = Step("set_service", {"ids": ["E"], "service_days_per_week": 7})
    found = run_scenario(before, Scenario("own", (near, own)))
    assert why(found, "E", "bus") == "E, which decides: Days of service a week was 1, is 7."
    gone = run_scenario(before, Scenario("gone", (Step("remove_stop", {"ids": ["E"]}),)))
    assert why(gone, "E", "bus") == "E, which decided before, is gone."
    zone = Step("add_zone", {"village_ids": ["E"], "id": "Z", "booking_type": 1})
    steps = (Step("remove_stop", {"ids": ["E"]}), zone)
    assert why(run_scenario(before, Scenario("zone", steps)), "E", "bus") == (
        "Z, which decides now, is new."
    )


def test_the_nearest_road_is_named_with_its_change(before):
    # B, at the end of AB, is 1,200 m from A, the end of SA. The scene says no status of SA.
    found = run_scenario(before, Scenario("cut", (Step("close_road", {"ids": ["SA"]}),)))
    assert why(found, "B", "road") == (
        "Nearest change: road SA, 1.2 km away; Status was not given, is Closed."
    )


def test_a_stop_that_is_moved_is_listed_with_its_metres(before):
    # From A to E are 12 columns and 2 rows of 200 m.
    found = run_scenario(
        before, Scenario("m", (Step("move_stop", {"id": "A", "at": degrees("E")}),))
    )
    places = found.difference.places
    assert places[["layer", "id", "what"]].to_numpy().tolist() == [["stops", "A", "moved_m"]]
    assert places["after"].iloc[0] == pytest.approx(np.hypot(2400.0, 400.0), abs=0.5)
