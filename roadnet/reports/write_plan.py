"""Write a plan: ``plan.json``, ``projects.gpkg``, ``plan.xlsx`` and ``map.html``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from roadnet.findings import Finding
from roadnet.io.atomic import write_text
from roadnet.io.write import write_geopackage, write_json
from roadnet.maps.page import to_html
from roadnet.maps.plan_map import build_plan_map, projects_table
from roadnet.planning.plan import Plan
from roadnet.reports.plan_json import to_plan
from roadnet.reports.plan_tables import write_plan_workbook
from roadnet.reports.staging import Progress, write_whole
from roadnet.text import Lang

PLAN_OUTPUTS: Final = ("projects.gpkg", "plan.xlsx", "map.html", "plan.json")
"""Names of a plan's files, in the order in which they are replaced."""


def write_plan(
    plan: Plan,
    findings_before: Sequence[Finding],
    findings_after: Sequence[Finding],
    directory: Path,
    *,
    lang: Lang,
    progress: Progress | None = None,
) -> list[Path]:
    """Write a plan into a folder, all files or none.

    Parameters
    ----------
    plan
        What to write.
    findings_before, findings_after
        Findings on the district as it is and with the chosen projects, counted in both summaries.
    directory
        Where to; made where needed.
    lang
        Language of headings, sentences and map.

    Raises
    ------
    RoadnetError
        ``write_failed``.
    """
    content = to_plan(plan, findings_before, findings_after, lang)
    return write_whole(
        directory,
        {
            "projects.gpkg": lambda path: write_geopackage(path, plan_package(plan, lang)),
            "plan.xlsx": lambda path: write_plan_workbook(path, plan, lang),
            "map.html": lambda path: write_text(path, to_html(build_plan_map(plan, lang=lang))),
            "plan.json": lambda path: write_json(path, content),
        },
        progress=progress,
    )


def plan_package(plan: Plan, lang: Lang) -> dict[str, pd.DataFrame]:
    """Return the layers of ``projects.gpkg``: ``projects`` (chosen), ``candidates``, ``gains``."""
    chosen = [project.project_id for project in plan.chosen]
    every = projects_table(plan.effects.projects, plan.before, lang)
    every["cost_cny"] = [project.cost_cny for project in plan.effects.projects]
    every["subsidy_cny"] = [project.subsidy_cny for project in plan.effects.projects]
    every = every.drop(columns=["cost_wan", "subsidy_wan"])
    every["chosen"] = every["project_id"].isin(chosen)
    return {
        "projects": every[every["chosen"]].reset_index(drop=True),
        "candidates": every,
        "gains": _placed(plan),
    }


def _placed(plan: Plan) -> gpd.GeoDataFrame:
    """Give each gain the place of its village or township."""
    before = plan.before
    places: dict[tuple[bool, str], object] = {}
    for of_village, table, identifier in (
        (True, before.villages, "village_id"),
        (False, before.townships, "township_id"),
    ):
        for key, geometry in zip(table[identifier].astype(str), table.geometry, strict=True):
            places.setdefault((of_village, key), geometry)
    is_village = plan.gains["indicator"].isin(["road", "bus", "logistics"])
    keys = zip(is_village.tolist(), plan.gains["id"].tolist(), strict=True)
    geometry = gpd.GeoSeries([places.get(key) for key in keys], crs=before.district.crs)
    return gpd.GeoDataFrame(plan.gains, geometry=geometry, crs=before.district.crs)
