"""Buckets of costs for searches without a heap: how wide, how many, when they do not serve."""

from __future__ import annotations

from typing import Final

import numpy as np

from roadnet.network.model import FloatArray

_USUAL: Final = 0.9
"""Share of the arcs that are at most as long as a bucket is wide."""
_LOOKED_AT: Final = 100_000
_MOST: Final = 1 << 20


def choose_buckets(arc_cost: FloatArray, longest: float) -> tuple[float, int] | None:
    """Choose the buckets of a search.

    A bucket as wide as nearly all arcs are long keeps corrections within it few; the few longer
    arcs only skip buckets.

    Parameters
    ----------
    arc_cost
        (a,) costs >= 0.
    longest
        The longest step of the search, arcs and links.

    Returns
    -------
    Width, and how many are used in turn: a power of two, since a mask is ten times faster than a
    remainder. None where a step is so long (or endless) that too many were needed.
    """
    usual = 0.0
    if len(arc_cost):
        sample = arc_cost[:: len(arc_cost) // _LOOKED_AT + 1]
        usual = float(np.quantile(sample, _USUAL))
    width = usual or longest or 1.0
    if not longest / width < _MOST:
        return None
    # Nothing reaches farther than this from the bucket at hand, so none is used twice at a time.
    return width, 1 << int(longest / width + 1).bit_length()
