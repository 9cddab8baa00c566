"""A district as it was understood, into files of one format with a ``district.toml`` to read.

What comes out reads as what went in: the same rows, columns, values and places.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final, Literal, get_args

import geopandas as gpd
import pandas as pd
import pyogrio

from roadnet.crs import WGS84, crs_label
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.io.atomic import write_text
from roadnet.io.config import CONFIG_NAME
from roadnet.io.recognition.toml_text import to_toml_key, to_toml_text
from roadnet.io.write import to_writable, write_geopackage
from roadnet.schema import SOURCE_ROW, layers
from roadnet.text import Lang, has_text, tr

Format = Literal["shp", "gpkg", "geojson", "parquet", "kml"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_PACKAGE: Final = "district.gpkg"
_DBF_TEXT_BYTES: Final = 254
_DBF_HEADING_BYTES: Final = 10
_CHINESE: Final = "GB18030"
"""Holds GBK, and every character that GBK lacks."""
_KML_OWN: Final = re.compile(
    r"(?i)^(id|description|timestamp|begin|end|altitudemode|tessellate|extrude|visibility|"
    r"draworder|icon|heading|tilt|roll|range|model|scale_[xyz]|folder|snippet)$"
)
"""Headings that KML takes for its own."""


_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Written:
    """One layer's file, and what must be said to read it again."""

    path: str
    layer: str = ""
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def write_files(district: District, directory: Path, form: Format, *, lang: Lang) -> list[Path]:
    """Write a district's layers and a ``district.toml`` into a folder, which is made where needed.

    Shapefiles have Chinese headings (in the language ``zh``) cut to the format's ten bytes of GBK;
    the ``district.toml`` says what each means. A layer whose text does not fit into a shapefile's
    254 bytes, or has characters that the XML of KML lacks, is written as a GeoPackage instead.
    KML holds degrees, rounded in the fifteenth digit.

    Returns
    -------
    The files, ``district.toml`` first.

    Raises
    ------
    RoadnetError
        ``write_failed``.
    """
    directory.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".roadnet-", dir=directory))
    try:
        frames = {name: _without_rows(frame) for name, frame in district.layers.items()}
        told = _WRITERS[form](frames, beside, lang)
        write_text(beside / CONFIG_NAME, _to_toml(district, told))
        names = sorted(path.name for path in beside.iterdir())
        names.remove(CONFIG_NAME)
        for name in (*names, CONFIG_NAME):
            (beside / name).replace(directory / name)
    except (OSError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise RoadnetError("write_failed", file=str(directory), reason=str(error)) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return [directory / name for name in (CONFIG_NAME, *names)]


def _without_rows(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.drop(columns=SOURCE_ROW, errors="ignore")


def _bare(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a table without its column of shapes where it has none, that no place be made up."""
    placeless = len(frame) > 0 and frame.geometry.isna().all()
    return pd.DataFrame(frame.drop(columns=frame.geometry.name)) if placeless else frame


def _to_package(
    frames: Mapping[str, gpd.GeoDataFrame], folder: Path, _: Lang
) -> dict[str, _Written]:
    write_geopackage(folder / _PACKAGE, {name: _bare(frame) for name, frame in frames.items()})
    return {name: _Written(_PACKAGE, name) for name in frames}


def _to_parquet(
    frames: Mapping[str, gpd.GeoDataFrame], folder: Path, _: Lang
) -> dict[str, _Written]:
    for name, frame in frames.items():
        to_writable(frame).to_parquet(folder / f"{name}.parquet")
    return {name: _Written(f"{name}.parquet") for name in frames}


def _to_geojson(
    frames: Mapping[str, gpd.GeoDataFrame], folder: Path, _: Lang
) -> dict[str, _Written]:
    """In the district's own system, named by the member ``crs``: degrees would round it."""
    for name, frame in frames.items():
        table = to_writable(frame)
        path = folder / f"{name}.geojson"
        pyogrio.write_dataframe(
            table, path, driver="GeoJSON", COORDINATE_PRECISION="12", SIGNIFICANT_FIGURES="17"
        )
    return {name: _Written(f"{name}.geojson") for name in frames}


def _to_kml(frames: Mapping[str, gpd.GeoDataFrame], folder: Path, _: Lang) -> dict[str, _Written]:
    told = {}
    for name, frame in frames.items():
        table = _flags_as_text(to_writable(frame.to_crs(WGS84)))
        if _has_unwritable(table):
            told[name] = _to_own_package(frame, folder, name)
            continue
        taken = {column.casefold() for column in table.columns}
        headings = {}
        for column in table.columns:
            if _KML_OWN.match(column):
                headings[column] = _free(f"{column}_", taken, lambda text, _: text)
        table = table.rename(columns=headings)
        pyogrio.write_dataframe(table, folder / f"{name}.kml", driver="LIBKML", layer=name)
        told[name] = _Written(f"{name}.kml", columns=_known(name, headings))
    return told


def _to_shapefiles(
    frames: Mapping[str, gpd.GeoDataFrame], folder: Path, lang: Lang
) -> dict[str, _Written]:
    told = {}
    for name, frame in frames.items():
        table = _flags_as_text(to_writable(_bare(frame)))
        if _too_long(table):
            told[name] = _to_own_package(frame, folder, name)
            continue
        headings = _short_headings(name, table, lang)
        encoding = "GBK" if _fits_gbk(table, headings.values()) else _CHINESE
        placed = isinstance(table, gpd.GeoDataFrame)
        file = f"{name}.shp" if placed else f"{name}.dbf"
        pyogrio.write_dataframe(
            table.rename(columns=headings),
            folder / file,
            driver="ESRI Shapefile",
            encoding=encoding,
            **({"geometry_type": _kind(table, name)} if placed else {}),
        )
        told[name] = _Written(file, encoding=encoding, columns=_known(name, headings))
    return told


def _to_own_package(frame: gpd.GeoDataFrame, folder: Path, name: str) -> _Written:
    """Write a layer that the format asked for cannot hold as a GeoPackage."""
    write_geopackage(folder / f"{name}.gpkg", {name: _bare(frame)})
    return _Written(f"{name}.gpkg", name)


def _has_unwritable(table: pd.DataFrame) -> bool:
    """Whether some text has characters that XML cannot hold, not even by their numbers."""
    return any(
        _NO_XML.search(word)
        for name in table.columns
        if pd.api.types.is_string_dtype(table[name])
        for word in table[name].dropna()
    )


def _kind(frame: gpd.GeoDataFrame, name: str) -> str:
    """Name the one kind of geometry that a shapefile has."""
    kinds = {str(kind).removeprefix("Multi") for kind in frame.geom_type.dropna()}
    usual = {"point": "Point", "line": "LineString", "polygon": "Polygon"}
    return kinds.pop() if kinds else usual[layers()[name].geometry.split("_")[0]]


def _flags_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Write yes and no as words: these formats have no type for them that knows of empty cells."""
    frame = frame.copy()
    for name in frame.columns:
        if pd.api.types.is_bool_dtype(frame[name]):
            words = frame[name].astype(object).map({True: "true", False: "false"})
            frame[name] = pd.array(words.tolist(), dtype="string")
    return frame


def _fits_gbk(table: pd.DataFrame, headings: Iterable[str]) -> bool:
    words = [table[name].dropna() for name in table if pd.api.types.is_string_dtype(table[name])]
    try:
        for word in chain(headings, *words):
            word.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _too_long(table: pd.DataFrame) -> bool:
    """Whether a shapefile would cut a text, or has no room for shapes of several kinds."""
    for name in table.columns:
        if pd.api.types.is_string_dtype(table[name]):
            words = table[name].dropna()
            if any(len(word.encode(_CHINESE, "replace")) > _DBF_TEXT_BYTES for word in words):
                return True
    if not isinstance(table, gpd.GeoDataFrame):
        return False
    return len({str(kind).removeprefix("Multi") for kind in table.geom_type.dropna()}) > 1


def _short_headings(layer: str, table: pd.DataFrame, lang: Lang) -> dict[str, str]:
    taken: set[str] = set()
    found = {}
    for column in table.columns:
        if isinstance(table, gpd.GeoDataFrame) and column == table.geometry.name:
            continue
        key = f"layers.columns.{layer}.{column}"
        wanted = tr(key, lang) if lang == "zh" and has_text(key, lang) else str(column)
        found[column] = _free(wanted, taken, _cut)
    return found


def _cut(text: str, room: int) -> str:
    data = text.encode(_CHINESE, "replace")[: _DBF_HEADING_BYTES - room]
    return data.decode(_CHINESE, "ignore")


def _free(wanted: str, taken: set[str], cut: Callable[[str, int], str]) -> str:
    """Return a heading that none has yet, in any case of letters; ``taken`` learns it."""
    heading, number = cut(wanted, 0), 1
    while heading.casefold() in taken or not heading:
        number += 1
        heading = f"{cut(wanted, len(str(number)))}{number}"
    taken.add(heading.casefold())
    return heading


def _known(layer: str, headings: Mapping[str, str]) -> dict[str, str]:
    """Headings that must be said: those of the data model that are not as they were."""
    model = layers()[layer].columns
    further = {name for name in headings if name.startswith(("has_", "is_"))}
    return {
        ours: theirs
        for ours, theirs in headings.items()
        if ours != theirs and (ours in model or (layer == "stops" and ours in further))
    }


def _to_toml(district: District, told: Mapping[str, _Written]) -> str:
    label = crs_label(district.crs)
    about = {
        "name": district.name,
        "standard": district.standard,
        "crs": label if label.startswith("EPSG:") else district.crs.to_wkt(),
        "data_date": district.data_date,
    }
    lines = ["[district]", *_pairs(about)]
    for name, written in told.items():
        texts = {"path": written.path, "layer": written.layer, "encoding": written.encoding}
        lines += ["", f"[layers.{name}]", *_pairs(texts)]
        if written.columns:
            lines += ["", f"[layers.{name}.columns]", *_pairs(written.columns)]
    return "\n".join(lines) + "\n"


def _pairs(table: Mapping[str, str]) -> list[str]:
    return [f"{to_toml_key(key)} = {to_toml_text(text)}" for key, text in table.items() if text]


_WRITERS: Final[dict[Format, Callable[[Any, Path, Lang], dict[str, _Written]]]] = {
    "shp": _to_shapefiles,
    "gpkg": _to_package,
    "geojson": _to_geojson,
    "parquet": _to_parquet,
    "kml": _to_kml,
}
