"""The maps of a report as slides: a title, a map a slide, and one sentence with its figures.

Needs the extra ``slides`` (python-pptx). Texts are plain runs in named fonts; the same subject
gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from roadnet.errors import RoadnetError
from roadnet.io.atomic import write_bytes
from roadnet.maps.sheets.paper import Paper
from roadnet.maps.sheets.sheet import sheet_title
from roadnet.maps.sheets.themes import Subject, themes_of
from roadnet.reports.document.plain import plain
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.slide_sentences import sentence_of
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH

_WRITTEN: Final = dt.datetime(2000, 1, 1)
"""The file bears no moment of writing, so that the same results give the same bytes."""
_WIDE, _HIGH = 13.333, 7.5
_MARGIN: Final = 0.4
_PICTURE: Final = (0.4, 1.15, 9.25)
"""Left, top and width of the map, inches."""
_TEXT: Final = (9.9, 1.15, 3.05, 5.6)
_TITLE_SHARE: Final = 0.105
"""Upper share of a sheet that its own title takes: the slide has one."""
_DPI: Final = 150
_LANGUAGE: Final[dict[Lang, str]] = {"zh": "zh-CN", "en": "en-US"}
_INK: Final = (0x22, 0x30, 0x3C)
_MUTED: Final = (0x6B, 0x78, 0x84)


def has_slides() -> bool:
    """Whether what slides need is installed."""
    return find_spec("pptx") is not None


def write_slides(path: Path, subject: ReportSubject) -> None:
    """Write the slides.

    Raises
    ------
    RoadnetError
        ``extra_missing`` where python-pptx is not installed; ``write_failed``.
    """
    write_bytes(path, to_slides(subject))


def to_slides(subject: ReportSubject) -> bytes:
    """Return the slides as the content of a PowerPoint file.

    Raises
    ------
    RoadnetError
        ``extra_missing`` where python-pptx is not installed.
    """
    if not has_slides():
        raise RoadnetError("extra_missing", extra="slides")
    import pptx
    from pptx.util import Inches

    made = pptx.Presentation()
    made.slide_width, made.slide_height = Inches(_WIDE), Inches(_HIGH)
    _describe(made, subject)
    _add_cover(made, subject)
    whole = Subject(subject.assessment, subject.plan)
    for theme in themes_of(whole):
        _add_map(made, subject, whole, theme)
    return _repacked(made)


def _add_cover(made: Any, subject: ReportSubject) -> None:
    found, lang = subject.assessment, subject.lang
    page = _blank(made)
    title = tr("slides.title", lang, district=found.district.name)
    _write(page, (_MARGIN, 2.3, _WIDE - 2 * _MARGIN, 1.6), [(title, 36, _INK, True)], lang)
    lines = [
        tr("slides.date", lang, date=found.district.data_date or DASH),
        tr("slides.standard", lang, standard=found.standard.name(lang)),
        tr("slides.maker", lang, maker=subject.maker or found.district.name),
        tr("slides.note", lang),
    ]
    rows = [(line, 16, _MUTED, False) for line in lines]
    _write(page, (_MARGIN, 4.1, _WIDE - 2 * _MARGIN, 2.2), rows, lang)


def _add_map(made: Any, subject: ReportSubject, whole: Subject, theme: str) -> None:
    from pptx.util import Inches

    page, lang = _blank(made), subject.lang
    title = sheet_title(whole, theme, lang)
    _write(page, (_MARGIN, 0.3, _WIDE - 2 * _MARGIN, 0.75), [(title, 26, _INK, True)], lang)
    left, top, width = _PICTURE
    data = io.BytesIO(subject.sheet(theme, "png", paper=Paper(), dpi=_DPI))
    picture = page.shapes.add_picture(data, Inches(left), Inches(top), Inches(width))
    picture.crop_top = _TITLE_SHARE
    picture.height = round(picture.height * (1 - _TITLE_SHARE))
    # Screen readers read it.
    picture._element.nvPicPr.cNvPr.set("descr", plain(title))
    said = sentence_of(subject, theme)
    _write(page, _TEXT, [(said, 18, _INK, False)], lang)


def _blank(made: Any) -> Any:
    blank = made.slide_layouts[6]
    return made.slides.add_slide(blank)


def _write(
    page: Any,
    box: tuple[float, float, float, float],
    lines: list[tuple[str, int, tuple[int, int, int], bool]],
    lang: Lang,
) -> None:
    """Write lines (text, points, colour, bold) into a box of inches that does not grow."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
    from pptx.util import Inches, Pt

    frame = page.shapes.add_textbox(*(Inches(side) for side in box)).text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for place, (text, points, colour, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(6)
        run = paragraph.add_run()
        run.text = plain(text)
        run.font.size, run.font.bold = Pt(points), bold
        run.font.color.rgb = RGBColor(*colour)  # type: ignore[no-untyped-call]
        _set_fonts(run, lang)


def _set_fonts(run: Any, lang: Lang) -> None:
    """Name the fonts for Latin and Chinese letters: the library names the first alone."""
    from pptx.oxml.ns import qn

    latin, chinese = (tr(f"slides.font.{script}", lang) for script in ("latin", "han"))
    run.font.name = latin
    properties = run._r.get_or_add_rPr()
    properties.set("lang", _LANGUAGE[lang])
    properties.set("altLang", "en-US" if lang == "zh" else "zh-CN")
    east = properties.makeelement(qn("a:ea"), {"typeface": chinese})
    properties.find(qn("a:latin")).addnext(east)


def _describe(made: Any, subject: ReportSubject) -> None:
    about = made.core_properties
    about.title = plain(tr("slides.title", subject.lang, district=subject.assessment.district.name))
    about.author = about.last_modified_by = "roadnet"
    about.created = about.modified = _WRITTEN
    about.revision, about.language = 1, _LANGUAGE[subject.lang]


def _repacked(made: Any) -> bytes:
    """Return a presentation as a file without moments of writing."""
    first, second = io.BytesIO(), io.BytesIO()
    made.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w") as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename), old.read(part), zipfile.ZIP_DEFLATED)
    return second.getvalue()
