"""``roadnet report``: the written report and its maps, from files to files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from roadnet.cli.compare import findings_of
from roadnet.cli.console import Phase, say, say_json, show_progress
from roadnet.cli.source import hazard_log_of, read_source, require_apart, require_writable
from roadnet.errors import RoadnetError
from roadnet.findings import count_severities
from roadnet.text import DEFAULT_LANG, Lang, tr

if TYPE_CHECKING:
    from roadnet.analysis.assessment import Assessment
    from roadnet.planning.plan import Plan


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What is asked of a report.

    Parameters
    ----------
    formats
        Names between commas; empty for the usual ones.
    earlier
        The data of a year before; None where there are none.
    budget_cny, target
        For a plan in the report; no plan where the budget is None.
    template
        A Word template of the bureau's own.
    annual_template
        A text template of the annual summary.
    maker
        Who makes the report.
    """

    formats: str = ""
    earlier: str | None = None
    budget_cny: float | None = None
    target: str = "all"
    template: Path | None = None
    annual_template: Path | None = None
    maker: str = ""


def run_report(
    source: str,
    output: Path,
    options: ReportOptions,
    standard: str | None,
    tolerance_m: float,
    lang: Lang,
    *,
    as_json: bool,
) -> int:
    """Read, assess, plan where asked, write; 1 where a finding is of severity error."""
    from roadnet.reports.report_subject import ReportSubject
    from roadnet.reports.write_report import report_files, write_report

    formats = _formats(options.formats)
    _require_templates(options)
    require_writable(output)
    with show_progress(lang) as phase:
        district = read_source(source, standard, phase(0.0, 0.1))
        from roadnet.analysis.assess import assess

        found = assess(district, join_tolerance_m=tolerance_m, progress=phase(0.1, 0.2))
        subject = ReportSubject(
            assessment=found,
            findings=tuple(findings_of(found)),
            lang=lang,
            earlier=_earlier(options, found, phase),
            plan=_plan(options, found, phase),
            hazard_log=hazard_log_of(source),
            maker=options.maker,
            template=options.template,
            annual_template=options.annual_template,
        )
        require_apart(source, output, report_files(subject, formats))
        files = write_report(subject, output, formats=formats, progress=phase(0.5, 1.0))
    if as_json:
        say_json({"files": [str(file) for file in files]})
    else:
        say(tr("report.cli.title", lang, district=district.name, count=len(files)))
        for file in files:
            say(str(file))
    return 1 if count_severities(subject.findings)["error"] else 0


def _require_templates(options: ReportOptions) -> None:
    """Tell what is wrong with a template before any work."""
    from roadnet.reports.annual.template import parse_template, read_template

    if options.template is not None and not options.template.is_file():
        raise RoadnetError("source_missing", source=str(options.template))
    if options.annual_template is not None:
        parse_template(read_template(options.annual_template, DEFAULT_LANG))


def _formats(asked: str) -> tuple[str, ...]:
    from roadnet.reports.write_report import usual_formats

    names = tuple(name.strip() for name in asked.split(",") if name.strip())
    return names or usual_formats()


def _earlier(options: ReportOptions, found: Assessment, phase: Phase) -> Assessment | None:
    """Assess the earlier data by the standard and tolerance of the later."""
    if options.earlier is None:
        return None
    from roadnet.analysis.assess import assess

    district = read_source(options.earlier, None, phase(0.2, 0.25))
    return assess(
        district,
        standard=found.standard,
        join_tolerance_m=found.network.tolerance_m,
        progress=phase(0.25, 0.3),
    )


def _plan(options: ReportOptions, found: Assessment, phase: Phase) -> Plan | None:
    if options.budget_cny is None:
        return None
    from roadnet.planning.candidates import propose_projects
    from roadnet.planning.plan import PlanRequest, plan_for, require_sound

    request = PlanRequest(budget_cny=options.budget_cny, target=options.target)
    require_sound(request)
    phase(0.3, 0.35)("candidates", 0.0)
    projects = propose_projects(found, target=request.target)
    return plan_for(found, projects, request, progress=phase(0.35, 0.5))
