"""Mutations: of bytes, and by the structure of text, tables, archives and databases."""

from __future__ import annotations

import io
import json
import random
import re
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from tests.fuzz.seeds import Parts, zipped

Mutation = Callable[[bytes, random.Random], bytes]

NASTY: Final = (
    "",
    " ",
    "NaN",
    "inf",
    "-1.8e308",
    "1e999",
    "0",
    "-1",
    "9" * 400,
    "2147483648",
    "1e-320",
    "K12+345",
    "K99999999999+9",
    "2024-02-31",
    "0000-00-00",
    "20240230",
    "合计",
    "合 计",
    "注：x",
    "１２３",
    "是",
    "#N/A",
    "=1+1",
    "{{7*7}}",
    "$x$",
    "<b>",
    "&a;",
    "\x00",
    "\ufeff",
    "\u2028",
    "\ud800",
    "104°61′",
    "25:61:61",
    "-1:00:00",
    "a;b;;c",
    "\r\n\r\n",
    '"',
    "'",
    ",",
    "\t",
    "[" * 300,
    "(" * 300,
    "(a+)+$",
    "%s%n",
    "../../x",
    "EPSG:0",
    "EPSG:999999",
    "gcj02",
    "null",
    "true",
    "1.0000000000000002",
    "LINESTRING (1 2)",
    "POINT EMPTY",
    "999999999999999999999999999999",
    "x" * 5000,
    "\U0001f600",
    "市" * 90,
)
_NUMBERS: Final = (
    0, -1, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 24,
)  # fmt: skip
_FLOATS: Final = (float("nan"), float("inf"), -1.8e308, 1e300, 5e-324, -0.0, 180.0, 7528355425.0)


def mutate(parts: Parts, rng: random.Random) -> Parts:
    """Mutate one file of a seed, by one to four steps."""
    name = rng.choice(sorted(parts))
    data = parts[name]
    known = _known_to(name)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        steps = known if known and rng.random() < 0.65 else _BYTES
        data = rng.choice(steps)(data, rng)
    return {**parts, name: data}


def _known_to(name: str) -> tuple[Mutation, ...]:
    for ending, steps in _BY_ENDING.items():
        if name.lower().endswith(ending):
            return steps
    return ()


# --- bytes ---------------------------------------------------------------------------------------


def flip(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 16)) if out else 0):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def cut_within(data: bytes, rng: random.Random) -> bytes:
    begin = rng.randrange(len(data) + 1)
    return data[:begin] + data[begin + rng.choice((1, 2, 7, 64, 512)) :]


def swap(data: bytes, rng: random.Random) -> bytes:
    size = rng.choice((1, 4, 32, 256))
    a, b = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    middle = data[a + size : b]
    return data[:a] + data[b : b + size] + middle + data[a : a + size] + data[b + size :]


def repeat(data: bytes, rng: random.Random) -> bytes:
    begin = rng.randrange(len(data) + 1)
    block = data[begin : begin + rng.choice((1, 8, 64, 512))]
    return data[:begin] + block * rng.choice((2, 3, 50)) + data[begin:]


def number(data: bytes, rng: random.Random) -> bytes:
    form = rng.choice(("<I", ">I", "<H", ">H", "<B"))
    value = rng.choice(_NUMBERS) & ((1 << 8 * struct.calcsize(form)) - 1)
    return _over(data, struct.pack(form, value), rng)


def real(data: bytes, rng: random.Random) -> bytes:
    return _over(data, struct.pack(rng.choice(("<d", ">d")), rng.choice(_FLOATS)), rng)


def head_number(data: bytes, rng: random.Random) -> bytes:
    return number(data[:128], rng) + data[128:]


