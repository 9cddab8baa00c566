"""A district written in each format and read again gives the same summary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyogrio
import pytest

from roadnet import assess, read_district
from roadnet.cli.convert import run_convert
from roadnet.demo import write_demo
from roadnet.demo.options import DemoOptions
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.io.convert import FORMATS, Format, write_files
from roadnet.io.write import to_json_value
from roadnet.quality.check import check_district
from roadnet.reports.summary_json import to_summary

HOSTILE = ["=1+1", "<script>{{7*7}}</script>", "$\\x$ #let", "@SUM(A1)", "㐂𠮷", "a,b;c\"d'", "-1"]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    """A small demonstration district, some of whose texts are hostile."""
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder, DemoOptions(villages=60, segments=480, townships=5))
    found = read_district(folder, inline=True)
    villages = found.layers["villages"].copy()
    villages.loc[: len(HOSTILE) - 1, "name"] = HOSTILE
    villages["说明文字很长的一列"] = "旁注"
    return found.with_layer("villages", villages)


@pytest.fixture(scope="module")
def summary(district: District) -> dict[str, Any]:
    return summary_of(district)


def summary_of(district: District) -> dict[str, Any]:
    """The summary with the findings of the checks; those of the reading are told apart."""
    found = assess(district)
    faults = [*check_district(found.district, found.network), *found.findings]
    result = to_json_value(to_summary(found, [f for f in faults if f not in district.findings]))
    assert isinstance(result, dict)
    return result


@pytest.mark.parametrize("form", FORMATS)
def test_round_trip(
    form: Format, district: District, summary: dict[str, Any], tmp_path: Path
) -> None:
    files = write_files(district, tmp_path, form, lang="zh")
    assert sorted(tmp_path.iterdir()) == sorted(files)
    again = read_district(tmp_path, inline=True)
    assert {name: len(frame) for name, frame in again.layers.items()} == {
        name: len(frame) for name, frame in district.layers.items()
    }
    assert again.layers["villages"]["name"].tolist()[: len(HOSTILE)] == HOSTILE
    told = summary_of(again)
    if form == "kml":  # degrees with 15 digits are some 1e-8 m off: lengths differ far behind
        told, summary = flat(told), flat(summary)
        assert told == {
            key: pytest.approx(value, rel=1e-9) if isinstance(value, float) else value
            for key, value in summary.items()
        }
    else:
        assert told == summary


def flat(value: object, key: str = "") -> dict[str, Any]:
    """A tree as one table, its leaves by their path."""
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = dict(enumerate(value)).items()
    else:
        return {key: value}
    return {k: v for name, part in parts for k, v in flat(part, f"{key}/{name}").items()}


def test_a_shapefile_is_as_an_office_hands_it_over(district: District, tmp_path: Path) -> None:
    write_files(district, tmp_path, "shp", lang="zh")
    fields = pyogrio.read_info(tmp_path / "roads.shp", encoding="GB18030")["fields"]
    assert {"路线名称", "行政等级", "路面宽度"} <= {name.rstrip("（") for name in fields}
    assert 'encoding = "GBK"' in (tmp_path / "district.toml").read_text(encoding="utf-8")
    assert all(len(name.encode("gb18030")) <= 10 for name in fields)
    assert len(set(fields)) == len(fields)
    assert (tmp_path / "villages.shp").exists()


def test_english_headings(district: District, tmp_path: Path) -> None:
    write_files(district, tmp_path, "shp", lang="en")
    fields = list(pyogrio.read_info(tmp_path / "roads.shp")["fields"])
    assert {"technical_", "start_stak", "end_stake_"} <= set(fields)
    assert read_district(tmp_path, inline=True).layers["roads"]["technical_class"].notna().any()


def test_long_text_is_not_cut(district: District, tmp_path: Path) -> None:
    villages = district.layers["villages"].copy()
    villages.loc[0, "name"] = "村" * 200  # 400 bytes of GBK
    write_files(district.with_layer("villages", villages), tmp_path, "shp", lang="zh")
    assert (tmp_path / "villages.gpkg").exists()
    assert read_district(tmp_path, inline=True).layers["villages"]["name"][0] == "村" * 200


@pytest.mark.parametrize("form", FORMATS)
def test_control_characters_leave_files_that_can_be_read(
    form: Format, district: District, tmp_path: Path
) -> None:
    villages = district.layers["villages"].copy()
    villages.loc[0, "name"] = "村\x1b[31m"  # XML has no such character
    write_files(district.with_layer("villages", villages), tmp_path, form, lang="zh")
    assert read_district(tmp_path, inline=True).layers["villages"]["name"][0] == "村\x1b[31m"


def test_the_command_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(RoadnetError) as caught:
        run_convert("demo", tmp_path, "gpkg", "en", as_json=False)
    assert caught.value.code == "output_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
