"""Projects and hazards: without a place, a cost or a date, or with contradictory ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely

from roadnet.findings import Finding
from roadnet.quality.inspection import BoolArray, Inspection


def check_project_without_cost(seen: Inspection) -> Iterator[Finding]:
    """Find projects without a cost: no budget can choose them."""
    odd = ~(seen.number("projects", "cost_cny") > 0)
    yield from seen.find("project_without_cost", "projects", odd, name=_name(seen))


def check_project_without_action(seen: Inspection) -> Iterator[Finding]:
    """Find projects that do not say what they do to the network."""
    odd = seen.text("projects", "action") == ""
    yield from seen.find("project_without_action", "projects", odd, name=_name(seen))


def check_project_subsidy(seen: Inspection) -> Iterator[Finding]:
    """Find projects whose subsidy exceeds their cost."""
    cost, subsidy = seen.number("projects", "cost_cny"), seen.number("projects", "subsidy_cny")
    odd = (cost > 0) & (subsidy > cost)
    yield from seen.find(
        "project_subsidy", "projects", odd, name=_name(seen), cost_cny=cost, subsidy_cny=subsidy
    )


def check_project_length(seen: Inspection) -> Iterator[Finding]:
    """Find road projects whose stated length differs from the drawn one."""
    drawn_km = np.nan_to_num(shapely.length(seen.shapes("projects"))) / 1000
    stated_km = seen.number("projects", "length_km")
    slack_km = seen.limits["stake_slack_km"] + seen.limits["project_length_ratio"] * drawn_km
    odd = (drawn_km > 0) & (np.abs(stated_km - drawn_km) > slack_km)
    yield from seen.find(
        "project_length", "projects", odd, name=_name(seen), stated_km=stated_km, length_km=drawn_km
    )


def check_work_without_place(seen: Inspection) -> Iterator[Finding]:
    """Find projects and hazards with neither a geometry nor stakes on a route."""
    for layer in ("projects", "hazards"):
        start = seen.number(layer, "start_stake_km")
        staked = (seen.text(layer, "route_code") != "") & ~np.isnan(start)
        odd = shapely.is_missing(seen.shapes(layer)) & ~staked
        yield from seen.find("work_without_place", layer, odd)


def check_hazard_closed_without_date(seen: Inspection) -> Iterator[Finding]:
    """Find hazards that are closed without a date of closing."""
    odd = _hazards(seen, "closed") & (seen.text("hazards", "closed_on") == "")
    yield from seen.find("hazard_closed_without_date", "hazards", odd)


def check_hazard_open_with_date(seen: Inspection) -> Iterator[Finding]:
    """Find hazards that are open and have a date of closing."""
    closed_on = seen.text("hazards", "closed_on")
    odd = _hazards(seen, "open") & (closed_on != "")
    yield from seen.find("hazard_open_with_date", "hazards", odd, value=closed_on)


def check_hazard_overdue(seen: Inspection) -> Iterator[Finding]:
    """Find open hazards whose term has passed."""
    due = seen.dates("hazards", "due_on")
    late = (np.datetime64(seen.today, "D") - due).astype(float)
    late[np.isnat(due)] = np.nan
    odd = _hazards(seen, "open") & (late > 0)
    yield from seen.find(
        "hazard_overdue",
        "hazards",
        odd,
        due_on=due.astype(str),
        days=late,
        today=seen.today.isoformat(),
    )


def check_hazard_without_due_date(seen: Inspection) -> Iterator[Finding]:
    """Find open hazards without a term."""
    odd = _hazards(seen, "open") & (seen.text("hazards", "due_on") == "")
    yield from seen.find("hazard_without_due_date", "hazards", odd)


def check_hazard_dates(seen: Inspection) -> Iterator[Finding]:
    """Find hazards that were closed before they were found."""
    found, closed = seen.dates("hazards", "found_on"), seen.dates("hazards", "closed_on")
    yield from seen.find(
        "hazard_dates",
        "hazards",
        closed < found,
        found_on=found.astype(str),
        closed_on=closed.astype(str),
    )


def _name(seen: Inspection) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.asarray(seen.text("projects", "name"), dtype=object)


def _hazards(seen: Inspection, status: str) -> BoolArray:
    return np.asarray(seen.text("hazards", "status") == status, dtype=bool)


CHECKS: Final = (
    check_project_without_cost,
    check_project_without_action,
    check_project_subsidy,
    check_project_length,
    check_work_without_place,
    check_hazard_closed_without_date,
    check_hazard_open_with_date,
    check_hazard_overdue,
    check_hazard_without_due_date,
    check_hazard_dates,
)
