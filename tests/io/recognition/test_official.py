"""What official tables, coordinates and their systems become in the proposal and in the file."""

import tomllib
from pathlib import Path

import pytest

from roadnet.io.browse import FileLayer
from roadnet.io.recognition.columns import match_columns
from roadnet.io.recognition.places import find_places
from roadnet.io.recognition.propose import propose_mapping
from roadnet.io.recognition.propose_text import to_column_reason, to_config_text, to_reason
from roadnet.io.units import split_unit
from roadnet.schema import layers


def proposed(file, rows, geometry=""):
    kinds = (geometry,) if geometry else ()
    (found,) = propose_mapping(
        [FileLayer(Path("/data") / file, "", tuple(rows[0]), kinds, 9, "", "", tuple(rows))]
    )
    return found


def written(found):
    text = to_config_text([found], folder=Path("/data"), name="n", lang="zh")
    return tomllib.loads(text).get("layers", {})


def test_the_segments_of_the_annual_report():
    row = {"LDBM": "C1L1", "LXBM": "C123510904", "LDJSDJ": "24", "LDLMLX": "12", "SFWDGTLD": "2"}
    roads = written(proposed("T_LD.shp", [row], "line"))["roads"]
    assert roads["columns"]["admin_class"] == roads["columns"]["route_code"] == "LXBM"
    assert roads["patterns"]["admin_class"]["^C"] == "village"
    assert roads["values"] == {"technical_class": {"24": "class_4"}, "surface": {"12": "cement"}}


def test_safety_works_are_hazards_that_are_open_until_they_are_done():
    rows = [
        {"LXBM": "C123510904", "QDZH": "0.2", "ZDZH": "0.9", "SFXYSSAFSS": yes, "SFYSSAFSS": done}
        for yes, done in (("1", "1"), ("1", "2"), ("2", "2"))
    ]
    hazards = written(proposed("T_NCGLAFSS.xlsx", rows))["hazards"]
    assert hazards["where"] == '"SFXYSSAFSS" IN (1)'
    assert hazards["values"]["status"] == {"1": "closed", "2": "open"}
    assert hazards["defaults"] == {"kind": "roadside_drop"}


def test_bridges_rated_four_or_five_are_hazards():
    row = {"QLBM": "C1L1", "LXBM": "C123510904", "QLZXZH": "0.512", "QLMC": "桥"}
    rows = [{**row, "JSZKPDDJ": grade} for grade in ("一类", "四类")]
    found = proposed("T_QL.xlsx", rows)
    hazards = written(found)["hazards"]
    assert hazards["where"] == "\"JSZKPDDJ\" IN ('四类')"
    assert hazards["defaults"] == {"kind": "dangerous_bridge", "status": "open"}
    assert hazards["columns"]["start_stake_km"] == "QLZXZH"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tunnels_have_no_layer_and_it_is_said(lang):
    row = {"SDBM": "X1U1", "SDMC": "隧道", "SDRKZH": "1.2", "SDCD": "320", "LXBM": "X001510904"}
    found = proposed("T_SD.xlsx", [row])
    assert (found.match, found.why_open, found.rival) == (None, "foreign", "tunnels")
    assert ("隧道" if lang == "zh" else "tunnels") in to_reason(found, lang)
    assert written(found) == {}


def test_natural_villages_are_of_their_kind():
    row = {"ZRCZDM": "51090410120101", "ZRCZMC": "大湾", "CZHS": "34"}
    assert written(proposed("T_ZRC.xlsx", [row]))["villages"]["defaults"] == {"kind": "natural"}


@pytest.mark.parametrize(
    ("fields", "values", "found"),
    [
        ("高德经度 高德纬度", {}, "高德经度 高德纬度 gcj02 heading"),
        ("经度（BD-09） 纬度（BD-09）", {}, "经度（BD-09） 纬度（BD-09） bd09 heading"),
        ("经度 纬度 坐标系", {"坐标系": ("GCJ-02",)}, "经度 纬度 gcj02 value"),
        ("经度 纬度 坐标系", {"坐标系": ("百度坐标",)}, "经度 纬度 bd09 value"),
        ("经度 纬度 坐标系", {"坐标系": ("CGCS2000",)}, "经度 纬度 EPSG:4490 value"),
        ("经度 纬度 坐标系", {"坐标系": ("GCJ-02", "WGS84")}, "经度 纬度 - mixed"),
        ("经度 纬度 坐标系", {"坐标系": ("GCJ-02", "?")}, "经度 纬度 - mixed"),
        ("经度 纬度 高德经度 高德纬度", {}, "经度 纬度 - -"),
        ("百度经度", {}, "- - - -"),
        ("x y 坐标系", {"x": ("530457.4",), "坐标系": ("CGCS2000",)}, "x y - -"),
    ],
)
def test_coordinates_and_their_system(fields, values, found):
    got = find_places("t", fields.split(), values, has_geometry=False)
    assert [one or "-" for one in (got.x, got.y, got.crs, got.why)] == found.split()


def test_a_file_named_after_a_shifted_system_says_so():
    assert find_places("招呼站_高德坐标", ("经度", "纬度"), {}, has_geometry=True).crs == "gcj02"
    assert find_places("招呼站_GPS", ("经度", "纬度"), {}, has_geometry=True).crs == ""


@pytest.mark.parametrize(
    ("heading", "values", "why"),
    [
        ("总投资（公顷）", ["59.5", "70.8"], "unit_other"),
        ("总投资", ["待定", "未批"], "values_odd"),
        ("计划年度", ["十四五", "十三五"], "values_odd"),
    ],
)
def test_another_unit_or_other_values_leave_a_column_open(heading, values, why):
    sure, doubtful = match_columns([heading], layers()["projects"], {heading: values})
    assert not sure
    assert [match.note for match in doubtful] == [why]


@pytest.mark.parametrize(
    ("heading", "layer", "column"),
    [
        ("总投资（万元）", "projects", "cost_cny"),
        ("总投资/万元", "projects", "cost_cny"),
        ("人口（万人）", "villages", "population"),
        ("路面宽度（cm）", "roads", "width_m"),
    ],
)
def test_a_unit_that_the_reader_converts_is_proposed_and_said(heading, layer, column):
    """0.1325 are 1325 persons, and 450 cm a usual width: values are judged in our unit."""
    values = {"population": ["0.1325"], "width_m": ["450", "600"]}.get(column, ["59.5", "70.8"])
    sure, _ = match_columns([heading], layers()[layer], {heading: values})
    assert [(match.column, match.note) for match in sure] == [(column, "unit_converted")]
    unit = split_unit(heading)[1]
    assert unit in to_column_reason(sure[0], "zh")
    assert unit in to_column_reason(sure[0], "en")


def test_a_unit_of_our_own_needs_no_word():
    sure, _ = match_columns(["总投资（元）"], layers()["projects"], {"总投资（元）": ["595000"]})
    assert [match.note for match in sure] == [""]


def test_headings_that_say_nothing_are_told_by_their_values():
    rows = [
        {"F1": "510904101201", "F2": "石洞村", "F3": "x"},
        {"F1": "510904101202", "F2": "白马村", "F3": "x"},
    ]
    found = proposed("行政村.shp", rows, "point")
    assert {(m.column, m.theirs, m.why) for m in found.match.columns} == {
        ("village_id", "F1", "values"),
        ("name", "F2", "values"),
    }
