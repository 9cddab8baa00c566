"""A very large layer in chunks of space: each is unpacked when the view first comes near it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

import geopandas as gpd
import numpy as np

from roadnet.maps.codec import to_container
from roadnet.maps.layers import CompactLayer, LayerOptions, Packer, Scheme, ScriptCall
from roadnet.maps.shapes import Bounds, Shapes, space_order

CHUNKED_FROM: Final = 100_000
"""Rows from which a layer is worth cutting up; a county's stay whole."""
MOST_ON_SCREEN: Final = 50_000
"""Rows that a page paints at once and still pans smoothly."""

_ROWS: Final = 10_000
_SCREEN_PX: Final = 1366 * 768
_EQUATOR_M: Final = 40_075_017.0
_LEAST_ZOOM: Final = 8
_MOST_ZOOM: Final = 14
_ALL_POINTS: Final = 1 << 62
"""Chunks are simplified alike: a limit of points would draw neighbours apart."""


class ChunkedLayer(ScriptCall):
    """A layer whose rows travel as several layers of :class:`CompactLayer`, neighbours together.

    Painted and clicked as one; not searched and without labels.

    Parameters
    ----------
    kind
        The class of the layers that it is cut into.
    frame, name, schemes, options
        As for :class:`CompactLayer`.
    """

    function: ClassVar[str] = "layer"

    def __init__(
        self,
        kind: type[CompactLayer],
        frame: gpd.GeoDataFrame,
        *,
        name: str,
        schemes: Sequence[Scheme],
        options: LayerOptions,
        rows: int = _ROWS,
        **exact: Any,
    ) -> None:
        options = replace(options, searchable=False, label_column="")
        frame = frame[[*_columns(schemes, options), frame.geometry.name]]
        frame = frame.iloc[space_order(np.asarray(frame.geometry.to_numpy(), dtype=object))]
        chunks: list[str] = []
        bounds: list[Bounds] = []
        for begin in range(0, len(frame), rows):
            layer = kind(
                frame.iloc[begin : begin + rows],
                name=name,
                schemes=schemes,
                options=options,
                most_points=_ALL_POINTS,
                **exact,
            )
            if layer.bounds is not None:
                chunks.append(layer.payload)
                bounds.append(layer.bounds)
        self.bounds = _joint(bounds)
        super().__init__(self._head(kind, frame, name, schemes, options, bounds, chunks), chunks)

    def _head(
        self,
        kind: type[CompactLayer],
        frame: gpd.GeoDataFrame,
        name: str,
        schemes: Sequence[Scheme],
        options: LayerOptions,
        bounds: list[Bounds],
        chunks: list[str],
    ) -> str:
        bare = replace(options, title_column="", id_column="", note_column="", fields=())
        shapes = Shapes(np.arange(len(frame)), {}, None)
        packer = Packer(frame, shapes, bare)
        meta: dict[str, Any] = packer.head(kind.kind, name, kind.unit_deg) | {
            "schemes": [packer.scheme(place, scheme) for place, scheme in enumerate(schemes)],
            "chunks": bounds,
            # The map is named by its layers' heads: this one must change with the chunks.
            "digest": hashlib.sha256("".join(chunks).encode("ascii")).hexdigest(),
        }
        return to_container(meta)

    def _get_self_bounds(self) -> list[list[float | None]]:
        if self.bounds is None:
            return [[None, None], [None, None]]
        west, south, east, north = self.bounds
        return [[south, west], [north, east]]


def to_layer(
    kind: type[CompactLayer],
    frame: gpd.GeoDataFrame,
    *,
    name: str,
    schemes: Sequence[Scheme],
    options: LayerOptions,
    **exact: Any,
) -> CompactLayer | ChunkedLayer:
    """Build a layer, in chunks and from a closer zoom on where it has very many rows."""
    if len(frame) < CHUNKED_FROM:
        return kind(frame, name=name, schemes=schemes, options=options, **exact)
    closer = replace(options, min_zoom=max(options.min_zoom, close_zoom(frame)))
    return ChunkedLayer(kind, frame, name=name, schemes=schemes, options=closer, **exact)


def close_zoom(frame: gpd.GeoDataFrame) -> int:
    """Return the least zoom at which a screen holds some :data:`MOST_ON_SCREEN` rows, 8 to 14.

    As if they lay evenly within their bounds; the frame in a metric system.
    """
    west, south, east, north = frame.total_bounds
    area_m2 = max((east - west) * (north - south), 1.0)
    screen_m2 = area_m2 * MOST_ON_SCREEN / max(len(frame), 1)
    # A pixel of zoom 0 is the equator by 256; at 30 degrees it shows 0.87 of that.
    pixel_m = math.sqrt(screen_m2 / _SCREEN_PX)
    zoom = math.ceil(math.log2(_EQUATOR_M * 0.87 / 256 / pixel_m))
    return min(max(zoom, _LEAST_ZOOM), _MOST_ZOOM)


def _columns(schemes: Sequence[Scheme], options: LayerOptions) -> list[str]:
    named = [scheme.column for scheme in schemes]
    named += [column for field in options.fields for column in (field.column, field.status_column)]
    named += [
        options.title_column,
        options.id_column,
        options.note_column,
        options.measure_column,
    ]
    return [column for column in dict.fromkeys(named) if column]


def _joint(bounds: Sequence[Bounds]) -> Bounds | None:
    if not bounds:
        return None
    west, south, east, north = np.array(bounds).T
    return float(west.min()), float(south.min()), float(east.max()), float(north.max())
