"""Changed cells go back into the user's file: only they change, and never half."""

import sqlite3

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from roadnet.errors import RoadnetError
from roadnet.io import write_back as module
from roadnet.io.config import LayerConfig
from roadnet.io.write_back import edited_file, find_layer_file, mark_of, write_back

FRAME = gpd.GeoDataFrame(
    {
        "项目编号": ["X1", "X2", "X3"], "阶段": ["在建", "招标", "招标"],
        "总投资": [100.5, 200.0, 300.0], "备注": ["a,b", '"q"', "三"],
    },
    geometry=[Point(105, 30), Point(105.1, 30), Point(105.2, 30)], crs=4326,
)  # fmt: skip
COLUMNS = {"project_id": "项目编号", "stage": "阶段", "cost_cny": "总投资"}
EDITS = {"X2": {"stage": "竣工", "cost_cny": 250.25}, "X3": {"stage": None}}


def target(folder, name):
    path = folder / name
    if name.endswith(".csv"):
        table = pd.DataFrame(FRAME.drop(columns="geometry"))
        table.to_csv(path, index=False, encoding="gbk", lineterminator="\r\n")
    elif name.endswith(".shp"):
        FRAME.to_file(path, encoding="GBK")
    else:
        FRAME.to_file(path, layer="projects" if name.endswith(".gpkg") else None)
    return LayerConfig(
        path=path, layer="projects" if name.endswith(".gpkg") else "", columns=COLUMNS
    )


def read(config):
    if config.path.suffix == ".csv":
        return pd.read_csv(config.path, encoding="gbk")
    return gpd.read_file(
        config.path, **({"encoding": "GBK"} if config.path.suffix == ".shp" else {})
    )


@pytest.mark.parametrize("name", ["p.gpkg", "p.csv", "p.geojson", "p.shp"])
def test_only_the_cells_that_are_named_change(tmp_path, name):
    config = target(tmp_path, name)
    before = read(config)
    file = edited_file(config)
    old = file.read_bytes()
    backup = write_back(config, "projects", EDITS, mark=mark_of(file))
    after = read(config)
    assert backup.read_bytes() == old
    assert after["阶段"].fillna("").tolist() == ["在建", "竣工", ""]
    assert after["总投资"].tolist() == [100.5, 250.25, 300.0]
    for column in ("项目编号", "备注"):
        assert after[column].tolist() == before[column].tolist()
    if "geometry" in after:
        assert after.geometry.geom_equals(before.geometry).all()


def test_rows_that_are_not_named_keep_their_bytes(tmp_path):
    config = target(tmp_path, "p.csv")
    before = config.path.read_bytes().split(b"\r\n")
    write_back(config, "projects", EDITS, mark=mark_of(config.path))
    after = config.path.read_bytes().split(b"\r\n")
    assert after[:2] == before[:2]
    assert len(after) == len(before)


def test_a_file_that_somebody_changed_is_left_alone(tmp_path):
    config = target(tmp_path, "p.csv")
    mark = mark_of(config.path)
    config.path.write_bytes(config.path.read_bytes() + b"\r\n")
    now = config.path.read_bytes()
    with pytest.raises(RoadnetError) as caught:
        write_back(config, "projects", EDITS, mark=mark)
    assert caught.value.code == "write_back_changed"
    assert config.path.read_bytes() == now


@pytest.mark.parametrize(
    "edits, code",
    [
        ({"nobody": {"stage": "x"}}, "write_back_row"),
        ({"X1": {"blockers": "x"}}, "write_back_column"),
        ({"X1": {"stage": "很长" * 200}}, "write_back_too_long"),
    ],
)
def test_what_cannot_be_written_leaves_the_file_as_it_was(tmp_path, edits, code):
    config = target(tmp_path, "p.shp")
    file = edited_file(config)
    old = file.read_bytes()
    with pytest.raises(RoadnetError) as caught:
        write_back(config, "projects", edits, mark=mark_of(file))
    assert caught.value.code == code
    assert file.read_bytes() == old
    assert not list(tmp_path.glob("*.bak*")) and not list(tmp_path.glob(".p*"))


@pytest.mark.parametrize("name", ["p.gpkg", "p.csv", "p.geojson", "p.shp"])
def test_a_fault_on_the_way_leaves_the_file_as_it_was(tmp_path, name, monkeypatch):
    config = target(tmp_path, name)
    file = edited_file(config)
    old = file.read_bytes()
    monkeypatch.setattr(module.shutil, "copy2", broken_at_the_second(module.shutil.copy2))
    with pytest.raises(RoadnetError):
        write_back(config, "projects", EDITS, mark=mark_of(file))
    assert file.read_bytes() == old


def broken_at_the_second(copy):
    calls = []

    def copy2(*args):
        calls.append(args)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return copy(*args)

    return copy2


def test_a_formula_stays_text(tmp_path):
    config = target(tmp_path, "p.csv")
    write_back(config, "projects", {"X1": {"stage": "=cmd()"}}, mark=mark_of(config.path))
    assert read(config)["阶段"].tolist()[0] == "'=cmd()"


def test_a_trigger_of_the_user_does_not_run_and_stays(tmp_path):
    config = target(tmp_path, "p.gpkg")
    with sqlite3.connect(config.path) as database:
        database.execute(
            "CREATE TRIGGER evil AFTER UPDATE ON projects "
            "BEGIN UPDATE projects SET \"备注\" = '!'; END"
        )
    write_back(config, "projects", EDITS, mark=mark_of(config.path))
    assert "!" not in read(config)["备注"].tolist()
    with sqlite3.connect(config.path) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master")]
    assert "evil" in names


def test_formats_that_would_lose_something_are_refused(tmp_path):
    path = tmp_path / "p.xlsx"
    path.write_bytes(b"x")
    with pytest.raises(RoadnetError) as caught:
        write_back(LayerConfig(path=path), "projects", EDITS, mark="")
    assert caught.value.code == "write_back_format"
    for lang in ("zh", "en"):
        assert "{" not in caught.value.message(lang)


def test_the_file_of_a_layer_is_found(tmp_path):
    from roadnet.io.limits import ReadLimits

    config = target(tmp_path, "projects.geojson")
    assert find_layer_file(tmp_path, "projects", ReadLimits()).path == config.path
    with pytest.raises(RoadnetError):
        find_layer_file(tmp_path, "hazards", ReadLimits())
