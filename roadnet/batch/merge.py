"""The results of many districts as one: a GeoParquet of villages, a table, and the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from roadnet.analysis.summary import ratio
from roadnet.batch.task import Outcome
from roadnet.crs import to_crs
from roadnet.io.atomic import replace_file
from roadnet.io.write import write_csv_safe, write_json
from roadnet.reports.staging import write_whole
from roadnet.reports.villages_table import RESULTS
from roadnet.schema import layers
from roadnet.schema.headlines import ALL_HEADLINES
from roadnet.text import Lang, has_text, tr

MERGED: Final = ("villages.parquet", "districts.csv", "batch.json")
"""Names of the merged files, in the order in which they are replaced."""

_DEGREES: Final = "EPSG:4490"
_SUMS: Final = (
    ("roads", "length_km"),
    ("roads", "counted_km"),
    ("roads", "hardened_km"),
    ("connectivity", "villages"),
    ("connectivity", "missing_km"),
    ("resilience", "critical_edges"),
    ("resilience", "villages_on_one_road"),
)


def write_merged(outcomes: Sequence[Outcome], directory: Path, *, lang: Lang) -> list[Path]:
    """Write what many districts found, all files or none.

    ``villages.parquet`` holds the villages of all districts with their verdicts, in CGCS2000
    degrees (EPSG:4490); ``districts.csv`` one row a district, failed ones with their message, and
    a last row of totals; ``batch.json`` the same with every district's ``summary.json``.

    Raises
    ------
    RoadnetError
        ``write_failed``.
    """
    table = districts_table(outcomes, lang)
    content = {"districts": [asdict(each) for each in outcomes], "totals": totals(outcomes)}
    return write_whole(
        directory,
        {
            "villages.parquet": lambda path: _write_villages(outcomes, directory, path),
            "districts.csv": lambda path: write_csv_safe(path, table),
            "batch.json": lambda path: write_json(path, content),
        },
    )


def totals(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Any]]:
    """Add the districts' figures up.

    Each part says in ``districts`` how many it is the sum of: one that could not compute a figure
    is neither in the part nor in the whole. Rates are made of the counts, never of the districts'
    rates.
    """
    summaries = [each.summary for each in outcomes if each.summary is not None]
    found: dict[str, dict[str, Any]] = {}
    for part, done, whole in ALL_HEADLINES:
        known = [each[part] for each in summaries if each[part].get(done) is not None]
        if not known:
            found[part] = {done: None, whole: None, "rate": None, "districts": 0}
            continue
        reached, of_all = (sum(each[key] for each in known) for key in (done, whole))
        rate = ratio(reached, of_all)
        found[part] = {done: reached, whole: of_all, "rate": rate, "districts": len(known)}
    for part, key in _SUMS:
        numbers = [each[part][key] for each in summaries if each[part].get(key) is not None]
        found.setdefault(part, {"districts": len(numbers)})
        found[part][key] = sum(numbers) if numbers else None
    return found


def districts_table(outcomes: Sequence[Outcome], lang: Lang) -> pd.DataFrame:
    """Return one row a district and a last row of totals, headings in a language."""
    rows = [_row(each.name, each.summary) | _fate(each, lang) for each in outcomes]
    rows.append(_row(tr("batch.total", lang), totals(outcomes)))
    # Counts stay whole numbers beside a district that has none.
    table = pd.DataFrame(rows).convert_dtypes()
    return table.rename(columns={name: _heading(name, lang) for name in table.columns})


def say_fault(outcome: Outcome, lang: Lang) -> str:
    """Say in a language what went wrong; empty where nothing did."""
    key = f"batch.fault.{outcome.code}"
    return tr(key, lang, message=outcome.message) if has_text(key, lang) else outcome.message


def _row(name: str, summary: Mapping[str, Any] | None) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name}
    for part, *keys in (*((*share, "rate") for share in ALL_HEADLINES), *_SUMS):
        for key in keys:
            row[f"{part}.{key}"] = None if summary is None else summary[part].get(key)
    return row


def _fate(outcome: Outcome, lang: Lang) -> dict[str, Any]:
    return {
        "status": tr(f"batch.status.{outcome.status}", lang),
        "errors": None if outcome.summary is None else outcome.summary["findings"]["error"],
        "message": say_fault(outcome, lang),
        "seconds": outcome.seconds,
        "tries": outcome.tries,
        "source": outcome.source,
    }


def _heading(name: str, lang: Lang) -> str:
    part, _, key = name.partition(".")
    if not key:
        return tr(f"batch.heading.{part}", lang)
    return f"{tr(f'batch.part.{part}', lang)} {tr(f'batch.figure.{key}', lang)}"


def _write_villages(outcomes: Sequence[Outcome], directory: Path, path: Path) -> None:
    tables = list(_villages(outcomes, directory))
    crs = to_crs(_DEGREES)
    every = pd.concat(tables, ignore_index=True) if tables else _no_villages()
    with replace_file(path) as beside:
        gpd.GeoDataFrame(every, geometry="geometry", crs=crs).to_parquet(beside)


def _villages(outcomes: Sequence[Outcome], directory: Path) -> Iterator[gpd.GeoDataFrame]:
    """Give each district's villages: the columns that all have, and which district it is."""
    for outcome in outcomes:
        if outcome.summary is None:
            continue
        package = directory / outcome.name / "assessment.gpkg"
        table = pyogrio.read_dataframe(package, layer="villages", use_arrow=True)
        kept = table.reindex(columns=[*_columns(), "geometry"]).set_geometry("geometry")
        kept.insert(0, "district", outcome.name)
        kept = kept.astype(_columns())
        yield kept.set_crs(table.crs).to_crs(to_crs(_DEGREES))


def _columns() -> dict[str, str]:
    """Return the columns that every district's villages have, with one type each."""
    own = layers()["villages"].columns
    kinds = {"number": "float64", "flag": "boolean"}
    found = {name: kinds.get(column.type, "string") for name, column in own.items()}
    number = ("_m", "_km", "_min")
    return found | {name: "float64" if name.endswith(number) else "string" for name in RESULTS}


def _no_villages() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"district": []}, geometry=[])
