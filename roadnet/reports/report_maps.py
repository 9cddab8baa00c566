"""The maps of a report: sheets of the district, an atlas of its townships, the page to click in.

Of each theme the district has a picture and a drawing, and all themes together make an atlas on A4
and one on A3. Townships come in one atlas on A4, four themes each: a bureau prints from it what it
hands to a township. Any other sheet, of a township as a picture or on A3, the app makes on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    townships_of,
    write_atlas,
)
from roadnet.maps.sheets.themes import Subject, themes_of
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.write_report import Files, Writer, report_name
from roadnet.text import tr

OF_TOWNSHIPS: Final = ("road", "bus", "logistics", "gaps")
"""The themes of a township's sheets in the report."""


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
    if townships_of(whole):
        name = report_name(subject, "atlas_townships", ".pdf")
        files[f"{folder}/{name}"] = _atlas(_township_sheets(subject))
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


def _township_sheets(subject: ReportSubject) -> Callable[[], Iterator[Figure]]:
    whole = Subject(subject.assessment, subject.plan)
    themes = [theme for theme in OF_TOWNSHIPS if theme in themes_of(whole)]
    return lambda: (
        draw_sheet(
            Subject(whole.assessment, whole.plan, township),
            theme,
            lang=subject.lang,
            maker=subject.maker,
        )
        for township in townships_of(whole)
        for theme in themes
    )
