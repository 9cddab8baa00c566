"""The files of a report: what they are called, and what writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from roadnet.io.file_names import to_file_name
from roadnet.maps.escape import clean_text
from roadnet.reports.report_subject import ReportSubject
from roadnet.text import tr

_LONGEST_PLACE: Final = 30

Writer = Callable[[Path], object]
Files = Mapping[str, Writer]
"""By name, what writes a file at the path that it is given."""


def report_name(subject: ReportSubject, part: str, suffix: str) -> str:
    """Return the name of a file of the report, in its language: ``report.file.<part>``."""
    # A long name must leave room for what tells one file from another.
    district = clean_text(subject.assessment.district.name, max_length=_LONGEST_PLACE)
    return to_file_name(tr(f"report.file.{part}", subject.lang, district=district), suffix)
