"""A large layer written as a stream of Arrow batches: its shapes never stand in memory as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pandas.api import types

WORTHWHILE_ROWS: Final = 100_000
_ROWS_AT_A_TIME: Final = 50_000
_TO_MULTI: Final = {
    "Point": shapely.multipoints,
    "LineString": shapely.multilinestrings,
    "Polygon": shapely.multipolygons,
}


def can_stream(frame: pd.DataFrame) -> bool:
    """Whether a table is large and holds numbers, flags and texts alone, beside its geometry."""
    if not isinstance(frame, gpd.GeoDataFrame) or len(frame) < WORTHWHILE_ROWS:
        return False
    columns = pd.DataFrame(frame.drop(columns=frame.geometry.name)).dtypes
    return all(
        types.is_numeric_dtype(kind) or types.is_bool_dtype(kind) or types.is_string_dtype(kind)
        for kind in columns
    )


def stream_layer(path: Path, name: str, frame: gpd.GeoDataFrame) -> None:
    """Write a layer into a GeoPackage, as ``pyogrio.write_dataframe`` does.

    Where some shapes are of one kind and the others of its multiple, all become multiple ones.
    """
    kinds = set(frame.geom_type.unique()) - {None}
    multiple = next((kind for kind in _TO_MULTI if kinds == {kind, f"Multi{kind}"}), None)
    batches = _batches(frame, multiple)
    first = next(batches)
    epsg = frame.crs.to_epsg() if frame.crs else None
    pyogrio.write_arrow(
        pa.RecordBatchReader.from_batches(first.schema, _chain(first, batches)),
        path,
        layer=name,
        driver="GPKG",
        geometry_name=frame.geometry.name,
        geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
        crs=f"EPSG:{epsg}" if epsg else frame.crs and frame.crs.to_wkt("WKT1_GDAL"),
        append=path.exists(),
    )


def _chain(first: pa.RecordBatch, others: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from others


def _batches(frame: gpd.GeoDataFrame, multiple: str | None) -> Iterator[pa.RecordBatch]:
    shape = frame.geometry.name
    schema = None
    for begin in range(0, len(frame), _ROWS_AT_A_TIME):
        some = frame.iloc[begin : begin + _ROWS_AT_A_TIME]
        shapes = some.geometry.to_numpy().copy()
        if multiple is not None:
            single = some.geom_type.to_numpy() == multiple
            shapes[single] = _TO_MULTI[multiple](shapes[single][:, None])
        part = pd.DataFrame(some.drop(columns=shape))
        part[shape] = shapely.to_wkb(shapes)
        schema = schema or _schema(part, shape)
        table = pa.Table.from_pandas(part, schema=schema, preserve_index=False)
        yield from table.combine_chunks().to_batches()


def _schema(part: pd.DataFrame, shape: str) -> pa.Schema:
    """Return the columns' types, of an empty one too; geometry as GDAL knows it."""
    found = []
    for field in pa.Schema.from_pandas(part, preserve_index=False).remove_metadata():
        if field.name == shape:
            told = {"ARROW:extension:name": "geoarrow.wkb"}
            found.append(pa.field(shape, pa.binary(), metadata=told))
        else:
            found.append(field.with_type(pa.string()) if pa.types.is_null(field.type) else field)
    return pa.schema(found)
