"""Sites: a road of their class nearby, and minutes to town."""

import numpy as np
import pytest

from roadnet.analysis.sites import site_access
from tests.analysis.service_scenes import CN, drawn, minutes_of, place, says, standard

PICTURE = """
    C-----T-----E
       p     q


                   r
"""
# A cell is 200 m: C 0, T 1200, E 2400 m. p and q stand 200 m below the road, at 600 and 1800 m; r
# stands hypot(600, 800) = 1000 m from E.
CLASS_3, CLASS_4 = {"technical_class": "class_3"}, {"technical_class": "class_4"}
SEATS = {"C": {"is_county_seat": True}, "T": {}}


def sites(rows, figures=CN, ct=CLASS_3, te=CLASS_4, seats=SEATS):
    layers = {"townships": seats} if seats else {}
    district = drawn(
        PICTURE, "CT TE", cell_m=200, sites=rows, attributes={"CT": ct, "TE": te}, **layers
    )
    placed = place(district, figures)
    table = site_access(district, placed, minutes_of(placed, figures), standard=figures)
    assert table.index.equals(district.layers["sites"].index)
    assert says(table["site_reason"])
    return table.set_index("site_id")


EVERY = {"p": {}, "q": {"required_class": "class_3"}, "r": {}}


def test_class_of_the_road_nearby():
    table = sites(EVERY)
    assert table["site_status"].to_dict() == {
        "p": "at_class", "q": "below_class", "r": "off_network",
    }  # fmt: skip
    assert table["road_m"].tolist() == pytest.approx([200, 200, 1000])
    # q to the end T of the class 3 road: hypot(600, 200).
    assert table["class_road_m"].tolist() == pytest.approx([200, np.hypot(600, 200), 1000])
    assert table["class_road_id"].tolist() == ["CT", "CT", "TE"]
    assert table["required_class"].tolist() == ["class_4", "class_3", "class_4"]


def test_limits_are_inclusive_and_the_standards_class_fills_in():
    assert sites(EVERY, standard(access_limit_m=1000.01))["site_status"]["r"] == "at_class"
    strict = sites({"p": {}, "q": {}}, standard(site_required_class="class_2"))
    assert strict["site_status"].tolist() == ["below_class"] * 2
    assert strict["class_road_m"].isna().all()
    assert strict["class_road_id"].isna().all()


def test_a_closed_road_is_none():
    shut = {**CLASS_4, "status": "closed"}
    assert sites({"q": {}}, te=shut)["site_status"]["q"] == "off_network"
    nothing = sites({"q": {}}, ct={"status": "closed"}, te=shut)
    assert nothing["road_m"].isna().all()
    assert nothing["site_reason"]["q"].key == "services.site.no_open_road"


def test_minutes_to_town():
    # CT at 40 km/h: 600 m in 0.9 min; TE at 25 km/h: 600 m in 1.44 min. On foot 200 m at 4.5 km/h
    # take 2.667 min. p is equally far from C and T; from q to C 0.9 + 0.9 more.
    table = sites(EVERY)
    foot = 200 * 0.06 / 4.5
    assert table["town_min"].tolist()[:2] == pytest.approx([foot + 0.9, foot + 1.44])
    assert table["county_min"].tolist()[:2] == pytest.approx([foot + 0.9, foot + 1.44 + 1.8])
    assert table["town_id"].tolist()[1] == "T"
    assert table.loc["r", ["town_min", "county_min", "town_id"]].isna().all()


def test_without_seats_there_are_no_times():
    table = sites(EVERY, seats=None)
    assert table[["town_min", "county_min", "town_id"]].isna().all(axis=None)
    assert table["site_status"]["p"] == "at_class"
