"""A printed map of an assessment: one sheet with legend, scale bar, north arrow and sources.

Layout by the habits of Chinese thematic maps: title at the top centre, legend at the lower left,
north arrow at the upper right, footer with date, standard, reference system and source. Places in
the district's own metric system, so that the scale bar holds everywhere on the sheet.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.patheffects import withStroke
from pylopdf_fonts_zh_cn import sans_path

from roadnet.analysis.assessment import Assessment
from roadnet.maps.escape import clean_text
from roadnet.maps.theme import INK, MUTED, PAPER, Style, point_styles
from roadnet.text import Lang, tr

Theme = Literal["road", "bus", "logistics"]

STATUS: Final[dict[Theme, str]] = {
    "road": "road_status",
    "bus": "bus_level",
    "logistics": "logistics_status",
}
_SHEET_IN: Final = (11.69, 8.27)
_MARKERS: Final = {
    "circle": "o", "square": "s", "diamond": "D", "triangle": "^", "down": "v", "cross": "x",
    "ring": "o", "star": "*",
}  # fmt: skip
# Name: classes, colour, width in points, whether hardened roads alone.
_ROADS: Final = (
    ("other", ("township", "village", "special", "urban", "other", ""), "#9aa6af", 0.5),
    ("county", ("county",), "#c9a23a", 1.1),
    ("major", ("national", "provincial"), "#c4473a", 1.8),
)
_SOFT_COLOUR: Final = "#c2571a"
_AREA_COLOURS: Final = ("#fbfaf6", "#f1efe6")
_MOST_NAMES: Final = 60


def write_picture(assessment: Assessment, theme: Theme, *, lang: Lang, dpi: int = 200) -> bytes:
    """Draw a map and return it as PNG, A4 landscape.

    Parameters
    ----------
    theme
        Which verdict the villages show.
    dpi
        Dots per inch; 200 is 2338 x 1654 pixels.
    """
    figure = build_picture(assessment, theme, lang=lang)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=dpi, metadata={"Software": "roadnet"})
    return out.getvalue()


def build_picture(assessment: Assessment, theme: Theme, *, lang: Lang) -> Figure:
    """Build the sheet of a map; see :func:`write_picture`."""
    figure = Figure(figsize=_SHEET_IN, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.03, 0.075, 0.94, 0.845))
    axes.set_facecolor(PAPER)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(INK)
        spine.set_linewidth(0.8)
    handles = _draw_areas(axes, assessment, lang)
    handles += _draw_roads(axes, assessment.roads, lang)
    handles = _draw_villages(axes, assessment.villages, theme, lang) + handles
    handles += _draw_seats(axes, assessment, lang)
    _fit(axes, assessment)
    _draw_scale(axes, lang)
    _draw_north(axes, lang)
    _draw_legend(axes, handles, lang)
    _draw_words(figure, assessment, theme, lang)
    return figure


def _font(size: float, *, weight: str = "normal") -> FontProperties:
    return FontProperties(fname=str(sans_path()), size=size, weight=weight)


def _draw_areas(axes: Any, assessment: Assessment, lang: Lang) -> list[Any]:
    if not assessment.district.has("boundaries"):
        return []
    parts = assessment.district.layers["boundaries"].geometry.explode().dropna()
    polygons = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    rings = [np.asarray(part.exterior.coords)[:, :2] for part in polygons]
    colours = [_AREA_COLOURS[place % 2] for place in range(len(rings))]
    axes.add_collection(
        PolyCollection(rings, facecolors=colours, edgecolors="#8b949b", linewidths=0.7, zorder=1)
    )
    return [Line2D([], [], color="#8b949b", lw=0.8, label=tr("ui.picture.boundary", lang))]


def _draw_roads(axes: Any, roads: gpd.GeoDataFrame, lang: Lang) -> list[Any]:
    known = roads["admin_class"].astype(object).where(roads["admin_class"].notna(), "")
    open_roads = (
        roads["is_open"].astype(bool) if "is_open" in roads else pd.Series(True, roads.index)
    )
    hardened = roads["hardened"].astype(bool) if "hardened" in roads else open_roads
    handles: list[Any] = []
    for place, (name, classes, colour, width) in enumerate(_ROADS):
        some = known.isin(classes) & hardened
        _add_lines(axes, roads.geometry[some], colour, width, 2 + place / 10)
        label = tr(f"ui.picture.roads_{name}", lang)
        handles.insert(0, Line2D([], [], color=colour, lw=max(width, 0.9), label=label))
    soft = ~hardened & open_roads
    _add_lines(axes, roads.geometry[soft], _SOFT_COLOUR, 0.7, 2.05, dashes=(3.0, 1.6))
    label = tr("ui.picture.roads_soft", lang)
    handles.append(Line2D([], [], color=_SOFT_COLOUR, lw=0.9, ls=(0, (3, 1.6)), label=label))
    return handles


def _add_lines(
    axes: Any,
    shapes: gpd.GeoSeries,
    colour: str,
    width: float,
    order: float,
    *,
    dashes: tuple[float, float] | None = None,
) -> None:
    parts = shapely.get_parts(shapes.dropna().to_numpy())
    lines = [shapely.get_coordinates(part) for part in parts[~shapely.is_empty(parts)]]
    style = "solid" if dashes is None else (0, dashes)
    axes.add_collection(
        LineCollection(lines, colors=colour, linewidths=width, linestyles=[style], zorder=order)
    )


def _draw_villages(axes: Any, villages: gpd.GeoDataFrame, theme: Theme, lang: Lang) -> list[Any]:
    eligible = "eligible_road" if theme == "road" else "eligible_service"
    counted = villages[villages[eligible].astype(bool)]
    points = counted.geometry.centroid
    status = counted[STATUS[theme]].astype(object)
    handles = []
    for order, style in enumerate(point_styles(STATUS[theme], lang)):
        here = status.isna() if style.value == "" else status == style.value
        if not here.any():
            continue
        face = "none" if style.shape == "ring" else style.colour
        axes.scatter(
            points.x[here], points.y[here], s=16 if order == 0 else 34, c=face,
            marker=_MARKERS[style.shape], edgecolors="white" if face != "none" else style.colour,
            linewidths=0.5, zorder=5 + order / 10,
        )  # fmt: skip
        handles.append(_point_handle(style, f"{style.label}  {int(here.sum())}"))
    return handles


def _point_handle(style: Style, label: str) -> Line2D:
    face = "none" if style.shape == "ring" else style.colour
    return Line2D(
        [], [], ls="none", marker=_MARKERS[style.shape], markersize=6, markerfacecolor=face,
        markeredgecolor=style.colour, markeredgewidth=0.6, label=label,
    )  # fmt: skip


def _draw_seats(axes: Any, assessment: Assessment, lang: Lang) -> list[Any]:
    if not assessment.district.has("townships"):
        return []
    seats = assessment.district.layers["townships"]
    county = seats["is_county_seat"].fillna(False).astype(bool).to_numpy()
    points = seats.geometry.centroid
    looks = ((~county, "s", 14, INK, "seat"), (county, "*", 110, "#b3392f", "county_seat"))
    handles = []
    for mask, marker, size, colour, name in looks:
        if not mask.any():
            continue
        axes.scatter(
            points.x[mask], points.y[mask], s=size, c=colour, marker=marker,
            edgecolors="white", linewidths=0.6, zorder=7,
        )  # fmt: skip
        handles.append(
            Line2D([], [], ls="none", marker=marker, color=colour, markeredgecolor="white",
                   markersize=9 if marker == "*" else 5, label=tr(f"ui.picture.{name}", lang))
        )  # fmt: skip
    for name, x, y in list(zip(seats["name"], points.x, points.y, strict=True))[:_MOST_NAMES]:
        if not math.isfinite(x):
            continue
        axes.annotate(
            clean_text(name, max_length=24), (x, y), (0, 6), textcoords="offset points",
            ha="center", fontproperties=_font(8), color=INK, zorder=8, parse_math=False,
            path_effects=[withStroke(linewidth=2.2, foreground="white")],
        )  # fmt: skip
    return handles


def _fit(axes: Any, assessment: Assessment) -> None:
    """Show the whole district, in the sheet's own proportions."""
    layers = assessment.district.layers
    shown = [layers[name].total_bounds for name in ("boundaries", "roads", "villages")
             if assessment.district.has(name)]  # fmt: skip
    bounds = np.array([each for each in shown if np.isfinite(each).all()])
    west, south, *_ = bounds.min(axis=0)
    *_, east, north = bounds.max(axis=0)
    margin = 0.03 * max(east - west, north - south, 100.0)
    box = axes.get_position()
    sheet = (box.width * _SHEET_IN[0]) / (box.height * _SHEET_IN[1])
    width, height = east - west + 2 * margin, north - south + 2 * margin
    width, height = max(width, height * sheet), max(height, width / sheet)
    axes.set_xlim((west + east - width) / 2, (west + east + width) / 2)
    axes.set_ylim((south + north - height) / 2, (south + north + height) / 2)


