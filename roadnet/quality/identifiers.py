"""Identifiers and official codes: missing, repeated, damaged, of the wrong shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from roadnet.findings import Finding
from roadnet.quality.inspection import BoolArray, Inspection, TextArray
from roadnet.schema import layers

_AREA_CODE: Final = r"\d{12}"
_ROUTE_CODE: Final = r"(?:[GS]\d{1,4}(?:\d{6})?|[XYCZW][0-9A-Z]{3}(?:\d{6})?)(?:[LUD]\d{1,5})?"
_DAMAGED: Final = r"\d+(?:\.\d+)?[eE]\+?\d+|\d{4,}\.0+"
_CLASS_OF_LETTER: Final = {
    "G": "national",
    "S": "provincial",
    "X": "county",
    "Y": "township",
    "C": "village",
    "Z": "special",
}
_AREA_LAYERS: Final = ("villages", "townships")


def check_id_missing(seen: Inspection) -> Iterator[Finding]:
    """Find rows without an identifier: nothing can refer to them; one finding a layer."""
    for layer in _present(seen):
        yield from seen.find_together("id_missing", layer, seen.ids(layer) == "")


def check_id_duplicate(seen: Inspection) -> Iterator[Finding]:
    """Find one identifier on several rows: one finding an identifier."""
    for layer in _present(seen):
        ids = seen.ids(layer)
        yield from seen.find_alike("id_duplicate", layer, ids, ids != "", value=ids)


def check_id_damaged(seen: Inspection) -> Iterator[Finding]:
    """Find identifiers that a spreadsheet turned into numbers: ``5.11E+11`` or ``1234.0``."""
    for layer in _present(seen):
        ids = seen.ids(layer)
        yield from seen.find("id_damaged", layer, _match(ids, _DAMAGED), value=ids)


def check_area_code_malformed(seen: Inspection) -> Iterator[Finding]:
    """Find codes that are not 12 digits in a layer whose codes mostly are."""
    for layer in _AREA_LAYERS:
        ids = seen.ids(layer)
        right, written = _match(ids, _AREA_CODE), ids != ""
        if _mostly(right, written, seen.limits["official_share_ratio"]):
            digits = np.array([len(name) for name in ids], dtype=np.int64)
            odd = written & ~right
            yield from seen.find("area_code_malformed", layer, odd, value=ids, length=digits)


def check_area_code_county(seen: Inspection) -> Iterator[Finding]:
    """Find official codes of another county than nearly all others of the layer."""
    for layer in _AREA_LAYERS:
        ids = seen.ids(layer)
        right = _match(ids, _AREA_CODE)
        county = np.array([name[:6] for name in ids], dtype=object)
        if not right.any():
            continue
        usual = str(pd.Series(county[right]).mode().iloc[0])
        if _mostly(right & (county == usual), right, seen.limits["county_share_ratio"]):
            odd = right & (county != usual)
            yield from seen.find("area_code_county", layer, odd, value=ids, usual=usual)


def check_village_code_township(seen: Inspection) -> Iterator[Finding]:
    """Find villages whose code begins with another township's code than their own column says."""
    ids, township = seen.ids("villages"), seen.text("villages", "township_id")
    both = _match(ids, _AREA_CODE) & _match(township, _AREA_CODE)
    odd = both & np.array([a[:9] != b[:9] for a, b in zip(ids, township, strict=True)], dtype=bool)
    yield from seen.find("village_code_township", "villages", odd, value=ids, township=township)


def check_route_code_malformed(seen: Inspection) -> Iterator[Finding]:
    """Find route codes that do not follow GB/T 917 in a layer whose codes mostly do."""
    codes = seen.text("roads", "route_code")
    right, written = _match(codes, _ROUTE_CODE), codes != ""
    if _mostly(right, written, seen.limits["official_share_ratio"]):
        yield from seen.find("route_code_malformed", "roads", written & ~right, value=codes)


def check_route_code_class(seen: Inspection) -> Iterator[Finding]:
    """Find routes whose code's letter says another administrative class than the column."""
    codes, declared = seen.text("roads", "route_code"), seen.text("roads", "admin_class")
    letters = np.array([code[:1] for code in codes], dtype=object)
    by_code = pd.Series(letters).map(_CLASS_OF_LETTER).fillna("").to_numpy(dtype=object)
    odd = _match(codes, _ROUTE_CODE) & (by_code != "") & (declared != "") & (by_code != declared)
    yield from seen.find("route_code_class", "roads", odd, value=codes, letter=letters)


def _present(seen: Inspection) -> list[str]:
    return [name for name in layers() if seen.has(name)]


def _match(texts: TextArray, pattern: str) -> BoolArray:
    return pd.Series(texts, dtype=object).astype(str).str.fullmatch(pattern).to_numpy(dtype=bool)


def _mostly(part: BoolArray, whole: BoolArray, share_ratio: float) -> bool:
    return bool(whole.any()) and bool(part.sum() >= share_ratio * whole.sum())


CHECKS: Final = (
    check_id_missing,
    check_id_duplicate,
    check_id_damaged,
    check_area_code_malformed,
    check_area_code_county,
    check_village_code_township,
    check_route_code_malformed,
    check_route_code_class,
)
