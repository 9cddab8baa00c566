"""The least tree that ties terminals to a root: heuristic, bound, and proof where there is one.

The graph is undirected with lengths >= 0. The heuristic grows the tree by the nearest terminal
(H. Takahashi and A. Matsuyama, 1980) and then drops and re-ties (key vertices as Steiner points,
by exchange). The bound is R. T. Wong's dual ascent for the directed problem ("A dual ascent
approach for Steiner tree problems on a directed graph", Mathematical Programming 28, 1984). Where
they do not meet, a mixed-integer programme over directed cuts is solved within a time limit.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, Final

import numpy as np

from roadnet.network.model import FloatArray, IntArray

_EPS: Final = 1e-7
_ROUNDS: Final = 40


@dataclass(frozen=True, slots=True)
class SteinerTree:
    """A tree: its edges, their total, and a total that no tree can go below."""

    edges: IntArray
    total: float
    bound: float

    @property
    def proven(self) -> bool:
        """Whether no shorter tree exists."""
        return self.total - self.bound <= 1e-6 * max(1.0, self.total)


@dataclass(frozen=True)
class _Graph:
    """Adjacency by node: neighbour, edge; and the edges' ends and lengths."""

    near: list[list[tuple[int, int]]]
    u: IntArray
    v: IntArray
    cost: FloatArray


def steiner_tree(
    u: IntArray,
    v: IntArray,
    cost: FloatArray,
    root: int,
    terminals: IntArray,
    *,
    time_limit_s: float = 20.0,
) -> SteinerTree:
    """Find the least tree that ties terminals to a root.

    Parameters
    ----------
    u, v, cost
        (m,) ends and lengths of the edges; nodes are 0..n-1.
    root
        A node.
    terminals
        Nodes that can all be reached from the root.
    time_limit_s
        Seconds for the proof; heuristic and bound are always given.
    """
    ends = time.monotonic() + time_limit_s
    graph = _to_graph(u, v, cost)
    wanted = sorted({int(one) for one in terminals} - {root})
    if not wanted:
        return SteinerTree(np.zeros(0, dtype=np.int64), 0.0, 0.0)
    edges = _better(graph, root, wanted, _grow(graph, root, wanted, set()), ends)
    total = float(cost[list(edges)].sum())
    bound = _dual_ascent(graph, root, wanted)
    if total - bound > _EPS * max(1.0, total) and time.monotonic() < ends:
        edges, bound = _prove(graph, root, wanted, edges, bound, ends)
        total = float(cost[list(edges)].sum())
    return SteinerTree(np.array(sorted(edges), dtype=np.int64), total, min(bound, total))


def _to_graph(u: IntArray, v: IntArray, cost: FloatArray) -> _Graph:
    count = int(max(u.max(initial=-1), v.max(initial=-1))) + 1
    near: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for edge, (a, b) in enumerate(zip(u.tolist(), v.tolist(), strict=True)):
        near[a].append((b, edge))
        near[b].append((a, edge))
    return _Graph(near, u, v, cost)


def _grow(graph: _Graph, root: int, wanted: list[int], seeds: set[int]) -> set[int]:
    """Grow a tree from the root, each time by the nearest of the terminals and seeds left."""
    left = (set(wanted) | seeds) - {root}
    inside, edges = {root}, set[int]()
    while left:
        far, before = dict.fromkeys(inside, 0.0), dict[int, tuple[int, int]]()
        heap = [(0.0, node) for node in inside]
        found = -1
        while heap:
            away, node = heappop(heap)
            if away > far.get(node, np.inf):
                continue
            if node in left:
                found = node
                break
            for other, edge in graph.near[node]:
                further = away + float(graph.cost[edge])
                if further < far.get(other, np.inf):
                    far[other], before[other] = further, (node, edge)
                    heappush(heap, (further, other))
        if found < 0:
            break
        while found not in inside:
            inside.add(found)
            left.discard(found)
            found, edge = before[found]
            edges.add(edge)
    return _prune(graph, root, set(wanted), edges)


def _prune(graph: _Graph, root: int, wanted: set[int], edges: set[int]) -> set[int]:
    """Keep a least spanning tree of the nodes and cut off branches that lead to no terminal."""
    parent: dict[int, int] = {}

    def top(node: int) -> int:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    kept: set[int] = set()
    for edge in sorted(edges, key=lambda one: (float(graph.cost[one]), one)):
        a, b = top(int(graph.u[edge])), top(int(graph.v[edge]))
        if a != b:
            parent[a] = b
            kept.add(edge)
    degree: dict[int, set[int]] = {}
    for edge in kept:
        for node in (int(graph.u[edge]), int(graph.v[edge])):
            degree.setdefault(node, set()).add(edge)
    leaves = deque(n for n, e in degree.items() if len(e) == 1 and n not in wanted and n != root)
    while leaves:
        node = leaves.popleft()
        if not degree[node]:
            continue
        edge = degree[node].pop()
        kept.discard(edge)
        other = int(graph.u[edge]) if int(graph.v[edge]) == node else int(graph.v[edge])
        degree[other].discard(edge)
        if len(degree[other]) == 1 and other not in wanted and other != root:
            leaves.append(other)
    return kept


def _better(graph: _Graph, root: int, wanted: list[int], edges: set[int], ends: float) -> set[int]:
    """Try single nodes as Steiner points, near the tree first, as long as the tree gets shorter."""
    best, total = edges, float(graph.cost[list(edges)].sum())
    for _ in range(_ROUNDS):
        tree_nodes = {int(x) for e in best for x in (graph.u[e], graph.v[e])}
        beside = {other for node in tree_nodes for other, _ in graph.near[node]} - tree_nodes
        forks = [n for n in beside if len(graph.near[n]) > 2]
        found = None
        for node in sorted(forks):
            if time.monotonic() > ends:
                return best
            keys = {n for n in tree_nodes if _degree(graph, best, n) > 2} | {node}
            trial = _grow(graph, root, wanted, keys)
            length = float(graph.cost[list(trial)].sum())
            if length < total - _EPS:
                found, total = trial, length
        if found is None:
            return best
        best = found
    return best


