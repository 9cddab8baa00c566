"""Points on the network: the nearest edge of the whole or of each part, never the nearest node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from roadnet.network.arrays import morton_order
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork
from roadnet.network.near_pieces import Near, near_pieces


@dataclass(frozen=True, slots=True)
class Located:
    """Places found for points, k rows sorted by point; a point may have none, one or several.

    Parameters
    ----------
    point
        (k,) position of the point in the array that was asked for.
    edge
        (k,) the edge.
    offset_m
        (k,) metres along the edge from its start.
    leg_m
        (k,) straight metres from the point to the edge.
    """

    point: IntArray
    edge: IntArray
    offset_m: FloatArray
    leg_m: FloatArray

    def take(self, rows: IntArray | BoolArray) -> Located:
        """Return some of the rows."""
        return Located(self.point[rows], self.edge[rows], self.offset_m[rows], self.leg_m[rows])

    def leg_of(self, count: int) -> FloatArray:
        """(count,) the shortest leg of each point; inf where a point has no place."""
        legs = np.full(count, np.inf)
        np.minimum.at(legs, self.point, self.leg_m)
        return legs


class EdgeIndex:
    """A spatial index over the stretches of road that a mask leaves, made once, asked often."""

    def __init__(self, network: RoadNetwork, mask: BoolArray | None = None) -> None:
        self._near = near_pieces(network, mask)

    def __len__(self) -> int:
        return len(self._near)

    def nearest(self, points_xy: FloatArray, *, limit_m: float = np.inf) -> Located:
        """Find the nearest edge of each point, inclusive of the limit; no row beyond it.

        Of several edges at the same distance the lowest number is taken.
        """
        if len(self) == 0 or len(points_xy) == 0:
            return _nothing()
        points = shapely.points(points_xy)
        # In the order of space one query finds in the cache what the one before it touched.
        order = morton_order(np.nan_to_num(points_xy, posinf=0.0, neginf=0.0))
        near = self._near.nearest(points[order])
        found = _measure(points, order[near.query], near)
        found = found.take(found.leg_m <= limit_m)
        return _first_of(found, found.point)

    def nearest_of_each(
        self, points_xy: FloatArray, labels: IntArray, *, limit_m: float
    ) -> Located:
        """Find, within the limit, the nearest edge of each part of the network.

        Parameters
        ----------
        points_xy
            (p, 2) metres.
        labels
            (m,) the part of each edge, as :func:`roadnet.network.components.edge_parts` gives it;
            negative for edges to leave out.
        limit_m
            Metres, inclusive.
        """
        if len(self) == 0 or len(points_xy) == 0:
            return _nothing()
        points = shapely.points(points_xy)
        near = self._near.within(points, labels, limit_m)
        found = _measure(points, near.query, near)
        return _first_of(found, found.point, labels[found.edge])

    def met_by(self, shape: shapely.Geometry) -> IntArray:
        """Return the edges that a geometry meets, sorted."""
        return self._near.met_by(shape)


def _measure(points: NDArray[Any], point: IntArray, near: Near) -> Located:
    pieces = near.pieces.take(near.piece)
    return Located(
        point=point,
        edge=pieces.edge,
        offset_m=pieces.start_m + shapely.line_locate_point(pieces.lines, points[point]),
        leg_m=shapely.distance(pieces.lines, points[point]),
    )


def points_xy(geometry: object) -> FloatArray:
    """Convert a GeoSeries of points to an (n, 2) array."""
    found: FloatArray = shapely.get_coordinates(np.asarray(geometry))
    return found


def _first_of(found: Located, *keys: IntArray) -> Located:
    """Keep, of the rows with the same keys, the one with the shortest leg, then the lowest edge."""
    order = np.lexsort((found.offset_m, found.edge, found.leg_m, *reversed(keys)))
    columns = np.stack([key[order] for key in keys], axis=1)
    first = np.ones(len(order), dtype=bool)
    first[1:] = (columns[1:] != columns[:-1]).any(axis=1)
    return found.take(order[first])


def _nothing() -> Located:
    return Located(
        np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0)
    )
