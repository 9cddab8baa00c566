"""Which file is which layer: official names, like names, geometry, and what is left open."""

import tomllib
from pathlib import Path

import pytest

from roadnet.io.browse import FileLayer
from roadnet.io.config import read_config
from roadnet.io.recognition.columns import match_columns
from roadnet.io.recognition.propose import propose_mapping
from roadnet.io.recognition.propose_text import to_config_text
from roadnet.io.recognition.toml_text import to_toml_text
from roadnet.schema import layers
from roadnet.text import LANGUAGES


def table(file, geometry, *columns, name="", sample=(), crs="EPSG:4490"):
    kinds = (geometry,) if geometry else ()
    return FileLayer(Path("/data") / file, name, columns, kinds, 9, crs, "", tuple(sample))


def layers_of(*tables):
    found = propose_mapping(tables)
    assert [proposal.table for proposal in found] == list(tables)
    return [proposal.match.layer if proposal.match else None for proposal in found]


def test_official_fields_name_the_layer_whatever_the_file_is_called():
    assert layers_of(
        table("a.shp", "line", "LDBM", "LXBM", "LDJSDJ", "LDLMLX"),
        table("b.shp", "point", "JZCBM", "JZCMC", "乡镇代码", "人口"),
        table("c.shp", "point", "XZBM", "XZMC"),
        table("d.shp", "polygon", "XZBM", "XZMC"),
    ) == ["roads", "villages", "townships", "boundaries"]


@pytest.mark.parametrize(
    ("file", "geometry", "layer"),
    [
        ("2024年农村公路.shp", "line", "roads"),
        ("村道.shp", "line", "roads"),
        ("行政村.geojson", "point", "villages"),
        ("乡镇界线.shp", "polygon", "boundaries"),
        ("乡镇驻地.shp", "point", "townships"),
        ("BusStops_2024.shp", "point", "stops"),
        ("vilage.csv", "point", "villages"),
        ("生态保护红线.shp", "polygon", "constraints"),
        ("LD.shp", "line", "roads"),
        ("old.shp", "line", None),
        ("roads.shp", "point", None),
    ],
)
def test_a_files_name_and_geometry_name_the_layer(file, geometry, layer):
    if file == "村道.shp":
        geometry = "line"
        table_ = table(file, geometry, "路段代码")
    else:
        table_ = table(file, geometry, "x1")
    assert layers_of(table_) == [layer]


def test_a_layer_is_given_once_and_to_the_better_file():
    better = table("roads.shp", "line", "road_id", "name", "surface", "status")
    worse = table("roads_old.shp", "line", "road_id")
    assert layers_of(worse, better) == [None, "roads"]
    assert propose_mapping([worse, better])[0].best.layer == "roads"


def test_a_table_without_places_gives_way_to_one_with_places():
    columns = ("JZCBM", "JZCMC")
    assert layers_of(table("村.xlsx", "", *columns), table("村.shp", "point", *columns)) == [
        None,
        "villages",
    ]
    assert layers_of(table("村.xlsx", "", *columns)) == ["villages"]


def test_columns_match_by_name_alias_and_likeness_each_once():
    fields = ["LDBM", "Surface", "路面宽度(米)", "lxmc", "tehnical_class", "nothing"]
    sure, doubtful = match_columns(fields, layers()["roads"])
    assert {(m.column, m.theirs, m.why) for m in sure} == {
        ("road_id", "LDBM", "alias"),
        ("surface", "Surface", "same"),
        ("width_m", "路面宽度(米)", "alias"),
        ("name", "lxmc", "alias"),
        ("technical_class", "tehnical_class", "similar"),
    }
    assert all(60 <= match.score < 80 for match in doubtful)
    used = [match.theirs for match in (*sure, *doubtful)]
    assert len(used) == len(set(used))


def test_values_that_are_not_known_are_asked_for():
    row = {"LDBM": "1", "LDLMLX": "77"}
    (found,) = propose_mapping(
        [table("roads.shp", "line", "LDBM", "LDLMLX", sample=[row, {**row, "LDLMLX": "Asphalt"}])]
    )
    assert found.unknown_values == {"surface": ("77",)}


def test_a_value_that_bears_its_name_is_filled_in_and_the_others_are_asked_for():
    words = ("沥青混凝土", "土路", "cement concrete?", "油路")
    rows = [{"LDBM": "1", "LDLMLX": word} for word in words]
    proposals = propose_mapping([table("roads.shp", "line", "LDBM", "LDLMLX", sample=rows)])
    text = to_config_text(proposals, folder=Path("/data"), name="n", lang="zh")
    sure = tomllib.loads(text)["layers"]["roads"]["values"]["surface"]
    assert sure == {"沥青混凝土": "asphalt", "土路": "earth"}
    bare = "\n".join(line.removeprefix("# ") for line in text.splitlines()[1:])
    every = tomllib.loads(bare)["layers"]["roads"]["values"]["surface"]
    assert every == {**sure, "cement concrete?": "", "油路": ""}


@pytest.mark.parametrize("heading", ["人口", "常住人口", "总人口"])
def test_the_usual_headings_of_a_population_are_known(heading):
    (found,) = propose_mapping([table("村.shp", "point", "JZCBM", heading)])
    assert ("population", heading) in [(pair.column, pair.theirs) for pair in found.match.columns]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_is_read_as_it_was_meant(tmp_path, lang):
    hostile = 'a"b\\c\n]\x7f\u2028 = 1 #'
    tables = [
        table("roads.shp", "line", "LDBM", "Route names", hostile, crs=""),
        table("村.xlsx", "", "JZCBM", "JZCMC", name='表"1'),
        table("其他.shp", "line", hostile, name=hostile),
    ]
    text = to_config_text(propose_mapping(tables), folder=Path("/data"), name=hostile, lang=lang)
    (tmp_path / "district.toml").write_text(text, encoding="utf-8", newline="\n")
    config = read_config(tmp_path / "district.toml")
    assert config.name == hostile
    assert dict(config.layers["roads"].columns) == {"road_id": "LDBM", "name": "Route names"}
    assert config.layers["villages"].layer == '表"1'
    assert set(config.layers) == {"roads", "villages"}
    assert '# crs = "EPSG:4490"' in text
    assert '# x = "?"' in text


def test_each_comment_becomes_valid_without_its_mark(tmp_path):
    row = {"LDBM": "1", "LDLMLX": "77"}
    tables = [
        table("roads.shp", "line", "LDBM", "LDLMLX", "RoadName", sample=[row], crs=""),
        table("村.xlsx", "", "JZCBM"),
        table("其他.shp", "line", "f"),
    ]
    text = to_config_text(propose_mapping(tables), folder=Path("/data"), name="n", lang="en")
    lines = text.splitlines()[1:]
    bare = [line.removeprefix("# ") for line in lines if not line.startswith("# columns of the")]
    loud = "\n".join(bare).replace("[layers.roads]  # no layer", "[layers.other]  # no layer")
    read = tomllib.loads(loud)["layers"]
    assert read["roads"]["columns"]["name"] == "RoadName"
    assert read["roads"]["values"]["surface"] == {"77": ""}
    assert read["villages"]["x"] == "?"


@pytest.mark.parametrize("text", ["", 'q"', "\\", "\t\n\r\x00\x1b", "\x7f\x85", "村\u2029", "😀"])
def test_a_text_survives_toml(text):
    written = to_toml_text(text)
    assert "\n" not in written
    assert tomllib.loads(f"a = {written}")["a"] == text