def nice_length_m(span_m: float) -> float:
    """Return the longest of 1, 2, 5 x 10^k metres that is at most a fifth of the span."""
    power = 10.0 ** math.floor(math.log10(span_m / 5))
    return max(step * power for step in (1, 2, 5) if step * power <= span_m / 5)


def _draw_scale(axes: Any, lang: Lang) -> None:
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    length = nice_length_m(east - west)
    x, y = east - 0.03 * (east - west) - length, south + 0.035 * (north - south)
    height = 0.007 * (north - south)
    for place, colour in ((0, INK), (1, "white")):
        corner = (x + place * length / 2, y)
        axes.add_patch(Rectangle(corner, length / 2, height, fc=colour, ec=INK, lw=0.7, zorder=9))
    km = length / 1000
    for at, text in (
        (0.0, "0"),
        (0.5, f"{km / 2:g}"),
        (1.0, f"{km:g} {tr('ui.picture.km', lang)}"),
    ):
        axes.text(
            x + at * length, y + 1.7 * height, text, ha="center", va="bottom", color=INK, zorder=9,
            fontproperties=_font(8), path_effects=[withStroke(linewidth=2, foreground=PAPER)],
        )  # fmt: skip


def _draw_north(axes: Any, lang: Lang) -> None:
    x, y, wide, high = 0.965, 0.90, 0.010, 0.055
    for side, colour in ((-1, INK), (1, "white")):
        corners = [(x, y + high), (x + side * wide, y), (x, y + 0.28 * high)]
        axes.add_patch(
            Polygon(corners, transform=axes.transAxes, fc=colour, ec=INK, lw=0.8, zorder=9)
        )
    axes.text(
        x, y + high + 0.006, tr("ui.picture.north", lang), transform=axes.transAxes, ha="center",
        va="bottom", fontproperties=_font(10), color=INK, zorder=9,
    )  # fmt: skip


