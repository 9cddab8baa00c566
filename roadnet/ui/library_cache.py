"""The project library of a request: projects, what they win, where they lie; worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from roadnet.ui.cache import Result
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import DEMO, DEMO_EARLIER, Request

if TYPE_CHECKING:
    from roadnet.io.config import LayerConfig
    from roadnet.planning.project import Project


@dataclass(frozen=True)
class Library:
    """The user's projects, what each changes, areas they meet, roads that two of them pay for."""

    projects: list[Project]
    changes: pd.DataFrame
    constraints: pd.DataFrame
    double: pd.DataFrame
    target: LayerConfig | None
    mark: str


_LIBRARIES: Final = KeyedCache[Request, Library](most=3)


def get_library(result: Result) -> Library:
    """Return the library of a request."""
    return _LIBRARIES.get(result.request, lambda: _make(result))


def _make(result: Result) -> Library:
    from roadnet.planning.candidates import user_projects
    from roadnet.planning.constraints import constraint_table, double_funding, with_constraints
    from roadnet.planning.effects.effects import changes_of, find_effects

    found = result.assessment
    standard, layers = found.standard, found.district.layers
    areas = layers.get("constraints")
    projects = with_constraints(user_projects(found), areas, standard=standard)
    along_m = standard.number("plan_along_m")
    double = (
        double_funding(layers["projects"], along_m=along_m)
        if found.district.has("projects")
        else pd.DataFrame(columns=["first_id", "second_id", "km", "by"])
    )
    target, mark = _target(result)
    return Library(
        projects=projects,
        changes=changes_of(find_effects(found, projects)),
        constraints=constraint_table(projects, areas, standard=standard),
        double=double,
        target=target,
        mark=mark,
    )


def _target(result: Result) -> tuple[LayerConfig | None, str]:
    """Return the user's file of projects and its mark; None for the demonstration district."""
    from roadnet.errors import RoadnetError
    from roadnet.io.limits import chosen_limits
    from roadnet.io.write_back import edited_file, find_layer_file, mark_of

    if result.request.source in (DEMO, DEMO_EARLIER):
        return None, ""
    try:
        target = find_layer_file(Path(result.request.source), "projects", chosen_limits())
    except RoadnetError:
        return None, ""  # the page then offers the table as a download
    return target, mark_of(edited_file(target))
