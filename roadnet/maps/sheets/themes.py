"""The themes of printed maps: what each one shows, and when there is something to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from roadnet.analysis.assessment import Assessment
from roadnet.maps.sheets.ink import (
    add_lines,
    draw_base_roads,
    draw_classed_roads,
    draw_points,
    point_handle,
)
from roadnet.maps.sheets.paper import Page
from roadnet.maps.theme import ACCENT, BAD, GOOD, WARN, WORST, Style, point_styles
from roadnet.text import Lang, tr

if TYPE_CHECKING:
    from roadnet.planning.plan import Plan

_LINES: Final = ("LineString", "MultiLineString")
_PROJECT: Final = "#6a1f6d"


@dataclass(frozen=True)
class Subject:
    """What a sheet is drawn of: the assessment, a plan where there is one, a township or all."""

    assessment: Assessment
    plan: Plan | None = None
    township_id: str = ""


Draw = Callable[[Page, Subject, Lang], "list[Any]"]
Shows = Callable[[Subject], bool]


@dataclass(frozen=True, slots=True)
class Theme:
    """How a theme is drawn, and whether a subject has something for it."""

    draw: Draw
    shows: Shows


def _villages(column: str, eligible: str) -> Draw:
    def draw(page: Page, subject: Subject, lang: Lang) -> list[Any]:
        ground = draw_base_roads(page, subject.assessment.roads, lang)
        return _statuses(page, subject.assessment, column, eligible, lang) + ground

    return draw


def _statuses(
    page: Page, assessment: Assessment, column: str, eligible: str, lang: Lang
) -> list[Any]:
    villages = assessment.villages
    counted = villages[villages[eligible].astype(bool)]
    return draw_points(page, counted, column, point_styles(column, lang))  # type: ignore[arg-type]


def _roads(column: str) -> Draw:
    def draw(page: Page, subject: Subject, lang: Lang) -> list[Any]:
        return draw_classed_roads(page, subject.assessment.roads, column, lang)

    return draw


def _gaps(page: Page, subject: Subject, lang: Lang) -> list[Any]:
    """Draw what is missing: stretches of road, and places without a service."""
    found = subject.assessment
    ground = draw_base_roads(page, found.roads, lang)
    gaps = found.gaps
    is_line = gaps.geometry.geom_type.isin(_LINES).to_numpy()
    add_lines(page, gaps.geometry[is_line], BAD, 2.6, 5, dash=(2.2, 1.2), casing=1.4)
    label = tr("sheets.missing_road", lang)
    handles: list[Any] = [Line2D([], [], color=BAD, lw=2.6, ls=(0, (2.2, 1.2)), label=label)]
    looks = (
        ("road", BAD, "square"), ("bus", WARN, "triangle"), ("logistics", GOOD, "diamond"),
        ("township_road", WORST, "star"), ("station", ACCENT, "cross"),
    )  # fmt: skip
    styles = [
        Style(kind, tr(f"sheets.gap.{kind}", lang), colour, shape=shape)  # type: ignore[arg-type]
        for kind, colour, shape in looks
    ]
    return draw_points(page, _places_of(found, gaps), "kind", styles) + handles + ground


def _places_of(found: Assessment, gaps: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the gaps as points: a missing road stands at its village."""
    homes = found.villages.drop_duplicates("village_id").set_index("village_id").geometry
    is_point = (gaps.geometry.geom_type == "Point").to_numpy()
    own = gaps["village_id"].map(homes).to_numpy()
    places = np.where(is_point, gaps.geometry.to_numpy(), own)
    return gpd.GeoDataFrame(
        gaps[["kind"]].reset_index(drop=True), geometry=gpd.GeoSeries(places, crs=gaps.crs)
    )


