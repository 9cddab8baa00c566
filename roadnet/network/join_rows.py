"""Where roads were tied, as numbers; the table that people see is made when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from roadnet.network.model import FloatArray, IntArray, RoadNetwork

KINDS: Final = ("end_to_end", "end_to_line", "crossing")


@dataclass(frozen=True)
class JoinRows:
    """Places where roads were tied, k rows; see :attr:`.model.RoadNetwork.joins`.

    Of a province there are millions: a line and three words for each would take a gigabyte.

    Parameters
    ----------
    kind
        (k,) positions in :data:`KINDS`.
    road, other
        (k,) rows of the network's roads.
    distance_m
        (k,) the gap, 0 for what touches or crosses; the rows over a gap come first.
    node_u, node_v
        (k,) nodes of the network, the same without a gap.
    """

    kind: IntArray
    road: IntArray
    other: IntArray
    distance_m: FloatArray
    node_u: IntArray
    node_v: IntArray
    made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The table, once it was asked for; networks made from one another share it."""

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs: it makes the table itself if it wants it."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"made": {}}

    @staticmethod
    def none() -> JoinRows:
        """Return no rows."""
        whole = np.zeros(0, dtype=np.int64)
        return JoinRows(whole, whole, whole, np.zeros(0), whole, whole)

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def over_gap(self) -> int:
        """How many tie roads over a gap."""
        return int((self.distance_m > 0).sum())

    def to_table(self, network: RoadNetwork) -> GeoDataFrame:
        """Convert to a table with the roads' identifiers and a line over each gap, or a point."""
        if "table" not in self.made:
            self.made["table"] = self._to_table(network)
        table: GeoDataFrame = self.made["table"]
        return table

    def _to_table(self, network: RoadNetwork) -> GeoDataFrame:
        import geopandas as gpd
        import shapely

        road_id = network.roads["road_id"].to_numpy(dtype=object)
        start, end = network.node_xy[self.node_u], network.node_xy[self.node_v]
        gaps = self.over_gap
        lines = shapely.linestrings(np.stack([start[:gaps], end[:gaps]], axis=1))
        columns = {
            "kind": np.array(KINDS, dtype=object)[self.kind],
            "road_id": road_id[self.road],
            "other_id": road_id[self.other],
            "distance_m": self.distance_m,
            "node_u": self.node_u.astype(np.int64),
            "node_v": self.node_v.astype(np.int64),
        }
        shapes = np.concatenate([lines, shapely.points(start[gaps:])])
        return gpd.GeoDataFrame(columns, geometry=shapes, crs=network.crs)
