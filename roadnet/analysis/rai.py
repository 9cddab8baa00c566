"""The Rural Access Index (SDG 9.1.1)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from roadnet.analysis.places import road_mask
from roadnet.analysis.roads import RoadStates, flag
from roadnet.analysis.villages import population_of, village_kind
from roadnet.district import District
from roadnet.network.locate import EdgeIndex, points_xy
from roadnet.network.model import BoolArray, RoadNetwork
from roadnet.standards import Standard


def rural_access(
    district: District, network: RoadNetwork, states: RoadStates, *, standard: Standard
) -> dict[str, float | None]:
    """Share of the people who live within ``rai_buffer_m`` of an all-season road.

    World Bank, Rural Access Index: the distance is straight and inclusive. The people of a village
    stand at its point. Counted are the kinds of village in ``rai_population_kinds``, so that
    nobody is counted both in a village and in a part of it.

    Returns
    -------
    ``population`` and ``within`` in persons, ``rate`` in [0, 1]; ``rate`` None without people.
    """
    villages = district.layers["villages"]
    counted = village_kind(villages).isin(standard.words("rai_population_kinds")).to_numpy()
    xy, people = points_xy(villages.geometry)[counted], population_of(villages[counted])
    good = states.is_open & all_season_roads(network.roads, standard)
    found = EdgeIndex(network, road_mask(network, good)).nearest(
        xy, limit_m=standard.number("rai_buffer_m")
    )
    total, within = float(people.sum()), float(people[np.unique(found.point)].sum())
    return {"population": total, "within": within, "rate": within / total if total else None}


def all_season_roads(roads: pd.DataFrame, standard: Standard) -> BoolArray:
    """(r,) roads passable all year: by their own flag, else by ``rai_all_season_surfaces``.

    A ferry is none.
    """
    by_surface = roads["surface"].isin(standard.words("rai_all_season_surfaces")).to_numpy()
    if "all_season" in roads:
        said = roads["all_season"]
        told = said.fillna(False).to_numpy(dtype=bool)
        by_surface = np.where(said.isna().to_numpy(), by_surface, told)
    found: BoolArray = by_surface & ~flag(roads, "is_ferry")
    return found
