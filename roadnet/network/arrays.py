"""Small operations on arrays that the builder is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from roadnet.network.compiled import is_worthwhile

if TYPE_CHECKING:
    from roadnet.network.model import BoolArray, FloatArray, IntArray


def ragged(starts: IntArray, counts: IntArray) -> tuple[IntArray, IntArray]:
    """Write out ranges: ``starts[i], starts[i] + 1, ...`` for ``counts[i]`` items each.

    Returns the range that each item belongs to and the item, both (sum of counts,).
    """
    counts = np.maximum(counts, 0)
    owner = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - before[owner] + np.asarray(starts)[owner]


def label_groups(count: int, a: IntArray, b: IntArray) -> tuple[int, IntArray]:
    """Label 0..count-1 by what the pairs (a, b) tie together; the number of groups, (count,).

    Groups are numbered in the order of their least members.
    """
    if count == 0:
        return 0, np.zeros(0, dtype=np.int64)
    if is_worthwhile(count):
        from roadnet.network.compiled.groups import label_groups_compiled

        return label_groups_compiled(count, a, b)
    pairs = coo_matrix((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    groups, labels = connected_components(pairs, directed=False)
    return int(groups), labels.astype(np.int64)


def first_of_each(*keys: IntArray) -> BoolArray:
    """Mark the first occurrence of each combination of keys; all (n,)."""
    order = np.lexsort(keys[::-1])
    fresh = np.zeros(len(order), dtype=bool)
    fresh[:1] = True
    for key in keys:
        fresh[1:] |= np.diff(np.asarray(key)[order]) != 0
    mark = np.zeros(len(order), dtype=bool)
    mark[order[fresh]] = True
    return mark


def settled_order(rank: IntArray, settle: Callable[[IntArray], Sequence[np.ndarray]]) -> IntArray:
    """Return the order by rank, (n,), and of equal ranks by further keys, then as they stand.

    Parameters
    ----------
    rank
        (n,) what decides nearly always.
    settle
        Gives the further keys of some rows, the first before the second: few need them.
    """
    order = np.argsort(rank)
    tied = np.zeros(len(order), dtype=bool)
    tied[1:] = rank[order[1:]] == rank[order[:-1]]
    tied[:-1] |= tied[1:]
    rows = np.sort(order[tied])
    if len(rows):
        order[tied] = rows[np.lexsort((*reversed(settle(rows)), rank[rows]))]
    return order


def first_of_least(key: IntArray, value: np.ndarray) -> IntArray:
    """Return, for each key, the row of the least value, the first of equal ones; by key."""
    order = np.argsort(key)
    start = np.flatnonzero(np.diff(key[order], prepend=key[order[:1]] - 1))
    if len(start) == 0:
        return start
    values = value[order]
    size = np.diff(start, append=len(order))
    least = np.repeat(np.minimum.reduceat(values, start), size) == values
    return np.minimum.reduceat(np.where(least, order, len(order)), start)


def morton_order(xy: FloatArray) -> IntArray:
    """Return the order of points along a Morton curve, (n,): near points come near one another."""
    if len(xy) == 0:
        return np.zeros(0, dtype=np.int64)
    low = xy.min(axis=0)
    span = max(float(np.ptp(xy, axis=0).max()), 1.0)
    cells = ((xy - low) / span * (2**21 - 1)).astype(np.uint64)
    code = _spread(cells[:, 0]) | (_spread(cells[:, 1]) << np.uint64(1))
    return settled_order(code.astype(np.int64), lambda rows: (xy[rows, 0], xy[rows, 1]))


def _spread(bits: np.ndarray) -> np.ndarray:
    """Put a 0 between the bits of 32-bit numbers."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits
