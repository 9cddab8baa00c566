"""Projects in areas that hold them up, and roads that two projects pay for; measured by hand."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, box

from roadnet.planning.constraints import constraint_table, double_funding, with_constraints
from roadnet.planning.library import library_table, library_totals, read_blocker, shown_totals
from roadnet.planning.project import Project
from roadnet.planning.stages import is_done, read_stage
from tests.analysis.service_scenes import CN, standard
from tests.scenes import UTM_43, frame_of


def project(name, shape, **more):
    values = {
        "name": name, "action": "new_road", "origin": "user", "changes": (), "length_km": 1.0,
        "cost_cny": 100_000.0, "subsidy_cny": 20_000.0, "cost_source": "stated",
        "subsidy_source": "stated", **more,
    }  # fmt: skip
    return Project(project_id=name, geometry=shape, **values)


def areas(*rows):
    return frame_of(
        "constraints",
        [
            {"constraint_id": f"c{n}", "kind": kind, "name": kind, "geometry": shape}
            for n, (kind, shape) in enumerate(rows)
        ],
    )


# A line of 2,000 m from west to east; red line from 500 to 1,100 m and, overlapping it, from 1,000
# to 1,500 m: 1,000 m inside together. Farmland ends 30 m south of it: within the buffer of 50 m.
LINE = LineString([(0, 0), (2000, 0)])
AREAS = areas(
    ("ecological_redline", box(500, -100, 1100, 100)),
    ("ecological_redline", box(1000, -100, 1500, 100)),
    ("farmland", box(0, -300, 400, -30)),
)


def test_areas_of_a_kind_that_overlap_count_once():
    table = constraint_table([project("P", LINE)], AREAS, standard=CN).set_index("kind")
    red = table.loc["ecological_redline"]
    assert red["km"] == pytest.approx(1.0)
    assert red["share"] == pytest.approx(0.5)
    assert red["label"] == "avoid"
    # The buffer adds 50 m on either side of the red line.
    assert red["near_km"] == pytest.approx(1.1, abs=1e-3)
    farmland = table.loc["farmland"]
    assert farmland["km"] == 0
    assert farmland["label"] == "free"
    assert 0.4 <= farmland["near_km"] <= 0.45


def test_a_point_lies_in_an_area_or_not():
    points = [project("in", Point(600, 0)), project("out", Point(1700, 0))]
    table = constraint_table(points, AREAS, standard=CN)
    assert table[["project_id", "share", "label"]].to_numpy().tolist() == [["in", 1.0, "avoid"]]
    found = with_constraints(points, AREAS, standard=CN)
    assert [dict(one.constraints) for one in found] == [{"ecological_redline": 1.0}, {}]


def test_the_standard_says_which_kinds_are_to_be_avoided():
    own = standard(plan_avoid_kinds=[], plan_justify_kinds=["ecological_redline"])
    table = constraint_table([project("P", LINE)], AREAS, standard=own)
    assert set(table["label"]) == {"needs_justification", "free"}


def test_the_measures_are_those_of_shapely_piece_by_piece():
    lines = [LineString([(x, -500), (x + 400, 700)]) for x in range(0, 2000, 250)]
    table = constraint_table([project(str(n), s) for n, s in enumerate(lines)], AREAS, standard=CN)
    whole = AREAS[AREAS["kind"] == "ecological_redline"].union_all()
    for name, km in table[table["kind"] == "ecological_redline"][["project_id", "km"]].to_numpy():
        assert km == pytest.approx(lines[int(name)].intersection(whole).length / 1000)


def projects(*rows):
    return frame_of("projects", [{"project_id": f"p{n}", **row} for n, row in enumerate(rows)])


def test_two_projects_on_the_same_stakes_are_found():
    # 3.0 to 5.0 and 4.5 to 6.0 have half a kilometre in common; the third is another road.
    table = projects(
        {"route_code": "Y001", "start_stake_km": 3.0, "end_stake_km": 5.0},
        {"route_code": "y001 ", "start_stake_km": 6.0, "end_stake_km": 4.5},
        {"route_code": "Y002", "start_stake_km": 3.0, "end_stake_km": 5.0},
        {"route_code": "Y001", "start_stake_km": 5.0, "end_stake_km": 5.02},
    )
    found = double_funding(table, along_m=25.0)
    assert found[["first_id", "second_id", "by"]].to_numpy().tolist() == [["p0", "p1", "stakes"]]
    assert found["km"].tolist() == [pytest.approx(0.5)]


def test_two_projects_along_one_line_are_found_and_a_crossing_is_not():
    table = projects(
        {"geometry": LineString([(0, 0), (1000, 0)])},
        {"geometry": LineString([(600, 8), (1500, 8)])},
        {"geometry": LineString([(300, -500), (300, 500)])},
    )
    found = double_funding(table, along_m=25.0)
    assert found[["first_id", "second_id", "by"]].to_numpy().tolist() == [["p0", "p1", "line"]]
    assert found["km"].tolist() == [pytest.approx(0.4)]


def test_the_same_project_in_two_years_is_not_paid_twice():
    first = projects({"route_code": "Y001", "start_stake_km": 3.0, "end_stake_km": 5.0})
    again = first.copy()
    assert len(double_funding(first, again, along_m=25.0)) == 0
    other = first.assign(project_id=["new name"])
    assert double_funding(first, other, along_m=25.0)["second_id"].tolist() == ["new name"]


@pytest.mark.parametrize(
    "text, stage",
    [
        ("规划选址", "siting"), ("工可批复", "feasibility"), ("施工图设计", "design"),
        ("招标", "tender"), ("在建", "building"), ("已竣工验收", "completed"),
        ("入库储备", "idea"), ("Completed", "completed"), ("???", None), ("", None),
    ],
)  # fmt: skip
def test_stages_are_read(text, stage):
    assert read_stage(text) == stage
    assert is_done(text) == (stage == "completed")


# What is read as completed changes nothing any more and leaves every plan, so that the word alone
# must not decide: by hand, what an official would say of each.
@pytest.mark.parametrize(
    "text, stage",
    [
        ("未完工", None), ("尚未完成", None), ("未建成", None), ("拟完工", None), ("未开工", None),
        ("计划2025年完工", None), ("not completed", None), ("uncompleted", None),
        ("abandoned", None), ("在建，预计年底完工", "building"), ("已完工未验收", "completed"),
        ("已完成招标", "tender"), ("已完成可研", "feasibility"), ("已完成前期工作", "idea"),
        ("施工图设计完成", "design"), ("施工完成", "completed"), ("建成通车", "completed"),
        ("construction completed", "completed"), ("completed design", "design"),
    ],
)  # fmt: skip
def test_a_stage_that_is_not_reached_is_not_read_as_completed(text, stage):
    assert read_stage(text) == stage
    assert is_done(text) == (stage == "completed")


@pytest.mark.parametrize(
    "text, kind",
    [("环评", "environment"), ("生态红线", "environment"), ("土地", "land"), ("规划", "planning"),
     ("配套资金未落实", "funds"), ("村民意见", "other")],
)  # fmt: skip
def test_blockers_are_read(text, kind):
    assert read_blocker(text) == kind


def test_totals_and_gain_for_the_money():
    some = [
        project("a", LINE, stage="在建", kind="联网路", length_km=2.0, blockers=("环评", "土地")),
        project("b", LINE, stage="已完工", kind="联网路", length_km=1.0),
        project("c", LINE, stage="?", kind="招呼站", length_km=0.0, cost_cny=50_000.0),
    ]
    gaps = constraint_table(some, AREAS, standard=CN)
    table = library_table(some, "zh", gains={"a": 3.0}, constraints=gaps)
    assert table["stage_code"].tolist() == ["building", "completed", "unknown"]
    assert table["blocker_codes"].tolist() == ["environment;land", "", ""]
    # 3 villages for 100,000 yuan are 0.3 for each 10,000.
    assert table["gain_per_10000_cny"].tolist()[0] == pytest.approx(0.3)
    assert table["avoid_km"].tolist() == [pytest.approx(1.0)] * 3
    by_kind = library_totals(table, "kind").set_index("kind")
    assert by_kind.loc["联网路", "length_km"] == 3.0
    assert by_kind.loc["total", "projects"] == 3
    assert by_kind.loc["total", "cost_cny"] == 250_000.0
    assert library_totals(table, "stage_code")["stage_code"].tolist() == [
        "building", "completed", "unknown", "total",
    ]  # fmt: skip


def test_totals_by_year_come_in_order_and_the_unknown_last():
    some = [
        project("a", LINE, year=2025, length_km=2.0),
        project("b", LINE, year=2024, length_km=1.0),
        project("c", LINE, length_km=4.0),
    ]
    totals = library_totals(library_table(some, "en"), "year")
    assert totals["year"].tolist() == ["2024", "2025", "unknown", "total"]
    assert totals["length_km"].tolist() == [1.0, 2.0, 4.0, 7.0]


def test_sums_say_of_how_many_projects_something_is_not_stated():
    # b is 0 km of new road: its length is not known, nor what is estimated by it. c is no road.
    guessed = {"cost_source": "plan_cost_cny_per_km", "cost_cny": 0.0}
    some = [
        project("a", LINE, kind="x", length_km=2.0),
        project("b", None, kind="y", length_km=0.0, **guessed),
        project("c", LINE, kind="x", length_km=0.0, action="new_stop"),
    ]
    totals = library_totals(library_table(some, "en"), "kind").set_index("kind")
    assert totals["unstated"].to_dict() == {"x": 0, "y": 1, "total": 1}
    assert totals["length_km"].fillna(-1).to_dict() == {"x": 2.0, "y": -1, "total": 2.0}
    # a and c cost 100,000 each; b's subsidy of 20,000 is stated as theirs are.
    assert totals.loc["total", ["cost_cny", "subsidy_cny"]].tolist() == [200_000.0, 60_000.0]
    shown = shown_totals(totals.reset_index()).set_index("kind")
    assert shown["cost_wan"].fillna(-1).to_dict() == {"x": 20.0, "y": -1, "total": 20.0}


def test_nothing_to_measure_is_an_empty_table():
    assert len(constraint_table([project("P", None)], AREAS, standard=CN)) == 0
    assert len(constraint_table([project("P", LINE)], None, standard=CN)) == 0
    none = gpd.GeoDataFrame(projects()[:0], geometry="geometry", crs=UTM_43)
    assert len(double_funding(none, along_m=25.0)) == 0
    assert shapely.length(LINE) == 2000


def test_shown_parts_of_the_library_add_up_to_the_shown_total():
    # Thirds of 100 yuan are 0.0033 ten thousands each: alone 0.00 three times, together 0.01.
    # Each lost 0.0033; the step goes to the first. Thirds of a kilometre: 0.334, 0.333, 0.333.
    parts = pd.DataFrame(
        {
            "kind": ["a", "b", "c", "total"],
            "projects": [1, 1, 1, 3],
            "length_km": [1 / 3, 1 / 3, 1 / 3, 1.0],
            "cost_cny": [100 / 3, 100 / 3, 100 / 3, 100.0],
            "subsidy_cny": [0.0, 0.0, 0.0, 0.0],
        }
    )
    shown = shown_totals(parts)
    assert shown["length_km"].tolist() == [0.334, 0.333, 0.333, 1.0]
    assert shown["cost_wan"].tolist() == [0.01, 0.0, 0.0, 0.01]
    assert shown["subsidy_wan"].tolist() == [0.0] * 4
