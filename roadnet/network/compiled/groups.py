"""What pairs tie together, compiled: union by the least number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from roadnet.network.model import IntArray


def label_groups_compiled(count: int, a: IntArray, b: IntArray) -> tuple[int, IntArray]:
    """Label 0..count-1 by what the pairs tie together; see :func:`..arrays.label_groups`."""
    groups, label = _label(np.arange(count, dtype=np.int32 if count < 2**31 else np.int64), a, b)
    return int(groups), label


@njit(cache=True)  # type: ignore[untyped-decorator]
def _root(root: Any, k: int) -> int:
    while root[k] != k:
        root[k] = root[root[k]]
        k = root[k]
    return k


@njit(cache=True)  # type: ignore[untyped-decorator]
def _label(root: Any, a: Any, b: Any) -> Any:
    for k in range(len(a)):
        one, other = _root(root, a[k]), _root(root, b[k])
        # The least of a group is its root: so groups are numbered in the order of their least.
        if one < other:
            root[other] = one
        else:
            root[one] = other
    label = np.empty(len(root), dtype=np.int64)
    groups = 0
    for k in range(len(root)):
        if root[k] == k:
            label[k] = groups
            groups += 1
        else:
            label[k] = label[root[k]]
    return groups, label
