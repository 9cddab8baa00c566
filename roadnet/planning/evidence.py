"""Why a village's verdict changed: what in the data, of a kind that bears on it, changed with it.

First what decides the verdict itself, before or after: its stop, the nodes of its chain; else the
nearest change. It is evidence of place and kind, not a proof of cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import split_ids, words
from roadnet.analysis.reason import Figure, Reason, Term
from roadnet.planning.difference import VERDICTS, Difference
from roadnet.schema import layers
from roadnet.text import has_text

_LAYERS: Final[Mapping[str, tuple[str, ...]]] = {
    "road": ("roads",),
    "bus": ("stops", "service_zones", "bus_routes"),
    "logistics": ("logistics",),
}
"""Layers whose changes can bear on a verdict."""

_DECIDING: Final[Mapping[str, tuple[str, ...]]] = {
    "road": (),
    "bus": ("stop_id",),
    "logistics": ("village_node_id", "township_node_id", "county_node_id"),
}
"""Columns of the villages that name what decides: rows of the first of the layers."""

_WITHOUT_BEARING: Final = ("name", "operator", "phone", "carries_parcels")


def find_reasons(before: Assessment, after: Assessment, found: Difference) -> list[Reason | None]:
    """Give a reason for each changed verdict in a difference's table of villages.

    Returns
    -------
    One a row of ``found.villages``; None for figures, and for villages that are new or gone.
    """
    reasons: list[Reason | None] = [None] * len(found.villages)
    was, now = (one.villages.drop_duplicates("village_id") for one in (before, after))
    was, now = was.set_index("village_id"), now.set_index("village_id")
    for what in VERDICTS:
        rows = np.flatnonzero((found.villages["what"] == what).to_numpy())
        if not len(rows):
            continue
        ids = found.villages["id"].iloc[rows]
        changes = _changes(before, after, found, what)
        decided = _decided(changes, was.loc[ids], now.loc[ids], what)
        if what == "bus":
            zone = _zone_of(changes, before, after)
            levels = zip(was.loc[ids, "bus_level"], now.loc[ids, "bus_level"], strict=True)
            for row, (name, both) in enumerate(zip(ids, levels, strict=True)):
                if "on_demand" in both:
                    decided[row] = zone.get(str(name), decided[row])
        points = now.geometry.loc[ids].to_numpy()
        nearest, away_m = _nearest(changes, points)
        for row, own, near, gap in zip(rows.tolist(), decided, nearest, away_m, strict=True):
            reasons[row] = _say(changes, own, near, gap)
    return reasons


def _changes(before: Assessment, after: Assessment, found: Difference, what: str) -> pd.DataFrame:
    """Return the changes that can bear on a verdict, with their places (None: nowhere)."""
    if what == "road":
        roads = found.roads.assign(layer="roads", shape=found.roads.geometry)
        return pd.DataFrame(roads).reset_index(drop=True)
    table = found.places[found.places["layer"].isin(_LAYERS[what])]
    table = table[~table["what"].isin(_WITHOUT_BEARING)].reset_index(drop=True)
    shapes = np.full(len(table), None, dtype=object)
    for layer, rows in table.groupby("layer").indices.items():
        for one in (before, after):
            if one.district.has(str(layer)):
                here = _shapes(one, str(layer)).reindex(table["id"].iloc[rows]).to_numpy()
                shapes[rows] = np.where(shapely.is_geometry(here), here, shapes[rows])
    return table.assign(shape=shapes)


def _shapes(found: Assessment, layer: str) -> pd.Series:
    frame = found.district.layers[layer]
    ids = frame[layers()[layer].id_column].astype(str)
    shapes = pd.Series(frame.geometry.to_numpy(dtype=object), index=ids)
    return shapes[~shapes.index.duplicated()]


def _decided(
    changes: pd.DataFrame, was: pd.DataFrame, now: pd.DataFrame, what: str
) -> list[int | None]:
    """Return, for each village, the first change of what decides its verdict, or decided it."""
    first: dict[str, int] = {}
    of_layer = (changes["layer"] == _LAYERS[what][0]).to_numpy()
    for at in np.flatnonzero(of_layer).tolist():
        first.setdefault(str(changes["id"].iloc[at]), at)
    found: list[int | None] = [None] * len(now)
    for column in _DECIDING[what]:
        for frame in (now, was):
            for row, name in enumerate(frame[column].tolist()):
                if found[row] is None and isinstance(name, str):
                    found[row] = first.get(name)
    return found


def _zone_of(changes: pd.DataFrame, before: Assessment, after: Assessment) -> dict[str, int]:
    """Find, for villages that a zone names, before or after, the first change of that zone."""
    of_zones = changes[changes["layer"] == "service_zones"]
    first = {str(name): at for at, name in reversed(list(of_zones["id"].items()))}
    found: dict[str, int] = {}
    for one in (before, after):
        if not one.district.has("service_zones"):
            continue
        zones = one.district.layers["service_zones"]
        row, village = split_ids(zones["village_ids"])
        for name, zone in zip(village.tolist(), words(zones["zone_id"])[row], strict=True):
            if str(zone) in first:
                found[str(name)] = first[str(zone)]
    return found


def _nearest(changes: pd.DataFrame, points: np.ndarray) -> tuple[list[int | None], list[float]]:
    """Return the change that is nearest to each point, and how far it is, metres."""
    shapes = changes["shape"].to_numpy(dtype=object)
    placed = np.flatnonzero(shapely.is_geometry(shapes))
    known = np.flatnonzero(shapely.is_geometry(points))
    nearest: list[int | None] = [None] * len(points)
    away = [0.0] * len(points)
    if len(placed):
        tree = shapely.STRtree(shapes[placed])
        (point, hit), gap = tree.query_nearest(
            points[known], return_distance=True, all_matches=False
        )
        for row, at, distance in zip(known[point], placed[hit], gap, strict=True):
            nearest[int(row)], away[int(row)] = int(at), float(distance)
    return nearest, away


def _say(changes: pd.DataFrame, own: int | None, near: int | None, away_m: float) -> Reason:
    at = near if own is None else own
    if at is None:
        return Reason("compare.why.nothing")
    change = changes.iloc[at]
    name = change["id"] if pd.isna(change["name"]) else change["name"]
    figures: dict[str, Figure] = {"name": str(name)}
    kind = str(change["trend"]) if change["what"] == "row" else _kind_of(change)
    if kind == "set":
        figures["column"] = _column(change)
        figures["before"] = _value(change, "before")
        figures["after"] = _value(change, "after")
    if own is not None:
        return Reason(f"compare.why.own_{kind}", figures)
    group = "road" if change["layer"] == "roads" else "place"
    figures |= {"away_km": away_m / 1000.0}
    return Reason(f"compare.why.{group}_{kind}", figures)


def _kind_of(change: pd.Series) -> str:
    """Tell a value that can be said, ``set``, from a list or a line that just is another."""
    column = layers()[str(change["layer"])].columns.get(str(change["what"]))
    long = column is None or column.type in ("ids", "text")
    return "changed" if long and change["what"] != "parent_id" else "set"


def _column(change: pd.Series) -> Figure:
    key = f"layers.columns.{change['layer']}.{change['what']}"
    return Term(key) if has_text(key) else str(change["what"])


def _value(change: pd.Series, which: str) -> Figure:
    value: Any = change[which]
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return Term("compare.why.empty")
    key = f"layers.values.{change['layer']}.{change['what']}.{value}"
    if has_text(key):
        return Term(key)
    if isinstance(value, bool | np.bool_):
        return Term(f"reports.word.{'yes' if value else 'no'}")
    return f"{value:g}" if isinstance(value, int | float) else str(value)
