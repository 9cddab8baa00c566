"""Origin-destination tables: kilometres and minutes from one layer's places to another's."""

from __future__ import annotations

import numpy as np
import pandas as pd

from roadnet.analysis.columns import TextArray, order_of_ids, place_names, words
from roadnet.analysis.places import PlacedNetwork
from roadnet.analysis.reason import Reason
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.network.model import BoolArray, FloatArray, IntArray
from roadnet.network.routing import Router
from roadnet.schema import layers

COLUMNS = ("origin_id", "target_id", "km", "min", "reason")


def od_table(
    district: District,
    placed: PlacedNetwork,
    minutes: FloatArray,
    *,
    origins: str = "villages",
    targets: str = "townships",
    walk_speed_km_h: float,
    nearest: int | None = None,
) -> pd.DataFrame:
    """Tabulate the ways over open roads from each place of a layer to each of another.

    Parameters
    ----------
    minutes
        (m,) minutes of each edge of ``placed.network``.
    origins, targets
        Layers of points, of :data:`roadnet.analysis.places.PLACED_LAYERS`.
    walk_speed_km_h
        For the legs off the road, from the standard.
    nearest
        Keep the so many targets of each origin with the fewest minutes; all if None.

    Returns
    -------
    DataFrame ``origin_id``, ``target_id``, ``km``, ``min``, ``reason``; rows by origin and target
    in the layers' order, with ``nearest`` by origin and minutes. ``km`` is the least distance and
    ``min`` the least time, each on its own: they may belong to different ways; legs off the road
    are in both. A pair without a way has NaN in both and a ``reason``; with ``nearest`` such pairs
    are left out, but an origin that reaches no target keeps one row without a target.

    Raises
    ------
    RoadnetError
        ``layer_needed``: the district has no such layer of points.
    """
    for layer in (origins, targets):
        if layer not in placed.legs_m:
            raise RoadnetError("layer_needed", layer=layer)
    network, mask = placed.network, placed.open_mask
    in_m = placed.router().table(placed.legs_m[origins], placed.legs_m[targets])
    in_min = Router(network, minutes, mask).table(
        placed.legs_min(origins, walk_speed_km_h=walk_speed_km_h),
        placed.legs_min(targets, walk_speed_km_h=walk_speed_km_h),
    )
    here, there = _Side(district, placed, origins), _Side(district, placed, targets)
    if nearest is None:
        rows, columns = (found.ravel() for found in np.indices(in_min.shape))
    else:
        rows, columns = _nearest(in_min, there.order, nearest)
    return _to_table(here, there, rows, columns, in_m, in_min)


class _Side:
    """Identifiers, names, alphabetical order of a layer's places, and which stand at a road."""

    def __init__(self, district: District, placed: PlacedNetwork, layer: str) -> None:
        frame = district.layers[layer]
        id_column = layers()[layer].id_column
        self.ids: TextArray = words(frame[id_column])
        self.names: TextArray = place_names(frame, id_column)
        self.order: IntArray = order_of_ids(frame[id_column])
        self.at_road: BoolArray = np.isin(np.arange(len(frame)), placed.legs_m[layer].place)


def _nearest(in_min: FloatArray, order: IntArray, count: int) -> tuple[IntArray, IntArray]:
    """Rows and columns of the cheapest targets of each origin; column -1 where it has none."""
    by_id = np.argsort(order, kind="stable")
    ranked = by_id[np.argsort(in_min[:, by_id], axis=1, kind="stable")[:, :count]]
    kept = np.isfinite(np.take_along_axis(in_min, ranked, axis=1))
    rows = np.nonzero(kept)[0]
    lonely = np.flatnonzero(~np.isfinite(in_min).any(axis=1))
    rows = np.concatenate([rows, lonely])
    found = np.concatenate([ranked[kept], np.full(len(lonely), -1)])
    place = np.argsort(rows, kind="stable")
    return rows[place], found[place]


def _to_table(
    here: _Side,
    there: _Side,
    rows: IntArray,
    columns: IntArray,
    in_m: FloatArray,
    in_min: FloatArray,
) -> pd.DataFrame:
    is_pair = columns >= 0
    km, least = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    km[is_pair] = in_m[rows[is_pair], columns[is_pair]] / 1000.0
    least[is_pair] = in_min[rows[is_pair], columns[is_pair]]
    reached = np.isfinite(least)
    target = np.full(len(rows), None, dtype=object)
    target[is_pair] = there.ids[columns[is_pair]]
    reasons = np.full(len(rows), None, dtype=object)
    for at in np.flatnonzero(~reached):
        reasons[at] = _reason(here, there, int(rows[at]), int(columns[at]))
    values = (
        here.ids[rows],
        target,
        np.where(reached, km, np.nan),
        np.where(reached, least, np.nan),
        pd.Series(reasons, dtype=object),
    )
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))


def _reason(here: _Side, there: _Side, row: int, column: int) -> Reason:
    origin = str(here.names[row])
    if not here.at_road[row]:
        return Reason("services.od.origin_off", {"origin": origin})
    if column < 0:
        return Reason("services.od.no_target", {"origin": origin})
    figures = {"origin": origin, "target": str(there.names[column])}
    return Reason(f"services.od.{'no_way' if there.at_road[column] else 'target_off'}", figures)
