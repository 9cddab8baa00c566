"""The maps of a report: sheets of the district and of its townships, the page to click in.

Of each theme the district has a picture and a drawing, and all themes together make an atlas on A4
and one on A3. Each township has the sheet of its gaps in one atlas on A4: it shows everything that
is lacking, every village by name. All themes of each township are a format of their own, since they
take as many times longer as there are townships; any single sheet the app makes on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from matplotlib.figure import Figure

from roadnet.io.atomic import write_bytes, write_text
from roadnet.io.file_names import to_file_name
from roadnet.maps.district_map import build_district_map
from roadnet.maps.page import to_html
from roadnet.maps.plan_map import build_plan_map
from roadnet.maps.sheets.paper import Paper
from roadnet.maps.sheets.sheet import (
    best_orientation,
    draw_sheet,
    shape_of,
    sheet_title,
    township_name,
    townships_of,
    write_atlas,
)
from roadnet.maps.sheets.themes import Subject, themes_of
from roadnet.reports.report_files import Files, Writer, report_name
from roadnet.reports.report_subject import ReportSubject
from roadnet.text import tr

_TOWNSHIP_THEME: Final = "gaps"


def map_files(subject: ReportSubject) -> Files:
    """Return the printed maps, in a folder of their own; the names keep the report's order."""
    whole = Subject(subject.assessment, subject.plan)
    paper = Paper("A4", best_orientation(shape_of(subject.assessment)))
    folder = to_file_name(tr("report.file.maps", subject.lang))
    files: dict[str, Writer] = {}
    for number, theme in enumerate(themes_of(whole), start=1):
        name = f"{number:02d} {sheet_title(whole, theme, subject.lang)}"
        files[f"{folder}/{to_file_name(name, '.png')}"] = _writer(subject, theme, "png", paper)
        files[f"{folder}/{to_file_name(name, '.svg')}"] = _writer(subject, theme, "svg", paper)
    large = Paper("A3", paper.orientation)
    for sheets, part in ((paper, "atlas_a4"), (large, "atlas_a3")):
        files[f"{folder}/{report_name(subject, part, '.pdf')}"] = _atlas(_sheets(subject, sheets))
    if townships := townships_of(whole):
        name = report_name(subject, "atlas_townships", ".pdf")
        files[f"{folder}/{name}"] = _atlas(_township_sheets(subject, townships, [_TOWNSHIP_THEME]))
    return files


def township_files(subject: ReportSubject) -> Files:
    """Return an atlas of all themes for each township, in a folder of their own."""
    whole = Subject(subject.assessment, subject.plan)
    themes = themes_of(whole)
    folder = to_file_name(tr("report.file.townships", subject.lang))
    files: dict[str, Writer] = {}
    for number, township in enumerate(townships_of(whole), start=1):
        name = township_name(replace(whole, township_id=township))
        file = f"{folder}/{to_file_name(f'{number:02d} {name}', '.pdf')}"
        files[file] = _atlas(_township_sheets(subject, [township], themes))
    return files


def page_files(subject: ReportSubject) -> Files:
    """Return the maps to click through: one of the district, one of the plan where there is one."""
    lang, found, plan = subject.lang, subject.assessment, subject.plan
    files: dict[str, Writer] = {
        report_name(subject, "page", ".html"): lambda path: write_text(
            path, to_html(build_district_map(found, lang=lang))
        )
    }
    if plan is not None:
        files[report_name(subject, "plan_page", ".html")] = lambda path: write_text(
            path, to_html(build_plan_map(plan, lang=lang))
        )
    return files


def _writer(subject: ReportSubject, theme: str, form: str, paper: Paper) -> Writer:
    return lambda path: write_bytes(path, subject.sheet(theme, form, paper=paper))  # type: ignore[arg-type]


def _atlas(figures: Callable[[], Iterator[Figure]]) -> Writer:
    return lambda path: write_bytes(path, write_atlas(figures()))


def _sheets(subject: ReportSubject, paper: Paper) -> Callable[[], Iterator[Figure]]:
    themes = themes_of(Subject(subject.assessment, subject.plan))
    return lambda: (subject.figure(theme, paper=paper) for theme in themes)


def _township_sheets(
    subject: ReportSubject, townships: Sequence[str], themes: Sequence[str]
) -> Callable[[], Iterator[Figure]]:
    found, plan, lang = subject.assessment, subject.plan, subject.lang
    return lambda: (
        draw_sheet(Subject(found, plan, township), theme, lang=lang, maker=subject.maker)
        for township in townships
        for theme in themes
    )
