"""Paper, and the page's fixed parts: frame, title, scale bar, north arrow, legend, footer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, Literal

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Polygon, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.textpath import TextPath
from pylopdf_fonts_zh_cn import sans_path

from roadnet.maps.escape import ELLIPSIS, clean_text
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
_SPARE: Final = 1.1
"""How much higher a cut map is than its district, so that legend and inset find room."""
Block = tuple[float, float, float, float]
"""A box on the map frame: left, bottom, right, top as shares of its width and height."""

SCALE_BLOCK: Final[Block] = (0.72, 0.0, 1.0, 0.09)
"""Where the scale bar stands: it takes at most a fifth of the width."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper; ``cut_mm`` is the width and height of one that is cut to its content."""

    name: PaperName = "A4"
    orientation: Orientation = "landscape"
    cut_mm: tuple[float, float] | None = None

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""
        if self.cut_mm is not None:
            return self.cut_mm
        short, long = _SHORT_SIDE_MM[self.name], _LONG_SIDE_MM[self.name]
        return (long, short) if self.orientation == "landscape" else (short, long)

    @property
    def scale(self) -> float:
        """How much larger texts and marks are than on A4."""
        return 1.0 if self.name == "A4" else 1.25


def cut_paper(wide: float, high: float) -> Paper:
    """Return paper as wide as upright A4, and as high as what is drawn on it needs.

    Parameters
    ----------
    wide, high
        What is drawn, in any one unit; legend and inset are given some height of their own.

    Returns
    -------
    Paper that is at most as high as A4, and not lower than it is wide by more than a third.
    """
    width, most = _SHORT_SIDE_MM["A4"], _LONG_SIDE_MM["A4"]
    frame = (width - 2 * _MARGIN_MM) * _SPARE * high / max(wide, 1e-9)
    around = _FOOTER_MM + _MARGIN_MM + _TITLE_MM
    return Paper(cut_mm=(width, round(min(max(frame + around, width * 2 / 3), most), 1)))


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
        spine.set_zorder(25)


def nice_length_m(span_m: float) -> float:
    """Return the longest of 1, 2, 5 x 10^k metres that is at most a fifth of the span."""
    power = 10.0 ** math.floor(math.log10(span_m / 5))
    return max(step * power for step in (1, 2, 5) if step * power <= span_m / 5)


def draw_scale(page: Page, lang: Lang) -> None:
    """Draw the scale bar at the lower right, and the scale of the print above it."""
    axes = page.axes
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    length = nice_length_m(east - west)
    x, y = east - 0.05 * (east - west) - length, south + 0.025 * (north - south)
    height = 0.007 * (north - south)
    for place, colour in ((0, INK), (1, "white")):
        corner = (x + place * length / 2, y)
        axes.add_patch(Rectangle(corner, length / 2, height, fc=colour, ec=INK, lw=0.7, zorder=19))
    km = length / 1000
    marks = ((0.0, "0"), (0.5, f"{km / 2:g}"), (1.0, f"{km:g} {tr('sheets.km', lang)}"))
    printed = (east - west) * 1000 / page.map_mm
    halo = [withStroke(linewidth=2.5, foreground="white")]
    spots = [(x + at * length, y + 1.7 * height, text) for at, text in marks]
    spots.append((x + length / 2, y + 5.2 * height, f"1 : {_rounded(printed):,.0f}"))
    for left, low, text in spots:
        axes.text(
            left, low, text, ha="center", va="bottom", color=INK, zorder=19,
            fontproperties=page.font(8), path_effects=halo,
        )  # fmt: skip


def _rounded(number: float) -> float:
    """Round to two significant digits: a printed scale claims no more."""
    power = 10.0 ** (math.floor(math.log10(number)) - 1)
    return round(number / power) * power


def north_block(page: Page) -> Block:
    """Return the box of the map frame that the north arrow takes."""
    width_mm, height_mm = page.map_mm, page.map_mm / page.ratio
    return (1 - 15 * page.paper.scale / width_mm, 1 - 22 * page.paper.scale / height_mm, 1.0, 1.0)


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
    left, step = _MARGIN_MM / width, 4.0 * scale / height
    top = (_FOOTER_MM * scale - 3.4) / height
    _write_line(page, (0.5, middle), clean_text(title, max_length=80), 18, INK, "center", 1.0)
    notice = clean_text(note, max_length=120)
    taken = _write_line(page, (1 - left, top), notice, 7, MUTED, "right", 0.5)
    for row, text in enumerate(lines):
        room = 1.0 - (taken + 0.03 if row == 0 else 0.0)
        at = (left, top - row * step)
        _write_line(page, at, clean_text(text, max_length=200), 7, MUTED, "left", room)


def _write_line(
    page: Page, at: tuple[float, float], text: str, size: float, colour: str, side: Any, room: float
) -> float:
    """Write a line no wider than a share of the frame, smaller or cut short where it must be.

    Returns
    -------
    The share of the frame's width that it takes.
    """
    most = room * page.map_mm
    if text_width_mm(page, text, size) > most:
        size = max(0.6 * size, size * most / text_width_mm(page, text, size))
    while len(text) > 1 and text_width_mm(page, text, size) > most:
        text = text[:-2].rstrip() + ELLIPSIS
    page.figure.text(
        *at, text, ha=side, va="center", fontproperties=page.font(size), color=colour,
        parse_math=False,
    )  # fmt: skip
    return text_width_mm(page, text, size) / page.map_mm


def text_width_mm(page: Page, text: str, size: float) -> float:
    """Return how wide a text is in print."""
    return _width_of_one_point(text) * size * page.paper.scale * _MM_PER_INCH / 72.0


@lru_cache(maxsize=8192)
def _width_of_one_point(text: str) -> float:
    """Width of a text at a size of one point, in points."""
    # A pair of dollars would be read as a formula, and a wrong one raises.
    plain = text.replace("$", r"\$")
    points = TextPath((0, 0), plain, prop=_font(100.0)).vertices
    return float(np.ptp(points[:, 0])) / 100.0 if len(points) else 0.0
