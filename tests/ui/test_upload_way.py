"""A bureau's package dropped into the upload box; last year's mapping dropped beside new files."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import roadnet
from roadnet.demo import DemoOptions, generate, write_district
from roadnet.errors import RoadnetError
from roadnet.io.config import read_config
from roadnet.text import tr
from roadnet.ui.components.mapping_again import apply_again
from tests.io.recognition.bureau import write_package
from tests.io.recognition.test_bureau import close, without_names

Open = Callable[..., AppTest]
ROADS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"号": "1", "面": "水"},
            "geometry": {"type": "LineString", "coordinates": [[104.0, 30.0], [104.01, 30.0]]},
        }
    ],
}
FORMER = """
[district]
name = "示范"
standard = "cn-sichuan"
[layers.roads]
path = "../2023/道路2023.geojson"
columns = { road_id = "号", surface = "面" }
values.surface = { "水" = "cement" }
[layers.roads.geometry]
path = "../2023/路线.geojson"
"""


def upload(page: AppTest, files: list[tuple[str, bytes, str]]) -> AppTest:
    way = next(each for each in page.button_group if each.key == "source_way")
    way.set_value("files").run()
    page.file_uploader[0].set_value(files).run()
    assert not page.exception
    page.button(key="on_to_mapping").click().run()
    assert not page.exception
    return page


def test_a_bureaus_package_is_dropped_in_and_taken_as_proposed(
    open_page: Open, tmp_path: Path
) -> None:
    demo = generate(DemoOptions(segments=500, villages=45, townships=6, seed=3))
    write_district(tmp_path / "clean", demo)
    write_package(tmp_path / "office", demo.years[2024], 2024)
    kind = "application/octet-stream"
    files = [(p.name, p.read_bytes(), kind) for p in sorted((tmp_path / "office").iterdir())]
    page = upload(open_page("data"), files)
    page.button(key="use_mapping").click().run()
    assert not page.exception
    folder = Path(page.session_state["upload_folder"].path)
    assert any(path.suffix == ".xls" for path in folder.iterdir())
    found = roadnet.assess(roadnet.read_district(folder)).summary
    meant = roadnet.assess(roadnet.read_district(tmp_path / "clean/2024")).summary
    close(*(without_names(json.loads(json.dumps(one))) for one in (found, meant)))


def test_last_years_mapping_beside_new_files_is_applied_again(open_page: Open) -> None:
    files = [
        ("district.toml", FORMER.encode(), "text/plain"),
        ("道路2024.geojson", json.dumps(ROADS).encode(), "application/json"),
    ]
    page = upload(open_page("data"), files)
    assert tr("ui_data.again", "zh") in [each.value for each in page.caption]
    changes = page.dataframe[0].value.to_numpy().tolist()
    moved = tr("propose.like.file", "zh", old="道路2023.geojson", new="道路2024.geojson")
    assert [tr("layers.roads", "zh"), moved] in changes
    page.button(key="use_mapping").click().run()
    assert not page.exception
    folder = Path(page.session_state["upload_folder"].path)
    written = tomllib.loads((folder / "district.toml").read_text("utf-8"))
    assert written["district"]["standard"] == "cn-sichuan"
    # The route lines were not uploaded: nothing outside the folder is named.
    assert written["layers"]["roads"] == {
        "path": "道路2024.geojson",
        "columns": {"road_id": "号", "surface": "面"},
        "values": {"surface": {"水": "cement"}},
    }


def test_a_mapping_that_names_the_uploaded_files_is_taken_as_it_is(
    open_page: Open, kept: list[Any]
) -> None:
    text = '[layers.roads]\npath = "r.geojson"\ncolumns = { road_id = "号" }\n'
    files = [
        ("district.toml", text.encode(), "text/plain"),
        ("r.geojson", json.dumps(ROADS).encode(), "application/json"),
    ]
    page = upload(open_page("data"), files)
    assert page.code[0].value == text.strip()
    assert tr("ui_data.again", "zh") not in [each.value for each in page.caption]


def test_a_standard_of_last_year_that_was_not_uploaded_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    given = tmp_path / "in/given.toml"
    given.write_text(FORMER.replace("cn-sichuan", "../own.toml"), "utf-8")
    (tmp_path / "own.toml").write_text("", "utf-8")
    with pytest.raises(RoadnetError) as met:
        apply_again(tmp_path / "in", read_config(given), "zh")
    assert met.value.code == "path_outside"
