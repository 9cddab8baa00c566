"""A bureau's package goes through ``init`` and gives what the same district in clean form gives."""

import json
import tomllib
from pathlib import Path

import pytest

import roadnet
from roadnet.cli import main
from roadnet.demo import DemoOptions, generate, write_district
from roadnet.schema import layers as model
from tests.io.recognition.bureau import write_package


@pytest.fixture(scope="module")
def demo():
    return generate(DemoOptions(segments=500, villages=45, townships=6, seed=3))


@pytest.fixture(scope="module")
def clean(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean") / "district"
    write_district(folder, demo)
    return {year: roadnet.read_district(folder / str(year)) for year in demo.years}


@pytest.fixture(scope="module")
def package(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    files = write_package(folder / "资料2024", demo.years[2024], 2024)
    assert main(["init", *map(str, files), "-o", str(folder / "district.toml")]) == 0
    return folder / "district.toml"


def without_names(summary):
    return {k: v for k, v in summary.items() if k not in ("district", "findings")}


def test_every_layer_is_proposed_and_nothing_is_left_to_be_written(package, clean):
    table = tomllib.loads(package.read_text(encoding="utf-8"))
    assert set(table["layers"]) == set(clean[2024].layers)
    assert table["layers"]["stops"]["crs"] == "gcj02"
    files = {
        name: {Path(one["path"]).name for one in (layer, *layer["more"].values())}
        for name, layer in table["layers"].items()
        if "more" in layer
    }
    assert files == {
        "roads": {"T_LD_2024.shp", "村道路段2024.shp"},
        "villages": {"2024年村庄名单.xls", "T_ZRC_2024.shp"},
    }


def test_the_package_gives_the_summary_of_the_clean_district(package, clean, tmp_path):
    assert main(["assess", str(package), "-o", str(tmp_path / "out")]) in (0, 1)
    found = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    meant = json.loads(json.dumps(roadnet.assess(clean[2024]).summary))
    close(without_names(found), without_names(meant))


def test_each_layer_has_the_rows_and_columns_of_the_clean_one(package, clean):
    district = roadnet.read_district(package)
    for name, layer in clean[2024].layers.items():
        assert len(district.layers[name]) == len(layer), name
        rows = [
            frame.set_index(model()[name].id_column) for frame in (district.layers[name], layer)
        ]
        for column in ("surface", "technical_class", "admin_class", "kind", "action", "functions"):
            if column in layer.columns:
                found, meant = (frame[column].fillna("").to_dict() for frame in rows)
                assert found == meant, (name, column)


def close(found, meant, at=""):
    """Figures agree to a part in a million: degrees with 15 digits are not quite metres."""
    if isinstance(meant, dict):
        assert set(found) == set(meant), at
        for key in meant:
            close(found[key], meant[key], f"{at}.{key}")
    elif isinstance(meant, list):
        assert len(found) == len(meant), at
        for number, (one, other) in enumerate(zip(found, meant, strict=True)):
            close(one, other, f"{at}[{number}]")
    elif isinstance(meant, float):
        assert found == pytest.approx(meant, rel=1e-6), at
    else:
        assert found == meant, at
