"""``plan.json``: the plan as numbers and lists, for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from roadnet.analysis.reason import Reason
from roadnet.findings import Finding
from roadnet.io.write import to_json_value
from roadnet.planning.choice.problem import Choice
from roadnet.planning.plan import Plan, projects_needed
from roadnet.planning.project import Project
from roadnet.reports.summary_json import to_summary
from roadnet.text import Lang


def to_plan(
    plan: Plan,
    findings_before: Iterable[Finding],
    findings_after: Iterable[Finding],
    lang: Lang,
) -> dict[str, Any]:
    """Return a plan ready for JSON; worths and the bound are in the unit of ``measure``."""
    choice = plan.choice
    content = {
        "district": plan.before.district.name,
        "standard": plan.before.standard.id,
        "join_tolerance_m": plan.before.network.tolerance_m,
        "target": plan.request.target,
        "measure": plan.request.measure,
        "budget_cny": plan.request.budget_cny,
        "cost_cny": choice.cost,
        "subsidy_cny": sum(project.subsidy_cny for project in plan.chosen),
        **_answer(choice),
        "projects": [to_project(one, plan.gains, lang) for one in plan.chosen],
        "gains": _rows(plan.gains),
        "not_borne_out": _rows(plan.missed),
        "curve": [
            {
                "budget_cny": budget,
                "cost_cny": answer.cost,
                **_answer(answer),
                "projects": _ids(plan, answer),
            }
            for budget, answer in plan.curve
        ],
        "candidates": [to_candidate(one, plan, lang) for one in plan.effects.projects],
        "joint_need": _need(plan),
        "before": to_summary(plan.before, findings_before),
        "after": to_summary(plan.after, findings_after),
    }
    plain: dict[str, Any] = to_json_value(content)
    return plain


def to_project(project: Project, gains: pd.DataFrame, lang: Lang) -> dict[str, Any]:
    """Return one project with what is lost again without it."""
    name = project.name.text(lang) if isinstance(project.name, Reason) else project.name
    mine = gains[[project.project_id in ids for ids in projects_needed(gains)]]
    return {
        "project_id": project.project_id,
        "name": name,
        "action": project.action,
        "origin": project.origin,
        "kind": project.kind,
        "length_km": project.length_km,
        "cost_cny": project.cost_cny,
        "cost_source": project.cost_source,
        "subsidy_cny": project.subsidy_cny,
        "subsidy_source": project.subsidy_source,
        "stage": project.stage,
        "blockers": list(project.blockers),
        "constraints": dict(project.constraints),
        "notes": [note.text(lang) for note in project.notes],
        "changes": _rows(mine),
    }


def to_candidate(project: Project, plan: Plan, lang: Lang) -> dict[str, Any]:
    """Return a candidate with the verdicts that it changes, alone or with others."""
    mine = plan.changes[plan.changes["project_id"] == project.project_id]
    rows = mine.drop(columns="project_id").to_dict("records")
    return {
        "project_id": project.project_id,
        "name": project.name.text(lang) if isinstance(project.name, Reason) else project.name,
        "action": project.action,
        "origin": project.origin,
        "length_km": project.length_km,
        "cost_cny": project.cost_cny,
        "subsidy_cny": project.subsidy_cny,
        "constraints": dict(project.constraints),
        "changes": [
            {**row, "with_ids": [one for one in row["with_ids"].split(";") if one]}  # type: ignore[dict-item]
            for row in rows
        ],
    }


def _need(plan: Plan) -> dict[str, Any] | None:
    need = plan.need
    if need is None:
        return None
    return {
        "villages": need.villages,
        "unreachable": need.unreachable,
        "plain_sum_km": need.plain_sum_km,
        "union_km": need.union_km,
        "joint_km": need.joint_km,
        "bound_km": need.bound_km,
        "proven": need.proven,
    }


def _answer(choice: Choice) -> dict[str, Any]:
    return {
        "value": choice.value,
        "bound": choice.bound,
        "gap": choice.gap,
        "status": choice.status,
    }


def _ids(plan: Plan, answer: Choice) -> list[str]:
    pairs = zip(plan.effects.projects, answer.chosen, strict=True)
    return [project.project_id for project, on in pairs if on]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return gains as records; people not known are 0 in the choice, and so are they here."""
    split = projects_needed(table)
    rows: list[dict[str, Any]] = [
        {**row, "project_ids": ids}  # type: ignore[dict-item]
        for row, ids in zip(table.to_dict("records"), split, strict=True)
    ]
    return rows
