"""A district that was cut out of a larger one, and what leads out of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.columns import words
from roadnet.analysis.connectivity import Reach
from roadnet.analysis.places import PlacedNetwork
from roadnet.analysis.roads import flag
from roadnet.analysis.roots import Roots
from roadnet.district import District
from roadnet.network.components import node_parts
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork
from roadnet.network.routing import Legs, Router
from roadnet.schema import AT_CUT
from roadnet.standards import Standard


@dataclass(frozen=True)
class CutOut:
    """A district that was cut out, as it was assessed.

    Parameters
    ----------
    minutes
        (m,) of each edge of ``placed.network``.
    critical
        (m,) cut edges of ``placed.base``.
    """

    district: District
    placed: PlacedNetwork
    roots: Roots
    reach: Reach
    minutes: FloatArray
    critical: BoolArray
    standard: Standard

    @cached_property
    def exits(self) -> IntArray:
        """Nodes of ``placed.network`` on open roads at the cut."""
        return exits_of(self.placed.network, self.placed.open_mask)

    @cached_property
    def leads_out(self) -> BoolArray:
        """(n,) nodes of ``placed.network`` whose open part has a road at the cut."""
        part = node_parts(self.placed.network, self.placed.open_mask)
        return np.isin(part, part[self.exits])

    def forks(self, layer: str) -> BoolArray:
        """(places,) places near several parts that lead out: on the whole they may be one part.

        A place is tied to the nearest road of each part, so there it would have fewer legs.
        """
        legs = self.placed.legs_m[layer]
        some = self.leads_out[legs.node]
        part = node_parts(self.placed.network, self.placed.open_mask)
        pairs = np.unique(np.stack([legs.place[some], part[legs.node[some]]]), axis=1)
        return np.bincount(pairs[0].astype(np.int64), minlength=legs.count) > 1

    def at_fork(self, layer: str, ids: pd.Series, goals: pd.Series) -> BoolArray:
        """(v,) whether the place of a layer that each village goes to is one of :meth:`forks`."""
        some = words(ids)[self.forks(layer)]
        found: BoolArray = np.isin(words(goals), some[some != ""])
        return found

    def beyond_m(self, xy: FloatArray) -> FloatArray:
        """(k,) metres from places to what is not at hand, at least."""
        if self.area is None:
            return np.zeros(len(xy))
        away_m = shapely.distance(shapely.points(xy), self.area)
        found: FloatArray = (self.district.margin_m or 0.0) - away_m
        return found

    @cached_property
    def area(self) -> shapely.Geometry | None:
        """The district's own area; None where no boundaries say it."""
        if not self.district.has("boundaries"):
            return None
        shapes = self.district.layers["boundaries"].geometry.to_numpy()
        return shapely.union_all(shapely.make_valid(shapes))

    def to_exits(self, network: RoadNetwork, cost: FloatArray, legs: Legs) -> FloatArray:
        """(places,) the least cost to a road at the cut; inf where none is reached."""
        goal = goal_at(self.exits)
        return Router(network, cost, self.placed.open_mask).search(goal).nearest(legs).cost


def exits_of(network: RoadNetwork, mask: BoolArray) -> IntArray:
    """Return the nodes on masked roads at the cut."""
    at_cut = network.road_values(flag(network.roads, AT_CUT), join=False).astype(bool) & mask
    return np.unique(np.concatenate([network.edge_u[at_cut], network.edge_v[at_cut]]))


def goal_at(nodes: IntArray) -> Legs:
    """Return some nodes as one goal of a search."""
    return Legs(np.zeros(len(nodes), dtype=np.int64), nodes, np.zeros(len(nodes)), 1)
