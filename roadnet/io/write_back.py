"""Changed cells written back into the user's own file: a whole copy beside it, then renamed.

The old file is kept as ``<name>.bak``. Only cells of the rows and columns that are named change;
everything else is copied byte for byte, or (GeoJSON) value by value. Formats that cannot be
rewritten without loss are refused.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import sqlite3
import struct
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from roadnet.errors import RoadnetError
from roadnet.io.atomic import replace_file
from roadnet.io.config import LayerConfig
from roadnet.io.formats.dbf import detect_dbf_encoding
from roadnet.io.formats.text import decode_text, guess_delimiter
from roadnet.io.limits import ReadLimits
from roadnet.io.source import find_district
from roadnet.io.write import to_safe_cell
from roadnet.schema import layers

Edits = Mapping[str, Mapping[str, Any]]
"""By identifier, the columns of the schema that change and what they become (None: empty)."""

_ROWS_LOOKED_AT: Final = 30
_DBF_HEADER: Final = 32


def find_layer_file(source: Path, layer: str, limits: ReadLimits) -> LayerConfig:
    """Find the file of a layer of a district.

    Raises
    ------
    RoadnetError
        ``write_back_no_file`` where the district has no such layer, or it stands in an archive;
        ``write_back_parts`` where it has several files, of which any may have the row.
    """
    found = find_district(source, limits).layers.get(layer)
    if found is None or "://" in str(found.path) or not found.path.is_file():
        raise RoadnetError("write_back_no_file", layer=layer)
    if found.more:
        names = ", ".join(one.path.name for one in (found, *found.more.values()))
        raise RoadnetError("write_back_parts", layer=layer, files=names)
    return found


def mark_of(path: Path) -> str:
    """Return a mark of a file's content, to tell whether somebody has changed it since."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_back(target: LayerConfig, layer: str, edits: Edits, *, mark: str) -> Path:
    """Write changed cells into a layer's file.

    Parameters
    ----------
    target
        The layer's file and what ``district.toml`` says of it (see :func:`find_layer_file`).
    layer
        Its name in the schema.
    edits
        What changes.
    mark
        The mark of the file when it was read (:func:`mark_of`).

    Returns
    -------
    The copy of the old file.

    Raises
    ------
    RoadnetError
        ``write_back_format``, ``write_back_changed``, ``write_back_column``, ``write_back_row``,
        ``write_back_too_long``, ``write_failed``. The file is then as it was.
    """
    suffix = target.path.suffix.lower()
    table = target.path.with_suffix(".dbf") if suffix == ".shp" else target.path
    if suffix not in _EDITORS:
        known = " ".join(sorted(_EDITORS))
        raise RoadnetError("write_back_format", file=target.path.name, known=known)
    if mark_of(table) != mark:
        raise RoadnetError("write_back_changed", file=table.name)
    backup = _free_backup(table)
    with replace_file(table) as beside:
        shutil.copy2(table, beside)
        _EDITORS[suffix](beside, target, layer, edits)
        shutil.copy2(table, backup)
    return backup


def edited_file(target: LayerConfig) -> Path:
    """Return the file whose cells change: of a shapefile its table."""
    is_shape = target.path.suffix.lower() == ".shp"
    return target.path.with_suffix(".dbf") if is_shape else target.path


def _free_backup(path: Path) -> Path:
    number = 0
    while True:
        name = f"{path.name}.bak{number or ''}"
        if not path.with_name(name).exists():
            return path.with_name(name)
        number += 1


def _theirs(column: str, fields: list[str], target: LayerConfig, layer: str) -> str:
    """Return the user's name of a column of ours."""
    model = layers()[layer].columns[column]
    wanted = [target.columns.get(column, ""), column, *model.aliases]
    by_name = {field.casefold(): field for field in reversed(fields)}
    for name in wanted:
        if name and name.casefold() in by_name:
            return by_name[name.casefold()]
    raise RoadnetError("write_back_column", column=column, file=target.path.name)


def _columns(
    fields: list[str], target: LayerConfig, layer: str, edits: Edits
) -> tuple[str, dict[str, str]]:
    """Return the identifier's column and the names of the columns that change."""
    names = {name for values in edits.values() for name in values}
    theirs = {name: _theirs(name, fields, target, layer) for name in sorted(names)}
    return _theirs(layers()[layer].id_column, fields, target, layer), theirs


def _require_one(count: int, identifier: str, file: str) -> None:
    if count != 1:
        raise RoadnetError("write_back_row", id=identifier, file=file, count=count)


