"""Timetables, street data, and segments whose lines stand in another file."""

import tomllib
import zipfile
from pathlib import Path

import pytest

from roadnet.io.browse import FileLayer, list_layers
from roadnet.io.recognition.propose import propose_mapping
from roadnet.io.recognition.propose_text import to_config_text

SEGMENTS = ("LDBM", "LXBM", "QDZH", "ZDZH", "LDJSDJ", "LDLMLX")


def table(file, *columns, geometry="", name=""):
    kinds = (geometry,) if geometry else ()
    return FileLayer(Path("/data") / file, name, columns, kinds, 9, "", "", ())


def written(proposals):
    text = to_config_text(proposals, folder=Path("/data"), name="n", lang="en")
    return tomllib.loads(text).get("layers", {})


@pytest.mark.parametrize("folder", ["", "feed/"])
def test_a_timetable_is_known_by_its_files(tmp_path, folder):
    with zipfile.ZipFile(tmp_path / "公交.zip", "w") as archive:
        for name in ("stops.txt", "trips.txt", "stop_times.txt", "calendar.txt"):
            archive.writestr(folder + name, "stop_id\n1\n")
    (found,) = list_layers(tmp_path / "公交.zip")
    assert found.kind == "gtfs"
    proposals = propose_mapping([found])
    text = to_config_text(proposals, folder=tmp_path, name="n", lang="zh")
    assert tomllib.loads(text)["layers"] == {"gtfs": {"path": "公交.zip"}}


def test_another_zip_of_texts_is_none(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "stops.txt")
    assert list_layers(tmp_path / "a.zip") == []


def test_a_table_of_segments_lies_on_the_one_file_of_route_lines():
    lines = table("路线.shp", "LXBM", "LXMC", geometry="line")
    found = propose_mapping([lines, table("T_LD.xlsx", *SEGMENTS)])
    assert [one.why_open for one in found] == ["routes", ""]
    roads = written(found)["roads"]
    assert roads["path"] == "T_LD.xlsx"
    assert roads["geometry"] == {"path": "路线.shp", "columns": {"route_code": "LXBM"}}


def test_of_two_files_of_lines_none_is_taken():
    lines = [table(f"线{n}.shp", "LXBM", geometry="line") for n in "ab"]
    found = propose_mapping([*lines, table("T_LD.xlsx", *SEGMENTS)])
    assert "geometry" not in written(found)["roads"]


def test_segments_with_lines_of_their_own_need_no_others():
    own = table("T_LD.shp", *SEGMENTS, geometry="line")
    found = propose_mapping([own, table("线.shp", "LXBM", geometry="line")])
    assert "geometry" not in written(found)["roads"]


def extract(name, geometry, *columns):
    return table("a.osm.pbf", *columns, geometry=geometry, name=name)


def test_an_extract_of_street_data_feeds_roads_villages_and_stops():
    found = propose_mapping(
        [
            extract("roads", "line", "road_id", "name", "highway", "from_node"),
            extract("villages", "point", "village_id", "name", "place"),
            extract("stops", "point", "stop_id", "name", "operator"),
        ]
    )
    assert [one.match.layer for one in found] == ["roads", "villages", "stops"]
    assert written(found)["stops"]["layer"] == "stops"


def test_a_bureaus_own_villages_go_before_those_of_street_data():
    own = table("建制村.shp", "JZCBM", "JZCMC", "人口", geometry="point")
    found = propose_mapping([extract("villages", "point", "village_id", "name", "place"), own])
    assert [one.why_open for one in found] == ["taken", ""]
    assert written(found)["villages"]["path"] == "建制村.shp"
