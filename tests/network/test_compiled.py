"""The compiled passes against the plain ones: the same network, to the last bit."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from roadnet.demo.source import demo_source
from roadnet.io.read import read_district
from roadnet.network.build import build_network
from roadnet.network.compiled import VARIABLE, is_worthwhile
from roadnet.network.joins import lay_joins
from tests.scenes import ORIGIN_M, district_of

LADAKH = Path(__file__).parents[3] / "shared" / "data" / "ladakh"
ARRAYS = (
    "node_xy", "edge_u", "edge_v", "edge_road", "edge_start_m", "edge_end_m", "edge_length_m",
)  # fmt: skip


def build_both(district):
    """Build by plain and by compiled passes."""
    found = []
    for choice in ("0", "1"):
        os.environ[VARIABLE] = choice
        try:
            found.append(build_network(district))
        finally:
            del os.environ[VARIABLE]
    return found


def require_same(district):
    plain, compiled = build_both(district)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(plain, name), getattr(compiled, name), err_msg=name)
    assert plain.curve == compiled.curve
    columns = ["kind", "road_id", "other_id", "distance_m", "node_u", "node_v"]
    assert plain.joins[columns].equals(compiled.joins[columns])
    assert plain.twins.equals(compiled.twins)
    return plain


def district_with(lines, villages=()):
    roads = [{"road_id": f"R{k}", "geometry": line} for k, line in enumerate(lines)]
    people = [
        {"village_id": f"V{k}", "name": "", "population": 1 + k, "geometry": place}
        for k, place in enumerate(villages)
    ]
    return district_of(roads=roads, villages=people)


def moved(points):
    return [(ORIGIN_M[0] + x, ORIGIN_M[1] + y) for x, y in points]


# A coarse lattice makes touching, crossing, overlapping and nearly closed lines common.
place = st.tuples(st.integers(0, 24), st.integers(0, 24)).map(lambda p: (p[0] * 2.5, p[1] * 2.5))
line = st.lists(place, min_size=2, max_size=40).filter(lambda points: len(set(points)) > 1)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(line, min_size=1, max_size=12))
def test_random_networks(lines):
    require_same(district_with([LineString(moved(points)) for points in lines]))


def test_a_winding_line_that_meets_itself_and_a_long_straight_one():
    """A spiral with 2,000 vertices, a line of one segment over everything, a far speck."""
    turn = np.linspace(0, 40 * np.pi, 2_000)
    spiral = np.column_stack([turn * np.cos(turn), turn * np.sin(turn)]) * 10
    lines = [
        LineString(moved(spiral)),
        LineString(moved([(-90_000, -0.5), (90_000, 0.5)])),
        MultiLineString([moved([(5, 5), (9, 9)]), moved([(400_000, 0), (400_001, 0)])]),
    ]
    network = require_same(district_with(lines))
    assert network.edge_count > 40  # the straight line is cut at each turn of the spiral


def test_the_demonstration_district():
    require_same(read_district(demo_source(), inline=True))


@pytest.mark.skipif(not LADAKH.is_dir(), reason="needs the real set in ../shared/data/ladakh")
def test_a_real_set():
    network = require_same(read_district(LADAKH, inline=True))
    assert len(network.joins) > 1_000


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.5, 9)), max_size=25),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.5, 4)), max_size=15),
)
def test_laying_joins(ways, candidates):
    ways = [way for way in ways if way[0] != way[1]]
    candidates = sorted((c for c in candidates if c[0] != c[1]), key=lambda c: c[2])
    columns = [
        (
            np.array([row[0] for row in rows], dtype=np.int64),
            np.array([row[1] for row in rows], dtype=np.int64),
            np.array([row[2] for row in rows], dtype=float),
        )
        for rows in (ways, candidates)
    ]
    plain, compiled = lay_joins(*columns), lay_joins(*columns, compiled=True)
    assert plain.tolist() == compiled.tolist()


def test_small_work_is_not_compiled(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert not is_worthwhile(200_000)  # a county's vertices
    assert is_worthwhile(60_000_000)  # a province's
    monkeypatch.setenv(VARIABLE, "1")
    assert is_worthwhile(1)
    monkeypatch.setenv(VARIABLE, "0")
    assert not is_worthwhile(60_000_000)
