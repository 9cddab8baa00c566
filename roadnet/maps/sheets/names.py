"""Names on a sheet, placed so that none covers another, a seat or a river."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.patheffects import withStroke

from roadnet.maps.escape import clean_text
from roadnet.maps.sheets.paper import Page, text_width_mm
from roadnet.maps.theme import INK
from roadnet.network.model import FloatArray

_LONGEST: Final = 24
# Where a name may stand, as shares of its own box from its point: above first, then around.
_SPOTS: Final = (
    (-0.5, 0.0), (0.0, -0.5), (-1.0, -0.5), (-0.5, -1.0), (0.0, 0.0), (-1.0, 0.0), (0.0, -1.0),
    (-1.0, -1.0),
)  # fmt: skip
_AWAY_PX: Final = (9.0, 15.0, 26.0)
_MARK_PX: Final = 7.0
"""Radius that a mark takes around its point."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names to place: (k, 2) metres, texts, size in points; the first are placed first."""

    xy: FloatArray
    texts: Sequence[str]
    size: float
    must: bool = True


def place_names(page: Page, names: Names, taken: list[Any]) -> int:
    """Write names beside their points, each at the first free spot around it.

    Parameters
    ----------
    names
        With ``must`` a name without a free spot is written further off with a line to its point;
        without, it is left out.
    taken
        Boxes and shapes in pixels that names must not cover; what is written is added.

    Returns
    -------
    How many names were written.
    """
    to_px = page.axes.transData.transform
    frame = shapely.box(*page.axes.get_window_extent().extents)
    points = to_px(names.xy) if len(names.xy) else np.zeros((0, 2))
    taken += [shapely.Point(point).buffer(_MARK_PX) for point in points]
    written = 0
    for point, text in zip(points, names.texts, strict=True):
        said = clean_text(text, max_length=_LONGEST)
        if not said:
            continue
        size = _box_size(page, said, names.size)
        spot = _free_spot(size, point, taken, frame)
        if spot is None and not (names.must and frame.contains(shapely.Point(point))):
            continue
        box, far = spot if spot is not None else (_box(size, point, 0, _AWAY_PX[0]), False)
        taken.append(box)
        written += 1
        _write(page, said, names.size, box, point if far else None)
    return written


def _free_spot(
    size: tuple[float, float], point: FloatArray, taken: Sequence[Any], frame: Any
) -> tuple[Any, bool] | None:
    """Return the first box that covers nothing, and whether it needs a line to its point."""
    boxes = [
        (_box(size, point, spot, away), away > _AWAY_PX[0])
        for away in _AWAY_PX
        for spot in range(len(_SPOTS))
    ]
    near = shapely.box(*shapely.total_bounds([box for box, _ in boxes]))
    others = np.asarray(taken, dtype=object)
    others = others[shapely.intersects(near, others)]
    for box, far in boxes:
        if frame.contains(box) and not shapely.intersects(box, others).any():
            return box, far
    return None


def _box_size(page: Page, text: str, size: float) -> tuple[float, float]:
    """Return the width and height of a text in pixels."""
    per_mm = page.figure.dpi / 25.4
    height = size * page.paper.scale * page.figure.dpi / 72.0 * 1.15
    return text_width_mm(page, text, size) * per_mm + 2, height


def _box(size: tuple[float, float], point: FloatArray, spot: int, away: float) -> Any:
    """Return the pixels that a text would cover at one spot around its point."""
    (width, height), (dx, dy) = size, _SPOTS[spot]
    x = point[0] + dx * width + away * np.sign(dx + 0.5)
    y = point[1] + dy * height + away * np.sign(dy + 0.5)
    return shapely.box(x, y, x + width, y + height)


def to_pixels(page: Page, geometries: Any) -> list[Any]:
    """Return geometries in metres as shapes in pixels of the sheet."""
    if len(geometries) == 0:
        return []
    transform = page.axes.transData.transform
    return list(shapely.transform(np.asarray(geometries), transform))


def _write(page: Page, text: str, size: float, box: Any, origin: FloatArray | None) -> None:
    west, south, east, north = box.bounds
    middle = page.axes.transData.inverted().transform(((west + east) / 2, (south + north) / 2))
    if origin is not None:
        start = page.axes.transData.inverted().transform(origin)
        page.axes.plot(
            [start[0], middle[0]], [start[1], middle[1]], color=INK, lw=0.5, zorder=11, alpha=0.7
        )
    page.axes.text(
        *middle, text, ha="center", va="center", fontproperties=page.font(size), color=INK,
        zorder=12, parse_math=False, path_effects=[withStroke(linewidth=2.2, foreground="white")],
    )  # fmt: skip
