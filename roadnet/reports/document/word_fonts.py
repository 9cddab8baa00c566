"""What Word takes where a font that the document names is not installed."""

from __future__ import annotations

from typing import Any, Final

from docx.opc.oxml import serialize_part_xml
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from roadnet.reports.document.rules import Rules

_FONT_TABLE: Final = "/word/fontTable.xml"


def name_other_fonts(made: Any, rules: Rules) -> None:
    """Write into the document's table of fonts what each one may be replaced by."""
    part = next(
        (one for one in made.part.package.iter_parts() if one.partname == _FONT_TABLE), None
    )
    if not isinstance(part, Part):  # a document without the table is whole too
        return
    table = parse_xml(part.blob)
    listed = {font.get(qn("w:name")) for font in table}
    for font in rules.fonts.values():
        if font.name in listed or font.name == rules.latin:
            continue
        listed.add(font.name)
        entry, other = OxmlElement("w:font"), OxmlElement("w:altName")
        entry.set(qn("w:name"), font.name)
        other.set(qn("w:val"), font.other)
        entry.append(other)
        table.append(entry)
    part._blob = serialize_part_xml(table)
