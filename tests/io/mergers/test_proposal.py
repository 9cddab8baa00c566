"""A table of mergers is known, and written where it belongs."""

import tomllib
from pathlib import Path

from roadnet.io.browse import FileLayer
from roadnet.io.config import DistrictConfig, LayerConfig
from roadnet.io.recognition.propose import propose_mapping
from roadnet.io.recognition.propose_text import to_config_text
from roadnet.io.recognition.saved import apply_saved

PAIR = ("序号", "原建制村代码", "原建制村名称", "现建制村代码", "现建制村名称")


def table(file, *columns, geometry=""):
    kinds = (geometry,) if geometry else ()
    return FileLayer(Path("/data") / file, "", columns, kinds, 9, "", "", ())


def written(proposals, **more):
    return to_config_text(proposals, folder=Path("/data"), name="n", lang="zh", **more)


def test_old_and_present_codes_without_places_are_a_table_of_mergers():
    villages = table("村.shp", "JZCBM", "JZCMC", geometry="point")
    text = written(propose_mapping([table("撤并情况.xlsx", *PAIR), villages]))
    assert tomllib.loads(text)["layers"]["villages"]["mergers"] == {
        "path": "撤并情况.xlsx",
        "columns": {
            "former_id": "原建制村代码",
            "successor_id": "现建制村代码",
            "name": "原建制村名称",
        },
    }


def test_without_villages_it_is_a_comment():
    text = written(propose_mapping([table("撤并情况.xlsx", *PAIR)]))
    assert "layers" not in tomllib.loads(text)
    assert "# [layers.villages.mergers]" in text


def test_codes_of_merged_villages_beside_a_villages_own_are_its_former_ones():
    (found,) = propose_mapping([table("T_JZC.shp", "JZCBM", "原建制村编码", geometry="point")])
    assert {m.column: m.theirs for m in found.match.columns} == {
        "village_id": "JZCBM",
        "former_ids": "原建制村编码",
    }


def test_another_years_list_stands_as_a_comment_and_its_mergers_are_kept():
    columns = {"village_id": "代号", "name": "名字"}
    mergers = LayerConfig(Path("/data/2023/撤并.xlsx"), columns={"former_id": "旧"})
    old = LayerConfig(Path("/data/2023/村.shp"), columns=columns, mergers=mergers)
    saved = DistrictConfig("n", layers={"villages": old})
    new = table("2024/村.shp", "代号", "名字", geometry="point")
    found, changes = apply_saved([new, table("撤并情况.xlsx", *PAIR)], saved, [])
    assert "mergers_kept" in {one.kind for one in changes}
    text = written(found, saved=saved)
    assert tomllib.loads(text)["layers"]["villages"]["mergers"]["path"] == "2023/撤并.xlsx"
    bare = [line.removeprefix("# ") for line in text.splitlines()]
    at = bare.index("[layers.villages.previous]")
    assert bare[at + 1] == 'path = "2023/村.shp"'
