"""A timetable beside tables: its layers stand in for those that are not given, or go beside them.

Where the user gives a layer too, rows are matched by their identifiers: the table's row stays, and
what it leaves empty comes from the timetable; rows that only the timetable has are put after it.
Days of service that a table and a timetable say differently stay the table's, with a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.district import District
from roadnet.findings import Figure, Finding, RowsOf
from roadnet.io.config import GTFS, DistrictConfig, LayerConfig
from roadnet.io.raw import RawLayer
from roadnet.schema import SOURCE_ROW, layers

_BESIDE: Final = f"{GTFS}."
_SAID_BY_LINES: Final = ("service_days_per_week", "usual_days_per_week", "trips_per_day")
_SAME_DAYS: Final = 0.05
"""Days a week that a table's rounding may take from a timetable's mean."""


def layer_of(name: str) -> str:
    """Return the data model's layer that a layer on its way is: ``gtfs.stops`` is of ``stops``."""
    return name.removeprefix(_BESIDE)


def spread_feed(
    config: DistrictConfig, raws: Mapping[str, RawLayer]
) -> tuple[DistrictConfig, dict[str, RawLayer], tuple[Finding, ...]]:
    """Put the layers of a timetable among the others, and say what was met in its files.

    A layer that the user gives too comes under a name of its own, ``gtfs.stops``, until
    :func:`join_feed` joins the two.
    """
    if GTFS not in raws:
        return config, dict(raws), ()
    feed, row = raws[GTFS], config.layers[GTFS]
    spread = {name: raw for name, raw in raws.items() if name != GTFS}
    known = {name: each for name, each in config.layers.items() if name != GTFS}
    for name, raw in feed.further.items():
        key = name if name not in known else f"{_BESIDE}{name}"
        spread[key] = replace(raw, encoding=feed.encoding)
        known[key] = LayerConfig(path=row.path, crs=row.crs)
    told = [
        Finding(note.code, GTFS, rows=note.rows, figures=_with_count(note.figures, note.rows))
        for note in feed.notes
    ]
    told += [
        Finding("gtfs_beside", name, figures={"file": row.path.name})
        for name in feed.further
        if f"{_BESIDE}{name}" in known
    ]
    return replace(config, layers=known), spread, tuple(told)


def _with_count(figures: Mapping[str, Figure], rows: tuple[int, ...]) -> dict[str, Figure]:
    return {"count": len(rows), **figures}


def join_feed(district: District, feed: str) -> District:
    """Join each layer of a timetable to the table that the user gave for it.

    Parameters
    ----------
    district
        With the layers that :func:`spread_feed` put there.
    feed
        The timetable's file.
    """
    district = _open_days_of_own_lines(district, feed)
    for name in [name for name in district.layers if name.startswith(_BESIDE)]:
        district = _join(district, layer_of(name))
    return district


def _join(district: District, name: str) -> District:
    own, theirs = district.layers[name], district.layers[f"{_BESIDE}{name}"]
    first = int(own[SOURCE_ROW].max()) if len(own) else 0
    first = max(first, district.sources[name].read)
    theirs = theirs.assign(**{SOURCE_ROW: theirs[SOURCE_ROW] + first})
    joined, told = _joined(name, own, theirs)
    said = [_renamed(finding, name, first) for finding in district.findings]
    kept = {k: v for k, v in district.layers.items() if k != f"{_BESIDE}{name}"}
    sources = dict(district.sources)
    feed = sources.pop(f"{_BESIDE}{name}")
    mine = sources[name]
    sources[name] = replace(
        mine,
        file=f"{mine.file}, {feed.file}",
        parts=(*mine.parts, RowsOf(feed.file, first)) if mine.parts else (),
        read=mine.read + feed.read,
        accepted=mine.accepted + feed.accepted,
        rejected=mine.rejected + feed.rejected,
    )
    return replace(
        district, layers={**kept, name: joined}, findings=(*said, *told), sources=sources
    )


def _renamed(finding: Finding, name: str, first: int) -> Finding:
    if finding.layer != f"{_BESIDE}{name}":
        return finding
    return replace(finding, layer=name, rows=tuple(row + first for row in finding.rows))


def _open_days_of_own_lines(district: District, feed: str) -> District:
    """Leave days open at a timetable's stops that a line of the user's own table calls at.

    There the lines of both count, so that a timetable that lacks a line never hides it.
    """
    if "bus_routes" not in district.layers or district.sources["bus_routes"].file == feed:
        return district
    listed = district.layers["bus_routes"]["stop_ids"].dropna().astype(str)
    called = set(listed.str.split(r"[;；,，]", regex=True).explode().str.strip())
    for name in ("stops", f"{_BESIDE}stops"):
        if name in district.layers and district.sources[name].file == feed:
            stops = district.layers[name]
            mask = stops["stop_id"].isin(called)
            blank = {column: stops[column].where(~mask) for column in _SAID_BY_LINES}
            district = district.with_layer(name, stops.assign(**blank))
    return district


def _joined(
    name: str, own: gpd.GeoDataFrame, theirs: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Fill the table's empty cells from the rows of the same identifier; append the others."""
    model = layers()[name]
    key = model.id_column
    unique = theirs[theirs[key].notna()].drop_duplicates(key).set_index(key)
    at = own[key].where(own[key].isin(unique.index))
    same = at.notna().to_numpy()
    told = _tell_same(name, own[same], unique) if same.any() else []
    filled = own.copy()
    for column in model.columns:
        if column != key:
            filled[column] = own[column].where(own[column].notna(), at.map(unique[column]))
    if model.may_lack_geometry:
        drawn = own.geometry.where(own.geometry.notna(), at.map(unique.geometry))
        filled = filled.set_geometry(gpd.GeoSeries(drawn, index=own.index, crs=own.crs))
    rest = theirs[~theirs[key].isin(own[key]) | theirs[key].isna()]
    joined = pd.concat([filled, rest], ignore_index=True)
    order = [*own.columns.drop(own.geometry.name), *rest.columns.difference(own.columns)]
    frame = gpd.GeoDataFrame(joined[[*order, own.geometry.name]], crs=own.crs)
    return frame.astype({SOURCE_ROW: own[SOURCE_ROW].dtype}), told


def _tell_same(name: str, same: pd.DataFrame, unique: pd.DataFrame) -> list[Finding]:
    key = layers()[name].id_column
    ids = tuple(same[key].astype(str))
    rows = tuple(int(row) for row in same[SOURCE_ROW])
    told = [Finding("gtfs_same_id", name, rows=rows, ids=ids)]
    if name != "stops":
        return told
    column = "service_days_per_week"
    mine = same[column].to_numpy(dtype=float)
    other = unique[column].reindex(same[key]).to_numpy(dtype=float)
    odd = np.abs(mine - other) > _SAME_DAYS
    if odd.any():
        first = int(np.flatnonzero(odd)[0])
        figures: dict[str, Figure] = {
            "days": float(mine[first]),
            "gtfs_days": float(other[first]),
        }
        odd_ids = tuple(name for name, differs in zip(ids, odd, strict=True) if differs)
        odd_rows = tuple(row for row, differs in zip(rows, odd, strict=True) if differs)
        told.append(Finding("gtfs_days_differ", name, rows=odd_rows, ids=odd_ids, figures=figures))
    return told
