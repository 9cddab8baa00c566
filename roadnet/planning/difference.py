"""What differs between two assessments: places, roads and headline figures, each with its reason.

Rows are matched by their identifier. A road that is not found again by its identifier is matched by
its line, so that a renumbered file does not look like a rebuilt network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import words
from roadnet.schema import layers

VERDICTS: Final = {
    "road": ("road_status", "road_reason"),
    "bus": ("bus_level", "bus_reason"),
    "logistics": ("logistics_status", "logistics_reason"),
}
"""Verdict of a village: its column and the column of its reason."""

FIGURES: Final = {
    "missing_km": 1e-3, "to_township_km": 1e-2, "to_county_km": 1e-2, "to_county_min": 0.1,
    "access_m": 0.5, "stop_m": 0.5, "logistics_km": 1e-2,
}  # fmt: skip
"""Figures of a village, and by how much one must differ to be listed: less is noise of rounding."""

ORDER: Final = {
    "road": ("connected", "unhardened", "no_route", "off_network"),
    "bus": ("daily", "weekly", "on_demand", "none"),
    "logistics": ("complete", "broken_county", "broken_township", "broken_village"),
}
"""Verdicts from the best to the worst."""

_POINT_LAYERS: Final = ("stops", "stations", "logistics", "service_zones", "bus_routes")
_SAME_LINE_M: Final = 5.0
_MOVED_M: Final = 1.0
_COLUMNS: Final = ["id", "name", "what", "before", "after", "trend"]


@dataclass(frozen=True)
class Difference:
    """What differs.

    Parameters
    ----------
    headline
        One row a figure of the summary: ``figure`` (dotted), ``before``, ``after``, ``change``
        (NaN where one of them is not a number).
    villages
        One row a village and verdict or figure that differs: ``id``, ``name``, ``population``,
        ``what``, ``before``, ``after``, ``reason_before``, ``reason_after``, ``trend`` (``better``,
        ``worse``, ``other``, ``new``, ``gone``).
    townships
        The same of seats and stations of townships.
    places
        Stops, stations, nodes, zones and routes that are new, gone, or bear other values:
        ``layer``, ``id``, ``name``, ``what``, ``before``, ``after``, ``trend``.
    roads
        Roads that are new, gone, or bear other values: ``id``, ``name``, ``what``, ``before``,
        ``after``, ``km``, ``trend``, geometry.
    """

    headline: pd.DataFrame
    villages: pd.DataFrame
    townships: pd.DataFrame
    places: pd.DataFrame
    roads: gpd.GeoDataFrame

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs at all."""
        changed = self.headline["before"].astype(object) != self.headline["after"].astype(object)
        both_missing = self.headline["before"].isna() & self.headline["after"].isna()
        tables = (self.villages, self.townships, self.places, self.roads)
        return not (changed & ~both_missing).any() and all(len(table) == 0 for table in tables)


def find_difference(before: Assessment, after: Assessment) -> Difference:
    """List what differs between two assessments, of two years or before and after a change."""
    return Difference(
        headline=_headline(before.summary, after.summary),
        villages=_villages(before, after),
        townships=_townships(before, after),
        places=_places(before, after),
        roads=_roads(before, after),
    )


def _headline(before: Mapping[str, Any], after: Mapping[str, Any]) -> pd.DataFrame:
    was, now = dict(_leaves(before)), dict(_leaves(after))
    rows = []
    for figure in dict.fromkeys([*was, *now]):
        a, b = was.get(figure), now.get(figure)
        numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (a, b))
        change = float(b) - float(a) if numbers and a is not None and b is not None else np.nan
        rows.append({"figure": figure, "before": a, "after": b, "change": change})
    return pd.DataFrame(rows, columns=["figure", "before", "after", "change"])


