"""The demonstration district: the assessment must find exactly what the generator planted."""

import pandas as pd
import pytest

import roadnet
from roadnet.demo import generate, write_demo


@pytest.fixture(scope="module")
def planted():
    return generate().truth


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("demo") / "county"
    write_demo(target)
    return target


@pytest.fixture(scope="module", params=[2023, 2024])
def both(request, folder, planted):
    found = roadnet.assess(roadnet.read_district(folder / str(request.param)))
    return found, planted[request.param]


@pytest.mark.parametrize("verdict", ["road_status", "bus_level", "logistics_status"])
def test_every_verdict_is_the_planted_one(both, verdict):
    found, truth = both
    got = found.villages.set_index("village_id")[verdict]
    due = truth.villages.set_index("village_id")[verdict].dropna()
    assert len(due) > 200
    assert due.nunique() >= 3
    pd.testing.assert_series_equal(
        got.reindex(due.index).astype(object), due.astype(object), check_names=False
    )


def test_the_denominators_are_the_planted_ones(both):
    found, truth = both
    counts = truth.villages.set_index("village_id")["counts"].astype(bool)
    got = found.villages.set_index("village_id")["eligible_road"]
    assert got.reindex(counts.index).tolist() == counts.tolist()
    assert found.summary["connectivity"]["eligible"] == counts.sum()


def test_gaps_are_exactly_the_planted_ones(both):
    found, truth = both
    villages = truth.villages[truth.villages["counts"].astype(bool)]
    due = set(villages.loc[villages["road_status"] != "connected", "village_id"])
    gaps = found.gaps[found.gaps["kind"] == "road"]
    assert set(gaps["village_id"]) == due
    assert len(gaps) == len(due)


def test_seats_and_stations(both):
    found, truth = both
    due = truth.townships.set_index("township_id")
    got = found.townships.set_index("township_id").reindex(due.index)
    assert got["at_required_class"].tolist() == due["seat_at_required_class"].tolist()
    assert got["has_station"].tolist() == due["has_station"].tolist()
    assert not due["seat_at_required_class"].all()
    assert not due["has_station"].all()


def test_joins_made_are_exactly_the_planted_ones(both):
    found, truth = both
    joins = found.joins[found.joins["distance_m"] > 0]
    due = {join["road_id"] for join in truth.joins}
    # Two ends that meet are one join; either of its roads may be named first.
    pairs = zip(joins["road_id"], joins["other_id"], strict=True)
    assert all(due & set(pair) for pair in pairs)
    assert due <= set(joins["road_id"]) | set(joins["other_id"])
    assert len(joins) == len(truth.joins)
    apart = {gap["road_id"] for gap in truth.far_gaps}
    assert not apart & (set(found.joins["road_id"]) | set(found.joins["other_id"]))


def test_flyovers_are_not_joined(both):
    found, truth = both
    crossings = found.joins[found.joins["kind"] == "crossing"]
    over = {flyover["road_id"] for flyover in truth.flyovers}
    assert over
    assert not over & (set(crossings["road_id"]) | set(crossings["other_id"]))


def test_dependence_on_single_roads(both):
    found, truth = both
    cut_by = found.villages.set_index("village_id")["cut_by"].fillna("").str.split(";")
    assert truth.cut_by
    assert all(road in cut_by[village] for village, road in truth.cut_by)
    assert not any(road in cut_by[village] for village, road in truth.not_cut_by)
