"""Write the report: documents and maps in the formats asked for, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from roadnet.errors import RoadnetError
from roadnet.reports.report_files import Files, Writer, report_name
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.staging import Progress, write_whole


def _pdf(subject: ReportSubject) -> Files:
    from roadnet.reports.document.content import build_document
    from roadnet.reports.document.pdf import write_pdf

    return {
        report_name(subject, "document", ".pdf"): lambda path: write_pdf(
            path, build_document(subject)
        )
    }


def _word(subject: ReportSubject) -> Files:
    name = report_name(subject, "document", ".docx")
    if subject.template is not None:
        from roadnet.reports.template.fill import write_from_template

        template = subject.template
        return {name: lambda path: write_from_template(path, template, subject)}
    from roadnet.reports.document.content import build_document
    from roadnet.reports.document.word import write_word

    return {name: lambda path: write_word(path, build_document(subject))}


def _workbook(subject: ReportSubject) -> Files:
    from roadnet.reports.report_workbook import write_report_workbook

    name = report_name(subject, "workbook", ".xlsx")
    return {name: lambda path: write_report_workbook(path, subject)}


def _lists(subject: ReportSubject) -> Files:
    from roadnet.reports.lists_workbook import write_lists_workbook

    name = report_name(subject, "lists", ".xlsx")
    return {name: lambda path: write_lists_workbook(path, subject)}


def _maps(subject: ReportSubject) -> Files:
    from roadnet.reports.report_maps import map_files

    return map_files(subject)


def _townships(subject: ReportSubject) -> Files:
    from roadnet.reports.report_maps import township_files

    return township_files(subject)


def _page(subject: ReportSubject) -> Files:
    from roadnet.reports.report_maps import page_files

    return page_files(subject)


def _slides(subject: ReportSubject) -> Files:
    from roadnet.reports.slides import write_slides

    name = report_name(subject, "slides", ".pptx")
    return {name: lambda path: write_slides(path, subject)}


FORMATS: Final[dict[str, Callable[[ReportSubject], Files]]] = {
    "word": _word,
    "pdf": _pdf,
    "workbook": _workbook,
    "lists": _lists,
    "maps": _maps,
    "townships": _townships,
    "page": _page,
    "slides": _slides,
}
"""Formats by name: which files each one gives for a subject, and what writes them."""


def usual_formats() -> tuple[str, ...]:
    """Return the formats of a report where none are named.

    Not all maps of every township, which take long; no slides where what they need, an extra, is
    not installed.
    """
    from roadnet.reports.slides import has_slides

    left_out = {"townships"} | (set() if has_slides() else {"slides"})
    return tuple(name for name in FORMATS if name not in left_out)


def report_files(subject: ReportSubject, formats: Sequence[str]) -> dict[str, Writer]:
    """Return the files of a report by name, in the order of :data:`FORMATS`.

    Raises
    ------
    RoadnetError
        ``report_format_unknown`` with what is known.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise RoadnetError(
            "report_format_unknown", formats=", ".join(unknown), known=", ".join(FORMATS)
        )
    files: dict[str, Writer] = {}
    for name, files_of in FORMATS.items():
        if name in formats:
            files |= files_of(subject)
    return files


def write_report(
    subject: ReportSubject,
    directory: Path,
    *,
    formats: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write a report into a folder, which is made where needed.

    Parameters
    ----------
    subject
        What it is made of, and its language.
    directory
        Where to.
    formats
        Names of :data:`FORMATS`; those of :func:`usual_formats` if None.
    progress
        Is told the step ``write`` and the share of it that is done.

    Returns
    -------
    The files, named in the report's language.

    Raises
    ------
    RoadnetError
        ``report_format_unknown``; ``write_failed`` where the disk refuses, or a file is held open
        by another program.
    """
    wanted = usual_formats() if formats is None else formats
    return write_whole(directory, report_files(subject, wanted), progress=progress)
