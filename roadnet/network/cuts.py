"""Cut edges: the stretches whose closing leaves somebody without a way to a root.

A spanning tree is grown from the roots; each edge outside it gets a random 64-bit label, and a tree
edge's label is the exclusive-or of the labels at all nodes below it. An edge outside the tree that
passes over a tree edge leaves its label once; one that stays below leaves it twice, and it cancels.
So a tree edge with label 0 is a cut edge. (D. Pritchard and R. Thurimella, "Fast computation of
small cuts via cycle space sampling", ACM Transactions on Algorithms 7, 2011.) The chance of a false
one is m / 2**64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order

from roadnet.network.components import node_parts
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork

_SEED: Final = 20_240_917
NONE: Final = -1


@dataclass(frozen=True, slots=True)
class CutTree:
    """What hangs on what, seen from the roots; n nodes, m edges.

    Parameters
    ----------
    is_cut
        (m,) edges whose closing parts the network (the roots count as tied to one another).
    rooted
        (n,) whether the node has a way to a root.
    parent
        (n,) the next node towards the roots on the tree; -1 at a root.
    edge_up
        (n,) the edge to it; -1 at a root.
    depth
        (n,) edges to the root on the tree.
    next_cut
        (n,) the first cut edge on the way to the roots; -1 where there is none.
    lower
        (m,) the node below each cut edge, away from the roots; -1 for the other edges.
    """

    is_cut: BoolArray
    rooted: BoolArray
    parent: IntArray
    edge_up: IntArray
    depth: IntArray
    next_cut: IntArray
    lower: IntArray

    def cuts_of(self, node: int) -> list[int]:
        """Cut edges between a node and the roots, the nearest to the node first."""
        edges: list[int] = []
        edge = int(self.next_cut[node])
        while edge != NONE:
            edges.append(edge)
            edge = int(self.next_cut[self.parent[self.lower[edge]]])
        return edges

    def common_cut(self, nodes: Sequence[int]) -> int:
        """Return the first cut edge that every one of some nodes hangs on; -1 where there is none.

        Ways to the roots never part again once they have met, so what they have in common is the
        end of each.
        """
        common = self.cuts_of(nodes[0])
        for node in nodes[1:]:
            cuts = set(self.cuts_of(node))
            common = [edge for edge in common if edge in cuts]
        return common[0] if common else NONE

    def sum_below(self, values: FloatArray) -> FloatArray:
        """(m,) sum of (n,) node values that each cut edge alone ties to the roots; 0 elsewhere."""
        total = values.astype(np.float64, copy=True)
        for nodes in reversed(levels(self.depth)[1:]):
            np.add.at(total, self.parent[nodes], total[nodes])
        result = np.zeros(len(self.is_cut))
        cut = np.flatnonzero(self.is_cut & (self.lower != NONE))
        cut = cut[self.rooted[self.lower[cut]]]
        result[cut] = total[self.lower[cut]]
        return result


def find_cuts(network: RoadNetwork, roots: IntArray, *, mask: BoolArray | None = None) -> CutTree:
    """Find the cut edges of the masked network and what hangs on each of them.

    Parameters
    ----------
    network
        The network; direction of travel is left aside.
    roots
        Nodes that count as tied to one another from outside. Empty: the cut edges are those of
        the graph itself, and no node is rooted.
    mask
        (m,) edges that may be used.
    """
    edges = np.arange(network.edge_count) if mask is None else np.flatnonzero(mask)
    part = node_parts(network, mask)
    rooted = np.isin(part, part[roots]) if len(roots) else np.zeros(len(part), dtype=bool)
    starts = np.unique(np.concatenate([roots, _one_of_each(part, ~rooted)])).astype(np.int64)
    parent, depth = _tree(network, edges, starts)
    edge_up = _tree_edges(network, edges, parent)
    label = _labels(network, edges, edge_up)
    by_level = levels(depth)
    for nodes in reversed(by_level[1:]):
        np.bitwise_xor.at(label, parent[nodes], label[nodes])
    below = np.flatnonzero((edge_up != NONE) & (label == 0))
    is_cut = np.zeros(network.edge_count, dtype=bool)
    is_cut[edge_up[below]] = True
    lower = np.full(network.edge_count, NONE)
    lower[edge_up[below]] = below
    next_cut = np.full(network.node_count, NONE)
    for nodes in by_level[1:]:
        up = edge_up[nodes]
        next_cut[nodes] = np.where(is_cut[up], up, next_cut[parent[nodes]])
    next_cut[~rooted] = NONE
    return CutTree(is_cut, rooted, parent, edge_up, depth, next_cut, lower)


def levels(depth: IntArray) -> list[IntArray]:
    """Group nodes by their depth, the roots first."""
    order = np.argsort(depth, kind="stable")
    bounds = np.flatnonzero(np.diff(depth[order])) + 1
    return np.split(order, bounds) if len(order) else []


def _one_of_each(part: IntArray, chosen: BoolArray) -> IntArray:
    """Return one node of each part among the chosen ones."""
    nodes = np.flatnonzero(chosen)
    return nodes[np.unique(part[nodes], return_index=True)[1]]


def _tree(network: RoadNetwork, edges: IntArray, starts: IntArray) -> tuple[IntArray, IntArray]:
    """Grow a breadth-first tree from all starts: parent and depth of each node."""
    n = network.node_count
    u, v = network.edge_u[edges], network.edge_v[edges]
    tail = np.concatenate([u, v, np.full(len(starts), n)])
    head = np.concatenate([v, u, starts])
    ones = np.ones(len(tail))
    matrix = csr_array(coo_array((ones, (tail, head)), shape=(n + 1, n + 1)))
    order, parent = breadth_first_order(matrix, n, return_predecessors=True)
    up = parent[:n].astype(np.int64)
    up[up == n] = NONE
    return up, _depths(order, parent)[:n] - 1


def _depths(order: IntArray, parent: IntArray) -> IntArray:
    """(n + 1,) how far each node is from the first in breadth-first ``order``.

    In that order the parents' places never fall, so each level ends where they pass the one above.
    """
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    above = place[parent[order[1:]]]
    depth = np.zeros(len(order), dtype=np.int64)
    begin, end, level = 0, 1, 0
    while begin < end:
        depth[order[begin:end]] = level
        begin, end, level = end, int(np.searchsorted(above, end)) + 1, level + 1
    return depth


def _tree_edges(network: RoadNetwork, edges: IntArray, parent: IntArray) -> IntArray:
    """(n,) the edge that ties each node to its parent: of parallel ones the first."""
    u, v = network.edge_u[edges], network.edge_v[edges]
    found = []
    for node, other in ((u, v), (v, u)):
        ties = np.flatnonzero(parent[node] == other)[::-1]
        edge_up = np.full(network.node_count, network.edge_count)
        # Of several that are written to one node the last stays: the first edge.
        edge_up[node[ties]] = edges[ties]
        found.append(edge_up)
    first = np.minimum(*found)
    return np.where(first == network.edge_count, NONE, first)


def _labels(network: RoadNetwork, edges: IntArray, edge_up: IntArray) -> NDArray[np.uint64]:
    """(n,) exclusive-or of the random labels of the edges outside the tree that end at a node."""
    in_tree = np.zeros(network.edge_count, dtype=bool)
    in_tree[edge_up[edge_up != NONE]] = True
    outside = edges[~in_tree[edges]]
    u, v = network.edge_u[outside], network.edge_v[outside]
    random = np.random.default_rng(_SEED).integers(
        1, np.iinfo(np.uint64).max, size=len(outside), dtype=np.uint64, endpoint=True
    )
    label = np.zeros(network.node_count, dtype=np.uint64)
    np.bitwise_xor.at(label, u, random)
    np.bitwise_xor.at(label, v, random)
    return label
