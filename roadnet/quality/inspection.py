"""What a rule sees: the layers as plain arrays, the limits, and a way to write findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from roadnet.crs import WGS84, to_crs, transform
from roadnet.district import District
from roadnet.findings import MORE_ALIKE, Figure, Finding, rules
from roadnet.io.written import words
from roadnet.schema import SOURCE_ROW, layers

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.object_]

Made = TypeVar("Made")

LISTED: Final = 20_000
"""Findings of one kind in one layer that are listed: more than a county has, or anyone reads."""

_SHAPES_AT_A_TIME: Final = 50_000

_KEPT: Final = (
    "frame", "text", "number", "flag", "shapes", "points", "lon_lat", "road_distance", "_rows",
)  # fmt: skip


@dataclass(frozen=True)
class Inspection:
    """A district under inspection; everything that several rules need is worked out once.

    Parameters
    ----------
    district
        As it was read.
    limits
        Engineering limits by name, see ``limits.toml``.
    today
        The date that open deadlines are compared with.
    """

    district: District
    limits: Mapping[str, float]
    today: date
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Rules ask for the same columns again and again: keep what was converted.
        for name in _KEPT:
            object.__setattr__(self, name, cache(getattr(self, name)))

    def once(self, work: Callable[[Inspection], Made]) -> Made:
        """Return what a function makes of this inspection; rules that share it ask it once."""
        if work not in self._made:
            self._made[work] = work(self)
        made: Made = self._made[work]
        return made

    def has(self, layer: str) -> bool:
        """Whether the layer is there and holds at least one row."""
        return self.district.has(layer)

    def frame(self, layer: str) -> GeoDataFrame:
        """Return a layer; one without rows where it is absent."""
        if layer in self.district.layers:
            return self.district.layers[layer]
        return GeoDataFrame({SOURCE_ROW: []}, geometry=[], crs=self.district.crs)

    def text(self, layer: str, column: str) -> TextArray:
        """Return a column as stripped text, "" where it is empty."""
        frame = self.frame(layer)
        if column not in frame.columns:
            return np.full(len(frame), "", dtype=object)
        values = frame[column]
        if values.dtype == "str":
            # One text for all rows that hold it: most columns have few.
            codes, words = pd.factorize(values.fillna("").str.strip())
            return np.asarray(words, dtype=object)[codes]
        values = values.astype(object)
        texts = values.where(values.notna(), "").astype(str).str.strip()
        return np.asarray(texts, dtype=object)

    def number(self, layer: str, column: str) -> FloatArray:
        """Return a column as numbers, NaN where it holds none."""
        frame = self.frame(layer)
        if column not in frame.columns:
            return np.full(len(frame), np.nan)
        if pd.api.types.is_float_dtype(frame[column].dtype):
            return frame[column].to_numpy(dtype=float, na_value=np.nan)
        numbers = pd.to_numeric(frame[column].astype(object), errors="coerce")
        return np.asarray(numbers, dtype=float)

    def flag(self, layer: str, column: str) -> BoolArray:
        """Return where a column says yes; empty is no."""
        frame = self.frame(layer)
        if column in frame.columns and pd.api.types.is_bool_dtype(frame[column].dtype):
            return frame[column].fillna(False).to_numpy(dtype=bool)
        said = np.char.lower(self.text(layer, column).astype(str))
        return np.isin(said, ["1.0", *words("flags", "yes")])

    def dates(self, layer: str, column: str) -> NDArray[np.datetime64]:
        """Return a column as days, NaT where it holds no date; a time of day is cut off."""
        texts = pd.Series(self.text(layer, column), dtype=object).astype(str).str[:10]
        parsed = pd.to_datetime(texts, errors="coerce", format="mixed")
        return parsed.to_numpy().astype("datetime64[D]")

    def ids(self, layer: str) -> TextArray:
        """Return the layer's identifiers."""
        return self.text(layer, layers()[layer].id_column)

    def rank(self, layer: str) -> IntArray:
        """Return each row's place by identifier, then row of the file: what settles a tie."""
        ids, rows = self.ids(layer).astype(str), self._rows(layer)
        rank = np.empty(len(ids), dtype=np.int64)
        rank[np.lexsort((rows, ids))] = np.arange(len(ids))
        return rank

    def shapes(self, layer: str) -> NDArray[np.object_]:
        """Return the geometries, None where there is none, an empty one, or one off every map."""
        shapes = np.array(self.frame(layer).geometry.to_numpy(), dtype=object)
        shapes[~np.isfinite(shapely.bounds(shapes)).all(axis=1)] = None
        return shapes

    def points(self, layer: str) -> FloatArray:
        """Return one (x, y) in metres for each row: the middle of a line, a point in a polygon."""
        return anchors(self.shapes(layer))

    def lon_lat(self, layer: str) -> FloatArray:
        """Return :meth:`points` in WGS 84 degrees."""
        return self.to_lon_lat(self.points(layer))

    def to_lon_lat(self, xy: FloatArray) -> FloatArray:
        """Convert (n, 2) metres of the working system to longitude and latitude."""
        found = np.column_stack(transform(self.district.crs, to_crs(WGS84), *xy.T))
        found[~np.isfinite(found).all(axis=1)] = np.nan
        return found

    def to_metres(self, degrees: FloatArray) -> FloatArray:
        """Convert (n, 2) longitude and latitude to metres of the working system."""
        return np.column_stack(transform(to_crs(WGS84), self.district.crs, *degrees.T))

    @cached_property
    def road_tree(self) -> tuple[shapely.STRtree, IntArray]:
        """Tree over the roads that have a line, and their positions in the layer."""
        shapes = self.shapes("roads")
        places = np.flatnonzero(~shapely.is_missing(shapes))
        return shapely.STRtree(shapes[places]), places

    @cached_property
    def road_length_m(self) -> FloatArray:
        """(r,) drawn length of each road, 0 where it has no line."""
        return np.asarray(np.nan_to_num(shapely.length(self.shapes("roads"))), dtype=float)

    def road_distance(self, layer: str) -> tuple[FloatArray, IntArray]:
        """Return each feature's straight distance to the nearest road, m, and that road's position.

        Inf and -1 where the feature has no geometry or there is no road.
        """
        shapes = self.shapes(layer)
        distance, nearest = np.full(len(shapes), np.inf), np.full(len(shapes), -1, dtype=np.int64)
        tree, places = self.road_tree
        rows = np.flatnonzero(~shapely.is_missing(shapes))
        if len(places) and len(rows):
            pair, found = tree.query_nearest(shapes[rows], all_matches=False, return_distance=True)
            distance[rows[pair[0]]], nearest[rows[pair[0]]] = found, places[pair[1]]
        return distance, nearest

    # -- writing findings ---------------------------------------------------------------------

    def find(
        self,
        code: str,
        layer: str,
        where: BoolArray | IntArray,
        *,
        xy: FloatArray | Callable[[IntArray], FloatArray] | None = None,
        **figures: object,
    ) -> Iterator[Finding]:
        """Write one finding for each row of a layer; of very many, one tells of the rest.

        Parameters
        ----------
        where
            A mask of the layer's rows, or positions (a row may come more than once).
        xy
            Where, (n, 2) metres, aligned with ``where``, or what works it out for some of those
            positions; the feature's own place if not given.
        figures
            Arrays aligned with ``where``, or one value for all.
        """
        places = _positions(where)
        picked = places if where.dtype == bool else np.arange(len(places))
        if not len(places):
            return
        if len(places) > LISTED:
            like: dict[str, Figure] = {
                "count": len(places) - LISTED,
                "listed": LISTED,
                "like": code,
            }
            yield Finding(f"{MORE_ALIKE}{rules()[code].severity}", layer, figures=like)
            kept = np.sort(np.argsort(self.rank(layer)[places], kind="stable")[:LISTED])
            places, picked = places[kept], picked[kept]
        if callable(xy):
            at = self.to_lon_lat(xy(picked))
        else:
            at = self.lon_lat(layer)[places] if xy is None else self.to_lon_lat(xy[picked])
        rows, ids = self._rows(layer)[places], self.ids(layer)[places]
        columns = {name: _spread(value, picked) for name, value in figures.items()}
        for i, (lon, lat) in enumerate(at.tolist()):
            known = lon == lon  # NaN where there is no place
            yield Finding(
                code,
                layer,
                rows=(int(rows[i]),),
                ids=(str(ids[i]),) if ids[i] else (),
                lon=lon if known else None,
                lat=lat if known else None,
                figures={name: column[i] for name, column in columns.items()},
            )

    def find_together(
        self, code: str, layer: str, where: BoolArray | IntArray, **figures: Figure
    ) -> Iterator[Finding]:
        """Write one finding for all these rows together; none if there are no rows."""
        places = _positions(where)
        if not len(places):
            return
        at = self.lon_lat(layer)[places]
        at = at[np.isfinite(at).all(axis=1)]
        lon, lat = at[0].tolist() if len(at) else (None, None)
        ids = tuple(str(name) for name in self.ids(layer)[places] if name)
        rows = tuple(self._rows(layer)[places].tolist())
        yield Finding(code, layer, rows, ids, lon, lat, figures=figures)

    def find_alike(
        self, code: str, layer: str, keys: TextArray | IntArray, where: BoolArray, **figures: object
    ) -> Iterator[Finding]:
        """Write one finding for each key that several rows share.

        ``figures`` are arrays aligned with the layer, whose first value of the rows counts, or one
        value for all.
        """
        rows = pd.Series(np.flatnonzero(where), index=keys[where])
        repeated = rows[rows.index.duplicated(keep=False)]
        for _, group in repeated.groupby(level=0, sort=True):
            places = group.to_numpy(dtype=np.int64)
            shown = {name: _spread(value, places[:1])[0] for name, value in figures.items()}
            yield from self.find_together(code, layer, places, **shown)

    def _rows(self, layer: str) -> IntArray:
        frame = self.frame(layer)
        own = np.arange(1, len(frame) + 1, dtype=np.int64)
        if SOURCE_ROW not in frame.columns:
            return own
        rows = pd.to_numeric(frame[SOURCE_ROW], errors="coerce").to_numpy(dtype=float)
        return np.where(np.isfinite(rows), rows, own).astype(np.int64)


