"""What is nearest by the tree of edges' boxes: as by the tree of all pieces."""

import os

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Polygon

from roadnet.network.build import build_network
from roadnet.network.compiled import VARIABLE
from roadnet.network.components import edge_parts
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


def test_nothing_is_near_where_no_edge_is_left():
    network = network_of([LineString([ORIGIN_M, np.array(ORIGIN_M) + 100])])
    none = np.zeros(network.edge_count, dtype=bool)
    points = np.array([ORIGIN_M])
    for found in by_both(lambda: EdgeIndex(network, none).nearest(points)):
        assert len(found.point) == 0
