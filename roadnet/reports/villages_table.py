"""The table of villages: each input column, then the verdicts in the order of the data contract."""

from __future__ import annotations

from typing import Final

from geopandas import GeoDataFrame

from roadnet.analysis.assessment import Assessment, in_language
from roadnet.text import Lang

RESULTS: Final = (
    "access_m",
    "road_status",
    "road_reason",
    "to_township_km",
    "to_county_km",
    "to_county_min",
    "missing_km",
    "stop_id",
    "stop_m",
    "stop_walk_m",
    "bus_level",
    "bus_reason",
    "village_node_id",
    "township_node_id",
    "county_node_id",
    "logistics_status",
    "logistics_reason",
    "logistics_km",
    "cut_by",
)
"""The result columns that every assessment writes, empty where nothing was computed."""


def villages_table(assessment: Assessment, lang: Lang) -> GeoDataFrame:
    """Return the villages with their verdicts, the reasons said in a language.

    Parameters
    ----------
    assessment
        Its villages, with or without each result column.
    lang
        Language of the reasons.

    Returns
    -------
    One row each, indexed as the villages: the input columns as they were read, :data:`RESULTS`,
    what else was computed, the geometry.
    """
    said = in_language(assessment.villages, lang)
    for column in RESULTS:
        if column not in said:
            said[column] = None
    own = [str(c) for c in assessment.district.layers["villages"].columns]
    geometry = said.geometry.name
    first = [c for c in dict.fromkeys((*own, *RESULTS)) if c in said and c != geometry]
    rest = [c for c in said.columns if c not in first and c != geometry]
    table: GeoDataFrame = said[[*first, *rest, geometry]]
    return table


def with_whole_numbers(table: GeoDataFrame) -> GeoDataFrame:
    """Return a copy whose columns of persons and households are whole numbers, where they are."""
    whole = table.copy()
    for column in ("population", "households"):
        values = table[column]
        if (values.dropna() % 1 == 0).all():
            whole[column] = values.astype("Int64")
    return whole
