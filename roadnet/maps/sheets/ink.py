"""What is drawn on a sheet: areas, water, roads, seats, lines and points in classes.

Each function draws and returns the legend's handles. How classes look stands in
:mod:`roadnet.maps.sheets.looks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.transforms import ScaledTranslation

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.mileage import mileage_by, shown_mileage
from roadnet.maps.sheets.looks import ADMIN_CLASS, BASE_ROADS, BOUNDARY, SURFACE, LineLook, MarkLook
from roadnet.maps.sheets.paper import Page
from roadnet.maps.theme import INK, Style, line_styles
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_km

_MARKERS: Final = {
    "circle": "o", "square": "s", "diamond": "D", "triangle": "^", "down": "v", "cross": "P",
    "ring": "o", "star": "*",
}  # fmt: skip
_AREA_COLOURS: Final = ("#fbfaf6", "#f1efe6")
_WATER: Final = "#c9dfe8"
_COUNTY_SEAT: Final = "#b3392f"
_BASE_CLASSES: Final = {
    "other": ("township", "village", "special", "urban", "other", ""),
    "county": ("county",),
    "major": ("national", "provincial"),
}
_ROAD_LOOKS: Final[Mapping[str, Mapping[str, LineLook]]] = {
    "admin_class": ADMIN_CLASS,
    "surface": SURFACE,
}
_GOOD_AREA, _MARK_AREA = 16.0, 38.0


def draw_ground(page: Page, assessment: Assessment, lang: Lang) -> list[Any]:
    """Draw townships' areas, their boundaries and water."""
    handles: list[Any] = []
    layers = assessment.district.layers
    if assessment.district.has("boundaries"):
        parts = shapely.get_parts(layers["boundaries"].geometry.dropna().to_numpy())
        rings = [shapely.get_coordinates(shapely.get_exterior_ring(part)) for part in parts]
        colours = [_AREA_COLOURS[place % 2] for place in range(len(rings))]
        page.axes.add_collection(
            PolyCollection(rings, facecolors=colours, edgecolors="none", zorder=1), autolim=False
        )
        edges = shapely.line_merge(shapely.union_all(shapely.boundary(parts)))
        add_lines(page, gpd.GeoSeries([edges]), BOUNDARY, 3.5)
        handles.append(line_handle(BOUNDARY, tr("sheets.boundary", lang)))
    water = water_of(assessment)
    if len(water):
        rings = [shapely.get_coordinates(shapely.get_exterior_ring(part)) for part in water]
        page.axes.add_collection(
            PolyCollection(rings, facecolors=_WATER, zorder=1.5), autolim=False
        )
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
    for place, (name, classes) in enumerate(_BASE_CLASSES.items()):
        some = known.isin(classes).to_numpy() & hardened
        if not some.any():
            continue
        add_lines(page, roads.geometry[some], BASE_ROADS[name], 2 + place / 10)
        handles.insert(0, line_handle(BASE_ROADS[name], tr(f"sheets.roads_{name}", lang)))
    soft = ~hardened & is_open
    if soft.any():
        add_lines(page, roads.geometry[soft], BASE_ROADS["soft"], 2.05)
        handles.append(line_handle(BASE_ROADS["soft"], tr("sheets.roads_soft", lang)))
    return handles


def draw_classed_roads(page: Page, roads: gpd.GeoDataFrame, column: str, lang: Lang) -> list[Any]:
    """Draw roads by class or by surface, no ferries; the legend gives the counted kilometres."""
    roads = roads[~_flag(roads, "is_ferry")]
    words = _words(roads[column])
    handles = []
    shown = shown_mileage(mileage_by(roads, column))["counted_km"]
    attribute: Any = column
    for order, style in enumerate(line_styles(attribute, lang)):
        some = (words == style.value).to_numpy()
        if not some.any():
            continue
        look = _ROAD_LOOKS[column][style.value]
        add_lines(page, roads.geometry[some], look, 4 - order / 10)
        km = to_km(float(shown.get(style.value, 0.0)))
        label = tr("sheets.with_km", lang, label=style.label, km=km)
        handles.append(line_handle(look, label))
    return handles


def draw_points(
    page: Page, frame: gpd.GeoDataFrame, column: str, styles: Sequence[Style], lang: Lang
) -> list[Any]:
    """Draw points by the classes of a column, the gravest class on top."""
    values = frame[column].astype(object)
    handles = []
    for order, style in enumerate(styles):
        here = (values.isna() | (values == "")) if style.value == "" else values == style.value
        if not here.any():
            continue
        look = MarkLook(style.colour, style.shape)
        area = _GOOD_AREA if order == 0 else _MARK_AREA
        add_marks(page, frame.geometry[here], look, area, 6 + order / 10)
        handles.append(mark_handle(look, with_count(style.label, int(here.sum()), lang)))
    return handles


def with_count(label: str, count: int, lang: Lang) -> str:
    """Return a legend's label with how many there are."""
    return tr("sheets.with_count", lang, label=label, count=f"{count:,}")


