"""Which formats are read, and how a file is known by its first bytes.

GDAL opens whatever it recognises, whatever the name: a text that points at other files or at the
network too. So the drivers are cut to a list before GDAL is loaded, and the content of a file must
agree with its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from roadnet.errors import RoadnetError

Format = Literal[
    "shapefile",
    "dbf",
    "gpkg",
    "geojson",
    "flatgeobuf",
    "parquet",
    "kml",
    "gpx",
    "osm",
    "csv",
    "excel",
    "zip",
]

FORMATS: Final[dict[str, Format]] = {
    ".shp": "shapefile",
    ".dbf": "dbf",
    ".gpkg": "gpkg",
    ".geojson": "geojson",
    ".json": "geojson",
    ".fgb": "flatgeobuf",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
    ".kml": "kml",
    ".gpx": "gpx",
    ".pbf": "osm",
    ".osm": "osm",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "excel",
    ".xls": "excel",
    ".zip": "zip",
    ".kmz": "zip",
}
ALLOWED_DRIVERS: Final = frozenset(
    {"ESRI Shapefile", "GPKG", "GeoJSON", "FlatGeobuf", "LIBKML", "GPX", "OSM", "MEM", "Memory"}
)
# Those known to be in common builds; a build with more is met by starting the child once again.
_SKIPPED: Final = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CAD,CSV,CSW,Carto,DGN,DXF,EDIGEO,EEDA,ESRIJSON,"
    "Elasticsearch,GDALG,GML,GMLAS,GPSBabel,GTFS,GeoJSONSeq,GeoRSS,HTTP,Idrisi,JML,JSONFG,KML,"
    "LVBAG,MBTiles,MVT,MapInfo File,MapML,MiraMonVector,MySQL,NAS,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,"
    "OGR_PDS,OGR_VRT,ODBC,OpenFileGDB,PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,PMTiles,Parquet,Arrow,"
    "PostgreSQL,S57,SQLite,SXF,Selafin,TIGER,TopoJSON,UK .NTF,VDV,VFK,VICAR,VRT,WAsP,WCS,WFS,WMS,"
    "WMTS,XLS,XLSX,XODR"
)
_SIGNATURES: Final[dict[Format, bytes]] = {
    "shapefile": b"\x00\x00\x27\x0a",
    "gpkg": b"SQLite format 3\x00",
    "flatgeobuf": b"fgb\x03fgb",
    "parquet": b"PAR1",
    "zip": b"PK\x03\x04",
}
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS: Final[dict[Format, tuple[bytes, bytes]]] = {
    "geojson": (b"{", b'"type"'),
    "kml": (b"<", b"<kml"),
    "gpx": (b"<", b"<gpx"),
}
_DBF_VERSIONS: Final = frozenset(b"\x03\x04\x30\x31\x83\x8b\xf5")
_SHAPE_ENDINGS: Final = (".shp", ".SHP", ".Shp")
_NOWHERE: Final = "127.0.0.1:9"
_HEAD_BYTES: Final = 65_536


def driver_environment(extra_skipped: Iterable[str] = ()) -> dict[str, str]:
    """Return the settings that must stand in the environment before GDAL is loaded."""
    return {
        "GDAL_SKIP": ",".join((_SKIPPED, *extra_skipped)),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_CONFIG_FILE": os.devnull,
        "GDAL_HTTP_PROXY": _NOWHERE,
        "GDAL_HTTPS_PROXY": _NOWHERE,
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_MAX_RETRY": "0",
        "http_proxy": _NOWHERE,
        "https_proxy": _NOWHERE,
        "ALL_PROXY": _NOWHERE,
        "no_proxy": "",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "CPL_CURL_ENABLE_VSIMEM": "NO",
        "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
        "GDAL_PAM_ENABLED": "NO",
        "GDAL_NUM_THREADS": "1",
        "GDAL_CACHEMAX": "64",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "SHAPE_RESTORE_SHX": "YES",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
        "PROJ_NETWORK": "OFF",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONUTF8": "1",
        "PYTHONSAFEPATH": "1",
    }


def to_format(path: Path) -> Format:
    """Return the format that a file's name says.

    Raises
    ------
    RoadnetError
        ``format_unknown`` for any other ending.
    """
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        known = " ".join(FORMATS)
        raise RoadnetError("format_unknown", file=path.name, known=known) from None


def is_data_file(path: Path) -> bool:
    """Whether a file can be read by itself: a table (.dbf) beside a .shp is a part of that."""
    if path.suffix.lower() not in FORMATS or path.name.startswith((".", "~$")):
        return False
    if path.suffix.lower() != ".dbf":
        return True
    return not any(path.with_suffix(ending).exists() for ending in _SHAPE_ENDINGS)


def require_content(path: Path, form: Format) -> None:
    """Require that a file's first bytes are those of its format.

    Raises
    ------
    RoadnetError
        ``file_empty``, ``content_mismatch``, ``content_unsafe``.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise RoadnetError("file_empty", file=path.name)
    if not _agrees(head, form):
        raise RoadnetError("content_mismatch", file=path.name, format=form)
    if form in ("kml", "gpx", "osm") and (b"<!DOCTYPE" in head or b"<!ENTITY" in head):
        raise RoadnetError("content_unsafe", file=path.name, what="<!DOCTYPE>")


def _agrees(head: bytes, form: Format) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if form == "excel":
        return head.startswith(_WORKBOOKS)
    if form in _SIGNATURES:
        return head.startswith(_SIGNATURES[form])
    if form in _MARKS:
        start, mark = _MARKS[form]
        return text.startswith(start) and mark in text
    if form == "dbf":
        return len(head) >= 32 and head[0] in _DBF_VERSIONS
    if form == "osm":
        return b"OSMHeader" in head[:64] or (text.startswith(b"<") and b"<osm" in text)
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head
