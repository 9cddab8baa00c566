"""What is drawn on a sheet: areas, water, roads, villages, seats, lines and points in classes.

Each function draws and returns the legend's handles. Classes differ in shape, dash and lightness,
so that a black-and-white print can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from roadnet.analysis.assessment import Assessment
from roadnet.maps.sheets.paper import Page
from roadnet.maps.theme import INK, Style, line_styles
from roadnet.text import Lang, tr

_MARKERS: Final = {
    "circle": "o", "square": "s", "diamond": "D", "triangle": "^", "down": "v", "cross": "x",
    "ring": "o", "star": "*",
}  # fmt: skip
_AREA_COLOURS: Final = ("#fbfaf6", "#f1efe6")
_BORDER: Final = "#8b949b"
_WATER: Final = "#c9dfe8"
# Class: legend key, colour, width in points, dash. Width and dash tell them apart without colour.
_BASE_ROADS: Final = (
    ("other", ("township", "village", "special", "urban", "other", ""), "#8f9aa3", 0.5),
    ("county", ("county",), "#b48a1f", 1.1),
    ("major", ("national", "provincial"), "#b23a2e", 1.8),
)
_SOFT: Final = "#c2571a"
_SOFT_DASH: Final = (3.0, 1.6)


def draw_ground(page: Page, assessment: Assessment, lang: Lang) -> list[Any]:
    """Draw townships' areas and water."""
    handles: list[Any] = []
    layers = assessment.district.layers
    if assessment.district.has("boundaries"):
        parts = shapely.get_parts(layers["boundaries"].geometry.dropna().to_numpy())
        rings = [shapely.get_coordinates(shapely.get_exterior_ring(part)) for part in parts]
        colours = [_AREA_COLOURS[place % 2] for place in range(len(rings))]
        page.axes.add_collection(
            PolyCollection(
                rings, facecolors=colours, edgecolors="#8b949b", linewidths=0.7, zorder=1
            )
        )
        label = tr("sheets.boundary", lang)
        handles.append(Line2D([], [], color=_BORDER, lw=0.8, label=label))
    water = water_of(assessment)
    if len(water):
        rings = [shapely.get_coordinates(shapely.get_exterior_ring(part)) for part in water]
        page.axes.add_collection(PolyCollection(rings, facecolors=_WATER, zorder=1.5))
        handles.append(Patch(facecolor=_WATER, label=tr("sheets.water", lang)))
    return handles


def water_of(assessment: Assessment) -> Any:
    """Polygons of the constraint areas that are water."""
    if not assessment.district.has("constraints"):
        return np.zeros(0, dtype=object)
    areas = assessment.district.layers["constraints"]
    water = areas.geometry[(areas["kind"] == "water").to_numpy()].dropna().to_numpy()
    parts = shapely.get_parts(water)
    return parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]


def draw_base_roads(page: Page, roads: gpd.GeoDataFrame, lang: Lang) -> list[Any]:
    """Draw roads in three ranks as a ground for other themes, those not hardened dashed."""
    known = _words(roads["admin_class"])
    is_open, hardened = _flag(roads, "is_open"), _flag(roads, "hardened")
    handles: list[Any] = []
    for place, (name, classes, colour, width) in enumerate(_BASE_ROADS):
        some = known.isin(classes).to_numpy() & hardened
        add_lines(page, roads.geometry[some], colour, width, 2 + place / 10)
        label = tr(f"sheets.roads_{name}", lang)
        handles.insert(0, Line2D([], [], color=colour, lw=max(width, 0.9), label=label))
    add_lines(page, roads.geometry[~hardened & is_open], _SOFT, 0.7, 2.05, dash=_SOFT_DASH)
    label = tr("sheets.roads_soft", lang)
    handles.append(Line2D([], [], color=_SOFT, lw=0.9, ls=(0, _SOFT_DASH), label=label))
    return handles


_PRINT_DASH: Final = {
    "simple_paved": (6.0, 1.2), "stone": (4.0, 1.2, 1.0, 1.2), "block": (3.0, 1.2, 1.0, 1.2),
    "brick": (2.0, 1.2, 1.0, 1.2), "gravel": (3.0, 1.6), "earth": (1.2, 1.2),
    "special": (5.0, 1.5), "urban": (1.0, 1.0), "other": (2.0, 2.0),
}  # fmt: skip


