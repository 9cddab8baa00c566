"""Connected parts of the network."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from roadnet.network.model import BoolArray, IntArray, RoadNetwork


def node_parts(network: RoadNetwork, mask: BoolArray | None = None) -> IntArray:
    """(n,) the connected part of each node over the masked edges, direction of travel aside."""
    chosen = slice(None) if mask is None else mask
    u, v = network.edge_u[chosen], network.edge_v[chosen]
    size = network.node_count
    matrix = coo_array((np.ones(len(u), dtype=np.int8), (u, v)), shape=(size, size))
    return connected_components(matrix, directed=False)[1].astype(np.int64)


def edge_parts(network: RoadNetwork, mask: BoolArray | None = None) -> IntArray:
    """(m,) the connected part of each edge over the masked edges; -1 for the others."""
    label = node_parts(network, mask)[network.edge_u]
    return label if mask is None else np.where(mask, label, -1)
