"""Two ways out, held against networkx; and days without a ferry."""

import networkx as nx
import numpy as np
import pytest

from roadnet.analysis.assess import assess
from roadnet.analysis.ferry_days import ferry_days
from roadnet.analysis.township_ways import township_ways
from tests.scenes import frame_of, points_of, scene

EIGHT = """
    A-----B     F-----G
    |     |     |     |
    S-----C-----D-----E    X-----Y
"""
# Two rings, S-A-B-C and D-F-G-E, tied by C-D alone; X-Y is off.


@pytest.fixture(scope="module")
def eight():
    roads = ["SA", "AB", "BC", "SC", "CD", "DF", "FG", "GE", "DE", "XY"]
    district = scene(
        EIGHT, " ".join(roads), cell_m=300, villages={"B": 5, "G": 7},
        **{road: {"surface": "asphalt", "is_ferry": road == "CD"} for road in roads},
    )  # fmt: skip
    points = points_of(EIGHT, 300)
    seats = [
        {"township_id": p, "name": p, "is_county_seat": p == "S", "geometry": points[p]}
        for p in "SBGX"
    ]
    ferry = {"ferry_id": "f", "name": "Old ferry", "closure_days_per_year": 20.0}
    middle = points["C"].__class__((points["C"].x + points["D"].x) / 2, points["C"].y)
    return district.with_layer("townships", frame_of("townships", seats)).with_layer(
        "ferries", frame_of("ferries", [{**ferry, "geometry": middle}])
    )


def test_townships_on_the_ring_have_two_ways_and_others_name_their_bottleneck(eight):
    assessment = assess(eight)
    table = township_ways(assessment).set_index("township_id")
    assert table["ways"].fillna(-1).to_dict() == {"S": -1, "B": 2, "G": 1, "X": 0}
    assert table["bottleneck_ids"].to_dict() == {"S": "", "B": "", "G": "CD", "X": ""}
    assert "CD" in table.loc["G", "reason"].text("en")


def test_ways_are_the_edge_connectivity(eight):
    assessment = assess(eight)
    table = township_ways(assessment).set_index("township_id")
    network, legs = assessment.placed.network, assessment.placed.legs_m["townships"]
    flow = nx.Graph()
    flow.add_nodes_from(range(network.node_count))
    for u, v in zip(network.edge_u, network.edge_v, strict=True):
        flow.add_edge(int(u), int(v), capacity=1)
    node = dict(zip(legs.place.tolist(), legs.node.tolist(), strict=True))
    for at, township in enumerate(table.index):
        if township != "S":
            most = nx.maximum_flow_value(flow, node[at], node[0])
            assert table.loc[township, "ways"] == min(most, 2)


def test_a_ferrys_days_count_the_people_behind_it(eight):
    row = ferry_days(assess(eight)).iloc[0]
    # Only G, 7 people, stands beyond the ferry: 7 x 20 days.
    assert row[["cut_villages", "cut_population", "longer_villages"]].tolist() == [1, 7, 0]
    assert row["cut_person_days_per_year"] == 140
    assert "20" in row["reason"].text("zh")


def test_a_ferry_off_the_network_has_no_figures(eight):
    far = eight.layers["ferries"].copy()
    far.geometry = far.geometry.translate(0, 5000)
    row = ferry_days(assess(eight.with_layer("ferries", far))).iloc[0]
    assert np.isnan(row["cut_population"])
    assert row["reason"].key == "resilience.ferry.off"
