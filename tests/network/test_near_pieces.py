"""What is nearest by the tree of edges' boxes: as by the tree of all pieces."""

import os

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon

from roadnet.network import edge_boxes, near_pieces
from roadnet.network.build import build_network
from roadnet.network.compiled import VARIABLE
from roadnet.network.components import edge_parts
from roadnet.network.edge_boxes import box_tree
from roadnet.network.gaps import gaps_to
from roadnet.network.locate import EdgeIndex
from roadnet.network.stretches import edge_lines
from tests.scenes import ORIGIN_M, district_of

ROUNDING_M = 1e-6


def wavy_roads(rng, count):
    """Roads that wind over a field of 4 km, some long, some a few metres, joined here and there."""
    start = rng.random((count, 1, 2)) * 4_000
    step = rng.normal(size=(count, 40, 2)) * rng.choice([2.0, 30.0], (count, 1, 1))
    lines = start + np.cumsum(step, axis=1) + np.array(ORIGIN_M)
    return [LineString(xy[: rng.integers(2, 40)]) for xy in lines]


def network_of(lines):
    roads = [{"road_id": f"R{k}", "geometry": line} for k, line in enumerate(lines)]
    return build_network(district_of(roads=roads, villages=[]))


def by_both(ask):
    """Ask with the tree of pieces, then with that of boxes."""
    found = []
    for choice in ("0", "1"):
        os.environ[VARIABLE] = choice
        try:
            found.append(ask())
        finally:
            del os.environ[VARIABLE]
    return found


def require_same(network, plain, boxes):
    """The same points, as near; another edge only where both are at the same distance."""
    np.testing.assert_array_equal(plain.point, boxes.point)
    np.testing.assert_allclose(plain.leg_m, boxes.leg_m, atol=ROUNDING_M)
    same = plain.edge == boxes.edge
    np.testing.assert_allclose(plain.offset_m[same], boxes.offset_m[same], atol=ROUNDING_M)
    assert same.mean() > 0.95 or len(same) < 20


