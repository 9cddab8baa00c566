"""Mutations that leave a file whole: one value inside it is changed, and the file written again."""

from __future__ import annotations

import io
import random
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any, Final
from xml.etree import ElementTree

import osmium
import pyarrow as pa
import pyarrow.parquet as pq

from tests.fuzz.steps import BYTES, NASTY, NUMBERS, flip, real, tree

_DBF_HEAD: Final = 32
_DBF_TYPES: Final = b"CNFDLMTIBYO0@+PGVWQ\x00"
_SHP_HEAD: Final = 100
_OSM_TAGS: Final = (
    *("highway", "surface", "width", "lanes", "oneway", "bridge", "access", "ref", "maxspeed"),
    *("place", "name", "route", "amenity", "population", "type", "boundary", "area"),
)


# --- XML -----------------------------------------------------------------------------------------


def element(data: bytes, rng: random.Random) -> bytes:
    """Change an element's text or attribute; drop, double, move or empty it. It stays XML."""
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - a seed of our own
    except (ElementTree.ParseError, ValueError, LookupError):  # an earlier step broke it
        return flip(data, rng)
    pairs = [(holder, child) for holder in root.iter() for child in holder]
    if not pairs:
        return data
    holder, child = rng.choice(pairs)
    what = rng.randrange(8)
    if what < 3 and child.attrib:
        child.set(rng.choice(sorted(child.attrib)), _xml_word(rng))
    elif what < 5:
        child.text = _xml_word(rng) if rng.random() < 0.5 else _number_in(child.text or "", rng)
    elif what == 5:
        holder.remove(child)
    elif what == 6:
        rng.choice(pairs)[0].extend([child] * rng.choice((1, 2, 50)) if len(child) == 0 else [])
    else:
        holder.attrib, child.attrib = child.attrib, holder.attrib
    spaces = [space for _, (_, space) in ElementTree.iterparse(io.BytesIO(data), ["start-ns"])]  # noqa: S314 - as above
    default = spaces[0] if spaces and root.tag.startswith(f"{{{spaces[0]}}}") else ""
    ElementTree.register_namespace("", default)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _xml_word(rng: random.Random) -> str:
    """Something nasty that XML can hold."""
    return "".join(sign for sign in rng.choice(NASTY) if sign.isprintable() or sign in "\t\n")


def _number_in(text: str, rng: random.Random) -> str:
    words = text.replace(",", " , ").split()
    if words:
        words[rng.randrange(len(words))] = rng.choice(
            ("NaN", "1e400", "-181", "", "0", "x", ",", "30.0")
        )
    return " ".join(words).replace(" , ", ",")


# --- shapefile and dBASE -------------------------------------------------------------------------


