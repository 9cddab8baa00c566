"""The columns: what layers a district has and what stands in them.

The model is a table, ``layers.toml``; code and docs both read it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

ColumnType = Literal["text", "ids", "number", "flag", "enum", "date"]
GeometryRule = Literal[
    "line", "point", "polygon", "line_or_none", "polygon_or_none", "point_or_line", "any"
]

SOURCE_ROW: Final = "source_row"
"""Column of every layer: the row's number in the user's own file, on a sheet or in a text table as
a spreadsheet counts them, elsewhere from 1 for the first feature."""
IN_MARGIN: Final = "in_margin"
"""Flag of a row beyond the district's boundary: it carries verdicts but is not counted."""
USUAL_ABOVE_MEAN: Final = 0.5
"""Days a week by which the days of most weeks lie above the mean, at most."""
AT_CUT: Final = "at_cut"
"""Flag of a road that leads out of what is in the files: what lies beyond is not known."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layer.

    ``low`` and ``high`` bound what is plausible (inclusive, in ``unit``); ``values`` lists what an
    enumeration may hold; ``refers_to`` names the layer whose identifiers it holds; ``aliases`` are
    official field names and headings that mean this column.
    """

    name: str
    type: ColumnType
    says: str
    required: bool = False
    unit: str = ""
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    refers_to: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a district: its geometry and its columns by name, in order."""

    name: str
    geometry: GeometryRule
    needed: bool
    columns: Mapping[str, Column] = field(default_factory=dict)

    @property
    def id_column(self) -> str:
        """The column that identifies a row: the first one."""
        return next(iter(self.columns))

    @property
    def geometry_types(self) -> frozenset[str]:
        """Geometry types that a row may have, multi-part ones included."""
        return _TYPES[self.geometry]

    @property
    def may_lack_geometry(self) -> bool:
        """Whether a table without geometry can serve."""
        return self.geometry in ("line_or_none", "polygon_or_none", "any")


_POINTS: Final = frozenset({"Point", "MultiPoint"})
_LINES: Final = frozenset({"LineString", "MultiLineString"})
_AREAS: Final = frozenset({"Polygon", "MultiPolygon"})
_TYPES: Final[Mapping[str, frozenset[str]]] = {
    "point": _POINTS,
    "line": _LINES,
    "polygon": _AREAS,
    "line_or_none": _LINES,
    "polygon_or_none": _AREAS,
    "point_or_line": _POINTS | _LINES,
    "any": _POINTS | _LINES,
}


@cache
def layers() -> Mapping[str, Layer]:
    """Return every layer of the data model by name, in the model's order."""
    text = files(__package__).joinpath("layers.toml").read_text(encoding="utf-8")
    return {name: _to_layer(name, table) for name, table in tomllib.loads(text).items()}


def _to_layer(name: str, table: Mapping[str, object]) -> Layer:
    columns = table["columns"]
    assert isinstance(columns, Mapping)  # noqa: S101 - our own file, not a user's
    return Layer(
        name=name,
        geometry=table["geometry"],  # type: ignore[arg-type]
        needed=bool(table["needed"]),
        columns={key: _to_column(key, row) for key, row in columns.items()},
    )


def _to_column(name: str, row: Mapping[str, object]) -> Column:
    lists: Any = {key: row.get(key, ()) for key in ("values", "aliases")}
    tuples = {key: tuple(values) for key, values in lists.items()}
    return Column(name=name, **{**row, **tuples})  # type: ignore[arg-type]
