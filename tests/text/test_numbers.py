"""One rule of rounding: half up, 100 % only for all, parts that add up."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadnet.text.numbers import DASH, reconcile, to_km, to_number, to_percent, to_wan


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (1.0, "100.0%"),
        (0.9996, "99.9%"),  # 99.96 would round to 100.0: not all
        (2999 / 3000, "99.9%"),
        (0.0, "0.0%"),
        (0.0004, "0.1%"),  # 0.04 would round to 0.0: not none
        (0.0625, "6.3%"),  # 6.25, half up; half to even would say 6.2
        (0.9615, "96.2%"),  # 96.15, half up; the binary number is 96.1499...
        (51 / 52, "98.1%"),  # 98.0769...
        (1.25, "125.0%"),
        (None, DASH),
        (math.nan, DASH),
    ],
)
def test_a_rate_has_one_decimal_and_is_100_only_for_all(ratio: float | None, said: str) -> None:
    assert to_percent(ratio) == said


def test_kilometres_have_three_decimals_and_money_two_in_ten_thousands() -> None:
    assert to_km(1234.5675) == "1,234.568"
    assert to_km(0.30000000000000004) == "0.300"
    assert to_wan(12_345_650) == "1,234.57"  # 1234.565, half up
    assert to_wan(None) == to_km(math.inf) == DASH


def test_noise_beyond_15_digits_does_not_decide() -> None:
    noisy = 0.0005 - 1e-19
    assert noisy < 0.0005
    assert to_km(noisy) == to_km(0.0005) == "0.001"


def test_nothing_is_never_negative() -> None:
    assert to_number(-0.0001, digits=2) == "0.00"


def test_parts_are_raised_where_most_was_lost() -> None:
    # Thirds of 1: 0.333 three times is 0.999; one step is lacking and goes to the first of equals.
    assert reconcile([1 / 3, 1 / 3, 1 / 3], 3) == [0.334, 0.333, 0.333]
    # 0.5 + 1.4 + 2.1 = 4.0; down: 0 + 1 + 2 = 3; lost most: the 0.5.
    assert reconcile([0.5, 1.4, 2.1], 0) == [1.0, 1.0, 2.0]
    assert reconcile([1.25, None, 2.5, math.nan], 1) == [1.3, None, 2.5, None]
    assert reconcile([], 1) == []


@given(
    st.lists(st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 6)), max_size=40),
    st.integers(0, 3),
)
def test_reconciled_parts_add_up_to_the_shown_total(parts: list[float], digits: int) -> None:
    shown = reconcile(parts, digits)
    exact = [Fraction(repr(part)) for part in parts]
    step = Fraction(1, 10**digits)
    # Half up, away from 0, with exact fractions: an oracle without decimals.
    total = sum(exact, Fraction(0))
    up = math.floor(abs(total) / step + Fraction(1, 2)) * step
    rounded = up if total >= 0 else -up
    assert sum((Fraction(repr(one)) for one in shown if one is not None), Fraction(0)) == rounded
    for one, part in zip(shown, exact, strict=True):
        assert one is not None
        assert abs(Fraction(repr(one)) - part) < step
