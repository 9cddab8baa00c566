"""Three-tier chains on drawn scenes: each way to break, the way it is said, and what may not."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadnet.analysis.logistics import STATUSES, village_logistics
from tests.analysis.service_scenes import CN, drawn, place, says, standard
from tests.scenes import ORIGIN_M, district_of

CHAIN = """
    C-----T-----P-----V
"""
# A cell is 1 km: C 0, T 6, P 12, V 18 km along the road. Limits: P to V at most 2 km straight, so
# the scenes that need more say so.


def nodes(**rows):
    """Nodes by letter; the tier by the letter in lower case: c county, t township, p village."""
    tiers = {"c": "county", "t": "township", "p": "village"}
    return {key: {"tier": tiers[key[0].lower()], **row} for key, row in rows.items()}


WIDE = {"logistics_village_limit_m": 6000}
WHOLE = nodes(C={}, T={"parent_id": "C"}, P={"parent_id": "T"})


def logistics(district, figures=CN):
    table = village_logistics(district, place(district, figures), standard=figures)
    assert table.index.equals(district.layers["villages"].index)
    assert says(table["logistics_reason"].dropna())
    return table


def chain(rows, figures=None, attributes=None, picture=CHAIN, roads="CTPV", **more):
    district = drawn(
        picture,
        roads,
        cell_m=1000,
        villages={"V": 1},
        logistics=rows,
        attributes=attributes,
        **more,
    )
    return logistics(district, standard(**(figures or WIDE))).iloc[0]


def without(*keys, **changes):
    return {key: {**row, **changes.get(key, {})} for key, row in WHOLE.items() if key not in keys}


def test_a_whole_chain():
    found = chain(WHOLE)
    assert found["logistics_status"] == "complete"
    assert found[["village_node_id", "township_node_id", "county_node_id"]].tolist() == list("PTC")
    assert found["logistics_km"] == pytest.approx(18)
    text = found["logistics_reason"].text("en")
    assert "6000 m" in text
    assert "6 km (limit 25 km)" in text


def test_parents_that_are_not_stated_are_the_nearest():
    found = chain(nodes(C={}, T={}, P={}))
    assert found["logistics_status"] == "complete"
    assert found["logistics_km"] == pytest.approx(18)


@pytest.mark.parametrize(
    ("rows", "figures", "status", "why"),
    [
        (without("P"), {}, "broken_village", "no_node"),
        (WHOLE, {"logistics_village_limit_m": 5999}, "broken_village", "too_far"),
        (without(P={"dispatch_days_per_week": 0.5}), {}, "broken_village", "idle"),
        (without(P={"parent_id": "X"}), {}, "broken_township", "unknown"),
        (without(P={"parent_id": "C"}), {}, "broken_township", "wrong_tier"),
        (without(T={"dispatch_days_per_week": 0}), {}, "broken_township", "idle"),
        (without("T", P={"parent_id": None}), {}, "broken_township", "no_node"),
        (WHOLE, {"logistics_township_limit_km": 5.9}, "broken_township", "too_far"),
        (without(T={"parent_id": "X"}), {}, "broken_county", "unknown"),
        (without(T={"parent_id": "P"}), {}, "broken_county", "wrong_tier"),
        (without(C={"dispatch_days_per_week": 0}), {}, "broken_county", "idle"),
        (without("C", T={"parent_id": None}), {}, "broken_county", "no_node"),
        (WHOLE, {"logistics_county_limit_km": 5.9}, "broken_county", "too_far"),
    ],
)
def test_where_and_why_it_breaks(rows, figures, status, why):
    found = chain(rows, {**WIDE, **figures})
    assert found["logistics_status"] == status
    assert found["logistics_reason"].key == f"services.logistics.{status}.{why}"
    assert np.isnan(found["logistics_km"])
    # The chain is told as far as it holds.
    held = {"broken_village": 0, "broken_township": 1, "broken_county": 2}[status]
    ids = found[["village_node_id", "township_node_id", "county_node_id"]]
    assert ids.notna().tolist() == [at < held for at in range(3)]


def test_limits_are_inclusive():
    exact = {
        "logistics_village_limit_m": 6000,
        "logistics_township_limit_km": 6,
        "logistics_county_limit_km": 6,
        "logistics_min_dispatch_days": 2,
    }
    rows = {key: {**row, "dispatch_days_per_week": 2} for key, row in WHOLE.items()}
    assert chain(rows, exact)["logistics_status"] == "complete"


def test_a_closed_road_breaks_the_tier_above_it():
    roads = {"roads": "CT TP PV"}
    shut = {"status": "closed"}
    assert chain(WHOLE, attributes={"TP": shut}, **roads)["logistics_status"] == "broken_township"
    assert chain(WHOLE, attributes={"CT": shut}, **roads)["logistics_status"] == "broken_county"
    # The last leg is straight: the chain holds, but no road leads to the village.
    found = chain(WHOLE, attributes={"PV": shut}, **roads)
    assert found["logistics_status"] == "complete"
    assert np.isnan(found["logistics_km"])
    for key in ("TP", "CT"):
        reason = chain(WHOLE, attributes={key: shut}, **roads)["logistics_reason"]
        assert reason.key.endswith(".no_way")


ROUND = """
    T-----P V
    |     |
    A-----B
