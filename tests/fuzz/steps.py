"""Mutations of bytes, of text and of JSON."""

from __future__ import annotations

import json
import random
import re
import struct
from collections.abc import Callable
from typing import Any, Final

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
NUMBERS: Final = (
    0, -1, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 24,
)  # fmt: skip
_FLOATS: Final = (float("nan"), float("inf"), -1.8e308, 1e300, 5e-324, -0.0, 180.0, 7528355425.0)


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
    value = rng.choice(NUMBERS) & ((1 << 8 * struct.calcsize(form)) - 1)
    return _over(data, struct.pack(form, value), rng)


def real(data: bytes, rng: random.Random) -> bytes:
    return _over(data, struct.pack(rng.choice(("<d", ">d")), rng.choice(_FLOATS)), rng)


def head_number(data: bytes, rng: random.Random) -> bytes:
    return number(data[:128], rng) + data[128:]


def _over(data: bytes, patch: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(max(1, len(data) - len(patch) + 1))
    return data[:at] + patch + data[at + len(patch) :]


BYTES: Final[tuple[Mutation, ...]] = (
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


def token(pattern: str) -> Mutation:
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
