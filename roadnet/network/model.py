"""The road network: nodes and edges as arrays, tied to the road and the stretch they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from roadnet.network.join_rows import JoinRows

if TYPE_CHECKING:
    import networkx as nx
    from geopandas import GeoDataFrame
    from pandas import DataFrame
    from pyproj import CRS

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

JOIN: Final = -1
"""``edge_road`` of a join: the short link over the gap between a road's end and another road."""


@dataclass(frozen=True)
class CurvePoint:
    """One point of the tolerance curve."""

    tolerance_m: float
    components: int
    largest_population_share: float | None


def _no_twins() -> DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=["road_id", "kept_road_id", "start_m", "end_m", "length_m"])


def _none_refused() -> GeoDataFrame:
    import geopandas as gpd

    columns = ["road_id", "other_id", "distance_m", "reason"]
    return gpd.GeoDataFrame({name: [] for name in columns}, geometry=[])


@dataclass(frozen=True)
class RoadNetwork:
    """A road network on arrays; n nodes, m edges, r roads.

    Nothing is moved to make it: a road's end that stops short of another road is tied to it by a
    *join*, an edge of its own, as long as the gap and never longer than the tolerance.

    Parameters
    ----------
    crs
        The metric system of ``node_xy`` and of the roads' geometry.
    roads
        The roads in the network, index 0..r-1: the district's layer ``roads``, then the ferries
        that have a line of their own. ``road_id`` and the schema's columns.
    node_xy
        (n, 2) metres.
    edge_u, edge_v
        (m,) the nodes at the edge's start and end, in the road's direction of digitising.
    edge_road
        (m,) position of its road in ``roads``; :data:`JOIN` for a join.
    edge_start_m, edge_end_m
        (m,) the stretch that it covers, in metres along its road's geometry; 0 and the gap's
        length for a join.
    edge_length_m
        (m,) its length in metres, never 0 for a stretch of road.
    tolerance_m
        The join tolerance that it was built with.
    joined
        The places where roads were tied, which :attr:`joins` makes a table of.
    twins
        The stretches left out because they lie on another road's: ``road_id``,
        ``kept_road_id``, ``start_m``, ``end_m``, ``length_m``.
    refused
        The ends within the tolerance of a road that levels keep apart: ``road_id``,
        ``other_id``, ``distance_m``, ``reason`` (:data:`roadnet.network.levels.REASONS`), geometry
        (the end).
    """

    crs: CRS
    roads: GeoDataFrame
    node_xy: FloatArray
    edge_u: IntArray
    edge_v: IntArray
    edge_road: IntArray
    edge_start_m: FloatArray
    edge_end_m: FloatArray
    edge_length_m: FloatArray
    tolerance_m: float
    joined: JoinRows = field(default_factory=JoinRows.none)
    curve: tuple[CurvePoint, ...] = field(default=())
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was worked out of ``roads`` alone; networks that share their roads share it."""
    twins: DataFrame = field(default_factory=_no_twins)
    refused: GeoDataFrame = field(default_factory=_none_refused)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what was worked out of the network: another process is sent the network."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"memo": {}}

    @cached_property
    def edge_memo(self) -> dict[Any, Any]:
        """What was worked out of these edges; a network made from this one begins anew."""
        return {}

    @property
    def joins(self) -> GeoDataFrame:
        """One row a place where roads were tied; made when asked for.

        ``kind`` (``end_to_end``, ``end_to_line``, ``crossing``), ``road_id``, ``other_id``,
        ``distance_m``, ``node_u``, ``node_v``, geometry (a line over the gap, or a point). Listed
        are the joins over a gap, in the order of the join edges, then, with distance 0, the ends
        that touch another road between its ends and the crossings; not the roads that merely
        share an end.
        """
        return self.joined.to_table(self)

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.node_xy)

    @property
    def edge_count(self) -> int:
        """Number of edges, joins included."""
        return len(self.edge_u)

    @property
    def edge_is_join(self) -> BoolArray:
        """(m,) which edges are joins."""
        return self.edge_road == JOIN

    def road_values(self, values: NDArray[Any], *, join: Any) -> NDArray[Any]:
        """Carry a value of each road, (r,), over to its edges, (m,); ``join`` for the joins."""
        if len(values) == 0:
            return np.full(self.edge_count, join, dtype=np.asarray(join).dtype)
        picked = np.asarray(values)[np.where(self.edge_is_join, 0, self.edge_road)]
        return np.where(self.edge_is_join, join, picked)

    @cached_property
    def graph(self) -> nx.MultiGraph[int] | nx.MultiDiGraph[int]:
        """The network as a networkx multigraph, directed if a road is one-way; made when asked for.

        Nodes 0..n-1 bear ``x`` and ``y`` in metres. Edges have their number as key and bear
        ``road_id``, ``length_m``, ``start_m``, ``end_m``, ``kind`` (``road`` or ``join``) and the
        columns of the layer ``roads``; a two-way road stands for both directions in a directed
        graph.
        """
        from roadnet.network.to_networkx import to_networkx

        return to_networkx(self)


NodesByLayer = Mapping[str, IntArray]
