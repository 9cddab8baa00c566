"""Roads that are new, gone, changed or laid elsewhere, by identifier, else by their line."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import words
from roadnet.planning.rows import COLUMNS, changed_rows, names_of

_SAME_LINE_M: Final = 5.0
_ROAD_COLUMNS: Final = (
    "admin_class", "technical_class", "surface", "width_m", "lanes", "status", "is_overlap",
    "is_not_through",
)  # fmt: skip


def changed_roads(before: Assessment, after: Assessment) -> gpd.GeoDataFrame:
    """List the roads that differ, with their kilometres and lines."""
    crs = after.district.crs
    was, now = _road_table(before, crs), _road_table(after, crs)
    was.index = _matched(was, now)
    values = changed_rows(was, now, [column for column in _ROAD_COLUMNS if column in now])
    table = pd.concat([values, _realigned(was, now)], ignore_index=True)
    gone = (table["trend"] == "gone").to_numpy()
    for column in ("length_km", "geometry"):
        known = now[column].reindex(table["id"]).to_numpy()
        old = was[column].reindex(table["id"]).to_numpy()
        table["km" if column == "length_km" else column] = np.where(gone, old, known)
    columns = [*COLUMNS, "km", "geometry"]
    return gpd.GeoDataFrame(table.reindex(columns=columns), geometry="geometry", crs=crs)


def _road_table(found: Assessment, crs: Any) -> gpd.GeoDataFrame:
    """Return the roads by identifier; roads of one identifier are told apart by a number."""
    roads = found.roads.to_crs(crs)
    ids = words(roads["road_id"])
    number = pd.Series(ids).groupby(ids).cumcount() + 1
    apart = [one if n == 1 else f"{one}#{n}" for one, n in zip(ids, number, strict=True)]
    return roads.set_index(pd.Index(apart, name="id"))


def _realigned(was: gpd.GeoDataFrame, now: gpd.GeoDataFrame) -> pd.DataFrame:
    """List roads of one identifier whose line is another now, with both lengths in km."""
    both = was.index.intersection(now.index)
    old, new = was.geometry.loc[both].to_numpy(), now.geometry.loc[both].to_numpy()
    other = np.flatnonzero(~shapely.equals_exact(old, new, tolerance=_SAME_LINE_M))
    away = shapely.hausdorff_distance(old[other], new[other])
    other = other[~(away <= _SAME_LINE_M)]
    found = pd.DataFrame({"id": both[other], "what": "length_km", "trend": "other"})
    before = was["length_km"].loc[both[other]].to_numpy()
    after = now["length_km"].loc[both[other]].to_numpy()
    names = names_of(found["id"], was, now)
    return found.assign(before=before, after=after, name=names).astype(object)


def _matched(was: gpd.GeoDataFrame, now: gpd.GeoDataFrame) -> pd.Index:
    """Return the index of the earlier roads, with those of other identifiers found by their line.

    A line is the same where both lie within 5 m of one another along their whole length.
    """
    lost = np.flatnonzero(~was.index.isin(now.index))
    fresh = np.flatnonzero(~now.index.isin(was.index))
    ids = was.index.to_numpy(dtype=object).copy()
    if not len(lost) or not len(fresh):
        return pd.Index(ids, name="id")
    lines, others = was.geometry.to_numpy()[lost], now.geometry.to_numpy()[fresh]
    tree = shapely.STRtree(others)
    a, b = tree.query(lines, predicate="dwithin", distance=_SAME_LINE_M)
    like = np.abs(shapely.length(lines[a]) - shapely.length(others[b])) <= 2 * _SAME_LINE_M
    a, b = a[like], b[like]
    near = shapely.hausdorff_distance(lines[a], others[b]) <= _SAME_LINE_M
    used: set[int] = set()
    for old, new in zip(a[near].tolist(), b[near].tolist(), strict=True):
        if new not in used and ids[lost[old]] == was.index[lost[old]]:
            used.add(new)
            ids[lost[old]] = now.index[fresh[new]]
    return pd.Index(ids, name="id")
