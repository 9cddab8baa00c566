"""Lines as flat arrays: vertices one after the other, and the measure along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from roadnet.network.compiled import is_worthwhile

if TYPE_CHECKING:
    from roadnet.network.model import BoolArray, FloatArray, IntArray

TOUCH_M: Final = 1e-3
"""Two places at most this far apart are one: a millimetre, far above the noise of doubles at
coordinates of millions of metres and far below what anybody surveys."""

_LINE: Final = 1
_RING: Final = 2
_ROWS: Final = 20_000
"""Lines laid out at a time: the working copies stay small, and in the cache."""


@dataclass(frozen=True)
class Lines:
    """The connected parts of lines; p parts, V vertices.

    Parameters
    ----------
    xy
        (V, 2) metres, part after part, no vertex equal to the one before it.
    along_m
        (V,) running length over all parts, metres; nothing is added between parts.
    first, last
        (p,) a part's first and last vertex.
    road
        (p,) the row of the line that the part is of.
    length_m
        (p,) a part's length, more than :data:`TOUCH_M`.
    offset_m
        (p,) the line's measure at the part's start: measures run on over the parts.
    """

    xy: FloatArray
    along_m: FloatArray
    first: IntArray
    last: IntArray
    road: IntArray
    length_m: FloatArray
    offset_m: FloatArray

    @property
    def part_count(self) -> int:
        """Number of parts."""
        return len(self.first)

    @property
    def end_xy(self) -> FloatArray:
        """(2p, 2) where the ends are: end 2k is part k's start, end 2k + 1 its end."""
        return self.xy[np.column_stack([self.first, self.last]).ravel()]

    @property
    def end_at_m(self) -> FloatArray:
        """(2p,) the ends' measures along their parts: 0 and the part's length."""
        return np.column_stack([np.zeros(self.part_count), self.length_m]).ravel()


def to_lines(geometry: np.ndarray) -> Lines:
    """Lay lines out as arrays.

    Parameters
    ----------
    geometry
        (r,) LineStrings and MultiLineStrings in metres; rows of another type, empty or missing
        have no part. Repeated vertices, and parts no longer than :data:`TOUCH_M`, are left out.
    """
    room = int(shapely.get_num_coordinates(geometry).sum())
    xy, along = np.empty((room, 2)), np.empty(room)
    tables, used, reached_m = [], 0, 0.0
    for begin in range(0, max(len(geometry), 1), _ROWS):
        more = _lay_out(geometry[begin : begin + _ROWS], reached_m)
        stop = used + len(more.xy)
        xy[used:stop], along[used:stop] = more.xy, more.along_m
        first, last = more.first + used, more.last + used
        tables.append((first, last, more.road + begin, more.length_m, more.offset_m))
        reached_m, used = along[stop - 1] if stop else 0.0, stop
    return Lines(xy[:used], along[:used], *map(np.concatenate, zip(*tables, strict=True)))


def _lay_out(geometry: np.ndarray, reached_m: float) -> Lines:
    """Lay some rows out; the running length goes on from ``reached_m``."""
    parts, road = geometry, np.arange(len(geometry))
    if not (shapely.get_type_id(geometry) == _LINE).all():  # taking lines apart copies them
        parts, road = shapely.get_parts(geometry, return_index=True)
        is_line = np.isin(shapely.get_type_id(parts), (_LINE, _RING))
        parts, road = parts[is_line], road[is_line]
    xy, sizes = shapely.get_coordinates(parts), shapely.get_num_coordinates(parts)
    part, steps = np.repeat(np.arange(len(parts)), sizes), _steps(xy, np.cumsum(sizes) - sizes)
    # Whatever is not finite makes the sum so; only a part's first vertex is no step on, and an
    # empty part has none.
    moving = len(xy) - np.count_nonzero(sizes)
    if not np.isfinite(steps.sum()) or np.count_nonzero(steps) < moving:
        xy, part = _without_repeats(xy, part)
        steps = _steps(xy, np.searchsorted(part, np.arange(len(parts))))
    length: FloatArray = np.bincount(part, weights=steps, minlength=len(parts)).astype(float)
    long = length > TOUCH_M
    if not long.all():
        xy, part, steps = xy[long[part]], part[long[part]], steps[long[part]]
    sizes = np.bincount(part, minlength=len(parts))[long]
    last = np.cumsum(sizes) - 1
    first = last - sizes + 1
    steps[:1] = reached_m
    along = np.cumsum(steps)
    road_of, offset = road[long].astype(np.int64), _offsets(length, road)[long]
    return Lines(xy, along, first, last, road_of, along[last] - along[first], offset)


