"""A very large layer in chunks of space: each is unpacked when the view first comes near it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

import geopandas as gpd
import numpy as np

from roadnet.maps.codec import to_container
from roadnet.maps.layers import CompactLayer, LayerOptions, Packer, Scheme, ScriptCall
from roadnet.maps.shapes import Bounds, Kind, Shapes, space_order

CHUNKED_FROM: Final = 100_000
"""Rows from which a layer is worth cutting up; a county's stay whole."""
_ROWS: Final = 20_000
_TOLERANCE_M: Final = 5.0
CLOSE_ZOOM: Final = 11
"""Zoom from which it is shown: a screen then holds some 50,000 rural roads."""


class ChunkedLayer(ScriptCall):
    """A layer whose rows travel as several layers of :class:`CompactLayer`, neighbours together.

    Painted and clicked as one; not searched and without labels.

    Parameters
    ----------
    kind
        The class of the layers that it is cut into.
    frame, name, schemes, options
        As for :class:`CompactLayer`; the frame in a metric system.
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
    ) -> None:
        options = replace(options, searchable=False, label_column="")
        # Simplified while in metres: fewer vertices are converted.
        degrees = frame.set_geometry(frame.geometry.simplify(_TOLERANCE_M)).to_crs(4326)
        order = space_order(np.asarray(degrees.geometry.to_numpy(), dtype=object))
        self.chunks: list[str] = []
        bounds: list[Bounds] = []
        for begin in range(0, len(order), rows):
            part = degrees.iloc[order[begin : begin + rows]]
            layer = kind(part, name=name, schemes=schemes, options=options, tolerance_m=0.0)
            if layer.bounds is not None:
                self.chunks.append(layer.payload)
                bounds.append(layer.bounds)
        self.bounds = _joint(bounds)
        super().__init__(self._head(kind.kind, frame, name, schemes, options, bounds))

    def script_text(self) -> str:
        """Return the statement: the head, then the chunks."""
        parent, chunks = self._parent.get_name(), json.dumps(self.chunks)
        return f'Roadnet.layer({parent}, "{self.payload}", {chunks});'

    def _head(
        self,
        kind: Kind,
        frame: gpd.GeoDataFrame,
        name: str,
        schemes: Sequence[Scheme],
        options: LayerOptions,
        bounds: list[Bounds],
    ) -> str:
        bare = replace(options, title_column="", id_column="", note_column="", fields=())
        shapes = Shapes(np.arange(len(frame)), {}, None)
        packer = Packer(frame, shapes, bare)
        meta: dict[str, Any] = packer.head(kind, name, 5) | {
            "schemes": [packer.scheme(place, scheme) for place, scheme in enumerate(schemes)],
            "chunks": bounds,
            # The map is named by its layers' heads: this one must change with the chunks.
            "digest": hashlib.sha256("".join(self.chunks).encode("ascii")).hexdigest(),
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
    whole: bool = False,
    **exact: Any,
) -> CompactLayer | ChunkedLayer:
    """Build a layer, in chunks and from a closer zoom on where it has very many rows.

    ``whole`` keeps it in one piece that is shown on every zoom.
    """
    if whole or len(frame) < CHUNKED_FROM:
        return kind(frame, name=name, schemes=schemes, options=options, **exact)
    closer = replace(options, min_zoom=max(options.min_zoom, CLOSE_ZOOM))
    return ChunkedLayer(kind, frame, name=name, schemes=schemes, options=closer)


def _joint(bounds: Sequence[Bounds]) -> Bounds | None:
    if not bounds:
        return None
    west, south, east, north = np.array(bounds).T
    return float(west.min()), float(south.min()), float(east.max()), float(north.max())
