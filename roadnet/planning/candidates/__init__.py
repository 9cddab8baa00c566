"""Candidate projects: the user's own, and those that the assessment suggests."""

from __future__ import annotations

from roadnet.analysis.assessment import Assessment
from roadnet.planning.candidates.roads import road_candidates
from roadnet.planning.candidates.seats import seat_candidates
from roadnet.planning.candidates.services import (
    bus_candidates,
    logistics_candidates,
    station_candidates,
)
from roadnet.planning.candidates.user import read_candidates, user_projects
from roadnet.planning.constraints import with_constraints
from roadnet.planning.project import Project

__all__ = ["propose_projects", "read_candidates", "user_projects"]


def propose_projects(assessment: Assessment, *, target: str = "all") -> list[Project]:
    """Return the user's library and automatic proposals for a target, in a steady order.

    Parameters
    ----------
    target
        ``roads``, ``bus``, ``logistics`` or ``all``: what the proposals are to mend. Of the user's
        projects those of any other kind are left out.
    """
    found = user_projects(assessment, target=target)
    if target in ("roads", "all"):
        found += [*road_candidates(assessment), *seat_candidates(assessment)]
    if target in ("bus", "all"):
        found += bus_candidates(assessment)
    if target in ("logistics", "all"):
        found += [*logistics_candidates(assessment), *station_candidates(assessment)]
    areas = assessment.district.layers.get("constraints")
    return with_constraints(found, areas, standard=assessment.standard)
