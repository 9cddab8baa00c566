"""Export: the files of an assessment, made on demand and handed over."""

from __future__ import annotations

from roadnet.text import Lang
from roadnet.ui.components.gtfs_view import show_gtfs
from roadnet.ui.components.heading import show_title
from roadnet.ui.components.loading import require_result
from roadnet.ui.components.outputs_view import show_outputs
from roadnet.ui.components.report_view import show_report
from roadnet.ui.components.section import show_section
from roadnet.ui.components.sheets_view import show_sheets


def show(lang: Lang) -> None:
    """Show the page."""
    show_title("export", lang)
    result = require_result(lang)
    show_report(result, lang)
    show_section("files", lang)
    show_outputs(result, lang)
    show_gtfs(result, lang)
    show_section("picture", lang)
    show_sheets(result, lang)
