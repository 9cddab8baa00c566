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
    wanted = np.flatnonzero(~connected)
    found = search_missing(
        network, states, reach, roots, villages_xy[wanted], access_limit_m=access_limit_m
    )
    km = np.zeros(len(connected))
    km[wanted] = np.where(np.isfinite(found.nearest.cost), found.nearest.cost / 1000.0, np.nan)
    lines = np.full(len(connected), None, dtype=object)
    lines[wanted] = _lines(found, villages_xy[wanted])
    counted = found.nearest.link[eligible[wanted] & (found.nearest.link >= 0)]
    edges = found.search.union_edges(found.origins.node[counted])
    union_m = found.cost_m[edges].sum() + found.origins.cost[counted].sum()
    return Missing(km, lines, float(union_m) / 1000.0 if found.has_roots else None)


@dataclass(frozen=True, slots=True)
class MissingSearch:
    """The network with what could be built, and each place's least way to what is hardened.

    Parameters
    ----------
    network
        With places and straight new links put in; m edges.
    is_link
        (m,) the new links.
    cost_m
        (m,) metres to harden or to build.
    search
        The search from what is hardened and leads to a root.
    origins
        How the places stand at the network; ``cost`` is the metres to build from a place beyond
        the access limit to its node.
    nearest
        The least way of each place; inf where there is none.
    has_roots
        Whether there is anything to connect to.
    """

    network: RoadNetwork
    is_link: BoolArray
    cost_m: FloatArray
    search: Search
    origins: Legs
    nearest: Nearest
    has_roots: bool

    def way(self, place: int) -> IntArray:
        """Edges to harden or to build for a place, from it to the roots."""
        node = int(self.nearest.nodes(self.origins)[place])
        edges = self.search.route_edges(node) if node >= 0 else np.zeros(0, dtype=np.int64)
        return edges[self.cost_m[edges] > 0]


def search_missing(
    network: RoadNetwork,
    states: RoadStates,
    reach: Reach,
    roots: Roots,
    places_xy: FloatArray,
    *,
    access_limit_m: float,
) -> MissingSearch:
    """Search the least missing road of some places, (k, 2) metres; see :func:`missing_road`."""
    is_open = road_mask(network, states.is_open)
    starts = _village_options(network, is_open, reach, places_xy, access_limit_m)
    gaps = _links(network, is_open, reach)
    seats = EdgeIndex(network, reach.rooted).nearest(roots.seats_xy, limit_m=access_limit_m)
    placed = insert_places(network, _join([starts, gaps.a, gaps.b, seats]))
    start_node, a, b, seat = np.split(
        placed.node, np.cumsum([len(starts.point), len(gaps), len(gaps)])
    )
    linked = _with_links(placed.network, a, b, gaps.a.leg_m)
    is_link = np.arange(linked.edge_count) >= placed.network.edge_count
    cost = _costs(linked, states, is_link)
    usable = np.concatenate([is_open[placed.parent], np.ones(len(gaps), dtype=bool)])
    good = np.concatenate([reach.hardened[placed.parent], np.zeros(len(gaps), dtype=bool)])
    is_root = np.zeros(linked.node_count, dtype=bool)
    for nodes in (linked.edge_u[good], linked.edge_v[good], seat):
        is_root[nodes] = True
    roots_at = np.flatnonzero(is_root)
    # No way leads on from where it has arrived: the roads between roots are left out.
    inside = is_root[linked.edge_u] & is_root[linked.edge_v]
    target = Legs(np.zeros(len(roots_at), dtype=np.int64), roots_at, np.zeros(len(roots_at)), 1)
    search = Router(linked, cost, usable & ~inside).search(target)
    leg = np.where(starts.leg_m <= access_limit_m, 0.0, starts.leg_m)
    origins = Legs(starts.point, start_node, leg, len(places_xy))
    nearest = search.nearest(origins)
    return MissingSearch(linked, is_link, cost, search, origins, nearest, len(roots_at) > 0)


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


def _costs(network: RoadNetwork, states: RoadStates, is_link: BoolArray) -> FloatArray:
    """(m,) metres to harden or to build: nothing for hardened roads and for joins."""
    hardened = road_mask(network, states.hardened)
    return np.where(is_link | ~hardened, network.edge_length_m, 0.0)


def _lines(found: MissingSearch, places_xy: FloatArray) -> list[MultiLineString | None]:
    """Return the stretches that each place lacks, given where each of them takes to the road."""
    network, links = found.network, found.nearest.link
    nodes = found.nearest.nodes(found.origins)
    ways = [found.way(place) for place in range(len(places_xy))]
    edges = np.unique(np.concatenate([links[:0], *ways]))
    drawn = edge_lines(network, edges)
    lines: list[MultiLineString | None] = []
    for way, link, node, xy in zip(ways, links, nodes, places_xy, strict=True):
        parts = list(drawn[np.searchsorted(edges, way)])
        if link >= 0 and found.origins.cost[link] > 0:
            parts.append(shapely.LineString([xy, network.node_xy[node]]))
        lines.append(MultiLineString(parts) if parts else None)
    return lines


def _join(found: list[Located]) -> Located:
    return Located(
        np.concatenate([f.point for f in found]).astype(np.int64),
        np.concatenate([f.edge for f in found]).astype(np.int64),
        np.concatenate([f.offset_m for f in found]),
        np.concatenate([f.leg_m for f in found]),
    )
