"""Where the district stands on its sheet: as large as legend, inset, arrow and scale bar allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from roadnet.maps.sheets.paper import Block, Page
from roadnet.network.model import FloatArray

_MARGIN: Final = 0.025
_LARGEST, _SMALLEST, _STEP = 1.0, 0.5, 0.96
_PLACES: Final = 9


def fit_page(page: Page, shape: Any, blocks: Sequence[Block]) -> None:
    """Show a shape in true proportion, as large as it gets clear of the blocks on the frame.

    Of equally large ones the place nearest the middle is taken. Where no place is clear even at
    half the size, the shape stands in the middle at that size.

    Parameters
    ----------
    shape
        What must be seen, in metres.
    blocks
        What stands on the frame: legend, inset, north arrow, scale bar.
    """
    shapely.prepare(parts := shapely.get_parts(shape))
    west, south, east, north = shapely.bounds(shape).tolist()
    wide, high = max(east - west, 100.0), max(north - south, 100.0)
    least = max(wide, high * page.ratio) / (1 - 2 * _MARGIN)
    covers = np.array([shapely.box(*block) for block in blocks], dtype=object)
    size = _LARGEST
    while size >= _SMALLEST:
        width = least / size
        for corner in _corners(wide / width, high * page.ratio / width):
            low = np.array([west, south]) - corner * [width, width / page.ratio]
            if not _hits(parts, covers, low, width, page.ratio):
                return _show(page, low, width)
        size *= _STEP
    width = least / _SMALLEST
    middle = np.array([(west + east) / 2, (south + north) / 2])
    return _show(page, middle - [width / 2, width / page.ratio / 2], width)


def _corners(wide: float, high: float) -> FloatArray:
    """Lower left corners that keep a box of this size (shares) in the frame, the middle first."""
    xs = np.linspace(_MARGIN, max(1 - _MARGIN - wide, _MARGIN), _PLACES)
    ys = np.linspace(_MARGIN, max(1 - _MARGIN - high, _MARGIN), _PLACES)
    every = np.array([(x, y) for x in xs for y in ys])
    off = np.abs(every - [(1 - wide) / 2, (1 - high) / 2]).sum(axis=1)
    ordered: FloatArray = every[np.argsort(off, kind="stable")]
    return ordered


def _hits(parts: Any, covers: Any, low: FloatArray, width: float, ratio: float) -> bool:
    scale = np.array([width, width / ratio])
    placed = shapely.transform(covers, lambda xy: xy * scale + low)
    return bool(shapely.intersects(parts[:, None], placed).any())


def _show(page: Page, low: FloatArray, width: float) -> None:
    page.axes.set_xlim(low[0], low[0] + width)
    page.axes.set_ylim(low[1], low[1] + width / page.ratio)


def share_of(page: Page, artist: Any, *, pad: float = 0.012) -> Block:
    """Return the box that something drawn takes on the map frame, with a little air around it."""
    renderer = page.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    box = artist.get_window_extent(renderer)
    frame = page.axes.get_window_extent(renderer)
    left, right = ((x - frame.x0) / frame.width for x in (box.x0, box.x1))
    bottom, top = ((y - frame.y0) / frame.height for y in (box.y0, box.y1))
    return (left - pad, bottom - pad * page.ratio, right + pad, top + pad * page.ratio)
