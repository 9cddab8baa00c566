"""Freight on buses and what it saves; rounds against all orders; delivery time; the same day."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadnet.analysis.assess import assess
from roadnet.analysis.freight import delivery_hours, freight_on_buses
from roadnet.analysis.rounds import least_round, round_cost, short_round
from roadnet.analysis.same_day import same_day_return
from tests.analysis.service_scenes import drawn

# T stands 3 km from P and 2 km from Q, on either side; R is 1 km beyond Q. C is T's county centre.
LINE = "P--CT-QR"


@pytest.fixture(scope="module")
def assessment():
    node = {"dispatch_days_per_week": 7.0}
    district = drawn(
        LINE, "PC CT TQ QR", cell_m=1000, villages={"P": 1, "Q": 1, "R": 1},
        attributes={road: {"surface": "asphalt"} for road in ("PC", "CT", "TQ", "QR")},
        townships={"T": {"is_county_seat": True}},
        stops={"P": {}, "Q": {}, "R": {}},
        bus_routes={
            "1": {"stop_ids": "P;Q", "trips_per_day": 2.0, "operating_days": "daily",
                  "carries_parcels": True},
            "2": {"stop_ids": "Q;R", "trips_per_day": 1.0, "operating_days": "mon;thu",
                  "carries_parcels": True},
        },
        logistics={
            "C": {**node, "tier": "county"},
            "T": {"dispatch_days_per_week": 5.0, "tier": "township", "parent_id": "C"},
            **{p: {**node, "tier": "village", "parent_id": "T"} for p in "PQR"},
        },
    )  # fmt: skip
    return assess(district)


def test_points_on_a_line_with_enough_trips_that_takes_parcels(assessment):
    points = freight_on_buses(assessment).points.set_index("node_id")
    assert points["bus_status"].to_dict() == {"P": "by_bus", "Q": "by_bus", "R": "too_few"}
    # Line 1: 2 trips on 7 days; line 2: 1 trip on 2 days.
    assert points["trips_per_week"].to_dict() == {"P": 14, "Q": 14, "R": 2}
    assert "14" in points.loc["P", "reason"].text("en")


@pytest.mark.parametrize("gone", [["stops"], ["bus_routes"], ["stops", "bus_routes"]])
def test_without_stops_or_lines_no_point_is_on_one(assessment, gone):
    layers = {name: one for name, one in assessment.district.layers.items() if name not in gone}
    points = freight_on_buses(assess(replace(assessment.district, layers=layers))).points
    assert points["bus_status"].tolist() == ["no_stop"] * 3
    assert points["trips_per_week"].isna().all()
    assert points["route_ids"].tolist() == [""] * 3


def test_of_several_lines_the_best_status_decides_then_the_most_trips(assessment):
    lines = assessment.district.layers["bus_routes"]
    more = pd.concat([lines] * 3, ignore_index=True).assign(
        route_id=["1", "2", "b", "c", "d", "a"],
        name="",
        stop_ids=["P", "R", "Q", "Q", "Q", "Q"],
        operating_days="daily",
        trips_per_day=[2.0, 2.0, 3.0, 9.0, 3.0, None],
        carries_parcels=pd.array([True, True, True, False, True, True], dtype="boolean"),
    )
    point = freight_on_buses(assess(assessment.district.with_layer("bus_routes", more))).points
    at_q = point.set_index("node_id").loc["Q"]
    # c makes the most trips but takes nothing; of b and d, alike, the first name; a says no trips.
    assert (at_q["bus_status"], at_q["trips_per_week"]) == ("by_bus", 21)
    assert at_q["route_ids"] == "b;d"


def test_what_stands_in_the_margin_of_a_county_is_not_its_own(assessment):
    nodes = assessment.district.layers["logistics"]
    for beyond, points, depots in (("R", {"P", "Q"}, ["T"]), ("T", {"P", "Q", "R"}, [])):
        marked = nodes.assign(in_margin=nodes["node_id"] == beyond)
        found = freight_on_buses(assess(assessment.district.with_layer("logistics", marked)))
        assert set(found.points["node_id"]) == points
        assert found.rounds["node_id"].tolist() == depots
        # The vehicle passes R on its way all the same: 14 km, as below.
        assert found.rounds["round_km"].tolist() == pytest.approx([14.0] * len(depots))


def test_vehicle_km_saved_against_separate_rounds(assessment):
    row = freight_on_buses(assessment).rounds.iloc[0]
    # T is 1 km from C, C 3 km from P: 4 km; to R 2 + 1. All: 2 x (4 + 3) = 14 km; R alone 6 km.
    assert row["round_km"] == pytest.approx(14)
    assert row["left_km"] == pytest.approx(6)
    assert row["saved_km_per_week"] == pytest.approx((14 - 6) * 5)
    assert (row["points"], row["points_by_bus"], row["unreached"]) == (3, 2, 0)


def test_delivery_within_the_limit_by_dispatch_days(assessment):
    points = freight_on_buses(assessment).points
    # County daily, township on 5 of 7 days: somewhere a day is left out, so two days.
    assert points["delivery_h"].tolist() == [48, 48, 48]
    assert points["delivery_in_time"].tolist() == [False] * 3
    assert delivery_hours(7, 7) == 24
    assert delivery_hours(2, 7) == 24 * 4  # four days apart at best, three of waiting


def test_the_same_day_is_possible_from_two_trips_on(assessment):
    table = same_day_return(assessment)
    # P: line 1, 2 trips; Q: both lines, 3; R is served by Q, 1 km away, daily.
    assert table["trips_per_day"].tolist() == [2, 3, 3]
    assert table["same_day"].tolist() == [True, True, True]
    assert table["hours_in_town"].isna().all()


def test_one_trip_a_day_brings_nobody_back_and_unknown_trips_are_not_known(assessment):
    routes = assessment.district.layers["bus_routes"].assign(trips_per_day=[1.0, np.nan])
    table = same_day_return(assess(assessment.district.with_layer("bus_routes", routes)))
    # Line 1 alone calls at P, once a day. At Q too, and line 2 as often as nobody says.
    assert table["same_day"].astype(object).tolist() == [False, pd.NA, pd.NA]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 20), min_size=n, max_size=n), min_size=n, max_size=n)
))  # fmt: skip
def test_a_round_lies_between_its_bound_and_every_order(rows):
    cost = np.array(rows, dtype=float)
    np.fill_diagonal(cost, 0.0)
    tour, price = short_round(cost)
    assert sorted(tour) == list(range(len(cost)))
    assert price == round_cost(cost, tour)
    orders = [[0, *order] for order in permutations(range(1, len(cost)))]
    shortest = min(round_cost(cost, order) for order in orders)
    assert least_round(cost) <= shortest + 1e-9 <= price + 2e-9
