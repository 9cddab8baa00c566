"""Ends of roads on different levels."""

import networkx as nx
import pytest

from roadnet.network.build import build_network
from tests.scenes import scene

BRIDGE = {"is_bridge": True}


def components(network) -> int:
    return nx.number_connected_components(nx.MultiGraph(network.graph))


PLUS = """
    ..C..
    .....
    A.M.B
    .....
    ..D..
"""


def test_a_flyover_in_two_pieces_passes_over_a_road_in_two_pieces():
    # All four pieces end at M; the flyover goes on, the road goes on: two networks.
    district = scene(PLUS, "AM MB CM MD", cell_m=30, AM=BRIDGE, MB=BRIDGE)
    network = build_network(district)
    assert components(network) == 2
    assert set(network.refused.reason) == {"both_continue"}
    # Each of four ends against each of the two pieces across: 8 rows.
    assert len(network.refused) == 8


def test_roads_in_two_pieces_on_one_level_meet():
    assert components(build_network(scene(PLUS, "AM MB CM MD", cell_m=30))) == 1


def test_a_bridge_joins_the_roads_at_its_ends():
    # A--M is the bridge's approach, MB the bridge: M ends both, neither goes on at its level.
    assert components(build_network(scene(PLUS, "AM MB", cell_m=30, MB=BRIDGE))) == 1


def test_a_bridge_drawn_twice_still_joins_the_roads_at_its_ends():
    # BM is MB the other way round; AM on the ground ends where both do.
    district = scene(PLUS, "AM MB BM", cell_m=30, MB=BRIDGE, BM=BRIDGE)
    assert components(build_network(district)) == 1


def test_a_ramp_comes_down_on_a_road():
    # CM is a bridge that ends in the middle of AB, on the ground.
    network = build_network(scene(PLUS, "AB CM", cell_m=30, CM=BRIDGE))
    assert components(network) == 1
    assert network.joins.kind.tolist() == ["end_to_line"]


def test_a_road_that_ends_below_a_bridge_is_not_joined():
    # CM is on the ground and ends below AB, a bridge without a vertex there.
    network = build_network(scene(PLUS, "AB CM", cell_m=30, AB=BRIDGE))
    assert components(network) == 2
    assert network.refused[["road_id", "other_id", "reason"]].values.tolist() == [
        ["CM", "AB", "passes_structure"]
    ]


def test_a_road_that_ends_at_a_bridges_vertex_is_joined():
    assert components(build_network(scene(PLUS, "AMB CM", cell_m=30, AMB=BRIDGE))) == 1


def test_a_road_that_goes_on_below_a_bridges_vertex_is_not_joined():
    district = scene(PLUS, "AMB CM MD", cell_m=30, AMB=BRIDGE)
    network = build_network(district)
    assert components(network) == 2
    assert network.refused.reason.tolist() == ["continues_at_own_level"] * 2


@pytest.mark.parametrize(("roads", "parts"), [("AB CM", 1), ("AB CM MD", 2)])
def test_z_levels_without_a_structure(roads, parts):
    # A road of level 0 that ends at one of level 1 meets it; one that goes on passes.
    assert components(build_network(scene(PLUS, roads, cell_m=30, AB={"z_level": 1}))) == parts


def test_a_missing_level_is_the_ground():
    district = scene(PLUS, "AB CD", cell_m=30, AB={"z_level": 0})
    assert components(build_network(district)) == 1
