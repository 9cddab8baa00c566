"""The planted bus, logistics and station verdicts, by an independent look at the layers."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import shapely

_SPEC = importlib.util.spec_from_file_location("demo_oracle", Path(__file__).with_name("oracle.py"))
oracle = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(oracle)

YEARS = (2023, 2024)


def _due(demo, year, column):
    """Villages with a verdict in ``column``: (points, identifiers, verdicts)."""
    truth = demo.truth[year].villages
    rows = truth[column].notna().to_numpy()
    villages = demo.years[year]["villages"][rows]
    assert (villages["kind"] == "administrative").all()
    assert villages["eligible"].all()
    return villages.geometry, villages["village_id"].to_numpy(), truth[column].to_numpy()[rows]


@pytest.mark.parametrize("year", YEARS)
def test_bus_levels(demo, year):
    layers = demo.years[year]
    points, ids, level = _due(demo, year, "bus_level")
    days = oracle.stop_days(layers)
    stops = layers["stops"].set_index("stop_id").geometry
    daily_m = oracle.distance_m(points, stops[days >= 5].to_numpy())
    any_m = oracle.distance_m(points, stops[days > 0].to_numpy())
    # The limit is 2,000 m; service is on 7 days or on at most 2.34, the cut is at 5.
    assert not days.between(2.4, 6.9).any()
    assert daily_m[level == "daily"].max() < 1_400
    assert daily_m[level != "daily"].min() > 2_600
    assert any_m[level == "weekly"].max() < 1_400
    booked = _in_zone(layers["service_zones"], points, ids, margin_m=0.0)
    beside = _in_zone(layers["service_zones"], points, ids, margin_m=600.0)
    assert booked[level == "on_demand"].all()
    assert not beside[level == "none"].any()
    unserved = (level == "on_demand") | (level == "none")
    assert any_m[unserved].min() > 2_600
    assert {"daily", "weekly", "on_demand", "none"} == set(level)


def _in_zone(zones, points, ids, *, margin_m):
    listed = set(";".join(zones["village_ids"].dropna()).split(";"))
    areas = zones.geometry.dropna().to_numpy()
    within = shapely.distance(points.to_numpy()[:, None], areas[None, :]) <= margin_m
    return np.isin(ids, list(listed)) | within.any(axis=1)


@pytest.mark.parametrize("year", YEARS)
def test_both_ways_of_telling_zones_and_days_occur(demo, year):
    layers = demo.years[year]
    zones = layers["service_zones"]
    assert zones["village_ids"].notna().any()
    assert zones.geometry.notna().any()
    stops = layers["stops"]["service_days_per_week"]
    assert stops.isna().any()
    assert layers["bus_routes"]["operating_days"].str.startswith("market").any()


@pytest.mark.parametrize("year", YEARS)
def test_logistics_chains(demo, year):
    layers = demo.years[year]
    points, _, status = _due(demo, year, "logistics_status")
    nodes = layers["logistics"].set_index("node_id")
    running = nodes[nodes["dispatch_days_per_week"] > 0]
    verdict = {}
    for node_id, node in nodes[nodes["tier"] == "village"].iterrows():
        township = running[running["tier"] == "township"].reindex([node["parent_id"]]).iloc[0]
        county = running[running["tier"] == "county"].reindex([township["parent_id"]]).iloc[0]
        if township.isna().all():
            verdict[node_id] = "broken_township"
        elif county.isna().all():
            verdict[node_id] = "broken_county"
        else:
            # Straight, so that the road may be one and a half times as long within 25 and 60 km.
            assert node.geometry.distance(township.geometry) < 16_000
            assert township.geometry.distance(county.geometry) < 40_000
            verdict[node_id] = "complete"
    for kind in ("complete", "broken_township", "broken_county"):
        mine = nodes.loc[[key for key, value in verdict.items() if value == kind]]
        away_m = oracle.distance_m(points, mine.geometry.to_numpy())
        assert away_m[status == kind].max() < 1_400
        if kind == "complete":
            assert away_m[status != kind].min() > 2_600
    away_m = oracle.distance_m(points, nodes[nodes["tier"] == "village"].geometry.to_numpy())
    assert away_m[status == "broken_village"].min() > 2_600
    assert {"complete", "broken_village", "broken_township", "broken_county"} == set(status)


@pytest.mark.parametrize("year", YEARS)
def test_the_nearest_point_tells_the_verdict(demo, year):
    points, _, status = _due(demo, year, "logistics_status")
    nodes = demo.years[year]["logistics"]
    village = nodes[nodes["tier"] == "village"]
    tree = shapely.STRtree(village.geometry.to_numpy())
    found = tree.query_nearest(points.to_numpy(), all_matches=False)
    parent = village["parent_id"].to_numpy()[found[1]][np.argsort(found[0])]
    odd = np.char.find(parent.astype(str), "519999F") > 0
    has_point = status != "broken_village"
    assert (odd == (status != "complete"))[has_point].all()


@pytest.mark.parametrize("year", YEARS)
def test_logistics_nodes_stand_at_the_common_network(demo, year):
    layers = demo.years[year]
    view = oracle.Oracle(layers["roads"])
    parts = view.parts(view.open)
    home = np.bincount(parts[parts >= 0]).argmax()
    away_m = oracle.distance_m(layers["logistics"].geometry, view.lines[parts == home])
    assert away_m.max() < 60


@pytest.mark.parametrize("year", YEARS)
def test_stations(demo, year):
    layers = demo.years[year]
    stations = layers["stations"]
    full = stations["functions"].map(
        lambda text: {"passenger", "freight", "post"} <= set(text.split(";"))
    )
    good = set(stations[full & (stations["status"] == "existing")]["township_id"])
    truth = demo.truth[year].townships
    assert (truth["township_id"].isin(good) == truth["has_station"]).all()
    # Planted: none, planned in the first year or closed in the second, one for passengers only.
    assert (~truth["has_station"]).sum() == 3
