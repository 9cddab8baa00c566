"""One layer of several files: villages of two official tables, roads of two bureaus."""

from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from shapely.geometry import LineString, Point

import roadnet
from roadnet.batch.stamp import stamp_of
from roadnet.batch.task import Options
from roadnet.errors import RoadnetError
from roadnet.io.limits import ReadLimits
from roadnet.io.write_back import find_layer_file

METRIC = "EPSG:4544"  # CGCS2000, zone of 3 degrees about 105 E
OTHER = "EPSG:4490"  # the same datum in degrees
X, Y = 500_000, 3_000_000

DISTRICT = """
[district]
name = "two of each"
crs = "EPSG:4544"
[layers.roads]
path = "county.shp"
columns = { road_id = "LDBM" }
defaults = { surface = "cement", admin_class = "county" }
[layers.roads.more.village]
path = "village.shp"
columns = { road_id = "code", surface = "paving" }
values.surface = { "soil" = "earth" }
defaults = { admin_class = "village" }
[layers.villages]
path = "T_JZC.shp"
columns = { village_id = "JZCBM", name = "JZCMC" }
defaults = { kind = "administrative" }
[layers.villages.more.natural]
path = "T_ZRC.shp"
columns = { village_id = "ZRCBM", name = "ZRCMC" }
defaults = { kind = "natural" }
"""


def write(folder: Path, name: str, columns: dict, shapes: list, crs: str) -> None:
    table = gpd.GeoDataFrame(columns, geometry=shapes, crs=METRIC).to_crs(crs)
    pyogrio.write_dataframe(table, folder / name, encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """Village road W goes on where county road C ends, 1 km east; it is in degrees.

    J1 C-----C W-----W Z1      J2 has the code of Z2, Z3 has no place
    """
    write(tmp_path, "county.shp", {"LDBM": ["C"]}, [LineString([(X, Y), (X + 1000, Y)])], METRIC)
    lines = [LineString([(X + 1000, Y), (X + 2000, Y)])]
    write(tmp_path, "village.shp", {"code": ["W"], "paving": ["soil"]}, lines, OTHER)
    points = [Point(X, Y + 5), Point(X + 500, Y + 5)]
    names = {"JZCBM": ["510000100001", "510000100002"], "JZCMC": ["J1", "J2"]}
    write(tmp_path, "T_JZC.shp", names, points, METRIC)
    codes = ["510000100101", "510000100002", "510000100103"]
    further = {"ZRCBM": codes, "ZRCMC": ["Z1", "Z2", "Z3"], "note": ["a", "b", "c"]}
    write(tmp_path, "T_ZRC.shp", further, [Point(X + 2000, Y + 5), Point(X, Y + 90), None], OTHER)
    (tmp_path / "district.toml").write_text(DISTRICT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def district(folder):
    return roadnet.read_district(folder, inline=True)


def test_rows_of_all_files_are_one_layer_each_by_its_own_mapping(district):
    roads = district.layers["roads"]
    assert roads["road_id"].tolist() == ["C", "W"]
    assert roads["surface"].tolist() == ["cement", "earth"]
    assert roads["admin_class"].tolist() == ["county", "village"]
    # Both are 1 km in the metric system, whatever the file was in.
    assert roads.length.tolist() == pytest.approx([1000, 1000], abs=0.001)
    villages = district.layers["villages"]
    assert villages["name"].tolist() == ["J1", "J2", "Z1", "Z2"]
    assert villages["kind"].tolist() == ["administrative"] * 2 + ["natural"] * 2
    assert villages["note"].isna().tolist() == [True, True, False, False]


def test_rows_are_numbered_on_and_know_their_file(district):
    villages = district.layers["villages"]
    # No file has 1000 rows, so the second file's are numbered on from 1000.
    assert villages["source_row"].tolist() == [1, 2, 1001, 1002]
    assert villages["source_file"].tolist() == ["T_JZC.shp"] * 2 + ["T_ZRC.shp"] * 2


def test_the_source_lists_every_file_and_counts_all_rows(district):
    about = district.sources["villages"]
    assert about.file == "T_JZC.shp, T_ZRC.shp"
    assert (about.read, about.accepted, about.rejected) == (5, 4, 1)
    assert [(part.file, part.before) for part in about.parts] == [
        ("T_JZC.shp", 0),
        ("T_ZRC.shp", 1000),
    ]


def test_findings_name_the_file_and_the_row_in_it(district):
    found = {one.code: one for one in roadnet.check_district(district)}
    (repeated,) = [o for o in found.values() if o.code == "id_duplicate"]
    assert repeated.row_labels == ("T_JZC.shp 2", "T_ZRC.shp 2")
    lost = found["geometry_missing"]
    assert lost.row_labels == ("T_ZRC.shp 3",)
    assert "T_ZRC.shp 3" in lost.message("en")
    assert {"file": "village.shp", "before": 1000} in [
        one.figures for one in district.findings if one.code == "layer_part"
    ]


def test_roads_of_two_files_are_one_network(district):
    # W begins where C ends: three nodes, one component.
    network = roadnet.build_network(district)
    assert network.graph.number_of_nodes() == 3
    assert network.graph.number_of_edges() == 2


def test_a_change_in_a_further_file_is_a_change(folder):
    before = stamp_of(str(folder), Options())
    assert stamp_of(str(folder), Options()) == before
    (folder / "T_ZRC.dbf").write_bytes((folder / "T_ZRC.dbf").read_bytes() + b"\x1a")
    assert stamp_of(str(folder), Options()) != before


def test_nothing_is_written_back_into_one_of_several_files(folder):
    with pytest.raises(RoadnetError) as caught:
        find_layer_file(folder, "villages", ReadLimits())
    assert caught.value.code == "write_back_parts"
    assert "T_ZRC.shp" in caught.value.message("en")


def test_a_key_of_a_part_is_checked_as_one_of_the_layer(folder):
    text = DISTRICT.replace('path = "T_ZRC.shp"', 'path = "T_ZRC.shp"\npaht = "x"')
    (folder / "district.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RoadnetError) as caught:
        roadnet.read_district(folder, inline=True)
    assert caught.value.code == "config_unknown_key"
    assert "layers.villages.more.natural" in caught.value.message("en")
