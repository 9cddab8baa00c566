"""Plan, library, resilience and compare, run without a browser on a district assessed for real."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from roadnet.analysis.assess import assess
from roadnet.io.read import read_district
from roadnet.planning.plan import PlanRequest
from roadnet.planning.scenario import Step, from_toml
from roadnet.quality.check import check_district
from roadnet.text import LANGUAGES
from roadnet.ui import cache, compare_cache, jobs, library_cache, plan_cache, resilience_cache
from roadnet.ui.keyed_cache import KeyedCache

ROOT = Path(__file__).parents[2]
PAGES = ("plan", "library", "resilience", "compare")
HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} ![](http://x)"


@pytest.fixture(scope="module")
def results() -> dict[str, cache.Result]:
    """Both years of the demonstration district; a road, a stop and a project bear hostile names."""
    found = {}
    for source, year in (("demo", "2024"), ("demo-earlier", "2023")):
        district = read_district(ROOT / "data" / "demo" / year, inline=True)
        for layer in ("roads", "stops", "projects", "villages"):
            frame = district.layers[layer].copy()
            frame.loc[0, "name"] = HOSTILE
            district = district.with_layer(layer, frame)
        assessment = assess(district)
        findings = (*check_district(district, assessment.network), *assessment.findings)
        found[source] = cache.Result(cache.Request(source=source), assessment, findings)
    return found


@pytest.fixture(scope="module")
def kept(results: dict[str, cache.Result]) -> Any:
    """What is worked out is kept from test to test; requests give the results above."""
    patch = pytest.MonkeyPatch()

    def make(request: cache.Request, progress: Callable[[str, float], None]) -> cache.Result:
        one = results[request.source]
        return cache.Result(request, one.assessment, one.findings)

    patch.setattr(cache, "make_result", make)
    for module, name in (
        (cache, "_RESULTS"), (cache, "_MAPS"), (plan_cache, "_CANDIDATES"),
        (plan_cache, "_PLANS"), (library_cache, "_LIBRARIES"),
        (resilience_cache, "_RESILIENCE"), (resilience_cache, "_FREIGHT"),
        (compare_cache, "_YEARS"), (compare_cache, "_SCENARIOS"),
    ):  # fmt: skip
        patch.setattr(module, name, KeyedCache(most=8))
    yield
    patch.undo()


@pytest.fixture
def open_page(kept: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("ROADNET_CACHE", str(tmp_path))

    def opened(name: str, lang: str = "zh") -> AppTest:
        script = (
            "from roadnet.ui.components.guard import guard\n"
            f"from roadnet.ui.pages import {name}\n"
            f'with guard("{lang}"):\n    {name}.show("{lang}")\n'
        )
        return AppTest.from_string(script, default_timeout=120).run()

    return opened


def bodies(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_runs_in_both_languages(open_page: Any, name: str, lang: str) -> None:
    page = open_page(name, lang)
    assert not page.exception
    assert not page.error
    shown = bodies(page)
    assert "rn-head" in shown
    assert "<img" not in shown
    for element in (*page.markdown, *page.caption, *page.warning):
        assert "![](" not in element.value


def test_a_plan_is_made_and_shown(open_page: Any) -> None:
    page = open_page("plan")
    page.button[0].click().run()
    for _ in range(60):
        if "rn-tiles-wide" in bodies(page):
            break
        time.sleep(0.5)
        page.run()
    shown = bodies(page)
    assert "已证明最优" in shown
    assert not page.error


def test_an_item_of_the_ledger_is_closed_with_date_and_note(open_page: Any, tmp_path: Path) -> None:
    page = open_page("resilience")
    before = bodies(page)
    page.text_input[0].input("换了护栏")
    next(one for one in page.button if one.label == "登记").click().run()
    assert not page.error
    log = (tmp_path / "hazard_log.csv").read_text(encoding="utf-8-sig")
    assert "换了护栏" in log and "closed" in log
    assert bodies(page) != before


def test_a_scenario_of_the_page_is_one_that_can_be_replayed(open_page: Any) -> None:
    page = open_page("compare")
    assert "346 → 349 / 377" in bodies(page)  # the two years of the demonstration district
    page.session_state["scenario_steps"] = [Step("remove_stop", {"ids": ["nobody"]})]
    page.session_state["compare_way"] = "scenario"
    page.run()
    page.button[-1].click().run()
    assert page.error  # a stop that is not there: one message, no traceback
    assert not page.exception
    assert from_toml('name = "x"\n').steps == ()


def test_a_job_tells_its_progress_stops_and_hands_errors_on() -> None:
    def work(tell: Any, stopped: Any) -> int:
        tell("choice", 0.5)
        while not stopped():
            time.sleep(0.01)
        return 7

    job = jobs.start_job(work)
    time.sleep(0.1)
    assert (job.step, job.share, job.ended) == ("choice", 0.5, False)
    job.stop()
    for _ in range(200):
        if job.ended:
            break
        time.sleep(0.01)
    assert job.result == 7

    def fails(tell: Any, stopped: Any) -> int:
        raise ValueError("x")

    broken = jobs.start_job(fails)
    while not broken.ended:
        time.sleep(0.01)
    assert isinstance(broken.error, ValueError)
    assert PlanRequest(1.0) == PlanRequest(1.0)
