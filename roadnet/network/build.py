"""Build the road network of a district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from roadnet.network.arrays import morton_order
from roadnet.network.crossings import Meetings, echo_overlaps, find_meetings
from roadnet.network.curve import nearest_parts, tolerance_curve, village_weights
from roadnet.network.ends import near_ends, without_cut_ends
from roadnet.network.ferries import roads_with_ferries
from roadnet.network.joins import choose_joins
from roadnet.network.levels import judge_ends, levels_of
from roadnet.network.lines import TOUCH_M, Lines, to_lines
from roadnet.network.model import JOIN, CurvePoint, RoadNetwork
from roadnet.network.nodes import (
    nodes_of_ends,
    share_node,
    without_other_nodes,
    without_unnamed,
)
from roadnet.network.pieces import Nearest, Pieces, cut_pieces
from roadnet.network.split import Splits, Ties, keep_edges, renumber, split_lines
from roadnet.network.tables import join_rows, refused_table
from roadnet.network.twins import find_twins

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from roadnet.district import District
    from roadnet.network.model import FloatArray, IntArray

CURVE_TOLERANCES_M = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


def build_network(
    district: District,
    *,
    tolerance_m: float = 10.0,
    curve_tolerances_m: Sequence[float] = CURVE_TOLERANCES_M,
) -> RoadNetwork:
    """Build the network of a district's roads and ferries, whatever their status.

    Roads are split where they cross, where an end touches or is joined, and nowhere moved. An end
    within ``tolerance_m`` of another road is tied to it by an edge as long as the gap. The rules
    stand in ``docs/methods-network.md``.

    Parameters
    ----------
    district
        Its layers ``roads``, ``ferries`` and ``villages`` are read; geometry in metres.
    tolerance_m
        The widest gap that is joined, metres, inclusive; 0 joins only what touches.
    curve_tolerances_m
        Tolerances at which the components are counted, metres.

    Returns
    -------
    A network with at least as many edges as there are roads with a line; without a road, one with
    no node and no edge.
    """
    roads = roads_with_ferries(district)
    lines = to_lines(roads.geometry.to_numpy())
    found = _find(district, roads, lines, tolerance_m, curve_tolerances_m)
    echoes, linked, gap = _tie(lines, found)
    splits = split_lines(lines, found.met.plus(echoes), linked)
    splits = renumber(splits, morton_order(splits.xy))
    road_id = roads["road_id"].to_numpy(dtype=object)
    joined = join_rows(lines, splits, road_id, found.met, linked, gap)
    kept, twins = find_twins(splits, lines, roads)
    return RoadNetwork(
        crs=district.crs,
        roads=roads,
        **_edges(keep_edges(splits, kept), lines, gap),
        joined=joined,
        tolerance_m=float(tolerance_m),
        curve=found.curve,
        twins=twins,
        refused=refused_table(lines, found.refused, found.why, road_id, district.crs),
    )


@dataclass(frozen=True)
class _Found:
    """What lies on one another and near one another.

    ``met`` the places that are one; ``overlaps`` pairs of parts that share a stretch, ``shared``
    the pieces of these; ``over_gap`` ends and the places near them that may be tied, ``gap_m``
    how far they are; ``refused`` those that levels keep apart and ``why``.
    """

    met: Ties
    overlaps: IntArray
    shared: Pieces
    over_gap: Ties
    gap_m: FloatArray
    refused: Nearest
    why: IntArray
    curve: tuple[CurvePoint, ...]


def _find(
    district: District,
    roads: GeoDataFrame,
    lines: Lines,
    tolerance_m: float,
    curve_tolerances_m: Sequence[float],
) -> _Found:
    """Look for what meets or nearly does; what serves to look is let go with the end of this."""
    pieces = cut_pieces(lines)
    levels = levels_of(roads, lines)
    node = nodes_of_ends(roads, lines)
    meetings = without_unnamed(find_meetings(lines, pieces, levels.code), node)
    near = near_ends(lines, pieces, max(tolerance_m, *curve_tolerances_m, TOUCH_M))
    near = without_other_nodes(without_cut_ends(near, lines, roads), lines, node)
    reason = np.where(share_node(near, lines, node), 0, judge_ends(near, lines, levels))
    apart = (reason > 0) & (near.gap_m <= max(tolerance_m, TOUCH_M))
    near, refused, why = near.only(reason == 0), near.only(apart), reason[apart]
    curve = _curve(district, lines, pieces, meetings, near, curve_tolerances_m)
    touching = near.only(near.gap_m <= TOUCH_M)
    near = near.only((near.gap_m > TOUCH_M) & (near.gap_m <= tolerance_m))
    return _Found(
        met=meetings.ties.plus(_to_ties(lines, touching)),
        overlaps=meetings.overlaps,
        shared=pieces.of_parts(meetings.overlaps),
        over_gap=_to_ties(lines, near),
        gap_m=near.gap_m,
        refused=refused,
        why=why,
        curve=curve,
    )


def _tie(lines: Lines, found: _Found) -> tuple[Ties, Ties, FloatArray]:
    """Return the echoes of the ties without a gap and of the joins, the joins and their gaps."""
    met, linked = found.met, found.over_gap
    echoes = echo_overlaps(lines, found.shared, found.overlaps, met.plus(linked))
    laid = choose_joins(split_lines(lines, met.plus(echoes), linked), found.gap_m)
    linked, gap = linked.only(laid), found.gap_m[laid]
    echoes = echo_overlaps(lines, found.shared, found.overlaps, met.plus(linked))
    return echoes, linked, gap


def _to_ties(lines: Lines, near: Nearest) -> Ties:
    """Return the ties of ends, side a, with the places near them, side b."""
    return Ties(near.point // 2, lines.end_at_m[near.point], near.part, near.at_m)


def _edges(splits: Splits, lines: Lines, gap_m: FloatArray) -> dict[str, Any]:
    """Return the network's arrays: the stretches of road, then the joins."""
    offset, none = lines.offset_m[splits.part], np.zeros(len(gap_m))
    return {
        "node_xy": splits.xy,
        "edge_u": np.concatenate([splits.u, splits.link_a]),
        "edge_v": np.concatenate([splits.v, splits.link_b]),
        "edge_road": np.concatenate([lines.road[splits.part], np.full(len(gap_m), JOIN)]),
        "edge_start_m": np.concatenate([offset + splits.start_m, none]),
        "edge_end_m": np.concatenate([offset + splits.end_m, gap_m]),
        "edge_length_m": np.concatenate([splits.length_m, gap_m]),
    }


def _curve(
    district: District,
    lines: Lines,
    pieces: Pieces,
    meetings: Meetings,
    near: Nearest,
    tolerances_m: Sequence[float],
) -> tuple[CurvePoint, ...]:
    ties = meetings.ties.plus(_to_ties(lines, near))
    gap = np.concatenate([np.zeros(len(meetings.ties)), near.gap_m])
    points, weights = village_weights(district.layers.get("villages"))
    if lines.part_count == 0:
        points, weights = points[:0], weights[:0]
    part = nearest_parts(lines, pieces, points) if len(points) else np.zeros(0, dtype=np.int64)
    return tolerance_curve(lines, ties, gap, weights, part, tolerances_m)
