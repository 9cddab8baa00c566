"""Production, tourism and other sites: a road of the class they need, and the time to town."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.analysis.columns import whole, words
from roadnet.analysis.connectivity import road_names
from roadnet.analysis.places import PlacedNetwork, road_mask
from roadnet.analysis.reason import Figure, Reason, Term
from roadnet.analysis.roads import class_at_least, flag
from roadnet.district import District
from roadnet.network.locate import EdgeIndex, points_xy
from roadnet.network.model import BoolArray, FloatArray, IntArray
from roadnet.network.routing import NO_PLACE, Router
from roadnet.standards import Standard

STATUSES: Final = ("at_class", "below_class", "off_network")


def site_access(
    district: District, placed: PlacedNetwork, minutes: FloatArray, *, standard: Standard
) -> gpd.GeoDataFrame:
    """Decide for each site whether an open road of the class it needs passes near it.

    Near is ``access_limit_m`` in a straight line, inclusive; the class is the site's own
    ``required_class``, else the standard's ``site_required_class``.

    Parameters
    ----------
    minutes
        (m,) minutes of each edge of ``placed.network``.

    Returns
    -------
    The sites with ``required_class`` filled in; ``road_m`` (straight metres to the nearest open
    road) and ``class_road_m``, ``class_road_id`` (to the nearest of the class or better; missing
    where there is none); ``town_min`` and ``town_id`` (the nearest township seat over open roads,
    legs on foot), ``county_min`` (the county's seat); missing where there is no way;
    ``site_status`` (:data:`STATUSES`) and ``site_reason``.
    """
    sites = district.layers["sites"]
    network, limit_m = placed.base, standard.number("access_limit_m")
    required = sites["required_class"].fillna(standard.word("site_required_class")).astype(str)
    is_open = road_mask(network, placed.states.is_open)
    xy = points_xy(sites.geometry)
    road_m, _ = _distance(placed, is_open, xy)
    class_m, class_edge = np.full(len(xy), np.nan), np.full(len(xy), -1)
    for wanted in sorted(set(required)):
        rows = np.flatnonzero(required == wanted)
        good = placed.states.is_open & class_at_least(network.roads["technical_class"], wanted)
        class_m[rows], class_edge[rows] = _distance(placed, road_mask(network, good), xy[rows])
    status = np.select([class_m <= limit_m, road_m <= limit_m], STATUSES[:2], STATUSES[2])
    ids = network.roads["road_id"].to_numpy()
    return sites.assign(
        required_class=required,
        road_m=road_m,
        class_road_m=class_m,
        class_road_id=pd.Series(
            [str(ids[network.edge_road[e]]) if e >= 0 else None for e in class_edge],
            index=sites.index,
            dtype=object,
        ),
        **_times(district, placed, minutes, standard),
        site_status=status.astype(object),
        site_reason=pd.Series(
            _reasons(placed, status, required, road_m, (class_m, class_edge), limit_m),
            index=sites.index,
            dtype=object,
        ),
    )


def _distance(
    placed: PlacedNetwork, mask: BoolArray, xy: FloatArray
) -> tuple[FloatArray, IntArray]:
    """(s,) straight metres to the nearest masked road, NaN where there is none; and the edge."""
    away_m, edge = np.full(len(xy), np.nan), np.full(len(xy), -1)
    found = EdgeIndex(placed.base, mask).nearest(xy)
    away_m[found.point], edge[found.point] = found.leg_m, found.edge
    return away_m, edge


def _times(
    district: District, placed: PlacedNetwork, minutes: FloatArray, standard: Standard
) -> dict[str, pd.Series]:
    index = district.layers["sites"].index
    nothing = pd.Series(np.nan, index=index)
    if not district.has("townships"):
        blank = pd.Series(None, index=index, dtype=object)
        return {"town_min": nothing, "town_id": blank, "county_min": nothing}
    seats = district.layers["townships"]
    speed_km_h = standard.number("walk_speed_km_h")
    origins = placed.legs_min("sites", walk_speed_km_h=speed_km_h)
    targets = placed.legs_min("townships", walk_speed_km_h=speed_km_h)
    router = Router(placed.network, minutes, placed.open_mask)
    town = router.search(targets).nearest(origins)
    county_rows = np.flatnonzero(flag(seats, "is_county_seat"))
    county = router.search(targets.only(county_rows)).nearest(origins)
    ids = words(seats["township_id"])
    town_id = [str(ids[row]) if row != NO_PLACE else None for row in town.target]
    return {
        "town_min": pd.Series(_finite(town.cost), index=index),
        "town_id": pd.Series(town_id, index=index, dtype=object),
        "county_min": pd.Series(_finite(county.cost), index=index),
    }


def _finite(cost: FloatArray) -> FloatArray:
    return np.where(np.isfinite(cost), cost, np.nan)


def _reasons(
    placed: PlacedNetwork,
    status: np.ndarray,
    required: pd.Series,
    road_m: FloatArray,
    of_class: tuple[FloatArray, IntArray],
    limit_m: float,
) -> list[Reason]:
    network = placed.base
    names = road_names(network)
    reasons = []
    for state, wanted, near_m, class_m, edge in zip(
        status, required, road_m, *of_class, strict=True
    ):
        figures: dict[str, Figure] = {
            "required_class": Term(f"layers.values.roads.technical_class.{wanted}"),
            "limit_m": whole(limit_m),
            "road_m": float(near_m),
        }
        if np.isnan(near_m):
            reasons.append(Reason("services.site.no_open_road"))
            continue
        if edge < 0:
            reasons.append(Reason(f"services.site.{state}.no_such_road", figures))
            continue
        figures |= {"road": names[int(network.edge_road[edge])], "class_m": float(class_m)}
        reasons.append(Reason(f"services.site.{state}.said", figures))
    return reasons
