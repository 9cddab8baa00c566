"""A real set of roads: what the builder says against the letter of the rules."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely

from roadnet.district import District
from roadnet.network.build import build_network
from tests.scenes import UTM_43

LADAKH = Path(__file__).resolve().parents[2].parent / "shared/data/ladakh"
TOUCH_M = 1e-3


@pytest.fixture(scope="module")
def ladakh() -> District:
    if not LADAKH.exists():
        pytest.skip(f"the roads of Ladakh are not at {LADAKH}")
    pyogrio = pytest.importorskip("pyogrio")
    roads = pyogrio.read_dataframe(LADAKH / "Road_DRRP/Road_DRRP3.shp").to_crs(UTM_43)
    places = pyogrio.read_dataframe(LADAKH / "Habitation/Habitation2.shp").to_crs(UTM_43)
    roads["road_id"] = roads["ER_ID"].astype(str)
    places["population"] = places["TOT_POPULA"]
    return District("Ladakh", "pmgsy", UTM_43, {"roads": roads, "villages": places})


@pytest.fixture(scope="module")
def network(ladakh):
    return build_network(ladakh)


@pytest.fixture(scope="module")
def by_the_letter(ladakh):
    """Components at each tolerance: roads that meet, or an end within the tolerance of a road."""
    lines = ladakh.layers["roads"].geometry.to_numpy()
    tree = shapely.STRtree(lines)
    met = tree.query(lines, predicate="dwithin", distance=TOUCH_M)
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    end, road = tree.query(ends, predicate="dwithin", distance=50)
    gap = shapely.distance(ends[end], lines[road])
    graph = nx.Graph()
    graph.add_nodes_from(range(len(lines)))
    graph.add_edges_from(met.T.tolist())
    counts = {}
    for tolerance in (0, 1, 2, 5, 10, 20, 50):
        near = gap <= tolerance
        pairs = zip((end[near] % len(lines)).tolist(), road[near].tolist(), strict=True)
        graph.add_edges_from(pairs)
        counts[tolerance] = nx.number_connected_components(graph)
    return counts


def test_components_at_each_tolerance(network, by_the_letter):
    assert {point.tolerance_m: point.components for point in network.curve} == by_the_letter


def test_components_of_the_network(network, by_the_letter):
    assert nx.number_connected_components(network.graph) == by_the_letter[10]


def test_the_share_of_people_at_the_largest_component(ladakh, network):
    # Independent: nearest whole road of each place, components of the networkx graph.
    lines = ladakh.layers["roads"].geometry.to_numpy()
    places = ladakh.layers["villages"]
    place, road = shapely.STRtree(lines).query_nearest(
        places.geometry.to_numpy(), all_matches=False
    )
    component = {}
    for number, nodes in enumerate(nx.connected_components(network.graph)):
        component.update(dict.fromkeys(nodes, number))
    edge = {int(r): k for k, r in enumerate(network.edge_road)}
    ids = network.roads.road_id.to_numpy()
    kept = dict(zip(network.twins.road_id, network.twins.kept_road_id, strict=True))
    by_id = {ids[r]: k for r, k in edge.items() if r >= 0}
    people = np.zeros(len(network.curve) + len(component))
    for k, r in zip(place, road, strict=True):
        one = edge.get(int(r), by_id.get(kept.get(ids[r])))
        people[component[int(network.edge_u[one])]] += places.population.iloc[k]
    share = {point.tolerance_m: point.largest_population_share for point in network.curve}
    assert share[10] == pytest.approx(people.max() / places.population.sum())


def test_every_metre_is_there_once(ladakh, network):
    road = ~network.edge_is_join
    length = network.edge_length_m[road].sum() + network.twins.length_m.sum()
    assert length == pytest.approx(ladakh.layers["roads"].length.sum(), rel=1e-9)
    assert network.edge_length_m[network.edge_is_join].max() <= 10


def test_ways_are_no_shorter_than_straight_lines(network):
    # 300 random pairs of nodes, 1 mm for each of the at most few hundred nodes on the way.
    graph = network.graph
    random = np.random.default_rng(0)
    for start in random.integers(0, network.node_count, 15).tolist():
        for node, length in nx.single_source_dijkstra_path_length(
            graph, start, weight="length_m"
        ).items():
            straight = float(np.hypot(*(network.node_xy[node] - network.node_xy[start])))
            assert length >= straight - 0.5


def test_rows_in_another_order_and_direction_make_the_same_network(ladakh, network):
    roads = ladakh.layers["roads"].sample(frac=1, random_state=0).reset_index(drop=True)
    roads["geometry"] = roads.geometry.reverse()
    other = build_network(ladakh.with_layer("roads", roads))
    assert other.curve == network.curve
    assert other.node_count == network.node_count
    assert np.sort(other.edge_length_m) == pytest.approx(np.sort(network.edge_length_m), abs=1e-3)
    assert other.joins.kind.value_counts().to_dict() == network.joins.kind.value_counts().to_dict()
