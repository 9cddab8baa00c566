"""The themes of printed maps: what each one shows, and when there is something to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.maps.sheets.ink import (
    add_lines,
    add_marks,
    draw_base_roads,
    draw_classed_roads,
    draw_points,
    line_handle,
    mark_handle,
    with_count,
    with_pieces,
)
from roadnet.maps.sheets.looks import (
    BEHIND,
    HAZARDS,
    LACKING,
    MISSING,
    PROJECT,
    TOWNSHIP_GAPS,
    VILLAGE_GAPS,
    MarkLook,
)
from roadnet.maps.sheets.paper import Page
from roadnet.maps.theme import Style, point_styles
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number

if TYPE_CHECKING:
    from roadnet.planning.plan import Plan

_LINES: Final = ("LineString", "MultiLineString")
_GAP_AREA: Final = 26.0
_VILLAGE: Final = MarkLook("#6f7a84", "circle")
_VILLAGE_AREA: Final = 7.0
_MENDED_AREA: Final = 75.0
_TARGETS_OF_VILLAGES: Final = ("road", "bus", "logistics")
_TARGETS: Final = {
    "roads": ("road_status", "eligible_road"),
    "bus": ("bus_level", "eligible_service"),
    "logistics": ("logistics_status", "eligible_service"),
}
_SERVED: Final = (
    ("road_status", "eligible_road", ("connected",)),
    ("bus_level", "eligible_service", ("daily", "weekly", "on_demand")),
    ("logistics_status", "eligible_service", ("complete",)),
)


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
    return draw_points(page, counted, column, point_styles(column, lang), lang)


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
    handles: list[Any] = []
    if is_line.any():
        add_lines(page, gaps.geometry[is_line], MISSING, 5, casing_pt=1.4)
        handles.append(line_handle(MISSING, tr("sheets.missing_road", lang)))
    # Those that lack nothing as points: on a township's sheet each has its name.
    counted = found.villages["eligible_road"] | found.villages["eligible_service"]
    homes = found.villages.geometry[counted.to_numpy(dtype=bool)]
    add_marks(page, homes, _VILLAGE, _VILLAGE_AREA, 5.5)
    places = _places_of(found, gaps)
    marks = []
    for order, (kind, look) in enumerate(VILLAGE_GAPS.items()):
        marks += _gap_marks(page, places, kind, look, _GAP_AREA, 6 + order / 10, lang)
    for kind, (look, area) in TOWNSHIP_GAPS.items():
        marks += _gap_marks(page, places, kind, look, area, 8.9, lang, hollow=True)
    village = mark_handle(_VILLAGE, with_count(tr("sheets.village", lang), len(homes), lang))
    village.set_markersize(3)
    return [*marks, *handles, village, *ground]


def _gap_marks(
    page: Page,
    places: gpd.GeoDataFrame,
    kind: str,
    look: MarkLook,
    area_pt2: float,
    order: float,
    lang: Lang,
    *,
    hollow: bool = False,
) -> list[Any]:
    mine = places[places["kind"] == kind]
    if mine.empty:
        return []
    add_marks(page, mine.geometry, look, area_pt2, order, hollow=hollow)
    label = with_count(tr(f"sheets.gap.{kind}", lang), len(mine), lang)
    return [mark_handle(look, label, hollow=hollow)]


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
    handles: list[Any] = []
    for low, high, look in BEHIND:
        some = (villages > 0) & (people >= low) & (people < high)
        if not some.any():
            continue
        add_lines(page, roads.geometry[some], look, 4 + look.width_pt / 10, casing_pt=0.8)
        key = "behind_over" if high == np.inf else "behind_range"
        label = tr(f"sheets.{key}", lang, low=to_number(low), high=to_number(high))
        handles.append(line_handle(look, with_pieces(label, int(some.sum()), lang)))
    return handles[::-1] + ground


def _hazards(page: Page, subject: Subject, lang: Lang) -> list[Any]:
    hazards = subject.assessment.district.layers["hazards"]
    ground = draw_base_roads(page, subject.assessment.roads, lang)
    placed = hazards[hazards.geometry.notna() & ~hazards.geometry.is_empty]
    words = {
        status: tr(f"layers.values.hazards.status.{status}", lang) for status in HAZARDS if status
    }
    words[""] = tr("maps.legend.unknown", lang)
    styles = [
        Style(status, words[status], look.colour, shape=look.shape)
        for status, look in HAZARDS.items()
    ]
    return draw_points(page, placed, "status", styles, lang) + ground


def _plan_state(page: Page, assessment: Assessment, target: str, lang: Lang) -> list[Any]:
    """Draw villages by the verdict that the plan is about, or by how many services they lack."""
    ground = draw_base_roads(page, assessment.roads, lang)
    if target in _TARGETS:
        return _statuses(page, assessment, *_TARGETS[target], lang) + ground
    styles = [
        Style(lacks, tr(f"sheets.lacking.{lacks}", lang), look.colour, shape=look.shape)
        for lacks, look in LACKING.items()
    ]
    counted = _with_lacking(assessment.villages)
    return draw_points(page, counted, "lacking", styles, lang) + ground


def _with_lacking(villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the villages that count for anything, with how many services they lack."""
    lacking = np.zeros(len(villages), dtype=int)
    counts = np.zeros(len(villages), dtype=bool)
    for column, eligible, good in _SERVED:
        counted = villages[eligible].to_numpy(dtype=bool)
        known = villages[column].notna().to_numpy()
        lacking += counted & known & ~villages[column].isin(good).to_numpy()
        counts |= counted
    return villages.assign(lacking=lacking.astype(str))[counts]


