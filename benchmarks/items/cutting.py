"""The edges whose loss divides the network (ours also finds what hangs on each)."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from benchmarks.items.common import Item, Work, is_there, to_multigraph
from roadnet.network.cuts import find_cuts
from roadnet.network.model import RoadNetwork

_TWINS = "takes parallel edges for one"


def cuts_item(network: RoadNetwork) -> Item:
    """Ask for the cut edges of a network."""
    graph = to_multigraph(network)
    none = np.zeros(0, dtype=np.int64)
    peers: dict[str, Work] = {"networkx, graph ready": lambda: sum(1 for _ in nx.bridges(graph))}
    if is_there("rustworkx"):
        peers["rustworkx, graph ready"] = _rustworkx(network)
    return Item(
        "cut edges", lambda: int(find_cuts(network, none).is_cut.sum()), peers,
        lambda ours, theirs: "same" if ours == theirs else f"{theirs} for {ours}: {_TWINS}",
        sizes={"edges": network.edge_count},
    )  # fmt: skip


def _rustworkx(network: RoadNetwork) -> Work:
    import rustworkx as rx

    graph: Any = rx.PyGraph(multigraph=True)
    graph.add_nodes_from(range(network.node_count))
    ends = zip(network.edge_u.tolist(), network.edge_v.tolist(), strict=True)
    graph.add_edges_from([(u, v, None) for u, v in ends])
    return lambda: len(rx.bridges(graph))
