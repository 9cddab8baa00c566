"""Places put into the network: edges split where the places stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from roadnet.network.locate import Located
from roadnet.network.model import FloatArray, IntArray, RoadNetwork
from roadnet.network.stretches import edge_lines

_SAME_PLACE_M: Final = 1e-3
"""Places nearer than this along an edge share a node."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """A network with places in it: ``node`` (k,) of each place, ``parent`` (m',) the old edge."""

    network: RoadNetwork
    node: IntArray
    parent: IntArray


def insert_places(network: RoadNetwork, located: Located) -> Inserted:
    """Split edges where places stand, so that each place has a node of its own.

    Nodes and the lengths of routes between old nodes stay as they were; new nodes are numbered
    after them.
    """
    length = network.edge_length_m[located.edge]
    offset = np.clip(located.offset_m, 0.0, length)
    at_start, at_end = offset <= _SAME_PLACE_M, length - offset <= _SAME_PLACE_M
    node = np.where(at_start, network.edge_u[located.edge], network.edge_v[located.edge])
    within = np.flatnonzero(~at_start & ~at_end)
    order = within[np.lexsort((offset[within], located.edge[within]))]
    edge, place = located.edge[order], offset[order]
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = (np.diff(edge) != 0) | (np.diff(place) > _SAME_PLACE_M)
    number = np.cumsum(is_new) - 1
    node[order] = network.node_count + number
    cut_edge, cut_at = edge[is_new], place[is_new]
    split, parent = _split(network, cut_edge, cut_at)
    return Inserted(split, node, parent)


def _split(
    network: RoadNetwork, cut_edge: IntArray, cut_at: FloatArray
) -> tuple[RoadNetwork, IntArray]:
    """Split edges at offsets, sorted by edge and offset, strictly inside."""
    cuts = np.bincount(cut_edge, minlength=network.edge_count)
    parent = np.repeat(np.arange(network.edge_count), cuts + 1)
    first = np.cumsum(cuts + 1) - (cuts + 1)
    new_node = network.node_count + np.arange(len(cut_edge))
    # Piece j of an edge ends at its cut j and piece j + 1 begins there.
    before = np.arange(len(cut_edge)) + cut_edge  # each edge ahead adds one piece more than cuts
    u, v = network.edge_u[parent], network.edge_v[parent]
    begin = np.zeros(len(parent))
    finish = network.edge_length_m[parent].copy()
    v[before], u[before + 1] = new_node, new_node
    finish[before], begin[before + 1] = cut_at, cut_at
    assert len(first) == network.edge_count  # noqa: S101 - ties the two ways of counting
    start = network.edge_start_m[parent] + begin
    end = np.where(
        cuts[parent] == 0, network.edge_end_m[parent], network.edge_start_m[parent] + finish
    )
    split = replace(
        network,
        node_xy=np.concatenate([network.node_xy, _places(network, cut_edge, cut_at)]),
        edge_u=u,
        edge_v=v,
        edge_road=network.edge_road[parent],
        edge_start_m=start,
        edge_end_m=end,
        edge_length_m=finish - begin,
    )
    return split, parent


def _places(network: RoadNetwork, edge: IntArray, offset: FloatArray) -> FloatArray:
    import shapely

    lines = edge_lines(network, edge)
    found: FloatArray = shapely.get_coordinates(shapely.line_interpolate_point(lines, offset))
    return found