def _plan_before(page: Page, subject: Subject, lang: Lang) -> list[Any]:
    assert subject.plan is not None  # noqa: S101 - `shows` says so
    plan = subject.plan
    return _plan_state(page, plan.before, plan.request.target, lang)


def _plan_after(page: Page, subject: Subject, lang: Lang) -> list[Any]:
    assert subject.plan is not None  # noqa: S101 - `shows` says so
    plan = subject.plan
    handles = _plan_state(page, plan.after, plan.request.target, lang)
    shapes = gpd.GeoSeries([one.geometry for one in plan.chosen], crs=plan.before.district.crs)
    shapes = shapes[shapes.notna() & ~shapes.is_empty]
    is_line = shapes.geom_type.isin(_LINES)
    mine: list[Any] = []
    if is_line.any():
        add_lines(page, shapes[is_line], PROJECT, 5, casing_pt=1.6)
        label = with_pieces(tr("sheets.project_line", lang), int(is_line.sum()), lang)
        mine.append(line_handle(PROJECT, label))
    if (~is_line).any():
        look = MarkLook(PROJECT.colour, "cross", (3.5, -3.5))
        add_marks(page, shapes[~is_line], look, 40.0, 9.5)
        label = with_count(tr("sheets.project_point", lang), int((~is_line).sum()), lang)
        mine.append(mark_handle(look, label))
    return mine + _mended(page, plan, lang) + handles


def _mended(page: Page, plan: Plan, lang: Lang) -> list[Any]:
    """Draw a ring around each village that the plan gives a service it lacked."""
    of_villages = plan.gains["indicator"].isin(list(_TARGETS_OF_VILLAGES))
    ids = set(plan.gains["id"][of_villages].astype(str))
    villages = plan.after.villages
    mine = villages[villages["village_id"].astype(str).isin(ids)]
    if mine.empty:
        return []
    look = MarkLook(PROJECT.colour, "ring")
    add_marks(page, mine.geometry, look, _MENDED_AREA, 5.9)
    return [mark_handle(look, with_count(tr("sheets.mended", lang), len(mine), lang))]


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
