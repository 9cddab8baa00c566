"""The nearest place on each part around each end: plain, compiled, and by shapely's distances."""

import itertools
import os

import numpy as np
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString

from roadnet.network.compiled import VARIABLE
from roadnet.network.ends import near_ends
from roadnet.network.lines import to_lines
from roadnet.network.pieces import cut_pieces

REACH_M = 2 * np.pi  # no place of the lattice below lies just there
RANK_M = 1e-4  # gaps that differ by less are equal


def by_both(geometry):
    """Find by the plain pass and by the compiled one, which must agree to the bit."""
    lines = to_lines(np.array(geometry, dtype=object))
    found = []
    for choice in ("0", "1"):
        os.environ[VARIABLE] = choice
        try:
            found.append(near_ends(lines, cut_pieces(lines), REACH_M))
        finally:
            del os.environ[VARIABLE]
    for name in ("point", "part", "at_m", "gap_m"):
        np.testing.assert_array_equal(*(getattr(near, name) for near in found), err_msg=name)
    return lines, found[0]


def require_nearest(geometry):
    """Each end has one place on every other part within reach, as near as shapely says."""
    lines, near = by_both(geometry)
    ends = shapely.points(lines.end_xy)
    expected = {
        (end, part): ends[end].distance(geometry[part])
        for end, part in itertools.product(range(len(ends)), range(len(geometry)))
        if part != end // 2 and ends[end].distance(geometry[part]) <= REACH_M
    }
    pairs = list(zip(near.point.tolist(), near.part.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    found = dict(zip(pairs, near.gap_m.tolist(), strict=True))
    others = {pair: gap for pair, gap in found.items() if pair[1] != pair[0] // 2}
    assert others.keys() == expected.keys()
    for pair, gap in others.items():
        assert abs(gap - expected[pair]) <= RANK_M
    return near


place = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda p: (p[0] * 2.5, p[1] * 2.5))
# No vertex twice in turn: such a line is laid out as it is.
line = st.lists(place, min_size=2, max_size=30).filter(
    lambda points: all(a != b for a, b in itertools.pairwise(points))
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(line.map(LineString), min_size=1, max_size=8))
def test_random_lines(geometry):
    require_nearest(geometry)


def test_more_parts_around_one_place_than_are_sorted_by_insertion():
    """A star of 100 roads from near one place: each inner end is near the 99 others."""
    turn = np.arange(100) * 2 * np.pi / 100
    way = np.column_stack([np.cos(turn), np.sin(turn)])
    near = require_nearest([LineString([w, 900 * w]) for w in way])
    inner = near.point % 2 == 0
    assert np.bincount(near.point[inner] // 2).tolist() == [99] * 100


def test_of_places_equally_near_the_parts_end_is_taken_then_the_first():
    """An end at (0, 0); two roads of which two places each are 3 m away.

    The hook comes by at (0, 3) and ends at (3, 0); the bow comes by at (0, -3) and (-3, 0).
    """
    hook = LineString([(-5, 3), (5, 3), (5, 0), (3, 0)])
    bow = LineString([(5, -3), (-3, -3), (-3, 5)])
    near = require_nearest([LineString([(0, 0), (0, 0.5)]), hook, bow])
    at_zero = near.point == 0
    assert near.part[at_zero].tolist() == [1, 2]
    assert near.gap_m[at_zero].tolist() == [3.0, 3.0]
    # The hook is 10 + 3 + 2 m long; the bow comes by first after 5 m.
    assert near.at_m[at_zero].tolist() == [15.0, 5.0]


def test_an_own_part_counts_where_the_way_along_it_is_long():
    """A road that comes back to 4 m from its start after 204 m; one of 9 m that cannot."""
    back = LineString([(0, 0), (100, 0), (100, 4), (0, 4)])
    _, near = by_both([back, LineString([(500, 0), (503, 0), (503, 3), (500, 3)])])
    assert near.point.tolist() == [0, 1]
    assert near.part.tolist() == [0, 0]
    assert near.gap_m.tolist() == [4.0, 4.0]
    assert near.at_m.tolist() == [204.0, 0.0]
