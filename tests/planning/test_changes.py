"""Changes made to a district: what becomes of the rows, and that cutting a road changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point

from roadnet.analysis.assess import assess
from roadnet.errors import RoadnetError
from roadnet.network.build import build_network
from roadnet.planning.changes import (
    AddRow,
    MoveRow,
    RemoveRows,
    SetStretch,
    SetValues,
    apply_changes,
)
from roadnet.planning.cut_roads import cut_line
from tests.analysis.service_scenes import drawn
from tests.network.test_properties import assert_distances_equal, road_sets
from tests.scenes import district_of

PICTURE = """
S---------A---------B
          |
          C
"""


def district(**attributes):
    return drawn(
        PICTURE,
        "SAB AC",
        cell_m=100.0,
        villages={"B": 10, "C": 20},
        attributes={"SAB": {"surface": "asphalt", "start_stake_km": 5.0, "end_stake_km": 7.0}},
        townships={"S": {"is_county_seat": True}},
        **attributes,
    )


def test_a_stretch_becomes_a_row_of_its_own():
    # SAB is 2,000 m long with stakes 5 to 7: 500 m to 1,500 m are stakes 5.5 to 6.5.
    before = district()
    after = apply_changes(before, [SetStretch("SAB", 500.0, 1500.0, {"surface": "earth"})])
    roads = after.layers["roads"]
    assert roads["road_id"].tolist() == ["SAB", "SAB#2", "SAB#3", "AC"]
    assert roads["surface"].tolist() == ["asphalt", "earth", "asphalt", None]
    assert roads["start_stake_km"].tolist()[:3] == [5.0, 5.5, 6.5]
    assert roads["end_stake_km"].tolist()[:3] == [5.5, 6.5, 7.0]
    assert roads.geometry.length.round(6).tolist() == [500.0, 1000.0, 500.0, 200.0]
    assert before.layers["roads"]["road_id"].tolist() == ["SAB", "AC"]
    assert roads.dtypes["width_m"] == before.layers["roads"].dtypes["width_m"]


def test_the_later_of_two_stretches_decides():
    after = apply_changes(
        district(),
        [
            SetStretch("SAB", 0.0, 1200.0, {"surface": "earth"}),
            SetStretch("SAB", 1000.0, 9e9, {"surface": "gravel"}),
        ],
    )
    roads = after.layers["roads"]
    assert roads["surface"].tolist()[:3] == ["earth", "gravel", "gravel"]
    assert roads.geometry.length.round(6).tolist()[:3] == [1000.0, 200.0, 800.0]


def test_metres_are_those_of_the_road_before_any_cut():
    # Another change between the two stretches must not move the second one.
    after = apply_changes(
        district(),
        [
            SetStretch("SAB", 0.0, 500.0, {"surface": "earth"}),
            AddRow("roads", {"road_id": "new"}, LineString([(0, 0), (1, 1)])),
            SetStretch("SAB", 1500.0, 2000.0, {"surface": "gravel"}),
        ],
    )
    roads = after.layers["roads"]
    assert roads["road_id"].tolist() == ["SAB", "SAB#2", "SAB#3", "AC", "new"]
    assert roads["surface"].tolist()[:3] == ["earth", "asphalt", "gravel"]


def test_new_rows_have_every_column():
    row = {"stop_id": "new", "service_days_per_week": 7.0}
    after = apply_changes(district(), [AddRow("stops", row, Point(0, 0))])
    stops = after.layers["stops"]
    assert stops["stop_id"].tolist() == ["new"]
    assert stops["trips_per_day"].dtype == float
    again = apply_changes(after, [AddRow("stops", {"stop_id": "two"}, Point(1, 0))])
    assert again.layers["stops"]["service_days_per_week"].isna().tolist() == [False, True]
    assert again.layers["stops"].dtypes.equals(stops.dtypes)


def test_rows_are_set_moved_and_taken_out():
    after = apply_changes(
        district(),
        [
            SetValues("roads", ("AC",), {"surface": "cement", "is_bridge": True}),
            MoveRow("villages", "B", Point(1.0, 2.0)),
            RemoveRows("villages", ("C",)),
        ],
    )
    assert after.layers["roads"]["surface"].tolist() == ["asphalt", "cement"]
    assert after.layers["roads"]["is_bridge"].tolist()[1]
    assert after.layers["villages"]["village_id"].tolist() == ["B"]
    assert after.layers["villages"].geometry.iloc[0] == Point(1.0, 2.0)


@pytest.mark.parametrize(
    "change, code",
    [
        (SetValues("streets", ("A",), {}), "change_layer_unknown"),
        (SetValues("roads", ("nobody",), {"surface": "earth"}), "change_id_unknown"),
        (SetValues("roads", ("AC",), {"colour": "red"}), "change_column_unknown"),
        (SetValues("roads", ("AC",), {"surface": "velvet"}), "change_value_unknown"),
        (SetStretch("nobody", 0.0, 1.0, {"surface": "earth"}), "change_id_unknown"),
        (AddRow("roads", {"road_id": "x", "colour": "red"}, None), "change_column_unknown"),
    ],
)
def test_what_cannot_be_changed_is_said(change, code):
    with pytest.raises(RoadnetError) as caught:
        apply_changes(district(), [change])
    assert caught.value.code == code
    assert "{" not in caught.value.message("zh") + caught.value.message("en")


def test_a_line_in_parts_is_cut_along_its_parts():
    # Parts of 10 m and 20 m: from 5 m to 15 m are 5 m of the first and 5 m of the second.
    line = MultiLineString([[(0, 0), (10, 0)], [(50, 0), (70, 0)]])
    piece = cut_line(line, 5.0, 15.0)
    assert piece.equals(MultiLineString([[(5, 0), (10, 0)], [(50, 0), (55, 0)]]))
    assert cut_line(line, 12.0, 20.0).equals(LineString([(52, 0), (60, 0)]))


def test_an_identifier_that_is_taken_is_left_alone():
    twice = drawn(
        PICTURE, "SAB AC", cell_m=100.0, villages={"B": 10}, attributes={"SAB": {"lanes": 2.0}}
    )
    roads = twice.layers["roads"].assign(road_id=["SAB", "SAB#2"])
    after = apply_changes(
        twice.with_layer("roads", roads), [SetStretch("SAB", 0.0, 500.0, {"lanes": 1.0})]
    )
    assert after.layers["roads"]["road_id"].is_unique


@given(cuts=st.lists(st.floats(0, 2000), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_cutting_without_changing_changes_no_figure(cuts):
    before = district()
    changes = [SetStretch("SAB", 0.0, cut, {"surface": "asphalt"}) for cut in cuts]
    was, now = assess(before), assess(apply_changes(before, changes))
    for part in ("connectivity", "townships", "bus", "logistics"):
        assert was.summary[part] == now.summary[part]
    on_one = "villages_on_one_road"
    assert was.summary["resilience"][on_one] == now.summary["resilience"][on_one]
    length = was.summary["roads"]["length_km"]
    assert np.isclose(now.summary["roads"]["length_km"], length, rtol=1e-12)
    assert was.villages["road_status"].tolist() == now.villages["road_status"].tolist()


def joined(network):
    """Return the gaps that were joined: how wide, and where."""
    joins = network.joins[network.joins["distance_m"] > 1e-3]
    return sorted(tuple(np.round(line.bounds, 2)) for line in joins.geometry)


def beside(cut_m, line):
    """Return the joins before and after a cut of road R, 1,000 m long, with road T along it."""
    rows = [
        {"road_id": "R", "geometry": LineString([(0, 0), (1000, 0)])},
        {"road_id": "T", "geometry": LineString(line)},
    ]
    before = district_of(roads=rows)
    after = apply_changes(before, [SetStretch("R", 0.0, cut_m, {"surface": "cement"})])
    return joined(build_network(before)), joined(build_network(after))


def test_a_cut_beside_another_road_ties_nothing():
    # T passes R at 6 m from 400 m to 600 m, and neither ends there: no end, no join.
    was, now = beside(500.0, [(200, 300), (400, 6), (600, 6), (800, 300)])
    assert was == now == []


def test_ends_beside_a_cut_are_joined_as_before():
    # T ends 6 m above R at 500 m: one join, also where R is cut there or a little further.
    for cut_m in (500.0, 503.0, 520.0):
        was, now = beside(cut_m, [(500, 300), (500, 6)])
        assert was == now == [(500.0, 0.0, 500.0, 6.0)]


@given(rows=road_sets(), shares=st.lists(st.floats(0.02, 0.98), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_cut_changes_no_way_of_any_network(rows, shares):
    rows = [row for row in rows if not row["geometry"].is_ring and row["geometry"].is_simple]
    if not rows:
        return
    before = district_of(roads=rows)
    line = rows[0]["geometry"]
    cuts = [SetStretch(rows[0]["road_id"], 0.0, share * line.length, {}) for share in shares]
    was, now = build_network(before), build_network(apply_changes(before, cuts))
    assert [point.components for point in was.curve] == [point.components for point in now.curve]
    assert joined(was) == joined(now)
    assert_distances_equal(was, now)
