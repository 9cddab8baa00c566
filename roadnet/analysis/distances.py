"""How far it is from each village to its township and to the county seat."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from roadnet.analysis.pairs import pair_distances_m
from roadnet.analysis.places import PlacedNetwork
from roadnet.analysis.roads import flag
from roadnet.analysis.totals import village_township
from roadnet.district import District
from roadnet.network.locate import points_xy
from roadnet.network.model import FloatArray
from roadnet.network.routing import Legs, Router
from roadnet.standards import Standard


def village_distances(
    district: District, placed: PlacedNetwork, minutes: FloatArray, standard: Standard
) -> pd.DataFrame:
    """Measure the least ways over open roads, the legs off the road included.

    A village's township is that of :func:`~roadnet.analysis.totals.village_township`.

    Returns
    -------
    DataFrame indexed as the villages: ``to_township_km`` (to the seat of the village's own
    township), ``to_county_km``, ``to_county_min`` (legs on foot); NaN where there is no way, no
    seat, or no township named.
    """
    villages = district.layers["villages"]
    table = pd.DataFrame(
        np.nan, index=villages.index, columns=["to_township_km", "to_county_km", "to_county_min"]
    )
    if not district.has("townships"):
        return table
    seats = district.layers["townships"]
    table["to_township_km"] = _to_own_seat(placed, villages, village_township(district), seats)
    county = np.flatnonzero(flag(seats, "is_county_seat"))
    if len(county):
        table["to_county_km"] = _nearest_of(placed.router(), placed.legs_m, county) / 1000.0
        speed = standard.number("walk_speed_km_h")
        legs = {
            layer: placed.legs_min(layer, walk_speed_km_h=speed)
            for layer in ("villages", "townships")
        }
        on_roads = Router(placed.network, minutes, placed.open_mask)
        table["to_county_min"] = _nearest_of(on_roads, legs, county)
    return table


def _to_own_seat(
    placed: PlacedNetwork, villages: GeoDataFrame, township: pd.Series, seats: GeoDataFrame
) -> FloatArray:
    """(v,) kilometres to the seat of the village's own township."""
    ids = seats["township_id"]
    row_of = pd.Series(np.arange(len(ids)), index=ids.astype(str))
    row_of = row_of[ids.notna().to_numpy() & ~row_of.index.duplicated()]
    own = township.map(row_of)
    known = own.notna().to_numpy()
    km = np.full(len(township), np.nan)
    if known.any():
        rows, seat = np.flatnonzero(known), own[known].to_numpy(dtype=int)
        to_seat = points_xy(villages.geometry)[rows] - points_xy(seats.geometry)[seat]
        found = pair_distances_m(
            placed, "there", ("villages", "townships"),
            (rows, seat), np.hypot(*to_seat.T),
        )  # fmt: skip
        km[rows] = found / 1000.0
    return km


def _nearest_of(router: Router, legs: Mapping[str, Legs], seats: np.ndarray) -> FloatArray:
    """(v,) least cost to the nearest of some seats; NaN where there is no way."""
    cost = router.search(legs["townships"].only(seats)).nearest(legs["villages"]).cost
    return np.where(np.isfinite(cost), cost, np.nan)
