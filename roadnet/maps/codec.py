"""Numbers, coordinates and texts packed for the page, and the unpacking that tests compare with.

A layer travels as one text of 85 signs that mean nothing to HTML, a script or a template. Inside
stand a JSON head and a run of byte blocks; lengths are uint32, little endian::

    text85( length of all | deflate( length of head | head | bytes ... ) )
    head = {"meta": ..., "blocks": [[name, start, size], ...]}

Whole numbers are zig-zag coded (0, -1, 1, -2, ... -> 0, 1, 2, 3, ...) and written as varints:
seven bits a byte, lowest first, the high bit set on all but the last.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from roadnet.maps.text85 import from_text85, to_text85

IntArray = npt.NDArray[np.int64]
ByteArray = npt.NDArray[np.uint8]

_MAX_VARINT_BYTES: Final = 10
_NOISE: Final = 4e-15
"""Part of a number that its 15 significant digits leave open."""
_BLANK: Final = 0x20
_MAX_SHARED: Final = 0x7E - _BLANK
_LAST_OF_ONE_UNIT: Final = 0xFFFF
_ROWS_AT_ONCE: Final = 4096


def to_zigzag(values: IntArray) -> npt.NDArray[np.uint64]:
    """Fold signed whole numbers onto unsigned ones, small stays small."""
    values = np.asarray(values, dtype=np.int64)
    return ((values << 1) ^ (values >> 63)).view(np.uint64)


def to_varint(values: npt.NDArray[np.uint64]) -> bytes:
    """Write unsigned whole numbers as varints."""
    values = np.asarray(values, dtype=np.uint64)
    sizes = np.ones(values.size, dtype=np.int64)
    for power in range(1, _MAX_VARINT_BYTES):
        longer = values >= np.uint64(1 << (7 * power))
        if not longer.any():
            break
        sizes += longer
    starts = np.cumsum(sizes) - sizes
    out = np.zeros(int(sizes.sum()), dtype=np.uint8)
    for place in range(int(sizes.max(initial=0))):
        here = sizes > place
        low = (values[here] >> np.uint64(7 * place)) & np.uint64(0x7F)
        more = np.where(sizes[here] > place + 1, np.uint8(0x80), np.uint8(0))
        out[starts[here] + place] = low.astype(np.uint8) | more
    return out.tobytes()


def from_varint(data: bytes) -> list[int]:
    """Read unsigned varints one by one: slow and plain, the oracle of `to_varint`."""
    values, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            values.append(value)
            value, shift = 0, 0
    return values


def from_zigzag(values: Sequence[int]) -> list[int]:
    """Undo `to_zigzag`."""
    return [(value >> 1) ^ -(value & 1) for value in values]


def to_differences(points: npt.NDArray[np.float64], *, unit_deg: float) -> bytes:
    """Write points (n, 2) in degrees as differences from point to point.

    Rounding comes before the differences, so that errors do not add up: each point is right to
    half a unit.
    """
    whole = np.rint(np.asarray(points, dtype=np.float64) / unit_deg).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return to_varint(to_zigzag(steps.ravel()))


def from_differences(data: bytes, *, unit_deg: float) -> list[tuple[float, float]]:
    """Undo `to_differences`, point by point."""
    steps = from_zigzag(from_varint(data))
    x = y = 0
    points = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x * unit_deg, y * unit_deg))
    return points


def to_planes(places: IntArray) -> bytes:
    """Write whole numbers >= 0 as all their lowest bytes, then all their next ones, and so on.

    For places in no order: there a varint's bits that say "more" are half of what can be saved.
    """
    size = max(1, (int(places.max(initial=0)).bit_length() + 7) // 8)
    each = places.astype("<u8").view(np.uint8).reshape(-1, 8)
    return each[:, :size].T.tobytes()


def from_planes(data: bytes, count: int) -> list[int]:
    """Undo `to_planes` for ``count`` numbers."""
    planes = [data[start : start + count] for start in range(0, len(data), max(count, 1))]
    return [
        sum(plane[row] << 8 * power for power, plane in enumerate(planes)) for row in range(count)
    ]


def to_numbers(values: npt.NDArray[np.float64], *, decimals: int) -> bytes:
    """Write numbers rounded half up to ``decimals``, as :mod:`roadnet.text.numbers` does.

    0 stands for "not known", the others move up.
    """
    values = np.asarray(values, dtype=np.float64)
    known = np.isfinite(values) & (np.abs(values) < 2**50 / 10.0**decimals)
    scaled = np.where(known, values, 0.0) * 10.0**decimals
    whole = (np.sign(scaled) * np.floor(np.abs(scaled) * (1 + _NOISE) + 0.5)).astype(np.int64)
    return to_varint(np.where(known, to_zigzag(whole) + np.uint64(1), np.uint64(0)))


def from_numbers(data: bytes, *, decimals: int) -> list[float | None]:
    """Undo `to_numbers`."""
    return [
        from_zigzag([value - 1])[0] / 10**decimals if value else None for value in from_varint(data)
    ]


def to_dictionary(texts: Sequence[str], places: IntArray | None = None) -> tuple[bytes, bytes]:
    """Write texts as a sorted list of the different ones and a place in it for each row.

    In the list each text tells how many characters it shares with the one before, as one leading
    character from the blank on, then the rest, then a line feed. Texts hold no line feeds.

    Parameters
    ----------
    texts
        One for each row; with ``places`` those that these point into.
    places
        Each row's text.

    Returns
    -------
    The list in UTF-8, and the places as differences: of rows in the order of their identifiers
    most texts go on or stay.
    """
    array = np.asarray(texts, dtype=object)
    distinct, inverse = np.unique(array, return_inverse=True) if len(array) else (array, array)
    of_row = inverse if places is None else np.asarray(inverse, dtype=np.int64)[places]
    entries = [
        f"{chr(_BLANK + shared)}{text[shared:]}\n"
        for text, shared in zip(distinct, _shared_lengths(distinct), strict=True)
    ]
    numbers: IntArray = np.asarray(of_row, dtype=np.int64)
    steps = np.concatenate([numbers[:1], numbers[1:] - numbers[:-1]])
    return "".join(entries).encode("utf-8"), to_varint(to_zigzag(steps))


def from_dictionary(listed: bytes, places: bytes) -> list[str]:
    """Undo `to_dictionary`."""
    distinct: list[str] = []
    for entry in listed.decode("utf-8").split("\n")[:-1]:
        before = distinct[-1] if distinct else ""
        distinct.append(before[: ord(entry[0]) - _BLANK] + entry[1:])
    return [distinct[place] for place in accumulate(from_zigzag(from_varint(places)))]


def _shared_lengths(texts: npt.NDArray[Any]) -> list[int]:
    """Return how many characters each text shares with the one before it; 0 for the first."""
    shared = np.zeros(len(texts), dtype=np.int64)
    for begin in range(1, len(texts), _ROWS_AT_ONCE):
        some = np.asarray(texts[begin - 1 : begin + _ROWS_AT_ONCE], dtype=str)
        # One column for each character of the longest, zeros behind the end of a text.
        signs = some.view(np.uint32).reshape(len(some), -1)
        # Scripts count in UTF-16: a rare character that takes two units there is never shared.
        alike = (signs[1:] == signs[:-1]) & (signs[1:] != 0) & (signs[1:] <= _LAST_OF_ONE_UNIT)
        alike = np.column_stack([alike, np.zeros(len(alike), dtype=bool)])
        shared[begin : begin + len(alike)] = np.argmin(alike, axis=1)
    return np.minimum(shared, _MAX_SHARED).tolist()


def to_container(meta: Mapping[str, Any], blocks: Mapping[str, bytes] | None = None) -> str:
    """Pack a JSON-able head and named byte blocks into one text."""
    table, start = [], 0
    for name, block in (blocks or {}).items():
        table.append([name, start, len(block)])
        start += len(block)
    head = json.dumps(
        {"meta": meta, "blocks": table}, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode("utf-8")
    whole = b"".join([len(head).to_bytes(4, "little"), head, *(blocks or {}).values()])
    squeezed = zlib.compress(whole, level=6, wbits=-zlib.MAX_WBITS)
    return to_text85(len(whole).to_bytes(4, "little") + squeezed)


def from_container(packed: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Undo `to_container`."""
    # What stands behind the end are the zeros that made four bytes of the last ones.
    data = zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(from_text85(packed)[4:])
    size = int.from_bytes(data[:4], "little")
    head = json.loads(data[4 : 4 + size].decode("utf-8"))
    body = data[4 + size :]
    blocks = {name: body[start : start + length] for name, start, length in head["blocks"]}
    return head["meta"], blocks
