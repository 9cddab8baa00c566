"""Exit codes, messages and answers of the command line."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from roadnet.cli import asked_lang, main
from roadnet.reports import OUTPUTS

ROOT = Path(__file__).parents[2]


def test_assess_writes_and_answers_what_it_wrote(source, tmp_path, capsys):
    code = main(["assess", str(source), "-o", str(tmp_path / "out"), "--json", "--lang", "en"])
    answer = json.loads(capsys.readouterr().out)
    assert code == (1 if answer["findings"]["error"] else 0)
    assert {p.name for p in (tmp_path / "out").iterdir()} == set(OUTPUTS)
    written = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    assert written == answer
    # Both villages stand on the one hardened road that passes the seat.
    assert answer["connectivity"]["connected"] == answer["connectivity"]["eligible"] == 2


def test_assess_shows_the_headline_figures(source, tmp_path, capsys):
    main(["assess", str(source), "-o", str(tmp_path / "out"), "--lang", "en"])
    shown = capsys.readouterr()
    assert "Villages on a hardened road 2 / 2 100.0%" in " ".join(shown.out.split())
    assert str(tmp_path / "out" / "summary.json") in shown.out
    assert shown.err == ""


def test_the_tolerance_and_the_standard_reach_the_summary(source, tmp_path, capsys):
    options = ["--join-tolerance", "2.5", "--standard", "rai", "--json"]
    main(["assess", str(source), "-o", str(tmp_path / "out"), *options])
    answer = json.loads(capsys.readouterr().out)
    assert (answer["join_tolerance_m"], answer["standard"]) == (2.5, "rai")


def test_a_standards_file_is_looked_for_from_the_current_folder(
    source, tmp_path, capsys, monkeypatch
):
    (tmp_path / "own.toml").write_text('id = "own"\ninherits = "cn"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    main(["assess", str(source), "-o", "out", "--standard", "own.toml", "--json"])
    assert json.loads(capsys.readouterr().out)["standard"] == "own"


def test_check_answers_every_finding(source, capsys):
    code = main(["check", str(source), "--json", "--lang", "en"])
    answer = json.loads(capsys.readouterr().out)
    assert code == (1 if answer["counts"]["error"] else 0)
    assert sum(answer["counts"].values()) == len(answer["findings"])
    assert answer["layers"]["villages"]["read"] == answer["layers"]["villages"]["accepted"] == 2
    first = answer["findings"][0]
    assert list(first) == [
        "code", "severity", "layer", "rows", "row_labels", "ids", "lon", "lat", "figures",
        "message", "mend",
    ]  # fmt: skip
    assert first["message"]
    assert first["mend"]


def test_an_error_among_the_findings_is_exit_code_one(source, capsys):
    # Identifiers that a spreadsheet turned into powers of ten have lost digits: an error of the
    # file's cells and one of the layer's identifiers.
    (source / "villages.csv").write_text(
        "village_id,name,population,lon,lat\n5.1E+11,一村,1,75.01,34.0\n", encoding="utf-8"
    )
    assert main(["check", str(source), "--lang", "en"]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "id_damaged" in shown
    assert "digits_lost" in shown
    assert "Findings: 2 errors" in shown


def test_an_input_is_never_written_over(source, capsys):
    before = (source / "villages.csv").read_bytes()
    assert main(["assess", str(source), "-o", str(source), "--lang", "en"]) == 2
    assert "villages.csv" in capsys.readouterr().err
    assert (source / "villages.csv").read_bytes() == before
    assert not (source / "summary.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "/no/such/place"],
        ["app", "/no/such/place"],
        ["assess", "{source}"],
        ["assess", "{source}", "-o", "{source}/roads.geojson"],
        ["assess", "{source}", "-o", "{tmp}/o", "--standard", "nowhere"],
        ["assess", "{source}", "-o", "{tmp}/o", "--join-tolerance", "nan"],
        ["assess", "{source}", "-o", "{tmp}/o", "--join-tolerance", "-1"],
        ["assess", "{source}", "-o", "{tmp}/o", "--lang", "xx"],
        ["init", "{tmp}/none.shp", "-o", "{tmp}/d.toml"],
        ["frobnicate"],
        ["check"],
    ],
)
def test_what_cannot_be_done_is_a_message_and_exit_code_two(arguments, source, tmp_path, capsys):
    words = [word.format(source=source, tmp=tmp_path) for word in arguments]
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.err.strip()
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_a_fault_in_json_is_json_too(capsys):
    assert main(["check", "/no/such/place", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "source_missing"


@pytest.mark.parametrize(
    ("fault", "code"),
    [(KeyboardInterrupt, 130), (MemoryError, 2), (ZeroDivisionError("by\nzero"), 2)],
)
def test_no_fault_ends_in_a_traceback(fault, code, source, capsys, monkeypatch):
    def fail(*_, **__):
        raise fault

    monkeypatch.setattr("roadnet.quality.check.check_district", fail)
    monkeypatch.delenv("ROADNET_DEBUG", raising=False)
    assert main(["check", str(source)]) == code
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err + shown.out
    assert bool(shown.err) == (code == 2)


def test_the_debug_variable_shows_where(source, capsys, monkeypatch):
    monkeypatch.setattr("roadnet.quality.check.check_district", lambda *_: 1 / 0)
    monkeypatch.setenv("ROADNET_DEBUG", "1")
    assert main(["check", str(source)]) == 2
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_names_do_not_steer_the_terminal(source, capsys):
    (source / "villages.csv").write_text(
        "village_id,name,population,lon,lat\n\x1b[31mX,[red]一村,1,75.01,34.0\n"
        "\x1b[31mX,[/red]二村,1,75.02,34.0\n",
        encoding="utf-8",
    )
    main(["check", str(source), "--lang", "en"])
    shown = capsys.readouterr()
    assert "id_duplicate" in shown.out
    assert "\x1b" not in shown.out + shown.err


def test_a_console_of_gbk_shows_what_it_can():
    done = subprocess.run(
        [sys.executable, "-m", "roadnet", "check", "/nowhere/é😀村"],
        cwd=ROOT, capture_output=True, check=False, env={"PYTHONIOENCODING": "gbk"},
    )  # fmt: skip
    assert done.returncode == 2
    assert "?村" in done.stderr.decode("gbk")


def test_a_reader_that_goes_away_is_no_fault(source):
    command = f"{sys.executable} -m roadnet check {source} --json | head -c 1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert (done.stdout, done.stderr) == ("{", "")


def test_help_and_version_load_nothing_heavy():
    code = """
