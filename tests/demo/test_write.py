"""The files: complete, readable, the same bytes each time, never half written."""

from __future__ import annotations

import json
import tomllib

import geopandas as gpd
import pyogrio
import pytest

from roadnet.demo import write as write_module
from roadnet.demo import write_district


@pytest.fixture(scope="module")
def folder(small, tmp_path_factory):
    target = tmp_path_factory.mktemp("demo") / "out"
    write_district(target, small)
    return target


def test_files(folder):
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    each = ["district.gpkg", "district.toml", "truth.json"]
    assert names == [f"{year}/{name}" for year in (2023, 2024) for name in each] + ["district.toml"]


@pytest.mark.parametrize("place", [".", "2023", "2024"])
def test_each_district_file_names_what_is_there(folder, place):
    told = tomllib.loads((folder / place / "district.toml").read_text(encoding="utf-8"))
    assert told["district"]["standard"] == "cn"
    for name, layer in told["layers"].items():
        frame = pyogrio.read_dataframe(folder / place / layer["path"], layer=layer["layer"])
        assert len(frame) > 0, name


def test_what_is_read_is_what_was_made(folder, small):
    for name, frame in small.years[2024].items():
        read = gpd.read_file(folder / "2024" / "district.gpkg", layer=name)
        assert read.geometry.geom_equals(frame.geometry, align=False).sum() == (
            frame.geometry.notna().sum()
        )
        ids = frame.columns[0] if name != "roads" else "road_id"
        assert read[ids].tolist() == frame[ids].tolist()


def test_truth_is_plain_json(folder, small):
    told = json.loads((folder / "2024" / "truth.json").read_text(encoding="utf-8"))
    assert told == json.loads(json.dumps(small.truth[2024].to_dict()))
    assert told["year"] == 2024


def test_same_bytes_again(folder, small, tmp_path):
    for path in write_district(tmp_path / "again", small):
        twin = folder / path.relative_to(tmp_path / "again")
        assert path.read_bytes() == twin.read_bytes(), path.name


def test_a_failure_leaves_nothing_behind(small, tmp_path, monkeypatch):
    write_district(tmp_path / "out", small)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.toml")}

    def broken(*_args, **_kwargs):
        raise OSError("no space left on device")

    monkeypatch.setattr(write_module, "_write_package", broken)
    with pytest.raises(OSError, match="no space"):
        write_district(tmp_path / "out", small)
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.toml")} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
