"""Invariants of the whole job: what may not change the answers, and what may only raise them.

Each district is a grid of roads with random surfaces, gaps and services around a county seat; the
same question is asked of it and of a changed copy.
"""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from roadnet.analysis.assess import assess
from roadnet.standards import read_standard
from tests.scenes import ORIGIN_M, district_of

SIDE = 4
CELL_M = 3000.0
CN = read_standard("cn")
RANK = {"off_network": 0, "no_route": 1, "unhardened": 2, "connected": 3}
BUS = {"none": 0, "on_demand": 1, "weekly": 2, "daily": 3}
FEW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@dataclass(frozen=True)
class Plan:
    """A drawn district: which roads of the grid are there, their surfaces, where villages stand."""

    roads: tuple
    villages: tuple
    stops: tuple
    nodes: tuple


@st.composite
def plans(draw):
    node = st.tuples(st.integers(0, SIDE - 1), st.integers(0, SIDE - 1))
    surface = st.sampled_from(["asphalt", "cement", "earth", None])
    step = st.sampled_from([(0, 1), (1, 0)])
    roads = draw(
        st.lists(
            st.tuples(node, step, surface, st.sampled_from([0.0, 4.0, 30.0])),
            min_size=4, max_size=16, unique_by=lambda r: (r[0], r[1]),
        )
    )  # fmt: skip
    offset = st.integers(-1900, 1900)
    place = st.tuples(node, offset, offset)
    villages = draw(st.lists(place, min_size=1, max_size=6, unique=True))
    stops = draw(st.lists(st.tuples(place, st.sampled_from([7, 2, 0, None])), max_size=3))
    tier = st.sampled_from(["village", "township", "county"])
    nodes = draw(st.lists(st.tuples(place, tier), max_size=5))
    return Plan(tuple(roads), tuple(villages), tuple(stops), tuple(nodes))


def corner(column, row):
    """A corner of the grid, set off by its own amount: on an even grid different new links would
    be equally short, and which of them is taken may then depend on the order of rows."""
    offset = np.array([(7 * column + 13 * row) * 37.7 % 211, (11 * column + 5 * row) * 53.3 % 197])
    return np.array(ORIGIN_M) + np.array([column, row]) * CELL_M + offset


def xy(place):
    (column, row), dx, dy = place
    return shapely.Point(corner(column, row) + np.array([dx, dy]))


def line_of(road):
    """A road of the grid, bent, its far end short by the gap."""
    (column, row), (dx, dy), _, gap_m = road
    start, far = corner(column, row), corner(column + dx, row + dy)
    along = far - start
    bend = start + along / 2 + np.array([dy, dx]) * 200.0
    end = far - along * gap_m / np.hypot(*along)
    return shapely.LineString([start, bend, end])


def district(plan):
    roads = [
        {"road_id": f"r{k}", "surface": road[2], "geometry": line_of(road)}
        for k, road in enumerate(plan.roads)
    ]
    villages = [
        {"village_id": f"v{k}", "name": f"v{k}", "township_id": "T", "population": 2.0**k,
         "geometry": xy(place)}
        for k, place in enumerate(plan.villages)
    ]  # fmt: skip
    seat = {"township_id": "T", "name": "T", "is_county_seat": True, "geometry": xy(((1, 1), 0, 0))}
    stops = [
        {"stop_id": f"s{k}", "service_days_per_week": days, "geometry": xy(place)}
        for k, (place, days) in enumerate(plan.stops)
    ]
    nodes = [
        {"node_id": f"n{k}", "tier": tier, "geometry": xy(place)}
        for k, (place, tier) in enumerate(plan.nodes)
    ]
    layers = {"roads": roads, "villages": villages, "townships": [seat]}
    return district_of(
        **layers, **({"stops": stops} if stops else {}), **({"logistics": nodes} if nodes else {})
    )


def answers(found):
    """What must not change: verdicts and figures by village, in a fixed order."""
    columns = ["village_id", "road_status", "access_m", "missing_km", "to_county_km", "bus_level",
               "stop_m", "logistics_status", "logistics_km"]  # fmt: skip
    return found.villages[columns].sort_values("village_id", ignore_index=True)


def same(one, other, tolerance=1e-6):
    pd.testing.assert_frame_equal(
        answers(one), answers(other), check_exact=False, rtol=tolerance, atol=tolerance * 1000,
        check_dtype=False,
    )  # fmt: skip


def with_roads(before, change):
    roads = before.layers["roads"]
    return before.with_layer("roads", change(roads.copy()))


