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

from roadnet.analysis.assessment import Assessment
from roadnet.planning.road_difference import changed_roads
from roadnet.planning.rows import (
    COLUMNS,
    by_id,
    changed_rows,
    come_and_gone,
    differs_from,
    moved_rows,
    names_of,
)
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
        roads=changed_roads(before, after),
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


def _villages(before: Assessment, after: Assessment) -> pd.DataFrame:
    was, now = by_id(before.villages, "village_id"), by_id(after.villages, "village_id")
    columns = [
        *COLUMNS[:2],
        "population",
        *COLUMNS[2:5],
        "reason_before",
        "reason_after",
        "trend",
    ]
    parts = [come_and_gone(was, now)]
    both = was.index.intersection(now.index)
    old, new = was.loc[both], now.loc[both]
    for what, (column, reason) in VERDICTS.items():
        differs = differs_from(old[column], new[column])
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


def _trend(old: pd.Series, new: pd.Series, order: tuple[str, ...]) -> np.ndarray:
    rank = {word: at for at, word in enumerate(order)}
    a, b = old.map(rank).to_numpy(dtype=float), new.map(rank).to_numpy(dtype=float)
    with np.errstate(invalid="ignore"):
        return np.where(np.isnan(a) | np.isnan(b), "other", np.where(b < a, "better", "worse"))


def _townships(before: Assessment, after: Assessment) -> pd.DataFrame:
    was, now = (
        by_id(before.townships, "township_id"),
        by_id(after.townships, "township_id"),
    )
    both = was.index.intersection(now.index)
    parts = [come_and_gone(was, now)]
    for what in ("at_required_class", "has_station"):
        if what not in was or what not in now:
            continue
        old, new = was.loc[both, what], now.loc[both, what]
        differs = differs_from(old, new)
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
    table["name"] = names_of(table["id"], was, now)
    return table.reindex(columns=COLUMNS)


def _places(before: Assessment, after: Assessment) -> pd.DataFrame:
    parts = []
    for layer in _POINT_LAYERS:
        frames = [one.district.layers.get(layer) for one in (before, after)]
        if all(frame is None for frame in frames):
            continue
        model = layers()[layer]
        blank = next(frame for frame in frames if frame is not None)[:0]
        was, now = (by_id(blank if f is None else f, model.id_column) for f in frames)
        columns = [name for name in model.columns if name != model.id_column]
        parts.append(changed_rows(was, now, columns).assign(layer=layer))
        if model.geometry == "point":
            parts.append(moved_rows(was, now).assign(layer=layer))
    columns = ["layer", *COLUMNS]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).reindex(columns=columns)