def _degree(graph: _Graph, edges: set[int], node: int) -> int:
    return sum(edge in edges for _, edge in graph.near[node])


def _dual_ascent(graph: _Graph, root: int, wanted: list[int]) -> float:
    """Return Wong's bound: raise the duals of cuts round terminals until all meet the root."""
    arcs = len(graph.cost) * 2  # arc 2e runs u -> v, arc 2e + 1 runs v -> u
    left = np.repeat(graph.cost, 2).astype(float)
    tail = np.empty(arcs, dtype=np.int64)
    tail[0::2], tail[1::2] = graph.u, graph.v
    bound = 0.0
    active = list(wanted)
    while active:
        sizes = []
        for terminal in active:
            component = _reached_by(graph, left, tail, terminal)
            if root not in component:
                sizes.append((len(component), terminal, component))
        if not sizes:
            break
        _, terminal, component = min(sizes, key=lambda one: (one[0], one[1]))
        entering = [
            arc
            for node in component
            for other, edge in graph.near[node]
            if other not in component
            for arc in (2 * edge + (0 if int(graph.v[edge]) == node else 1),)
        ]
        if not entering:
            break
        raise_by = float(left[entering].min())
        left[entering] -= raise_by
        bound += raise_by
        active = [one for _, one, _ in sizes]
    return bound


def _reached_by(graph: _Graph, left: FloatArray, tail: IntArray, terminal: int) -> set[int]:
    """Nodes from which a terminal is reached over arcs whose cost is used up."""
    seen, front = {terminal}, [terminal]
    while front:
        node = front.pop()
        for other, edge in graph.near[node]:
            arc = 2 * edge + (0 if int(graph.v[edge]) == node else 1)
            if other not in seen and left[arc] <= _EPS:
                seen.add(other)
                front.append(other)
    return seen


def _prove(
    graph: _Graph, root: int, wanted: list[int], edges: set[int], bound: float, ends: float
) -> tuple[set[int], float]:
    """Solve the directed cut programme, adding the cuts that an answer breaks, until it holds."""
    import highspy  # takes a while to import

    from roadnet.planning.choice.exact import quiet_solver, run_solver

    count = len(graph.cost)
    best, total = edges, float(graph.cost[list(edges)].sum())
    solver = quiet_solver()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 2 * count, 0
    lp.col_cost_ = np.repeat(graph.cost, 2)
    lp.col_lower_, lp.col_upper_ = np.zeros(2 * count), np.ones(2 * count)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * (2 * count)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.row_lower_, lp.row_upper_ = np.zeros(0), np.zeros(0)
    solver.passModel(lp)
    for terminal in wanted:
        _add_cut(highspy, solver, graph, {terminal})
    while time.monotonic() < ends:
        solver.setOptionValue("time_limit", float(solver.getRunTime() + ends - time.monotonic()))
        run_solver(solver)
        info = solver.getInfo()
        if np.isfinite(info.mip_dual_bound):
            bound = max(bound, float(info.mip_dual_bound))
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            break
        values = np.array(solver.getSolution().col_value)
        used = {arc // 2 for arc in np.flatnonzero(values > 0.5).tolist()}
        broken = _broken_cuts(graph, root, wanted, values)
        if not broken:
            best = _prune(graph, root, set(wanted), used)
            return best, min(bound, float(graph.cost[list(best)].sum()))
        grown = _better_of(graph, root, wanted, used, best)
        if float(graph.cost[list(grown)].sum()) < total:
            best, total = grown, float(graph.cost[list(grown)].sum())
        for component in broken:
            _add_cut(highspy, solver, graph, component)
    return best, min(bound, total)


def _better_of(
    graph: _Graph, root: int, wanted: list[int], used: set[int], best: set[int]
) -> set[int]:
    """Return the shorter of the best tree and one grown through what the solver uses."""
    seeds = {int(x) for edge in used for x in (graph.u[edge], graph.v[edge])}
    forks = {node for node in seeds if _degree(graph, used, node) > 2}
    grown = _grow(graph, root, wanted, forks)
    return min((grown, best), key=lambda some: float(graph.cost[list(some)].sum()))


def _add_cut(highspy: Any, solver: Any, graph: _Graph, component: set[int]) -> None:
    """Demand that an arc enters a set of nodes which holds a terminal and not the root."""
    arcs = [
        2 * edge + (0 if int(graph.v[edge]) == node else 1)
        for node in sorted(component)
        for other, edge in graph.near[node]
        if other not in component
    ]
    columns = np.array(arcs, dtype=np.int32)
    solver.addRow(1.0, highspy.kHighsInf, len(arcs), columns, np.ones(len(arcs)))


def _broken_cuts(graph: _Graph, root: int, wanted: list[int], values: FloatArray) -> list[set[int]]:
    """Return sets of nodes round terminals that no chosen arc enters from the root's side."""
    found: list[set[int]] = []
    seen: set[frozenset[int]] = set()
    for terminal in wanted:
        component, front = {terminal}, [terminal]
        while front:
            node = front.pop()
            for other, edge in graph.near[node]:
                arc = 2 * edge + (0 if int(graph.v[edge]) == node else 1)
                if other not in component and values[arc] > 0.5:
                    component.add(other)
                    front.append(other)
        key = frozenset(component)
        if root not in component and key not in seen:
            seen.add(key)
            found.append(component)
    return found
