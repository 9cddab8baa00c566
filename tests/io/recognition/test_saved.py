"""A mapping in use applied to next year's files: what is kept, what changed, what stays open."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from roadnet.cli import main
from roadnet.io.browse import FileLayer
from roadnet.io.config import DistrictConfig, LayerConfig
from roadnet.io.recognition.propose_text import to_config_text
from roadnet.io.recognition.saved import apply_saved
from roadnet.io.recognition.saved_text import to_change_text
from roadnet.text import LANGUAGES

OLD = Path("/data/2023")
ROWS = ({"代号": "1", "面": "水", "等": "4"}, {"代号": "2", "面": "油", "等": "5"})
SAVED = DistrictConfig(
    "示范",
    standard="cn-sichuan",
    crs="EPSG:4544",
    data_date="2023-12-31",
    layers={
        "roads": LayerConfig(
            OLD / "村道2023.shp",
            encoding="gbk",
            columns={"road_id": "代号", "surface": "面"},
            values={"surface": {"水": "cement", "油": "asphalt"}},
            defaults={"status": "existing"},
            where="代号 <> '9'",
        )
    },
)


def table(file, rows, geometry="line", name=""):
    kinds = (geometry,) if geometry else ()
    return FileLayer(Path(file), name, tuple(rows[0]), kinds, 9, "", "", tuple(rows))


def test_the_same_headings_under_a_new_year_keep_their_mapping():
    (found,), changes = apply_saved([table("/data/2024/村道2024.shp", ROWS)], SAVED, [])
    assert {(m.column, m.theirs, m.why) for m in found.match.columns} == {
        ("road_id", "代号", "saved"),
        ("surface", "面", "saved"),
    }
    assert [(one.kind, one.old, one.new) for one in changes] == [
        ("file", "村道2023.shp", "村道2024.shp")
    ]
    text = to_config_text([found], folder=Path("/data/2024"), name="x", lang="zh", saved=SAVED)
    written = tomllib.loads(text)
    assert written["district"] == {"name": "示范", "standard": "cn-sichuan", "crs": "EPSG:4544"}
    assert written["layers"]["roads"] == {
        "path": "村道2024.shp",
        "encoding": "gbk",
        "where": "代号 <> '9'",
        "columns": {"road_id": "代号", "surface": "面"},
        "values": {"surface": {"水": "cement", "油": "asphalt"}},
        "defaults": {"status": "existing"},
    }


def test_new_headings_and_values_are_told_and_not_guessed():
    rows = [{**ROWS[0], "面": "12", "路面宽度": "4.5"}, {**ROWS[1], "面": "怪", "路面宽度": "4"}]
    old = [table(OLD / "村道2023.shp", ROWS)]
    (found,), changes = apply_saved([table("/data/村道2024.shp", rows)], SAVED, old)
    told = {(one.kind, one.old, one.new) for one in changes}
    assert told == {
        ("file", "村道2023.shp", "村道2024.shp"),
        ("heading_new", "width_m", "路面宽度"),
        ("value_new", "12", "cement"),
        ("value_open", "", "面: 怪"),
    }
    assert found.saved.values["surface"] == {"水": "cement", "油": "asphalt", "12": "cement"}
    assert ("width_m", "路面宽度") in [(m.column, m.theirs) for m in found.match.columns]
    for lang in LANGUAGES:
        assert all(to_change_text(one, lang) for one in changes)


def test_a_column_that_was_left_out_stays_out():
    old = [table(OLD / "村道2023.shp", [{**ROWS[0], "路面宽度": "4.5"}])]
    new = table("/data/村道2024.shp", [{**ROWS[0], "路面宽度": "4.5"}])
    (found,), _ = apply_saved([new], SAVED, old)
    assert "width_m" not in {m.column for m in found.match.columns}


def test_a_heading_that_is_gone_is_told_where_the_name_is_the_same():
    rows = [{"代号": "1", "路面": "水"}]
    (found,), changes = apply_saved([table("/data/村道2024.shp", rows)], SAVED, [])
    assert ("heading_gone", "面") in [(one.kind, one.old) for one in changes]
    assert [(m.column, m.theirs) for m in found.match.columns] == [("road_id", "代号")]


def test_a_table_with_other_headings_and_another_name_is_none_of_it():
    rows = [{"代号": "1", "颜色": "水"}]
    (found,), changes = apply_saved([table("/data/别的.shp", rows)], SAVED, [])
    assert found.saved is None
    assert [one.kind for one in changes] == ["layer_gone"]


def test_of_two_tables_with_the_headings_the_one_of_that_name_is_taken():
    other, own = table("/data/乡道2024.shp", ROWS), table("/data/村道2024.shp", ROWS)
    found, _ = apply_saved([other, own], SAVED, [])
    assert [one.saved is not None for one in found] == [False, True]


def test_points_are_not_taken_for_lines():
    old = [table(OLD / "村道2023.shp", ROWS)]
    (found,), changes = apply_saved([table("/d/村道2024.shp", ROWS, "point")], SAVED, old)
    assert found.saved is None
    assert [one.kind for one in changes] == ["layer_gone"]


def test_a_new_file_is_proposed_as_ever_but_for_a_layer_that_is_there():
    villages = table("/data/村.shp", [{"JZCBM": "1", "JZCMC": "一村"}], "point")
    more = table("/data/公路.shp", [{"LDBM": "1", "LXBM": "X001510904"}])
    found, changes = apply_saved([table("/data/村道2024.shp", ROWS), villages, more], SAVED, [])
    assert [one.match.layer if one.match else None for one in found] == ["roads", "villages", None]
    assert ("layer_new", "村.shp") in [(one.kind, one.new) for one in changes]


@pytest.mark.parametrize("new_lines", [True, False])
def test_the_route_lines_are_this_years_or_it_is_said(new_lines):
    lines = LayerConfig(OLD / "路线2023.shp", columns={"route_code": "号"})
    roads = LayerConfig(OLD / "路段2023.xlsx", columns={"road_id": "代号"}, geometry=lines)
    tables = [table("/data/路段2024.xlsx", ROWS, geometry="")]
    if new_lines:
        tables.append(table("/data/路线2024.shp", [{"号": "X001510904"}]))
    found, changes = apply_saved(tables, DistrictConfig("n", layers={"roads": roads}), [])
    name = "路线2024.shp" if new_lines else "路线2023.shp"
    assert found[0].saved.geometry.path.name == name
    assert ("routes_kept" in {one.kind for one in changes}) == (not new_lines)
    text = to_config_text(found, folder=Path("/data"), name="n", lang="zh")
    assert tomllib.loads(text)["layers"]["roads"]["geometry"]["path"].endswith(name)


def test_a_standards_own_file_is_named_from_the_new_place(tmp_path):
    saved = replace(SAVED, standard="own.toml", base=tmp_path / "2023")
    (found,), _ = apply_saved([table(tmp_path / "2024/村道2024.shp", ROWS)], saved, [])
    text = to_config_text([found], folder=tmp_path / "2024", name="x", lang="en", saved=saved)
    assert tomllib.loads(text)["district"]["standard"] == "../2023/own.toml"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_init_like_applies_last_years_mapping(tmp_path, capsys, lang):
    for year, surface in ((2023, "水"), (2024, "水泥板")):
        folder = tmp_path / str(year)
        folder.mkdir()
        (folder / f"村{year}.csv").write_text(
            "代号,名字,lon,lat\n1,甲,104.0,30.0\n2,乙,104.01,30.0\n", encoding="utf-8"
        )
        line = {"type": "LineString", "coordinates": [[104.0, 30.0], [104.01, 30.0]]}
        feature = {"type": "Feature", "properties": {"号": "1", "面": surface}, "geometry": line}
        (folder / f"路{year}.geojson").write_text(
            json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
        )
    (tmp_path / "2023/district.toml").write_text(
        '[layers.roads]\npath = "路2023.geojson"\ncolumns = { road_id = "号", surface = "面" }\n'
        'values.surface = { "水" = "cement" }\n'
        '[layers.villages]\npath = "村2023.csv"\n'
        'columns = { village_id = "代号", name = "名字" }\n',
        encoding="utf-8",
    )
    target = tmp_path / "2024/district.toml"
    old = str(tmp_path / "2023/district.toml")
    args = ["init", str(tmp_path / "2024"), "-o", str(target), "--like", old, "--lang", lang]
    assert main(args) == 0
    shown = capsys.readouterr().out
    assert "水泥板" in shown
    table = tomllib.loads(target.read_text(encoding="utf-8"))
    assert table["layers"]["roads"]["path"] == "路2024.geojson"
    assert table["layers"]["villages"]["columns"] == {"village_id": "代号", "name": "名字"}
    assert '# values.surface."水泥板" = ""' in target.read_text(encoding="utf-8")
    assert main(["check", str(target), "--json"]) in (0, 1)


def test_a_timetable_is_read_as_the_former_one_was_but_not_for_its_days():
    feed = LayerConfig(OLD / "公交2023.zip", encoding="gbk", period="2023-03-01/2023-04-30")
    saved = replace(SAVED, layers={**SAVED.layers, "gtfs": feed})
    file = Path("/data/2024/公交2024.zip")
    new = FileLayer(file, "", ("stops.txt",), (), 1, "", "", (), kind="gtfs")
    found, changes = apply_saved([new], saved, [])
    assert [(one.kind, one.old, one.new) for one in changes if one.layer == "gtfs"] == [
        ("file", "公交2023.zip", "公交2024.zip"),
        ("period_old", "2023-03-01/2023-04-30", ""),
    ]
    text = to_config_text(found, folder=Path("/data/2024"), name="x", lang="en", saved=saved)
    assert tomllib.loads(text)["layers"]["gtfs"] == {"path": "公交2024.zip", "encoding": "gbk"}
    assert '# period = "2023-03-01/2023-04-30"  # last year' in text


def test_a_timetable_that_is_not_there_this_year_is_said():
    saved = replace(SAVED, layers={"gtfs": LayerConfig(OLD / "公交2023.zip")})
    _, changes = apply_saved([], saved, [])
    assert [(one.layer, one.kind, one.old) for one in changes] == [
        ("gtfs", "layer_gone", "公交2023.zip")
    ]
