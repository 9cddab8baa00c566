"""The mapping that the app proposes for a bureau's package, taken as it stands."""

import json
import tomllib
from pathlib import Path

from streamlit.testing.v1 import AppTest

import roadnet
from roadnet.demo import DemoOptions, generate, write_district
from tests.io.recognition.bureau import write_package
from tests.io.recognition.test_bureau import close, without_names


def _page(folder: str) -> None:
    import pathlib

    import streamlit as st

    from roadnet.ui.components.mapping_editor import edit_mapping

    st.session_state["written"] = edit_mapping(pathlib.Path(folder), "zh")


def proposed(folder: Path) -> str:
    page = AppTest.from_function(_page, kwargs={"folder": str(folder)}, default_timeout=60).run()
    assert not page.exception
    return str(page.session_state["written"])


def test_a_bureaus_package_needs_nothing_but_the_button(tmp_path: Path) -> None:
    demo = generate(DemoOptions(segments=500, villages=45, townships=6, seed=3))
    write_district(tmp_path / "clean", demo)
    write_package(tmp_path / "office", demo.years[2024], 2024)
    text = proposed(tmp_path / "office")
    (tmp_path / "office/district.toml").write_text(text, encoding="utf-8")
    found = roadnet.assess(roadnet.read_district(tmp_path / "office")).summary
    meant = roadnet.assess(roadnet.read_district(tmp_path / "clean/2024")).summary
    plain = [json.loads(json.dumps(one)) for one in (found, meant)]
    close(*map(without_names, plain))


def test_files_beside_a_layer_are_named_with_it(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[104.0, 30.0], [104.01, 30.0]]}
    feature = {"type": "Feature", "properties": {"LXBM": "C123510904"}, "geometry": line}
    collection = {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / "路线.geojson").write_text(json.dumps(collection), encoding="utf-8")
    (tmp_path / "T_LD.csv").write_text(
        "LDBM,LXBM,QDZH,ZDZH,LDLMLX\nL1,C123510904,0,0.965,12\n", encoding="utf-8"
    )
    (tmp_path / "村.csv").write_text("JZCBM,JZCMC,经度,纬度\n1,甲村,104,30\n", encoding="utf-8")
    (tmp_path / "撤并.csv").write_text("原建制村代码,现建制村代码\n2,1\n", encoding="utf-8")
    layers = tomllib.loads(proposed(tmp_path))["layers"]
    assert layers["roads"]["geometry"]["path"] == "路线.geojson"
    assert layers["villages"]["mergers"]["columns"] == {
        "former_id": "原建制村代码",
        "successor_id": "现建制村代码",
    }
