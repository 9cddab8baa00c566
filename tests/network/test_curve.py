"""The tolerance curve."""

import networkx as nx
import pytest

from roadnet.network.build import build_network
from tests.scenes import scene

# Gaps of 1, 4 and 12 m; villages of 1, 2, 4 and 8 people at the roads' middles.
ROW = "A---P---B.C---Q---D....E---R---F............G---S---H"
PEOPLE = {"P": 1, "Q": 2, "R": 4, "S": 8}


def test_components_and_people_as_gaps_close():
    # B-C 2 apart, D-E 5, F-G 13: at 0 and 1 four networks, the most peopled has S, 8 of 15;
    # at 2 three (P + Q = 3); at 5 and 10 two (P + Q + R = 7 < 8); at 20 one.
    network = build_network(scene(ROW, "AB CD EF GH", villages=PEOPLE))
    got = [(p.tolerance_m, p.components, p.largest_population_share) for p in network.curve]
    most = pytest.approx(8 / 15)
    assert got == [(0, 4, most), (1, 4, most), (2, 3, most), (5, 2, most), (10, 2, most),
                   (20, 1, 1), (50, 1, 1)]  # fmt: skip


def test_the_curve_is_as_asked_for():
    network = build_network(
        scene(ROW, "AB CD EF GH"), tolerance_m=3, curve_tolerances_m=(3, 13, 12.9)
    )
    assert [(p.tolerance_m, p.components) for p in network.curve] == [(3, 3), (13, 1), (12.9, 2)]
    assert network.curve[0].largest_population_share is None  # no village


def test_each_village_counts_one_where_no_population_is_known():
    network = build_network(scene(ROW, "AB CD EF GH", villages=dict.fromkeys("PQRS")))
    shares = [point.largest_population_share for point in network.curve]
    assert shares == [0.25, 0.25, 0.5, 0.75, 0.75, 1, 1]


def test_an_unknown_population_counts_nobody_beside_known_ones():
    network = build_network(scene(ROW, "AB CD EF GH", villages={"P": 3, "Q": 1, "S": None}))
    assert network.curve[0].largest_population_share == 0.75


@pytest.mark.parametrize("tolerance", [0, 1, 2, 5, 10, 20, 50])
def test_the_curve_agrees_with_the_network_built(tolerance):
    network = build_network(scene(ROW, "AB CD EF GH"), tolerance_m=tolerance)
    point = {point.tolerance_m: point.components for point in network.curve}
    assert nx.number_connected_components(network.graph) == point[tolerance]
