"""Many districts on this machine: failures stay alone, results merge, what is done stays done."""

import json
import os
import sys

import geopandas as gpd
import pandas as pd
import pytest

from roadnet.batch import run
from roadnet.batch.merge import totals
from roadnet.batch.run import run_task
from roadnet.batch.task import (
    OUTCOME_NAME,
    Outcome,
    expand_sources,
    find_outcome,
    name_sources,
)
from roadnet.cli import main
from roadnet.errors import RoadnetError


@pytest.fixture
def three(good, earthen, tmp_path):
    """A good district, one of earth roads, and one whose file is no data."""
    broken = tmp_path / "in" / "broken"
    broken.mkdir()
    (broken / "roads.geojson").write_text("{", encoding="utf-8")
    return [str(good), str(earthen), str(broken)]


def batch(*words):
    return main(["batch", *map(str, words), "--lang", "en"])


def test_one_failure_leaves_the_others_alone_and_results_merge(three, tmp_path):
    out = tmp_path / "out"
    assert batch(*three, "-o", out) == 1
    content = json.loads((out / "batch.json").read_text(encoding="utf-8"))
    assert [each["status"] for each in content["districts"]] == ["done", "done", "failed"]
    assert "roads.geojson" in content["districts"][2]["message"]
    # Two of the good district's two villages, none of the other's two: 2 of 4.
    road = content["totals"]["connectivity"]
    assert (road["connected"], road["eligible"], road["rate"]) == (2, 4, 0.5)
    assert road["districts"] == 2
    # No layer of logistics anywhere: no figure, and none is invented.
    logistics = content["totals"]["logistics"]
    assert logistics == {"complete": None, "eligible": None, "rate": None, "districts": 0}

    villages = gpd.read_parquet(out / "villages.parquet")
    assert villages.crs.to_epsg() == 4490
    status = villages.set_index(["district", "village_id"])["road_status"]
    assert status.to_dict() == {
        ("good", "V1"): "connected",
        ("good", "V2"): "connected",
        ("earthen", "V1"): "unhardened",
        ("earthen", "V2"): "unhardened",
    }
    assert villages.geometry.x.tolist() == pytest.approx([75.01, 75.02] * 2, abs=1e-6)

    table = pd.read_csv(out / "districts.csv")
    assert table["District"].tolist() == ["good", "earthen", "broken", "Total"]
    assert table["Road: villages connected"].tolist()[:2] == [2, 0]
    assert pd.isna(table["Road: villages connected"][2])
    assert (out / "good" / "summary.json").is_file()


def test_what_is_done_is_not_done_again_until_it_changes(good, earthen, tmp_path):
    out = tmp_path / "out"
    assert batch(good, earthen, "-o", out) == 0
    marks = {name: (out / name / OUTCOME_NAME).stat().st_mtime_ns for name in ("good", "earthen")}
    people = (good / "villages.csv").read_text(encoding="utf-8").replace("300", "4000")
    (good / "villages.csv").write_text(people, encoding="utf-8")
    assert batch(good, earthen, "-o", out) == 0
    assert (out / "good" / OUTCOME_NAME).stat().st_mtime_ns > marks["good"]
    assert (out / "earthen" / OUTCOME_NAME).stat().st_mtime_ns == marks["earthen"]
    merged = gpd.read_parquet(out / "villages.parquet")
    assert sorted(merged["population"]) == [100, 100, 300, 4000]
    assert batch(good, earthen, "-o", out, "--fresh") == 0
    assert (out / "earthen" / OUTCOME_NAME).stat().st_mtime_ns > marks["earthen"]


def test_an_interrupted_run_goes_on_where_it_stopped(good, earthen, task_of, tmp_path):
    first = task_of(good, "good")
    assert run_task(first).status == "done"
    mark = (first.folder / OUTCOME_NAME).stat().st_mtime_ns
    # The second was cut off before its outcome was written: outputs without one do not count.
    second = task_of(earthen, "earthen")
    run_task(second)
    (second.folder / OUTCOME_NAME).unlink()
    assert find_outcome(first) is not None
    assert find_outcome(second) is None
    assert batch(good, earthen, "-o", tmp_path / "out") == 0
    assert (first.folder / OUTCOME_NAME).stat().st_mtime_ns == mark


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the interpreter")
@pytest.mark.parametrize(("kills", "status", "tries"), [(1, "done", 2), (3, "failed", 3)])
def test_a_killed_process_is_begun_again(
    good, task_of, tmp_path, monkeypatch, kills, status, tries
):
    """The interpreter is one that is killed the first times that it is started."""
    count = tmp_path / "count"
    script = tmp_path / "python"
    script.write_text(
        f'#!/bin/sh\necho x >> "{count}"\n'
        f'[ $(wc -l < "{count}") -le {kills} ] && kill -9 $$\nexec "{sys.executable}" "$@"\n'
    )
    script.chmod(0o755)
    monkeypatch.setattr(run.sys, "executable", str(script))
    outcome = run_task(task_of(good))
    assert (outcome.status, outcome.tries) == (status, tries)
    assert outcome.code == ("" if status == "done" else "process_killed")


def test_nothing_done_is_exit_code_2(tmp_path, capsys):
    assert batch(tmp_path / "nowhere", "-o", tmp_path / "out") == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_folder_of_districts_stands_for_all_of_them(tmp_path):
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "district.toml").write_text("", encoding="utf-8")
    inner = [str(tmp_path / name) for name in ("a", "b")]
    assert expand_sources([str(tmp_path), "demo"]) == [*inner, "demo"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(RoadnetError) as caught:
        expand_sources([str(tmp_path / "empty")])
    assert caught.value.code == "batch_without_districts"


def test_names_are_plain_and_different():
    names = name_sources(["x/2024", "y/2024/district.toml", "z/con.gpkg", "q/甲 县?.gpkg"])
    assert names == ["2024", "2024-2", "_con", "甲_县"]


def test_totals_are_of_counts_not_of_rates():
    """1 of 1 and 0 of 9 are 1 of 10, though the mean of the rates is a half."""

    def outcome(name, connected, eligible):
        none = {"rate": None}
        road = {"connected": connected, "eligible": eligible, "villages": eligible}
        parts = ("roads", "townships", "bus", "stations", "logistics", "rai", "resilience")
        summary = dict.fromkeys(parts, none) | {"connectivity": road}
        return Outcome(name, name, "done", "", summary)

    found = totals([outcome("a", 1, 1), outcome("b", 0, 9)])
    assert found["connectivity"]["rate"] == 0.1
    assert found["connectivity"]["villages"] == 10
    assert found["bus"]["rate"] is None
