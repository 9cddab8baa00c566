"""Files that GDAL reads: shapefile, dBASE table, GeoPackage, GeoJSON, FlatGeobuf, KML, GPX, OSM."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from roadnet.errors import RoadnetError
from roadnet.io.formats.columns import (
    mend_text,
    spread_tags,
    to_plain_columns,
    to_unique_names,
    with_rows,
)
from roadnet.io.formats.coordinates import place_rows
from roadnet.io.formats.dbf import (
    decode_columns,
    decode_value,
    detect_dbf_encoding,
    has_missing_records,
)
from roadnet.io.formats.drivers import Format
from roadnet.io.formats.plain_lines import are_plain_lines
from roadnet.io.formats.wkb import has_curves, to_plain_wkb
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import ROW, WKB, Job, Note, RawLayer

_LATIN: Final = "ISO-8859-1"
_CRS_MEMBER: Final = b'"crs"'
_LINKED_CRS: Final = re.compile(rb'"crs"\s*:\s*\{[^}]{0,400}?"(?:link|url)"')
_OF_EVERY_KML: Final = ("id", "Name", "description")
"""Columns that every KML has: where they are empty, the file's own take their place."""
_MOST_STEPS: Final = 5_000_000
_ENDS_BYTES: Final = 65_536


def read_plain(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read a format that says all of itself: FlatGeobuf, KML, GPX."""
    layer, notes = _choose(list_names(path, "kml"), job)
    raw = _read(path, layer, limits, notes=notes)
    if path.suffix.lower() != ".kml":
        return raw
    bare = [name for name in _OF_EVERY_KML if name in raw.fields]
    empty = [name for name in bare if raw.table[name].null_count == raw.table.num_rows]
    return replace(raw, table=raw.table.drop_columns(empty))


def read_osm(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read OpenStreetMap's lines, or the layer that is named; its tags become columns."""
    known = list_names(path, "osm")
    layer, _ = _choose(known, replace(job, layer=job.layer or "lines"))
    raw = _read(path, layer, limits)
    return replace(raw, table=spread_tags(raw.table))


def read_geojson(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read GeoJSON; WGS 84 unless the file has a ``crs`` member."""
    with path.open("rb") as file:
        head = file.read(_ENDS_BYTES)
        file.seek(max(0, path.stat().st_size - _ENDS_BYTES))
        ends = head + file.read()
    layer, notes = _choose(list_names(path, "geojson"), replace(job, layer=""))
    raw = _read(path, layer, limits, notes=notes, DATE_AS_STRING="YES")
    if _LINKED_CRS.search(ends):  # an address, which is never asked: nothing is known of it
        return replace(raw, crs="", crs_stated=False)
    return replace(raw, crs_stated=_CRS_MEMBER in ends)


def read_geopackage(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read a table of features or attributes; views are never run."""
    layer, notes = _choose(list_names(path, "gpkg"), job)
    return _read(path, layer, limits, notes=notes)


def read_shapefile(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read a shapefile's parts: a missing one is noted, its text decoded by what it is."""
    import pyogrio

    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
    notes = [
        Note("shapefile_part_missing", figures={"part": part})
        for part in (".shx", ".dbf")
        if not path.with_suffix(part).exists()
    ]
    raw = _read_shapes(path, limits)
    if path.with_suffix(".dbf").exists():
        raw = _decoded(raw, path.with_suffix(".dbf"), job)
    return replace(raw, notes=(*notes, *raw.notes))


def _read_shapes(path: Path, limits: ReadLimits) -> RawLayer:
    """Read without the ``.prj`` where that stops the reading: a word on the system, not the rows.

    Its text is handed on as what the file states, and judged where systems are settled.
    """
    from pyogrio.errors import CRSError

    prj = path.with_suffix(".prj")
    try:
        return _read(path, None, limits, ENCODING=_LATIN)
    except (CRSError, UnboundLocalError):  # the second: a name of pyogrio's own, on odd systems
        if not prj.exists():
            raise
        stated = prj.read_text("utf-8", "replace").strip()
        prj.unlink()  # the copy's
        return replace(_read(path, None, limits, ENCODING=_LATIN), crs=stated, crs_stated=True)


def read_dbf(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read a table without geometry; points where it has columns of coordinates."""
    raw = _decoded(_read(path, None, limits, ENCODING=_LATIN), path, job)
    words = [pc.cast(raw.table[name], pa.string()) for name in raw.fields]
    texts = replace(raw, table=pa.table([*words, raw.table[ROW]], names=[*raw.fields, ROW]))
    placed = place_rows(texts, job)
    if WKB not in placed.table.column_names:
        return raw
    table = raw.table.append_column(WKB, placed.table[WKB])
    return replace(raw, table=table, notes=placed.notes)


def _decoded(raw: RawLayer, dbf: Path, job: Job) -> RawLayer:
    """Decode the text of a table that GDAL read as Latin-1."""
    notes = []
    encoding, guessed = detect_dbf_encoding(dbf, job.encoding)
    table, garbled = decode_columns(raw.table, encoding)
    names = [decode_value(name, encoding) for name in table.column_names]
    table = table.rename_columns(to_unique_names(names))
    if guessed:
        notes.append(Note("encoding_guessed", figures={"encoding": encoding}))
    if garbled:
        notes.append(Note("encoding_unfit", garbled, {"encoding": encoding}))
    if has_missing_records(dbf):
        notes.append(Note("file_truncated", figures={"part": ".dbf"}))
    return replace(raw, table=table, encoding=encoding, notes=(*notes, *raw.notes))


def list_names(path: Path, form: Format) -> list[str]:
    """List a file's layers; of a GeoPackage its real tables alone."""
    import pyogrio

    if form == "gpkg":
        return _geopackage_tables(path)
    return [str(name) for name in pyogrio.list_layers(path)[:, 0]]


def _geopackage_tables(path: Path) -> list[str]:
    query = (
        "SELECT c.table_name FROM gpkg_contents c JOIN sqlite_master m ON m.name = c.table_name"
        " WHERE m.type = 'table' AND c.data_type IN ('features', 'attributes')"
        " ORDER BY c.data_type DESC, c.rowid"
    )
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            connection.set_progress_handler(lambda: 1, _MOST_STEPS)  # a list that never ends
            return [str(row[0]) for row in connection.execute(query)]
    except sqlite3.Error as error:
        raise RoadnetError("file_unreadable", file=path.name, reason=str(error)) from error


def _choose(known: Sequence[str], job: Job) -> tuple[str, tuple[Note, ...]]:
    file = Path(job.path).name
    if not known:
        raise RoadnetError("file_without_layers", file=file)
    names = ", ".join(known)
    if job.layer:
        if job.layer not in known:
            raise RoadnetError("layer_unknown", file=file, layer=job.layer, known=names)
        return job.layer, ()
    if len(known) == 1:
        return known[0], ()
    return known[0], (
        Note("layer_chosen", figures={"file": file, "chosen": known[0], "known": names}),
    )


def _read(
    path: Path,
    layer: str | None,
    limits: ReadLimits,
    *,
    notes: tuple[Note, ...] = (),
    **options: str,
) -> RawLayer:
    import pyogrio.raw

    meta, table = pyogrio.raw.read_arrow(path, layer=layer, max_features=limits.rows + 1, **options)
    if table.num_columns > limits.columns:
        raise RoadnetError("too_many_columns", file=path.name, limit=limits.columns)
    table, garbled = mend_text(table)
    notes = (*notes, *garbled)
    plain = with_rows(to_plain_columns(table), table.num_rows)
    column = meta.get("geometry_name") or "wkb_geometry"
    if column not in table.column_names:
        return RawLayer(plain, layer or "", notes=notes)
    wkb = table[column].cast(pa.binary())
    if not are_plain_lines(wkb):
        blobs = wkb.to_pylist()
        if has_curves(blobs):
            blobs, note = _straightened(path, layer, limits, blobs)
            notes = (*notes, note)
        wkb, met = to_plain_wkb(blobs)
        notes = (*notes, *met)
    if column in plain.column_names:
        plain = plain.drop_columns([column])
    crs = str(meta["crs"] or "")
    return RawLayer(plain.append_column(WKB, wkb), layer or "", crs, bool(crs), notes=notes)


def _straightened(
    path: Path, layer: str | None, limits: ReadLimits, blobs: list[bytes | None]
) -> tuple[list[bytes | None], Note]:
    """Read once again by the way that makes short straight pieces of arcs, and say so."""
    import pyogrio.raw

    rows = tuple(i + 1 for i, blob in enumerate(blobs) if has_curves([blob]))
    read: Any = pyogrio.raw.read(path, layer=layer, columns=[], max_features=limits.rows + 1)
    return list(read[2]), Note("curves_straightened", rows)
