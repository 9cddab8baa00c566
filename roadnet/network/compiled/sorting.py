"""Sorting by small whole numbers: counting instead of comparing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from roadnet.network.model import IntArray


_FEW: Final = 32


def order_by_number(number: IntArray, count: int) -> Any:
    """Return the order of rows by a number in 0..count - 1 each, equal ones as they stand.

    (n,) in 32 bits where they do.
    """
    order = np.empty(len(number), dtype=np.int32 if len(number) < 2**31 else np.int64)
    _put_in_order(number, count, order)
    return order


@njit(cache=True)  # type: ignore[untyped-decorator]
def _put_in_order(number: Any, count: int, order: Any) -> None:
    place = np.zeros(count + 1, dtype=order.dtype)
    for k in range(len(number)):
        place[number[k] + 1] += 1
    for c in range(count):
        place[c + 1] += place[c]
    for k in range(len(number)):
        order[place[number[k]]] = k
        place[number[k]] += 1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def sort_few(numbers: Any) -> None:
    """Sort numbers in place, fast where they are few."""
    if len(numbers) > _FEW:
        numbers.sort()
        return
    for k in range(1, len(numbers)):
        own, j = numbers[k], k - 1
        while j >= 0 and numbers[j] > own:
            numbers[j + 1] = numbers[j]
            j -= 1
        numbers[j + 1] = own
