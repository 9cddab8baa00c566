"""What is written: whole or not at all, the same bytes, safe to open."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import LineString, Point

from roadnet.errors import RoadnetError
from roadnet.io.atomic import replace_file
from roadnet.io.write import to_safe_cell, write_csv_safe, write_geopackage, write_json

HOSTILE = ["=1+1", "+1+1", "-cmd", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1"]


def layers() -> dict[str, gpd.GeoDataFrame]:
    roads = gpd.GeoDataFrame(
        {
            "Name": ["甲", None],
            "name": ["a", "b"],
            "fid": [7, 8],
            "open": pd.array([True, None], dtype="boolean"),
            "nothing": [None, None],
            "mixed": ["a", 5],
        },
        geometry=[LineString([(0, 0), (1, 1)]), None],
        crs=32648,
    )
    return {"roads": roads, "places": gpd.GeoDataFrame(geometry=[Point(1, 1)], crs=32648)}


def test_geopackage_holds_what_was_given(tmp_path: Path) -> None:
    write_geopackage(tmp_path / "a.gpkg", layers())
    assert pyogrio.list_layers(tmp_path / "a.gpkg")[:, 0].tolist() == ["roads", "places"]
    roads = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="roads")
    assert {"Name", "name_", "fid_", "open", "nothing", "mixed"} <= set(roads.columns)
    assert roads["Name"].fillna("").tolist() == ["甲", ""]
    assert roads["fid_"].tolist() == [7, 8]
    assert roads["mixed"].tolist() == ["a", "5"]
    assert roads.crs.to_epsg() == 32648
    assert len(list(tmp_path.iterdir())) == 1


def test_the_same_layers_give_the_same_bytes(tmp_path: Path) -> None:
    write_geopackage(tmp_path / "a.gpkg", layers())
    time.sleep(1.1)  # the format keeps a date of change
    write_geopackage(tmp_path / "b.gpkg", layers())
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


def test_geopackage_is_replaced_whole(tmp_path: Path) -> None:
    write_geopackage(tmp_path / "a.gpkg", layers())
    write_geopackage(tmp_path / "a.gpkg", {"places": layers()["places"]})
    assert pyogrio.list_layers(tmp_path / "a.gpkg")[:, 0].tolist() == ["places"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text: str, tmp_path: Path) -> None:
    write_csv_safe(tmp_path / "a.csv", pd.DataFrame({text: [text], "n": [-5], "t": ["-5.5"]}))
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        head, row = list(csv.reader(file))
    assert head[0] == row[0] == "'" + text
    assert row[1:] == ["-5", "-5.5"]  # numbers are no formulas


@pytest.mark.parametrize("text", ["甲村", "", "a=b", "3-4", "-12", "+3.5"])
def test_plain_cells_stay(text: str) -> None:
    assert to_safe_cell(text) == text


def test_json_has_no_numbers_that_are_none(tmp_path: Path) -> None:
    content = {
        "a": float("nan"),
        "b": [np.inf, np.float64(1.5), np.int64(2), np.bool_(True)],
        "c": pd.NA,
        "d": {"名": np.array([1.0, np.nan])},
        "e": (1, None),
    }
    write_json(tmp_path / "a.json", content)
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads(text) == {
        "a": None,
        "b": [None, 1.5, 2, True],
        "c": None,
        "d": {"名": [1.0, None]},
        "e": [1, None],
    }
    assert "名" in text


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")
    with pytest.raises(ZeroDivisionError), replace_file(path) as beside:
        beside.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RoadnetError) as caught:
        write_json(tmp_path / "file" / "a.json", {})
    assert caught.value.code == "write_failed"
