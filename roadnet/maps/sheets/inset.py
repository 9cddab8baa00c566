"""The inset at the upper left: where a township lies, or the surroundings of the county seat."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from roadnet.analysis.assessment import Assessment
from roadnet.maps.sheets.ink import draw_base_roads, draw_seats
from roadnet.maps.sheets.paper import Page, clear_ticks
from roadnet.maps.theme import BAD, INK
from roadnet.network.locate import points_xy
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number

_SIDE: Final = 0.19
"""Side of the square, as a share of the shorter side of the frame."""
_REACH: Final = 0.06
"""Half of what is shown around the county seat, as a share of the district's longer side."""


def draw_inset(page: Page, found: Assessment, area: Any, extent_m: float, lang: Lang) -> Any:
    """Draw the inset and return its axes; None where there is nothing to show.

    Parameters
    ----------
    area
        The township that the sheet shows; None for the whole district.
    extent_m
        The longer side of the district.
    """
    if area is not None:
        return _position(page, found, area, lang)
    seat = _county_seat(found)
    return None if seat is None else _surroundings(page, found, seat, _REACH * extent_m, lang)


def _position(page: Page, found: Assessment, area: Any, lang: Lang) -> Any:
    small = _axes(page)
    areas = shapely.get_parts(found.district.layers["boundaries"].geometry.dropna().to_numpy())
    tolerance = float(np.ptp(shapely.total_bounds(areas)[::2])) / 400
    for part in shapely.simplify(areas, tolerance):
        ring = shapely.get_coordinates(shapely.get_exterior_ring(part))
        small.fill(*ring.T, fc="#f1efe6", ec="#8b949b", lw=0.4)
    for part in shapely.get_parts(shapely.simplify(area, tolerance)):
        small.fill(*shapely.get_coordinates(part.exterior).T, fc=BAD, ec=INK, lw=0.5)
    small.set_aspect("equal", adjustable="datalim")
    _caption(page, small, tr("sheets.inset_township", lang))
    return small


def _surroundings(page: Page, found: Assessment, seat: Any, reach: float, lang: Lang) -> Any:
    small = _axes(page)
    inner = Page(page.figure, small, page.paper)
    near = found.roads[found.roads.intersects(shapely.Point(*seat).buffer(1.5 * reach))]
    draw_base_roads(inner, near, lang)
    draw_seats(inner, found, lang)
    small.set_aspect("equal")
    small.set_xlim(seat[0] - reach, seat[0] + reach)
    small.set_ylim(seat[1] - reach, seat[1] + reach)
    km = to_number(2 * reach / 1000, digits=1)
    _caption(page, small, tr("sheets.inset_seat", lang, km=km))
    return small


def _county_seat(found: Assessment) -> Any:
    if not found.district.has("townships"):
        return None
    seats = found.district.layers["townships"]
    county = seats[seats["is_county_seat"].fillna(False).to_numpy(dtype=bool)]
    return points_xy(county.geometry)[0] if len(county) else None


def _axes(page: Page) -> Any:
    frame = page.axes.get_position()
    width, height = page.paper.size_mm
    side = _SIDE * min(frame.width * width, frame.height * height)
    left, top = frame.x0 + 2.5 / width, frame.y1 - 2.5 / height
    small = page.figure.add_axes(
        (left, top - side / height, side / width, side / height), zorder=30
    )
    small.set_facecolor("white")
    clear_ticks(small)
    return small


def _caption(page: Page, small: Any, text: str) -> None:
    small.text(
        0.5, 0.03, text, transform=small.transAxes, ha="center", va="bottom",
        fontproperties=page.font(6.5), color=INK, zorder=40, parse_math=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
    )  # fmt: skip
