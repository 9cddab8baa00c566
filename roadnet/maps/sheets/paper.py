"""Paper, and the page's fixed parts: frame, title, scale bar, north arrow, legend, footer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Polygon, Rectangle
from matplotlib.patheffects import withStroke
from pylopdf_fonts_zh_cn import sans_path

from roadnet.maps.escape import clean_text
from roadnet.maps.theme import INK, MUTED, PAPER
from roadnet.text import Lang, tr

PaperName = Literal["A4", "A3"]
Orientation = Literal["landscape", "portrait"]
PAPERS: Final = ("A4", "A3")
ORIENTATIONS: Final = ("landscape", "portrait")

_MM_PER_INCH: Final = 25.4
_SHORT_SIDE_MM: Final = {"A4": 210.0, "A3": 297.0}
_LONG_SIDE_MM: Final = {"A4": 297.0, "A3": 420.0}
_MARGIN_MM: Final = 8.0
_TITLE_MM: Final = 15.0
_FOOTER_MM: Final = 12.0

Box = tuple[float, float, float, float]
"""West, south, east, north in metres."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper."""

    name: PaperName = "A4"
    orientation: Orientation = "landscape"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""
        short, long = _SHORT_SIDE_MM[self.name], _LONG_SIDE_MM[self.name]
        return (long, short) if self.orientation == "landscape" else (short, long)

    @property
    def scale(self) -> float:
        """How much larger texts and marks are than on A4."""
        return 1.0 if self.name == "A4" else 1.25


@dataclass(frozen=True)
class Page:
    """A sheet being drawn: the figure, its map frame, and the paper that it is for."""

    figure: Figure
    axes: Any
    paper: Paper

    def font(self, size: float) -> FontProperties:
        """Return the Chinese font in points on A4, larger on larger paper."""
        return _font(round(size * self.paper.scale, 2))

    @property
    def ratio(self) -> float:
        """Width of the map frame divided by its height."""
        box = self.axes.get_position()
        width, height = self.paper.size_mm
        return float((box.width * width) / (box.height * height))

    @property
    def map_mm(self) -> float:
        """Width of the map frame, millimetres."""
        return float(self.axes.get_position().width * self.paper.size_mm[0])


@cache
def _font(size: float) -> FontProperties:
    return FontProperties(fname=str(sans_path()), size=size)


def open_page(paper: Paper) -> Page:
    """Return an empty sheet with its map frame."""
    width, height = paper.size_mm
    figure = Figure(figsize=(width / _MM_PER_INCH, height / _MM_PER_INCH), facecolor="white")
    FigureCanvasAgg(figure)
    left, bottom = _MARGIN_MM / width, _FOOTER_MM * paper.scale / height
    top = (_MARGIN_MM + _TITLE_MM * paper.scale) / height
    axes = figure.add_axes((left, bottom, 1 - 2 * left, 1 - bottom - top))
    axes.set_facecolor(PAPER)
    clear_ticks(axes)
    return Page(figure, axes, paper)


def clear_ticks(axes: Any) -> None:
    """Leave of some axes the frame alone."""
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(INK)
        spine.set_linewidth(0.8)


def fit_page(page: Page, box: Box, legend: Any) -> None:
    """Show a box in true proportion, clear of the legend: beside it, or above it on tall paper."""
    west, south, east, north = box
    margin = 0.04 * max(east - west, north - south, 100.0)
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    left, below = _taken(page, legend)
    # Metres of the whole frame, so that the box fills what the legend leaves of it.
    free_width, free_height = 1.0 - left, 1.0 - below
    width = max((east - west) / free_width, (north - south) / free_height * page.ratio)
    height = width / page.ratio
    centre_x = (west + east) / 2 - left / 2 * width
    centre_y = (south + north) / 2 - below / 2 * height
    page.axes.set_xlim(centre_x - width / 2, centre_x + width / 2)
    page.axes.set_ylim(centre_y - height / 2, centre_y + height / 2)


def _taken(page: Page, legend: Any) -> tuple[float, float]:
    """Shares of the frame that the legend takes: from the left, or from below."""
    if legend is None:
        return 0.0, 0.0
    renderer = page.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    extent = legend.get_window_extent(renderer)
    frame = page.axes.get_window_extent(renderer)
    if page.paper.orientation == "landscape":
        return float(min(extent.width / frame.width + 0.02, 0.45)), 0.0
    return 0.0, float(min(extent.height / frame.height + 0.02, 0.45))


