"""``assessment.gpkg``: results and input as layers."""

from __future__ import annotations

import json
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pyproj import CRS

from roadnet.analysis.assessment import Assessment, in_language
from roadnet.crs import WGS84, to_crs, transform
from roadnet.findings import Finding
from roadnet.reports.villages_table import villages_table
from roadnet.schema import layers
from roadnet.text import Lang


def package_layers(
    assessment: Assessment, findings: Sequence[Finding], lang: Lang
) -> dict[str, pd.DataFrame]:
    """Return the layers of ``assessment.gpkg`` by name, in order.

    First the results ``villages``, ``townships``, ``roads``, ``joins``, ``gaps``, ``findings``;
    then every other input layer as it was understood, with its verdicts where it has some. A layer
    without any geometry is a plain table.
    """
    results: dict[str, GeoDataFrame] = {
        "villages": villages_table(assessment, lang),
        "townships": in_language(assessment.townships, lang),
        "roads": in_language(assessment.roads, lang),
        "joins": assessment.joins,
        "gaps": in_language(assessment.gaps, lang),
        "findings": findings_table(findings, lang, assessment.district.crs),
    }
    judged = {
        "stops": assessment.stops,
        "stations": assessment.stations,
        "logistics": assessment.logistics,
        "sites": assessment.sites,
    }
    given = assessment.district.layers
    for name in layers():
        if name in given and name not in results:
            table = judged.get(name)
            results[name] = in_language(given[name] if table is None else table, lang)
    return {name: _bare_if_placeless(frame, name) for name, frame in results.items()}


def findings_table(findings: Sequence[Finding], lang: Lang, crs: CRS) -> GeoDataFrame:
    """Return findings as rows with points, in the given metric system; none where unplaced."""
    table = pd.DataFrame(
        {
            "code": [f.code for f in findings],
            "severity": [f.severity for f in findings],
            "layer": [f.layer for f in findings],
            "rows": [";".join(map(str, f.rows)) for f in findings],
            "ids": [";".join(f.ids) for f in findings],
            "message": [f.message(lang) for f in findings],
            "mend": [f.mend(lang) for f in findings],
            "figures": [json.dumps(dict(f.figures), ensure_ascii=False) for f in findings],
            "lon": np.array([_degrees(f.lon) for f in findings], dtype=float),
            "lat": np.array([_degrees(f.lat) for f in findings], dtype=float),
        }
    )
    x, y = transform(to_crs(WGS84), crs, table["lon"].to_numpy(), table["lat"].to_numpy())
    placed = np.isfinite(x) & np.isfinite(y)
    points = gpd.GeoSeries([None] * len(table), crs=crs)
    points[placed] = gpd.points_from_xy(x[placed], y[placed], crs=crs)
    return GeoDataFrame(table, geometry=points, crs=crs)


def _degrees(value: float | None) -> float:
    return np.nan if value is None else float(value)


def _bare_if_placeless(frame: GeoDataFrame, name: str) -> pd.DataFrame:
    """Drop a geometry column that holds nothing, where the layer may do without one."""
    model = layers().get(name)
    bare = len(frame) > 0 and bool(frame.geometry.isna().all())
    if bare and model is not None and model.may_lack_geometry:
        return pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return frame
