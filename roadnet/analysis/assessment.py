"""An assessment: every table that the faces, maps and reports show, and nothing computed twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from roadnet.analysis.places import PlacedNetwork
from roadnet.analysis.reason import Reason
from roadnet.district import District
from roadnet.findings import Finding
from roadnet.network.model import FloatArray, RoadNetwork
from roadnet.standards import Standard
from roadnet.text import Lang


@dataclass(frozen=True)
class Assessment:
    """What was found of a district by a standard.

    Every table is in the district's metric system and indexed as the layer it extends. A column
    whose name ends in ``_reason`` holds :class:`~roadnet.analysis.reason.Reason`; call
    :func:`in_language` before showing or writing a table.

    Parameters
    ----------
    district, standard, network, placed
        What it was computed from.
    summary
        The contract's ``summary.json`` without ``findings``, ready for JSON: ratios in [0, 1],
        None where not computable.
    villages
        The layer ``villages`` with the contract's result columns, and ``eligible_road``,
        ``eligible_service`` (which denominators the village is in).
    townships
        One row a township (layer ``townships``, else boundaries, else the villages' own
        ``township_id``): totals of villages, people, rates, station and seat verdicts.
    roads
        The network's roads with ``length_km``, ``counted_km``, ``is_open``, ``hardened``,
        ``cut_km`` (stretches that are cut edges), ``villages_behind``, ``population_behind``.
    gaps
        One row a gap: ``kind`` (``road``, ``bus``, ``logistics``, ``station``, ``township_road``),
        ``status``, ``village_id``, ``township_id``, ``name``, ``population``, ``missing_km``,
        ``reason``, geometry (the missing stretches, else the place itself).
    stops, stations, logistics, sites
        Input layers with their verdict columns, where the layer is there.
    findings
        Findings of the analyses themselves (a layer that is missing, a seat off the network).
    edge_minutes
        (m,) minutes of each edge of ``placed.network``.
    """

    district: District
    standard: Standard
    network: RoadNetwork
    placed: PlacedNetwork
    summary: Mapping[str, Any]
    villages: GeoDataFrame
    townships: GeoDataFrame
    roads: GeoDataFrame
    gaps: GeoDataFrame
    stops: GeoDataFrame | None
    stations: GeoDataFrame | None
    logistics: GeoDataFrame | None
    sites: GeoDataFrame | None
    findings: tuple[Finding, ...]
    edge_minutes: FloatArray

    @property
    def joins(self) -> GeoDataFrame:
        """Each join made, with its place and distance; a table of the network's own."""
        return self.network.joins


def in_language(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return a copy of a table with its reasons said in a language."""
    said = table.copy()
    for column in [c for c in table.columns if c == "reason" or c.endswith("_reason")]:
        said[column] = [
            value.text(lang) if isinstance(value, Reason) else value for value in table[column]
        ]
    return said
