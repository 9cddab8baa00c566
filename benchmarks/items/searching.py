"""How far every node is from the nearest of some facilities, over the network."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from benchmarks.items.common import Item, Work, is_there, same_numbers, spread, to_multigraph
from roadnet.network.model import RoadNetwork
from roadnet.network.routing import Legs, Router


def nearest_item(network: RoadNetwork, facilities: int) -> Item:
    """Ask for the nearest facility of every node; all get their graph ready beforehand.

    The program's graph are the sorted arcs of a router; with them to be sorted it takes part once
    more, as pandana does with its preparation.
    """
    rng = np.random.default_rng(1)
    chosen = np.sort(rng.choice(network.node_count, facilities, replace=False))
    legs = Legs(np.arange(facilities), chosen, np.zeros(facilities), facilities)
    length = network.edge_length_m
    router = Router(network, length)
    ready = "networkx, graph ready"
    peers: dict[str, Work] = {
        "roadnet, its arcs to be sorted": lambda: Router(network, length).search(legs).cost,
        ready: _networkx(network, chosen),
    }
    if is_there("rustworkx"):
        peers["rustworkx, graph ready"] = _rustworkx(network, chosen)
    if is_there("networkit"):
        peers["networkit, graph ready"] = _networkit(network, chosen)
    if is_there("pandana"):
        peers["pandana, prepared"] = _pandana(network, chosen, prepared=True)
        peers["pandana with its preparation"] = _pandana(network, chosen, prepared=False)
    return Item(
        f"nearest of {facilities} facilities, every node",
        lambda: router.search(legs).cost, peers, same_numbers,
        sizes={"nodes": network.node_count, "edges": network.edge_count},
        runs={"pandana with its preparation": 1}, own_name="roadnet, arcs ready",
        goals={
            ready: ("nearest_networkx", False),
            "rustworkx, graph ready": ("nearest_rustworkx", False),
            "pandana, prepared": ("nearest_pandana", False),
        },
    )  # fmt: skip


def _networkx(network: RoadNetwork, chosen: np.ndarray) -> Work:
    graph = to_multigraph(network)
    sources = set(chosen.tolist())

    def work() -> np.ndarray:
        found = nx.multi_source_dijkstra_path_length(graph, sources, weight="length_m")
        return spread(found, network.node_count)

    return work


def _rustworkx(network: RoadNetwork, chosen: np.ndarray) -> Work:
    import rustworkx as rx

    graph: Any = rx.PyGraph(multigraph=True)
    graph.add_nodes_from(range(network.node_count + 1))
    columns = (network.edge_u, network.edge_v, network.edge_length_m)
    graph.add_edges_from(list(zip(*(column.tolist() for column in columns), strict=True)))
    graph.add_edges_from([(network.node_count, int(node), 0.0) for node in chosen])

    def work() -> np.ndarray:
        found = rx.dijkstra_shortest_path_lengths(graph, network.node_count, float)
        return spread(found, network.node_count)

    return work


def _networkit(network: RoadNetwork, chosen: np.ndarray) -> Work:
    import networkit as nk

    n = network.node_count
    graph = nk.Graph(n + 1, weighted=True)
    u = np.concatenate([network.edge_u, np.full(len(chosen), n)])
    v = np.concatenate([network.edge_v, chosen])
    weight = np.concatenate([network.edge_length_m, np.zeros(len(chosen))])
    graph.addEdges((weight, (u, v)))

    def work() -> np.ndarray:
        search = nk.distance.Dijkstra(graph, n, storePaths=False)
        search.run()
        cost = np.array(search.getDistances(asarray=True))[:n]
        return np.where(cost > 1e300, np.inf, cost)

    return work


def _pandana(network: RoadNetwork, chosen: np.ndarray, *, prepared: bool) -> Work:
    import pandana

    far = 1e7
    x, y = (pd.Series(column) for column in network.node_xy.T)
    ends = pd.Series(network.edge_u), pd.Series(network.edge_v)
    lengths = pd.DataFrame({"length_m": network.edge_length_m})

    def prepare() -> Any:
        return pandana.Network(x, y, *ends, lengths)

    ready = prepare() if prepared else None

    def work() -> np.ndarray:
        made = ready or prepare()
        made.set_pois("facility", far, 1, x[chosen], y[chosen])
        found: np.ndarray = made.nearest_pois(far, "facility", num_pois=1)[1].to_numpy()
        return found

    return work
