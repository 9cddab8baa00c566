"""Stakes: what they say, and where rows of tables land on routes; figures worked out by hand."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point

from roadnet.district import District
from roadnet.io.places.linear import cut_lines, place_by_stakes
from roadnet.io.places.routes import build_route_pieces
from roadnet.io.places.stakes import to_stake_km
from roadnet.io.read import read_district

# 1000 m of line for 1 km of stakes, unless a test says otherwise.
STRAIGHT = LineString([(0, 0), (1000, 0)])


def pieces(*rows: tuple[object, float, float], route: str = "x001"):
    """Routes of (line, start, end); with the rows that findings mark."""
    lines = np.array([row[0] for row in rows] + [None], dtype=object)[:-1]
    stakes = np.array([row[1:] for row in rows], dtype=float)
    codes = np.full(len(rows), route, dtype=object)
    return build_route_pieces(codes, lines, stakes[:, 0], stakes[:, 1])


def place(routes, start: float, end: float = np.nan, route: str = "x001"):
    """The shape of one row and the codes of what was met."""
    found = place_by_stakes(
        routes, np.array([route], dtype=object), np.array([start]), np.array([end])
    )
    return found.shapes[0], {code for code, mask in found.marks.items() if mask[0]}


@pytest.mark.parametrize(
    ("word", "km"),
    [
        ("K12+345", 12.345),
        ("k12+345.6", 12.3456),
        ("12+345", 12.345),
        ("AK0+020", 0.02),
        ("ZK3+005", 3.005),
        ("Ｋ１２＋３４５", 12.345),
        ("K12 + 345", 12.345),
        ("桩号K12+345", 12.345),
        ("K12.345", 12.345),
        ("K12", 12.0),
        ("12.345km", 12.345),
        ("12.345公里", 12.345),
        ("12345 m", 12.345),
        ("345米", 0.345),
    ],
)
def test_a_stake_is_read(word: str, km: float) -> None:
    assert to_stake_km(word) == pytest.approx(km, abs=1e-9)


@pytest.mark.parametrize(
    "word", ["", "K", "12", "K12+", "K12+3456", "K12+345~K13", "甲村口", "12-345", "+345", "K1e3"]
)
def test_what_is_no_stake_is_not_read(word: str) -> None:
    assert to_stake_km(word) is None


def test_lines_are_cut_at_measures() -> None:
    bent = LineString([(0, 0), (10, 0), (10, 10)])
    cut = cut_lines(np.array([bent, bent]), np.array([5.0, 12.0]), np.array([15.0, 20.0]))
    assert cut[0].equals(LineString([(5, 0), (10, 0), (10, 5)]))
    assert cut[1].equals(LineString([(10, 2), (10, 10)]))


def test_a_point_lies_at_its_share_of_the_piece() -> None:
    # 2 km of stakes on 1000 m of line: 1.5 km after the start is 750 m along.
    routes, _ = pieces((STRAIGHT, 10, 12))
    assert place(routes, 11.5) == (Point(750, 0), set())


def test_each_piece_is_calibrated_by_itself() -> None:
    # 0 to 1 km is 1000 m long, 1 to 3 km only 500 m: stake 2 is 250 m into the second.
    routes, _ = pieces((STRAIGHT, 0, 1), (LineString([(1000, 0), (1500, 0)]), 1, 3))
    shape, met = place(routes, 0.5, 2.0)
    assert not met
    assert shape.equals(LineString([(500, 0), (1250, 0)]))
    assert shape.coords[0] == (500, 0)


def test_an_end_before_the_start_runs_against_the_stakes() -> None:
    routes, _ = pieces((STRAIGHT, 0, 1))
    shape, _ = place(routes, 0.8, 0.2)
    assert list(shape.coords) == [(800, 0), (200, 0)]


def test_falling_stakes_are_drawn_so() -> None:
    routes, marks = pieces((STRAIGHT, 1, 0))
    assert place(routes, 0.25)[0] == Point(750, 0)
    assert not any(mask.any() for mask in marks.values())


def test_a_line_that_meets_its_neighbours_only_turned_is_turned() -> None:
    second = LineString([(2000, 0), (1000, 0)])
    routes, marks = pieces(
        (STRAIGHT, 0, 1), (second, 1, 2), (LineString([(2000, 0), (2500, 0)]), 2, 2.5)
    )
    assert marks["route_line_turned"].tolist() == [False, True, False]
    assert place(routes, 1.25)[0] == Point(1250, 0)


def test_nothing_is_placed_beyond_the_route() -> None:
    routes, _ = pieces((STRAIGHT, 0, 1))
    assert place(routes, 1.2) == (None, {"stakes_beyond_route"})
    assert place(routes, 3, 4) == (None, {"stakes_beyond_route"})
    assert place(routes, 0.5, route="y9") == (None, {"stakes_route_unknown"})
    # within the accuracy of a kilometre post it is the end
    assert place(routes, 1.03)[0] == Point(1000, 0)


def test_a_stretch_over_the_end_is_placed_as_far_as_there_is_a_line() -> None:
    routes, _ = pieces((STRAIGHT, 0, 1))
    shape, met = place(routes, 0.6, 1.5)
    assert shape.equals(LineString([(600, 0), (1000, 0)]))
    assert met == {"stretch_partly_placed"}


def test_a_stretch_over_a_missing_segment_is_in_two_parts() -> None:
    routes, _ = pieces((STRAIGHT, 0, 1), (LineString([(2000, 0), (3000, 0)]), 2, 3))
    shape, met = place(routes, 0.5, 2.5)
    assert shape.equals(MultiLineString([[(500, 0), (1000, 0)], [(2000, 0), (2500, 0)]]))
    assert met == {"stretch_partly_placed"}
    assert place(routes, 1.5) == (None, {"stakes_in_gap"})
    assert place(routes, 1.2, 1.8) == (None, {"stakes_in_gap"})


def test_a_short_chain_is_no_gap_in_the_road() -> None:
    """短链: the stakes jump from 1.0 to 1.3, the road goes on."""
    routes, _ = pieces((STRAIGHT, 0, 1), (LineString([(1000, 0), (2000, 0)]), 1.3, 2.3))
    shape, met = place(routes, 0.5, 1.8)
    assert shape.equals(LineString([(500, 0), (1500, 0)]))
    assert not met
    assert place(routes, 1.15) == (None, {"stakes_in_gap"})


def test_a_long_chain_has_some_stakes_twice() -> None:
    """长链: the stakes go back from 1.2 to 1.0, the road goes on."""
    first = LineString([(0, 0), (1200, 0)])
    routes, _ = pieces((first, 0, 1.2), (LineString([(1200, 0), (2200, 0)]), 1.0, 2.0))
    shape, met = place(routes, 0.5, 1.5)
    assert shape.equals(LineString([(500, 0), (1700, 0)]))
    assert not met
    for row in ((1.1,), (1.1, 1.5), (0.5, 1.1)):  # 1.1 is at 1100 m and at 1300 m
        assert place(routes, *row) == (None, {"stakes_ambiguous"})


def test_two_lines_with_the_same_stakes_are_not_chosen_between() -> None:
    bypass = LineString([(300, 0), (500, 300), (700, 0)])
    routes, _ = pieces((STRAIGHT, 0, 1), (bypass, 0.3, 0.7))
    assert place(routes, 0.5) == (None, {"stakes_ambiguous"})
    assert place(routes, 0.1, 0.9) == (None, {"stakes_ambiguous"})
    assert place(routes, 0.1)[0] == Point(100, 0)


def test_two_carriageways_are_one_road() -> None:
    routes, _ = pieces((STRAIGHT, 0, 1), (LineString([(0, 20), (1000, 20)]), 0, 1))
    assert place(routes, 0.5, 0.6)[0].length == pytest.approx(100)
    assert place(routes, 0.5)[1] == set()


def test_parts_that_meet_are_one_line_and_others_are_not_used() -> None:
    meeting = MultiLineString([[(0, 0), (400, 0)], [(405, 0), (1005, 0)]])
    apart = MultiLineString([[(0, 0), (400, 0)], [(600, 0), (1000, 0)]])
    # parts of 400 and 600 m and 5 m between: 1005 m of line
    assert place(pieces((meeting, 0, 1.005))[0], 0.5)[0].distance(Point(500, 0)) < 1e-6
    routes, marks = pieces((apart, 0, 1))
    assert marks["route_line_broken"].tolist() == [True]
    assert place(routes, 0.5) == (None, {"stakes_route_unknown"})


def test_stakes_in_metres_calibrate_nothing() -> None:
    routes, marks = pieces((STRAIGHT, 0, 1000))
    assert marks["route_line_out_of_scale"].tolist() == [True]
    assert place(routes, 500)[0] is None


def test_very_many_lines_with_the_same_stakes_are_a_fault_and_no_hang(monkeypatch) -> None:
    """A budget of 30 pairs: ten points on one line each fit, one that is on forty does not."""
    monkeypatch.setattr("roadnet.io.places.linear._MOST_PAIRS", 30)
    far = [(LineString([(0, 200 * n), (1000, 200 * n)]), 0, 1) for n in range(40)]
    routes, _ = pieces(*far, (LineString([(0, 9000), (1000, 9000)]), 2, 3))
    stake = np.array([*np.linspace(2.1, 2.9, 10), 0.5])
    codes = np.full(11, "x001", dtype=object)
    found = place_by_stakes(routes, codes, stake, np.full(11, np.nan))
    assert found.marks["stakes_ambiguous"].tolist() == [False] * 10 + [True]
    assert [shape is None for shape in found.shapes] == [False] * 10 + [True]


WALK = st.lists(st.tuples(st.integers(50, 900), st.integers(-400, 400)), min_size=2, max_size=8)


@given(WALK, st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.data())
def test_splitting_turning_and_scaling_change_no_place(walk, one, other, data) -> None:
    """A route cut at some vertices, pieces turned at will, lies where the whole one does."""
    xy = np.vstack([(0.0, 0.0), np.cumsum(walk, axis=0)])
    whole = LineString(xy)
    length_km = whole.length / 1000
    expected = whole.interpolate(one, normalized=True)  # shapely as the oracle
    cuts = [0, *sorted(data.draw(st.sets(st.integers(1, len(xy) - 2)))), len(xy) - 1]
    scale = data.draw(st.sampled_from([0.5, 1.0, 3.0]))
    rows = []
    for a, b in pairwise(cuts):
        line = LineString(xy[a : b + 1])
        stakes = [scale * LineString(xy[: at + 1]).length / 1000 if at else 0.0 for at in (a, b)]
        if len(cuts) > 2 and data.draw(st.booleans()):
            line = line.reverse()
        elif data.draw(st.booleans()):
            line, stakes = line.reverse(), stakes[::-1]
        rows.append((line, *stakes))
    routes, _ = pieces(*data.draw(st.permutations(rows)))
    point, met = place(routes, scale * one * length_km)
    assert not met
    assert point.distance(expected) < 1e-6 * whole.length
    low, high = sorted((one, other))
    stretch, met = place(routes, scale * low * length_km, scale * high * length_km)
    assert not met
    wanted = shapely.ops.substring(whole, low, high, normalized=True)
    assert stretch.length == pytest.approx((high - low) * whole.length, abs=1e-6 * whole.length)
    assert shapely.hausdorff_distance(stretch, wanted) < 1e-5 * whole.length


# From files: longitudes at 30 N; 0.01 degrees is about 965 m. Stakes are km.
ROUTE_LINES = gpd.GeoDataFrame(
    {"LXBM": ["X001519901", "C002519901"]},
    geometry=[
        LineString([(104.00, 30.00), (104.01, 30.00)]),
        LineString([(104.01, 30.00), (104.01, 30.01)]),
    ],
    crs=4490,
)
SEGMENTS = """LDBM,LXBM,QDZH,ZDZH,surface
A,X001519901,K0+000,K0+400,cement
B,x001519901 ,0.4,0.965,cement
C,C002519901,K1+109,K0+000,earth
D,C999519901,0,1,earth
E,X001519901,0.3,0.3,earth
"""
VILLAGES = "village_id,name,经度,纬度\n001,甲村,104.00,30.00\n"
HAZARDS = "hazard_id,LXBM,QDZH,ZDZH\nH1,X001519901,K0+200,\nH2,X001519901,K5+000,K6+000\n"
TOML = """[district]
name = "某县"
[layers.roads]
path = "segments.csv"
[layers.roads.geometry]
path = "lines.geojson"
[layers.villages]
path = "villages.csv"
[layers.hazards]
path = "hazards.csv"
"""


@pytest.fixture(scope="module")
def staked(tmp_path_factory: pytest.TempPathFactory) -> District:
    folder = tmp_path_factory.mktemp("staked")
    ROUTE_LINES.to_file(folder / "lines.geojson")
    for name, text in (("segments", SEGMENTS), ("villages", VILLAGES), ("hazards", HAZARDS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "district.toml").write_text(TOML, encoding="utf-8")
    return read_district(folder, inline=True)


def met(district: District, layer: str) -> dict[str, tuple[int, ...]]:
    return {f.code: f.rows for f in district.findings if f.layer == layer}


def test_a_table_of_segments_gets_its_lines(staked: District) -> None:
    roads = staked.layers["roads"]
    assert roads["road_id"].tolist() == ["A", "B", "C"]
    whole_m = 964.9  # 0.01 degrees of longitude at 30 N
    assert roads.length[0] == pytest.approx(whole_m * 0.400 / 0.965, rel=1e-3)
    assert roads.length[0] + roads.length[1] == pytest.approx(whole_m, rel=1e-3)
    # C is drawn from its start stake, at the far end of its route, back to 0.
    assert roads.geometry[2].coords[-1] == pytest.approx(roads.geometry[1].coords[-1])
    assert met(staked, "roads") == {
        "placed_by_stakes": (2, 3, 4),
        "stakes_route_unknown": (5,),
        "stakes_without_length": (6,),
    }
    source = staked.sources["roads"]
    assert (source.read, source.accepted, source.rejected) == (5, 3, 2)


def test_hazards_are_points_on_the_route_or_stay_without_a_place(staked: District) -> None:
    hazards = staked.layers["hazards"]
    assert hazards["hazard_id"].tolist() == ["H1", "H2"]
    half = staked.layers["roads"].geometry[0].interpolate(0.5, normalized=True)
    assert hazards.geometry[0].distance(half) < 1e-6  # 0.2 of the 0.4 km of segment A
    assert hazards.geometry[1] is None
    assert met(staked, "hazards") == {"placed_by_stakes": (2,), "stakes_beyond_route": (3,)}


def test_roads_with_geometry_are_themselves_the_routes(tmp_path: Path) -> None:
    roads = ROUTE_LINES.assign(LDBM=["A", "C"], QDZH=[0.0, 0.0], ZDZH=[0.965, 1.109])
    roads.to_file(tmp_path / "roads.geojson")
    (tmp_path / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    (tmp_path / "hazards.csv").write_text(HAZARDS, encoding="utf-8")
    district = read_district(tmp_path, inline=True)
    place = district.layers["hazards"].geometry[0]
    line = district.layers["roads"].geometry[0]
    assert place.distance(line.interpolate(0.2 / 0.965, normalized=True)) < 1e-6


def test_a_line_without_stakes_must_be_as_long_as_the_table_says(tmp_path: Path) -> None:
    ROUTE_LINES.to_file(tmp_path / "lines.geojson")
    wrong = SEGMENTS.replace("0.965", "2.965")  # three times the line
    for name, text in (("segments", wrong), ("villages", VILLAGES), ("hazards", HAZARDS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "district.toml").write_text(TOML, encoding="utf-8")
    district = read_district(tmp_path, inline=True)
    assert district.layers["roads"]["road_id"].tolist() == ["C"]
    found = next(f for f in district.findings if f.code == "route_without_stakes")
    assert found.rows == (1,)
    assert found.figures["stake_length_km"] == pytest.approx(2.965)
    assert found.figures["length_km"] == pytest.approx(0.9649, rel=1e-3)
    assert "2.965" in found.message("zh")
    assert "2.965" in found.message("en")
