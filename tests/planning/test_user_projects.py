"""The user's own projects: what a row does, what it costs, and what must not pass for free."""

import pytest
from shapely import LineString, Point, Polygon

from roadnet.analysis.assess import assess
from roadnet.planning.candidates.user import user_projects
from roadnet.planning.changes import AddRow, SetStretch, SetValues
from roadnet.planning.costs import price_each, price_road
from roadnet.planning.plan import PlanRequest, plan_for
from tests.analysis.service_scenes import CN, drawn, standard
from tests.scenes import frame_of, points_of

# One column is 100 m: S-A paved, A-B earth, 2,000 m; a side road A-C, 40 m, earth (drawn by hand).
PICTURE = """
S---------A-------------------B
"""
AT = points_of(PICTURE, 100.0)


def found(*rows, **more):
    district = drawn(
        PICTURE, "SA AB", cell_m=100.0, villages={"B": 10},
        attributes={"SA": {"surface": "asphalt"}, "AB": {"surface": "earth"}},
        townships={"S": {"is_county_seat": True}}, **more,
    )  # fmt: skip
    a = AT["A"]
    side = {"road_id": "side", "surface": "earth",
            "geometry": LineString([(a.x + 500, a.y), (a.x + 500, a.y + 40)])}  # fmt: skip
    roads = [
        {**row, "geometry": shape}
        for row, shape in zip(
            district.layers["roads"].drop(columns="geometry").to_dict("records"),
            district.layers["roads"].geometry,
            strict=True,
        )
    ]
    district = district.with_layer("roads", frame_of("roads", [*roads, side]))
    table = [{"project_id": f"X{n}", **row} for n, row in enumerate(rows)]
    before = assess(district.with_layer("projects", frame_of("projects", table)))
    return before, user_projects(before)


LINE = LineString([(AT["A"].x, AT["A"].y), (AT["B"].x, AT["B"].y)])


def test_an_upgrade_hardens_what_its_line_lies_on_and_no_side_road():
    _, (one,) = found({"action": "upgrade", "geometry": LINE})
    assert [change.road_id for change in one.changes] == ["AB"]
    assert isinstance(one.changes[0], SetStretch)
    assert one.length_km == pytest.approx(2.0, rel=1e-3)
    priced = price_road("harden", 2.0, CN)
    assert one.cost_cny == pytest.approx(priced.cost_cny)
    assert one.cost_source == "plan_cost_cny_per_km"


def test_an_area_is_priced_by_the_roads_in_it():
    # A polygon over the last 1,500 m of A-B and nothing else.
    b = AT["B"]
    area = Polygon([(b.x - 1500, b.y - 50), (b.x + 50, b.y - 50), (b.x + 50, b.y + 20),
                    (b.x - 1500, b.y + 20)])  # fmt: skip
    before, (one,) = found({"action": "upgrade", "geometry": area})
    assert one.length_km > 1.4
    assert one.cost_cny > 0
    assert len(plan_for(before, [one], PlanRequest(0.0)).chosen) == 0


def test_what_has_neither_cost_nor_length_wins_nothing():
    _, (one,) = found({"action": "upgrade", "geometry": Point(0, 0)})
    assert one.changes == ()
    assert one.notes


def test_stated_figures_go_first_and_a_subsidy_is_never_more_than_the_cost():
    row = {"action": "upgrade", "geometry": LINE, "cost_cny": 5e5, "subsidy_cny": 9e9}
    _, (one,) = found(row)
    assert (one.cost_cny, one.subsidy_cny) == (5e5, 5e5)
    assert (one.cost_source, one.subsidy_source) == ("stated", "stated")


def test_two_rows_of_one_identifier_are_told_apart():
    rows = [{"project_id": "same", "action": "upgrade", "geometry": LINE}] * 2
    _, both = found(*rows)
    assert len({one.project_id for one in both}) == 2


@pytest.mark.parametrize("stage, changes", [("竣工", 0), ("在建", 1), ("未完工", 1)])
def test_what_is_completed_changes_nothing_more(stage, changes):
    _, (one,) = found({"action": "upgrade", "geometry": LINE, "stage": stage})
    assert len(one.changes) == changes


def test_new_things_stand_where_the_row_says():
    at = Point(AT["B"].x, AT["B"].y)
    _, projects = found(
        {"action": "new_stop", "geometry": at, "name": "stop"},
        {"action": "new_node", "geometry": at},
        {"action": "new_station", "geometry": at},
        {"action": "new_road", "geometry": LINE},
        {"action": None, "geometry": LINE},
        {"action": "new_stop", "geometry": None},
    )
    layers = [[change.layer for change in one.changes] for one in projects]
    assert layers == [["stops"], ["logistics"], ["stations"], ["roads"], [], []]
    assert all(isinstance(one.changes[0], AddRow) for one in projects[:4])
    assert projects[2].changes[0].values["township_id"] == "S"
    assert projects[0].cost_cny == price_each("new_stop", CN).cost_cny
    assert [len(one.notes) for one in projects] == [0, 0, 0, 0, 1, 1]


def test_a_ferry_becomes_a_bridge_and_costs_its_length():
    picture = "S---------A----------B"
    at = points_of(picture, 100.0)
    district = drawn(
        picture, "SA AB", cell_m=100.0, villages={"B": 1},
        attributes={"SA": {"surface": "asphalt"}, "AB": {"is_ferry": True}},
        townships={"S": {"is_county_seat": True}},
    )  # fmt: skip
    middle = Point((at["A"].x + at["B"].x) / 2, at["A"].y)
    row = {"project_id": "X", "action": "ferry_to_bridge", "geometry": middle}
    before = assess(district.with_layer("projects", frame_of("projects", [row])))
    (one,) = user_projects(before)
    assert isinstance(one.changes[0], SetValues)
    assert one.length_km == pytest.approx(1.1)
    assert one.cost_cny == pytest.approx(price_road("bridge", 1.1, CN).cost_cny)


def test_narrow_pavement_gets_the_smaller_subsidy():
    own = standard(plan_road_width_m=3.5)
    assert price_road("harden", 2.0, own).subsidy_cny == 2.0 * 150_000
    assert price_road("harden", 2.0, CN).subsidy_cny == 2.0 * 200_000
    # 1 km of bridge, 6 m wide: 6,000 m2 at 2,000 yuan.
    assert price_road("bridge", 1.0, CN).subsidy_cny == 12_000_000
