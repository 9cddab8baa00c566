"""The joint need: the least kilometres that connect all villages together, beside the plain sum.

What each village lacks alone (:mod:`roadnet.analysis.missing`) overlaps with its neighbours'. Over
the same roads and the same new links, the least that connects all of them is a Steiner tree from
the roads that are good already; each part of it that hangs on the rest only through those roads is
a problem of its own.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import networkx as nx
import numpy as np
import shapely
from shapely import MultiLineString

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.connectivity import find_reach
from roadnet.analysis.missing import MissingSearch, search_missing
from roadnet.analysis.roots import find_roots
from roadnet.network.components import node_parts
from roadnet.network.locate import points_xy
from roadnet.network.model import FloatArray, IntArray
from roadnet.network.stretches import edge_lines
from roadnet.planning.steiner import SteinerTree, steiner_tree

_ROOT: Final = 0


@dataclass(frozen=True)
class JointNeed:
    """What connects all villages that count and are not connected; kilometres.

    Parameters
    ----------
    villages
        How many they are; ``unreachable`` of them have nothing that they could be connected to.
    plain_sum_km
        What each lacks alone, added up.
    union_km
        The same stretches, each counted once.
    joint_km
        The least found that connects all of them.
    bound_km
        No way of connecting all of them over these roads and links is shorter.
    proven
        Whether ``joint_km`` is the least.
    lines
        The stretches to harden or build; None where nothing is missing.
    """

    villages: int
    unreachable: int
    plain_sum_km: float
    union_km: float
    joint_km: float
    bound_km: float
    proven: bool
    lines: MultiLineString | None


def joint_need(assessment: Assessment, *, time_limit_s: float = 20.0) -> JointNeed:
    """Find the least kilometres that connect every village that counts and is not connected.

    Parameters
    ----------
    time_limit_s
        Seconds for proofs; a heuristic with a bound is given for what is left then.
    """
    villages = assessment.villages
    lacking = villages["eligible_road"] & (villages["road_status"] != "connected")
    rows = np.flatnonzero(lacking.to_numpy(dtype=bool))
    alone = villages["missing_km"].to_numpy(dtype=float)[rows]
    reachable = rows[np.isfinite(alone)]
    union_km = assessment.summary["connectivity"]["missing_km"] or 0.0
    if not len(reachable):
        return JointNeed(len(rows), len(rows), 0.0, 0.0, 0.0, 0.0, True, None)
    xy = points_xy(villages.geometry)[reachable]
    search = search_all(assessment, xy)
    graph = to_graph(search)
    edges, total_m, bound_m = _solve(graph, time.monotonic() + time_limit_s)
    return JointNeed(
        villages=len(rows),
        unreachable=len(rows) - len(reachable),
        plain_sum_km=float(np.nansum(alone)),
        union_km=float(union_km),
        joint_km=min(total_m / 1000.0, float(union_km)),
        bound_km=min(bound_m / 1000.0, float(union_km)),
        proven=total_m - bound_m <= 1e-6 * max(1.0, total_m),
        lines=_lines(search, graph, edges, xy),
    )


def joint_ways(search: MissingSearch, *, time_limit_s: float) -> list[tuple[IntArray, int]]:
    """Return each place's way in the joint tree: the search's edges to build, and its own link.

    A place that nothing can connect has no edge and the link -1.
    """
    graph = to_graph(search)
    chosen, _, _ = _solve(graph, time.monotonic() + time_limit_s)
    tree: nx.Graph[int] = nx.Graph()
    tree.add_node(_ROOT)
    for at in chosen.tolist():
        tree.add_edge(int(graph.u[at]), int(graph.v[at]), at=at)
    ways = []
    for terminal in graph.terminals.tolist():
        if terminal not in tree or not nx.has_path(tree, terminal, _ROOT):
            ways.append((graph.edge[:0], -1))
            continue
        path = nx.shortest_path(tree, terminal, _ROOT)
        rows = np.array([tree.edges[a, b]["at"] for a, b in pairwise(path)], dtype=np.int64)
        edges, links = graph.edge[rows], graph.link[rows]
        ways.append((edges[edges >= 0], int(links.max(initial=-1))))
    return ways


def search_all(assessment: Assessment, xy: FloatArray) -> MissingSearch:
    """Search the least missing road of some places of an assessed district."""
    limit_m = assessment.standard.number("access_limit_m")
    network, states = assessment.network, assessment.placed.states
    roots = find_roots(assessment.district, network)
    reach = find_reach(network, states, roots, access_limit_m=limit_m)
    return search_missing(network, states, reach, roots, xy, access_limit_m=limit_m)


@dataclass(frozen=True)
class NeedGraph:
    """The search's network with everything that costs nothing drawn together; node 0 is the roots.

    Parameters
    ----------
    u, v, cost_m
        (m,) edges between nodes; each village has a node of its own.
    edge
        (m,) the edge of the search's network; -1 for the link from a village to the road.
    link
        (m,) the origin's link of such an edge; -1 for the others.
    terminals
        (k,) nodes of the villages.
    leg_m
        What each link costs on top, so that nobody passes through a village.
    """

    u: IntArray
    v: IntArray
    cost_m: FloatArray
    edge: IntArray
    link: IntArray
    terminals: IntArray
    leg_m: float


def to_graph(search: MissingSearch) -> NeedGraph:
    """Draw together what costs nothing; keep what would have to be built, and the villages."""
    network, origins = search.network, search.origins
    usable = np.isfinite(search.cost_m)
    free = usable & (search.cost_m <= 0)
    part = node_parts(network, free)
    rooted = np.unique(part[np.flatnonzero(search.search.cost == 0)])
    number = np.full(int(part.max(initial=-1)) + 1, -1)
    number[rooted] = _ROOT
    others = np.setdiff1d(np.arange(len(number)), rooted)
    number[others] = np.arange(1, len(others) + 1)
    node = number[part]
    edges = np.flatnonzero(usable & (search.cost_m > 0))
    u, v = node[network.edge_u[edges]], node[network.edge_v[edges]]
    apart = u != v
    edges, u, v = edges[apart], u[apart], v[apart]
    terminals = len(others) + 1 + np.arange(origins.count)
    links = np.flatnonzero(np.isfinite(origins.cost))
    finite = search.nearest.cost[np.isfinite(search.nearest.cost)]
    leg_m = float(finite.max(initial=0.0)) + 1.0
    return NeedGraph(
        u=np.concatenate([u, node[origins.node[links]]]),
        v=np.concatenate([v, terminals[origins.place[links]]]),
        cost_m=np.concatenate([search.cost_m[edges], origins.cost[links] + leg_m]),
        edge=np.concatenate([edges, np.full(len(links), -1)]),
        link=np.concatenate([np.full(len(edges), -1), links]),
        terminals=terminals,
        leg_m=leg_m,
    )


def _solve(graph: NeedGraph, ends: float) -> tuple[IntArray, float, float]:
    """Solve each part that hangs on the rest only by the roots; (edges, total, bound) in metres."""
    chosen: list[IntArray] = []
    total = bound = 0.0
    parts = _parts(graph)
    for number, (edges, terminals) in enumerate(parts):
        left = max(ends - time.monotonic(), 0.0) / (len(parts) - number)
        found = _tree(graph, edges, terminals, left)
        chosen.append(edges[found.edges])
        legs = graph.leg_m * len(terminals)
        total += found.total - legs
        bound += max(found.bound - legs, 0.0)
    return np.concatenate(chosen), total, bound


def _tree(graph: NeedGraph, edges: IntArray, terminals: IntArray, left: float) -> SteinerTree:
    nodes, ends = np.unique(np.concatenate([graph.u[edges], graph.v[edges], [_ROOT]]),
                            return_inverse=True)  # fmt: skip
    half = len(edges)
    return steiner_tree(
        ends[:half].astype(np.int64),
        ends[half:-1].astype(np.int64),
        graph.cost_m[edges],
        int(ends[-1]),
        np.searchsorted(nodes, terminals),
        time_limit_s=left,
    )


def _parts(graph: NeedGraph) -> list[tuple[IntArray, IntArray]]:
    """Edges and terminals of each part, the roots taken away; branches to nobody cut off first."""
    kept = _cores(graph)
    apart: nx.Graph[int] = nx.Graph()
    u, v = graph.u[kept], graph.v[kept]
    inner = (u != _ROOT) & (v != _ROOT)
    apart.add_nodes_from(np.unique(np.concatenate([u, v])).tolist())
    apart.add_edges_from(zip(u[inner].tolist(), v[inner].tolist(), strict=True))
    apart.remove_nodes_from([_ROOT])
    part_of = {node: at for at, some in enumerate(nx.connected_components(apart)) for node in some}
    inside = np.where(u == _ROOT, v, u)
    label = np.array([part_of[int(node)] for node in inside])
    of_terminal = np.array([part_of.get(int(one), -1) for one in graph.terminals])
    return [
        (kept[label == part], graph.terminals[of_terminal == part])
        for part in np.unique(of_terminal[of_terminal >= 0]).tolist()
    ]


def _cores(graph: NeedGraph) -> IntArray:
    """Edges left when dead ends without a village are cut off again and again."""
    keep = np.ones(len(graph.u), dtype=bool)
    needed = np.zeros(int(max(graph.u.max(), graph.v.max())) + 1, dtype=bool)
    needed[graph.terminals] = True
    needed[_ROOT] = True
    while True:
        ends = np.concatenate([graph.u[keep], graph.v[keep]])
        degree = np.bincount(ends, minlength=len(needed))
        dead = (degree == 1) & ~needed
        drop = keep & (dead[graph.u] | dead[graph.v])
        if not drop.any():
            return np.flatnonzero(keep)
        keep &= ~drop


def _lines(
    search: MissingSearch, graph: NeedGraph, chosen: IntArray, xy: FloatArray
) -> MultiLineString | None:
    """Return what is to be built, the ways from villages to the road included."""
    edges = graph.edge[chosen]
    lines = list(edge_lines(search.network, np.unique(edges[edges >= 0])))
    for link in graph.link[chosen][edges < 0].tolist():
        if search.origins.cost[link] > 0:
            place = search.origins.place[link]
            node = search.network.node_xy[search.origins.node[link]]
            lines.append(shapely.LineString([node, xy[place]]))
    return MultiLineString(lines) if lines else None