def _leaves(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            found += _leaves(value, f"{prefix}{key}.")
        elif not isinstance(value, list):
            found.append((f"{prefix}{key}", value))
    return found


def _by_id(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Index a table by its identifiers; of rows with the same one the first."""
    indexed = table.set_index(pd.Index(words(table[column]), name="id"))
    return indexed[~indexed.index.duplicated() & (indexed.index != "")]


def _villages(before: Assessment, after: Assessment) -> pd.DataFrame:
    was, now = _by_id(before.villages, "village_id"), _by_id(after.villages, "village_id")
    columns = [
        *_COLUMNS[:2],
        "population",
        *_COLUMNS[2:5],
        "reason_before",
        "reason_after",
        "trend",
    ]
    parts = [_come_and_gone(was, now)]
    both = was.index.intersection(now.index)
    old, new = was.loc[both], now.loc[both]
    for what, (column, reason) in VERDICTS.items():
        differs = _differs(old[column], new[column])
        parts.append(
            pd.DataFrame(
                {
                    "id": both[differs],
                    "what": what,
                    "before": old[column][differs].to_numpy(dtype=object),
                    "after": new[column][differs].to_numpy(dtype=object),
                    "reason_before": old[reason][differs].to_numpy(dtype=object),
                    "reason_after": new[reason][differs].to_numpy(dtype=object),
                    "trend": _trend(old[column][differs], new[column][differs], ORDER[what]),
                }
            )
        )
    parts += [_figure(old, new, what, least) for what, least in FIGURES.items() if what in old]
    table = pd.concat(parts, ignore_index=True)
    for column in ("name", "population"):
        known = now[column].reindex(table["id"]).to_numpy(dtype=object)
        gone = was[column].reindex(table["id"]).to_numpy(dtype=object)
        table[column] = np.where(pd.isna(known), gone, known)
    return table.reindex(columns=columns)


def _figure(old: pd.DataFrame, new: pd.DataFrame, what: str, least: float) -> pd.DataFrame:
    a, b = old[what].to_numpy(dtype=float), new[what].to_numpy(dtype=float)
    differs = (np.isnan(a) != np.isnan(b)) | (np.abs(a - b) > least)
    less = np.nan_to_num(b, nan=np.inf) < np.nan_to_num(a, nan=np.inf)
    return pd.DataFrame(
        {
            "id": old.index[differs],
            "what": what,
            "before": [None if np.isnan(v) else float(v) for v in a[differs]],
            "after": [None if np.isnan(v) else float(v) for v in b[differs]],
            "trend": np.where(less, "better", "worse")[differs],
        }
    )


def _come_and_gone(was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    new, gone = now.index.difference(was.index), was.index.difference(now.index)
    ids = [*new, *gone]
    trend = ["new"] * len(new) + ["gone"] * len(gone)
    return pd.DataFrame({"id": ids, "what": "row", "trend": trend}, dtype=object)


def _differs(old: pd.Series, new: pd.Series) -> np.ndarray:
    same = (old.astype(object) == new.astype(object)) | (old.isna() & new.isna())
    found: np.ndarray = ~same.fillna(False).to_numpy(dtype=bool)
    return found


def _trend(old: pd.Series, new: pd.Series, order: tuple[str, ...]) -> np.ndarray:
    rank = {word: at for at, word in enumerate(order)}
    a, b = old.map(rank).to_numpy(dtype=float), new.map(rank).to_numpy(dtype=float)
    with np.errstate(invalid="ignore"):
        return np.where(np.isnan(a) | np.isnan(b), "other", np.where(b < a, "better", "worse"))


def _townships(before: Assessment, after: Assessment) -> pd.DataFrame:
    was, now = (
        _by_id(before.townships, "township_id"),
        _by_id(after.townships, "township_id"),
    )
    both = was.index.intersection(now.index)
    parts = [_come_and_gone(was, now)]
    for what in ("at_required_class", "has_station"):
        if what not in was or what not in now:
            continue
        old, new = was.loc[both, what], now.loc[both, what]
        differs = _differs(old, new)
        better = new[differs].eq(True).fillna(False).to_numpy(dtype=bool)
        parts.append(
            pd.DataFrame(
                {
                    "id": both[differs],
                    "what": what,
                    "before": old[differs].to_numpy(dtype=object),
                    "after": new[differs].to_numpy(dtype=object),
                    "trend": np.where(better, "better", "worse"),
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    table["name"] = _names(table["id"], was, now)
    return table.reindex(columns=_COLUMNS)


def _names(ids: pd.Series, was: pd.DataFrame, now: pd.DataFrame) -> np.ndarray:
    if "name" not in now or "name" not in was:
        return ids.to_numpy(dtype=object)
    known = now["name"].reindex(ids).to_numpy(dtype=object)
    return np.where(pd.isna(known), was["name"].reindex(ids).to_numpy(dtype=object), known)


def _places(before: Assessment, after: Assessment) -> pd.DataFrame:
    parts = []
    for layer in _POINT_LAYERS:
        frames = [one.district.layers.get(layer) for one in (before, after)]
        if all(frame is None for frame in frames):
            continue
        model = layers()[layer]
        blank = next(frame for frame in frames if frame is not None)[:0]
        was, now = (_by_id(blank if f is None else f, model.id_column) for f in frames)
        columns = [name for name in model.columns if name != model.id_column]
        parts.append(_rows(was, now, columns).assign(layer=layer))
        if model.geometry == "point":
            parts.append(_moved(was, now).assign(layer=layer))
    columns = ["layer", *_COLUMNS]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).reindex(columns=columns)


def _rows(was: pd.DataFrame, now: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """List rows that are new or gone, and values that differ in the others."""
    both = was.index.intersection(now.index)
    parts = [_come_and_gone(was, now)]
    for column in columns:
        old, new = was.loc[both, column], now.loc[both, column]
        differs = _differs(old, new)
        parts.append(
            pd.DataFrame(
                {
                    "id": both[differs],
                    "what": column,
                    "before": old[differs].to_numpy(dtype=object),
                    "after": new[differs].to_numpy(dtype=object),
                    "trend": "other",
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    table["name"] = _names(table["id"], was, now)
    return table


def _moved(was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """List rows that stand elsewhere, and by how many metres."""
    both = was.index.intersection(now.index)
    old, new = (frame.loc[both].geometry.to_numpy() for frame in (was, now))
    away = shapely.hausdorff_distance(old, new)
    moved = np.flatnonzero(away > _MOVED_M)  # NaN, without a place in one of them: False
    found = pd.DataFrame({"id": both[moved], "what": "moved_m", "before": 0.0, "trend": "other"})
    return found.assign(after=away[moved], name=_names(found["id"], was, now)).astype(object)


_ROAD_COLUMNS: Final = (
    "admin_class", "technical_class", "surface", "width_m", "lanes", "status", "is_overlap",
    "is_not_through",
)  # fmt: skip


def _roads(before: Assessment, after: Assessment) -> gpd.GeoDataFrame:
    crs = after.district.crs
    was, now = _road_table(before, crs), _road_table(after, crs)
    was.index = _matched(was, now)
    values = _rows(was, now, [column for column in _ROAD_COLUMNS if column in now])
    table = pd.concat([values, _realigned(was, now)], ignore_index=True)
    gone = (table["trend"] == "gone").to_numpy()
    for column in ("length_km", "geometry"):
        known = now[column].reindex(table["id"]).to_numpy()
        old = was[column].reindex(table["id"]).to_numpy()
        table["km" if column == "length_km" else column] = np.where(gone, old, known)
    columns = [*_COLUMNS, "km", "geometry"]
    return gpd.GeoDataFrame(table.reindex(columns=columns), geometry="geometry", crs=crs)


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
    names = _names(found["id"], was, now)
    return found.assign(before=before, after=after, name=names).astype(object)


def _road_table(found: Assessment, crs: Any) -> gpd.GeoDataFrame:
    """Return the roads by identifier; roads of one identifier are told apart by a number."""
    roads = found.roads.to_crs(crs)
    ids = words(roads["road_id"])
    number = pd.Series(ids).groupby(ids).cumcount() + 1
    apart = [one if n == 1 else f"{one}#{n}" for one, n in zip(ids, number, strict=True)]
    return roads.set_index(pd.Index(apart, name="id"))


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