def dbf_header(data: bytes, rng: random.Random) -> bytes:
    """Change what a dBASE table says of itself: numbers of records, lengths, types of fields."""
    out = bytearray(data)
    fields = max(1, (int.from_bytes(data[8:10], "little") - _DBF_HEAD - 1) // 32)
    field = _DBF_HEAD + 32 * rng.randrange(fields)
    if len(out) < field + 32:
        return flip(data, rng)
    what = rng.randrange(6)
    if what == 0:
        out[4:8] = struct.pack("<I", rng.choice(NUMBERS) & 0xFFFFFFFF)
    elif what == 1:
        at = rng.choice((8, 10))
        old = int.from_bytes(out[at : at + 2], "little")
        out[at : at + 2] = struct.pack(
            "<H", max(0, old + rng.choice((-33, -32, -1, 1, 32))) & 0xFFFF
        )
    elif what == 2:
        out[field + 11] = rng.choice(_DBF_TYPES)
    elif what == 3:
        out[field + rng.choice((16, 17))] = rng.choice((0, 1, 2, 18, 19, 255))
    elif what == 4:
        out[29] = rng.randrange(256)  # the language driver
    else:
        out[field : field + 11] = rng.choice(NASTY).encode("gbk", "replace")[:10].ljust(11, b"\0")
    return bytes(out)


def shape_record(data: bytes, rng: random.Random) -> bytes:
    """Change the type, the counts, the parts or a coordinate of one shape."""
    starts, at = [], _SHP_HEAD
    while at + 8 < len(data):
        starts.append(at)
        at += 8 + 2 * max(2, int.from_bytes(data[at + 4 : at + 8], "big"))
    if not starts:
        return flip(data, rng)
    begin = rng.choice(starts) + 8
    if rng.random() < 0.4:
        return data[:begin] + real(data[begin:], rng)
    at = begin + rng.choice((0, 36, 40, 44, 48))
    return (
        data[:at]
        + struct.pack("<I", rng.choice((*NUMBERS, 3, 5, 8, 13, 31)) & 0xFFFFFFFF)
        + data[at + 4 :]
    )


# --- tables in columns, OpenStreetMap, databases -------------------------------------------------


def parquet_value(data: bytes, rng: random.Random) -> bytes:
    """Change a value, a column's type or name, or the ``geo`` metadata of a GeoParquet file."""
    try:
        table = pq.read_table(io.BytesIO(data))
        table = rng.choice((_with_value, _with_value, _with_type, _with_name, _with_geo))(
            table, rng
        )
        sink = io.BytesIO()
        pq.write_table(table, sink)
    except (pa.ArrowException, OSError, UnicodeError, OverflowError, TypeError):
        return flip(data, rng)
    return sink.getvalue()


def _with_value(table: pa.Table, rng: random.Random) -> pa.Table:
    at = table.num_columns - 1 if rng.random() < 0.5 else rng.randrange(table.num_columns)
    values = table.column(at).to_pylist()
    row = rng.randrange(len(values))
    old = values[row]
    if isinstance(old, bytes):
        values[row] = rng.choice(BYTES)(old, rng)
    elif isinstance(old, str):
        values[row] = rng.choice(NASTY)
    else:
        values[row] = rng.choice((None, -1, 2**31, 0, True))
    return table.set_column(at, table.column_names[at], pa.array(values, table.schema.types[at]))


def _with_type(table: pa.Table, rng: random.Random) -> pa.Table:
    at = rng.randrange(table.num_columns)
    column: Any = table.column(at).combine_chunks()
    n = len(column)
    make: tuple[Callable[[], Any], ...] = (
        lambda: column.dictionary_encode(),
        lambda: pa.array([[1, None]] * n),
        lambda: pa.array([{"a": 1, "b": {"c": "x"}}] * n),
        lambda: pa.array([[("k", "v")]] * n, pa.map_(pa.string(), pa.string())),
        lambda: pa.array([-(2**62)] * n, pa.timestamp("us", "Asia/Shanghai")),
        lambda: pa.array([10**9] * n, pa.int32()).cast(pa.date32()),
        lambda: pa.nulls(n),
        lambda: pa.array([float("nan"), float("inf"), -1e308][:n]),
        lambda: pa.array(["x"] * n, pa.large_string()),
    )
    return table.set_column(at, table.column_names[at], rng.choice(make)())


def _with_name(table: pa.Table, rng: random.Random) -> pa.Table:
    names = list(table.column_names)
    names[rng.randrange(len(names))] = rng.choice((*NASTY, *names))
    return table.rename_columns(names)


def _with_geo(table: pa.Table, rng: random.Random) -> pa.Table:
    metadata = dict(table.schema.metadata or {})
    return table.replace_schema_metadata(
        {**metadata, b"geo": tree(metadata.get(b"geo", b"{}"), rng)}
    )


def osm_object(data: bytes, rng: random.Random) -> bytes:
    """Change one node or way, by osmium's own writer: tags, place, references, number."""
    with TemporaryDirectory(prefix="roadnet-fuzz-") as folder:
        source, target = Path(folder) / "in.osm.pbf", Path(folder) / "out.osm.pbf"
        source.write_bytes(data)
        try:
            count = sum(1 for _ in osmium.FileProcessor(str(source)))
            chosen = rng.randrange(count)
            with closing(osmium.SimpleWriter(str(target))) as writer:
                for number, one in enumerate(osmium.FileProcessor(str(source))):
                    writer.add(_changed(one, rng) if number == chosen else one)
        except (RuntimeError, ValueError, TypeError, OverflowError, UnicodeError):
            return flip(data, rng)
        return target.read_bytes()


def _changed(one: Any, rng: random.Random) -> Any:
    what = rng.randrange(4)
    if what == 0 and one.is_node():
        return one.replace(
            location=(
                rng.choice((0.0, 104.0, 180.0, -180.0, 179.9)),
                rng.choice((0.0, 90.0, -90.0)),
            )
        )
    if what == 0 and one.is_way():
        refs = [node.ref for node in one.nodes]
        return one.replace(nodes=rng.choice(([], refs[:1], refs[:1] * 2, [*refs, 99], refs * 60)))
    if what == 1:
        return one.replace(id=rng.choice((0, -1, 1, 3, 2**62)))
    tags = dict(one.tags)
    # osmium's writer refuses half a sign, and falls at a NUL.
    words = [word for word in NASTY if word not in ("\ud800", "\x00")]
    known = (*_OSM_TAGS, *tags, *words)
    for _ in range(rng.choice((1, 1, 3))):
        tags[rng.choice(known)] = rng.choice((*words, "yes", "no", "-1", "1 mi", "3;4", "track"))
    return one.replace(tags=tags)


def cells(data: bytes, rng: random.Random) -> bytes:
    """Change one cell of one table of a database, the tables that describe it among them."""
    with NamedTemporaryFile(prefix="roadnet-fuzz-", suffix=".gpkg") as file:
        Path(file.name).write_bytes(data)
        database = sqlite3.connect(file.name)
        try:
            database.execute("PRAGMA synchronous = OFF")
            _change_cell(database, rng)
            database.commit()
        except (sqlite3.Error, UnicodeError, IndexError):
            return flip(data, rng)
        finally:
            database.close()
        return Path(file.name).read_bytes()


def _change_cell(database: sqlite3.Connection, rng: random.Random) -> None:
    query = "SELECT name FROM sqlite_master WHERE type = "
    for (trigger,) in database.execute(query + "'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{trigger}"')
    table = rng.choice(sorted(row[0] for row in database.execute(query + "'table'")))
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    column = rng.choice(columns)
    rows = database.execute(f'SELECT rowid, "{column}" FROM "{table}"').fetchall()  # noqa: S608
    row, old = rng.choice(rows)
    new: Any = rng.choice((*NASTY, *NUMBERS, None, 1e300, b"", b"GP\x00\x01", b"\x01" * 60))
    if isinstance(old, bytes) and rng.random() < 0.7:
        new = rng.choice(BYTES)(old, rng)
    database.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (new, row))  # noqa: S608
