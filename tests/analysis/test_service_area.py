"""Service areas: roads cut where the limit is met, against sampling with networkx."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadnet.analysis.service_area import service_area
from tests.analysis.service_scenes import drawn, minutes_of, place
from tests.scenes import ORIGIN_M, district_of

LOOP = """
    A-----B
    |     |
    S-----C
"""
# A cell is 100 m: S-C 600, C-B 200, B-A 600, A-S 200 m.


def area(district, limit, *, layer="stations", cost=None, outline_m=50):
    placed = place(district)
    cost = placed.network.edge_length_m if cost is None else cost(placed)
    legs = placed.legs_m[layer]
    return service_area(placed, legs, cost, limit=limit, outline_m=outline_m)


def stretches(found):
    """By road: the stretches that are covered, merged, in whole metres."""
    result = {}
    for road, rows in found.lines.groupby("road_id"):
        merged = []
        for start, end in sorted(zip(rows["start_m"], rows["end_m"], strict=True)):
            if merged and start <= merged[-1][1] + 1e-6:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        result[road] = [tuple(round(v, 3) for v in pair) for pair in merged]
    return result


def loop(roads="SC CB BA AS", **attributes):
    return drawn(LOOP, roads, cell_m=100, stations={"S": {}}, attributes=attributes)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (150, {"SC": [(0, 150)], "AS": [(50, 200)]}),
        (600, {"SC": [(0, 600)], "AS": [(0, 200)], "BA": [(200, 600)]}),
        # 700: from C 100 up to B, from A 500 towards B: 100 of BA and 100 of CB stay out.
        (700, {"SC": [(0, 600)], "AS": [(0, 200)], "BA": [(100, 600)], "CB": [(0, 100)]}),
        # The two ways meet at 800 m: the loop is 1600 m round.
        (800, {"SC": [(0, 600)], "AS": [(0, 200)], "BA": [(0, 600)], "CB": [(0, 200)]}),
    ],
)
def test_roads_are_cut_where_the_limit_is_met(limit, expected):
    found = area(loop(), limit)
    assert stretches(found) == expected
    assert found.lines["length_m"].sum() == pytest.approx(
        sum(b - a for pairs in expected.values() for a, b in pairs)
    )
    assert shapely.length(found.lines.geometry.to_numpy()) == pytest.approx(found.lines["length_m"])


def test_both_ends_of_a_road_may_be_within():
    # One road S-C-B-A-S: both ends lie at S.
    assert stretches(area(loop("SCBAS"), 300)) == {"SCBAS": [(0, 300), (1300, 1600)]}


def test_one_way_roads_count_in_the_direction_of_travel():
    # S is reached from SC only against its direction; from AS along it.
    found = stretches(area(loop(SC={"oneway": True}), 150))
    assert found == {"AS": [(50, 200)]}


def test_minutes_and_the_leg_of_the_facility():
    # 20 km/h where nothing is known: 333.3 m a minute.
    one = area(loop(), 1, cost=minutes_of)
    assert stretches(one)["SC"] == [(0, 333.333)]
    beside = drawn(
        """
        A------B

           S
        """, "AB", cell_m=100, stations={"S": {}},
    )  # fmt: skip
    # S stands 200 m below AB, at 300 m of it: 50 m are left either way.
    assert stretches(area(beside, 250)) == {"AB": [(250, 350)]}
    assert stretches(area(beside, 199)) == {}
    assert area(beside, 199).outline.is_empty


def test_the_outline_follows_the_roads():
    found = area(loop(), 150, outline_m=10)
    # Two arms of 150 m from S, 20 m wide: about 2 * 150 * 20 + round ends, less the overlap.
    assert found.outline.geom_type == "Polygon"
    assert found.outline.area == pytest.approx(6100, rel=0.05)
    assert found.outline.covers(found.lines.geometry.union_all())


@st.composite
def meshes(draw):
    """A mesh of one-way, closed and slow roads with one or two stations on it."""
    x0, y0 = ORIGIN_M
    roads = []
    for a in range(4):
        for b in range(3):
            for ends in (((a, b), (a, b + 1)), ((b, a), (b + 1, a))):
                line = [(x0 + 100 * x, y0 + 100 * y) for x, y in ends]
                roads.append(
                    {
                        "road_id": f"r{len(roads)}",
                        "geometry": shapely.LineString(line),
                        "oneway": draw(st.sampled_from([False, False, True])),
                        "status": draw(st.sampled_from(["existing", "existing", "closed"])),
                        "speed_km_h": draw(st.sampled_from([10.0, 20.0, 30.0])),
                    }
                )
    spot = st.tuples(st.integers(0, 30), st.integers(0, 3))
    stations = [
        {"station_id": f"s{n}", "geometry": shapely.Point(x0 + 10 * x, y0 + 100 * y)}
        for n, (x, y) in enumerate(draw(st.lists(spot, min_size=1, max_size=2, unique=True)))
    ]
    return district_of(roads=roads, stations=stations)


FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(meshes(), st.floats(0.05, 3))
def test_against_points_on_the_roads(district, limit):
    placed = place(district)
    network = placed.network
    minutes = minutes_of(placed)
    legs = placed.legs_min("stations", walk_speed_km_h=4.5)
    found = service_area(placed, legs, minutes, limit=limit, outline_m=5)
    graph = nx.DiGraph()
    oneway = network.roads["oneway"].to_numpy(dtype=bool)[network.edge_road]
    samples = []
    for e in np.flatnonzero(placed.open_mask):
        u, v, steps = int(network.edge_u[e]), int(network.edge_v[e]), 7
        chain = [u, *[(int(e), k) for k in range(1, steps)], v]
        samples += [((int(e), k), e, k / steps) for k in range(1, steps)]
        for a, b in pairwise(chain):
            graph.add_edge(a, b, w=minutes[e] / steps)
            if not oneway[e]:
                graph.add_edge(b, a, w=minutes[e] / steps)
    for at, node, cost in zip(legs.place, legs.node, legs.cost, strict=True):
        graph.add_edge(int(node), f"s{at}", w=cost)
    goals = [f"s{at}" for at in set(legs.place.tolist())]
    costs = (
        nx.multi_source_dijkstra_path_length(graph.reverse(), goals, weight="w") if goals else {}
    )
    covered = {}
    for row in found.lines.itertuples():
        covered.setdefault(row.road_id, []).append((row.start_m, row.end_m))
    for name, e, share in samples:
        begin, end = network.edge_start_m[e], network.edge_end_m[e]
        at_m = begin + share * (end - begin)
        cost = costs.get(name, np.inf)
        if abs(cost - limit) > 1e-6:
            road = network.roads["road_id"].iat[network.edge_road[e]]
            inside = any(a <= at_m <= b for a, b in covered.get(road, []))
            assert inside == (cost < limit)
    assert (found.lines["least_cost"] <= limit + 1e-9).all()
    wider = service_area(placed, legs, minutes, limit=limit * 1.5, outline_m=5)
    assert wider.lines["length_m"].sum() >= found.lines["length_m"].sum() - 1e-6