def draw_legend(page: Page, handles: Sequence[Any], lang: Lang) -> Any:
    """Draw the legend at the lower left; in two columns on tall paper."""
    if not handles:
        return None
    columns = 1 if page.paper.orientation == "landscape" else 3
    legend = page.axes.legend(
        handles=list(handles), loc="lower left", title=tr("sheets.legend", lang), ncols=columns,
        prop=page.font(8.0), title_fontproperties=page.font(9.5), frameon=True, framealpha=0.96,
        edgecolor="#cfd4d3", borderpad=0.8, labelspacing=0.5, alignment="left",
        columnspacing=1.4, handlelength=2.6,
    )  # fmt: skip
    legend.set_zorder(20)
    for text in legend.get_texts():
        text.set_parse_math(False)
    return legend


def nice_length_m(span_m: float) -> float:
    """Return the longest of 1, 2, 5 x 10^k metres that is at most a fifth of the span."""
    power = 10.0 ** math.floor(math.log10(span_m / 5))
    return max(step * power for step in (1, 2, 5) if step * power <= span_m / 5)


def draw_scale(page: Page, lang: Lang) -> None:
    """Draw the scale bar at the lower right, and the scale of the print above it."""
    axes = page.axes
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    length = nice_length_m(east - west)
    x, y = east - 0.03 * (east - west) - length, south + 0.035 * (north - south)
    height = 0.007 * (north - south)
    for place, colour in ((0, INK), (1, "white")):
        corner = (x + place * length / 2, y)
        axes.add_patch(Rectangle(corner, length / 2, height, fc=colour, ec=INK, lw=0.7, zorder=19))
    km = length / 1000
    marks = ((0.0, "0"), (0.5, f"{km / 2:g}"), (1.0, f"{km:g} {tr('sheets.km', lang)}"))
    halo = [withStroke(linewidth=2, foreground=PAPER)]
    for at, text in marks:
        axes.text(
            x + at * length, y + 1.7 * height, text, ha="center", va="bottom", color=INK,
            zorder=19, fontproperties=page.font(8), path_effects=halo,
        )  # fmt: skip
    printed = (east - west) * 1000 / page.map_mm
    axes.text(
        x + length / 2, y + 5.2 * height, f"1 : {_rounded(printed):,.0f}", ha="center",
        va="bottom", color=INK, zorder=19, fontproperties=page.font(8), path_effects=halo,
    )  # fmt: skip


def _rounded(number: float) -> float:
    """Round to two significant digits: a printed scale claims no more."""
    power = 10.0 ** (math.floor(math.log10(number)) - 1)
    return round(number / power) * power


def draw_north(page: Page, lang: Lang) -> None:
    """Draw the north arrow at the upper right; up is grid north."""
    width_mm, height_mm = page.map_mm, page.map_mm / page.ratio
    scale = page.paper.scale
    wide, high = 2.6 * scale / width_mm, 10.0 * scale / height_mm
    x, y = 1 - 9 * scale / width_mm, 1 - 19 * scale / height_mm
    for side, colour in ((-1, INK), (1, "white")):
        corners = [(x, y + high), (x + side * wide, y), (x, y + 0.28 * high)]
        page.axes.add_patch(
            Polygon(corners, transform=page.axes.transAxes, fc=colour, ec=INK, lw=0.8, zorder=19)
        )
    page.axes.text(
        x, y + high + 0.006, tr("sheets.north", lang), transform=page.axes.transAxes,
        ha="center", va="bottom", fontproperties=page.font(10), color=INK, zorder=19,
    )  # fmt: skip


def draw_words(page: Page, title: str, lines: Sequence[str], note: str) -> None:
    """Write the title above the frame, and below it what the map rests on, and the notice."""
    width, height = page.paper.size_mm
    scale = page.paper.scale
    middle = 1 - (_MARGIN_MM * 0.6 + _TITLE_MM * scale / 2) / height
    page.figure.text(
        0.5, middle, clean_text(title, max_length=80), ha="center", va="center",
        fontproperties=page.font(18), color=INK, parse_math=False,
    )  # fmt: skip
    left, step = _MARGIN_MM / width, 4.0 * scale / height
    for row, text in enumerate(lines):
        page.figure.text(
            left, (_FOOTER_MM * scale - 3.4) / height - row * step,
            clean_text(text, max_length=200), ha="left", va="center",
            fontproperties=page.font(7), color=MUTED, parse_math=False,
        )  # fmt: skip
    page.figure.text(
        1 - left, (_FOOTER_MM * scale - 3.4) / height, clean_text(note, max_length=120),
        ha="right", va="center", fontproperties=page.font(7), color=MUTED, parse_math=False,
    )  # fmt: skip