import sys
from roadnet.cli import main
assert main(["--help"]) == 0 and main(["--version"]) == 0 and main(["assess", "--help"]) == 0
heavy = {"numpy", "pandas", "geopandas", "shapely", "pyogrio", "streamlit", "rich", "folium"}
sys.exit(sorted(heavy & set(sys.modules)) or 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "roadnet 0." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "variable", "lang"),
    [
        ([], None, "zh"),
        ([], "en", "en"),
        (["check", "--lang", "en"], None, "en"),
        (["--lang=zh"], "en", "zh"),
        (["--lang"], None, "zh"),
    ],
)
def test_the_language_is_asked_for_or_chinese(arguments, variable, lang, monkeypatch):
    monkeypatch.delenv("ROADNET_LANG", raising=False)
    if variable:
        monkeypatch.setenv("ROADNET_LANG", variable)
    assert asked_lang(arguments) == lang


def test_the_app_is_started_with_what_was_asked(monkeypatch):
    asked = []
    monkeypatch.setattr("roadnet.ui.launch.launch", lambda *words: asked.append(words) or 0)
    monkeypatch.setattr("roadnet.cli.app.is_free", lambda port: port != 8501)
    assert main(["app", "demo", "--port", "8600", "--lang", "en"]) == 0
    assert main(["app"]) == 0
    assert asked == [("demo", 8600, "en"), ("demo", 8502, "zh")]


def test_demo_writes_and_names_its_files(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("roadnet.demo.write_demo", lambda folder: [folder / "district.toml"])
    assert main(["demo", str(tmp_path / "d"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"files": [str(tmp_path / "d/district.toml")]}


def test_init_writes_what_check_can_read(source, tmp_path, capsys):
    target = tmp_path / "own" / "district.toml"
    assert main(["init", str(source), "-o", str(target), "--lang", "en"]) == 0
    table = tomllib.loads(target.read_text(encoding="utf-8"))
    assert table["layers"]["roads"]["path"] == "../county/roads.geojson"
    assert set(table["layers"]) == {"roads", "villages", "townships"}
    assert main(["check", str(target), "--json"]) in (0, 1)


def test_init_keeps_a_file_that_is_there(source, tmp_path, capsys):
    target = tmp_path / "district.toml"
    target.write_text("mine")
    assert main(["init", str(source), "-o", str(target)]) == 2
    assert target.read_text() == "mine"
    assert main(["init", str(source), "-o", str(target), "--force"]) == 0
    assert target.read_text() != "mine"


def test_init_goes_on_past_a_broken_file_and_says_so(source, tmp_path, capsys):
    (source / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert main(["init", str(source), "-o", str(tmp_path / "d.toml"), "--json"]) == 1
    shown = capsys.readouterr()
    answer = json.loads(shown.out)
    assert "broken.xlsx" in shown.err
    assert {row["layer"] for row in answer["tables"]} == {"roads", "villages", "townships"}
    assert len(answer["unreadable"]) == 1


@pytest.mark.parametrize(("lang", "said"), [("en", "is no folder"), ("zh", "不是可写的文件夹")])
def test_an_output_that_cannot_be_made_is_refused_before_reading(
    source, tmp_path, capsys, monkeypatch, lang, said
):
    monkeypatch.setattr("roadnet.cli.assess.read_source", lambda *_: pytest.fail("it was read"))
    (tmp_path / "taken").write_text("kept", encoding="utf-8")
    target = tmp_path / "taken" / "out"
    assert main(["assess", str(source), "-o", str(target), "--lang", lang]) == 2
    assert said in capsys.readouterr().err
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "kept"
