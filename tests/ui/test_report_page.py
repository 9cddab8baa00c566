"""The annual report on the Export page: asked for, made beside the page, handed over."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from streamlit.testing.v1 import AppTest

from roadnet.analysis.assess import assess
from roadnet.errors import RoadnetError
from roadnet.text import LANGUAGES, tr
from roadnet.ui import cache, report_cache
from roadnet.ui.components import report_view
from roadnet.ui.earlier import earlier_of
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.report_cache import ReportRequest
from roadnet.ui.state import DEMO_EARLIER, Request
from tests.scenes import scene

PICTURE = """
A--------B--------C
"""
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def assessed() -> cache.Result:
    """A district assessed for real: the report says more than the pages show."""
    found = assess(scene(PICTURE, "AB BC", cell_m=100.0, villages={"A": 1, "B": 2, "C": 4}))
    return cache.Result(Request(source="demo"), found, found.findings)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_cache, "_KEPT", KeyedCache(most=3))


def bodies(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_is_made_and_handed_over(open_page: Open, lang: str) -> None:
    page = open_page("export", lang)
    assert ".docx" not in bodies(page)
    page.multiselect(key="report_formats").set_value(["word"]).run()
    page.button(key="report_make").click().run()
    end = time.monotonic() + 60
    while ".docx" not in bodies(page) and time.monotonic() < end:
        time.sleep(0.3)
        page.run()
    assert not page.exception and not page.error
    assert ".docx" in bodies(page) and ".pdf" not in bodies(page)
    assert report_view._JOB not in page.session_state


def test_no_format_is_told_and_nothing_is_made(open_page: Open) -> None:
    page = open_page("export", "en")
    page.multiselect(key="report_formats").set_value([]).run()
    page.button(key="report_make").click().run()
    assert [one.value for one in page.warning] == [tr("ui_report.none", "en")]
    assert report_view._JOB not in page.session_state


def test_a_plan_can_only_be_included_where_there_is_one(open_page: Open) -> None:
    page = open_page("export", "zh")
    assert page.checkbox(key="report_plan").disabled


def test_a_report_is_made_once_and_its_template_is_part_of_the_key(assessed: Any) -> None:
    told: list[float] = []

    def tell(_: str, share: float) -> None:
        told.append(share)

    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("{{ district }}!")
    made.save(out)
    plain = ReportRequest(("word",), "en")
    own = ReportRequest(("word",), "en", template=out.getvalue())
    first = report_cache.make_report(assessed, plain, None, tell)
    assert report_cache.make_report(assessed, plain, None, tell) is first
    assert report_cache.find_report(assessed, own) is None
    (data,) = report_cache.make_report(assessed, own, None, tell).values()
    assert docx.Document(io.BytesIO(data)).paragraphs[0].text.endswith("!")
    assert told and max(told) == 1.0


def test_the_year_before_is_the_demonstrations_own_or_a_path_by_the_same_standard(
    assessed: Any, tmp_path: Path
) -> None:
    own = earlier_of(assessed, "ignored")
    assert own is not None and own.source == DEMO_EARLIER
    later = replace(assessed, request=Request(source="D:/2024", join_tolerance_m=5.0))
    assert earlier_of(later, "  ") is None
    before = earlier_of(later, f' "{tmp_path}" ')  # as Windows copies a path
    assert before is not None and before.source == str(tmp_path)
    assert before.standard == later.assessment.district.standard != ""
    assert before.join_tolerance_m == 5.0


def test_an_annual_text_of_their_own_is_part_of_the_report(assessed: Any) -> None:
    own = ReportRequest(("word",), "en", annual_template=b"Of our own bureau.\n")
    (data,) = report_cache.make_report(assessed, own, None, lambda *_: None).values()
    said = [one.text for one in docx.Document(io.BytesIO(data)).paragraphs]
    assert "Of our own bureau." in said


def test_names_in_folders_are_written_as_archives_write_them(assessed: Any) -> None:
    made = report_cache.make_report(assessed, ReportRequest(("maps",), "en"), None, lambda *_: None)
    assert all("/" in name and "\\" not in name for name in made)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_timetable_is_made_or_its_lack_explained(open_page: Open, lang: str) -> None:
    page = open_page("export", lang)
    if "make_gtfs" not in {one.key for one in page.button}:
        told = [one.value for one in page.caption]
        assert tr("ui_export.gtfs.nothing", lang) in told  # type: ignore[arg-type]
        return
    page.button(key="make_gtfs").click().run()
    assert not page.exception and not page.error
    assert "gtfs.zip" in bodies(page)


def test_a_bad_template_is_one_clear_error_and_is_not_kept(assessed: Any) -> None:
    bad = ReportRequest(("word",), "en", template=b"no document")
    with pytest.raises(RoadnetError) as caught:
        report_cache.make_report(assessed, bad, None, lambda *_: None)
    assert caught.value.code == "template_unreadable"
    assert report_cache.find_report(assessed, bad) is None
