"""Figures of a district that was cut out: which of them may differ from those on the whole network.

Two facts bound what lies beyond the cut. A way leaves what is at hand only over a road at the cut
(``at_cut``), so a figure that stays the same when every such road is taken for the goal itself is
that of the whole network. And what is not at hand lies further than ``margin_m`` from the
district's area, so road that is built to it is longer than that, less what costs nothing to pass.
Whatever these two do not settle is named, column by column, in the finding ``value_at_cut``.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from roadnet.analysis.cut_out import CutOut, exits_of, goal_at
from roadnet.analysis.margin import counted_edges, margin_of
from roadnet.analysis.missing_at_cut import missing_at_cut
from roadnet.analysis.places import on_foot, road_mask
from roadnet.analysis.resilience import cut_roads, root_nodes
from roadnet.analysis.roads import flag
from roadnet.analysis.totals import village_township
from roadnet.findings import Finding
from roadnet.network.cuts import find_cuts
from roadnet.network.locate import points_xy
from roadnet.network.model import BoolArray, FloatArray
from roadnet.network.routing import Router
from roadnet.schema import AT_CUT, IN_MARGIN, SOURCE_ROW

_CODE: Final = "value_at_cut"


def unproven_values(cut: CutOut, villages: pd.DataFrame) -> tuple[Finding, ...]:
    """Find, column by column, what may differ from the whole network; see the module.

    Parameters
    ----------
    villages
        With the results of all analyses.
    """
    roads = cut.placed.base.roads
    if IN_MARGIN not in roads:
        return ()
    doubtful = {"missing_km": missing_at_cut(cut, villages), **_services(cut, villages)}
    if flag(roads, AT_CUT).any():
        for column, rows in (*_ways(cut, villages).items(), ("cut_by", _cut_by(cut, villages))):
            doubtful[column] = rows | doubtful.get(column, False)
    found = [_named(villages, "village_id", *one, "villages") for one in doubtful.items()]
    found.append(_named(roads, "road_id", "cut_km", _cut_km(cut), "roads"))
    return tuple(one for one in found if one is not None)


def _named(
    table: pd.DataFrame, id_column: str, column: str, doubtful: BoolArray, layer: str
) -> Finding | None:
    if not doubtful.any():
        return None
    some = table[doubtful]
    rows = tuple(some[SOURCE_ROW].astype(int))
    ids = tuple(some[id_column].astype(str))
    return Finding(_CODE, layer, rows=rows, ids=ids, figures={"value": column})


def _services(cut: CutOut, villages: pd.DataFrame) -> dict[str, BoolArray]:
    """By column, the villages nearer to the edge of what is at hand than a limit reaches."""
    away_m = cut.beyond_m(points_xy(villages.geometry))
    bus, chain = away_m < cut.standard.number("bus_stop_limit_m"), away_m < margin_of(cut.standard)
    found = {"access_m": ~(villages["access_m"].to_numpy(dtype=float) <= away_m)}
    if cut.district.has("stops") or cut.district.has("service_zones"):
        found |= dict.fromkeys(("bus_level", "stop_m", "stop_walk_m"), bus)
    if cut.district.has("logistics"):
        found |= dict.fromkeys(("logistics_status", "logistics_km"), chain)
    return found


def _ways(cut: CutOut, villages: pd.DataFrame) -> dict[str, BoolArray]:
    """By column, the villages whose way is longer than the one to a road at the cut."""
    placed, network = cut.placed, cut.placed.network
    legs = placed.legs_m["villages"]
    out_m = cut.to_exits(on_foot(network), network.edge_length_m, legs)
    out_km = out_m / 1000.0
    found: dict[str, BoolArray] = {}
    if cut.district.has("townships"):
        seats = cut.district.layers["townships"]
        own = cut.at_fork("townships", seats["township_id"], village_township(cut.district))
        county = bool((cut.forks("townships") & flag(seats, "is_county_seat")).any())
        on_legs = placed.legs_min(
            "villages", walk_speed_km_h=cut.standard.number("walk_speed_km_h")
        )
        out_min = cut.to_exits(network, cut.minutes, on_legs)
        found["to_township_km"] = _longer(cut, villages["to_township_km"], out_km) | own
        found["to_county_km"] = _longer(cut, villages["to_county_km"], out_km) | county
        found["to_county_min"] = _longer(cut, villages["to_county_min"], out_min) | county
    if cut.district.has("stops"):
        chosen = villages["stop_id"]
        at_fork = cut.at_fork("stops", cut.district.layers["stops"]["stop_id"], chosen)
        longer = _longer(cut, villages["stop_walk_m"], out_m) | at_fork
        found["stop_walk_m"] = longer & chosen.notna().to_numpy()
    return {column: rows & np.isfinite(out_m) for column, rows in found.items()}


def _longer(cut: CutOut, values: pd.Series, out: FloatArray) -> BoolArray:
    here = values.to_numpy(dtype=float)
    return ~(here <= out) | cut.forks("villages")


def _cut_by(cut: CutOut, villages: pd.DataFrame) -> BoolArray:
    """Find villages that hang on other roads once all roads at the cut are taken for roots."""
    network, legs = cut.placed.network, cut.placed.legs_m["villages"]
    nodes = np.unique(np.concatenate([root_nodes(cut.placed, cut.roots), cut.exits]))
    router = Router(network, network.edge_length_m, cut.placed.open_mask)
    tree = find_cuts(network, nodes, mask=cut.placed.open_mask)
    at_best = cut_roads(cut.placed, tree, router.search(goal_at(nodes)).nearest(legs))
    said = [None if roads is None else ";".join(roads) for roads in at_best]
    differs = [here != best for here, best in zip(villages["cut_by"], said, strict=True)]
    return np.array(differs, dtype=bool) | cut.forks("villages")


def _cut_km(cut: CutOut) -> BoolArray:
    """(r,) own roads with a stretch that is no cut edge if the roads at the cut meet beyond it."""
    network = cut.placed.base
    mask = road_mask(network, cut.placed.states.is_open)
    tied = find_cuts(network, exits_of(network, mask), mask=mask)
    doubtful = cut.critical & ~tied.is_cut & counted_edges(network)
    found = np.zeros(len(network.roads), dtype=bool)
    found[network.edge_road[doubtful & ~network.edge_is_join]] = True
    return found
