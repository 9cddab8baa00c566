"""The joint need: against trying every set of edges, and against networkx, and by hand."""

from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from roadnet.analysis.assess import assess
from roadnet.io.read import read_district
from roadnet.planning.need import joint_need
from roadnet.planning.steiner import steiner_tree
from tests.analysis.service_scenes import drawn

ROOT = Path(__file__).parents[2]
LADAKH = ROOT.parent / "shared" / "data" / "ladakh" / "district.toml"


def random_graph(seed, nodes=7, extra=4):
    """A connected graph with whole lengths, and terminals other than node 0."""
    rng = np.random.default_rng(seed)
    pairs = {(int(rng.integers(0, n)), n) for n in range(1, nodes)}
    while len(pairs) < nodes - 1 + extra:
        a, b = sorted(rng.choice(nodes, 2, replace=False).tolist())
        pairs.add((a, b))
    u, v = np.array(sorted(pairs)).T
    cost = rng.integers(1, 20, len(u)).astype(float)
    terminals = rng.choice(np.arange(1, nodes), int(rng.integers(1, 5)), replace=False)
    return u, v, cost, terminals


def least_by_trying(u, v, cost, terminals):
    """The least total of all sets of edges that tie the terminals to node 0."""
    best = np.inf
    for size in range(len(u) + 1):
        for some in combinations(range(len(u)), size):
            total = cost[list(some)].sum()
            if total < best:
                graph = nx.Graph([(int(u[e]), int(v[e])) for e in some])
                graph.add_nodes_from([0, *terminals.tolist()])
                if set(terminals.tolist()) <= nx.node_connected_component(graph, 0):
                    best = total
    return best


@pytest.mark.parametrize("seed", range(40))
def test_the_tree_is_the_least_of_all(seed):
    u, v, cost, terminals = random_graph(seed)
    found = steiner_tree(u, v, cost, 0, terminals)
    assert found.total == pytest.approx(least_by_trying(u, v, cost, terminals))
    assert found.bound == pytest.approx(found.total)
    graph = nx.Graph([(int(u[e]), int(v[e])) for e in found.edges])
    assert nx.is_forest(graph)


@pytest.mark.parametrize("seed", range(10))
def test_the_tree_is_never_longer_than_networkx_finds_and_the_bound_never_above_it(seed):
    u, v, cost, terminals = random_graph(seed, nodes=40, extra=45)
    found = steiner_tree(u, v, cost, 0, terminals, time_limit_s=5.0)
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(u.tolist(), v.tolist(), cost.tolist(), strict=True))
    peer = nx.approximation.steiner_tree(graph, [0, *terminals.tolist()], weight="weight")
    assert found.bound <= found.total <= peer.size(weight="weight") + 1e-9
    quick = steiner_tree(u, v, cost, 0, terminals, time_limit_s=0.0)
    assert quick.bound <= found.total + 1e-9 <= quick.total + 2e-9


# One column is 100 m. S-A is paved, A-B-C and B-D earth. C and D need A-B-C, 2,200 m, and a link
# straight to A, 1,304 m, each alone; together A-B, 1,100 m, B-C, 1,100 m, and B-D, 700 m, are less.
FORK = """
S----A----------B----------C
                |
                |
                |
                |
                |
                |
                D
"""


def test_what_is_shared_is_counted_once_and_the_least_is_found():
    earth = {"surface": "earth"}
    found = joint_need(
        assess(
            drawn(
                FORK,
                "SA AB BC BD",
                cell_m=100.0,
                villages={"C": 10, "D": 20},
                attributes={"SA": {"surface": "asphalt"}, "AB": earth, "BC": earth, "BD": earth},
                townships={"S": {"is_county_seat": True}},
            )
        )
    )
    assert found.plain_sum_km == pytest.approx(2.2 + np.hypot(1.1, 0.7))
    assert found.union_km == pytest.approx(2.2 + np.hypot(1.1, 0.7))
    assert found.joint_km == pytest.approx(1.1 + 1.1 + 0.7)
    assert found.proven
    assert found.lines.length == pytest.approx(2900.0)


def test_where_nothing_is_missing_nothing_is_needed():
    district = drawn(
        "S----A", "SA", cell_m=100.0, villages={"A": 1},
        attributes={"SA": {"surface": "asphalt"}}, townships={"S": {"is_county_seat": True}},
    )  # fmt: skip
    found = joint_need(assess(district))
    assert (found.villages, found.joint_km, found.bound_km, found.lines) == (0, 0.0, 0.0, None)


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_the_joint_need_lies_between_its_bound_and_the_plain_sum(year):
    before = assess(read_district(ROOT / "data" / "demo" / year, inline=True))
    found = joint_need(before)
    assert 0 < found.bound_km <= found.joint_km + 1e-9
    assert found.joint_km <= found.union_km + 1e-9 <= found.plain_sum_km + 2e-9


@pytest.mark.skipif(not LADAKH.exists(), reason="the real data set is not beside the project")
def test_the_joint_need_of_the_real_set():
    before = assess(read_district(LADAKH, standard="cn"))
    found = joint_need(before, time_limit_s=20.0)
    assert 0.95 * found.joint_km <= found.bound_km <= found.joint_km + 1e-9
    assert found.joint_km <= found.union_km + 1e-9 <= found.plain_sum_km + 2e-9
