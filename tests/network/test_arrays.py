"""The array side of the network against networkx, on random multigraphs laid out in the plane."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from roadnet.network.components import edge_parts, node_parts
from roadnet.network.cuts import find_cuts
from roadnet.network.insert import insert_places
from roadnet.network.locate import EdgeIndex
from roadnet.network.model import RoadNetwork
from roadnet.network.routing import Legs, Router
from roadnet.network.stretches import edge_lines

CRS_M = CRS.from_epsg(32648)


def straight_network(xy, pairs, *, bends=None, oneway=None):
    """One road an edge between given nodes; a bend puts a vertex off the straight line."""
    xy = np.asarray(xy, dtype=float)
    lines = []
    for k, (a, b) in enumerate(pairs):
        inner = [] if bends is None or bends[k] == 0 else [(xy[a] + xy[b]) / 2 + (0, bends[k])]
        lines.append(shapely.LineString([xy[a], *inner, xy[b]]))
    count = len(lines)
    length = shapely.length(np.array(lines)) if count else np.zeros(0)
    roads = gpd.GeoDataFrame(
        {
            "road_id": [f"r{k}" for k in range(count)],
            "oneway": oneway if oneway is not None else [False] * count,
        },
        geometry=gpd.GeoSeries(lines, crs=CRS_M),
    )
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return RoadNetwork(
        crs=CRS_M,
        roads=roads,
        node_xy=xy,
        edge_u=ends[:, 0],
        edge_v=ends[:, 1],
        edge_road=np.arange(count),
        edge_start_m=np.zeros(count),
        edge_end_m=length,
        edge_length_m=length,
        tolerance_m=0.0,
    )


@st.composite
def networks(draw, oneways=False):
    side = draw(st.integers(2, 5))
    xy = [(100.0 * (i % side), 100.0 * (i // side)) for i in range(side * side)]
    node = st.integers(0, len(xy) - 1)
    pairs = draw(
        st.lists(st.tuples(node, node).filter(lambda p: p[0] != p[1]), min_size=1, max_size=40)
    )
    bends = draw(
        st.lists(st.sampled_from([0, 7, 13, 31]), min_size=len(pairs), max_size=len(pairs))
    )
    ways = (
        draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs))) if oneways else None
    )
    return straight_network(xy, pairs, bends=bends, oneway=ways)


def as_networkx(network, directed=False):
    graph = nx.MultiDiGraph() if directed else nx.MultiGraph()
    graph.add_nodes_from(range(network.node_count))
    oneway = network.roads["oneway"].to_numpy()[network.edge_road]
    for k in range(network.edge_count):
        u, v, w = int(network.edge_u[k]), int(network.edge_v[k]), network.edge_length_m[k]
        graph.add_edge(u, v, key=k, weight=w)
        if directed and not oneway[k]:
            graph.add_edge(v, u, key=k, weight=w)
    return graph


@given(networks())
@settings(max_examples=150, deadline=None)
def test_cut_edges_equal_the_bridges_of_networkx(network):
    cuts = find_cuts(network, np.zeros(0, dtype=np.int64))
    graph = as_networkx(network)
    expected = {(min(u, v), max(u, v)) for u, v in nx.bridges(graph)}
    got = {
        (min(u, v), max(u, v))
        for u, v in zip(network.edge_u[cuts.is_cut], network.edge_v[cuts.is_cut], strict=True)
    }
    assert got == expected


@given(networks(), st.data())
@settings(max_examples=100, deadline=None)
def test_closing_a_cut_edge_cuts_off_exactly_those_that_name_it(network, data):
    root = data.draw(st.integers(0, network.node_count - 1))
    tree = find_cuts(network, np.array([root]))
    behind = tree.sum_below(np.ones(network.node_count))
    graph = as_networkx(network)
    before = nx.node_connected_component(graph, root)
    names = {node: set(tree.cuts_of(node)) for node in range(network.node_count)}
    for edge in range(network.edge_count):
        closed = graph.copy()
        closed.remove_edge(int(network.edge_u[edge]), int(network.edge_v[edge]), key=edge)
        lost = before - nx.node_connected_component(closed, root)
        assert lost == {node for node, cuts in names.items() if edge in cuts}
        assert behind[edge] == len(lost)


@given(networks(oneways=True), st.data())
@settings(max_examples=100, deadline=None)
def test_nearest_target_equals_networkx(network, data):
    node = st.integers(0, network.node_count - 1)
    targets = data.draw(st.lists(node, min_size=1, max_size=4, unique=True))
    legs = data.draw(
        st.lists(st.sampled_from([0.0, 5.0, 250.0]), min_size=len(targets), max_size=len(targets))
    )
    target_legs = Legs(np.arange(len(targets)), np.array(targets), np.array(legs), len(targets))
    everyone = np.arange(network.node_count)
    origin_legs = Legs(everyone, everyone, np.full(len(everyone), 3.0), len(everyone))
    router = Router(network, network.edge_length_m)
    nearest = router.search(target_legs).nearest(origin_legs)
    table = router.table(origin_legs, target_legs)
    graph = as_networkx(network, directed=True)
    for origin in everyone:
        ways = nx.single_source_dijkstra_path_length(graph, origin)
        costs = [
            3.0 + ways[t] + leg if t in ways else np.inf
            for t, leg in zip(targets, legs, strict=True)
        ]
        assert table[origin] == pytest.approx(costs)
        assert nearest.cost[origin] == pytest.approx(min(costs))
        if np.isfinite(min(costs)):
            assert costs[nearest.target[origin]] == pytest.approx(min(costs))


@given(networks(oneways=True), st.data())
@settings(max_examples=60, deadline=None)
def test_a_route_is_as_long_as_its_cost_and_leads_to_the_target(network, data):
    target = data.draw(st.integers(0, network.node_count - 1))
    legs = Legs(np.array([0]), np.array([target]), np.array([0.0]), 1)
    search = Router(network, network.edge_length_m).search(legs)
    for node in np.flatnonzero(np.isfinite(search.cost)):
        edges = search.route_edges(int(node))
        assert network.edge_length_m[edges].sum() == pytest.approx(search.cost[node])
        here = int(node)
        for edge in edges:
            ends = [int(network.edge_u[edge]), int(network.edge_v[edge])]
            here = ends[1 - ends.index(here)]
        assert here == target


@given(networks(), st.data())
@settings(max_examples=60, deadline=None)
def test_inserted_places_change_no_distance_and_stand_where_they_were_found(network, data):
    coordinate = st.integers(-20, 420)
    points = np.array(
        data.draw(st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=6)), dtype=float
    )
    located = EdgeIndex(network).nearest(points)
    lines = network.roads.geometry.to_numpy()
    straight = shapely.distance(shapely.points(points)[:, None], lines[None, :]).min(axis=1)
    assert located.leg_m == pytest.approx(straight)
    inserted = insert_places(network, located)
    after = inserted.network
    standing = shapely.distance(
        shapely.points(points[located.point]), shapely.points(after.node_xy[inserted.node])
    )
    assert standing == pytest.approx(located.leg_m, abs=2e-3)
    assert after.edge_length_m.sum() == pytest.approx(network.edge_length_m.sum())
    assert shapely.length(edge_lines(after, np.arange(after.edge_count))) == pytest.approx(
        after.edge_length_m, abs=1e-6
    )
    old = dict(nx.all_pairs_dijkstra_path_length(as_networkx(network)))
    new = as_networkx(after)
    for node in range(network.node_count):
        ways = nx.single_source_dijkstra_path_length(new, node)
        assert {k: d for k, d in ways.items() if k < network.node_count} == pytest.approx(old[node])


@given(networks())
@settings(max_examples=60, deadline=None)
def test_parts_equal_networkx(network):
    parts = node_parts(network)
    for component in nx.connected_components(as_networkx(network)):
        assert len(set(parts[list(component)])) == 1
    assert len(set(parts)) == nx.number_connected_components(as_networkx(network))
    masked = edge_parts(network, np.zeros(network.edge_count, dtype=bool))
    assert (masked == -1).all()


def test_nearest_of_each_part_keeps_the_limit_and_the_parts_apart():
    """Two parallel roads, not tied: a point between them finds both, if near enough.

    A--------B   y = 100
        x        y = 40
    C--------D   y = 0
    """
    network = straight_network([(0, 100), (100, 100), (0, 0), (100, 0)], [(0, 1), (2, 3)])
    index, labels = EdgeIndex(network), edge_parts(network)
    both = index.nearest_of_each(np.array([[50.0, 40.0]]), labels, limit_m=60)
    assert both.leg_m.tolist() == [60.0, 40.0]
    one = index.nearest_of_each(np.array([[50.0, 40.0]]), labels, limit_m=59.9)
    assert one.edge.tolist() == [1]
