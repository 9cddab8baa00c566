"""Single-road dependence: which one road's closing cuts whom off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roadnet.analysis.places import PlacedNetwork, road_mask
from roadnet.analysis.roots import Roots
from roadnet.network.cuts import NONE as NO_CUT
from roadnet.network.cuts import CutTree, find_cuts
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork
from roadnet.network.routing import NO_PLACE, Legs, Nearest


@dataclass(frozen=True, slots=True)
class Dependence:
    """What depends on single roads.

    Parameters
    ----------
    cut_by
        (v,) for each village the roads, nearest first, whose closing at one place cuts it off from
        the county seat (or, without one, from every root), whichever road near it it takes; None
        where it has no way there at all.
    critical
        (m,) cut edges of the network as it was built, over open roads, joins left out.
    villages_behind, population_behind
        (r,) the most that a closing of the road at one place cuts off.
    """

    cut_by: list[list[str] | None]
    critical: BoolArray
    villages_behind: IntArray
    population_behind: FloatArray


def single_road_dependence(
    placed: PlacedNetwork, roots: Roots, to_root: Nearest, population: FloatArray
) -> Dependence:
    """Find cut edges and what hangs on them.

    Parameters
    ----------
    placed
        The network with places.
    roots
        The district's roots.
    to_root
        The villages' least routes to the root nodes of :func:`root_nodes`.
    population
        (v,) persons.
    """
    network = placed.network
    tree = find_cuts(network, root_nodes(placed, roots), mask=placed.open_mask)
    node = _hangs_on(tree, placed.legs_m["villages"], to_root.nodes(placed.legs_m["villages"]))
    cut_by = _road_ids(network, tree, node, to_root.link != NO_PLACE)
    takes = node != NO_PLACE
    there = node[takes]
    weights = np.bincount(there, minlength=network.node_count).astype(float)
    people = np.zeros(network.node_count)
    np.add.at(people, there, population[takes])
    base_mask = road_mask(placed.base, placed.states.is_open)
    bare = find_cuts(placed.base, np.zeros(0, dtype=np.int64), mask=base_mask)
    return Dependence(
        cut_by=cut_by,
        critical=bare.is_cut & ~placed.base.edge_is_join,
        villages_behind=_by_road(placed, tree.sum_below(weights)).astype(np.int64),
        population_behind=_by_road(placed, tree.sum_below(people)),
    )


def cut_roads(placed: PlacedNetwork, tree: CutTree, to_root: Nearest) -> list[list[str] | None]:
    """(v,) the roads that each village hangs on, as :attr:`Dependence.cut_by`, by a tree of cuts.

    Parameters
    ----------
    tree
        The cuts of the placed network from some roots.
    to_root
        The villages' least routes to the same roots.
    """
    legs = placed.legs_m["villages"]
    node = _hangs_on(tree, legs, to_root.nodes(legs))
    return _road_ids(placed.network, tree, node, to_root.link != NO_PLACE)


def root_nodes(placed: PlacedNetwork, roots: Roots) -> IntArray:
    """Nodes that a village must keep a way to: the county seat's, else those of every root."""
    network = placed.network
    if roots.kind == "seats":
        legs = placed.legs_m["townships"]
        if roots.is_county_seat.any():
            legs = legs.only(np.flatnonzero(roots.is_county_seat))
        return np.unique(legs.node)
    if roots.kind == "major_roads":
        on = network.road_values(roots.is_major, join=False).astype(bool) & placed.open_mask
        return np.unique(np.concatenate([network.edge_u[on], network.edge_v[on]]))
    return np.zeros(0, dtype=np.int64)


def _hangs_on(tree: CutTree, legs: Legs, node: IntArray) -> IntArray:
    """(v,) the node whose cut edges are those that cut each village off; -1 where none does.

    That is the node where its way takes to the road; of a village with several legs, the node
    below the first cut edge that all of them hang on.
    """
    found = node.copy()
    found[(node != NO_PLACE) & ~tree.rooted[node]] = NO_PLACE
    links = np.flatnonzero(tree.rooted[legs.node])
    links = links[np.argsort(legs.place[links], kind="stable")]
    places, first, count = np.unique(legs.place[links], return_index=True, return_counts=True)
    for place, begin, many in zip(places, first, count, strict=True):
        if many > 1 and found[place] != NO_PLACE:
            nodes = legs.node[links[begin : begin + many]]
            edge = tree.common_cut([int(at) for at in nodes])
            found[place] = NO_PLACE if edge == NO_CUT else tree.lower[edge]
    return found


def _road_ids(
    network: RoadNetwork, tree: CutTree, node: IntArray, has_way: BoolArray
) -> list[list[str] | None]:
    """By village: the roads of the cut edges between a node and the roots, each once."""
    roads = [
        [int(network.edge_road[edge]) for edge in tree.cuts_of(at)] if at != NO_PLACE else []
        for at in node.tolist()
    ]
    some = np.unique(np.array([road for each in roads for road in each if road >= 0], dtype=int))
    names = network.roads["road_id"].iloc[some].astype(str)
    name_of = dict(zip(some.tolist(), names, strict=True))
    return [
        list(dict.fromkeys(name_of[road] for road in each if road >= 0)) if way else None
        for each, way in zip(roads, has_way, strict=True)
    ]


def _by_road(placed: PlacedNetwork, values: FloatArray) -> FloatArray:
    """(r,) the largest value on any edge of each road."""
    network = placed.network
    most = np.zeros(len(network.roads))
    own = ~network.edge_is_join
    np.maximum.at(most, network.edge_road[own], values[own])
    return most
