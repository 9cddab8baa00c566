"""Numbers as people read them: one rule of rounding for every face and every file.

* Kilometres: three decimals. Rates: per cent with one decimal, 100 only for all, 0 only for none.
  Money: ten thousand yuan with two decimals. People, villages, items: whole.
* Half is rounded up (away from 0), and what decides is the number's first 15 significant digits, as
  in a spreadsheet: a number that was added up as 0.0004999999999999998 is 0.0005.
* In a sentence the number is the same, without zeros at the end of its decimals.
* Where a table shows a total, its parts are rounded so that they add up to it: :func:`reconcile`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

DASH: Final = "–"
KM_DIGITS: Final = 3
RATE_DIGITS: Final = 1
WAN_DIGITS: Final = 2
WAN_CNY: Final = 10_000.0
"""Money is told in ten thousand yuan (wan)."""

_SIGNIFICANT: Final = 15


@lru_cache(maxsize=4096)  # the limits of a standard come in every sentence
def to_rounded(value: float, digits: int) -> Decimal:
    """Round a finite number half up to so many decimals.

    Raises
    ------
    ValueError
        If the number is not finite.
    """
    return _exact(value).quantize(_unit(digits), rounding=ROUND_HALF_UP) + 0


def to_rounded_percent(ratio: float, digits: int = RATE_DIGITS) -> Decimal:
    """Round a ratio to per cent: below all never 100, above none never 0."""
    step, whole = _unit(digits), Decimal(100)
    shown = (_exact(abs(ratio)) * whole).quantize(step, rounding=ROUND_HALF_UP)
    if abs(ratio) < 1 and shown >= whole:
        shown = whole - step
    elif ratio != 0 and shown <= 0:
        shown = step
    return (-shown if ratio < 0 else shown) + 0


def to_number(value: float | None, *, digits: int = 0) -> str:
    """Write a number with thousands; a dash where it is not known."""
    if value is None or not math.isfinite(value):
        return DASH
    return f"{to_rounded(value, digits):,f}"


def to_plain(value: float, *, digits: int, grouped: bool = True) -> str:
    """Write a number for a sentence: rounded, without zeros at the end of its decimals."""
    said = f"{to_rounded(value, digits):{',' if grouped else ''}f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def to_percent(ratio: float | None, *, digits: int = RATE_DIGITS) -> str:
    """Write a ratio as per cent; a dash where it is not known."""
    if ratio is None or not math.isfinite(ratio):
        return DASH
    return f"{to_rounded_percent(ratio, digits):f}%"


def to_km(km: float | None) -> str:
    """Write kilometres; a dash where they are not known."""
    return to_number(km, digits=KM_DIGITS)


def to_wan(cny: float | None) -> str:
    """Write yuan in ten thousands; a dash where they are not known."""
    return to_number(None if cny is None else cny / WAN_CNY, digits=WAN_DIGITS)


def reconcile(parts: Sequence[float | None], digits: int) -> list[float | None]:
    """Round parts so that they add up to their rounded sum, by the largest remainders.

    Each part is rounded down; the steps that are then lacking go to those that lost most, of equals
    to the first. No part moves by a step or more, and one that needs no rounding does not move.

    Parameters
    ----------
    parts
        The parts; None or not finite where one is not known: it stays as None and counts nothing.
    digits
        Decimals that are shown.

    Returns
    -------
    The rounded parts, in order; their sum, rounded, is the rounded sum of the parts.
    """
    step = _unit(digits)
    known = {at: _exact(v) for at, v in enumerate(parts) if v is not None and math.isfinite(v)}
    down = {at: one.quantize(step, rounding=ROUND_FLOOR) for at, one in known.items()}
    whole = sum(known.values(), Decimal(0)).quantize(step, rounding=ROUND_HALF_UP)
    lacking = int((whole - sum(down.values(), Decimal(0))) / step)
    most = sorted(known, key=lambda at: (down[at] - known[at], at))
    raised = set(most[:lacking])
    found = {at: float(one + step if at in raised else one) for at, one in down.items()}
    return [found.get(at) for at in range(len(parts))]


def _exact(value: float) -> Decimal:
    if not math.isfinite(value):
        raise ValueError(f"not a number to be shown: {value}")
    return Decimal(f"{float(value):.{_SIGNIFICANT}g}")


def _unit(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)
