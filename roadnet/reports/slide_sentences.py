"""One sentence with the figures of a map, for its slide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from roadnet.planning.ledger import hazard_ledger
from roadnet.reports.report_subject import ReportSubject
from roadnet.text import tr
from roadnet.text.numbers import to_km, to_number, to_percent, to_wan

Figures = dict[str, str]


def sentence_of(subject: ReportSubject, theme: str) -> str:
    """Return the sentence of a theme; what was not judged is said to be so."""
    figures = _FIGURES[theme](subject)
    if figures is None:
        return tr("reports.word.not_judged", subject.lang)
    return tr(f"slides.say.{theme}", subject.lang, **figures)


def _roads(subject: ReportSubject) -> Figures:
    roads = subject.assessment.summary["roads"]
    counted, hardened = roads["counted_km"], roads["hardened_km"]
    return {
        "segments": to_number(roads["segments"]),
        "counted_km": to_km(counted),
        "hardened_km": to_km(hardened),
        "rate": to_percent(hardened / counted if counted else None),
    }


def _connectivity(subject: ReportSubject) -> Figures | None:
    part = subject.assessment.summary["connectivity"]
    if part["rate"] is None:
        return None
    said = _numbers(part, "eligible", "connected") | _numbers(
        part["by_status"], "unhardened", "no_route", "off_network"
    )
    return said | {"rate": to_percent(part["rate"]), "missing_km": to_km(part["missing_km"])}


def _bus(subject: ReportSubject) -> Figures | None:
    part = subject.assessment.summary["bus"]
    if part["rate"] is None:
        return None
    levels = _numbers(part["by_level"], "daily", "weekly", "on_demand", "none")
    return _numbers(part, "eligible", "served") | levels | {"rate": to_percent(part["rate"])}


def _logistics(subject: ReportSubject) -> Figures | None:
    part = subject.assessment.summary["logistics"]
    if part["rate"] is None:
        return None
    broken = _numbers(part["broken_at"], "village", "township", "county")
    return _numbers(part, "eligible", "complete") | broken | {"rate": to_percent(part["rate"])}


def _gaps(subject: ReportSubject) -> Figures:
    counts = subject.assessment.gaps["kind"].value_counts()
    kinds = ("road", "bus", "logistics", "township_road", "station")
    return {kind: to_number(int(counts.get(kind, 0))) for kind in kinds}


def _resilience(subject: ReportSubject) -> Figures:
    part = subject.assessment.summary["resilience"]
    return _numbers(part, "critical_edges", "villages_on_one_road")


def _hazards(subject: ReportSubject) -> Figures:
    """Count by the ledger, as the report does; what states nothing is not closed, and said."""
    district = subject.assessment.district
    ledger = hazard_ledger(district, subject.hazard_log, today=subject.as_of)
    unstated = to_number(ledger.unstated)
    return {
        "total": to_number(ledger.total),
        "open": to_number(ledger.total - ledger.closed),
        "closed": to_number(ledger.closed),
        "unstated": tr("slides.unstated", subject.lang, count=unstated) if ledger.unstated else "",
    }


def _plan(subject: ReportSubject) -> Figures | None:
    plan = subject.plan
    if plan is None:
        return None
    parts = {
        "road": ("connectivity", "connected"),
        "bus": ("bus", "served"),
        "logistics": ("logistics", "complete"),
    }
    said = {
        "budget": to_wan(plan.request.budget_cny),
        "cost": to_wan(plan.choice.cost),
        "subsidy": to_wan(sum(one.subsidy_cny for one in plan.chosen)),
        "count": to_number(len(plan.chosen)),
    }
    for name, (part, done) in parts.items():
        said[f"{name}_before"] = to_number(plan.before.summary[part][done])
        said[f"{name}_after"] = to_number(plan.after.summary[part][done])
    return said


def _numbers(part: Mapping[str, Any], *names: str) -> Figures:
    return {name: to_number(part[name]) for name in names}


_FIGURES: Final[dict[str, Callable[[ReportSubject], Figures | None]]] = {
    "roads_class": _roads,
    "roads_surface": _roads,
    "road": _connectivity,
    "bus": _bus,
    "logistics": _logistics,
    "gaps": _gaps,
    "resilience": _resilience,
    "hazards": _hazards,
    "plan_before": _plan,
    "plan_after": _plan,
}
