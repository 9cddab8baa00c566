"""Whatever headings and values a table has: a proposal, and a file that can be read."""

import tomllib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.recognition import SETS, to_table
from roadnet.errors import RoadnetError
from roadnet.io.browse import FileLayer
from roadnet.io.config import DistrictConfig, read_config
from roadnet.io.recognition.propose import propose_mapping
from roadnet.io.recognition.propose_text import to_config_text
from roadnet.io.recognition.saved import apply_saved
from roadnet.text import LANGUAGES

WORDS = (
    "LDBM LXBM QDZH 路段代码 路面类型 经度 纬度 高德经度 坐标系 JZCBM 村名 原建制村代码 "
    "现建制村代码 站点编号 状态 SFYSSAFSS JSZKPDDJ highway osm_id place 编号 ID"
)
KNOWN = st.sampled_from(WORDS.split())
HEADINGS = st.lists(st.one_of(KNOWN, st.text(max_size=12)), max_size=8, unique=True)
VALUES = st.one_of(
    st.none(), st.sampled_from(["1", "2", "11", "K1+2", "GCJ-02", "是"]), st.text(max_size=8)
)


@st.composite
def tables(draw):
    headings = draw(HEADINGS)
    rows = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(headings, VALUES)), max_size=3))
    file = draw(st.sampled_from(["T_LD.shp", "村.xlsx", "a.osm.pbf", "x.csv", "撤并2023.xlsx"]))
    name = draw(st.sampled_from(["", "lines", "points", 'a"b\n]']))
    kinds = draw(st.sampled_from([(), ("point",), ("line",), ("polygon",), ("line", "point")]))
    kind = draw(st.sampled_from(["", "", "", "gtfs"]))
    return FileLayer(
        Path("/data") / file, name, tuple(headings), kinds, 9, "", "", tuple(rows), kind=kind
    )


@given(st.lists(tables(), min_size=1, max_size=3), st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=60)
def test_the_proposal_is_a_file_that_can_be_read(tmp_path_factory, found, lang):
    proposals = propose_mapping(found)
    named = [one.match.layer for one in proposals if one.match]
    assert len(named) == len(set(named))
    for one in proposals:
        pairs = one.match.columns if one.match else ()
        assert len({pair.column for pair in pairs}) == len(pairs)
    path = tmp_path_factory.mktemp("any") / "district.toml"
    text = to_config_text(proposals, folder=path.parent, name="n", lang=lang)
    path.write_text(text, encoding="utf-8", newline="\n")
    try:
        config = read_config(path)
    except RoadnetError as error:
        assert error.code == "config_without_layers"
        return
    again, _ = apply_saved(found, config, found)
    assert to_config_text(again, folder=path.parent, name="n", lang=lang, saved=config)


def test_a_mapping_applied_to_its_own_files_is_itself(tmp_path):

    rows = tomllib.loads(SETS.read_text(encoding="utf-8"))["sets"]
    for number, row in enumerate(rows):
        table = to_table(row)
        first = propose_mapping([table])
        text = to_config_text(first, folder=tmp_path, name="n", lang="en")
        path = tmp_path / f"{number}.toml"
        path.write_text(text, encoding="utf-8", newline="\n")
        if not first[0].match:
            continue
        config: DistrictConfig = read_config(path)
        again, changes = apply_saved([table], config, [table])
        assert not [one for one in changes if one.kind != "value_open"], row["name"]
        text = to_config_text(again, folder=tmp_path, name="n", lang="en", saved=config)
        path.write_text(text, encoding="utf-8", newline="\n")
        assert read_config(path).layers == config.layers, row["name"]
