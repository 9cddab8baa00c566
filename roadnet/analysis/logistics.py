"""Does the three-tier logistics network reach the village: the chain, and the tier it breaks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.columns import order_of_ids, whole
from roadnet.analysis.logistics_nodes import NO_NODE, Links, Nodes, link_chain, read_nodes
from roadnet.analysis.pairs import pair_distances_m
from roadnet.analysis.places import PlacedNetwork
from roadnet.analysis.reason import Figure, Reason
from roadnet.district import District
from roadnet.network.locate import points_xy
from roadnet.network.model import FloatArray, IntArray
from roadnet.standards import Standard

STATUSES: Final = ("complete", "broken_village", "broken_township", "broken_county")
"""The chain's status; a broken chain is named after the first tier missing, from the village up."""


@dataclass(frozen=True, slots=True)
class _Chains:
    """Per village: the point that decides (-1 where none), its metres, status; per node: links."""

    point: IntArray
    point_m: FloatArray
    nearest: IntArray
    nearest_m: FloatArray
    status: IntArray
    township: Links
    county: Links


def village_logistics(
    district: District, placed: PlacedNetwork, *, standard: Standard
) -> pd.DataFrame:
    """Follow each village's chain: village point, township sub-centre, county centre.

    The point is an operating node of tier ``village`` within ``logistics_village_limit_m`` in a
    straight line: the nearest with a complete chain, the nearest of all where none has one. Its
    links to the tiers above are those of :func:`~roadnet.analysis.logistics_nodes.link_tiers`,
    with ``logistics_township_limit_km`` and ``logistics_county_limit_km``. Limits are inclusive.

    Returns
    -------
    DataFrame indexed as the villages: ``village_node_id``, ``township_node_id``,
    ``county_node_id`` (as far as the chain holds), ``logistics_status`` (:data:`STATUSES`),
    ``logistics_reason``, ``logistics_km``: from the county centre over the chain's nodes to the
    village over open roads, NaN where the chain is broken or no road leads from the point to the
    village. All missing where the district has no layer ``logistics``.
    """
    villages = district.layers["villages"]
    if not district.has("logistics"):
        return _unknown(villages.index)
    nodes = read_nodes(district.layers["logistics"], standard)
    chains = _follow(district, placed, nodes, standard)
    has = [
        chains.status != STATUSES.index("broken_village"),
        np.isin(chains.status, [STATUSES.index("complete"), STATUSES.index("broken_county")]),
        chains.status == STATUSES.index("complete"),
    ]
    township = np.where(chains.point >= 0, chains.township.upper[chains.point], NO_NODE)
    county = np.where(township >= 0, chains.county.upper[township], NO_NODE)
    table = pd.DataFrame(index=villages.index)
    for tier, rows, there in zip(
        ("village", "township", "county"), (chains.point, township, county), has, strict=True
    ):
        ids = [str(nodes.ids[row]) if ok else None for row, ok in zip(rows, there, strict=True)]
        table[f"{tier}_node_id"] = pd.Series(ids, index=villages.index, dtype=object)
    table["logistics_status"] = np.array(STATUSES, dtype=object)[chains.status]
    reasons = _reasons(nodes, chains, standard)
    table["logistics_reason"] = pd.Series(reasons, index=villages.index, dtype=object)
    table["logistics_km"] = _chain_km(district, placed, nodes, chains)
    return table


def _unknown(index: pd.Index) -> pd.DataFrame:
    nothing = pd.Series(None, index=index, dtype=object)
    names = ("village_node_id", "township_node_id", "county_node_id")
    table = pd.DataFrame(dict.fromkeys(names, nothing), index=index)
    return table.assign(logistics_status=nothing, logistics_reason=nothing, logistics_km=np.nan)


def _follow(district: District, placed: PlacedNetwork, nodes: Nodes, standard: Standard) -> _Chains:
    township, county = link_chain(placed, nodes, standard)
    supplied = township.holds & county.holds[township.upper]
    xy = points_xy(district.layers["villages"].geometry)
    order = order_of_ids(district.layers["logistics"]["node_id"])
    points = nodes.of("village")
    running = points[nodes.runs[points]]
    limit_m = standard.number("logistics_village_limit_m")
    any_point, any_m = _nearest(xy, nodes, points, order)
    near, near_m = _nearest(xy, nodes, running, order)
    good, good_m = _nearest(xy, nodes, running[supplied[running]], order)
    is_good = good_m <= limit_m
    point = np.where(is_good, good, np.where(near_m <= limit_m, near, NO_NODE))
    status = np.select(
        [is_good, point < 0, ~township.holds[point]],
        [STATUSES.index(s) for s in ("complete", "broken_village", "broken_township")],
        STATUSES.index("broken_county"),
    )
    # With no point that operates within the limit, a nearer one that does not is worth naming.
    idle = (any_m <= limit_m) | (near < 0)
    return _Chains(
        point=point,
        point_m=np.where(is_good, good_m, near_m),
        nearest=np.where(idle, any_point, near),
        nearest_m=np.where(idle, any_m, near_m),
        status=status,
        township=township,
        county=county,
    )