def draw_classed_roads(page: Page, roads: gpd.GeoDataFrame, column: str, lang: Lang) -> list[Any]:
    """Draw roads by class or by surface, no ferries; the legend gives the counted kilometres."""
    roads = roads[~_flag(roads, "is_ferry")]
    words = _words(roads[column])
    handles = []
    attribute: Any = column
    for order, style in enumerate(line_styles(attribute, lang)):
        some = (words == style.value).to_numpy()
        if not some.any():
            continue
        dash = _PRINT_DASH.get(style.value, ())
        width = style.width_px * 0.5
        add_lines(page, roads.geometry[some], style.colour, width, 4 - order / 10, dash=dash)
        km = float(pd.to_numeric(roads["counted_km"][some], errors="coerce").sum())
        label = tr("sheets.with_km", lang, label=style.label, km=f"{km:,.1f}")
        line = "solid" if not dash else (0, dash)
        handles.append(Line2D([], [], color=style.colour, lw=width + 0.3, ls=line, label=label))
    return handles


def draw_points(
    page: Page,
    frame: gpd.GeoDataFrame,
    column: str,
    styles: Sequence[Style],
    *,
    counts: bool = True,
) -> list[Any]:
    """Draw points by the classes of a column, the gravest class on top."""
    points = frame.geometry.centroid
    values = frame[column].astype(object)
    handles = []
    scale = page.paper.scale**2
    for order, style in enumerate(styles):
        here = (values.isna() | (values == "")) if style.value == "" else values == style.value
        if not here.any():
            continue
        face = "none" if style.shape == "ring" else style.colour
        page.axes.scatter(
            points.x[here], points.y[here], s=(16 if order == 0 else 38) * scale, c=face,
            marker=_MARKERS[style.shape], linewidths=0.5, zorder=6 + order / 10,
            edgecolors=style.colour if style.shape in ("ring", "cross") else "white",
        )  # fmt: skip
        handles.append(point_handle(style, f"{style.label}  {int(here.sum())}"))
    return handles


def point_handle(style: Style, label: str) -> Line2D:
    """Return the legend's mark of a class of points."""
    face = "none" if style.shape == "ring" else style.colour
    return Line2D(
        [], [], ls="none", marker=_MARKERS[style.shape], markersize=6, markerfacecolor=face,
        markeredgecolor=style.colour, markeredgewidth=0.6, label=label,
    )  # fmt: skip


def draw_seats(page: Page, assessment: Assessment, lang: Lang) -> list[Any]:
    """Draw township seats, the county's with a star."""
    if not assessment.district.has("townships"):
        return []
    seats = assessment.district.layers["townships"]
    county = seats["is_county_seat"].fillna(False).astype(bool).to_numpy()
    points = seats.geometry.centroid
    looks = ((~county, "s", 15, INK, "seat"), (county, "*", 120, "#b3392f", "county_seat"))
    handles = []
    for mask, marker, size, colour, name in looks:
        if not mask.any():
            continue
        page.axes.scatter(
            points.x[mask], points.y[mask], s=size * page.paper.scale**2, c=colour, marker=marker,
            edgecolors="white", linewidths=0.6, zorder=9,
        )  # fmt: skip
        label = tr(f"sheets.{name}", lang)
        handles.append(
            Line2D(
                [], [], ls="none", marker=marker, color=colour, markeredgecolor="white",
                markersize=9 if marker == "*" else 5, label=label,
            )
        )  # fmt: skip
    return handles


def draw_veil(page: Page, area: Any) -> None:
    """Fade everything outside an area."""
    (west, east), (south, north) = page.axes.get_xlim(), page.axes.get_ylim()
    veil = shapely.difference(shapely.box(west, south, east, north), area)
    for part in shapely.get_parts(veil):
        rings = [part.exterior, *part.interiors]
        path = Path.make_compound_path(
            *(Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in rings)
        )
        page.axes.add_patch(PathPatch(path, fc="white", ec="none", alpha=0.62, zorder=8))
    for part in shapely.get_parts(area):
        edge = np.asarray(part.exterior.coords)
        page.axes.plot(edge[:, 0], edge[:, 1], color=INK, lw=1.3, zorder=8.5)


def add_lines(
    page: Page,
    shapes: gpd.GeoSeries,
    colour: str | Sequence[str],
    width: float | Sequence[float],
    order: float,
    *,
    dash: tuple[float, ...] = (),
    casing: float = 0.0,
) -> None:
    """Draw lines, cased in white where ``casing`` (points wider) is given."""
    parts = shapely.get_parts(shapes.dropna().to_numpy())
    parts = parts[~shapely.is_empty(parts)]
    lines = [shapely.get_coordinates(part) for part in parts]
    scale = page.paper.scale
    style = "solid" if not dash else (0, dash)
    widths = np.atleast_1d(width) * scale
    if casing:
        page.axes.add_collection(
            LineCollection(lines, colors="white", linewidths=widths + casing, zorder=order - 0.01)
        )
    page.axes.add_collection(
        LineCollection(lines, colors=colour, linewidths=widths, linestyles=[style], zorder=order)
    )


def _words(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), "")


def _flag(roads: pd.DataFrame, column: str) -> Any:
    return roads[column].fillna(False).to_numpy(dtype=bool)
