"""The network with every place of the district on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal

import numpy as np
from geopandas import GeoDataFrame

from roadnet.analysis.roads import RoadStates
from roadnet.district import District
from roadnet.network.components import edge_parts
from roadnet.network.insert import insert_places
from roadnet.network.keep import kept_or_made
from roadnet.network.locate import EdgeIndex, Located, points_xy
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork
from roadnet.network.routing import Legs, Router, edge_oneway

Travel = Literal["there", "back", "on_foot"]
"""Ways towards a target, ways from it, and ways on which no road is one-way."""

_ROUTERS_KEPT: Final = 2

PLACED_LAYERS = ("villages", "townships", "stops", "stations", "logistics", "sites")


@dataclass(frozen=True)
class PlacedNetwork:
    """The network with the district's places on it, ready for searches.

    Parameters
    ----------
    base
        The network as it was built.
    network
        The same with a node for each place; its nodes 0..n-1 are those of ``base``.
    parent
        (m,) the base edge of each edge.
    states
        (r,) the state of each road.
    legs_m
        By layer: how each place (row of the layer) stands at the open roads, in metres; a place
        beyond the access limit of every open road has no leg.
    """

    base: RoadNetwork
    network: RoadNetwork
    parent: IntArray
    states: RoadStates
    legs_m: Mapping[str, Legs]
    _routers: dict[Travel, Router] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def router(self, travel: Travel = "there") -> Router:
        """Return the searches by length over open roads; the last ones are kept.

        A search *towards* targets goes the way ``back`` when it is made on a network whose one-way
        roads are turned about. Without one-way roads all ways are the same.
        """
        if not edge_oneway(self.network).any():
            travel = "there"
        return kept_or_made(
            self._routers, travel, lambda: self._make_router(travel), most=_ROUTERS_KEPT
        )

    def _make_router(self, travel: Travel) -> Router:
        network = self.network
        if travel == "back":
            network = replace(network, edge_u=network.edge_v, edge_v=network.edge_u)
        elif travel == "on_foot":
            network = on_foot(network)
        return Router(network, network.edge_length_m, self.open_mask)

    @cached_property
    def open_mask(self) -> BoolArray:
        """(m,) edges on open roads, and joins."""
        return road_mask(self.network, self.states.is_open)

    def legs_min(self, layer: str, *, walk_speed_km_h: float) -> Legs:
        """Return a layer's legs in minutes on foot."""
        legs = self.legs_m[layer]
        return Legs(legs.place, legs.node, legs.cost * 0.06 / walk_speed_km_h, legs.count)


def on_foot(network: RoadNetwork) -> RoadNetwork:
    """Return the network as walkers have it: no one-way roads."""
    return replace(network, roads=network.roads.assign(oneway=False))


def road_mask(network: RoadNetwork, roads: BoolArray) -> BoolArray:
    """(m,) edges on some of the roads; joins always belong."""
    return network.road_values(roads, join=True).astype(bool)


def place_on_network(
    district: District,
    network: RoadNetwork,
    states: RoadStates,
    *,
    preferred: BoolArray,
    access_limit_m: float,
) -> PlacedNetwork:
    """Put every place on the open roads near it.

    A place is tied to the nearest edge of each connected part within the access limit; a village
    also to the nearest of the ``preferred`` (m,) edges, those that make it connected.
    """
    mask = road_mask(network, states.is_open)
    index, labels = EdgeIndex(network, mask), edge_parts(network, mask)
    good = EdgeIndex(network, preferred)
    found: dict[str, Located] = {}
    for layer in PLACED_LAYERS:
        if district.has(layer):
            xy = _points(district.layers[layer])
            located = index.nearest_of_each(xy, labels, limit_m=access_limit_m)
            if layer == "villages":
                located = _both(located, good.nearest(xy, limit_m=access_limit_m))
            found[layer] = located
    every = _concatenate(list(found.values()))
    inserted = insert_places(network, every)
    legs: dict[str, Legs] = {}
    begin = 0
    for layer, located in found.items():
        node = inserted.node[begin : begin + len(located.point)]
        begin += len(located.point)
        legs[layer] = Legs(located.point, node, located.leg_m, len(district.layers[layer]))
    return PlacedNetwork(network, inserted.network, inserted.parent, states, legs)


def _points(frame: GeoDataFrame) -> FloatArray:
    return points_xy(frame.geometry)


def _both(first: Located, second: Located) -> Located:
    """Return both, a place on the same edge only once."""
    key_first = set(zip(first.point.tolist(), first.edge.tolist(), strict=True))
    pairs = zip(second.point.tolist(), second.edge.tolist(), strict=True)
    new = np.array([pair not in key_first for pair in pairs], dtype=bool)
    return _concatenate([first, second.take(new)])


def _concatenate(found: list[Located]) -> Located:
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return Located(none, none, np.zeros(0), np.zeros(0))
    return Located(
        np.concatenate([f.point for f in found]),
        np.concatenate([f.edge for f in found]),
        np.concatenate([f.offset_m for f in found]),
        np.concatenate([f.leg_m for f in found]),
    )
