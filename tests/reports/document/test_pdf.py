"""The PDF file: embedded fonts, A4, texts as texts, the same bytes each time."""

import io

import pypdf
import pytest

from roadnet.reports.document.model import Document, Table, said
from roadnet.reports.document.pdf import to_pdf
from roadnet.reports.document.plain import plain


def text_of(data):
    """Return all that is said, without spaces and without the number at a page's end."""
    pages = [page.extract_text().split("\n") for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return "".join("".join("".join(lines[:-1]).split()) for lines in pages)


def squeezed(text):
    return "".join(plain(text).replace("\u200b", "").split())


@pytest.fixture(scope="module")
def pdf(document):
    return to_pdf(document)


def test_pages_are_a4_upright_or_across(pdf):
    sizes = {
        tuple(round(float(side) * 25.4 / 72) for side in page.mediabox[2:])
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
    }
    assert sizes == {(210, 297), (297, 210)}


def test_every_font_is_embedded_and_may_be_shipped(pdf):
    fonts = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            about = inner["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(about)
            fonts.add(str(about["/FontName"]).split("+")[1].split("-")[0])
    assert fonts <= {"NotoSerifSC", "NotoSansSC", "LibertinusSerif"}


def test_every_text_of_the_document_is_on_paper(pdf, document):
    shown = text_of(pdf)
    for block in document.blocks:
        if text := getattr(block, "text", getattr(block, "caption", "")):
            assert squeezed(text) in shown, text
    for line in document.lines:
        assert squeezed(line) in shown


def test_pages_are_numbered_outside(pdf):
    pages = [page.extract_text().split("\n") for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    last = [" ".join(lines[-1].split()) for lines in pages]
    assert last == [f"— {at} —" for at in range(1, len(pages) + 1)]


def test_hostile_texts_are_shown_as_texts(hostile):
    shown = text_of(to_pdf(hostile)).replace("\u200b", "")
    for text in hostile.lines:
        if "\u0645" not in text:  # a reader of PDF gives Arabic back in an order of its own
            assert squeezed(text) in shown, text
    assert "49" not in shown  # nothing was computed


def test_the_same_document_gives_the_same_bytes_without_a_date(pdf, document):
    assert to_pdf(document) == pdf
    about = pypdf.PdfReader(io.BytesIO(pdf)).metadata or {}
    assert not [key for key in about if "Date" in key and "2000" not in str(about[key])]


def test_a_table_without_rows_says_why():
    empty = Table("caption", (), (), empty="nothing here")
    assert "nothinghere" in text_of(to_pdf(Document("en", "t", (), (empty, said("x")))))
