"""Each figure of the sentences leads to the list behind it: in Word, in PDF, in the workbook."""

from __future__ import annotations

import re
import zipfile

import openpyxl
import pypdf
import pytest

from roadnet.reports.annual.say import measured_headings
from roadnet.reports.document.content.annual import summarised
from roadnet.reports.document.pdf import write_pdf
from roadnet.reports.document.word import write_word
from roadnet.reports.lists_workbook import write_lists_workbook


@pytest.fixture(scope="module")
def stated(subject):
    """The list of each figure, as often as the text states it."""
    summary = summarised(subject)
    figures = [run.figure for each in summary.paragraphs for run in each.runs if run.figure]
    return [one.list_id for one in figures if one.list_id]


def test_word_leads_from_each_figure_to_a_row(document, stated, tmp_path):
    write_word(tmp_path / "a.docx", document)
    xml = zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml").decode("utf-8")
    links = re.findall(r'<w:hyperlink w:anchor="list_(\w+)"', xml)
    marks = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="list_(\w+)"', xml)
    assert links
    assert set(links) <= set(stated)
    assert {name for _, name in marks} >= set(links)
    assert len({number for number, _ in marks}) == len(marks)


def test_pdf_leads_from_each_figure_to_a_row(document, tmp_path):
    write_pdf(tmp_path / "a.pdf", document)
    pages = pypdf.PdfReader(tmp_path / "a.pdf").pages
    links = [note.get_object() for page in pages for note in page.get("/Annots") or []]
    assert links
    # Every link leads to a place of this document, none to an address.
    assert all(link["/Subtype"] == "/Link" and "/Dest" in link for link in links)


def test_the_workbook_holds_every_list_whole(subject, stated, tmp_path):
    write_lists_workbook(tmp_path / "lists.xlsx", subject)
    index, *sheets = openpyxl.load_workbook(tmp_path / "lists.xlsx").worksheets
    summary = summarised(subject)
    assert len(sheets) == len(set(stated)) == len(summary.lists)
    for sheet, (one, names) in zip(sheets, summary.names_by_list.items(), strict=True):
        table = summary.lists[one]
        heads = [cell.value for cell in sheet[4]][: table.shape[1]]
        assert heads == list(map(str, table.columns))
        rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if any(row)]
        assert len(rows) == max(len(table), 1)  # an empty list says so in one row
        assert names[0] in str(sheet["A1"].value)
    links = {cell.hyperlink.location for (cell,) in index["A4" : f"A{3 + len(sheets)}"]}
    assert links == {f"'{sheet.title}'!A1" for sheet in sheets}


def test_numbers_of_a_list_are_shown_as_what_they_are():
    """A year has no thousands, money two decimals, kilometres three also where all are whole."""
    known = measured_headings("zh")
    assert known["年度"] == "year"
    assert (known["投资（万元）"], known["补助（万元）"]) == ("money", "money")
    assert known["最少缺路（公里）"] == known["每周减少里程（公里）"] == "km"
    assert "人口" not in known
    assert sorted(measured_headings("en").values()) == sorted(known.values())


def test_the_same_lists_give_the_same_bytes(subject, tmp_path):
    for name in ("a", "b"):
        write_lists_workbook(tmp_path / f"{name}.xlsx", subject)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
