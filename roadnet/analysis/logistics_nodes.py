"""The nodes of the three logistics tiers, and each node's link to the tier above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from roadnet.analysis.columns import TextArray, place_names, words
from roadnet.analysis.pairs import pair_distances_m
from roadnet.analysis.places import PlacedNetwork
from roadnet.network.locate import points_xy
from roadnet.network.model import BoolArray, FloatArray, IntArray
from roadnet.standards import Standard

Tier = Literal["village", "township", "county"]

FAULTS: Final = ("", "no_way", "too_far", "idle", "wrong_tier", "unknown", "no_node")
"""What may be amiss with a link to the tier above; "" where it holds."""

NO_NODE: Final = -1


@dataclass(frozen=True, slots=True)
class Nodes:
    """The layer ``logistics`` as arrays, one item a node."""

    xy: FloatArray
    ids: TextArray
    names: TextArray
    tier: TextArray
    parent_id: TextArray
    days: FloatArray
    runs: BoolArray

    def of(self, tier: Tier) -> IntArray:
        """Rows of the nodes of a tier."""
        return np.flatnonzero(self.tier == tier)


@dataclass(frozen=True, slots=True)
class Links:
    """(n,) each node's link to the tier above; only the lower tier's rows are filled.

    ``upper`` is the row of the node that supplies it, or that should (-1 where there is none),
    ``way_km`` the way from there over open roads (NaN where there is none), ``fault`` one of
    :data:`FAULTS`.
    """

    upper: IntArray
    way_km: FloatArray
    fault: TextArray

    @property
    def holds(self) -> BoolArray:
        """(n,) which links hold; True also for the rows that are not filled."""
        found: BoolArray = self.fault == ""
        return found


def read_nodes(frame: pd.DataFrame, standard: Standard) -> Nodes:
    """Take the nodes from the layer.

    A node operates unless it is known to dispatch on fewer days a week than
    ``logistics_min_dispatch_days``.
    """
    days = frame["dispatch_days_per_week"].to_numpy(dtype=float)
    return Nodes(
        xy=points_xy(frame.geometry),  # type: ignore[attr-defined]
        ids=words(frame["node_id"]),
        names=place_names(frame, "node_id"),
        tier=words(frame["tier"]),
        parent_id=words(frame["parent_id"]),
        days=days,
        runs=~(days < standard.number("logistics_min_dispatch_days")),
    )


def link_chain(placed: PlacedNetwork, nodes: Nodes, standard: Standard) -> tuple[Links, Links]:
    """Link the village points to the township tier, and that to the county tier."""
    county = link_tiers(
        placed, nodes, "township", "county",
        complete=np.ones(len(nodes.ids), dtype=bool),
        limit_km=standard.number("logistics_county_limit_km"),
    )  # fmt: skip
    township = link_tiers(
        placed, nodes, "village", "township",
        complete=county.holds, limit_km=standard.number("logistics_township_limit_km"),
    )  # fmt: skip
    return township, county


def link_tiers(
    placed: PlacedNetwork,
    nodes: Nodes,
    lower: Tier,
    upper: Tier,
    *,
    complete: BoolArray,
    limit_km: float,
) -> Links:
    """Link each node of a tier to the one above it.

    A parent that is stated decides: it must be in the data, be of the tier above and operate.
    Without one, the operating node of the tier above with the shortest way decides, of those
    within the limit one that is itself supplied (``complete``, (n,)), so that a further node never
    breaks a chain. Ways run over open roads from the upper node to the lower.
    """
    rows = nodes.of(lower)
    stated = rows[nodes.parent_id[rows] != ""]
    links = Links(
        np.full(len(nodes.ids), NO_NODE),
        np.full(len(nodes.ids), np.nan),
        np.full(len(nodes.ids), "", dtype=object),
    )
    _link_stated(placed, nodes, stated, upper, links)
    free = np.setdiff1d(rows, stated)
    able = np.flatnonzero((nodes.tier == upper) & nodes.runs)
    _link_nearest(placed, free, able, links)
    supplied = able[complete[able]]
    if len(supplied) < len(able):
        better = Links(links.upper.copy(), links.way_km.copy(), links.fault.copy())
        _link_nearest(placed, free, supplied, better)
        taken = free[better.way_km[free] <= limit_km]
        links.upper[taken], links.way_km[taken] = better.upper[taken], better.way_km[taken]
        links.fault[taken] = ""
    too_far = rows[(links.fault[rows] == "") & (links.way_km[rows] > limit_km)]
    links.fault[too_far] = "too_far"
    return links


def _link_stated(
    placed: PlacedNetwork, nodes: Nodes, rows: IntArray, upper: Tier, links: Links
) -> None:
    """Fill in the links of nodes that name their parent."""
    by_id = pd.Series(np.arange(len(nodes.ids)), index=nodes.ids)
    # Of nodes with the same identifier, the one of the right tier is meant.
    by_id = by_id.iloc[np.argsort(nodes.tier != upper, kind="stable")]
    by_id = by_id[~by_id.index.duplicated()]
    parent = by_id.reindex(nodes.parent_id[rows]).fillna(NO_NODE).to_numpy(dtype=np.int64)
    known = parent >= 0
    links.upper[rows] = parent
    links.fault[rows] = np.select(
        [~known, nodes.tier[parent] != upper, ~nodes.runs[parent]],
        ["unknown", "wrong_tier", "idle"],
        "",
    )
    rows, parent = rows[known], parent[known]
    if len(rows) == 0:
        return
    straight_m = np.hypot(*(nodes.xy[rows] - nodes.xy[parent]).T)
    way_m = pair_distances_m(placed, "back", ("logistics", "logistics"), (rows, parent), straight_m)
    links.way_km[rows] = way_m / 1000.0
    links.fault[rows[np.isnan(way_m) & (links.fault[rows] == "")]] = "no_way"


def _link_nearest(placed: PlacedNetwork, rows: IntArray, upper: IntArray, links: Links) -> None:
    """Fill in the links of nodes that name no parent: the nearest of some nodes."""
    links.upper[rows], links.way_km[rows] = NO_NODE, np.nan
    links.fault[rows] = "no_way" if len(upper) else "no_node"
    if len(rows) == 0 or len(upper) == 0:
        return
    legs = placed.legs_m["logistics"]
    found = placed.router("back").search(legs.only(upper)).nearest(legs)
    reached = rows[np.isfinite(found.cost[rows])]
    links.upper[reached] = found.target[reached]
    links.way_km[reached] = found.cost[reached] / 1000.0
    links.fault[reached] = ""
