"""What a person is told who has just begun."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from roadnet.cli import main


def test_init_looks_into_the_folders_of_a_folder(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = source.parent / "all"
    deep.mkdir()
    source.rename(deep / "county")
    target = tmp_path / "district.toml"
    assert main(["init", str(deep), "-o", str(target), "--lang", "en"]) == 0
    layers = tomllib.loads(target.read_text(encoding="utf-8"))["layers"]
    assert layers["roads"]["path"] == "all/county/roads.geojson"


def test_assess_says_what_its_figures_rest_on(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # A required column is absent: an error.
    table = source / "villages.csv"
    table.write_text(table.read_text("utf-8").replace("village_id", "no"), encoding="utf-8")
    assert main(["assess", str(source), "-o", str(tmp_path / "out"), "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert "The data have errors" in said
    assert f'check "{source}"' in said
    assert "were not checked against its source" in said
