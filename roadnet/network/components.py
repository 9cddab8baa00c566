"""Connected parts of the network."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from roadnet.network.keep import kept_or_made
from roadnet.network.model import BoolArray, IntArray, RoadNetwork

_MASKS_KEPT: Final = 2


def node_parts(network: RoadNetwork, mask: BoolArray | None = None) -> IntArray:
    """(n,) the connected part of each node over the masked edges, direction of travel aside.

    Those of the last masks are kept with the network: not to be written to.
    """
    kept: dict[bytes, IntArray] = network.edge_memo.setdefault("parts", {})
    key = b"" if mask is None else np.packbits(mask).tobytes()
    return kept_or_made(kept, key, lambda: _node_parts(network, mask), most=_MASKS_KEPT)


def _node_parts(network: RoadNetwork, mask: BoolArray | None) -> IntArray:
    chosen = slice(None) if mask is None else mask
    u, v = network.edge_u[chosen], network.edge_v[chosen]
    size = network.node_count
    matrix = coo_array((np.ones(len(u), dtype=np.int8), (u, v)), shape=(size, size))
    found: IntArray = connected_components(matrix, directed=False)[1].astype(np.int64)
    found.setflags(write=False)
    return found


def edge_parts(network: RoadNetwork, mask: BoolArray | None = None) -> IntArray:
    """(m,) the connected part of each edge over the masked edges; -1 for the others."""
    label = node_parts(network, mask)[network.edge_u]
    return label if mask is None else np.where(mask, label, -1)