def _draw_legend(axes: Any, handles: Sequence[Any], lang: Lang) -> None:
    legend = axes.legend(
        handles=list(handles), loc="lower left", title=tr("ui.picture.legend", lang),
        prop=_font(8.5), title_fontproperties=_font(10), frameon=True, framealpha=0.95,
        edgecolor="#cfd4d3", borderpad=0.9, labelspacing=0.55, alignment="left",
    )  # fmt: skip
    legend.set_zorder(10)
    for text in legend.get_texts():
        text.set_parse_math(False)


def _draw_words(figure: Figure, assessment: Assessment, theme: Theme, lang: Lang) -> None:
    district = assessment.district
    name = clean_text(district.name, max_length=40)
    figure.text(
        0.5, 0.945, tr(f"ui.picture.title_{theme}", lang, district=name), ha="center", va="center",
        fontproperties=_font(19), color=INK, parse_math=False,
    )  # fmt: skip
    files = sorted({about.file for about in district.sources.values() if about.file})
    footer = tr(
        "ui.picture.footer",
        lang,
        date=district.data_date or "–",
        standard=assessment.standard.name(lang),
        crs=district.crs.name,
        source=clean_text(", ".join(files[:2]) or "–", max_length=60),
    )
    for x, side, text in ((0.03, "left", footer), (0.97, "right", tr("ui.picture.note", lang))):
        figure.text(
            x, 0.045, clean_text(text, max_length=300), ha=side, va="center",
            fontproperties=_font(8), color=MUTED, parse_math=False,
        )  # fmt: skip
