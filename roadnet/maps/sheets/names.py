"""Names on a sheet, placed so that none covers another, a seat or a river."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.patheffects import withStroke
from matplotlib.textpath import TextPath

from roadnet.maps.escape import clean_text
from roadnet.maps.sheets.paper import Page
from roadnet.maps.theme import INK
from roadnet.network.model import FloatArray

_LONGEST: Final = 24
# Where a name may stand, as shares of its own box from its point: above first, then around.
_SPOTS: Final = (
    (-0.5, 0.0), (0.0, -0.5), (-1.0, -0.5), (-0.5, -1.0), (0.0, 0.0), (-1.0, 0.0), (0.0, -1.0),
    (-1.0, -1.0),
)  # fmt: skip
_AWAY_PX: Final = (6.0, 14.0, 26.0)


@dataclass(frozen=True, slots=True)
class Names:
    """Names to place: (k, 2) metres, texts, size in points; the first are placed first."""

    xy: FloatArray
    texts: Sequence[str]
    size: float
    must: bool = True


def place_names(page: Page, names: Names, kept_clear: Any) -> int:
    """Write names beside their points, each at the first free spot around it.

    Parameters
    ----------
    names
        With ``must`` a name without a free spot is written further off with a line to its point;
        without, it is left out.
    kept_clear
        Geometries in metres that names must not cover (rivers); may be empty.

    Returns
    -------
    How many names were written.
    """
    to_px = page.axes.transData.transform
    frame = shapely.box(*page.axes.get_window_extent().extents)
    points = to_px(names.xy) if len(names.xy) else np.zeros((0, 2))
    taken = [shapely.Point(point).buffer(3.0) for point in points]
    taken += _in_pixels(page, kept_clear)
    written = 0
    for point, text in zip(points, names.texts, strict=True):
        said = clean_text(text, max_length=_LONGEST)
        spot = _free_spot(page, said, names.size, point, taken, frame) if said else None
        if spot is None and not (names.must and said and frame.contains(shapely.Point(point))):
            continue
        box, far = (
            spot if spot is not None else (_box(page, said, names.size, point, 0, 6.0), False)
        )
        taken.append(box)
        written += 1
        _write(page, said, names.size, box, point if far else None)
    return written


def _free_spot(
    page: Page, text: str, size: float, point: FloatArray, taken: list[Any], frame: Any
) -> tuple[Any, bool] | None:
    """Return the first box that covers nothing, and whether it needs a line to its point."""
    tree = shapely.STRtree(taken)
    for away in _AWAY_PX:
        for spot in range(len(_SPOTS)):
            box = _box(page, text, size, point, spot, away)
            if frame.contains(box) and len(tree.query(box, predicate="intersects")) == 0:
                return box, away > _AWAY_PX[0]
    return None


def _box(page: Page, text: str, size: float, point: FloatArray, spot: int, away: float) -> Any:
    """Return the pixels that a text would cover."""
    per_point = page.figure.dpi / 72.0
    extent = TextPath((0, 0), text, prop=page.font(size)).get_extents()
    width, height = extent.width * per_point + 2, size * page.paper.scale * per_point * 1.15
    dx, dy = _SPOTS[spot]
    x = point[0] + dx * width + away * np.sign(dx + 0.5)
    y = point[1] + dy * height + away * np.sign(dy + 0.5)
    return shapely.box(x, y, x + width, y + height)


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


def _in_pixels(page: Page, geometries: Any) -> list[Any]:
    if len(geometries) == 0:
        return []
    transform = page.axes.transData.transform
    return list(shapely.transform(np.asarray(geometries), transform))
