"""Searches on arrays against networkx: costs, targets and the edges of the ways."""

import networkx as nx
import numpy as np
import pytest

from roadnet.network.buckets import choose_buckets
from roadnet.network.compiled import VARIABLE
from roadnet.network.routing import NO_PLACE, Legs, Router
from tests.network.by_lot import random_legs, random_network


@pytest.fixture(params=["0", "1"], ids=["scipy", "compiled"], autouse=True)
def searched_by(request, monkeypatch):
    """Each test is run by scipy's search and by the compiled one."""
    monkeypatch.setenv(VARIABLE, request.param)
    return request.param


def to_digraph(network, usable, targets):
    """Arcs as they are travelled, each place an own node ("t", place) beyond its links."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.node_count))
    oneway = network.roads["oneway"].to_numpy()
    for edge in np.flatnonzero(usable):
        ends = int(network.edge_u[edge]), int(network.edge_v[edge])
        graph.add_edge(*ends, cost=network.edge_length_m[edge])
        if not oneway[edge]:
            graph.add_edge(*ends[::-1], cost=network.edge_length_m[edge])
    for place, node, cost in zip(targets.place, targets.node, targets.cost, strict=True):
        graph.add_edge(int(node), ("t", int(place)), cost=cost)
    return graph


@pytest.mark.parametrize("seed", range(12))
def test_every_node_costs_what_networkx_says(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng, nodes=40, edges=int(rng.integers(10, 160)))
    targets = random_legs(rng, 6, 40)
    usable = rng.random(network.edge_count) < 0.9
    found = Router(network, network.edge_length_m, usable).search(targets)

    graph = to_digraph(network, usable, targets).reverse()
    expected = np.full(40, np.inf)
    to_place = {}
    for place in np.unique(targets.place).tolist():
        to_place[place] = nx.single_source_dijkstra_path_length(graph, ("t", place), weight="cost")
        for node, cost in to_place[place].items():
            if not isinstance(node, tuple):
                expected[node] = min(expected[node], cost)
    np.testing.assert_allclose(found.cost, expected, rtol=1e-12)
    for node in np.flatnonzero(found.target != NO_PLACE):
        assert to_place[found.target[node]][node] == pytest.approx(expected[node])
    np.testing.assert_array_equal(found.target != NO_PLACE, np.isfinite(expected))


@pytest.mark.parametrize("seed", range(12))
def test_a_way_is_travelled_edge_by_edge_to_a_link_of_its_target(seed):
    rng = np.random.default_rng(100 + seed)
    network = random_network(rng, nodes=40, edges=int(rng.integers(10, 160)))
    targets = random_legs(rng, 6, 40)
    usable = rng.random(network.edge_count) < 0.9
    found = Router(network, network.edge_length_m, usable).search(targets)
    oneway = network.roads["oneway"].to_numpy()
    for start in np.flatnonzero(np.isfinite(found.cost)):
        node, cost = int(start), 0.0
        for edge in found.route_edges(int(start)):
            u, v = network.edge_u[edge], network.edge_v[edge]
            assert usable[edge]
            assert node == u or (node == v and not oneway[edge])
            node, cost = int(v if node == u else u), cost + network.edge_length_m[edge]
        at = (targets.node == node) & (targets.place == found.target[start])
        assert cost + targets.cost[at].min() == pytest.approx(found.cost[start])


def test_of_parallel_edges_the_cheapest_is_taken_and_of_equal_ones_the_first():
    rng = np.random.default_rng(0)
    network = random_network(rng, nodes=2, edges=4)
    network.edge_u[:], network.edge_v[:] = [0, 1, 0, 0], [1, 0, 1, 1]
    network.edge_length_m[:] = [5.0, 3.0, 3.0, 9.0]
    network.roads["oneway"] = False
    at_one = Legs(np.array([0]), np.array([1]), np.array([0.0]), 1)
    found = Router(network, network.edge_length_m).search(at_one)
    assert found.cost.tolist() == [3.0, 0.0]
    assert found.route_edges(0).tolist() == [1]


def test_without_a_target_nothing_is_reached():
    rng = np.random.default_rng(0)
    network = random_network(rng, nodes=5, edges=5)
    none = np.zeros(0, dtype=np.int64)
    found = Router(network, network.edge_length_m).search(Legs(none, none, np.zeros(0), 3))
    assert np.isinf(found.cost).all()
    assert (found.target == NO_PLACE).all()


@pytest.mark.parametrize("limit", [4.0, 9.0, np.inf])
@pytest.mark.parametrize("seed", range(8))
def test_both_searches_cost_the_same_to_the_last_bit(seed, limit, monkeypatch):
    rng = np.random.default_rng(200 + seed)
    network = random_network(rng, nodes=60, edges=int(rng.integers(20, 200)))
    targets = random_legs(rng, 9, 60)
    router = Router(network, network.edge_length_m * rng.random(network.edge_count))
    found = []
    for said in ("0", "1"):
        monkeypatch.setenv(VARIABLE, said)
        found.append(router.search(targets, limit=limit))
    np.testing.assert_array_equal(found[0].cost, found[1].cost)
    np.testing.assert_array_equal(found[0].target < 0, found[1].target < 0)


def test_a_limit_counts_what_lies_at_it():
    rng = np.random.default_rng(0)
    network = random_network(rng, nodes=3, edges=2)
    network.edge_u[:], network.edge_v[:], network.edge_length_m[:] = [0, 1], [1, 2], [4.0, 1.0]
    network.roads["oneway"] = False
    at_zero = Legs(np.array([0]), np.array([0]), np.array([2.0]), 1)
    found = Router(network, network.edge_length_m).search(at_zero, limit=6.0)
    assert found.cost.tolist() == [2.0, 6.0, np.inf]
    assert found.target.tolist() == [0, 0, NO_PLACE]
    beyond = Legs(np.array([0]), np.array([0]), np.array([7.0]), 1)
    assert np.isinf(Router(network, network.edge_length_m).search(beyond, limit=6.0).cost).all()


def test_one_arc_of_ages_leaves_the_search_to_the_heap():
    cost = np.array([1.0, 2.0, 3.0] * 50)
    width, count = choose_buckets(cost, 3.0)
    assert width * count >= 3.0 + width
    assert choose_buckets(np.append(cost, 1e9), 1e9) is None
    assert choose_buckets(np.append(cost, np.inf), np.inf) is None
    assert choose_buckets(np.zeros(4), 0.0) == (1.0, 2)
    assert choose_buckets(np.zeros(0), 7.0)[1] >= 2


@pytest.mark.parametrize("age", [1e3, 1e12, np.inf])
def test_a_very_slow_road_changes_nothing_but_its_own_ways(age, searched_by):
    rng = np.random.default_rng(5)
    network = random_network(rng, nodes=30, edges=90)
    cost = network.edge_length_m + 0.25
    cost[7] = age
    targets = random_legs(rng, 4, 30)
    found = Router(network, cost).search(targets)
    left_out = np.arange(len(cost)) != 7
    without = Router(network, cost, left_out).search(targets)
    faster = np.isfinite(without.cost)
    np.testing.assert_array_equal(found.cost[faster], without.cost[faster])
