"""What is not known is never summed up as nought: a figure is open, or its sentence says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from shapely import LineString, Point, box

from roadnet.analysis.assess import assess
from roadnet.reports.annual.summary import annual_summary
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.slide_sentences import sentence_of
from roadnet.text import LANGUAGES
from tests.analysis.service_scenes import drawn
from tests.reports.annual_scene import PROJECTS, district_of_year
from tests.scenes import district_of, line_of, points_of


@pytest.fixture
def say(tmp_path: Path) -> Any:
    """Write a line of an annual summary of a district, without the year before."""

    def write(line: str, district: Any, lang: Any = "zh") -> str:
        path = tmp_path / "own.md"
        path.write_text(line, encoding="utf-8")
        return annual_summary(assess(district), lang=lang, template=path).paragraphs[0].text

    return write


def with_projects(**changed: dict[str, Any]) -> Any:
    """The scene of 2024, some projects with other values."""
    rows = [{**row, **changed.get(row["project_id"], {})} for row in PROJECTS]
    return district_of_year(2024, projects=rows)


def test_a_project_without_a_length_leaves_the_kilometres_open(say: Any) -> None:
    # The library: P4, a new road, now without length and line; P5, a stop, has no kilometres.
    # Both state cost and subsidy: 100 + 2 and 10 + 1 ten thousands.
    district = with_projects(P4={"length_km": None})
    line = "{{library_km}}|{{library_cost}}|{{library_subsidy}}|{{library_count}}"
    assert say(line, district) == (
        "〔待填：2个对象中1个（P4）没有填“里程（公里）”，其余合计0 公里〕|102|11|2"
    )
    # Completed works sum up to P1 alone: another's kilometres are nothing to it.
    assert say("{{works_merged_km}}|{{library_merged_km}}", district, "en") == (
        "1.25|[open: 1 of 1 rows (P4) lack “Length (km)”; the others come to 0 km]"
    )


def test_what_a_project_of_unknown_length_costs_is_not_nought(say: Any) -> None:
    # P4 states its subsidy, 10 ten thousands; its cost is not stated and has no length to go by.
    district = with_projects(P4={"length_km": None, "cost_cny": None})
    assert say("{{library_subsidy}}|{{library_cost}}", district) == (
        "11|〔待填：2个对象中1个（P4）没有填“总投资（元）”，其余合计2 万元〕"
    )


def test_spent_money_names_the_projects_that_state_none(say: Any) -> None:
    assert say("{{works_merged_cost}}", with_projects(P1={"cost_cny": None})) == (
        "〔待填：1个项目（P1）未写投资或补助金额〕"
    )


def test_a_road_without_a_class_leaves_the_mileage_of_classes_open(say: Any) -> None:
    # TA, 0.9 km, is a county road; AB, as long, says no class.
    district = district_of_year(2024)
    roads = district.layers["roads"]
    some = roads["admin_class"].where(roads["road_id"] == "TA", None)
    district = district.with_layer("roads", roads.assign(admin_class=some))
    assert say("{{road_km}}|{{county_road_km}}", district) == (
        "1.8|〔待填：2个对象中1个（AB）没有填“行政等级”，其余合计0.9 公里〕"
    )


def test_a_road_without_a_surface_is_said_to_count_as_not_hardened(say: Any) -> None:
    district = district_of_year(2024)
    roads = district.layers["roads"]
    some = roads["surface"].where(roads["road_id"] == "TA", None)
    unsaid = district.with_layer("roads", roads.assign(surface=some))
    line = "{{hardened_km}}{{?surface_unknown_km}}, {{surface_unknown_km}} unknown{{/}}"
    assert say(line, unsaid) == "0.9, 0.9 unknown"
    assert say(line, district) == "0.9"


def test_kilometres_saved_are_open_where_days_of_a_round_are_not_known(say: Any) -> None:
    # T is 4 km from P, which a bus serves: 8 km saved on 5 days. How often Q delivers is not known.
    tiers = {"C": "county", "T": "township", "Q": "township", "P": "village", "R": "village"}
    parents = {"T": "C", "Q": "C", "P": "T", "R": "Q"}
    days = {"C": 7.0, "T": 5.0, "Q": None, "P": 7.0, "R": 7.0}
    route = {"trips_per_day": 2.0, "operating_days": "daily", "stop_ids": "P;R"}

    def district(carries: bool | None) -> Any:
        return drawn(
            "P--CT-QR", "PC CT TQ QR", cell_m=1000, villages={"P": 1, "R": 1},
            attributes={road: {"surface": "asphalt"} for road in ("PC", "CT", "TQ", "QR")},
            townships={"T": {"is_county_seat": True}},
            stops={"P": {}, "R": {}},
            bus_routes={"1": {**route, "carries_parcels": carries}},
            logistics={
                p: {"tier": tier, "parent_id": parents.get(p), "dispatch_days_per_week": days[p]}
                for p, tier in tiers.items()
            },
        )  # fmt: skip

    assert say("{{freight_saved_km}}", district(True)) == (
        "〔待填：2个对象中1个（Q）没有填“每周配送天数”，其余合计40 公里〕"
    )
    assert say("{{freight_saved_km}}", district(None)) == (
        "〔待填：2个网点（P、R）的班线是否带货或班次不详〕"
    )


def hazards(*rows: dict[str, Any]) -> Any:
    """One road with hazards on it, as of 30 June 2024."""
    at = points_of("T--A", 100.0)
    return district_of_year(
        2024,
        roads=[{"road_id": "TA", "surface": "asphalt", "geometry": line_of("TA", at)}],
        hazards=[{"kind": "landslide", "geometry": at["A"], **row} for row in rows],
    )


def test_hazards_of_unknown_state_or_term_are_said(say: Any) -> None:
    # Four items: one closed, two open (one past its term, one without a term), one says nothing.
    district = hazards(
        {"hazard_id": "a", "status": "closed", "due_on": "2024-01-01", "closed_on": "2023-12-01"},
        {"hazard_id": "b", "status": "open", "due_on": "2024-01-01"},
        {"hazard_id": "c", "status": "open"},
        {"hazard_id": "d", "due_on": "2025-06-01"},
    )
    line = "{{hazard_total}}={{hazard_closed}}+{{hazard_open}}({{hazard_unstated}})"
    assert say(line, district) == "4=1+3(1)"
    assert say("{{hazard_overdue}}", district) == (
        "〔待填：3个对象中1个（c）没有填“整改期限”，其余合计1〕"
    )
    said = {
        "zh": "登记安全隐患 4 处，未销号 3 处（含未写状态的 1 处），已销号 1 处。",
        "en": "4 hazards on record, 3 open (1 of them do not state it), 1 closed.",
    }
    for lang in LANGUAGES:
        assert sentence_of(ReportSubject(assess(district), (), lang), "hazards") == said[lang]


def test_a_project_without_a_place_leaves_the_redline_open(say: Any) -> None:
    # P4 runs 1 km, of which 400 m lie inside; P5 has no place.
    at = points_of("T---A", 100.0)
    line, inside = LineString([(0, 0), (1000, 0)]), box(600, -50, 2000, 50)
    x, y = at["T"].x, at["T"].y
    line, inside = (_moved(one, x, y) for one in (line, inside))

    def district(place: Any) -> Any:
        rows = [{"project_id": "P4", "action": "new_road", "geometry": line},
                {"project_id": "P5", "action": "new_stop", "geometry": place}]  # fmt: skip
        return district_of(
            roads=[{"road_id": "TA", "surface": "asphalt", "geometry": line_of("TA", at)}],
            villages=[{"village_id": "A", "name": "A", "geometry": at["A"]}],
            projects=rows,
            constraints=[{"constraint_id": "R", "kind": "ecological_redline", "geometry": inside}],
        )

    said = "{{redline_count}}|{{redline_km}}"
    assert say(said, district(Point(x, y))) == "1|0.4"
    assert (
        say(said, district(None)) == "〔待填：1个项目（P5）没有位置，不知是否位于红线内〕|〔待填〕"
    )


def _moved(shape: Any, x: float, y: float) -> Any:
    from shapely.affinity import translate

    return translate(shape, x, y)
