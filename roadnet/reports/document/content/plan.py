"""The plan: what is chosen for the money, what it changes, before and after."""

from __future__ import annotations

from collections.abc import Sequence

from roadnet.analysis.reason import Reason
from roadnet.planning.plan import Plan
from roadnet.planning.project import Project
from roadnet.reports.document.content.tables import Field, build_table, numbered
from roadnet.reports.document.content.words import map_of, word
from roadnet.reports.document.model import Block, Heading, Table, Turn, said
from roadnet.reports.plan_tables import changes_said
from roadnet.reports.report_subject import ReportSubject
from roadnet.schema.headlines import HEADLINES
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number, to_percent, to_wan


def plan(subject: ReportSubject) -> list[Block]:
    """Return the plan; nothing where none was asked for."""
    lang, made = subject.lang, subject.plan
    if made is None:
        return []
    return [
        Heading(word("heading.plan", lang)),
        said(_chosen(made, lang)),
        said(_proof(made, lang)),
        _before_and_after(made, lang),
        *map_of(subject, "plan_before"),
        *map_of(subject, "plan_after"),
        Turn(landscape=True),
        _projects(made, made.chosen, lang),
        _gains(made, lang),
        Turn(landscape=False),
    ]


def _chosen(made: Plan, lang: Lang) -> str:
    return word(
        "say.plan",
        lang,
        budget=to_wan(made.request.budget_cny),
        candidates=to_number(len(made.effects.projects)),
        count=to_number(len(made.chosen)),
        cost=to_wan(made.choice.cost),
        subsidy=to_wan(sum(one.subsidy_cny for one in made.chosen)),
        gains=to_number(len(made.gains)),
    )


def _proof(made: Plan, lang: Lang) -> str:
    line = word(
        "say.proof",
        lang,
        measure=tr(f"plan.measure.{made.request.measure}", lang),
        value=to_number(made.choice.value, digits=1),
        bound=to_number(made.choice.bound, digits=1),
        gap=to_percent(made.choice.gap),
        status=tr(f"plan.status.{made.choice.status}", lang),
    )
    missed = word("say.missed", lang, count=to_number(len(made.missed))) if len(made.missed) else ""
    return line + missed


def _before_and_after(made: Plan, lang: Lang) -> Table:
    before, after = made.before.summary, made.after.summary
    rows = HEADLINES
    fields = [
        Field(
            tr("plan.heading.indicator", lang),
            [tr(f"cli.assess.{part}", lang) for part, *_ in rows],
        ),
        Field(tr("plan.heading.whole", lang), [before[p].get(w) for p, _, w in rows], "count"),
        Field(tr("plan.heading.before", lang), [before[p].get(d) for p, d, _ in rows], "count"),
        Field(tr("plan.heading.after", lang), [after[p].get(d) for p, d, _ in rows], "count"),
        Field(
            tr("plan.heading.rate_before", lang), [before[p].get("rate") for p, *_ in rows], "ratio"
        ),
        Field(
            tr("plan.heading.rate_after", lang), [after[p].get("rate") for p, *_ in rows], "ratio"
        ),
    ]
    return build_table("plan", lang, fields)


def _projects(made: Plan, projects: Sequence[Project], lang: Lang) -> Table:
    changes = changes_said(made, lang)
    names = [one.name.text(lang) if isinstance(one.name, Reason) else one.name for one in projects]
    km = [one.length_km for one in projects]
    cost, subsidy = [one.cost_cny for one in projects], [one.subsidy_cny for one in projects]
    changed = [changes.get(one.project_id, "") for one in projects]
    fields = [
        numbered(len(projects), word("column.number", lang)),
        Field(tr("plan.heading.project_id", lang), [one.project_id for one in projects]),
        Field(tr("plan.heading.name", lang), names, total=tr("reports.word.total", lang)),
        Field(
            tr("plan.heading.action", lang),
            [tr(f"plan.action.{one.action}", lang) for one in projects],
        ),
        Field(tr("plan.heading.length_km", lang), km, "km", sum(km)),
        Field(tr("plan.heading.cost_wan", lang), cost, "wan", sum(cost)),
        Field(tr("plan.heading.subsidy_wan", lang), subsidy, "wan", sum(subsidy)),
        Field(tr("plan.heading.changes", lang), changed, "long"),
    ]
    return build_table("projects", lang, fields, empty=tr("plan.empty", lang), total=True)


def _gains(made: Plan, lang: Lang) -> Table:
    table = made.gains
    fields = [
        numbered(len(table), word("column.number", lang)),
        Field(
            tr("plan.heading.indicator", lang),
            [tr(f"plan.indicator.{one}", lang) for one in table["indicator"]],
        ),
        Field(tr("plan.heading.id", lang), table["id"].astype(str).tolist()),
        Field(tr("plan.heading.name", lang), table["name"].tolist()),
        Field(tr("plan.heading.population", lang), table["population"].tolist(), "count"),
        Field(tr("plan.heading.needs", lang), _listed(table["project_ids"].tolist(), lang), "long"),
    ]
    return build_table("gains", lang, fields, empty=tr("plan.empty", lang))


def _listed(values: Sequence[object], lang: Lang) -> list[str]:
    separator = word("separator", lang)
    return [
        separator.join(map(str, one)) if isinstance(one, list | tuple) else str(one or "")
        for one in values
    ]