@pytest.mark.parametrize("seed", range(6))
def test_points_find_the_same_edges(seed):
    rng = np.random.default_rng(seed)
    network = network_of(wavy_roads(rng, 60))
    mask = rng.random(network.edge_count) < rng.choice([0.02, 0.5, 1.0])
    labels = edge_parts(network, mask)
    points = np.array(ORIGIN_M) + rng.random((300, 2)) * 9_000 - 2_000
    require_same(network, *by_both(lambda: EdgeIndex(network, mask).nearest(points)))
    require_same(network, *by_both(lambda: EdgeIndex(network, mask).nearest(points, limit_m=80.0)))
    require_same(
        network,
        *by_both(lambda: EdgeIndex(network, mask).nearest_of_each(points, labels, limit_m=400.0)),
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_nearest_is_what_measuring_every_edge_gives(seed):
    rng = np.random.default_rng(100 + seed)
    network = network_of(wavy_roads(rng, 30))
    points = np.array(ORIGIN_M) + rng.random((50, 2)) * 5_000
    _, found = by_both(lambda: EdgeIndex(network).nearest(points))
    lines = edge_lines(network, np.flatnonzero(~network.edge_is_join))
    every = shapely.distance(shapely.points(points)[:, None], lines[None, :])
    np.testing.assert_allclose(found.leg_m, every.min(axis=1), atol=ROUNDING_M)


@pytest.mark.parametrize("seed", range(4))
def test_parts_find_the_same_gaps(seed):
    rng = np.random.default_rng(200 + seed)
    network = network_of(wavy_roads(rng, 40))
    labels = edge_parts(network)
    stray = labels % 2 == 0
    plain, boxes = by_both(lambda: gaps_to(network, labels, stray, ~stray))
    assert len(plain) > 5
    np.testing.assert_allclose(plain.a.leg_m, boxes.a.leg_m, atol=ROUNDING_M)
    np.testing.assert_array_equal(labels[plain.a.edge], labels[boxes.a.edge])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_an_area_meets_the_same_edges(seed):
    rng = np.random.default_rng(seed)
    network = network_of(wavy_roads(rng, 20))
    x, y = np.array(ORIGIN_M) + rng.random(2) * 4_000
    area = Polygon([(x, y), (x + 900, y + 80), (x + 400, y + 1_500)])
    plain, boxes = by_both(lambda: EdgeIndex(network).met_by(area).tolist())
    assert plain == boxes


def lattice(count):
    """Short roads on a grid of 20 m, no two of which meet: each is an edge and a part by itself."""
    x, y = np.divmod(np.arange(count), 64)
    at = np.array(ORIGIN_M) + 20.0 * np.column_stack([x, y])
    return network_of([LineString([xy, xy + np.array([8.0, 5.0])]) for xy in at])


def test_an_area_over_thousands_of_edges_meets_what_shapely_says(monkeypatch):
    monkeypatch.setenv(VARIABLE, "1")
    monkeypatch.setattr(near_pieces, "_EDGES_AT_A_TIME", 1_000)
    network = lattice(4_096)
    lines = edge_lines(network, np.arange(network.edge_count))
    mask = np.random.default_rng(1).random(network.edge_count) < 0.7
    around = Point(np.add(ORIGIN_M, 640.0)).buffer(500.0)
    ring = around.difference(around.centroid.buffer(200.0))
    for area in (around, ring, shapely.box(*shapely.total_bounds(lines)), around.boundary):
        for left in (mask, np.ones_like(mask), np.zeros_like(mask)):
            expected = np.flatnonzero(left & shapely.intersects(area, lines))
            assert EdgeIndex(network, left).met_by(area).tolist() == expected.tolist()
            assert left.any() == bool(len(expected))


def test_only_boxes_that_meet_the_area_are_looked_into():
    network = lattice(4_096)
    tree, looked = box_tree(network), []
    bounds = np.concatenate([np.add(ORIGIN_M, 30.0), np.add(ORIGIN_M, 90.0)])

    meet = edge_boxes._meet

    def counted(some, box):
        looked.append(len(some))
        return meet(some, box)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edge_boxes, "_meet", counted)
        found = tree.met_by(bounds)
    # From 30 to 90 m lie the roads that begin at 40, 60 and 80 m, three across and three up; the
    # one before ends at 28 m across, 25 m up. 256, 16 and 1 boxes stand above the 4,096 edges.
    assert len(found) == 9
    assert looked[0] == 1
    assert sum(looked) < 600


def test_every_edge_a_part_of_its_own_is_found_within_a_limit():
    """As many labels as edges, all of them near: one pass over the edges, not one for each."""
    network = lattice(4_096)
    labels = edge_parts(network)
    points = np.array([np.add(ORIGIN_M, 640.0), ORIGIN_M])
    plain, boxes = by_both(
        lambda: EdgeIndex(network).nearest_of_each(points, labels, limit_m=2_000.0)
    )
    assert len(boxes.point) == 2 * 4_096
    require_same(network, plain, boxes)


def test_nothing_is_near_to_what_is_empty():
    network = lattice(64)
    asked = np.array([Polygon(), None, Point(), Point(ORIGIN_M), LineString()])
    for near in by_both(lambda: near_pieces.near_pieces(network).nearest(asked)):
        assert set(near.query.tolist()) == {3}
    for met in by_both(lambda: EdgeIndex(network).met_by(Polygon()).tolist()):
        assert met == []


def test_nothing_is_near_where_no_edge_is_left():
    network = network_of([LineString([ORIGIN_M, np.array(ORIGIN_M) + 100])])
    none = np.zeros(network.edge_count, dtype=bool)
    points = np.array([ORIGIN_M])
    for found in by_both(lambda: EdgeIndex(network, none).nearest(points)):
        assert len(found.point) == 0