"""


def test_goods_travel_in_the_direction_of_one_way_roads():
    # A cell is 1 km. T to P is 6 km; the other way about 2 + 6 + 2 km.
    there = {"TP": {"oneway": True}}
    back = {"PT": {"oneway": True}}
    for roads, one_way, km in (("TP TABP", there, 6), ("PT TABP", back, 10)):
        figures = {**WIDE, "logistics_township_limit_km": 9}
        district = drawn(
            ROUND, roads, cell_m=1000, villages={"V": 1}, logistics=nodes(P={}, T={}),
            attributes=one_way,
        )  # fmt: skip
        found = logistics(district, standard(**figures)).iloc[0]
        assert found["logistics_status"] == ("broken_county" if km == 6 else "broken_township")
        assert found["logistics_reason"].figures["township_km"] == pytest.approx(km)


FORK = """
    C-----T----QVP----U
"""


def test_a_farther_point_with_a_whole_chain_decides():
    # A cell is 1 km. Q and P both 1 km from V: Q's parent is gone, P's is there.
    rows = {
        **nodes(C={}, T={"parent_id": "C"}),
        "Q": {"tier": "village", "parent_id": "X"},
        "P": {"tier": "village", "parent_id": "T"},
    }
    found = chain(rows, {}, picture=FORK, roads="CTQVPU")
    assert (found["logistics_status"], found["village_node_id"]) == ("complete", "P")
    # Without P, Q decides and breaks at the township.
    del rows["P"]
    assert chain(rows, {}, picture=FORK, roads="CTQVPU")["logistics_status"] == "broken_township"


def test_an_unstated_parent_is_one_that_is_itself_supplied():
    # U is 5 km from P, T 7 km; U names a county centre that is gone.
    rows = {
        **nodes(C={}, T={"parent_id": "C"}, P={}),
        "U": {"tier": "township", "parent_id": "X"},
    }
    found = chain(rows, {}, picture=FORK, roads="CTQVPU")
    assert (found["logistics_status"], found["township_node_id"]) == ("complete", "T")
    # Where T is out of reach, U is the nearest, and its own leg is what breaks.
    found = chain(rows, {"logistics_township_limit_km": 6}, picture=FORK, roads="CTQVPU")
    assert (found["logistics_status"], found["township_node_id"]) == ("broken_county", "U")


def test_without_the_layer_nothing_is_known():
    table = logistics(drawn(CHAIN, "CTPV", cell_m=1000, villages={"V": 1}))
    assert table.isna().all(axis=None)
    assert len(table.columns) == 6


SPOT = st.tuples(st.integers(0, 6), st.integers(0, 6))


@st.composite
def districts(draw):
    """A 6 km by 6 km mesh of roads, some closed, with nodes on it; some nodes name a parent."""
    x0, y0 = ORIGIN_M
    roads = []
    for a in range(7):
        for b in range(6):
            for ends in (((a, b), (a, b + 1)), ((b, a), (b + 1, a))):
                line = shapely.LineString([(x0 + 1000 * x, y0 + 1000 * y) for x, y in ends])
                status = draw(st.sampled_from(["existing"] * 3 + ["closed"]))
                roads.append({"road_id": f"r{len(roads)}", "geometry": line, "status": status})
    rows = []
    for tier, most in (("county", 2), ("township", 3), ("village", 5)):
        for n, (x, y) in enumerate(draw(st.lists(SPOT, min_size=1, max_size=most, unique=True))):
            rows.append(
                {
                    "node_id": f"{tier[0]}{n}",
                    "tier": tier,
                    "parent_id": draw(st.sampled_from([None, None, "t0", "c0", "gone"])),
                    "dispatch_days_per_week": draw(st.sampled_from([5, None, 0])),
                    "geometry": shapely.Point(x0 + 1000 * x, y0 + 1000 * y + 7),
                }
            )
    villages = draw(st.lists(SPOT, min_size=1, max_size=6, unique=True))
    return district_of(
        roads=roads,
        logistics=rows,
        villages=[
            {"village_id": f"v{n}", "geometry": shapely.Point(x0 + 1000 * x, y0 + 1000 * y + 3)}
            for n, (x, y) in enumerate(villages)
        ],
    )


FEW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
TIGHT = standard(logistics_township_limit_km=4, logistics_county_limit_km=5)


def can_be_complete(district):
    """Brute force: is there any point, sub-centre and centre whose chain holds, by village."""
    placed = place(district, TIGHT)
    network = placed.network
    graph = nx.Graph()
    for e in np.flatnonzero(placed.open_mask):
        graph.add_edge(int(network.edge_u[e]), int(network.edge_v[e]), w=network.edge_length_m[e])
    frame, legs = district.layers["logistics"], placed.legs_m["logistics"]
    for at, node, leg in zip(legs.place, legs.node, legs.cost, strict=True):
        graph.add_edge(f"n{at}", int(node), w=leg)
    runs = ~(frame["dispatch_days_per_week"] < 1).to_numpy()

    def linked(low, tier, limit_m):
        """Rows that may supply a node: its parent, else all of the tier, within the limit."""
        parent = frame["parent_id"].iat[low]
        for up in range(len(frame)):
            right = frame["tier"].iat[up] == tier and runs[up]
            if right and parent in (None, frame["node_id"].iat[up]):
                pair = f"n{low}", f"n{up}"
                way = all(p in graph for p in pair) and nx.has_path(graph, *pair)
                if way and nx.dijkstra_path_length(graph, *pair, weight="w") <= limit_m + 1e-6:
                    yield up

    whole = [
        row
        for row in range(len(frame))
        if frame["tier"].iat[row] == "village" and runs[row]
        and any(list(linked(up, "county", 5000)) for up in linked(row, "township", 4000))
    ]  # fmt: skip
    return [
        any(frame.geometry.iat[row].distance(point) <= 2000 for row in whole)
        for point in district.layers["villages"].geometry
    ]


@FEW
@given(districts())
def test_a_chain_is_whole_where_any_choice_of_nodes_makes_it_so(district):
    frame = district.layers["logistics"]
    frame["parent_id"] = frame["parent_id"].astype(object).where(frame["parent_id"].notna(), None)
    table = logistics(district, TIGHT)
    assert (table["logistics_status"] == "complete").tolist() == can_be_complete(district)
    assert table["logistics_status"].isin(STATUSES).all()
    whole = table["logistics_status"] == "complete"
    assert table.loc[~whole, "logistics_km"].isna().all()
    assert table.loc[whole, "county_node_id"].notna().all()


@settings(FEW, max_examples=10)
@given(districts(), st.randoms(use_true_random=False))
def test_another_node_a_wider_limit_another_order(district, random):
    frame, villages = district.layers["logistics"], district.layers["villages"]
    whole = logistics(district, TIGHT)["logistics_status"] == "complete"
    # A node whose identifier nobody names: taking it out never makes a chain whole.
    unnamed = [row for row in range(len(frame)) if frame["node_id"].iat[row] not in ("t0", "c0")]
    if unnamed and len(frame) > 1:
        fewer = frame.drop(index=random.choice(unnamed)).reset_index(drop=True)
        less = logistics(district.with_layer("logistics", fewer), TIGHT)["logistics_status"]
        assert (whole | (less != "complete")).all()
    wide = standard(
        logistics_township_limit_km=6, logistics_county_limit_km=8,
        logistics_village_limit_m=3000,
    )  # fmt: skip
    more = logistics(district, wide)["logistics_status"] == "complete"
    assert (more | ~whole).all()
    order = random.sample(range(len(villages)), len(villages))
    back = random.sample(range(len(frame)), len(frame))
    mixed = district.with_layer("villages", villages.iloc[order].reset_index(drop=True))
    mixed = mixed.with_layer("logistics", frame.iloc[back].reset_index(drop=True))
    got = logistics(mixed, TIGHT)["logistics_status"]
    expected = logistics(district, TIGHT)["logistics_status"].iloc[order].reset_index(drop=True)
    pd.testing.assert_series_equal(got, expected)
