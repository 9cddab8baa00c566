"""What a project or a what-if changes in a district: five plain changes, applied in order.

A plan is assessed by applying its projects' changes to the input and assessing again, so no effect
of a project is ever counted by a rule of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.planning.cut_roads import Stretch, cut_roads
from roadnet.schema import SOURCE_ROW, Column, layers


@dataclass(frozen=True, slots=True)
class AddRow:
    """Add a row to a layer (the layer is made where it is not there).

    ``values`` holds the schema's columns, the identifier among them; ``geometry`` is in the
    district's metric system, or None for a table.
    """

    layer: str
    values: Mapping[str, Any]
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class SetValues:
    """Set columns of some rows, named by the layer's identifier."""

    layer: str
    ids: tuple[str, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetStretch:
    """Set columns of a stretch of a road, metres along its line from its first vertex.

    The road is cut into rows of its own: the stretch, and what lies before and behind it. The first
    piece keeps the road's identifier, the others bear it with a number. Where several roads bear
    the identifier, ``source_row`` tells which is meant; without it the first is.
    """

    road_id: str
    start_m: float
    end_m: float
    values: Mapping[str, Any]
    source_row: int | None = None


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Give a row another geometry, in the district's metric system."""

    layer: str
    id: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class RemoveRows:
    """Take rows out of a layer."""

    layer: str
    ids: tuple[str, ...]


Change = AddRow | SetValues | SetStretch | MoveRow | RemoveRows


def apply_changes(district: District, changes: Iterable[Change]) -> District:
    """Return the district with some changes made, in order; the one given stays as it is.

    Stretches are cut last, all at once, so that metres along a road are always those of the road
    as it was before any cut.

    Raises
    ------
    RoadnetError
        ``change_layer_unknown``, ``change_column_unknown``, ``change_id_unknown``,
        ``change_value_unknown``, ``change_number_wrong``, ``change_flag_wrong``,
        ``change_text_wrong``: what, and what there is or may be.
    """
    frames = dict(district.layers)
    # A stable sort: the other changes keep their order.
    ordered = sorted(changes, key=lambda one: isinstance(one, SetStretch))
    for (layer, kind), some in groupby(ordered, key=lambda one: (_layer_of(one), type(one))):
        _require_layer(layer)
        frame = frames[layer] if layer in frames else _empty(layer, district)
        batch = list(some)
        if kind is AddRow:
            frame = _add(frame, layer, batch)  # type: ignore[arg-type]
        elif kind is SetStretch:
            frame = _set_stretches(frame, batch)  # type: ignore[arg-type]
        else:
            frame = frame.copy()
            for change in batch:
                frame = _change_rows(frame, layer, change)
        frames[layer] = frame
    changed = district
    for layer, frame in frames.items():
        if frame is not district.layers.get(layer):
            changed = changed.with_layer(layer, frame)
    return changed


def _layer_of(change: Change) -> str:
    return "roads" if isinstance(change, SetStretch) else change.layer


def _require_layer(layer: str) -> None:
    if layer not in layers():
        raise RoadnetError("change_layer_unknown", layer=layer, known=", ".join(layers()))


def _require_values(layer: str, values: Mapping[str, Any]) -> None:
    """Raise where a column is not of the layer, or a value not one that the column may hold."""
    columns = layers()[layer].columns
    for name, value in values.items():
        if name not in columns:
            raise RoadnetError("change_column_unknown", layer=layer, column=name)
        empty = value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
        if not empty:
            _require_value(columns[name], value)


def _require_value(column: Column, value: Any) -> None:
    said = {"column": column.name, "value": value}
    if column.type == "enum" and value not in column.values:
        raise RoadnetError("change_value_unknown", **said, known=", ".join(column.values))
    if column.type == "number" and not _is_within(value, column):
        low = "-∞" if column.low is None else column.low
        high = "∞" if column.high is None else column.high
        unit = f" {column.unit}".rstrip()
        raise RoadnetError("change_number_wrong", **said, low=low, high=high, unit=unit)
    if column.type == "flag" and not isinstance(value, bool | np.bool_):
        raise RoadnetError("change_flag_wrong", **said)
    if column.type in ("text", "ids", "date") and not isinstance(value, str):
        raise RoadnetError("change_text_wrong", **said)


def _is_within(value: Any, column: Column) -> bool:
    """Whether a value is a number that the column may hold."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return False
    low = -math.inf if column.low is None else column.low
    high = math.inf if column.high is None else column.high
    return math.isfinite(value) and bool(low <= value <= high)


def _rows_of(frame: gpd.GeoDataFrame, layer: str, ids: Sequence[str]) -> pd.Series:
    """(rows,) whether each row is named; raises where a name is nobody's."""
    own = frame[layers()[layer].id_column].astype(str)
    known = set(own)
    lost = [one for one in ids if one not in known]
    if lost:
        raise RoadnetError("change_id_unknown", layer=layer, ids=", ".join(lost[:5]))
    return own.isin(list(ids))


def _change_rows(frame: gpd.GeoDataFrame, layer: str, change: Change) -> gpd.GeoDataFrame:
    if isinstance(change, RemoveRows):
        kept = ~_rows_of(frame, layer, change.ids)
        return frame[kept.to_numpy()].reset_index(drop=True)
    if isinstance(change, MoveRow):
        rows = _rows_of(frame, layer, (change.id,))
        frame.loc[rows, frame.geometry.name] = change.geometry
        return frame
    assert isinstance(change, SetValues)  # noqa: S101 - the other kinds are handled before
    _require_values(layer, change.values)
    rows = _rows_of(frame, layer, change.ids)
    for column, value in change.values.items():
        frame.loc[rows, column] = value
    return frame


def _add(frame: gpd.GeoDataFrame, layer: str, added: Sequence[AddRow]) -> gpd.GeoDataFrame:
    for change in added:
        _require_values(layer, change.values)
    geometry = frame.geometry.name
    columns = layers()[layer].columns
    new = pd.DataFrame(
        {
            name: pd.Series([change.values.get(name) for change in added], dtype=frame[name].dtype)
            for name in frame.columns
            if name in columns
        }
    )
    # Columns of the user's own stay empty: what their type cannot leave empty becomes an object.
    for name in frame.columns.difference([*columns, geometry, SOURCE_ROW]):
        new[name] = pd.Series(None, index=new.index, dtype=object)
    if SOURCE_ROW in frame:
        new[SOURCE_ROW] = np.zeros(len(added), dtype=np.int64)  # it stands in no file
    places = gpd.GeoSeries([change.geometry for change in added], crs=frame.crs)
    table = gpd.GeoDataFrame(new, geometry=places, crs=frame.crs)
    if geometry != "geometry":
        table = table.rename_geometry(geometry)
    together = pd.concat([frame, table[frame.columns]], ignore_index=True)
    return gpd.GeoDataFrame(together, geometry=geometry, crs=frame.crs)


def _set_stretches(frame: gpd.GeoDataFrame, changes: Sequence[SetStretch]) -> gpd.GeoDataFrame:
    for change in changes:
        _require_values("roads", change.values)
    _rows_of(frame, "roads", [change.road_id for change in changes])
    return cut_roads(frame, list(_stretches(changes)))


def _stretches(changes: Sequence[SetStretch]) -> Iterator[Stretch]:
    for change in changes:
        yield Stretch(
            change.road_id, change.start_m, change.end_m, change.values, change.source_row
        )


def _empty(layer: str, district: District) -> gpd.GeoDataFrame:
    """Return a layer without rows, with the columns that reading gives it."""
    columns = {
        name: pd.Series([], dtype=_DTYPES.get(column.type, object))
        for name, column in layers()[layer].columns.items()
    }
    columns[SOURCE_ROW] = pd.Series([], dtype=np.int64)
    places = gpd.GeoSeries([], crs=district.crs)
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=places, crs=district.crs)


_DTYPES: Mapping[str, Any] = {"number": float, "flag": "boolean"}
