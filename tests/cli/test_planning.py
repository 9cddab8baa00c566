"""The commands ``plan``, ``compare`` and ``whatif``, run as users do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", "roadnet", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=240,
    )  # fmt: skip


def test_plan_writes_its_files_and_its_json_is_clean(tmp_path):
    done = run(
        "plan", DEMO / "2024", "-o", tmp_path, "--budget", 2_000_000, "--target", "bus", "--json"
    )
    assert done.returncode in (0, 1), done.stderr
    content = json.loads(done.stdout)
    assert content["budget_cny"] == 2_000_000
    assert (tmp_path / "plan.json").is_file()
    assert content == json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))


def test_compare_writes_its_files(tmp_path):
    done = run("compare", DEMO / "2023", DEMO / "2024", "-o", tmp_path, "--lang", "en")
    assert done.returncode in (0, 1), done.stderr
    assert "2023-12-31 and 2024-12-31" in done.stdout
    content = json.loads((tmp_path / "compare.json").read_text(encoding="utf-8"))
    assert {"before", "after", "headline", "villages", "roads"} <= set(content)
    assert {path.name for path in tmp_path.iterdir()} == {
        "compare.json",
        "compare.xlsx",
        "map.html",
    }


def test_a_scenario_is_replayed(tmp_path):
    scenario = tmp_path / "s.toml"
    scenario.write_text('name = "n"\n[[change]]\nkind = "remove_stop"\nids = ["nobody"]\n')
    done = run("whatif", DEMO / "2024", scenario, "-o", tmp_path / "out", "--lang", "en")
    assert done.returncode == 2
    assert "nobody" in done.stderr and "Traceback" not in done.stderr
    scenario.write_text('name = "n"\n')
    done = run("whatif", DEMO / "2024", scenario, "-o", tmp_path / "out", "--lang", "en")
    assert done.returncode in (0, 1), done.stderr
    assert "0 changes of villages" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("plan", DEMO / "2024", "-o", "OUT", "--budget", "-5"),
        ("plan", DEMO / "2024", "-o", "OUT", "--budget", "5", "--candidates", "nowhere.gpkg"),
        ("compare", DEMO / "2023", "nowhere", "-o", "OUT"),
        ("whatif", DEMO / "2024", "nowhere.toml", "-o", "OUT"),
    ],
)
def test_what_cannot_be_done_is_one_message(tmp_path, words):
    done = run(*[tmp_path / "out" if word == "OUT" else word for word in words])
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr + done.stdout
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
