"""Scores by counts: the rounding and its edges, by hand."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadnet.analysis.scores import score

P2 = {"full_points": 200, "points_per_percent": 4}
P1 = {"full_points": 100, "points_per_percent": 2}


@pytest.mark.parametrize(
    ("served", "total", "points"),
    [
        (0, 0, 200),  # no villages: full marks
        (10, 10, 200),
        (199, 200, 196),  # 0.5 % lacks: 1 %
        (399, 400, 200),  # 0.25 %: 0 %
        (1000 - 5, 1000, 196),  # 0.5 % again
        (10_000 - 49, 10_000, 200),  # 0.49 %
        (197, 200, 192),  # 1.5 %: 2 %, half up, not half to even 2 or down 1
        (195, 200, 188),  # 2.5 %: 3 %; half to even would say 2
        (2, 3, 68),  # 33.33 %: 33 -> 200 - 132
        (1, 3, 0),  # 66.67 %: 67 -> 200 - 268 < 0
        (1, 2, 0),  # 50 %: 200 - 200
        (0, 7, 0),
    ],
)
def test_bus_score(served, total, points):
    assert score(served, total, **P2) == points


def test_road_score():
    assert score(173, 200, **P1) == 72  # 13.5 % lacks: 14 % -> 100 - 28


@pytest.mark.parametrize(("served", "total"), [(3, 2), (-1, 2)])
def test_counts_that_cannot_be(served, total):
    with pytest.raises(ValueError, match="served"):
        score(served, total, **P2)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_against_decimal(counts):
    served, total = counts
    lacks = Decimal(100 * (total - served)) / Decimal(total)
    percent = int(lacks.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert score(served, total, **P2) == max(0, 200 - 4 * percent)
    if served < total:
        assert score(served, total, **P2) <= score(served + 1, total, **P2)
