"""The command ``annual``, run as users do."""

import json
import shutil

import geopandas as gpd

from tests.cli.test_planning import DEMO, run


def test_the_summary_is_written_and_its_json_is_clean(tmp_path):
    file = tmp_path / "总结.md"
    done = run("annual", DEMO / "2024", "--earlier", DEMO / "2023", "-o", file, "--json")
    assert done.returncode == 0, done.stderr
    content = json.loads(done.stdout)
    assert "\n".join(content["paragraphs"]) + "\n" == file.read_text(encoding="utf-8")
    assert not [one["id"] for one in content["figures"] if one["value"] is None]


def test_open_figures_do_not_stop_it(tmp_path):
    template = tmp_path / "own.md"
    template.write_text("新增{{stops_new}}个", encoding="utf-8-sig")
    done = run("annual", DEMO / "2024", "--template", template)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "新增〔待填：没有上一年数据〕个\n"


def test_the_hazard_log_beside_the_data_counts(tmp_path):
    folder = shutil.copytree(DEMO / "2024", tmp_path / "2024")
    template = tmp_path / "own.md"
    template.write_text("{{hazard_closed}} {{hazard_open}}", encoding="utf-8")
    hazards = gpd.read_file(folder / "district.gpkg", layer="hazards")
    closed = int((hazards["status"] == "closed").sum())
    one = hazards.loc[hazards["status"] == "open", "hazard_id"].iloc[0]
    (folder / "hazard_log.csv").write_text(
        f"hazard_id,date,state\n{one},2024-12-01,closed\n", encoding="utf-8"
    )
    done = run("annual", folder, "--template", template)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(closed + 1), str(len(hazards) - closed - 1)]


def test_every_figure_is_listed():
    done = run("annual", "--figures", "--json")
    ids = [one["id"] for one in json.loads(done.stdout)]
    assert {"bus_rate", "works_merged_km"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_bad_template_is_told_before_any_work(tmp_path):
    template = tmp_path / "own.md"
    template.write_text("{{bus_rat}}", encoding="utf-8")
    for words in (("annual", tmp_path / "none", "--template", template, "--lang", "en"),):
        done = run(*words)
        assert done.returncode == 2
        assert "bus_rate" in done.stderr and "Line 1" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_template_is_never_written_over(tmp_path):
    template = tmp_path / "own.md"
    template.write_text("{{bus_rate}}", encoding="utf-8")
    done = run("annual", DEMO / "2024", "--template", template, "-o", template)
    assert done.returncode == 2
    assert template.read_text(encoding="utf-8") == "{{bus_rate}}"


def test_plain_text_is_not_named_as_a_word_file(tmp_path):
    file = tmp_path / "总结.docx"
    done = run("annual", DEMO / "2024", "-o", file)
    assert done.returncode == 2
    assert "总结.docx" in done.stderr and "roadnet report" in done.stderr
    assert not file.exists()
