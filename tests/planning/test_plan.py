"""A plan: its figures are those of assessing the input with the chosen projects done."""

import json
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest

from roadnet.analysis.assess import assess
from roadnet.errors import RoadnetError
from roadnet.io.read import read_district
from roadnet.io.write import write_geopackage
from roadnet.planning.candidates import propose_projects
from roadnet.planning.changes import apply_changes
from roadnet.planning.plan import PlanRequest, plan, plan_for
from roadnet.quality.check import check_district
from roadnet.reports.summary_json import to_summary
from roadnet.reports.write_plan import PLAN_OUTPUTS, write_plan
from tests.analysis.service_scenes import drawn

ROOT = Path(__file__).parents[2]
BUDGETS = (3_000_000.0, 10_000_000.0, 30_000_000.0)


@pytest.fixture(scope="module")
def before():
    return assess(read_district(ROOT / "data" / "demo" / "2024", inline=True))


@pytest.fixture(scope="module")
def projects(before):
    return propose_projects(before)


@pytest.fixture(scope="module")
def found(before, projects):
    request = PlanRequest(BUDGETS[1], further_budgets=(BUDGETS[0], BUDGETS[2]))
    return plan_for(before, projects, request)


def test_three_budgets_each_proven_and_rising(found):
    assert [budget for budget, _ in found.curve] == list(BUDGETS)
    values = [choice.value for _, choice in found.curve]
    assert values == sorted(values) and values[0] < values[-1]
    for budget, choice in found.curve:
        assert choice.cost <= budget
        assert choice.status == "proven"
        assert choice.gap == pytest.approx(0.0, abs=1e-6)


def test_what_the_choice_counted_on_is_borne_out(found):
    assert len(found.missed) == 0
    assert found.gains["forecast"].sum() == found.choice.value


def test_the_figures_after_are_those_of_the_changed_files(found, tmp_path):
    # The chosen projects' changes are written into files of their own, read and assessed again.
    changes = [change for project in found.chosen for change in project.changes]
    changed = apply_changes(found.before.district, changes)
    write_geopackage(tmp_path / "district.gpkg", dict(changed.layers))
    again = assess(read_district(tmp_path / "district.gpkg", standard="cn", inline=True))
    ours, theirs = to_summary(found.after, ()), to_summary(again, ())
    for part in ("connectivity", "townships", "bus", "stations", "logistics", "resilience", "rai"):
        assert flat(ours[part]) == pytest.approx(flat(theirs[part]), rel=1e-9), part
    assert theirs["roads"]["length_km"] == pytest.approx(ours["roads"]["length_km"], rel=1e-9)


def flat(table, prefix=""):
    """Every number of a nested table by its dotted name."""
    found = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found


def test_gains_are_the_difference_of_the_two_assessments(found):
    for indicator, column, good in (
        ("road", "road_status", {"connected"}),
        ("bus", "bus_level", {"daily", "weekly", "on_demand"}),
        ("logistics", "logistics_status", {"complete"}),
    ):
        eligible = "eligible_road" if indicator == "road" else "eligible_service"
        was, now = (
            one.villages[one.villages[eligible] & one.villages[column].isin(good)]["village_id"]
            for one in (found.before, found.after)
        )
        gained = set(now.astype(str)) - set(was.astype(str))
        listed = found.gains[found.gains["indicator"] == indicator]["id"]
        assert set(listed) == gained


def test_a_project_that_is_needed_is_missed_when_it_is_left_out(before, found):
    needs = found.gains["project_ids"].str.split(";")
    one = next(ids for ids in needs if len(ids) == 1 and ids[0])[0]
    rest = [project for project in found.chosen if project.project_id != one]
    changes = [change for project in rest for change in project.changes]
    after = assess(apply_changes(before.district, changes))
    lost = found.gains[[one in ids for ids in needs]]
    for indicator, identifier in zip(lost["indicator"], lost["id"], strict=True):
        if indicator == "road":
            row = after.villages[after.villages["village_id"] == identifier]
            assert row["road_status"].iloc[0] != "connected"


def test_must_and_excluded_are_kept(before, projects):
    dear = max(projects, key=lambda one: one.cost_cny if one.cost_cny < 5e6 else 0)
    cheap = projects[0].project_id
    request = PlanRequest(
        12_000_000.0, must=(dear.project_id,), excluded=(cheap,), time_limit_s=20.0
    )
    ids = {project.project_id for project in plan_for(before, projects, request).chosen}
    assert dear.project_id in ids
    assert cheap not in ids


@pytest.mark.parametrize("measure", ["people", "points"])
def test_other_measures(before, projects, measure):
    request = PlanRequest(5_000_000.0, target="roads", measure=measure)
    some = [one for one in projects if one.action in ("new_road", "upgrade")]
    answer = plan_for(before, some, request)
    assert answer.choice.value > 0
    if measure == "people":
        assert answer.choice.value == answer.gains["population"].sum()


@pytest.mark.parametrize(
    "request_, code",
    [
        (PlanRequest(-1.0), "plan_budget_bad"),
        (PlanRequest(float("nan")), "plan_budget_bad"),
        (PlanRequest(1.0, target="moon"), "plan_target_unknown"),
        (PlanRequest(1.0, measure="joy"), "plan_target_unknown"),
    ],
)
def test_what_cannot_be_planned_is_said(before, request_, code):
    with pytest.raises(RoadnetError) as caught:
        plan_for(before, [], request_)
    assert caught.value.code == code


def test_without_money_nothing_is_chosen_that_costs(before, projects):
    answer = plan_for(before, projects, PlanRequest(0.0))
    assert answer.choice.cost == 0
    assert len(answer.gains) == answer.choice.value


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_files_hold_the_plan(found, tmp_path, lang):
    faults = [*check_district(found.before.district, found.before.network), *found.before.findings]
    files = write_plan(found, faults, faults, tmp_path, lang=lang)
    assert [file.name for file in files] == list(PLAN_OUTPUTS)
    content = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert {"budget_cny", "cost_cny", "bound", "gap", "projects", "before", "after"} <= set(content)
    assert content["cost_cny"] == pytest.approx(sum(p["cost_cny"] for p in content["projects"]))
    assert content["after"]["bus"] == to_summary(found.after, faults)["bus"]
    assert len(content["gains"]) == len(found.gains)
    assert content["joint_need"]["bound_km"] <= content["joint_need"]["joint_km"] + 1e-9
    names = pyogrio.list_layers(tmp_path / "projects.gpkg")[:, 0].tolist()
    assert names == ["projects", "candidates", "gains"]
    chosen = pyogrio.read_dataframe(tmp_path / "projects.gpkg", layer="projects")
    assert set(chosen["project_id"]) == {project["project_id"] for project in content["projects"]}
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert len(book.sheetnames) == 6
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert found.before.district.name in page


def test_plan_is_a_public_name(before):
    answer = plan(before.district, budget_cny=1_000_000.0, target="bus")
    assert answer.after.summary["bus"]["served"] >= before.summary["bus"]["served"]
    assert np.isfinite(answer.choice.bound)


def test_a_district_in_which_nothing_is_missing_has_an_empty_plan(tmp_path):
    district = drawn(
        "S----A", "SA", cell_m=100.0, villages={"A": 1},
        attributes={"SA": {"surface": "asphalt"}}, townships={"S": {"is_county_seat": True}},
    )  # fmt: skip
    answer = plan(district, budget_cny=1e6, target="roads")
    assert (answer.chosen, len(answer.gains), answer.choice.value) == ((), 0, 0.0)
    assert len(write_plan(answer, (), (), tmp_path, lang="en")) == 4
