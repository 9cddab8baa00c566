"""Roads cut into the stretches that a project changes, and what lies before and behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from roadnet.schema import SOURCE_ROW

_SHORTEST_M: Final = 1e-3
"""A piece shorter than this is none: its place is the next one's end."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Metres of a road along its line from the first vertex, and what its columns become there.

    ``source_row`` tells roads of one identifier apart; None for the first of them.
    """

    road_id: str
    start_m: float
    end_m: float
    values: Mapping[str, Any]
    source_row: int | None = None


def cut_roads(roads: gpd.GeoDataFrame, stretches: Sequence[Stretch]) -> gpd.GeoDataFrame:
    """Return the roads with each stretch as a row of its own, with its new values.

    Where stretches of a road overlap, the later one decides. The first piece of a road keeps its
    identifier, the others bear it with ``#2``, ``#3``, ...; stakes are shared out by length. Pieces
    stand where the road stood.
    """
    rows_by_name = road_rows(roads)
    by_road: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        at = rows_by_name[stretch.road_id, stretch.source_row]
        by_road.setdefault(at, []).append(stretch)
    taken = set(roads["road_id"].astype(str))
    pieces = {
        at: _pieces(roads.iloc[at], roads.geometry.iloc[at], some, taken)
        for at, some in sorted(by_road.items())
    }
    counts = np.ones(len(roads), dtype=np.int64)
    counts[list(pieces)] = [len(some) for some in pieces.values()]
    begin = np.cumsum(counts) - counts
    rows = np.repeat(np.arange(len(roads)), counts)
    lines = roads.geometry.to_numpy()[rows]
    cut = roads.iloc[rows].reset_index(drop=True)
    news: dict[str, dict[int, Any]] = {}
    for at, some in pieces.items():
        for row, (line, values) in enumerate(some, start=int(begin[at])):
            lines[row] = line
            for column, value in values.items():
                news.setdefault(column, {})[row] = value
    cut[roads.geometry.name] = gpd.GeoSeries(lines, crs=roads.crs)
    for column, by_row in news.items():
        cut.loc[list(by_row), column] = pd.Series(by_row).astype(cut[column].dtype)
    return cut


def road_rows(roads: pd.DataFrame) -> dict[tuple[str, int | None], int]:
    """Find roads by identifier and row of the user's file, and the first of each by identifier."""
    ids = roads["road_id"].astype(str).tolist()
    numbers = roads[SOURCE_ROW].tolist() if SOURCE_ROW in roads else [0] * len(ids)
    found: dict[tuple[str, int | None], int] = {}
    for at, (one, number) in enumerate(zip(ids, numbers, strict=True)):
        found.setdefault((one, None), at)
        found.setdefault((one, int(number)), at)
    return found


def _pieces(
    row: pd.Series, line: BaseGeometry | None, stretches: Sequence[Stretch], taken: set[str]
) -> list[tuple[BaseGeometry | None, dict[str, Any]]]:
    """Return the pieces of a road in order, each with the columns that change."""
    if line is None or line.is_empty:
        return [(line, {})]
    length_m = float(shapely.length(line))
    breaks = _breaks(stretches, length_m)
    whole = len(breaks) == 2
    found: list[tuple[BaseGeometry | None, dict[str, Any]]] = []
    for number, (begin, end) in enumerate(pairwise(breaks), start=1):
        values = _values_between(stretches, begin, end)
        if not whole:
            values |= _stakes(row, begin / length_m, end / length_m)
            values |= _nodes(row, number, len(breaks) - 1)
        if number > 1:
            values["road_id"] = _free_id(str(row["road_id"]), number, taken)
        found.append((line if whole else cut_line(line, begin, end), values))
    return found


def _nodes(row: pd.Series, number: int, count: int) -> dict[str, Any]:
    """Name the nodes where a road with named nodes is cut, alike on both sides of the cut."""
    if not all(isinstance(row.get(name), str) for name in ("from_node", "to_node")):
        return {}
    ends = {"from_node": number - 1, "to_node": number}
    named = f"{row['road_id']}|{row.get(SOURCE_ROW, 0)}|"
    return {name: f"{named}{at}" for name, at in ends.items() if 0 < at < count}


def _breaks(stretches: Sequence[Stretch], length_m: float) -> list[float]:
    """Return the places where the road is cut, its two ends among them."""
    ends = [place for one in stretches for place in (one.start_m, one.end_m)]
    places = np.unique(np.clip([0.0, *ends, length_m], 0.0, length_m))
    kept = [0.0]
    for place in places[1:]:
        if place - kept[-1] > _SHORTEST_M:
            kept.append(float(place))
    kept[-1] = length_m
    return kept if len(kept) > 1 else [0.0, length_m]


def _values_between(stretches: Sequence[Stretch], begin: float, end: float) -> dict[str, Any]:
    middle = (begin + end) / 2.0
    values: dict[str, Any] = {}
    for one in stretches:
        if one.start_m <= middle <= one.end_m:
            values |= dict(one.values)
    return values


def _stakes(row: pd.Series, begin: float, end: float) -> dict[str, float]:
    """Share the stakes out: ``begin`` and ``end`` are shares of the length, in [0, 1]."""
    first, last = row.get("start_stake_km"), row.get("end_stake_km")
    if pd.isna(first) or pd.isna(last):
        return {}
    span = last - first
    return {"start_stake_km": first + begin * span, "end_stake_km": first + end * span}


def _free_id(road_id: str, number: int, taken: set[str]) -> str:
    while f"{road_id}#{number}" in taken:
        number += 1
    taken.add(f"{road_id}#{number}")
    return f"{road_id}#{number}"


def cut_line(line: BaseGeometry, begin_m: float, end_m: float) -> BaseGeometry:
    """Return the part of a line, or of a line in several parts, between two places along it.

    Metres run from the first vertex over the parts in order; the way between parts counts nothing.
    """
    if isinstance(line, LineString):
        return substring(line, begin_m, end_m)
    pieces = []
    offset = 0.0
    for part in line.geoms:
        begin, end = max(begin_m - offset, 0.0), min(end_m - offset, part.length)
        if end - begin > _SHORTEST_M:
            pieces.append(substring(part, begin, end))
        offset += part.length
    return pieces[0] if len(pieces) == 1 else MultiLineString(pieces)
