"""Days without a ferry: who is cut off or goes round, on how many days a year."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.closures import Closures, Effect
from roadnet.analysis.columns import place_names, words
from roadnet.analysis.reason import Figure, Reason
from roadnet.analysis.roads import flag
from roadnet.network.ferries import FERRY_POINT_REACH_M

COLUMNS: Final = (
    "ferry_id", "name", "closure_days_per_year", "cut_villages", "cut_population",
    "longer_villages", "longer_population", "cut_person_days_per_year", "reason",
)  # fmt: skip


def ferry_days(assessment: Assessment, *, closer: Closures | None = None) -> pd.DataFrame:
    """Tell, ferry by ferry, whom its days without service cut off.

    A ferry with a line of its own is closed whole; one given as a point is the nearest road with
    ``is_ferry`` within :data:`~roadnet.network.ferries.FERRY_POINT_REACH_M`.

    Returns
    -------
    DataFrame indexed as the layer ``ferries``: ``ferry_id``, ``name``, ``closure_days_per_year``
    (NaN where not said), ``cut_villages``, ``cut_population``, ``longer_villages``,
    ``longer_population`` (None where the ferry is not on the open network),
    ``cut_person_days_per_year`` (people cut off times days; None where either is not known),
    ``reason``. Empty without the layer.
    """
    if not assessment.district.has("ferries"):
        return pd.DataFrame(columns=list(COLUMNS))
    closer = closer or Closures(assessment)
    layer = assessment.district.layers["ferries"]
    names, ids = place_names(layer, "ferry_id"), words(layer["ferry_id"])
    days = layer["closure_days_per_year"].to_numpy(dtype=float)
    rows = []
    for at, road in enumerate(_ferry_roads(assessment)):
        edges = _open_edges(assessment, road)
        effect = closer.effect(edges) if edges else None
        rows.append(_row(str(ids[at]), str(names[at]), float(days[at]), effect))
    return pd.DataFrame(rows, columns=list(COLUMNS), index=layer.index)


def _row(ferry_id: str, name: str, days: float, effect: Effect | None) -> dict[str, object]:
    row: dict[str, object] = {
        "ferry_id": ferry_id, "name": name, "closure_days_per_year": days,
    }  # fmt: skip
    if effect is None:
        return {**row, "reason": Reason("resilience.ferry.off", {"name": name})}
    known = bool(np.isfinite(days))
    cut = len(effect.cut) > 0
    some = effect.cut if cut else effect.longer
    people = effect.cut_population if cut else effect.longer_population
    figures: dict[str, Figure] = {"name": name, "villages": len(some), "people": round(people)}
    key = ("days" if cut else "days_round") if known else "no_days"
    if known:
        figures["days"] = round(days)
    return {
        **row,
        "cut_villages": len(effect.cut),
        "cut_population": effect.cut_population,
        "longer_villages": len(effect.longer),
        "longer_population": effect.longer_population,
        "cut_person_days_per_year": effect.cut_population * days if known else None,
        "reason": Reason(f"resilience.ferry.{key}", figures),
    }


def _ferry_roads(assessment: Assessment) -> list[int]:
    """(f,) the network's road that stands for each ferry; -1 where there is none."""
    roads = assessment.placed.network.roads
    layer = assessment.district.layers["ferries"]
    is_ferry = np.flatnonzero(flag(roads, "is_ferry"))
    lines = roads.geometry.to_numpy()[is_ferry]
    own = dict(zip(words(roads["road_id"])[is_ferry], is_ferry.tolist(), strict=True))
    found = []
    for ferry_id, shape in zip(words(layer["ferry_id"]), layer.geometry, strict=True):
        if shape is None or shape.is_empty or len(is_ferry) == 0:
            found.append(-1)
        elif shape.geom_type == "Point":
            away_m = shapely.distance(lines, shape)
            nearest = int(np.argmin(away_m))
            near = away_m[nearest] <= FERRY_POINT_REACH_M
            found.append(int(is_ferry[nearest]) if near else -1)
        else:
            found.append(own.get(ferry_id, -1))
    return found


def _open_edges(assessment: Assessment, road: int) -> list[int]:
    placed = assessment.placed
    on: list[int] = np.flatnonzero((placed.network.edge_road == road) & placed.open_mask).tolist()
    return on if road >= 0 else []
