"""Places that projects would tie to a root: the parts of the network, and who needs which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from roadnet.analysis.roots import Roots
from roadnet.network.locate import EdgeIndex
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork
from roadnet.planning.choice.problem import Ragged, ReachItems
from roadnet.planning.effects.staged import Living

_UNUSED = -1


@dataclass(frozen=True, slots=True)
class _Parts:
    """Pieces of network that need the same projects: (m,) part of each edge; ties; projects."""

    of_edge: IntArray
    tie_a: IntArray
    tie_b: IntArray
    projects: Ragged


def to_ragged(row: IntArray, value: IntArray, count: int) -> Ragged:
    """Make lists of values by row, 0..count-1, each list sorted and without repetition."""
    if len(row):
        row, value = np.unique(np.stack([row, value]), axis=1)
    start = np.searchsorted(row, np.arange(count + 1))
    return Ragged(start.astype(np.int64), value.astype(np.int64))


def reach_items(
    network: RoadNetwork,
    living: Living,
    roots: Roots,
    targets_xy: FloatArray,
    weight: FloatArray,
    *,
    root_rows: BoolArray | None = None,
    access_limit_m: float,
) -> ReachItems:
    """State who is tied to a root by which projects.

    Parameters
    ----------
    network, living
        The staged network and what will do on it.
    roots
        What a place must be tied to, of the staged district.
    targets_xy
        (i, 2) the places, metres; each is served by every part that passes within the limit.
    weight
        (i,) their worth.
    root_rows
        (s,) which of the roots' seats count; all if None.
    access_limit_m
        Metres off the road, inclusive.
    """
    parts = _parts(network, living)
    index = EdgeIndex(network, parts.of_edge != _UNUSED)
    near = index.nearest_of_each(targets_xy, parts.of_edge, limit_m=access_limit_m)
    count = len(parts.projects)
    is_root = np.zeros(count, dtype=bool)
    is_root[_root_parts(network, living, parts, index, roots, root_rows, access_limit_m)] = True
    return ReachItems(
        part_projects=parts.projects,
        tie_a=parts.tie_a,
        tie_b=parts.tie_b,
        is_root=is_root,
        item_parts=to_ragged(near.point, parts.of_edge[near.edge], len(targets_xy)),
        weight=weight,
    )


def join_reach(first: ReachItems, second: ReachItems) -> ReachItems:
    """Put two networks of parts side by side."""
    shift = len(first.part_projects)
    return ReachItems(
        part_projects=_append(first.part_projects, second.part_projects),
        tie_a=np.concatenate([first.tie_a, second.tie_a + shift]),
        tie_b=np.concatenate([first.tie_b, second.tie_b + shift]),
        is_root=np.concatenate([first.is_root, second.is_root]),
        item_parts=_append(
            first.item_parts, Ragged(second.item_parts.start, second.item_parts.values + shift)
        ),
        weight=np.concatenate([first.weight, second.weight]),
    )


def _append(first: Ragged, second: Ragged) -> Ragged:
    return Ragged(
        np.concatenate([first.start, second.start[1:] + first.start[-1]]),
        np.concatenate([first.values, second.values]),
    )


def _parts(network: RoadNetwork, living: Living) -> _Parts:
    """Group edges that meet and need the same projects; tie the groups that meet at a node."""
    key, needs = _keys(network.edge_count, living)
    edges = np.flatnonzero(key != _UNUSED)
    ends = np.concatenate([network.edge_u[edges], network.edge_v[edges]])
    place = ends * len(needs) + np.tile(key[edges], 2)
    places, at = np.unique(place, return_inverse=True)
    half = len(edges)
    ones = np.ones(half, dtype=np.int8)
    graph = coo_array((ones, (at[:half], at[half:])), shape=(len(places), len(places)))
    count, label = connected_components(graph, directed=False)
    of_edge = np.full(network.edge_count, _UNUSED)
    of_edge[edges] = label[at[:half]]
    key_of_part = np.zeros(count, dtype=np.int64)
    key_of_part[label] = places % max(len(needs), 1)
    # Where several parts meet, a living hub ties each of them to all the others.
    node, part = places // max(len(needs), 1), label
    meeting = np.isin(node, np.flatnonzero(np.bincount(node) > 1)) if len(node) else node > 0
    hubs, hub = np.unique(node[meeting], return_inverse=True)
    lists = [needs[int(one)] for one in key_of_part] + [()] * len(hubs)
    rows = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    values = np.array([project for one in lists for project in one], dtype=np.int64)
    return _Parts(of_edge, part[meeting], count + hub, to_ragged(rows, values, len(lists)))


def _keys(edge_count: int, living: Living) -> tuple[IntArray, list[tuple[int, ...]]]:
    """(m,) number of the set of projects that each edge needs, -1 unused; and the sets."""
    key = np.where(living.alive, 0, _UNUSED)
    needs: list[tuple[int, ...]] = [()]
    pairs = pd.DataFrame({"edge": living.edge, "project": living.project}).drop_duplicates()
    pairs = pairs.sort_values(["edge", "project"])
    sets = pairs.groupby("edge")["project"].agg(tuple)
    if len(sets):
        codes, distinct = pd.factorize(sets)
        key[sets.index.to_numpy()] = codes + 1
        needs += [tuple(int(one) for one in projects) for projects in distinct]
    assert len(key) == edge_count  # noqa: S101 - ties the two ways of counting
    return key, needs


def _root_parts(
    network: RoadNetwork,
    living: Living,
    parts: _Parts,
    index: EdgeIndex,
    roots: Roots,
    root_rows: BoolArray | None,
    limit_m: float,
) -> IntArray:
    if roots.kind == "seats":
        xy = roots.seats_xy if root_rows is None else roots.seats_xy[root_rows]
        near = index.nearest_of_each(xy, parts.of_edge, limit_m=limit_m)
        return parts.of_edge[near.edge]
    used = parts.of_edge != _UNUSED
    if roots.kind == "major_roads":
        major = network.road_values(roots.is_major, join=False).astype(bool)
        return np.unique(parts.of_edge[used & major])
    alive = np.flatnonzero(living.alive)
    if len(alive) == 0:
        return alive
    length = np.bincount(parts.of_edge[alive], weights=network.edge_length_m[alive])
    return np.array([int(np.argmax(length))])
