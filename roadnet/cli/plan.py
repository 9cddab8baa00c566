"""``roadnet plan``: the projects to choose for the money, from files to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from roadnet.cli.compare import findings_of, share_of
from roadnet.cli.console import say, say_json, say_table, show_progress
from roadnet.cli.source import read_source, require_apart, require_writable
from roadnet.findings import count_severities
from roadnet.schema.headlines import HEADLINES
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number, to_rounded_percent, to_wan

if TYPE_CHECKING:
    from roadnet.planning.plan import Plan, PlanRequest

AUTO: Final = "auto"


def run_plan(
    source: str,
    output: Path,
    request: PlanRequest,
    candidates: str,
    standard: str | None,
    tolerance_m: float,
    lang: Lang,
    *,
    as_json: bool,
) -> int:
    """Read, assess, propose, choose, assess again, write; 1 where a finding is of severity error.

    Parameters
    ----------
    candidates
        ``auto``: the user's library and automatic proposals; else a file of projects, which are
        then the only ones.
    """
    from roadnet.planning.plan import plan_for, require_sound
    from roadnet.reports.write_plan import PLAN_OUTPUTS, write_plan

    require_sound(request)
    require_apart(source, output, PLAN_OUTPUTS)
    require_writable(output)
    with show_progress(lang) as phase:
        district = read_source(source, standard, phase(0.0, 0.15))
        from roadnet.analysis.assess import assess
        from roadnet.planning.candidates import propose_projects, read_candidates

        before = assess(district, join_tolerance_m=tolerance_m, progress=phase(0.15, 0.3))
        tell = phase(0.3, 0.5)
        tell("candidates", 0.0)
        projects = (
            propose_projects(before, target=request.target)
            if candidates == AUTO
            else read_candidates(Path(candidates), before)
        )
        found = plan_for(before, projects, request, progress=phase(0.5, 0.85))
        tell = phase(0.85, 0.9)
        tell("check", 0.0)
        findings, after = findings_of(found.before), findings_of(found.after)
        files = write_plan(found, findings, after, output, lang=lang, progress=phase(0.9, 1.0))
    if as_json:
        from roadnet.reports.plan_json import to_plan

        say_json(to_plan(found, findings, after, lang))
    else:
        _show(found, lang)
        for file in files:
            say(str(file))
    return 1 if count_severities(findings)["error"] else 0


def _show(found: Plan, lang: Lang) -> None:
    choice, request = found.choice, found.request
    say(
        tr(
            "plan.cli.title",
            lang,
            district=found.before.district.name,
            budget=to_wan(request.budget_cny),
            count=len(found.chosen),
            cost=to_wan(choice.cost),
            subsidy=to_wan(sum(one.subsidy_cny for one in found.chosen)),
        )
    )
    say(tr("plan.cli.candidates", lang, count=len(found.effects.projects)))
    say(
        tr(
            "plan.cli.proof",
            lang,
            value=to_number(choice.value, digits=1),
            measure=tr(f"plan.measure.{request.measure}", lang),
            bound=to_number(choice.bound, digits=1),
            gap=f"{to_rounded_percent(choice.gap, 2)}",
            status=tr(f"plan.status.{choice.status}", lang),
        )
    )
    rows = [
        (
            tr(f"cli.assess.{part}", lang),
            share_of(found.before.summary[part], done, whole),
            share_of(found.after.summary[part], done, whole),
        )
        for part, done, whole in HEADLINES
    ]
    heads = [tr(f"plan.cli.{head}", lang) for head in ("indicator", "before", "after")]
    say_table(heads, rows, right=(1, 2))
    if len(found.missed):
        say(tr("plan.cli.missed", lang, count=len(found.missed)))