def _edit_geopackage(path: Path, target: LayerConfig, layer: str, edits: Edits) -> None:
    """Update cells; no geometry is touched, so that no spatial index has to be told."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA trusted_schema = OFF")
        name = target.layer or layer
        tables = [row[0] for row in database.execute("SELECT table_name FROM gpkg_contents")]
        table = {one.casefold(): one for one in tables}.get(name.casefold())
        if table is None:
            raise RoadnetError("write_back_no_file", layer=layer)
        quoted = _quote(table)
        triggers = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall()
        info = database.execute(f"PRAGMA table_info({quoted})").fetchall()
        fields = [row[1] for row in info]
        key, theirs = _columns(fields, target, layer, edits)
        # A user's own triggers must not run; those of the spatial index do not concern cells.
        for trigger, _ in triggers:
            database.execute(f"DROP TRIGGER {_quote(trigger)}")
        for identifier, values in edits.items():
            where = f"WHERE CAST({_quote(key)} AS TEXT) = ?"
            counted = database.execute(f"SELECT count(*) FROM {quoted} {where}", (identifier,))  # noqa: S608
            _require_one(int(counted.fetchone()[0]), identifier, target.path.name)
            for column, value in values.items():
                database.execute(
                    f"UPDATE {quoted} SET {_quote(theirs[column])} = ? {where}",  # noqa: S608
                    (value, identifier),
                )
        for _, sql in triggers:
            database.execute(sql)


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _edit_csv(path: Path, target: LayerConfig, layer: str, edits: Edits) -> None:
    """Change cells of a text table; rows that are not named keep their own bytes."""
    data = path.read_bytes()
    text, encoding, _ = decode_text(data, target.encoding, target.path.name)
    bom = data.startswith(b"\xef\xbb\xbf")
    delimiter = guess_delimiter(text)
    lines = _records(text, delimiter)
    at, fields = _heading(lines, delimiter, target, layer)
    key, theirs = _columns(fields, target, layer, edits)
    left = dict(edits)
    place = {field: number for number, field in reversed(list(enumerate(fields)))}
    for number in range(at + 1, len(lines)):
        cells = next(csv.reader([lines[number]], delimiter=delimiter), [])
        if len(cells) <= place[key] or cells[place[key]].strip() not in edits:
            continue
        identifier = cells[place[key]].strip()
        _require_one(int(identifier in left), identifier, target.path.name)
        for column, value in left.pop(identifier).items():
            cells += [""] * (place[theirs[column]] + 1 - len(cells))
            cells[place[theirs[column]]] = "" if value is None else to_safe_cell(str(value))
        end = lines[number][len(lines[number].rstrip("\r\n")) :]
        lines[number] = _to_line(cells, delimiter) + end
    for identifier in left:
        _require_one(0, identifier, target.path.name)
    body = "".join(lines).encode(encoding if encoding != "utf-8-sig" else "utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + body if bom else body)


def _records(text: str, delimiter: str) -> list[str]:
    """Split a text into its records, each with its line end; quoted line breaks stay inside."""
    records: list[str] = []
    for line in io.StringIO(text, newline=""):
        if records and records[-1].count('"') % 2:
            records[-1] += line
        else:
            records.append(line)
    return records


def _heading(
    lines: list[str], delimiter: str, target: LayerConfig, layer: str
) -> tuple[int, list[str]]:
    """Find the row of headings: the first that names the identifier."""
    for number, line in enumerate(lines[:_ROWS_LOOKED_AT]):
        fields = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
        try:
            _theirs(layers()[layer].id_column, fields, target, layer)
        except RoadnetError:
            continue
        return number, fields
    raise RoadnetError("write_back_column", column=layers()[layer].id_column, file=target.path.name)


def _to_line(cells: list[str], delimiter: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue()


def _edit_geojson(path: Path, target: LayerConfig, layer: str, edits: Edits) -> None:
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    features = content.get("features", [])
    fields = list(dict.fromkeys(name for one in features for name in one.get("properties") or {}))
    key, theirs = _columns(fields, target, layer, edits)
    for identifier, values in edits.items():
        mine = [one for one in features if str(one["properties"].get(key)) == identifier]
        _require_one(len(mine), identifier, target.path.name)
        for column, value in values.items():
            mine[0]["properties"][theirs[column]] = value
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _edit_dbf(path: Path, target: LayerConfig, layer: str, edits: Edits) -> None:
    """Overwrite cells of fixed width in a shapefile's table."""
    encoding, _ = detect_dbf_encoding(target.path.with_suffix(".dbf"), target.encoding)
    data = bytearray(path.read_bytes())
    records, start, width = struct.unpack_from("<IHH", data, 4)
    places: dict[str, tuple[int, int, str]] = {}
    offset = 1
    for at in range(_DBF_HEADER, start - 1, _DBF_HEADER):
        name = bytes(data[at : at + 11]).split(b"\0")[0].decode(encoding, "replace")
        kind, length = chr(data[at + 11]), data[at + 16]
        places[name] = (offset, length, kind)
        offset += length
    key, theirs = _columns(list(places), target, layer, edits)
    left = dict(edits)
    for record in range(records):
        base = start + record * width
        begin, length, _ = places[key]
        cell = bytes(data[base + begin : base + begin + length])
        identifier = cell.decode(encoding, "replace").strip().strip("\0")
        if identifier in edits:
            _require_one(int(identifier in left), identifier, target.path.name)
            for column, value in left.pop(identifier).items():
                begin, length, kind = places[theirs[column]]
                data[base + begin : base + begin + length] = _to_cell(
                    value, length, kind, encoding, column
                )
    for identifier in left:
        _require_one(0, identifier, target.path.name)
    path.write_bytes(data)


def _to_cell(value: Any, length: int, kind: str, encoding: str, column: str) -> bytes:
    if value is None:
        return b" " * length
    text = f"{value:g}" if kind in "NF" and isinstance(value, float) else str(value)
    if kind in "NF" and isinstance(value, float) and float(text) != value:
        text = repr(value)
    cell = text.encode(encoding)
    if len(cell) > length:
        raise RoadnetError("write_back_too_long", column=column, value=text, bytes=length)
    return cell.rjust(length) if kind in "NF" else cell.ljust(length)


_EDITORS: Final[Mapping[str, Callable[[Path, LayerConfig, str, Edits], None]]] = {
    ".gpkg": _edit_geopackage,
    ".csv": _edit_csv,
    ".geojson": _edit_geojson,
    ".json": _edit_geojson,
    ".shp": _edit_dbf,
}
