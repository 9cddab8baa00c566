"""Slides read back: one map a slide, plain texts, named fonts, a message where the extra lacks."""

import io
import sys
from dataclasses import replace

import pptx
import pytest
from pptx.oxml.ns import qn

from roadnet.errors import RoadnetError
from roadnet.maps.sheets.themes import Subject, themes_of
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.slides import to_slides
from roadnet.reports.write_report import usual_formats

HOSTILE = "<a:t>&{{7*7}}$x$\x0b\x1b[31m \ud800县"


@pytest.fixture(scope="module", params=["zh", "en"])
def subject(request, assessment, findings):
    district = replace(assessment.district, name=HOSTILE)
    return ReportSubject(
        replace(assessment, district=district), tuple(findings), request.param, maker=HOSTILE
    )


@pytest.fixture(scope="module")
def made(subject):
    return to_slides(subject)


def test_one_map_a_slide_with_a_title_and_a_sentence(subject, made):
    shown = pptx.Presentation(io.BytesIO(made))
    cover, *maps = shown.slides
    assert len(maps) == len(themes_of(Subject(subject.assessment)))
    for slide in maps:
        pictures = [shape for shape in slide.shapes if shape.shape_type == 13]
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert len(pictures) == 1 and len(texts) == 2 and all(texts)
        assert not any("slides." in text for text in texts)
        picture = pictures[0]
        # The picture keeps its proportion: an A4 sheet less what is cropped at its top.
        shown_ratio = picture.width / picture.height
        assert shown_ratio == pytest.approx(297 / 210 / (1 - picture.crop_top), rel=0.01)
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= shown.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= shown.slide_height
    assert "<a:t>&{{7*7}}$x$" in cover.shapes[0].text_frame.text


def test_every_run_names_a_font_for_latin_and_for_chinese_letters(made):
    for slide in pptx.Presentation(io.BytesIO(made)).slides:
        for run in slide._element.iter(qn("a:r")):
            properties = run.find(qn("a:rPr"))
            assert properties.find(qn("a:latin")).get("typeface")
            assert properties.find(qn("a:ea")).get("typeface")


def test_the_same_subject_gives_the_same_bytes(subject, made):
    again = ReportSubject(subject.assessment, subject.findings, subject.lang, maker=subject.maker)
    assert to_slides(again) == made


def test_without_the_extra_a_message_says_what_to_install(subject, monkeypatch):
    monkeypatch.setitem(sys.modules, "pptx", None)
    assert "slides" not in usual_formats()
    with pytest.raises(RoadnetError, match="slides") as caught:
        to_slides(subject)
    assert caught.value.code == "extra_missing"