def with_pieces(label: str, count: int, lang: Lang) -> str:
    """Return a legend's label with how many pieces of road there are."""
    return tr("sheets.with_pieces", lang, label=label, count=f"{count:,}")


def draw_seats(page: Page, assessment: Assessment, lang: Lang) -> list[Any]:
    """Draw township seats as a ring with a point, the county's with a star."""
    if not assessment.district.has("townships"):
        return []
    seats = assessment.district.layers["townships"]
    county = seats["is_county_seat"].fillna(False).astype(bool).to_numpy()
    placed = (seats.geometry.notna() & ~seats.geometry.is_empty).to_numpy()
    handles: list[Any] = []
    if (~county & placed).any():
        _draw_ring_seats(page, seats.geometry[~county & placed])
        handles.append(_ring_seat_handle(tr("sheets.seat", lang)))
    if (county & placed).any():
        look = MarkLook(_COUNTY_SEAT, "star")
        add_marks(page, seats.geometry[county & placed], look, 130.0, 9.2)
        handle = mark_handle(look, tr("sheets.county_seat", lang))
        handle.set_markersize(9)
        handles.append(handle)
    return handles


def _draw_ring_seats(page: Page, places: gpd.GeoSeries) -> None:
    points, scale = places.centroid, page.paper.scale**2
    for area, colour, order in ((30.0, "white", 9.0), (5.0, INK, 9.1)):
        page.axes.scatter(
            points.x, points.y, s=area * scale, c=colour, marker="o", edgecolors=INK,
            linewidths=0.9, zorder=order,
        )  # fmt: skip


def _ring_seat_handle(label: str) -> tuple[Line2D, Line2D]:
    ring, point = (
        Line2D([], [], ls="none", marker="o", markersize=size, mfc=fill, mec=INK, label=label)
        for size, fill in ((5.5, "white"), (2.2, INK))
    )
    return ring, point


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
    page: Page, shapes: gpd.GeoSeries, look: LineLook, order: float, *, casing_pt: float = 0.0
) -> None:
    """Draw lines, cased in white where ``casing_pt`` (points wider) is given."""
    path = _to_path(shapes.dropna().to_numpy())
    width = look.width_pt * page.paper.scale
    style: Any = (0, look.dash) if look.dash else "solid"
    drawn = [(look.colour, width, style, order)]
    if casing_pt:
        drawn.insert(0, ("white", width + casing_pt, "solid", order - 0.01))
    for colour, wide, dash, level in drawn:
        # One path for all lines: a tenth of the time of as many lines, and a smaller file.
        page.axes.add_artist(
            PathPatch(path, fill=False, ec=colour, lw=wide, ls=dash, zorder=level, capstyle="butt")
        )


def _to_path(shapes: Any) -> Path:
    """Return lines as one path that starts anew at each."""
    parts = shapely.get_parts(shapes)
    parts = parts[~shapely.is_empty(parts)]
    points, line = shapely.get_coordinates(parts, return_index=True)
    codes = np.full(len(points), Path.LINETO, dtype=np.uint8)
    codes[np.flatnonzero(np.diff(line, prepend=-1))] = Path.MOVETO
    return Path(points, codes)


def add_marks(
    page: Page,
    shapes: gpd.GeoSeries,
    look: MarkLook,
    area_pt2: float,
    order: float,
    *,
    hollow: bool = False,
) -> None:
    """Draw a mark at each place, beside it by the look's offset."""
    points = shapes.centroid
    scale = page.paper.scale
    hollow = hollow or look.shape == "ring"
    dx, dy = (each * scale / 72.0 for each in look.offset_pt)
    moved = page.axes.transData + ScaledTranslation(dx, dy, page.figure.dpi_scale_trans)
    page.axes.scatter(
        points.x, points.y, s=area_pt2 * scale**2, c="none" if hollow else look.colour,
        marker=MarkerStyle(_MARKERS[look.shape]), linewidths=1.3 if hollow else 0.5,
        edgecolors=look.colour if hollow else "white", zorder=order, transform=moved,
    )  # fmt: skip


def line_handle(look: LineLook, label: str) -> Line2D:
    """Return the legend's line of a class."""
    dash: Any = (0, look.dash) if look.dash else "solid"
    return Line2D([], [], color=look.colour, lw=max(look.width_pt, 0.7), ls=dash, label=label)


def mark_handle(look: MarkLook, label: str, *, hollow: bool = False) -> Line2D:
    """Return the legend's mark of a class of points."""
    hollow = hollow or look.shape == "ring"
    return Line2D(
        [], [], ls="none", marker=_MARKERS[look.shape], markersize=6,
        markerfacecolor="none" if hollow else look.colour, markeredgecolor=look.colour,
        markeredgewidth=1.2 if hollow else 0.6, label=label,
    )  # fmt: skip


def _words(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), "")


def _flag(roads: pd.DataFrame, column: str) -> Any:
    return roads[column].fillna(False).to_numpy(dtype=bool)
