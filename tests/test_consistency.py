"""The same figure is the same digits in every output: each is read back from the finished file."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest

import roadnet
from roadnet.analysis.assess import assess
from roadnet.planning.plan import PlanRequest, plan_for
from roadnet.reports.annual.summary import annual_summary
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.write import write_assessment
from roadnet.reports.write_plan import write_plan
from roadnet.reports.write_report import write_report
from roadnet.text import LANGUAGES
from tests.shown import (
    HEADLINES,
    READERS,
    Outputs,
    digits,
    township_rates_of_gaps,
    township_rates_of_map,
)

DEMO = Path(__file__).parents[1] / "data" / "demo" / "2024"


def rate_shown(part: int, whole: int) -> str:
    """Round a rate by the rule, in fractions: half up, all only for all, none only for none."""
    tenths = math.floor(Fraction(1000 * part, whole) + Fraction(1, 2))
    tenths = min(tenths, 999) if part < whole else tenths
    tenths = max(tenths, 1) if part else tenths
    return digits(f"{tenths // 10}.{tenths % 10}")


@pytest.fixture(scope="module")
def found() -> Any:
    return assess(roadnet.read_district(DEMO))


@pytest.fixture(scope="module", params=LANGUAGES)
def out(request: pytest.FixtureRequest, found: Any, tmp_path_factory: Any) -> Outputs:
    folder, lang = tmp_path_factory.mktemp("out"), request.param
    write_report(ReportSubject(found, (), lang), folder, formats=("word", "pdf"))
    plan = plan_for(found, [], PlanRequest(budget_cny=0.0, target="bus"))
    write_plan(plan, (), (), folder, lang=lang)
    write_assessment(found, (), folder, lang=lang)  # last, for its own map.html
    return Outputs(folder, lang, found)


@pytest.mark.parametrize("reader", READERS)
def test_headlines_have_the_same_digits_everywhere(out: Outputs, reader: str) -> None:
    shown = READERS[reader](out)
    least = {"villages.csv": 3}.get(reader, len(HEADLINES))
    assert len(shown) >= least, f"{reader} tells {sorted(shown)}"
    for headline, (part, whole, rate) in shown.items():
        done, of = HEADLINES[headline]
        figures = out.assessment.summary[headline]
        assert (part, whole) == (str(figures[done]), str(figures[of])), headline
        assert rate in ("", rate_shown(figures[done], figures[of])), headline


def test_the_sentences_stand_in_word_and_pdf_as_they_are(out: Outputs) -> None:
    summary = annual_summary(out.assessment, lang=out.lang)
    said = [squeezed(one.text) for one in summary.paragraphs if one.kind == "body"]
    pages = pypdf.PdfReader(out.file("*.pdf")).pages
    # A page's number stands between two pages of a paragraph.
    pdf = squeezed(re.sub(r"\u2014\s*\d+\s*\u2014", "", "".join(p.extract_text() for p in pages)))
    word = [squeezed(one.text) for one in docx.Document(str(out.file("*.docx"))).paragraphs]
    for sentence in said:
        assert sentence in word
        assert sentence in pdf


def squeezed(text: str) -> str:
    """Leave out blanks and hyphens, at which lines are broken."""
    return re.sub(r"[\s\u00a0\u00ad-]", "", text)


def test_township_rates_are_the_same_on_the_map_and_in_the_workbook(out: Outputs) -> None:
    on_map, in_book = township_rates_of_map(out), township_rates_of_gaps(out)
    assert len(on_map) == 16
    assert on_map == in_book
    townships = out.assessment.townships
    for name, part, whole in zip(
        townships["name"], townships["road_served"], townships["road_eligible"], strict=True
    ):
        assert in_book[name] == rate_shown(int(part), int(whole))
