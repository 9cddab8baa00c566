"""The last things that were worked out, kept; several threads may ask at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_CHANGING = Lock()


def kept_or_made(kept: dict[K, T], key: K, make: Callable[[], T], *, most: int) -> T:
    """Return what is kept under a key; make and keep it where nothing is, the oldest let go.

    Two threads that ask for one key at once may both make it, and each has a whole one.
    """
    found = kept.get(key)
    if found is None:
        found = make()
        with _CHANGING:
            while len(kept) >= most and key not in kept:
                kept.pop(next(iter(kept)))
            kept[key] = found
    return found
