"""The layers of a map: lines, points and areas as folium elements with one packed string each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import geopandas as gpd
import jinja2
import numpy as np
import pandas as pd
from branca.element import Element, Figure, MacroElement

from roadnet.maps.codec import to_container, to_dictionary, to_numbers, to_planes, to_varint
from roadnet.maps.escape import clean_text
from roadnet.maps.shapes import MOST_POINTS, Kind, Shapes, to_shapes
from roadnet.maps.theme import Style
from roadnet.text.numbers import to_km

MAX_TEXT = 300


@dataclass(frozen=True)
class Scheme:
    """One way to colour a layer: by the classes of a column.

    A value that no style names falls to the style whose value is the empty text, else to the last.
    """

    name: str
    column: str
    styles: tuple[Style, ...]


@dataclass(frozen=True)
class Field:
    """One line of a card.

    ``column`` gives a text or a number; with ``status_column`` and ``styles`` the line leads with
    that status as a coloured mark and its label, and the column's text explains it. Either may be
    left empty. Numbers are rounded to ``decimals`` for display alone.
    """

    label: str
    column: str = ""
    kind: Literal["text", "number"] = "text"
    unit: str = ""
    decimals: int = 1
    status_column: str = ""
    styles: tuple[Style, ...] = ()


@dataclass(frozen=True)
class LayerOptions:
    """What a layer shows besides its geometry.

    ``title_column`` heads tooltip and card, ``id_column`` is told to the app on a click,
    ``note_column`` (a township's name) stands beside a name that the search box finds,
    ``label_column`` is written beside points and into areas from zoom ``label_zoom`` on, in order
    of ``label_rank`` (small first). ``measure_column`` is summed by class in the legend (in
    ``measure_unit``) in place of the count. A ``searchable`` layer is found by the search box.
    The layer is hidden on zooms below ``min_zoom``, and from ``max_zoom`` on.
    """

    title_column: str = ""
    id_column: str = ""
    note_column: str = ""
    label_column: str = ""
    label_zoom: int = 13
    label_rank: int = 5
    measure_column: str = ""
    measure_unit: str = ""
    searchable: bool = False
    visible: bool = True
    clickable: bool = True
    min_zoom: int = 0
    max_zoom: int = 99
    fields: tuple[Field, ...] = ()


class RawElement(Element):  # type: ignore[misc]
    """Text that goes into the page as it is, past every template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Raw"
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


class ScriptCall(MacroElement):  # type: ignore[misc]
    """One call of the page's script with one packed string, safe in any context."""

    _template = jinja2.Template(
        "{% macro script(this, kwargs) %}{{ this.script_text() }}{% endmacro %}"
    )
    function: ClassVar[str] = ""

    def __init__(self, payload: str, chunks: Sequence[str] = ()) -> None:
        super().__init__()
        self._name = type(self).__name__
        self.payload = payload
        self.chunks = chunks

    @property
    def block_name(self) -> str:
        """The name under which :meth:`block_text` holds the chunks."""
        return f"{self.get_name()}-"

    def script_text(self) -> str:
        """Return the statement; its map is the parent element."""
        chunks = f', "{self.block_name}"' if self.chunks else ""
        return f'Roadnet.{self.function}({self._parent.get_name()}, "{self.payload}"{chunks});'

    def block_text(self) -> str:
        """Return the chunks as elements that the browser stores and never runs."""
        return "".join(
            f'<script type="text/plain" id="{self.block_name}{place}">{chunk}</script>'
            for place, chunk in enumerate(self.chunks)
        )

    def render(self, **kwargs: Any) -> None:
        """Put the statement into the figure, unparsed."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError("a layer can only be drawn as part of a map")
        figure.script.add_child(RawElement(self.script_text()), name=self.get_name())


class CompactLayer(ScriptCall):
    """A layer drawn on canvas tiles from one packed string.

    Parameters
    ----------
    frame
        Any reference system; one row a feature. It is read, never kept.
    name
        What the layer control says.
    schemes
        Ways to colour it, the first is shown first; with a single style and no column the layer
        has one look.
    options
        Titles, labels, card, search.
    tolerance_m, unit_deg, most_points
        As for `roadnet.maps.shapes.to_shapes`.

    Raises
    ------
    ValueError
        If the frame has no reference system or a scheme has no style.
    KeyError
        If a column that is named is not there.
    """

    function = "layer"
    kind: ClassVar[Kind]
    unit_deg: ClassVar[float] = 1e-5

    def __init__(
        self,
        frame: gpd.GeoDataFrame,
        *,
        name: str,
        schemes: Sequence[Scheme],
        options: LayerOptions | None = None,
        tolerance_m: float = 5.0,
        unit_deg: float | None = None,
        most_points: int = MOST_POINTS,
    ) -> None:
        if not schemes or any(not scheme.styles for scheme in schemes):
            raise ValueError("a layer needs a scheme, and a scheme a style")
        unit_deg = unit_deg or self.unit_deg
        shapes = to_shapes(
            frame,
            self.kind,
            tolerance_m=tolerance_m,
            unit_deg=unit_deg,
            most_points=most_points,
        )
        self.bounds = shapes.bounds
        packer = Packer(frame, shapes, options or LayerOptions())
        meta = packer.head(self.kind, name, unit_deg) | {
            "schemes": [packer.scheme(place, scheme) for place, scheme in enumerate(schemes)],
        }
        super().__init__(to_container(meta, packer.blocks))

    def _get_self_bounds(self) -> list[list[float | None]]:
        if self.bounds is None:
            return [[None, None], [None, None]]
        west, south, east, north = self.bounds
        return [[south, west], [north, east]]


class LineLayer(CompactLayer):
    """Roads, routes, gaps: lines by class with width, dash and casing."""

    kind = "lines"
    # Lines are simplified to metres: what is finer than 2 m is not there to be kept.
    unit_deg = 2e-5


class PointLayer(CompactLayer):
    """Villages, stops, stations: points by class with colour, shape and radius."""

    kind = "points"


class AreaLayer(CompactLayer):
    """Townships: polygons filled by class, with a label inside."""

    kind = "areas"


class Packer:
    """Collects the head and the blocks of one layer.

    Shapes stand in the order of space, columns in that of the identifiers (what goes with a road's
    number, as its route, then hardly takes room); the block ``rows`` leads from a shape to its row.
    """

    def __init__(self, frame: gpd.GeoDataFrame, shapes: Shapes, options: LayerOptions) -> None:
        self._options = options
        self.blocks = dict(shapes.blocks)
        order = shapes.order
        if options.id_column:
            order = np.argsort(_plain(frame[options.id_column]).astype(str), kind="stable")
            row_of = np.empty(len(order), dtype=np.int64)
            row_of[order] = np.arange(len(order))
            self.blocks["rows"] = to_planes(row_of[shapes.order])
        self._frame = frame.iloc[order]
        # What is already packed: (column, how) to the block's name, and classes by block.
        self._packed: dict[tuple[Any, ...], str] = {}
        self._codes: dict[str, np.ndarray[Any, Any]] = {}

    def head(self, kind: Kind, name: str, unit_deg: float) -> dict[str, Any]:
        """Return the layer's head without its schemes."""
        options = self._options
        return {
            "kind": kind,
            "name": clean_text(name),
            "unit": unit_deg,
            "count": len(self._frame),
            "title": self._text("title", options.title_column),
            "id": self._text("id", options.id_column),
            "label": self._text("label", options.label_column),
            "note": self._text("note", options.note_column),
            "labelZoom": options.label_zoom,
            "labelRank": options.label_rank,
            "minZoom": options.min_zoom,
            "maxZoom": options.max_zoom,
            "search": options.searchable,
            "visible": options.visible,
            "clickable": options.clickable,
            "fields": [self._field(place, field) for place, field in enumerate(options.fields)],
        }

    def scheme(self, place: int, scheme: Scheme) -> dict[str, Any]:
        """Return a scheme's head; its classes become a block."""
        block = self._classes(f"scheme{place}", scheme.column, scheme.styles)
        totals = self._totals(self._codes[block], len(scheme.styles))
        styles = [
            style_head(style) | {"total": total}
            for style, total in zip(scheme.styles, totals, strict=True)
        ]
        return {"name": clean_text(scheme.name), "block": block, "styles": styles}

    def _field(self, place: int, field: Field) -> dict[str, Any]:
        head: dict[str, Any] = {"label": clean_text(field.label), "unit": clean_text(field.unit)}
        if field.column and field.kind == "number":
            values = pd.to_numeric(self._frame[field.column], errors="coerce")
            block = to_numbers(values.to_numpy(dtype=float), decimals=field.decimals)
            self.blocks[f"field{place}"] = block
            head |= {"number": f"field{place}", "decimals": field.decimals}
        elif field.column:
            head["text"] = self._text(f"field{place}", field.column)
        if field.status_column:
            head |= {
                "status": self._classes(f"status{place}", field.status_column, field.styles),
                "styles": [style_head(style) for style in field.styles],
            }
        return head

    def _text(self, block: str, column: str) -> str:
        if not column:
            return ""
        known = self._packed.setdefault((column,), block)
        if known != block:
            return known
        # What stands in many rows is cleaned once.
        places, values = pd.factorize(self._frame[column])
        plain = np.asarray(values, dtype=object)
        texts = [*(clean_text(value, max_length=MAX_TEXT) for value in plain), ""]
        known_places = np.where(places < 0, len(values), places)
        listed = to_dictionary(texts, known_places)
        self.blocks[block], self.blocks[f"{block}_places"] = listed
        return block

    def _classes(self, block: str, column: str, styles: Sequence[Style]) -> str:
        values = [style.value for style in styles]
        known = self._packed.setdefault((column, *values), block)
        if known != block:
            return known
        other = values.index("") if "" in values else len(values) - 1
        codes = np.full(len(self._frame), other, dtype=np.int64)
        if column:
            places, distinct = pd.factorize(self._frame[column])
            found = pd.Index(values).get_indexer(pd.Index([*map(str, distinct), ""], dtype=object))
            codes = np.where(found < 0, other, found)[places]  # -1, the last: missing, as empty
        self.blocks[block] = to_varint(codes.astype(np.uint64))
        self._codes[block] = codes
        return block

    def _totals(self, codes: np.ndarray[Any, Any], count: int) -> list[str]:
        options = self._options
        if not options.measure_column:
            return [f"{total:,}" for total in np.bincount(codes, minlength=count)]
        measure = pd.to_numeric(self._frame[options.measure_column], errors="coerce").fillna(0.0)
        sums = np.bincount(codes, weights=measure.to_numpy(dtype=float), minlength=count)
        return [f"{to_km(total)} {clean_text(options.measure_unit)}" for total in sums]


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column as objects with the empty text for what is missing."""
    return column.astype(object).where(column.notna(), "")


def style_head(style: Style) -> dict[str, Any]:
    """Return a style as the page takes it."""
    return {
        "label": clean_text(style.label),
        "colour": style.colour,
        "width": style.width_px,
        "dash": list(style.dash_px),
        "casing": style.casing,
        "shape": style.shape,
        "radius": style.radius_px,
        "fill": style.fill_ratio,
    }
