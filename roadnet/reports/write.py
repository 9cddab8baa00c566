"""Write everything that an assessment leaves behind, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, Protocol

import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.findings import Finding
from roadnet.io.atomic import write_text
from roadnet.io.postgis.write import write_schema
from roadnet.io.write import to_json_value, write_csv_safe, write_geopackage, write_json
from roadnet.reports import OUTPUTS
from roadnet.reports.geopackage import package_layers
from roadnet.reports.staging import Beside, Progress, write_whole
from roadnet.reports.summary_json import to_summary
from roadnet.reports.villages_table import villages_table, with_whole_numbers
from roadnet.text import Lang

Writer = Callable[[Assessment, Sequence[Finding], Path, Lang], object]


class Second(Protocol):
    """Has functions and their arguments worked on beside, in a process of its own."""

    def submit(self, work: Callable[..., Any], *given: Any) -> Future[Any]:
        """Begin the work; what it makes is in the answer."""

    def close(self) -> None:
        """End what it is at."""


def _write_package(found: Assessment, faults: Sequence[Finding], path: Path, lang: Lang) -> None:
    write_geopackage(path, package_layers(found, faults, lang))


def _write_gaps(found: Assessment, _: Sequence[Finding], path: Path, lang: Lang) -> None:
    from roadnet.reports.gaps_xlsx import write_gaps_workbook

    write_gaps_workbook(path, found, lang)


def _write_villages(found: Assessment, _: Sequence[Finding], path: Path, lang: Lang) -> None:
    write_csv_safe(path, with_whole_numbers(villages_table(found, lang)))


def _write_page(found: Assessment, _: Sequence[Finding], path: Path, lang: Lang) -> None:
    from roadnet.maps.district_map import build_district_map  # folium, unless it is drawn beside
    from roadnet.maps.page import to_html

    write_text(path, to_html(build_district_map(found, lang=lang)))


def _write_summary(found: Assessment, faults: Sequence[Finding], path: Path, _: Lang) -> None:
    write_json(path, to_summary(found, faults))


WRITERS: Final[dict[str, Writer]] = {
    "assessment.gpkg": _write_package,
    "gaps.xlsx": _write_gaps,
    "villages.csv": _write_villages,
    "map.html": _write_page,
    "summary.json": _write_summary,
}
_BESIDE: Final = ("gaps.xlsx", "villages.csv", "map.html")
"""What is made of the tables alone, about as long as the GeoPackage takes."""


def write_assessment(
    assessment: Assessment,
    findings: Sequence[Finding] | Callable[[], Sequence[Finding]],
    directory: Path,
    *,
    lang: Lang,
    progress: Progress | None = None,
    second: Second | None = None,
) -> list[Path]:
    """Write the outputs of an assessment into a folder, which is made where needed.

    Parameters
    ----------
    assessment
        What to write.
    findings
        All findings on the district; they are counted in the summary and listed in the GeoPackage.
        Or what looks for them, asked once what needs none of them has been begun.
    directory
        Where to.
    lang
        Language of reasons, headings and map.
    progress
        Is told the step ``write`` and the share of it that is done.
    second
        Where some of the files can be written while this process writes the others.

    Returns
    -------
    The files, in the order of :data:`roadnet.reports.OUTPUTS`.

    Raises
    ------
    RoadnetError
        ``write_failed`` where the disk refuses, or a file is held open by another program.
    """

    def here(name: str) -> Callable[[Path], object]:
        return lambda path: WRITERS[name](assessment, asked(), path, lang)

    @cache
    def asked() -> Sequence[Finding]:
        return findings() if callable(findings) else findings

    beside = None
    if second:
        begin = partial(_begin_beside, assessment, lang, second)
        beside = Beside(_BESIDE, begin, second.close)
    left = [name for name in OUTPUTS if not (beside and name in _BESIDE)]
    write_whole(directory, {name: here(name) for name in left}, beside=beside, progress=progress)
    return [directory / name for name in OUTPUTS]


def _begin_beside(found: Assessment, lang: Lang, second: Second, stage: Path) -> Future[Any]:
    return second.submit(_write_beside, _tables_alone(found), stage, lang)


def _write_beside(tables: Assessment, folder: Path, lang: Lang) -> None:
    for name in _BESIDE:
        WRITERS[name](tables, (), folder / name, lang)


def _tables_alone(assessment: Assessment) -> Assessment:
    """Leave out what no table is made of, and all roads but the judged: much to be copied.

    The table of joins is made from the network, which needs no more of its roads than their names.
    """
    given, network = assessment.district, assessment.network
    district = replace(given, layers={k: v for k, v in given.layers.items() if k != "roads"})
    named = replace(network, roads=network.roads[["road_id"]])
    nothing: Any = None
    return replace(
        assessment, district=district, network=named, placed=nothing, edge_minutes=nothing
    )


def write_to_database(
    assessment: Assessment, findings: Sequence[Finding], address: str, *, lang: Lang
) -> list[str]:
    """Write the layers of ``assessment.gpkg``, and ``summary``, into a schema of a database.

    Returns
    -------
    The tables; see :func:`roadnet.io.postgis.write.write_schema`.
    """
    summary = json.dumps(to_json_value(to_summary(assessment, findings)), ensure_ascii=False)
    tables = package_layers(assessment, findings, lang)
    return write_schema(address, {**tables, "summary": pd.DataFrame({"json": [summary]})})