def _resilience(page: Page, subject: Subject, lang: Lang) -> list[Any]:
    """Draw the roads whose closing cuts villages off, wider the more people depend on them."""
    roads = subject.assessment.roads
    ground = draw_base_roads(page, roads, lang)
    people = pd.to_numeric(roads["population_behind"], errors="coerce").fillna(0).to_numpy()
    villages = pd.to_numeric(roads["villages_behind"], errors="coerce").fillna(0).to_numpy()
    handles = []
    for low, high, width in _BEHIND:
        some = (villages > 0) & (people >= low) & (people < high)
        add_lines(page, roads.geometry[some], WORST, width, 4 + width / 10, casing=0.8)
        key = "behind_over" if high == np.inf else "behind_range"
        label = tr(f"sheets.{key}", lang, low=f"{low:,.0f}", high=f"{high:,.0f}")
        handles.append(Line2D([], [], color=WORST, lw=width, label=f"{label}  {int(some.sum())}"))
    return handles[::-1] + ground


_BEHIND: Final = ((0, 500, 1.0), (500, 2_000, 1.9), (2_000, 10_000, 3.0), (10_000, np.inf, 4.4))
"""Classes of people cut off, and the width of the line in points: a matter of drawing alone."""


def _hazards(page: Page, subject: Subject, lang: Lang) -> list[Any]:
    hazards = subject.assessment.district.layers["hazards"]
    ground = draw_base_roads(page, subject.assessment.roads, lang)
    placed = hazards[hazards.geometry.notna() & ~hazards.geometry.is_empty]
    styles = [
        Style("closed", tr("layers.values.hazards.status.closed", lang), GOOD, shape="ring"),
        Style("open", tr("layers.values.hazards.status.open", lang), BAD, shape="triangle"),
        Style("", tr("maps.legend.unknown", lang), WARN, shape="diamond"),
    ]
    return draw_points(page, placed, "status", styles) + ground


def _plan_before(page: Page, subject: Subject, lang: Lang) -> list[Any]:
    assert subject.plan is not None  # noqa: S101 - `shows` says so
    before = Subject(subject.plan.before, subject.plan)
    return _villages("road_status", "eligible_road")(page, before, lang)


def _plan_after(page: Page, subject: Subject, lang: Lang) -> list[Any]:
    assert subject.plan is not None  # noqa: S101 - `shows` says so
    plan = subject.plan
    handles = _villages("road_status", "eligible_road")(page, Subject(plan.after, plan), lang)
    shapes = gpd.GeoSeries([one.geometry for one in plan.chosen], crs=plan.before.district.crs)
    shapes = shapes[shapes.notna() & ~shapes.is_empty]
    is_line = shapes.geom_type.isin(_LINES)
    add_lines(page, shapes[is_line], _PROJECT, 2.8, 5, casing=1.6)
    points = shapes[~is_line].centroid
    page.axes.scatter(
        points.x, points.y, s=40, marker="P", c=_PROJECT, edgecolors="white", lw=0.6, zorder=8
    )
    line = Line2D([], [], color=_PROJECT, lw=2.8, label=tr("sheets.project_line", lang))
    style = Style("", "", _PROJECT, shape="square")
    mark = point_handle(style, tr("sheets.project_point", lang))
    mark.set_marker("P")
    return [line, mark, *handles]


def _always(_: Subject) -> bool:
    return True


def _has(*layers: str) -> Shows:
    return lambda subject: any(subject.assessment.district.has(layer) for layer in layers)


def _planned(subject: Subject) -> bool:
    return subject.plan is not None


THEMES: Final[dict[str, Theme]] = {
    "roads_class": Theme(_roads("admin_class"), _always),
    "roads_surface": Theme(_roads("surface"), _always),
    "road": Theme(_villages("road_status", "eligible_road"), _always),
    "bus": Theme(_villages("bus_level", "eligible_service"), _has("stops", "service_zones")),
    "logistics": Theme(_villages("logistics_status", "eligible_service"), _has("logistics")),
    "gaps": Theme(_gaps, _always),
    "resilience": Theme(_resilience, _always),
    "hazards": Theme(_hazards, _has("hazards")),
    "plan_before": Theme(_plan_before, _planned),
    "plan_after": Theme(_plan_after, _planned),
}
"""Themes by name, in the order of the report."""


def themes_of(subject: Subject) -> list[str]:
    """Return the themes for which a subject has something to show."""
    return [name for name, theme in THEMES.items() if theme.shows(subject)]
