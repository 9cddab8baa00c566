"""Ways anew after a closing, held against searching the whole network without the edge."""

import geopandas as gpd
import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from roadnet.analysis.detours import Detours
from roadnet.network.model import RoadNetwork
from roadnet.network.routing import Legs


def network_of(edges, oneway):
    """One road an edge; costs are given apart, so that the lengths do not matter."""
    u, v = (np.array([edge[side] for edge in edges], dtype=np.int64) for side in (0, 1))
    count, zeros = len(edges), np.zeros(len(edges))
    roads = gpd.GeoDataFrame(
        {"road_id": [str(n) for n in range(count)], "oneway": list(oneway)}, geometry=[None] * count
    )
    return RoadNetwork(
        crs=None, roads=roads, node_xy=np.zeros((8, 2)), edge_u=u, edge_v=v,
        edge_road=np.arange(count), edge_start_m=zeros, edge_end_m=zeros, edge_length_m=zeros + 1,
        tolerance_m=0.0,
    )  # fmt: skip


def oracle(edges, oneway, cost, closed, origins, targets):
    """Dijkstra by networkx on what is left, from each place over its legs."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(8))
    graph.add_node("end")
    for at, (u, v) in enumerate(edges):
        if at not in closed:
            graph.add_edge(u, v, w=cost[at])
            if not oneway[at]:
                graph.add_edge(v, u, w=cost[at])
    for node, leg in targets:
        graph.add_edge(node, "end", w=leg)
    far = nx.single_source_dijkstra_path_length(graph.reverse(), "end", weight="w")
    found = {}
    for place, node, leg in origins:
        found[place] = min(found.get(place, np.inf), leg + far.get(node, np.inf))
    return found


nodes = st.integers(0, 7)


@settings(max_examples=150, deadline=None)
@given(
    edges=st.lists(
        st.tuples(nodes, nodes, st.integers(1, 9), st.booleans()).filter(lambda e: e[0] != e[1]),
        min_size=1, max_size=16,
    ),
    origins=st.lists(
        st.tuples(st.integers(0, 3), nodes, st.integers(0, 3)), min_size=1, max_size=6
    ),
    targets=st.lists(st.tuples(nodes, st.integers(0, 3)), min_size=1, max_size=3),
    closed=st.sets(st.integers(0, 15), max_size=3),
)  # fmt: skip
def test_costs_after_a_closing_are_those_of_a_search_of_the_rest(edges, origins, targets, closed):
    pairs, oneway = [edge[:2] for edge in edges], [edge[3] for edge in edges]
    cost = np.array([edge[2] for edge in edges], dtype=float)
    closed = {at for at in closed if at < len(edges)}
    origins = sorted(set(origins))
    place, node, leg = (np.array(column) for column in zip(*origins, strict=True))
    starts = Legs(place, node, leg.astype(float), 4)
    at, own = (np.array(column) for column in zip(*targets, strict=True))
    ends = Legs(np.zeros(len(at), dtype=int), at, own.astype(float), 1)
    found = Detours(network_of(pairs, oneway), cost, np.ones(len(pairs), bool), starts, ends)

    before = oracle(pairs, oneway, cost, set(), origins, targets)
    after = oracle(pairs, oneway, cost, closed, origins, targets)
    changed = sorted(p for p in before if after[p] != before[p])
    closing = found.close(closed)
    assert closing.place.tolist() == changed
    assert closing.before.tolist() == [before[p] for p in changed]
    assert closing.after.tolist() == [after[p] for p in changed]
