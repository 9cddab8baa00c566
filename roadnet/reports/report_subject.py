"""What a report is made of, and its maps, each drawn once for all the formats that show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from roadnet.analysis.assessment import Assessment
from roadnet.findings import Finding
from roadnet.maps.sheets.paper import Paper
from roadnet.maps.sheets.sheet import Format, draw_sheet, write_sheet
from roadnet.maps.sheets.themes import Subject
from roadnet.text import Lang

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from roadnet.planning.hazard_log import Entry
    from roadnet.planning.plan import Plan

T = TypeVar("T")


@dataclass(frozen=True)
class ReportSubject:
    """What a report is made of.

    Parameters
    ----------
    assessment
        The district as it is.
    findings
        All findings on it.
    lang
        The language of everything that is written.
    earlier
        The same district a year before, for what changed; by the same standard and tolerance.
    plan
        A plan, where the report is to hold one.
    hazard_log
        What happened to the hazards, beside their layer.
    day
        The day of the report.
    maker
        Who made the report; the district's name where empty.
    template
        A Word template of the bureau's own; None for the built-in document.
    annual_template
        A text template of the annual summary; None for the shipped one.
    """

    assessment: Assessment
    findings: tuple[Finding, ...]
    lang: Lang
    earlier: Assessment | None = None
    plan: Plan | None = None
    hazard_log: Sequence[Entry] = ()
    day: dt.date = field(default_factory=dt.date.today)
    maker: str = ""
    template: Path | None = None
    annual_template: Path | None = None
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _figures: dict[tuple[object, ...], Figure] = field(
        default_factory=dict, repr=False, compare=False
    )
    _sheets: dict[tuple[object, ...], bytes] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def as_of(self) -> dt.date:
        """The last day that the data describe; the report's day where they do not say."""
        return self.assessment.district.last_day or self.day

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what was made under a name, made now if need be: formats share it."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    def sheet(
        self,
        theme: str,
        file_format: Format,
        *,
        township_id: str = "",
        paper: Paper | None = None,
        dpi: int = 300,
    ) -> bytes:
        """Return a printed map as a file's content; drawn and written once."""
        paper = paper or Paper()
        wanted = (theme, township_id, paper, file_format, dpi if file_format == "png" else 0)
        if wanted not in self._sheets:
            drawn = self.figure(theme, township_id=township_id, paper=paper)
            self._sheets[wanted] = write_sheet(drawn, file_format, dpi=dpi)
        return self._sheets[wanted]

    def figure(self, theme: str, *, township_id: str = "", paper: Paper | None = None) -> Figure:
        """Return a printed map as a drawing, on A4 across where no paper is said; drawn once."""
        wanted = (theme, township_id, paper := paper or Paper())
        if wanted not in self._figures:
            shown = Subject(self.assessment, self.plan, township_id)
            self._figures[wanted] = draw_sheet(
                shown, theme, lang=self.lang, paper=paper, maker=self.maker
            )
        return self._figures[wanted]
