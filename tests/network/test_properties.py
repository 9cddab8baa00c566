"""What must not matter, and what must only ever help, on random roads.

Roads are drawn over a few shared points of a field of 60 m, so that they share ends and stretches,
cross, close rings and stop short of one another.
"""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from roadnet.network.build import build_network
from tests.scenes import district_of

TOLERANCES = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
quick = settings(max_examples=25, deadline=None, derandomize=True)


@st.composite
def road_sets(draw, levels=False):
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    points = random.uniform(0, 60, (draw(st.integers(3, 10)), 2))
    points += np.array([500_000, 3_800_000])
    rows, level_of = [], {}
    for number in range(draw(st.integers(1, 7))):
        picks = random.integers(0, len(points), random.integers(2, 5))
        picks = picks[np.append(True, np.diff(picks) != 0)]
        if len(picks) < 2:
            continue
        row = {"road_id": str(number), "geometry": LineString(points[picks])}
        if levels:
            row["is_bridge"] = bool(random.integers(0, 4) == 0)
            row["z_level"] = float(random.choice([0, 0, 0, 1]))
            steps = {frozenset(step) for step in pairwise(picks)}
            level = row["is_bridge"], row["z_level"]
            if any(level_of.setdefault(step, level) != level for step in steps):
                continue  # one line on two levels is no case of this world
        rows.append(row)
    return rows


def built(rows, tolerance=5.0):
    return build_network(district_of(roads=rows), tolerance_m=tolerance)


def assert_same(a, b):
    """Equal but for the numbers of nodes and edges."""
    assert a.node_count == b.node_count
    assert [p.components for p in a.curve] == [p.components for p in b.curve]
    assert np.sort(a.edge_length_m) == pytest.approx(np.sort(b.edge_length_m), abs=1e-4)
    assert np.sort(a.twins.length_m) == pytest.approx(np.sort(b.twins.length_m), abs=1e-4)
    assert np.sort(a.joins.distance_m) == pytest.approx(np.sort(b.joins.distance_m), abs=1e-4)
    assert sorted(a.refused.reason) == sorted(b.refused.reason)


def changed(rows, change):
    return [{**row, "geometry": change(row["geometry"])} for row in rows]


@quick
@given(road_sets(levels=True))
def test_the_direction_of_digitising_changes_nothing(rows):
    assert_same(built(rows), built(changed(rows, shapely.reverse)))


@quick
@given(road_sets(levels=True), st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert_same(built(rows), built(shuffled))


@quick
@given(road_sets(levels=True))
def test_more_vertices_on_the_same_line_change_nothing(rows):
    for row in rows:  # a bridge's vertices matter: a road may end at one
        row["is_bridge"] = False
    assert_same(built(rows), built(changed(rows, lambda line: shapely.segmentize(line, 3.7))))


@quick
@given(road_sets(levels=True), st.floats(0, 6.28))
def test_moving_and_turning_changes_nothing(rows, angle):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([500_030, 3_800_030])

    def moved(line):
        return shapely.transform(line, lambda xy: (xy - middle) @ turn + middle + (1234.5, -678.9))

    assert_same(built(rows), built(changed(rows, moved)))


@quick
@given(road_sets())
def test_splitting_at_a_vertex_changes_nothing(rows):
    pieces = []
    for row in rows:
        xy = shapely.get_coordinates(row["geometry"])
        pieces += [
            {"road_id": f"{row['road_id']}-{k}", "geometry": LineString(xy[k : k + 2])}
            for k in range(len(xy) - 1)
        ]
    whole, split = built(rows, 0), built(pieces, 0)
    assert nx.number_connected_components(whole.graph) == nx.number_connected_components(
        split.graph
    )
    assert whole.edge_length_m.sum() <= total(rows) + 1e-6
    assert_distances_equal(whole, split)


def assert_distances_equal(a, b):
    """Equal shortest distances between the nodes of a, which b has too."""
    if a.node_count == 0:
        return
    node = [int(np.hypot(*(b.node_xy - xy).T).argmin()) for xy in a.node_xy]
    assert max(np.hypot(*(b.node_xy[node] - a.node_xy).T)) < 1e-3
    of_b = dict(nx.all_pairs_dijkstra_path_length(b.graph, weight="length_m"))
    for start, row in nx.all_pairs_dijkstra_path_length(a.graph, weight="length_m"):
        other = of_b[node[start]]
        assert {node[k] for k in row} <= set(other)
        for k, length in row.items():
            assert other[node[k]] == pytest.approx(length, abs=1e-3)


@quick
@given(road_sets(levels=True), st.data())
def test_a_duplicated_road_changes_nothing(rows, data):
    if not rows:
        return
    copy = {**rows[data.draw(st.integers(0, len(rows) - 1))], "road_id": "copy"}
    a, b = built(rows), built([*rows, copy])
    assert a.edge_length_m[~a.edge_is_join].sum() == pytest.approx(
        b.edge_length_m[~b.edge_is_join].sum(), abs=1e-3
    )
    assert nx.number_connected_components(a.graph) == nx.number_connected_components(b.graph)


def total(rows):
    return sum(row["geometry"].length for row in rows)


@quick
@given(road_sets(levels=True), st.sampled_from(TOLERANCES))
def test_lengths_measures_and_the_curve_add_up(rows, tolerance):
    network = built(rows, tolerance)
    road = ~network.edge_is_join
    length = network.edge_end_m - network.edge_start_m
    assert length == pytest.approx(network.edge_length_m)
    assert (network.edge_length_m > 0).all()
    in_network = network.edge_length_m[road].sum() + network.twins.length_m.sum()
    assert in_network == pytest.approx(total(rows), abs=1e-6)
    graph = nx.MultiGraph(network.graph)
    assert nx.number_of_isolates(graph) == 0
    points = {point.tolerance_m: point.components for point in network.curve}
    assert nx.number_connected_components(graph) == points[tolerance]
    assert (network.joins.distance_m <= tolerance).all()


@quick
@given(road_sets(levels=True))
def test_a_larger_tolerance_only_adds_joins_and_shortens_ways(rows):
    laid: set[tuple[float, ...]] = set()
    for tolerance in TOLERANCES:
        joins = built(rows, tolerance).joins
        now = {tuple(np.round(line.bounds, 2)) for line in joins[joins.distance_m > 0].geometry}
        assert laid <= now
        laid = now


@quick
@given(road_sets())
def test_components_by_the_letter_of_the_rule(rows):
    # Roads that meet, or one of whose ends is within the tolerance of the other, are joined.
    lines = [row["geometry"] for row in rows]
    for point in built(rows).curve:
        graph = nx.Graph()
        graph.add_nodes_from(range(len(lines)))
        for i, a in enumerate(lines):
            ends = shapely.multipoints(shapely.get_point(a, [0, -1]))
            for j, b in enumerate(lines):
                near = min(part.distance(b) for part in ends.geoms)
                if a.distance(b) <= 1e-3 or near <= point.tolerance_m:
                    graph.add_edge(i, j)
        assert point.components == nx.number_connected_components(graph)


@quick
@given(road_sets(levels=True))
def test_a_grade_separated_crossing_is_never_joined(rows):
    joins = built(rows, 0).joins
    level = {row["road_id"]: (row["z_level"], row["is_bridge"]) for row in rows}
    crossing = joins[joins.kind == "crossing"]
    assert all(
        level[a] == level[b] for a, b in zip(crossing.road_id, crossing.other_id, strict=True)
    )
