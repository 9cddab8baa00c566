"""Compiled work on all cores: they let go of the interpreter's lock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from roadnet.cores import usable_cores

T = TypeVar("T")

_SLICES: Final = 16
"""However many cores there are, so that the results do not depend on them."""


def in_slices(count: int, work: Callable[[int, int], T]) -> list[T]:
    """Do work on slices of 0..count - 1, given by begin and stop; results in their order."""
    bounds = [count * k // _SLICES for k in range(_SLICES + 1)]
    with ThreadPoolExecutor(max_workers=min(usable_cores(), _SLICES)) as pool:
        return list(pool.map(work, bounds[:-1], bounds[1:]))
