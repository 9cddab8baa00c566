"""Reports of a request, each made once and in the background."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

from roadnet.text import Lang
from roadnet.ui.cache import Progress, Result, get_result
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import Request

if TYPE_CHECKING:
    from roadnet.planning.plan import Plan, PlanRequest

Files = dict[str, bytes]
_ASSESS_SHARE: Final = 0.15
_KEPT: Final = KeyedCache[tuple[object, ...], Files](most=3)


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What is asked of a report.

    Parameters
    ----------
    formats
        Names of formats, in the order of the choice.
    earlier
        The request of the year before; None for no comparison.
    plan
        The request of the plan to include; None for none.
    template
        The content of a Word template; empty for the built-in layout.
    annual_template
        The content of a text template of the annual summary; empty for the shipped one.
    """

    formats: tuple[str, ...]
    lang: Lang
    maker: str = ""
    earlier: Request | None = None
    plan: PlanRequest | None = None
    template: bytes = b""
    annual_template: bytes = b""

    def key(self, result: Result) -> tuple[object, ...]:
        """Return by what a made report is found again."""
        given = [hashlib.sha256(one).digest() for one in (self.template, self.annual_template)]
        return (
            result.request, self.formats, self.lang, self.maker, self.earlier, self.plan, *given,
        )  # fmt: skip


def find_report(result: Result, wanted: ReportRequest) -> Files | None:
    """Return a report if it has been made already."""
    return _KEPT.find(wanted.key(result))


def make_report(
    result: Result, wanted: ReportRequest, plan: Plan | None, progress: Progress
) -> Files:
    """Return a report's files by name, made now if need be.

    Raises
    ------
    RoadnetError
        What reading the year before, the template or writing raises.
    """
    return _KEPT.get(wanted.key(result), lambda: _make(result, wanted, plan, progress))


def _make(result: Result, wanted: ReportRequest, plan: Plan | None, progress: Progress) -> Files:
    from roadnet.planning.hazard_log import read_hazard_log
    from roadnet.reports.report_subject import ReportSubject
    from roadnet.reports.write_report import write_report
    from roadnet.ui.resilience_cache import log_path

    progress("read", 0.0)
    earlier = None
    if wanted.earlier is not None:
        made = get_result(wanted.earlier, lambda step, share: progress(step, _ASSESS_SHARE * share))
        earlier = made.assessment
    folder = Path(mkdtemp(prefix="roadnet-report-"))
    try:
        subject = ReportSubject(
            assessment=result.assessment,
            findings=result.findings,
            lang=wanted.lang,
            earlier=earlier,
            plan=plan,
            hazard_log=read_hazard_log(log_path(result)).entries,
            maker=wanted.maker,
            template=_kept_in(folder, "template.docx", wanted.template),
            annual_template=_kept_in(folder, "annual.md", wanted.annual_template),
        )
        written = write_report(
            subject,
            folder / "out",
            formats=wanted.formats,
            progress=lambda step, share: progress(
                step, _ASSESS_SHARE + (1 - _ASSESS_SHARE) * share
            ),
        )
        return {path.relative_to(folder / "out").as_posix(): path.read_bytes() for path in written}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kept_in(folder: Path, name: str, content: bytes) -> Path | None:
    """Write what was given into a file; None where nothing was."""
    if not content:
        return None
    path = folder / name
    path.write_bytes(content)
    return path
