"""The workbook of a report read back: index, figures, one row a village, print set-up."""

import openpyxl
import pytest

from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.report_workbook import write_report_workbook
from roadnet.reports.workbook_figures import FIGURES, value_of
from roadnet.text import tr
from tests.reports.conftest import HOSTILE, PEOPLE


@pytest.fixture(scope="module", params=["zh", "en"])
def subject(request, assessment, findings):
    return ReportSubject(assessment, tuple(findings), request.param)


@pytest.fixture(scope="module")
def book(subject, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    write_report_workbook(path, subject)
    return openpyxl.load_workbook(path)


def test_every_sheet_is_linked_from_the_index(book):
    index, *others = book.worksheets
    links = {cell.hyperlink.location for (cell,) in index["A4" : f"A{3 + len(others)}"]}
    assert links == {f"'{sheet.title}'!A1" for sheet in others}


def test_every_figure_of_the_list_exists_and_has_its_formula(assessment, book, subject):
    summary = assessment.summary
    for figure in FIGURES:
        part = summary
        for name in figure.split("."):
            assert name in part, figure
            part = part[name]
    sheet = book[tr("workbook.sheet.figures", subject.lang)]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert len(rows) == len(FIGURES)
    for (figure, keys), row in zip(FIGURES.items(), rows, strict=True):
        numbers = [value for value in row[1:4] if value is not None]
        value = value_of(summary, figure)
        assert numbers == ([] if value is None else [pytest.approx(value)])
        assert row[4]
        # What the standard decides says so, with its figure and whether its source was read.
        assert bool(row[5]) == bool(row[7]) == bool(keys)


def test_one_row_a_village_with_the_sentence_of_each_verdict(book, subject):
    sheet = book[tr("workbook.sheet.villages", subject.lang)]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert sorted(row[1] for row in rows) == sorted(PEOPLE)
    assert {row[1]: row[4] for row in rows} == PEOPLE
    assert all(row[6] for row in rows)
    names = [cell for cell in sheet["C"][4:] if cell.value == HOSTILE]
    assert [cell.data_type for cell in names] == ["s"]
    assert sheet.freeze_panes and sheet.auto_filter.ref
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$4:$4"


def test_rates_have_bars(book, subject):
    sheet = book[tr("reports.sheet.totals", subject.lang)]
    kinds = [rule.type for rules in sheet.conditional_formatting for rule in rules.rules]
    assert kinds and set(kinds) == {"dataBar"}


def test_the_same_subject_gives_the_same_bytes(subject, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_report_workbook(tmp_path / name, subject)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
