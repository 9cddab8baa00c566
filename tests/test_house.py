"""The floors of the house and what the ground holds."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from roadnet.errors import RoadnetError
from roadnet.schema import layers
from roadnet.standards import SHIPPED, read_standard

ROOT = Path(__file__).parents[1]


def test_imports_run_one_way():
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, roadnet; print(sorted({'numpy', 'pandas', 'geopandas'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_files_stay_readable():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "roadnet").rglob("*.py")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 500
    }
    assert long == {}


def test_chinese_words_stand_in_data_files_only():
    """What is shown is in ``text/``, what files are read by in ``.toml`` beside the code."""
    found = {
        str(path.relative_to(ROOT)): words
        for path in (ROOT / "roadnet").rglob("*.py")
        if (words := re.findall("[\u4e00-\u9fff]+", path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_figure_has_a_source(name):
    standard = read_standard(name)
    assert standard.id == name
    for key, figure in standard.figures.items():
        assert figure.source, key
        assert figure.source_in("zh") != figure.source_in("en") == figure.source, key


def test_a_users_standard_inherits_and_overrides(tmp_path):
    text = 'id = "mine"\ninherits = "cn"\n[figures.access_limit_m]\nvalue = 800\nverified = true\n'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8-sig")
    standard = read_standard("mine.toml", base=tmp_path)
    assert standard.number("access_limit_m") == 800
    assert "access_limit_m" not in standard.unverified()
    assert standard.number("bus_stop_limit_m") == read_standard("cn").number("bus_stop_limit_m")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("id = 3 =", "standard_unreadable"),
        ('inherits = "mine.toml"', "standard_circle"),
        ('inherits = "cn"\n[figures.access_limit_m]\nvalue = "far"', "standard_figure_bad"),
        ('inherits = "cn"\n[figures.access_limit_m]\nvalue = nan', "standard_figure_bad"),
        ('inherits = "cn"\n[figures.access_limit_m]\nvalue = -1', "standard_figure_bad"),
        ("[figures.access_limit_m]\nvalue = [500]", "standard_figure_bad"),
        ("[figures.speed_km_h]\nvalue = { class_3 = -40 }", "standard_figure_bad"),
        ("[figures.speed_km_h]\nvalue = { unknown = 0 }", "standard_figure_bad"),
        ('[figures.speed_km_h]\nvalue = { unknown = "fast" }', "standard_figure_bad"),
        ('[figures.township_required_class]\nvalue = "class_9"', "standard_figure_bad"),
        ("[figures.hardened_surfaces]\nvalue = [11, 12]", "standard_figure_bad"),
        ('inherits = "nowhere"', "standard_unknown"),
        ("figures = 3", "standard_unreadable"),
    ],
)
def test_a_bad_standard_is_one_clear_error(tmp_path, text, code):
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RoadnetError) as caught:
        read_standard("mine.toml", base=tmp_path)
    assert caught.value.code == code
    assert caught.value.message("zh")


def test_a_table_that_leaves_rows_out_keeps_the_common_ones(tmp_path):
    text = 'inherits = "cn"\n[figures.speed_km_h]\nvalue = { class_3 = 35 }'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    speeds = read_standard("mine.toml", base=tmp_path).table("speed_km_h")
    assert speeds == {**read_standard("cn").table("speed_km_h"), "class_3": 35.0}


def test_references_lead_to_layers():
    model = layers()
    for layer in model.values():
        for column in layer.columns.values():
            assert not column.refers_to or column.refers_to in model
