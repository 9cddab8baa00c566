"""How a reason says its figures."""

import pytest

from roadnet.analysis.reason import Reason


@pytest.mark.parametrize(
    ("leg_m", "shown"),
    [
        (812.4, "812 m"),  # whole metres
        (500.4, "500.4 m"),  # "500 m away; the limit is 500 m" would not be true
        (500.004, "500.004 m"),
        (500.00001, "500 m"),  # nobody measures that
    ],
)
def test_a_figure_is_told_from_the_limit_that_it_just_misses(leg_m, shown):
    figures = {"road": "R", "leg_m": leg_m, "limit_m": 500.0}
    said = Reason("reasons.road.off_network", figures).text("en")
    assert said == f"The nearest road, R, is {shown} away; the limit is 500 m."


def test_days_too_few_do_not_look_like_enough():
    figures = {"stop": "S", "stop_m": 100.0, "limit_m": 2000, "days": 4.96, "daily_days": 5}
    said = Reason("services.bus.weekly", figures).text("en")
    # One decimal would say 5.0 of 5 needed.
    assert "on 4.96 days a week" in said
    assert "needs 5." in said
