"""Further tables of one layer are proposed as its parts, and nothing counts twice."""

import json
import tomllib

import pytest

import roadnet
from roadnet.cli import main

ROAD = {"type": "LineString", "coordinates": [[104.0, 30.0], [104.02, 30.0]]}
JZC = "JZCBM,JZCMC,经度,纬度\n510000100001,甲村,104.000,30.0\n510000100002,乙村,104.010,30.0\n"
ZRC = "ZRCBM,ZRCMC,JZCBM,经度,纬度\nN1,上湾,510000100001,104.005,30.0\n"


@pytest.fixture
def office(tmp_path):
    features = [{"type": "Feature", "properties": {"LDBM": "L1", "LDLMLX": "12"}, "geometry": ROAD}]
    collection = {"type": "FeatureCollection", "features": features}
    (tmp_path / "T_LD.geojson").write_text(json.dumps(collection), encoding="utf-8")
    (tmp_path / "T_JZC.csv").write_text(JZC, encoding="utf-8")
    return tmp_path


def init(folder, *more):
    files = sorted(str(path) for path in folder.iterdir() if path.suffix in (".csv", ".geojson"))
    assert main(["init", *files, "-o", str(folder / "district.toml"), "--force", *more]) == 0
    return tomllib.loads((folder / "district.toml").read_text(encoding="utf-8"))["layers"]


def test_natural_villages_are_put_with_the_administrative_ones(office):
    (office / "T_ZRC.csv").write_text(ZRC, encoding="utf-8")
    layers = init(office)
    (part,) = layers["villages"]["more"].values()
    assert {layers["villages"]["path"], part["path"]} == {"T_JZC.csv", "T_ZRC.csv"}
    district = roadnet.read_district(office)
    kinds = dict(zip(*(district.layers["villages"][c] for c in ("name", "kind")), strict=True))
    # A table of administrative villages says nothing of the kind of its rows.
    assert kinds["上湾"] == "natural"
    assert set(kinds) == {"甲村", "乙村", "上湾"}


def test_another_year_of_a_list_stays_open(office):
    for year in (2023, 2024):
        (office / f"村庄{year}.csv").write_text(JZC.replace("51", str(year)), encoding="utf-8")
    (office / "T_JZC.csv").unlink()
    assert "more" not in init(office)["villages"]


def test_a_copy_of_a_list_stays_open(office):
    (office / "村庄副本.csv").write_text(JZC, encoding="utf-8")
    assert "more" not in init(office)["villages"]


def test_a_mapping_with_parts_is_used_again(office, tmp_path_factory):
    (office / "T_ZRC.csv").write_text(ZRC, encoding="utf-8")
    before = init(office)
    later = tmp_path_factory.mktemp("later")
    for path in office.iterdir():
        if path.suffix in (".csv", ".geojson"):
            (later / path.name).write_bytes(path.read_bytes())
    assert init(later, "--like", str(office / "district.toml")) == before
