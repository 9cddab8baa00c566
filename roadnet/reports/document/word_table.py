"""Tables of a Word file, written as XML at once: the library's way costs a second for 300 rows."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from roadnet.reports.document.layout import CELL_MARGIN_MM, TableLayout
from roadnet.reports.document.model import Column, Table
from roadnet.reports.document.plain import plain
from roadnet.reports.document.word_styles import TABLE_HEADING, TABLE_TEXT

_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TWIPS_PER_MM: Final = 1440 / 25.4
_MARGIN: Final = round(CELL_MARGIN_MM * _TWIPS_PER_MM)
_MARGINS: Final = (
    f'<w:tblCellMar><w:left w:w="{_MARGIN}" w:type="dxa"/>'
    f'<w:right w:w="{_MARGIN}" w:type="dxa"/></w:tblCellMar>'
)
_MOST_BOOKMARKS: Final = 2**30
_ALIGN: Final = {"text": "left", "long": "left", "figure": "right"}


def add_table(made: Any, table: Table, layout: TableLayout) -> None:
    """Add a table at the end of a document of the library."""
    body = made.element.body
    body.insert(len(body) - 1, parse_xml(table_xml(made, table, layout)))


def table_xml(made: Any, table: Table, layout: TableLayout) -> str:
    """Return a table as markup: headings repeated on every page, no row torn between two.

    Its cells bear the styles ``Table Text`` and ``Table Heading`` where the document has them.
    """
    widths = [round(mm * _TWIPS_PER_MM) for mm in layout.widths_mm]
    styles = {style.name: style.style_id for style in made.styles}
    heads = [column.heading for column in table.columns]
    look = f'<w:sz w:val="{layout.type_pt * 2:.0f}"/>'
    head, text = styles.get(TABLE_HEADING, "Normal"), styles.get(TABLE_TEXT, "Normal")
    rows = [_row(heads, table.columns, widths, head, look, head=True)]
    anchors = table.anchors or ("",) * len(table.rows)
    rows += [
        _row(row, table.columns, widths, text, look, anchor=_bookmark(anchor))
        for row, anchor in zip(table.rows, anchors, strict=True)
    ]
    if table.total:
        rows.append(_row(table.total, table.columns, widths, text, f"<w:b/>{look}"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>{_MARGINS}'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(
    cells: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    style: str,
    look: str,
    *,
    head: bool = False,
    anchor: str = "",
) -> str:
    repeated = "<w:tblHeader/>" if head else ""
    said = "".join(
        _cell(text, column, width, style, look, head=head, anchor="" if at else anchor)
        for at, (text, column, width) in enumerate(zip(cells, columns, widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{said}</w:tr>"


def _bookmark(anchor: str) -> str:
    """Return the markup of a bookmark without extent; nothing where there is no anchor."""
    if not anchor:
        return ""
    number = zlib.crc32(anchor.encode("utf-8")) % _MOST_BOOKMARKS
    start = f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(anchor)}/>'
    return f'{start}<w:bookmarkEnd w:id="{number}"/>'


def _cell(
    text: str, column: Column, width: int, style: str, look: str, *, head: bool, anchor: str
) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F0F0F0"/>' if head else ""
    align = "" if head else f'<w:jc w:val="{_ALIGN[column.kind]}"/>'
    said = escape(plain(text))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/>'
        f"</w:tcPr><w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{align}</w:pPr>{anchor}"
        f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{said}</w:t></w:r></w:p></w:tc>'
    )