def _nearest(
    xy: FloatArray, nodes: Nodes, rows: IntArray, order: IntArray
) -> tuple[IntArray, FloatArray]:
    """(v,) the nearest of some nodes, of equals the first by identifier, and its metres."""
    node, away_m = np.full(len(xy), NO_NODE), np.full(len(xy), np.inf)
    if len(rows) == 0 or len(xy) == 0:
        return node, away_m
    tree = shapely.STRtree(shapely.points(nodes.xy[rows]))
    (village, found), distance = tree.query_nearest(shapely.points(xy), return_distance=True)
    found = rows[found]
    sorted_rows = np.lexsort((order[found], village))
    first = sorted_rows[np.diff(village[sorted_rows], prepend=-1) != 0]
    node[village[first]], away_m[village[first]] = found[first], distance[first]
    return node, away_m


def _chain_km(
    district: District, placed: PlacedNetwork, nodes: Nodes, chains: _Chains
) -> FloatArray:
    """(v,) kilometres of the whole chain over open roads, down to the village."""
    found = np.full(len(chains.point), np.nan)
    village = np.flatnonzero(chains.status == STATUSES.index("complete"))
    if len(village) == 0:
        return found
    point = chains.point[village]
    last_m = pair_distances_m(
        placed, "back", ("villages", "logistics"),
        (village, point), chains.point_m[village],
    )  # fmt: skip
    county_km = chains.county.way_km[chains.township.upper[point]]
    found[village] = county_km + chains.township.way_km[point] + last_m / 1000.0
    return found


def _reasons(nodes: Nodes, chains: _Chains, standard: Standard) -> list[Reason]:
    limits: dict[str, Figure] = {
        name: whole(standard.number(f"logistics_{name}"))
        for name in ("village_limit_m", "township_limit_km", "county_limit_km")
    }
    limits["least_days"] = whole(standard.number("logistics_min_dispatch_days"))
    return [_reason(nodes, chains, at, limits) for at in range(len(chains.point))]


def _reason(nodes: Nodes, chains: _Chains, at: int, limits: dict[str, Figure]) -> Reason:
    status = STATUSES[chains.status[at]]
    if status == "broken_village":
        return _no_point(nodes, chains, at, limits)
    point = int(chains.point[at])
    township = int(chains.township.upper[point])
    figures = {
        **limits,
        "village_node": str(nodes.names[point]),
        "village_m": float(chains.point_m[at]),
        "parent_id": str(nodes.parent_id[point]),
        **_link_figures(nodes, chains.township, point, "township"),
    }
    if status == "broken_township":
        return Reason(f"services.logistics.{status}.{chains.township.fault[point]}", figures)
    figures |= _link_figures(nodes, chains.county, township, "county")
    if status == "complete":
        return Reason("services.logistics.complete", figures)
    figures["parent_id"] = str(nodes.parent_id[township])
    return Reason(f"services.logistics.{status}.{chains.county.fault[township]}", figures)


def _link_figures(nodes: Nodes, links: Links, row: int, tier: str) -> dict[str, Figure]:
    upper = int(links.upper[row])
    if upper < 0:
        return {}
    figures: dict[str, Figure] = {f"{tier}_node": str(nodes.names[upper])}
    if np.isfinite(links.way_km[row]):
        figures[f"{tier}_km"] = float(links.way_km[row])
    if np.isfinite(nodes.days[upper]):
        figures[f"{tier}_days"] = whole(float(nodes.days[upper]))
    return figures


def _no_point(nodes: Nodes, chains: _Chains, at: int, limits: dict[str, Figure]) -> Reason:
    nearest = int(chains.nearest[at])
    if nearest < 0:
        return Reason("services.logistics.broken_village.no_node", limits)
    figures = {
        **limits,
        "village_node": str(nodes.names[nearest]),
        "village_m": float(chains.nearest_m[at]),
    }
    if nodes.runs[nearest]:
        return Reason("services.logistics.broken_village.too_far", figures)
    figures["days"] = whole(float(nodes.days[nearest]))
    return Reason("services.logistics.broken_village.idle", figures)