def _without_repeats(xy: FloatArray, part: IntArray) -> tuple[FloatArray, IntArray]:
    keep = np.isfinite(xy).all(axis=1)
    xy, part = xy[keep], part[keep]
    keep = np.ones(len(xy), dtype=bool)
    keep[1:] = (np.diff(xy, axis=0) != 0).any(axis=1) | (np.diff(part) != 0)
    return xy[keep], part[keep]


def _steps(xy: FloatArray, first: IntArray) -> FloatArray:
    """(V,) the length of the step that ends at each vertex, 0 at a part's first."""
    steps = np.zeros(len(xy))
    steps[1:] = np.hypot(xy[1:, 0] - xy[:-1, 0], xy[1:, 1] - xy[:-1, 1])
    steps[first[first < len(xy)]] = 0.0
    return steps


def _offsets(length: FloatArray, road: IntArray) -> FloatArray:
    """(p,) the measure of each part's start on its road."""
    before = np.cumsum(length) - length
    leads = np.ones(len(road), dtype=bool)
    leads[1:] = np.diff(road) != 0
    return before - np.maximum.accumulate(np.where(leads, before, 0.0))


def part_of(lines: Lines, vertex: IntArray) -> IntArray:
    """Return the part that each vertex is of."""
    return np.searchsorted(lines.first, vertex, side="right") - 1


def segment_at(lines: Lines, part: IntArray, at_m: FloatArray) -> IntArray:
    """Return the first vertex of the segment that holds the measures ``at_m`` along ``part``."""
    target = lines.along_m[lines.first[part]] + at_m
    vertex = np.searchsorted(lines.along_m, target, side="right") - 1
    return np.clip(vertex, lines.first[part], lines.last[part] - 1)


def point_at(lines: Lines, part: IntArray, at_m: FloatArray) -> FloatArray:
    """Return the points, (n, 2), at the measures ``at_m`` along ``part``."""
    if is_worthwhile(len(lines.xy)):
        from roadnet.network.compiled.places import point_at_compiled

        return point_at_compiled(lines, part, at_m)
    vertex = segment_at(lines, part, at_m)
    step = lines.along_m[vertex + 1] - lines.along_m[vertex]
    over = at_m - (lines.along_m[vertex] - lines.along_m[lines.first[part]])
    share = np.clip(over / step, 0.0, 1.0)[:, None]
    return lines.xy[vertex] * (1 - share) + lines.xy[vertex + 1] * share


def is_vertex(lines: Lines, part: IntArray, at_m: FloatArray) -> BoolArray:
    """Whether a vertex of the part stands at the measures ``at_m``, within :data:`TOUCH_M`."""
    vertex = segment_at(lines, part, at_m)
    target = lines.along_m[lines.first[part]] + at_m
    near = np.minimum(
        np.abs(lines.along_m[vertex] - target), np.abs(lines.along_m[vertex + 1] - target)
    )
    return near <= TOUCH_M


def is_end(lines: Lines, part: IntArray, at_m: FloatArray) -> BoolArray:
    """Whether the measures ``at_m`` are at one of the part's ends, within :data:`TOUCH_M`."""
    return (at_m <= TOUCH_M) | (at_m >= lines.length_m[part] - TOUCH_M)
