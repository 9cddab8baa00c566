"""Township seats: does a road of the required class lead there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from roadnet.analysis.places import road_mask
from roadnet.analysis.reason import Reason, Term
from roadnet.analysis.roads import RoadStates, class_at_least
from roadnet.analysis.roots import Roots
from roadnet.network.components import edge_parts
from roadnet.network.locate import EdgeIndex
from roadnet.network.model import BoolArray, RoadNetwork
from roadnet.standards import Standard


def township_roads(
    townships: pd.DataFrame,
    network: RoadNetwork,
    states: RoadStates,
    roots: Roots,
    *,
    standard: Standard,
) -> pd.DataFrame:
    """Decide for each seat whether roads of its required class lead from the county seat to it.

    A seat is reached when some open road of the class, or better, passes within the access limit
    and is one part, over such roads, with one that passes the county seat as near. Without a
    county seat the part must hold a national or provincial road. The county seat itself only needs
    the road.

    Returns
    -------
    DataFrame indexed as the townships: ``required_class``, ``counts`` (its urban-rural class is
    one that the standard counts), ``at_required_class``, ``road_reason``.
    """
    own = townships["required_class"]
    required = own.fillna(standard.word("township_required_class"))
    reached = np.zeros(len(townships), dtype=bool)
    for name in required.unique():
        rows = (required == name).to_numpy()
        reached[rows] = _reached(
            network, states, roots, required=str(name), limit_m=standard.number("access_limit_m")
        )[rows]
    listed = standard.words("township_urban_rural_classes")
    counts = townships["urban_rural_class"].isin(listed) if listed else pd.Series(True, own.index)
    from_seat = bool(roots.is_county_seat.any())
    key = "reasons.township.reached" if from_seat else "reasons.township.no_seat"
    table = pd.DataFrame(
        {
            "required_class": required,
            "counts": counts.to_numpy(dtype=bool),
            "at_required_class": reached,
        },
        index=townships.index,
    )
    reasons = [
        Reason(
            key if ok else "reasons.township.not_reached",
            {"required_class": Term(f"layers.values.roads.technical_class.{name}")},
        )
        for ok, name in zip(reached, required, strict=True)
    ]
    table["road_reason"] = pd.Series(reasons, index=townships.index, dtype=object)
    return table


def _reached(
    network: RoadNetwork, states: RoadStates, roots: Roots, *, required: str, limit_m: float
) -> BoolArray:
    """(s,) seats that roads of a class lead to."""
    good = states.is_open & class_at_least(network.roads["technical_class"], required)
    mask = road_mask(network, good)
    labels = edge_parts(network, mask)
    near = EdgeIndex(network, mask).nearest_of_each(roots.seats_xy, labels, limit_m=limit_m)
    part = labels[near.edge]
    if roots.is_county_seat.any():
        start = part[roots.is_county_seat[near.point]]
    else:
        major = network.road_values(roots.is_major, join=False).astype(bool)
        start = labels[mask & major]
    reached = np.zeros(len(roots.seats_xy), dtype=bool)
    reached[near.point[np.isin(part, start)]] = True
    return reached
