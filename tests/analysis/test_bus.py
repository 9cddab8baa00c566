"""Bus levels on drawn scenes; the deciding stop against brute force."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadnet.analysis.bus import LEVELS, village_bus
from tests.analysis.service_scenes import CN, by_village, drawn, place, says, standard
from tests.scenes import ORIGIN_M, UTM_43, district_of

DAILY, WEEKLY, UNKNOWN, IDLE = (
    {"service_days_per_week": 7},
    {"service_days_per_week": 2},
    {},
    {"service_days_per_week": 0},
)
VALLEY = """
    V---S---W---T---------U

    X
"""
# A cell is 500 m. Along the road: V 0, S 2000, W 4000, T 6000, U 11000 m; X is 1000 m below V.


def bus(district, figures=CN):
    table = village_bus(district, place(district, figures), standard=figures)
    assert table.index.equals(district.layers["villages"].index)
    assert says(table["bus_reason"].dropna())
    return table


def valley(**stops):
    people = {"V": 1, "W": 2, "U": 4, "X": 8}
    return drawn(VALLEY, "VSWTU", cell_m=500, villages=people, stops=stops)


def test_the_limit_is_inclusive_and_the_best_level_decides_then_the_nearest():
    district = valley(S=DAILY, T=WEEKLY)
    table = bus(district)
    # V: S at exactly 2000 m. W: both at 2000 m, daily before weekly. U: T at 5000 m.
    # X: S at hypot(2000, 1000) = 2236 m.
    levels = {"V": "daily", "W": "daily", "U": "none", "X": "none"}
    assert by_village(district, table, "bus_level") == levels
    assert by_village(district, table, "stop_id") == {"V": "S", "W": "S", "U": "T", "X": "S"}
    assert by_village(district, table, "has_stop") == {"V": 1, "W": 1, "U": 0, "X": 0}
    assert table["stop_m"].tolist() == pytest.approx([2000, 2000, 5000, np.hypot(2000, 1000)])
    # X stands 1000 m off the road, beyond the access limit: no way on foot over roads.
    assert table["stop_walk_m"].tolist() == pytest.approx([2000, 2000, 5000, np.nan], nan_ok=True)
    wider = bus(district, standard(bus_stop_limit_m=2300))
    assert by_village(district, wider, "bus_level")["X"] == "daily"
    narrower = bus(district, standard(bus_stop_limit_m=1999))
    assert by_village(district, narrower, "bus_level")["V"] == "none"


def test_a_nearer_stop_of_a_lower_level_does_not_decide():
    table = bus(
        drawn("V-S-T", "VST", cell_m=900, villages={"V": 1}, stops={"S": WEEKLY, "T": DAILY})
    )
    # S at 1800 m on two days, T at 3600 m: beyond the limit, so S decides.
    assert table[["bus_level", "stop_id"]].to_numpy().tolist() == [["weekly", "S"]]
    table = bus(
        drawn("V-S-T", "VST", cell_m=450, villages={"V": 1}, stops={"S": WEEKLY, "T": DAILY})
    )
    assert table[["bus_level", "stop_id"]].to_numpy().tolist() == [["daily", "T"]]


@pytest.mark.parametrize(
    ("days", "level"), [(5, "daily"), (4.9, "weekly"), (0.5, "weekly"), (0.49, "none"), (0, "none")]
)
def test_cuts_between_levels_are_inclusive(days, level):
    table = bus(valley(S={"service_days_per_week": days}))
    assert table["bus_level"].iloc[0] == level


@pytest.mark.parametrize(
    ("mean", "usual", "level"),
    [
        (4.75, 5, "daily"),  # one of 20 weekdays is a holiday
        (4.75, None, "weekly"),
        (4.4, 5, "weekly"),  # 0.6 below: more than holidays take, or lowered by hand since
        (0.0, 0.25, "none"),
        (5.0, 4.0, "daily"),
    ],
)
def test_holidays_do_not_make_a_weekday_bus_weekly_if_the_standard_says_so(mean, usual, level):
    stop = {"service_days_per_week": mean, "usual_days_per_week": usual}
    district = valley(S=stop)
    found = by_village(district, bus(district), "bus_level")["V"]
    assert found == level
    # By the mean alone none of these but the last is daily.
    plain = bus(district, standard(bus_usual_week_counts=False))
    expected = "daily" if mean == 5 else "weekly" if mean > 0 else "none"
    assert by_village(district, plain, "bus_level")["V"] == expected


@pytest.mark.parametrize(
    ("stop", "why"),
    [(UNKNOWN, "no_days"), (IDLE, "idle"), ({"service_days_per_week": 0.1}, "too_few")],
)
def test_a_stop_that_does_not_serve_is_named_in_the_reason(stop, why):
    table = bus(valley(S=stop))
    first = table.iloc[0]
    assert (first["bus_level"], first["stop_id"], first["has_stop"]) == ("none", "S", True)
    assert first["bus_reason"].figures["why"].key == f"services.bus.why.{why}"
    assert "S" in first["bus_reason"].text("zh")
    assert "2000" in first["bus_reason"].text("en")


def test_days_come_from_routes_where_the_stop_says_none():
    routes = {"L1": {"stop_ids": "S;T", "operating_days": "market 1,4,7"}}
    district = drawn(
        VALLEY, "VSWTU", cell_m=500, villages={"V": 1}, stops={"S": {}, "T": {}}, bus_routes=routes
    )
    table = bus(district)
    assert table["bus_level"].tolist() == ["weekly"]
    assert "2.1" in table["bus_reason"].iloc[0].text("zh")


def test_on_demand_by_list_or_by_area():
    district = valley(T=DAILY)
    x0, y0 = ORIGIN_M
    area = shapely.box(x0 - 100, y0 - 1100, x0 + 100, y0 - 900)  # round X
    zones = district_of(
        service_zones=[
            {"zone_id": "Z1", "village_ids": "U; W"},
            {"zone_id": "Z2", "geometry": area},
        ]
    ).layers["service_zones"]
    district = district.with_layer("service_zones", zones)
    levels = {"V": "none", "W": "daily", "U": "on_demand", "X": "on_demand"}
    table = bus(district)
    assert by_village(district, table, "bus_level") == levels
    assert table["bus_reason"].iloc[2].figures["zone"] == "Z1"
    assert table["bus_reason"].iloc[3].figures["zone"] == "Z2"
    strict = bus(district, standard(on_demand_counts=False))
    assert by_village(district, strict, "bus_level") == {**levels, "U": "none", "X": "none"}
    assert strict["bus_reason"].iloc[2].key == "services.bus.not_counted"


@pytest.mark.parametrize(("limit_m", "level"), [(2000, "on_demand"), (1999, "none")])
def test_on_demand_at_the_stops_of_a_zone(limit_m, level):
    """V stands 2000 m from S, at which a bus calls when it is booked; the limit is inclusive."""
    district = drawn(
        VALLEY, "VSWTU", cell_m=500, villages={"V": 1},
        stops={"S": {"service_days_per_week": 0}, "T": {"service_days_per_week": 0}},
    )  # fmt: skip
    zones = district_of(service_zones=[{"zone_id": "Z", "stop_ids": "S"}])
    district = district.with_layer("service_zones", zones.layers["service_zones"])
    table = bus(district, standard(bus_stop_limit_m=limit_m, bus_walk_limit_min=0))
    assert table["bus_level"].tolist() == [level]


def test_zones_alone_are_enough_and_without_either_nothing_is_known():
    zones = district_of(service_zones=[{"zone_id": "Z", "village_ids": "V"}])
    bare = drawn(VALLEY, "VSWTU", cell_m=500, villages={"V": 1, "W": 2})
    table = bus(bare.with_layer("service_zones", zones.layers["service_zones"]))
    assert table["bus_level"].tolist() == ["on_demand", "none"]
    nothing = bus(bare)
    assert nothing.columns.tolist() == table.columns.tolist()
    assert nothing.isna().all(axis=None)


RIVER = """
    S
    |
    |
    |   V
    |   |
    A---B
