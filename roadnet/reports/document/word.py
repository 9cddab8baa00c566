"""The Word file of a document: python-docx, by the page rules, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any, Final

import docx
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm

from roadnet.io.atomic import write_bytes
from roadnet.reports.document.layout import lay_out, picture_width_mm
from roadnet.reports.document.model import (
    Block,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
    Turn,
)
from roadnet.reports.document.plain import plain
from roadnet.reports.document.rules import Rules, page_rules
from roadnet.reports.document.word_fonts import name_other_fonts
from roadnet.reports.document.word_styles import (
    BODY,
    CAPTION,
    NOTE,
    PICTURE,
    UNDER_TITLE,
    set_page,
    set_page_numbers,
    set_styles,
)
from roadnet.reports.document.word_table import add_table

_WRITTEN: Final = dt.datetime(2000, 1, 1)
"""The file bears no moment of writing, so that the same results give the same bytes."""
_STYLES: Final = {"body": BODY, "note": NOTE}


def write_word(path: Path, document: Document) -> None:
    """Write a document as a Word file.

    Raises
    ------
    RoadnetError
        ``write_failed`` where the disk refuses.
    """
    write_bytes(path, to_word(document))


def to_word(document: Document) -> bytes:
    """Return a document as the content of a Word file."""
    rules = page_rules(document.lang)
    made = docx.Document()
    set_styles(made, rules, document.lang)
    set_page(made.sections[0], rules, landscape=False)
    set_page_numbers(made)
    name_other_fonts(made, rules)
    _name(made, document)
    made.add_paragraph(plain(document.title), style="Title")
    for line in document.lines:
        made.add_paragraph(plain(line), style=UNDER_TITLE)
    for block in document.blocks:
        _add(made, block, rules)
    return repacked(made)


def repacked(made: Any) -> bytes:
    """Return a document of the library as a file without moments of writing."""
    first, second = io.BytesIO(), io.BytesIO()
    made.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w") as new:
        for part in old.infolist():
            about = zipfile.ZipInfo(part.filename)
            new.writestr(about, old.read(part), zipfile.ZIP_DEFLATED)
    return second.getvalue()


def _name(made: Any, document: Document) -> None:
    about = made.core_properties
    about.title, about.author, about.comments = plain(document.title)[:200], "roadnet", ""
    about.last_modified_by, about.revision = "roadnet", 1
    about.created = about.modified = _WRITTEN
    about.language = {"zh": "zh-CN", "en": "en-US"}[document.lang]


def _add(made: Any, block: Block, rules: Rules) -> None:
    match block:
        case Heading():
            made.add_paragraph(plain(block.text), style=f"Heading {block.level}")
        case Paragraph():
            line = made.add_paragraph(style=_STYLES[block.manner])
            for run in block.runs:
                added = line.add_run(plain(run.text))
                added.bold = run.strong or None
                if run.target:
                    _link(line, added, run.target)
        case Table():
            _add_table(made, block, rules)
        case Picture():
            _add_picture(made, block, rules)
        case Turn():
            section = made.add_section(WD_SECTION.NEW_PAGE)
            set_page(section, rules, landscape=block.landscape)


def _link(line: Any, run: Any, target: str) -> None:
    """Let a run lead to a bookmark of the document; it looks as before."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), target)
    line._p.append(link)
    link.append(run._r)


def _add_table(made: Any, table: Table, rules: Rules) -> None:
    caption = made.add_paragraph(plain(table.caption), style=CAPTION)
    caption.paragraph_format.keep_with_next = True
    if not table.rows:
        made.add_paragraph(plain(table.empty), style=BODY)
        return
    section = made.sections[-1]
    width = Emu(section.page_width - section.left_margin - section.right_margin)
    add_table(made, table, lay_out(table, width.mm, rules))
    made.add_paragraph(style=NOTE)


def _add_picture(made: Any, picture: Picture, rules: Rules) -> None:
    width = picture_width_mm(picture, rules)
    line = made.add_paragraph(style=PICTURE)
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(io.BytesIO(picture.draw("png")), width=Mm(width))
    shape._inline.docPr.set("descr", plain(picture.caption))
    made.add_paragraph(plain(picture.caption), style=CAPTION)
