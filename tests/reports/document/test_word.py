"""The Word file: page rules, styles, numbers of headings, texts as texts, the same bytes."""

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from roadnet.reports.document.content.annual import summarised
from roadnet.reports.document.model import Document, Paragraph, Picture, Table, said
from roadnet.reports.document.plain import plain
from roadnet.reports.document.word import to_word
from tests.reports.document.conftest import HOSTILE


def opened(data):
    return docx.Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def word(document):
    return opened(to_word(document))


def test_pages_are_a4_with_the_margins_of_official_documents(word):
    upright, across = word.sections[0], word.sections[1]
    # GB/T 9704-2012: top 37 mm, left 28 mm, text 156 mm x 225 mm on A4: right 26, bottom 35.
    assert [round(side.mm) for side in (upright.page_width, upright.page_height)] == [210, 297]
    margins = [upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin]
    assert [round(margin.mm, 1) for margin in margins] == [37.0, 35.0, 28.0, 26.0]
    assert [round(side.mm) for side in (across.page_width, across.page_height)] == [297, 210]
    text_mm = across.page_width.mm - across.left_margin.mm - across.right_margin.mm
    assert round(text_mm) == 225


def test_styles_are_black_with_fonts_for_chinese(word):
    for name in ("Title", "Body Text", "Heading 1", "Heading 2", "Table Text", "Caption"):
        style = word.styles[name]
        fonts = style.element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")), name
        assert not [key for key in fonts.keys() if "heme" in key], name  # noqa: SIM118 - of lxml
        assert str(style.font.color.rgb) == "000000", name
    body = word.styles["Body Text"]
    assert (body.font.size, body.paragraph_format.line_spacing) == (Pt(16), Pt(28))
    assert word.styles["Title"].font.size == Pt(22)
    assert word.styles["Picture"].paragraph_format.line_spacing == 1.0  # exact lines crop pictures


def test_a_font_that_is_not_installed_has_one_to_stand_for_it(document):
    with zipfile.ZipFile(io.BytesIO(to_word(document))) as parts:
        table = parts.read("word/fontTable.xml").decode()
    named = dict(re.findall(r'<w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"/>', table))
    if document.lang == "zh":
        assert named["\u4eff\u5b8b"] == "FangSong"
    assert not re.findall("embed(Regular|Bold)", table)  # named, never shipped


def test_headings_are_numbered_by_word_itself(word):
    level = word.styles["Heading 1"].element.pPr.numPr
    kinds = word.part.numbering_part.element
    use = next(n for n in kinds.findall(qn("w:num")) if n.numId == level.numId.val)
    kind = next(
        one
        for one in kinds.findall(qn("w:abstractNum"))
        if one.get(qn("w:abstractNumId")) == str(use.abstractNumId.val)
    )
    marks = [one.find(qn("w:lvlText")).get(qn("w:val")) for one in kind.findall(qn("w:lvl"))]
    assert marks in (["%1、", "（%2）", "%3.", "（%4）"], ["%1. ", "%2. ", "(%3) ", "(%4) "])


def test_every_table_repeats_its_headings_and_fills_the_text(word, document):
    tables = [block for block in document.blocks if isinstance(block, Table) and block.rows]
    assert len(word.tables) == len(tables) > 5
    for made, table in zip(word.tables, tables, strict=True):
        first = made.rows[0]._tr
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert [cell.text for cell in made.rows[0].cells] == [c.heading for c in table.columns]
        assert len(made.rows) == 1 + len(table.rows) + bool(table.total)
        widths = [int(one.get(qn("w:w"))) for one in made._tbl.tblGrid]
        # 156 mm and 225 mm in twentieths of a point; page and margins are rounded one by one.
        assert min(abs(sum(widths) - 8844), abs(sum(widths) - 12756)) <= 3


def test_every_text_of_the_document_is_in_the_file(word, document):
    shown = "\n".join(line.text for line in word.paragraphs)
    for block in document.blocks:
        if text := getattr(block, "text", getattr(block, "caption", "")):
            assert plain(text) in shown
    pictures = [block for block in document.blocks if isinstance(block, Picture)]
    assert len(word.inline_shapes) == len(pictures)


def test_hostile_texts_are_shown_as_texts(hostile):
    data = to_word(hostile)
    word = opened(data)
    shown = [line.text for line in word.paragraphs]
    cells = [cell.text for row in word.tables[0].rows for cell in row.cells]
    for text in HOSTILE:
        assert plain(text) in shown
        assert plain(text) in cells
    assert "\x1b" not in "".join(shown)
    assert len(word.paragraphs[-1].text) == 4000  # a text as long as a book is cut


def test_the_same_document_gives_the_same_bytes_without_a_date(document):
    first, second = to_word(document), to_word(document)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_table_without_rows_says_why():
    empty = Table("caption", (), (), empty="nothing here")
    word = opened(to_word(Document("zh", "t", (), (empty, said("x")))))
    assert "nothing here" in [line.text for line in word.paragraphs]


def test_figures_that_are_open_are_bold_with_the_reason(word, subject):
    bold = [run.text for line in word.paragraphs for run in line.runs if run.bold]
    summary = summarised(subject)
    first = {plain(figure.text) for figure in summary.open_figures}
    assert summary.open_figures
    assert set(bold) & first
    assert len(bold) >= len(first)


def test_a_paragraph_that_has_nothing_to_tell_is_one_remark_with_every_reason(document, subject):
    # The district has neither projects nor hazards: their paragraphs hold many figures, all open.
    summary = summarised(subject)
    open_ones = [
        {run.figure.id: run.figure for run in one.runs if run.figure}
        for one in summary.paragraphs
        if one.kind == "body" and any(run.figure for run in one.runs)
    ]
    silent = [f for f in open_ones if len(f) > 2 and all(one.is_open for one in f.values())]
    singles = [b.text for b in document.blocks if isinstance(b, Paragraph) and len(b.runs) == 1]
    assert silent
    for figures in silent:
        first, reasons = next(iter(figures.values())), {one.reason for one in figures.values()}
        (remark,) = [
            text
            for text in singles
            if first.name in text
            and f"{len(figures)}" in text
            and all(reason in text for reason in reasons)
        ]
        assert remark.count(first.reason) == 1
