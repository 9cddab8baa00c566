"""From a request to what the pages show, each thing made once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from roadnet.findings import Finding
from roadnet.text import Lang
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import DEMO, DEMO_EARLIER, EARLIER_YEAR, Request

if TYPE_CHECKING:
    import folium

    from roadnet.analysis.assessment import Assessment

Progress = Callable[[str, float], None]
_READING_SHARE: Final = 0.35
_ASSESSING_SHARE: Final = 0.5


@dataclass(frozen=True)
class Result:
    """What a request gave: the assessment, and all findings on the data, gravest first."""

    request: Request
    assessment: Assessment
    findings: tuple[Finding, ...]


_RESULTS: Final = KeyedCache[Request, Result](most=3)
_MAPS: Final = KeyedCache[tuple[Request, Lang, str], "folium.Map"](most=8)


def find_result(request: Request) -> Result | None:
    """Return a request's result if it has been made already."""
    return _RESULTS.find(request)


def get_result(request: Request, progress: Progress) -> Result:
    """Return a request's result, made now if need be.

    Raises
    ------
    RoadnetError
        When the source cannot be read or assessed.
    """
    return _RESULTS.get(request, lambda: make_result(request, progress))


def get_map(result: Result, lang: Lang, name: str, build: Callable[[], folium.Map]) -> folium.Map:
    """Return one of a result's maps, drawn now if need be."""
    return _MAPS.get((result.request, lang, name), build)


def make_result(request: Request, progress: Progress) -> Result:
    """Read, check and assess; tells ``progress`` the step's name and the share done, in [0, 1]."""
    from roadnet.analysis.assess import assess
    from roadnet.io.read import read_district
    from roadnet.quality.check import check_district
    from roadnet.standards import read_standard

    progress("read", 0.0)
    source = _to_path(request.source)
    district = read_district(
        source,
        standard=request.standard or None,
        progress=lambda _, share: progress("read", _READING_SHARE * share),
    )
    assessment = assess(
        district,
        standard=read_standard(district.standard),
        join_tolerance_m=request.join_tolerance_m,
        progress=lambda step, share: progress(step, _READING_SHARE + _ASSESSING_SHARE * share),
    )
    progress("check", _READING_SHARE + _ASSESSING_SHARE)
    found = check_district(district, assessment.network)
    progress("done", 1.0)
    return Result(request, assessment, (*found, *assessment.findings))


def _to_path(source: str) -> Path:
    from roadnet.demo import demo_source

    if source == DEMO:
        return demo_source()
    return demo_source(EARLIER_YEAR) if source == DEMO_EARLIER else Path(source)
