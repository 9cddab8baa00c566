"""An example of a template, to start one's own from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import docx
from docx.oxml import OxmlElement
from docx.shared import Mm

from roadnet.io.atomic import write_bytes
from roadnet.reports.document.rules import page_rules
from roadnet.reports.document.word import repacked
from roadnet.reports.document.word_styles import (
    BODY,
    TABLE_HEADING,
    TABLE_TEXT,
    UNDER_TITLE,
    set_page,
    set_page_numbers,
    set_styles,
)
from roadnet.text import Lang, tr

_WIDTHS_MM: Final = (26.0, 36.0, 94.0)
_SENTENCES: Final = ("connectivity", "townships", "bus", "stations", "logistics")
_TABLES: Final = ("headlines", "road", "bus", "logistics", "townships")
_MAPS: Final = ("road", "gaps")


def write_example_template(path: Path, lang: Lang) -> None:
    """Write the example template.

    Raises
    ------
    RoadnetError
        ``write_failed`` where the disk refuses.
    """
    write_bytes(path, example_template(lang))


def example_template(lang: Lang) -> bytes:
    """Return a template with fields of every kind: texts, tables, repeated rows, maps."""
    rules = page_rules(lang)
    made = docx.Document()
    set_styles(made, rules, lang)
    set_page(made.sections[0], rules, landscape=False)
    set_page_numbers(made)
    made.add_paragraph(tr("report.template.title", lang), style="Title")
    made.add_paragraph("{{ maker }}  {{ as_of }}", style=UNDER_TITLE)
    made.add_paragraph(tr("report.heading.overview", lang), style="Heading 1")
    made.add_paragraph(tr("report.template.intro", lang), style=BODY)
    for name in _SENTENCES:
        made.add_paragraph(f"{{{{ sentence.{name} }}}}", style=BODY)
    made.add_paragraph(tr("report.template.tables", lang), style="Heading 1")
    for name in _TABLES:
        made.add_paragraph(f"{{{{p table.{name} }}}}", style=BODY)
        made.add_paragraph(style=BODY)
    made.add_paragraph(tr("report.template.rows", lang), style="Heading 1")
    _add_rows(made, lang)
    made.add_paragraph(tr("report.template.maps", lang), style="Heading 1")
    for name in _MAPS:
        made.add_paragraph(f"{{{{ map.{name} }}}}", style="Picture")
    return repacked(made)


def _add_rows(made: Any, lang: Lang) -> None:
    """Add a table of one's own form whose middle row is repeated for every village."""
    table = made.add_table(rows=4, cols=3, style="Table Grid")
    heads = ("township", "name", "reason")
    cells = ("{{ row[1] }}", "{{ row[2] }}", "{{ row[-1] }}")
    texts = (
        [tr(f"reports.heading.{head}", lang) for head in heads],
        ["{%tr for row in rows.gaps_road %}", "", ""],
        cells,
        ["{%tr endfor %}", "", ""],
    )
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for at, (row, said) in enumerate(zip(table.rows, texts, strict=True)):
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        for cell, text, width in zip(row.cells, said, _WIDTHS_MM, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].style = made.styles[TABLE_TEXT if at else TABLE_HEADING]
            cell.paragraphs[0].add_run(text)