def _over(data: bytes, patch: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(max(1, len(data) - len(patch) + 1))
    return data[:at] + patch + data[at + len(patch) :]


_BYTES: Final[tuple[Mutation, ...]] = (
    flip, flip, cut, cut_within, swap, repeat, number, number, real, head_number,
)  # fmt: skip

# --- text ----------------------------------------------------------------------------------------


def _textual(change: Callable[[str, random.Random], str]) -> Mutation:
    def apply(data: bytes, rng: random.Random) -> bytes:
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        for encoding in ("utf-16",) if wide else ("utf-8", "gb18030", "latin-1"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return change(text, rng).encode(encoding, "surrogatepass" if wide else "replace")
        return flip(data, rng)

    return apply


def _token(pattern: str) -> Mutation:
    """Put something nasty in the place of one token."""
    compiled = re.compile(pattern)

    def change(text: str, rng: random.Random) -> str:
        found = list(compiled.finditer(text))
        if not found:
            return text + rng.choice(NASTY)
        begin, end = rng.choice(found).span(0)
        return text[:begin] + rng.choice(NASTY) + text[end:]

    return _textual(change)


@_textual
def lines(text: str, rng: random.Random) -> str:
    rows = text.splitlines(keepends=True)
    at = rng.randrange(len(rows)) if rows else 0
    what = rng.randrange(4)
    if what == 0:
        rows[at : at + 1] = []
    elif what == 1:
        rows[at:at] = rows[at : at + 1] * rng.choice((1, 2, 400))
    elif what == 2:
        rng.shuffle(rows)
    else:
        rows[at:at] = [rng.choice(NASTY) + "\n"]
    return "".join(rows)


@_textual
def tags(text: str, rng: random.Random) -> str:
    """Move, double or drop one element's tag."""
    found = list(re.finditer(r"<[^<>]{1,200}>", text))
    if len(found) < 2:
        return text
    one, other = rng.choice(found), rng.choice(found)
    piece = rng.choice(("", one[0], other[0], one[0] * 200, "<!DOCTYPE a>", "<![CDATA[", "<!--"))
    return text[: one.start()] + piece + text[one.end() :]


def tree(data: bytes, rng: random.Random) -> bytes:
    """Replace one node of a JSON text."""
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        return flip(data, rng)
    places: list[tuple[Any, Any]] = []
    _collect(root, places)
    if not places:
        return data
    holder, key = rng.choice(places)
    odd: Any = (None, [], {}, True, 1e300, -1, 10**30, [[]], [None], {"type": "Point"})
    holder[key] = rng.choice(odd) if rng.random() < 0.6 else rng.choice(NASTY)
    if rng.random() < 0.1:
        holder[key] = rng.choice(places)[0]
    try:
        return json.dumps(root, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")
    except (ValueError, RecursionError):  # it holds itself now
        return data


def _collect(node: Any, places: list[tuple[Any, Any]]) -> None:
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in pairs:
        places.append((node, key))
        if isinstance(child, dict | list):
            _collect(child, places)


# --- archives and databases ----------------------------------------------------------------------


def member(data: bytes, rng: random.Random) -> bytes:
    """Mutate, rename, drop or double a member of an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
    except Exception:  # an earlier step broke it
        return flip(data, rng)
    if not members:
        return data
    name = rng.choice(sorted(members))
    what = rng.random()
    if what < 0.8:
        members = mutate({name: members[name]}, rng) | {
            k: v for k, v in members.items() if k != name
        }
    elif what < 0.9:
        members.pop(name)
    else:
        members[
            rng.choice(("a.csv", "b/roads.geojson", "x.zip", "../x", "con.shp", name + "/y"))
        ] = members.pop(name) if what < 0.95 else data
    return zipped(members, stored=rng.random() < 0.3)


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
    new: Any = rng.choice((*NASTY, *_NUMBERS, None, 1e300, b"", b"GP\x00\x01", b"\x01" * 60))
    if isinstance(old, bytes) and rng.random() < 0.7:
        new = rng.choice(_BYTES)(old, rng)
    database.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (new, row))  # noqa: S608


_NUMBER_TOKEN: Final = _token(r"-?\d+(\.\d+)?")
_WORD_TOKEN: Final = _token(r"\w+")
_XML: Final = (tags, tags, _token(r'"[^"]*"'), _token(r">[^<]+<"), _NUMBER_TOKEN, _WORD_TOKEN)
_ARCHIVE: Final = (member,)
_BY_ENDING: Final[dict[str, tuple[Mutation, ...]]] = {
    ".xlsx": _ARCHIVE,
    ".zip": _ARCHIVE,
    ".kmz": _ARCHIVE,
    ".gpkg": (cells,),
    ".geojson": (tree, tree, _NUMBER_TOKEN, _WORD_TOKEN),
    ".kml": _XML,
    ".gpx": _XML,
    ".xml": _XML,
    ".rels": _XML,
    ".osm": _XML,
    ".csv": (_token(r"[^,;\t\r\n]+"), _token(r"[,;\t]"), lines),
    ".tsv": (_token(r"[^\t\r\n]+"), lines),
    ".txt": (_token(r"[^,\r\n]+"), _token(","), lines),
    ".toml": (_token(r'"[^"\n]*"'), _token(r"= .+"), _NUMBER_TOKEN, _WORD_TOKEN, lines),
    ".prj": (_token(r"[\d.]+"), _token(r"\w+")),
    ".cpg": (_token(r".+"),),
}