def anchors(shapes: NDArray[np.object_]) -> FloatArray:
    """Return one (x, y) on each geometry, NaN where there is none; pure and vectorised."""
    # Some at a time: the points on them, as objects, would fill gigabytes.
    some = range(0, len(shapes), _SHAPES_AT_A_TIME)
    parts = [_anchors(shapes[begin : begin + _SHAPES_AT_A_TIME]) for begin in some]
    return np.concatenate([np.empty((0, 2)), *parts])


def _anchors(shapes: NDArray[np.object_]) -> FloatArray:
    found = np.full((len(shapes), 2), np.nan)
    kinds = shapely.get_dimensions(shapes)
    on = np.array(shapes, dtype=object)
    lines, areas, points = kinds == 1, kinds == 2, kinds == 0
    on[lines] = shapely.line_interpolate_point(
        shapely.get_geometry(shapes[lines], 0), 0.5, normalized=True
    )
    on[areas] = shapely.point_on_surface(shapes[areas])
    on[points] = shapely.get_geometry(shapes[points], 0)
    there = kinds >= 0
    found[there] = shapely.get_coordinates(on[there])
    return found


def split_ids(text: TextArray) -> tuple[IntArray, TextArray]:
    """Split ``a;b`` texts: (position of the text, identifier) for each identifier, in order."""
    parts = pd.Series(text, dtype=object).str.split(r"[;；,，]", regex=True).explode()
    parts = parts.astype(str).str.strip()
    parts = parts[parts.ne("") & parts.ne("nan")]
    return parts.index.to_numpy(dtype=np.int64), parts.to_numpy(dtype=object)


def _positions(where: BoolArray | IntArray) -> IntArray:
    found = np.flatnonzero(where) if where.dtype == bool else where
    return np.asarray(found, dtype=np.int64)


def _spread(value: object, picked: IntArray) -> list[Any]:
    if isinstance(value, np.ndarray | pd.Series):
        chosen: list[Any] = np.asarray(value)[picked].tolist()
        return chosen
    return [value] * len(picked)
