"""The sheets of ``plan.xlsx``: headline, chosen projects, candidates, gains, budgets, figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from roadnet.analysis.reason import Reason
from roadnet.planning.constraints import constraints_said
from roadnet.planning.plan import Plan, projects_needed
from roadnet.planning.project import Project
from roadnet.reports.gaps_xlsx import provenance, standard_sheet
from roadnet.reports.sheet import Column, Kind, Sheet, open_workbook, write_sheet
from roadnet.schema.headlines import HEADLINES
from roadnet.text import Lang, tr

_WAN: Final = 10_000.0


def write_plan_workbook(path: Path, plan: Plan, lang: Lang) -> None:
    """Write the workbook; the same plan gives the same bytes."""
    chosen = {project.project_id for project in plan.chosen}
    others = [one for one in plan.effects.projects if one.project_id not in chosen]
    with open_workbook(path) as book:
        write_sheet(book, headline_sheet(plan, lang))
        write_sheet(book, projects_sheet(plan, plan.chosen, "chosen", lang))
        write_sheet(book, gains_sheet(plan, lang))
        write_sheet(book, budgets_sheet(plan, lang))
        write_sheet(book, projects_sheet(plan, others, "others", lang))
        write_sheet(book, standard_sheet(plan.before, lang))


def headline_sheet(plan: Plan, lang: Lang) -> Sheet:
    """Return the headline figures before and after, side by side."""
    before, after = plan.before.summary, plan.after.summary
    parts = [part for part, *_ in HEADLINES]
    columns = [
        Column(_head("indicator", lang), [tr(f"cli.assess.{part}", lang) for part in parts]),
        Column(_head("whole", lang), [before[p].get(w) for p, _, w in HEADLINES], "count"),
        Column(_head("before", lang), [before[p].get(d) for p, d, _ in HEADLINES], "count"),
        Column(_head("after", lang), [after[p].get(d) for p, d, _ in HEADLINES], "count"),
        Column(_head("rate_before", lang), [before[p].get("rate") for p in parts], "ratio"),
        Column(_head("rate_after", lang), [after[p].get("rate") for p in parts], "ratio"),
    ]
    return _sheet("headline", columns, plan, lang)


def projects_sheet(plan: Plan, projects: Sequence[Project], which: str, lang: Lang) -> Sheet:
    """Return projects with length, cost, subsidy, where the figures come from, and notes."""
    kinds: Mapping[str, Kind] = {
        "length_km": "km", "cost_wan": "money", "subsidy_wan": "money", "gains": "count",
        "notes": "long", "changes": "long", "areas": "long",
    }  # fmt: skip
    needed = projects_needed(plan.gains)
    changes = changes_said(plan, lang)
    rows = [
        {
            **_project_row(one, needed, lang),
            "changes": changes.get(one.project_id, ""),
            "areas": constraints_said(one, plan.before.standard, lang),
        }
        for one in projects
    ]
    names = (
        "project_id", "name", "action", "length_km", "cost_wan", "subsidy_wan", "gains",
        "changes", "areas", "stage", "blockers", "cost_source", "notes",
    )  # fmt: skip
    columns = [
        Column(
            _head(name, lang),
            [row[name] for row in rows],
            kinds.get(name, "text"),
            total=_total(rows, name, lang),
        )
        for name in names
    ]
    return _sheet(which, columns, plan, lang, has_totals=True)


def changes_said(plan: Plan, lang: Lang) -> dict[str, str]:
    """Say for each project which verdicts it changes, alone or with which others."""
    said: dict[str, list[str]] = {}
    table = plan.changes
    columns = (table[name] for name in ("project_id", "indicator", "name", "with_ids"))
    for project, indicator, name, others in zip(*columns, strict=True):
        text = f"{name} ({tr(f'plan.indicator.{indicator}', lang)}"
        said.setdefault(project, []).append(f"{text} + {others})" if others else f"{text})")
    return {project: "; ".join(parts) for project, parts in said.items()}


def gains_sheet(plan: Plan, lang: Lang) -> Sheet:
    """Return what is mended, place by place, and the projects without which it would not be."""
    gains = plan.gains
    columns = [
        Column(
            _head("indicator", lang),
            [tr(f"plan.indicator.{one}", lang) for one in gains["indicator"]],
        ),
        Column(_head("id", lang), gains["id"].tolist()),
        Column(_head("name", lang), gains["name"].tolist()),
        Column(_head("population", lang), gains["population"].tolist(), "count"),
        Column(_head("needs", lang), gains["project_ids"].tolist(), "long"),
    ]
    return _sheet("gains", columns, plan, lang)


def budgets_sheet(plan: Plan, lang: Lang) -> Sheet:
    """Return the answer at each budget, with its proven bound."""
    budgets = [budget / _WAN for budget, _ in plan.curve]
    answers = [answer for _, answer in plan.curve]
    columns = [
        Column(_head("budget_wan", lang), budgets, "money"),
        Column(_head("cost_wan", lang), [answer.cost / _WAN for answer in answers], "money"),
        Column(_head("value", lang), [answer.value for answer in answers], "number"),
        Column(_head("bound", lang), [answer.bound for answer in answers], "number"),
        Column(_head("gap", lang), [answer.gap for answer in answers], "ratio"),
        Column(_head("count", lang), [int(answer.chosen.sum()) for answer in answers], "count"),
        Column(_head("status", lang), [tr(f"plan.status.{one.status}", lang) for one in answers]),
    ]
    return _sheet("budgets", columns, plan, lang)


def _project_row(project: Project, needed: Any, lang: Lang) -> dict[str, Any]:
    source = project.cost_source
    return {
        "project_id": project.project_id,
        "name": project.name.text(lang) if isinstance(project.name, Reason) else project.name,
        "action": tr(f"plan.action.{project.action}", lang),
        "length_km": project.length_km,
        "cost_wan": project.cost_cny / _WAN,
        "subsidy_wan": project.subsidy_cny / _WAN,
        "gains": sum(project.project_id in ids for ids in needed),
        "stage": project.stage,
        "blockers": "; ".join(project.blockers),
        "cost_source": tr("plan.stated", lang) if source == "stated" else source,
        "notes": "\n".join(note.text(lang) for note in project.notes),
    }


def _total(rows: Sequence[Mapping[str, Any]], name: str, lang: Lang) -> Any:
    if name == "name":
        return tr("reports.word.total", lang)
    if name in ("length_km", "cost_wan", "subsidy_wan"):
        return sum(row[name] for row in rows)
    return None


def _sheet(
    name: str, columns: Sequence[Column], plan: Plan, lang: Lang, *, has_totals: bool = False
) -> Sheet:
    return Sheet(
        name=tr(f"plan.sheet.{name}", lang),
        title=tr(f"plan.title.{name}", lang, district=plan.before.district.name),
        note=provenance(plan.before, lang),
        columns=columns,
        empty=tr("plan.empty", lang),
        has_totals=has_totals,
    )


def _head(name: str, lang: Lang) -> str:
    return tr(f"plan.heading.{name}", lang)