"""


def test_on_foot_over_open_roads_of_either_direction():
    # A cell is 300 m. V to S is straight hypot(1200, 900) = 1500 m; on foot 600 + 1200 + 1500 m =
    # 3300 m, 44 minutes at 4.5 km/h. The road runs one way, S to V: walkers do not mind.
    one_way = {"SABV": {"oneway": True}}
    district = drawn(
        RIVER, "SABV", cell_m=300, villages={"V": 1}, stops={"S": DAILY}, attributes=one_way
    )
    table = bus(district)
    assert table["stop_m"].tolist() == pytest.approx([1500])
    assert table["stop_walk_m"].tolist() == pytest.approx([3300])
    near = {"bus_stop_limit_m": 1000}
    for limit_min, level in ((44.001, "daily"), (43.999, "none"), (0, "none")):
        found = bus(district, standard(**near, bus_walk_limit_min=limit_min))
        assert found["bus_level"].tolist() == [level]
    by_foot = bus(district, standard(**near, bus_walk_limit_min=60))["bus_reason"].iloc[0]
    assert by_foot.key == "services.bus.daily_on_foot"
    assert "44 minutes" in by_foot.text("en")
    shut = drawn(
        RIVER, "SABV", cell_m=300, villages={"V": 1}, stops={"S": DAILY},
        attributes={"SABV": {"status": "closed"}},
    )  # fmt: skip
    closed = bus(shut, standard(**near, bus_walk_limit_min=60))
    assert closed["bus_level"].tolist() == ["none"]
    assert np.isnan(closed["stop_walk_m"].iloc[0])


def test_a_ferry_costs_its_wait_on_foot():
    # V-F 300 m of road, F-S a ferry of 300 m. On foot 4 min to F; the ferry takes 15 + 10 min.
    district = drawn(
        "V-F-S", "VF FS", cell_m=150, villages={"V": 1}, stops={"S": DAILY},
        attributes={"FS": {"is_ferry": True}},
    )  # fmt: skip
    near = {"bus_stop_limit_m": 500}
    for limit_min, level in ((28.9, "none"), (29.1, "daily")):
        assert (
            bus(district, standard(**near, bus_walk_limit_min=limit_min))["bus_level"][0] == level
        )
    assert bus(district)["stop_walk_m"].tolist() == pytest.approx([600])


SPOTS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=8, unique=True
)


@st.composite
def districts(draw):
    """Villages and stops on a grid of 100 m round a cross of two roads."""
    villages, stops = draw(SPOTS), draw(SPOTS)
    days = draw(st.lists(st.sampled_from([7, 2, 0, None]), min_size=8, max_size=8))
    x0, y0 = ORIGIN_M

    def at(spot):
        return shapely.Point(x0 + 100 * spot[0], y0 + 100 * spot[1])

    return district_of(
        roads=[
            {"road_id": "r", "geometry": shapely.LineString([at((0, 30)), at((60, 30))])},
            {"road_id": "s", "geometry": shapely.LineString([at((30, 0)), at((30, 60))])},
        ],
        villages=[{"village_id": f"v{n}", "geometry": at(p)} for n, p in enumerate(villages)],
        stops=[
            {"stop_id": f"s{n}", "service_days_per_week": days[n], "geometry": at(p)}
            for n, p in enumerate(stops)
        ],
    )  # fmt: skip


FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(districts())
def test_against_every_village_and_every_stop(district):
    table = bus(district)
    villages, stops = district.layers["villages"], district.layers["stops"]
    away_m = shapely.distance(
        villages.geometry.to_numpy()[:, None], stops.geometry.to_numpy()[None, :]
    )
    days = stops["service_days_per_week"].fillna(0).to_numpy()
    for row, result in enumerate(table.itertuples()):
        near = days[away_m[row] <= 2000].max(initial=0)
        assert result.bus_level == ("daily" if near == 7 else "weekly" if near == 2 else "none")
        assert result.has_stop == (away_m[row].min() <= 2000)
        assert len(table) == len(villages)
        kind = {"daily": days == 7, "weekly": days == 2, "none": days > -1}[result.bus_level]
        assert result.stop_m == pytest.approx(away_m[row][kind].min())
        assert np.isnan(result.stop_walk_m) or result.stop_walk_m >= result.stop_m - 1e-6


@settings(FEW, max_examples=12)
@given(districts(), st.randoms(use_true_random=False))
def test_more_stops_wider_limits_and_other_orders(district, random):
    worst = {level: n for n, level in enumerate(reversed(LEVELS))}
    all_stops, villages = district.layers["stops"], district.layers["villages"]
    fewer = district.with_layer("stops", all_stops.iloc[:1].reset_index(drop=True))
    full = bus(district)
    rank = full["bus_level"].map(worst)
    assert (bus(fewer)["bus_level"].map(worst) <= rank).all()
    assert (bus(district, standard(bus_stop_limit_m=3000))["bus_level"].map(worst) >= rank).all()
    assert (bus(district, standard(bus_walk_limit_min=60))["bus_level"].map(worst) >= rank).all()
    order = random.sample(range(len(villages)), len(villages))
    back = random.sample(range(len(all_stops)), len(all_stops))
    mixed = district.with_layer("villages", villages.iloc[order].reset_index(drop=True))
    mixed = mixed.with_layer("stops", all_stops.iloc[back].reset_index(drop=True))
    columns = ["stop_id", "stop_m", "stop_walk_m", "has_stop", "bus_level"]
    expected = full.iloc[order].reset_index(drop=True)
    pd.testing.assert_frame_equal(bus(mixed)[columns], expected[columns])


@FEW
@given(districts())
def test_metres_on_foot_against_networkx(district):
    placed = place(district)
    table = village_bus(district, placed, standard=CN)
    graph = nx.Graph()
    for u, v, length in zip(
        placed.network.edge_u, placed.network.edge_v, placed.network.edge_length_m, strict=True
    ):
        graph.add_edge(int(u), int(v), weight=float(length))
    for layer, mark in (("villages", "v"), ("stops", "s")):
        legs = placed.legs_m[layer]
        for spot, node, leg in zip(legs.place, legs.node, legs.cost, strict=True):
            graph.add_edge(f"{mark}{spot}", int(node), weight=float(leg))
    for row, result in enumerate(table.itertuples()):
        start, end = f"v{row}", result.stop_id
        if start in graph and end in graph and nx.has_path(graph, start, end):
            expected = nx.dijkstra_path_length(graph, start, end)
            assert result.stop_walk_m == pytest.approx(expected)
        else:
            assert np.isnan(result.stop_walk_m)


def test_reasons_are_indexed_as_the_villages():
    district = valley(S=DAILY)
    villages = district.layers["villages"]
    moved = district.with_layer("villages", villages.set_index(pd.Index([9, 5, 7, 1])))
    assert bus(moved)["bus_level"].to_dict() == {9: "daily", 5: "daily", 7: "none", 1: "none"}
    assert villages.crs == UTM_43
