"""The summary's figures against what was planted, the files themselves, and a real set."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

import roadnet
from roadnet.reports.annual.basis import Basis, OpenFigureError
from roadnet.reports.annual.lists import get_list, list_ids
from roadnet.reports.annual.registry import specs
from roadnet.reports.annual.say import say_list
from roadnet.reports.annual.summary import annual_summary, compute_figures

DEMO = Path(__file__).parents[1] / "data" / "demo"
LADAKH = Path(__file__).parents[2] / "shared/data/ladakh"


def truth_of(year: int) -> Any:
    return json.loads((DEMO / str(year) / "truth.json").read_text(encoding="utf-8"))


def layer_of(year: int, layer: str) -> gpd.GeoDataFrame:
    return gpd.read_file(DEMO / str(year) / "district.gpkg", layer=layer)


@pytest.fixture(scope="module")
def basis() -> Basis:
    found = {year: roadnet.assess(roadnet.read_district(DEMO / str(year))) for year in (2023, 2024)}
    return Basis(found[2024], "zh", earlier=found[2023])


@pytest.fixture(scope="module")
def figures(basis: Basis) -> dict[str, Any]:
    return {key: one.value for key, one in compute_figures(basis, list(specs())).items()}


def test_only_figures_of_a_plan_are_open(figures: dict[str, Any]) -> None:
    # No plan was made; and no project of a completed kind lacks a figure, for none is completed.
    assert {key for key, value in figures.items() if value is None} == {
        key for key in specs() if key.startswith("plan_")
    }


def test_villages_are_the_planted_ones(figures: dict[str, Any]) -> None:
    rows = {row["village_id"]: row for row in truth_of(2024)["villages"]}
    before = {row["village_id"]: row for row in truth_of(2023)["villages"]}
    counted = [row for row in rows.values() if row["counts"]]
    connected = [row for row in counted if row["road_status"] == "connected"]
    assert figures["village_eligible"] == len(counted)
    assert figures["village_connected"] == len(connected)
    for kind, name in (("former", "merged"), ("natural", "natural")):
        assert figures[f"{name}_eligible"] == sum(row["kind"] == kind for row in counted)
        assert figures[f"{name}_connected"] == sum(row["kind"] == kind for row in connected)
    was = {key for key, row in before.items() if row["road_status"] == "connected"}
    new = {row["village_id"] for row in connected} - was
    assert figures["village_newly_connected"] == len(new) > 0
    levels = Counter(row["bus_level"] for row in rows.values() if row["bus_level"])
    for level in ("daily", "weekly", "on_demand", "none"):
        assert figures[f"bus_{level}"] == levels[level]
    chains = Counter(row["logistics_status"] for row in rows.values() if row["logistics_status"])
    assert figures["logistics_complete"] == chains["complete"]
    for tier in ("village", "township", "county"):
        assert figures[f"logistics_broken_{tier}"] == chains[f"broken_{tier}"]


def test_townships_are_the_planted_ones(figures: dict[str, Any]) -> None:
    now, before = (
        {row["township_id"]: row for row in truth_of(year)["townships"]} for year in (2024, 2023)
    )
    full = {key for key, row in now.items() if row["has_station"]}
    assert figures["station_full_townships"] == len(full)
    assert figures["station_new_townships"] == len(
        full - {key for key, row in before.items() if row["has_station"]}
    )
    assert figures["township_class_lacking"] == sum(
        not row["seat_at_required_class"] for row in now.values()
    )


def test_projects_and_hazards_are_those_of_the_files(figures: dict[str, Any]) -> None:
    projects = layer_of(2024, "projects")
    building = projects["stage"] == "在建"
    waiting = projects[~building]
    assert not (projects["stage"] == "完工").any()
    assert figures["building_count"] == building.sum()
    assert figures["library_count"] == len(waiting)
    assert figures["library_cost"] == pytest.approx(waiting["cost_cny"].sum())
    assert figures["library_subsidy"] == pytest.approx(waiting["subsidy_cny"].sum())
    assert figures["library_km"] == pytest.approx(waiting["length_km"].sum())
    merged = waiting[waiting["type"] == "撤并村通畅"]
    assert figures["library_merged_km"] == pytest.approx(merged["length_km"].sum())
    hazards = layer_of(2024, "hazards")
    closed = hazards["status"] == "closed"
    late = ~closed & (hazards["due_on"].astype(str).str[:10] < "2024-12-31")
    assert figures["hazard_total"] == len(hazards)
    assert figures["hazard_closed"] == closed.sum()
    assert figures["hazard_open"] == (~closed).sum()
    assert figures["hazard_overdue"] == late.sum()
    old, new = (set(layer_of(year, "stops")["stop_id"]) for year in (2023, 2024))
    assert figures["stops_new"] == len(new - old)


def test_roads_are_those_of_the_file(figures: dict[str, Any]) -> None:
    roads = layer_of(2024, "roads")
    counted = roads[~roads["is_overlap"].fillna(False) & ~roads["is_not_through"].fillna(False)]
    counted = counted[~counted["is_ferry"].fillna(False).astype(bool)]
    km = counted.geometry.length / 1000.0
    assert figures["road_km"] == pytest.approx(km.sum(), rel=1e-9)
    good = counted["condition"].isin(["优", "良"])
    assert figures["condition_good_rate"] == pytest.approx(km[good].sum() / km.sum(), rel=1e-9)
    for name in ("county", "township", "village"):
        mine = counted["admin_class"] == name
        assert figures[f"{name}_road_km"] == pytest.approx(km[mine].sum(), rel=1e-9)


def test_every_list_counts_what_its_figure_says(basis: Basis, figures: dict[str, Any]) -> None:
    # Lists that hold exactly what is counted; of others, the villages that count, the figure is
    # a share.
    exact = {
        "village_connected", "village_eligible", "merged_eligible", "natural_eligible",
        "bus_eligible", "bus_daily", "bus_weekly", "bus_on_demand", "bus_none", "stop_villages",
        "township_seats", "townships", "logistics_eligible", "logistics_broken_village",
        "logistics_broken_township", "logistics_broken_county", "hazard_total", "hazard_closed",
        "villages_on_one_road",
    }  # fmt: skip
    for key, spec in specs().items():
        if (spec.source.startswith("count.") or key in exact) and figures[key] is not None:
            assert len(get_list(basis, spec.list_id)) == figures[key], key


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_list_can_be_shown(basis: Basis, lang: Any) -> None:
    for list_id in list_ids():
        try:
            table = say_list(get_list(basis, list_id), lang)
        except OpenFigureError as error:
            assert list_id == "plan", error
            continue
        assert len(set(table.columns)) == len(table.columns) >= 2
        text = table.to_csv()
        assert "Reason(" not in text


def test_parts_by_kind_of_works_add_up_as_they_are_shown(basis: Basis) -> None:
    for measure in ("km", "cost", "subsidy"):
        whole = f"library_{measure}"
        parts = [key for key, spec in specs().items() if spec.part_of == whole]
        said = {
            key: float(one.text) for key, one in compute_figures(basis, [whole, *parts]).items()
        }
        assert sum(said[key] for key in parts) == pytest.approx(said[whole], abs=1e-9)


def test_the_real_set_leaves_much_open_and_says_why() -> None:
    if not LADAKH.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the real set in {LADAKH}")
        pytest.skip("the real set is not beside this checkout (../shared/data/ladakh)")
    found = roadnet.assess(roadnet.read_district(LADAKH))
    for lang in ("zh", "en"):
        summary = annual_summary(found, lang=lang)  # type: ignore[arg-type]
        open_ids = {one.id for one in summary.open_figures}
        assert {
            "library_count",
            "hazard_total",
            "stops_new",
            "village_road_rate_change",
        } <= open_ids
        assert "village_road_rate" not in open_ids
        assert (
            summary.figures["village_connected"].value == found.summary["connectivity"]["connected"]
        )
        assert all(one.reason for one in summary.open_figures)
        assert "nan" not in summary.to_text().split()