@given(plans())
@FEW
def test_reversing_lines_shuffling_rows_and_more_vertices_change_nothing(plan):
    before = district(plan)
    found = assess(before)
    backwards = with_roads(before, lambda r: r.set_geometry(r.geometry.reverse()))
    same(found, assess(backwards))
    shuffled = replace(
        before,
        layers={
            name: frame.sample(frac=1, random_state=3).reset_index(drop=True)
            for name, frame in before.layers.items()
        },
    )
    same(found, assess(shuffled))
    dense = with_roads(before, lambda r: r.set_geometry(r.geometry.segmentize(150.0)))
    same(found, assess(dense))


@given(plans())
@FEW
def test_moving_and_turning_the_district_changes_nothing(plan):
    before = district(plan)
    angle, dx = 37.0, 12_345.0
    moved = replace(
        before,
        layers={
            name: frame.set_geometry(
                frame.geometry.rotate(angle, origin=ORIGIN_M).translate(dx, -dx)
            )
            for name, frame in before.layers.items()
        },
    )
    same(assess(before), assess(moved), tolerance=1e-5)


@given(plans(), st.floats(0.2, 0.8))
@FEW
def test_splitting_a_road_and_duplicating_one_change_no_coverage(plan, share):
    before = district(plan)
    found = assess(before)

    def split(roads):
        line = roads.geometry.iloc[0]
        cut = line.length * share
        halves = [
            shapely.ops.substring(line, 0, cut),
            shapely.ops.substring(line, cut, line.length),
        ]
        rows = pd.concat([roads.iloc[[0]]] * 2 + [roads.iloc[1:]], ignore_index=True)
        rows["road_id"] = [f"x{k}" for k in range(len(rows))]
        return rows.set_geometry([*halves, *roads.geometry.iloc[1:]], crs=roads.crs)

    same(found, assess(with_roads(before, split)))
    twice = with_roads(
        before, lambda r: pd.concat([r, r.iloc[[0]].assign(road_id="twin")], ignore_index=True)
    )
    doubled = assess(twice)
    same(found, doubled)
    counted = "counted_km"
    assert doubled.summary["roads"][counted] == pytest.approx(found.summary["roads"][counted])


@given(plans(), st.data())
@FEW
def test_more_roads_stops_nodes_and_wider_limits_never_lower_reach(plan, data):
    if len(plan.roads) > 1:
        fewer = replace(plan, roads=plan.roads[:-1])
        not_lower(assess(district(fewer)), assess(district(plan)))
    if plan.stops:
        not_lower(assess(district(replace(plan, stops=plan.stops[:-1]))), assess(district(plan)))
    wide = data.draw(st.sampled_from([40.0, 80.0]))
    not_lower(assess(district(plan)), assess(district(plan), join_tolerance_m=wide))
    figure = replace(CN.figures["access_limit_m"], value=900)
    generous = replace(CN, figures={**CN.figures, "access_limit_m": figure})
    not_lower(assess(district(plan), standard=CN), assess(district(plan), standard=generous))


def not_lower(less, more):
    for column, rank in (("road_status", RANK), ("bus_level", BUS)):
        low = less.villages[column].map(rank).fillna(-1).to_numpy()
        high = more.villages[column].map(rank).fillna(-1).to_numpy()
        assert (high >= low).all(), (column, list(low), list(high))


@given(plans())
@FEW
def test_ways_are_never_shorter_than_the_straight_line_and_parts_add_up(plan):
    found = assess(district(plan))
    seat = found.district.layers["townships"].geometry.iloc[0]
    straight_km = found.villages.distance(seat).to_numpy() / 1000.0
    way_km = found.villages["to_county_km"].to_numpy()
    reached = ~np.isnan(way_km)
    assert (way_km[reached] >= straight_km[reached] - 1e-9).all()
    connectivity = found.summary["connectivity"]
    assert sum(connectivity["by_status"].values()) == connectivity["eligible"]
    totals = found.townships
    assert totals["villages"].sum() == connectivity["villages"]
    assert totals["road_served"].sum() == connectivity["connected"]
    assert totals["population"].sum() == found.villages["population"].sum()
    by_level = found.summary["bus"]["by_level"]
    if by_level["none"] is not None:
        assert sum(by_level.values()) == found.summary["bus"]["eligible"]
    gaps = found.gaps[found.gaps["kind"] == "road"]
    assert len(gaps) == connectivity["eligible"] - connectivity["connected"]


@given(plans(), st.sampled_from([2.0, 3.0]))
@FEW
def test_k_times_the_speed_takes_a_kth_of_the_time(plan, k):
    before = with_roads(district(plan), lambda r: r.assign(speed_km_h=20.0))
    fast = with_roads(before, lambda r: r.assign(speed_km_h=20.0 * k))
    slow_min, fast_min = assess(before).edge_minutes, assess(fast).edge_minutes
    assert isinstance(before.layers["roads"], gpd.GeoDataFrame)
    roads = assess(before).placed.network.edge_road >= 0
    assert fast_min[roads] == pytest.approx(slow_min[roads] / k)
