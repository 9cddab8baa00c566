"""How often a bus calls at a stop."""

import numpy as np
import pytest

from roadnet.analysis.service_days import service_days
from tests.analysis.service_scenes import drawn

LINE = "A---B"


def days(stops, routes):
    district = drawn(LINE, "AB", cell_m=100, stops=stops, bus_routes=routes)
    table = service_days(district)
    assert table.index.equals(district.layers["stops"].index)
    return dict(zip(stops, table, strict=True))


def route(stop_ids, operating_days, **more):
    return {"stop_ids": stop_ids, "operating_days": operating_days, **more}


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ([("A", "mon;thu"), ("A", "thu;fri")], 3),  # mon, thu, fri
        ([("A", "mon;thu"), ("A", "every 2 days")], 3.5),  # 3.5 > 2
        ([("A", "mon;tue;wed;thu"), ("A", "every 2 days")], 4),  # 4 > 3.5
        ([("A", "mon;thu"), ("A", "tue"), ("A", "every 7 days")], 3),  # 3 week days > 1
        ([("A", "market 1,4,7"), ("A", "nobody knows")], 2.1),
        ([("A", "daily"), ("A", "market 1")], 7),
        ([("B;A;B", "weekdays")], 5),
        ([("A", "weekdays"), ("B", "daily")], 5),  # B's route does not call at A
    ],
)
def test_routes_that_call(routes, expected):
    table = {f"r{n}": route(*row) for n, row in enumerate(routes)}
    assert days({"A": {}, "B": {}}, table)["A"] == pytest.approx(expected)


def test_a_stops_own_word_decides():
    daily = {"r": route("A;B", "daily")}
    found = days({"A": {"service_days_per_week": 0}, "B": {"service_days_per_week": 2}}, daily)
    assert found == {"A": 0, "B": 2}


def test_no_word_no_days():
    assert np.isnan(days({"A": {}}, {})["A"])
    assert np.isnan(days({"A": {}}, {"r": route("A", None)})["A"])
    assert np.isnan(days({"A": {}}, {"r": route("A", "daily", trips_per_day=0)})["A"])
    assert np.isnan(days({"A": {}}, {"r": route(None, "daily")})["A"])
