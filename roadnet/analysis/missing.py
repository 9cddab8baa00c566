"""The least road that is missing: what would connect each village that is not connected.

Model: travelling a hardened open road costs nothing, an open road that is not hardened costs its
length (it would have to be hardened), and crossing country costs the straight distance (a road
would have to be built) along one of these links: from a village beyond the access limit straight to
the nearest open road, the nearest road that leads to a root and the nearest that leads there
hardened; and from each open part of the network without a root the shortest link to those two, and
to each other such part that is nearer. Least cost from the hardened roads that lead to a root, or
from a seat, by Dijkstra's algorithm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import MultiLineString

from roadnet.analysis.connectivity import Reach
from roadnet.analysis.places import road_mask
from roadnet.analysis.roads import RoadStates
from roadnet.analysis.roots import Roots
from roadnet.network.components import edge_parts
from roadnet.network.gaps import Gaps, gaps_among, gaps_to
from roadnet.network.insert import insert_places
from roadnet.network.locate import EdgeIndex, Located
from roadnet.network.model import JOIN, BoolArray, FloatArray, IntArray, RoadNetwork
from roadnet.network.routing import Legs, Nearest, Router, Search
from roadnet.network.stretches import edge_lines


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing for each of v villages.

    Parameters
    ----------
    missing_km
        (v,) kilometres; 0 for connected villages, NaN where there is nothing to connect to.
    lines
        (v,) the stretches to harden or build, a MultiLineString; None where nothing is missing.
    union_km
        The stretches of all eligible villages together, each counted once.
    """

    missing_km: FloatArray
    lines: np.ndarray
    union_km: float | None


def missing_road(
    network: RoadNetwork,
    states: RoadStates,
    reach: Reach,
    roots: Roots,
    villages_xy: FloatArray,
    connected: BoolArray,
    *,
    eligible: BoolArray,
    access_limit_m: float,
) -> Missing:
    """Find the least missing road of each village.

    Parameters
    ----------
    network, states, reach, roots
        The network, its roads' states, what leads to a root, and the roots.
    villages_xy
        (v, 2) metres.
    connected
        (v,) villages that lack nothing.
    eligible
        (v,) villages that count in ``union_km``.
    access_limit_m
        Metres off the road that need no road.
    """
    is_open = road_mask(network, states.is_open)
    wanted = np.flatnonzero(~connected)
    starts = _village_options(network, is_open, reach, villages_xy[wanted], access_limit_m)
    gaps = _links(network, is_open, reach)
    seats = EdgeIndex(network, reach.rooted).nearest(roots.seats_xy, limit_m=access_limit_m)
    placed = insert_places(network, _join([starts, gaps.a, gaps.b, seats]))
    start_node, a, b, seat = np.split(
        placed.node, np.cumsum([len(starts.point), len(gaps), len(gaps)])
    )
    linked = _with_links(placed.network, a, b, gaps.a.leg_m)
    parent = np.concatenate([placed.parent, np.full(len(gaps), -1)])
    cost = _costs(linked, states, parent, gaps)
    usable = np.concatenate([is_open[placed.parent], np.ones(len(gaps), dtype=bool)])
    good = np.concatenate([reach.hardened[placed.parent], np.zeros(len(gaps), dtype=bool)])
    roots_at = np.unique(np.concatenate([linked.edge_u[good], linked.edge_v[good], seat]))
    target = Legs(np.zeros(len(roots_at), dtype=np.int64), roots_at, np.zeros(len(roots_at)), 1)
    search = Router(linked, cost, usable).search(target)
    leg = np.where(starts.leg_m <= access_limit_m, 0.0, starts.leg_m)
    origins = Legs(starts.point, start_node, leg, len(wanted))
    nearest = search.nearest(origins)
    km = np.zeros(len(connected))
    km[wanted] = np.where(np.isfinite(nearest.cost), nearest.cost / 1000.0, np.nan)
    lines = np.full(len(connected), None, dtype=object)
    lines[wanted] = _lines(linked, search, cost, origins, nearest, villages_xy[wanted])
    counted = nearest.link[eligible[wanted] & (nearest.link >= 0)]
    edges = search.union_edges(origins.node[counted])
    union_m = cost[edges].sum() + origins.cost[counted].sum()
    return Missing(km, lines, float(union_m) / 1000.0 if len(roots_at) else None)


