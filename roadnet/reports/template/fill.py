"""Fill a bureau's own Word template in: a template may name fields and repeat rows, and no more.

A template comes from a user, so it runs in :class:`~roadnet.reports.template.sandbox.Sandbox`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import docx
from docx.shared import Emu, Mm
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from markupsafe import Markup

from roadnet.errors import RoadnetError
from roadnet.io.atomic import write_bytes
from roadnet.reports.document.layout import lay_out
from roadnet.reports.document.model import Picture, Table
from roadnet.reports.document.plain import plain
from roadnet.reports.document.rules import page_rules
from roadnet.reports.document.word import repacked
from roadnet.reports.document.word_table import table_xml
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.template.fields import block_fields, text_fields
from roadnet.reports.template.sandbox import Sandbox

_MOST_BYTES: Final = 30_000_000
_MOST_EXPANDED: Final = 200_000_000
_HEADING_MM: Final = 25.0
"""Left free on a map's page, for a heading of the template's own."""


class _Drawn(Mapping[str, Any]):
    """Blocks by name that are made where a template names them, each once."""

    def __init__(self, names: Mapping[str, Any], make: Callable[[Any], Any]) -> None:
        self._names, self._make = names, make
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._make(self._names[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def write_from_template(path: Path, template: Path, subject: ReportSubject) -> None:
    """Fill a template in and write the document.

    Raises
    ------
    RoadnetError
        ``template_extra_missing`` without the extra ``template``; ``template_unreadable``;
        ``template_field_unknown`` with the name; ``template_syntax``; ``template_refused`` where it
        asks for more than fields; ``write_failed``.
    """
    write_bytes(path, fill_template(template.read_bytes(), subject, name=template.name))


def fill_template(data: bytes, subject: ReportSubject, *, name: str) -> bytes:
    """Return a template, filled in, as the content of a Word file.

    Parameters
    ----------
    name
        What errors call the template.

    Raises
    ------
    RoadnetError
        As :func:`write_from_template`.
    """
    made = _opened(data, name)
    tables, maps = block_fields(subject)
    context = text_fields(subject) | {
        "table": _Drawn(tables, lambda table: _table(made, table, subject)),
        "rows": _Drawn(tables, lambda table: [list(map(plain, row)) for row in table.rows]),
        "map": _Drawn(maps, lambda picture: _picture(made, picture)),
    }
    try:
        made.render(context, Sandbox(), autoescape=True)
    except UndefinedError as error:
        raise _unknown(error, context, name) from error
    except TemplateSyntaxError as error:
        raise RoadnetError("template_syntax", file=name, reason=error.message or "") from error
    except (SecurityError, TemplateError) as error:
        raise RoadnetError("template_refused", file=name, reason=str(error)) from error
    return repacked(made.docx)


def _opened(data: bytes, name: str) -> Any:
    try:
        from docxtpl import DocxTemplate
    except ImportError as error:
        raise RoadnetError("template_extra_missing") from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            expanded = sum(part.file_size for part in parts.infolist())
        if len(data) > _MOST_BYTES or expanded > _MOST_EXPANDED:
            raise RoadnetError("template_unreadable", file=name, reason=f"{expanded:,} B")
        docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise RoadnetError("template_unreadable", file=name, reason=str(error)[:200]) from error
    made = DocxTemplate(io.BytesIO(data))
    made.init_docx()
    return made


def _table(made: Any, table: Table, subject: ReportSubject) -> Markup:
    """Return a table as markup that stands in place of a paragraph, as wide as the text."""
    if not table.rows:
        said = Markup.escape(table.empty)
        return Markup("<w:p><w:r><w:t>{}</w:t></w:r></w:p>").format(said)
    rules = page_rules(subject.lang)
    layout = lay_out(table, _text_width_mm(made), rules)
    # The file's own escaping is done; what is added here is markup as a whole.
    return Markup(table_xml(made.docx, table, layout))  # noqa: S704


def _picture(made: Any, picture: Picture) -> Any:
    from docxtpl import InlineImage

    section = made.docx.sections[0]
    high = Emu(section.page_height - section.top_margin - section.bottom_margin).mm
    width = min(_text_width_mm(made), (high - _HEADING_MM) * picture.ratio)
    return InlineImage(made, io.BytesIO(picture.draw("png")), width=Mm(width))


def _text_width_mm(made: Any) -> float:
    section = made.docx.sections[0]
    sides = section.left_margin + section.right_margin
    return float(Emu(section.page_width - sides).mm)


def _unknown(error: UndefinedError, context: Mapping[str, Any], name: str) -> RoadnetError:
    known = ", ".join(sorted(context))
    return RoadnetError("template_field_unknown", file=name, field=error.message or "", known=known)
