"""Tables, layers and figures to files: whole, the same bytes for the same content, safe to open."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from roadnet.errors import RoadnetError
from roadnet.io.atomic import replace_file, write_text
from roadnet.io.layer_stream import can_stream, stream_layer

_FORMULA: Final = re.compile(r"^[\s\x00-\x1f]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NUMBER: Final = re.compile(r"^[-+]?\d+(\.\d+)?$")
_DATE: Final = "2000-01-01T00:00:00.000Z"
_OPTIONS: Final = {
    "OGR_CURRENT_DATE": _DATE,
    # Nothing reads the file before it is flushed as a whole and put in its place.
    "OGR_SQLITE_SYNCHRONOUS": "OFF",
    "OGR_SQLITE_JOURNAL": "MEMORY",
}
_KEPT_NAMES: Final = frozenset({"fid", "geom"})


def write_geopackage(path: Path, layers: Mapping[str, pd.DataFrame]) -> None:
    """Write layers into one GeoPackage, in the order given.

    Columns that differ in case alone, or are called as the format's own, get a ``_`` behind. The
    date of change is a fixed one, so that the same layers give the same bytes.

    Raises
    ------
    RoadnetError
        ``write_failed``.
    """
    with replace_file(path) as beside:
        pyogrio.set_gdal_config_options(_OPTIONS)
        try:
            for name, frame in layers.items():
                _write_layer(beside, name, to_writable(frame))
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise RoadnetError("write_failed", file=str(path), reason=str(error)) from error
        finally:
            pyogrio.set_gdal_config_options(dict.fromkeys(_OPTIONS))


def write_csv_safe(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as CSV that Excel and WPS open rightly: UTF-8 with BOM, no live formulas.

    A text that a spreadsheet would take for a formula gets a ``'`` before it. Geometry is left out.
    """
    table = pd.DataFrame(frame.drop(columns=_geometry_columns(frame)))
    safe = {f"{i}": _to_safe_column(table.iloc[:, i]) for i in range(table.shape[1])}
    result = pd.DataFrame(safe, index=table.index)
    result.columns = [to_safe_cell(str(name)) for name in table.columns]
    write_text(path, "\ufeff" + result.to_csv(index=False, lineterminator="\r\n"))


def write_json(path: Path, content: object) -> None:
    """Write JSON in UTF-8; what is no finite number becomes null."""
    text = json.dumps(to_json_value(content), ensure_ascii=False, indent=2, allow_nan=False)
    write_text(path, text + "\n")


def to_json_value(value: object) -> Any:
    """Convert to what JSON holds: numpy and pandas scalars to plain ones, NaN and inf to None."""
    if isinstance(value, Mapping):
        return {str(key): to_json_value(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | pd.Series):
        return [to_json_value(item) for item in value.tolist()]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_json_value(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        return to_json_value(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) else str(value)


def to_safe_cell(text: str) -> str:
    """Put ``'`` before a text that a spreadsheet would take for a formula; numbers stay."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def _to_safe_column(column: pd.Series[Any]) -> pd.Series[Any]:
    if not (pd.api.types.is_object_dtype(column) or pd.api.types.is_string_dtype(column)):
        return column
    return column.map(lambda cell: to_safe_cell(cell) if isinstance(cell, str) else cell)


def _geometry_columns(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name, kind in frame.dtypes.items() if str(kind) == "geometry"]


def to_writable(frame: pd.DataFrame) -> pd.DataFrame:
    """Give columns distinct names and one type each."""
    result = frame.copy(deep=False)
    taken: set[str] = set(_KEPT_NAMES)
    names = {}
    geometry = result.geometry.name if isinstance(result, gpd.GeoDataFrame) else None
    for name in result.columns:
        if name == geometry:
            continue
        new = str(name)
        while new.casefold() in taken:
            new += "_"
        taken.add(new.casefold())
        names[name] = new
        if pd.api.types.is_object_dtype(result[name]):
            result[name] = _to_text(result[name])
    return result.rename(columns=names)


def _to_text(column: pd.Series[Any]) -> pd.Series[Any]:
    words = [None if _is_missing(cell) else _word(cell) for cell in column]
    return pd.Series(words, index=column.index, dtype="string")


def _is_missing(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def _word(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return ";".join(map(str, cell)) if isinstance(cell, list | tuple) else str(cell)


def _write_layer(path: Path, name: str, frame: pd.DataFrame) -> None:
    if can_stream(frame):
        stream_layer(path, name, frame)
        return
    kind = {}
    if isinstance(frame, gpd.GeoDataFrame):
        types = set(frame.geom_type.unique()) - {None}
        kind = {"geometry_type": types.pop() if len(types) == 1 else "Unknown"}
    pyogrio.write_dataframe(
        frame, path, layer=name, driver="GPKG", append=path.exists(), use_arrow=True, **kind
    )
