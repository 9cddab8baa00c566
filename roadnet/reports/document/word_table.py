"""Tables of a Word file, written as XML at once: the library's way costs a second for 300 rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from roadnet.reports.document.model import Column, Table
from roadnet.reports.document.plain import plain
from roadnet.reports.document.word_styles import TABLE_HEADING, TABLE_TEXT

_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS: Final = (
    '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
)
_ALIGN: Final = {"text": "left", "long": "left", "figure": "right"}


def add_table(made: Any, table: Table, *, width_twips: int) -> None:
    """Add a table at the end: headings repeated on every page, no row torn between two."""
    widths = shared_out([column.width for column in table.columns], width_twips)
    styles = {style.name: style.style_id for style in made.styles}
    heads = [column.heading for column in table.columns]
    rows = [_row(heads, table.columns, widths, styles[TABLE_HEADING], head=True)]
    rows += [_row(row, table.columns, widths, styles[TABLE_TEXT]) for row in table.rows]
    if table.total:
        rows.append(_row(table.total, table.columns, widths, styles[TABLE_TEXT], bold=True))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    xml = (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{width_twips}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>{_MARGINS}'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    body = made.element.body
    body.insert(len(body) - 1, parse_xml(xml))


def shared_out(asked: Sequence[float], whole: int) -> list[int]:
    """Share a width out by what the columns ask for; the last takes what is left."""
    factor = whole / sum(asked)
    found = [round(width * factor) for width in asked]
    return [*found[:-1], whole - sum(found[:-1])]


def _row(
    cells: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    style: str,
    *,
    head: bool = False,
    bold: bool = False,
) -> str:
    repeated = "<w:tblHeader/>" if head else ""
    said = "".join(
        _cell(text, column, width, style, head=head, bold=bold)
        for text, column, width in zip(cells, columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{said}</w:tr>"


def _cell(text: str, column: Column, width: int, style: str, *, head: bool, bold: bool) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F0F0F0"/>' if head else ""
    align = "" if head else f'<w:jc w:val="{_ALIGN[column.kind]}"/>'
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/>'
        f"</w:tcPr><w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{align}</w:pPr>"
        f'<w:r>{weight}<w:t xml:space="preserve">{escape(plain(text))}</w:t></w:r></w:p></w:tc>'
    )
