"""A Word document's page, styles, numbers of headings and page numbers, by the page rules.

Nothing of the library's default is kept: it is set on Letter, with blue headings and no Chinese
fonts.
"""

from __future__ import annotations

from typing import Any, Final

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from roadnet.reports.document.rules import Font, Rules
from roadnet.text import Lang

BODY: Final = "Body Text"
NOTE: Final = "Note"
CAPTION: Final = "Caption"
PICTURE: Final = "Picture"
TABLE_TEXT: Final = "Table Text"
TABLE_HEADING: Final = "Table Heading"
UNDER_TITLE: Final = "Subtitle"
_LEVELS: Final = (1, 2, 3, 4)
_NUMBERING_ID: Final = 90
_TWIPS_PER_PT: Final = 20


def set_styles(document: Any, rules: Rules, lang: Lang) -> None:
    """Set every style that the document uses."""
    fonts, size = rules.fonts, rules.type
    _style(document, "Normal", fonts["body"], rules, size["body_pt"])
    title = _style(document, "Title", fonts["title"], rules, size["title_pt"])
    _place(title, align="center", after_pt=size["line_pt"] / 2, keep=True)
    _without_border(title)
    under = _style(document, UNDER_TITLE, fonts["heading_2"], rules, size["body_pt"])
    _place(under, align="center", line_pt=size["line_pt"])
    body = _style(document, BODY, fonts["body"], rules, size["body_pt"])
    _place(body, line_pt=size["line_pt"], align="both")
    _indent(body, rules, lang)
    for level in _LEVELS:
        heading = _style(
            document, f"Heading {level}", fonts[f"heading_{level}"], rules, size["body_pt"]
        )
        heading.font.bold = level == 3
        _place(heading, line_pt=size["line_pt"], keep=True)
        _indent(heading, rules, lang)
        _number(heading, level)
    caption = _style(document, CAPTION, fonts["table_heading"], rules, size["caption_pt"])
    _place(caption, align="center", before_pt=6, after_pt=4)
    _place(_style(document, PICTURE, fonts["body"], rules, size["body_pt"]), align="center")
    _style(document, TABLE_TEXT, fonts["table"], rules, size["table_pt"])
    heads = _style(document, TABLE_HEADING, fonts["table_heading"], rules, size["table_pt"])
    _place(heads, align="center")
    note = _style(document, NOTE, fonts["table"], rules, size["note_pt"])
    _place(note, before_pt=3, after_pt=6)
    _style(document, "Footer", fonts["page_number"], rules, size["page_number_pt"])
    _add_numbers(document, rules)


def set_page(section: Any, rules: Rules, *, landscape: bool) -> None:
    """Set a section's paper and margins; across, the paper is turned with its margins."""
    page = rules.page
    size, margins = (page["width_mm"], page["height_mm"]), _margins(page)
    if landscape:
        size, margins = size[::-1], margins[-1:] + margins[:-1]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(size[0]), Mm(size[1])
    top, right, bottom, left = margins
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
    number_mm = rules.type["page_number_pt"] * 1.2 * 25.4 / 72
    section.footer_distance = Mm(max(bottom - page["footer_mm"] - number_mm, 5.0))


def set_page_numbers(document: Any) -> None:
    """Put the page number below the text: at the right of odd pages, at the left of even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        line = footer.paragraphs[0]
        line.style = document.styles["Footer"]
        line.alignment = _ALIGN[align]
        line._p.get_or_add_pPr().get_or_add_ind().set(qn(f"w:{align}Chars"), "100")
        line.add_run("— ")
        _add_field(line, "PAGE")
        line.add_run(" —")


_ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def _margins(page: Any) -> tuple[float, float, float, float]:
    """Top, right, bottom, left of upright paper, millimetres."""
    return page["top_mm"], page["right_mm"], page["bottom_mm"], page["left_mm"]


def _style(document: Any, name: str, font: Font, rules: Rules, size_pt: float) -> Any:
    """Return a style with its font for each script, black; made where it is not there."""
    styles = document.styles
    if name in [style.name for style in styles]:
        style = styles[name]
    else:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
    properties = style.element.get_or_add_rPr()
    for old in list(properties):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    latin = rules.latin if rules.fonts["body"].name != rules.latin else font.name
    for script, said in (("ascii", latin), ("hAnsi", latin), ("eastAsia", font.name)):
        fonts.set(qn(f"w:{script}"), said)
    fonts.set(qn("w:cs"), latin)
    properties.append(fonts)
    style.font.size, style.font.color.rgb = Pt(size_pt), RGBColor(0, 0, 0)
    style.font.bold = style.font.italic = False
    complex_size = OxmlElement("w:szCs")
    complex_size.set(qn("w:val"), f"{size_pt * 2:.0f}")
    properties.find(qn("w:sz")).addnext(complex_size)
    _place(style)
    style.quick_style = True
    return style


def _place(
    style: Any,
    *,
    align: str = "left",
    line_pt: float = 0.0,
    before_pt: float = 0.0,
    after_pt: float = 0.0,
    keep: bool = False,
) -> None:
    form = style.paragraph_format
    form.alignment = _ALIGN[align]
    form.space_before, form.space_after = Pt(before_pt), Pt(after_pt)
    if line_pt:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line_pt)
    else:
        form.line_spacing = 1.0
    form.keep_with_next = keep


def _indent(style: Any, rules: Rules, lang: Lang) -> None:
    """Indent the first line by characters, so that it follows the size of the type."""
    count = rules.type["indent_characters"]
    style.paragraph_format.first_line_indent = Pt(count * rules.type["body_pt"])
    if lang == "zh":
        ind = style.element.pPr.find(qn("w:ind"))
        ind.set(qn("w:firstLineChars"), f"{count * 100:.0f}")


def _without_border(style: Any) -> None:
    border = style.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)


def _number(heading: Any, level: int) -> None:
    """Let a style of heading bear its number."""
    properties = heading.element.get_or_add_pPr()
    numbers = properties.get_or_add_numPr()
    numbers.get_or_add_ilvl().val = level - 1
    numbers.get_or_add_numId().val = _NUMBERING_ID


def _add_numbers(document: Any, rules: Rules) -> None:
    """Add the list of levels that headings count by."""
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{count}"/>'
        f'<w:pStyle w:val="Heading{at + 1}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{mark.format(f"%{at + 1}")}"/><w:lvlJc w:val="left"/></w:lvl>'
        for at, (count, mark) in enumerate(zip(rules.count, rules.mark, strict=True))
    )
    kinds = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_NUMBERING_ID}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    use = parse_xml(
        f'<w:num {nsdecls("w")} w:numId="{_NUMBERING_ID}">'
        f'<w:abstractNumId w:val="{_NUMBERING_ID}"/></w:num>'
    )
    part = document.part.numbering_part.element
    first = part.find(qn("w:num"))
    if first is None:
        part.append(kinds)
    else:
        first.addprevious(kinds)
    part.append(use)


def _add_field(line: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = line.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