def _village_options(
    network: RoadNetwork, is_open: BoolArray, reach: Reach, xy: FloatArray, limit_m: float
) -> Located:
    """Where a village could meet the network: every part at hand, or by a new road."""
    index = EdgeIndex(network, is_open)
    return _join(
        [
            index.nearest_of_each(xy, edge_parts(network, is_open), limit_m=limit_m),
            index.nearest(xy),
            EdgeIndex(network, reach.rooted).nearest(xy),
            EdgeIndex(network, reach.hardened).nearest(xy),
        ]
    )


def _links(network: RoadNetwork, is_open: BoolArray, reach: Reach) -> Gaps:
    """Shortest new links from each open part without a root."""
    labels = edge_parts(network, is_open)
    stray = is_open & ~reach.rooted
    to_root = gaps_to(network, labels, stray, reach.rooted)
    to_hard = gaps_to(network, labels, stray, reach.hardened)
    # A link to another stray part longer than the link to a root is of no use.
    reach_of_part = np.zeros(int(labels.max(initial=-1)) + 1)
    reach_of_part[labels[to_root.a.edge]] = to_root.a.leg_m
    reach_m = np.where(labels >= 0, reach_of_part[labels], 0.0) if len(reach_of_part) else labels
    among = gaps_among(network, labels, stray, reach_m=reach_m)
    return Gaps(
        _join([g.a for g in (to_root, to_hard, among)]),
        _join([g.b for g in (to_root, to_hard, among)]),
    )


def _with_links(
    network: RoadNetwork, a: IntArray, b: IntArray, length_m: FloatArray
) -> RoadNetwork:
    """Return the network with straight links as further edges that belong to no road."""
    zeros = np.zeros(len(a))
    return replace(
        network,
        edge_u=np.concatenate([network.edge_u, a]),
        edge_v=np.concatenate([network.edge_v, b]),
        edge_road=np.concatenate([network.edge_road, np.full(len(a), JOIN)]),
        edge_start_m=np.concatenate([network.edge_start_m, zeros]),
        edge_end_m=np.concatenate([network.edge_end_m, length_m]),
        edge_length_m=np.concatenate([network.edge_length_m, length_m]),
    )


def _costs(network: RoadNetwork, states: RoadStates, parent: IntArray, gaps: Gaps) -> FloatArray:
    """(m,) metres to harden or to build: nothing for hardened roads and for joins."""
    hardened = road_mask(network, states.hardened)
    cost = np.where(hardened, 0.0, network.edge_length_m)
    cost[parent < 0] = gaps.a.leg_m
    return cost


def _lines(
    network: RoadNetwork,
    search: Search,
    cost: FloatArray,
    origins: Legs,
    nearest: Nearest,
    villages_xy: FloatArray,
) -> list[MultiLineString | None]:
    """Return the stretches that each village lacks, given where each of them takes to the road."""
    links, nodes = nearest.link, nearest.nodes(origins)
    ways = [search.route_edges(int(node)) if node >= 0 else links[:0] for node in nodes]
    ways = [way[cost[way] > 0] for way in ways]
    edges = np.unique(np.concatenate([links[:0], *ways]))
    drawn = edge_lines(network, edges)
    found: list[MultiLineString | None] = []
    for way, link, node, xy in zip(ways, links, nodes, villages_xy, strict=True):
        parts = list(drawn[np.searchsorted(edges, way)])
        if link >= 0 and origins.cost[link] > 0:
            parts.append(shapely.LineString([xy, network.node_xy[node]]))
        found.append(MultiLineString(parts) if parts else None)
    return found


def _join(found: list[Located]) -> Located:
    return Located(
        np.concatenate([f.point for f in found]).astype(np.int64),
        np.concatenate([f.edge for f in found]).astype(np.int64),
        np.concatenate([f.offset_m for f in found]),
        np.concatenate([f.leg_m for f in found]),
    )
