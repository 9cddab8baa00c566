"""Answers kept by key: the latest used ones, each built by one session while others wait."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class KeyedCache(Generic[K, V]):
    """A small store of costly answers, safe to use from several threads.

    Streamlit's own cache replays what a cached function shows and so cannot hold one that tells of
    its progress; this one only keeps answers.

    Parameters
    ----------
    most
        How many answers are kept; the one not used for longest goes first.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._building: dict[K, Lock] = {}
        self._lock = Lock()

    def find(self, key: K) -> V | None:
        """Return the kept answer, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def get(self, key: K, build: Callable[[], V]) -> V:
        """Return the kept answer, or build and keep it; an error is passed on and not kept."""
        with self._lock:
            building = self._building.setdefault(key, Lock())
        with building:
            kept = self.find(key)
            if kept is not None:
                return kept
            value = build()
            with self._lock:
                self._kept[key] = value
                while len(self._kept) > self._most:
                    gone, _ = self._kept.popitem(last=False)
                    self._building.pop(gone, None)
            return value
