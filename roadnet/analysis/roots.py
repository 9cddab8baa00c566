"""Roots: what a village must be connected to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from roadnet.analysis.roads import flag
from roadnet.district import District
from roadnet.network.components import edge_parts
from roadnet.network.locate import EdgeIndex, points_xy
from roadnet.network.model import BoolArray, FloatArray, IntArray, RoadNetwork

RootKind = Literal["seats", "major_roads", "largest_part"]
MAJOR_CLASSES = ("national", "provincial")


@dataclass(frozen=True, slots=True)
class Roots:
    """The roots of a district.

    Parameters
    ----------
    kind
        Township and county seats where the layer ``townships`` is there; else the roads of
        national and provincial class; else the longest connected part.
    seats_xy
        (s, 2) the seats, for the first kind.
    is_county_seat
        (s,) which of them is the county's.
    is_major
        (r,) roads of national and provincial class.
    """

    kind: RootKind
    seats_xy: FloatArray
    is_county_seat: BoolArray
    is_major: BoolArray


def find_roots(district: District, network: RoadNetwork) -> Roots:
    """Find what the district's villages must be connected to."""
    is_major = network.roads["admin_class"].isin(MAJOR_CLASSES).to_numpy()
    if district.has("townships"):
        seats = district.layers["townships"]
        xy = points_xy(seats.geometry)
        return Roots("seats", xy, flag(seats, "is_county_seat"), is_major)
    kind: RootKind = "major_roads" if is_major.any() else "largest_part"
    return Roots(kind, np.zeros((0, 2)), np.zeros(0, dtype=bool), is_major)


def rooted_edges(
    network: RoadNetwork, mask: BoolArray, roots: Roots, *, access_limit_m: float
) -> BoolArray:
    """(m,) edges of the masked network that have a way to a root over masked edges.

    A part of the network reaches a seat when one of its roads passes within the access limit of
    it, so that a further road near a seat never takes a root away.
    """
    labels = edge_parts(network, mask)
    return mask & np.isin(labels, _root_parts(network, mask, labels, roots, access_limit_m))


def _root_parts(
    network: RoadNetwork, mask: BoolArray, labels: IntArray, roots: Roots, access_limit_m: float
) -> IntArray:
    if roots.kind == "seats":
        index = EdgeIndex(network, mask)
        near = index.nearest_of_each(roots.seats_xy, labels, limit_m=access_limit_m)
        return labels[near.edge]
    if roots.kind == "major_roads":
        major = network.road_values(roots.is_major, join=False).astype(bool)
        return labels[mask & major]
    chosen = np.flatnonzero(mask)
    if len(chosen) == 0:
        return chosen
    length = np.bincount(labels[chosen], weights=network.edge_length_m[chosen])
    return np.array([int(np.argmax(length))])
