"""Topology: ends that meet nothing, gaps, crossings, double lines, parts cut off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from roadnet.findings import Finding
from roadnet.network.model import RoadNetwork
from roadnet.quality.geometry import line_numbers
from roadnet.quality.inspection import BoolArray, FloatArray, Inspection, IntArray, anchors

_POINTS_AT_A_TIME: Final = 50_000


def check_road_over_road(seen: Inspection) -> Iterator[Finding]:
    """List crossings that are not joined because a bridge, tunnel or level keeps them apart."""
    shapes, ids = seen.shapes("roads"), seen.ids("roads")
    kind, level = _levels(seen)
    raised = np.flatnonzero(((kind != 0) | (level != 0)) & ~shapely.is_missing(shapes))
    tree, places = seen.road_tree
    a, b = tree.query(shapes[raised], predicate="crosses")
    a, b = raised[a], places[b]
    apart = (kind[a] != kind[b]) | (level[a] != level[b])
    rank = seen.rank("roads")
    once = (rank[a] < rank[b]) | ~np.isin(b, raised)
    a, b = a[apart & once], b[apart & once]
    xy = anchors(shapely.intersection(shapes[a], shapes[b]))
    yield from seen.find("road_over_road", "roads", a, xy=xy, other=ids[b])


def check_dangling_end(seen: Inspection, network: RoadNetwork) -> Iterator[Finding]:
    """List ends of roads that meet no other road."""
    node, road = _loose_ends(seen, network)
    yield from seen.find("dangling_end", "roads", road, xy=network.node_xy[node])


def check_near_miss(seen: Inspection, network: RoadNetwork) -> Iterator[Finding]:
    """Find ends that stop a little further from another road than is joined."""
    node, road = _loose_ends(seen, network)
    xy = network.node_xy[node]
    tree, places = seen.road_tree
    ends = shapely.points(xy)
    at, other = tree.query(ends, predicate="dwithin", distance=seen.limits["near_miss_m"])
    other = places[other]
    at, other = at[road[at] != other], other[road[at] != other]
    gap_m = shapely.distance(ends[at], seen.shapes("roads")[other])
    rank = seen.rank("roads")[other]
    pairs = pd.DataFrame({"at": at, "other": other, "gap": gap_m, "rank": rank})
    pairs = pairs[pairs["gap"] > network.tolerance_m].sort_values(["at", "gap", "rank"])
    pairs = pairs.drop_duplicates("at")
    at = pairs["at"].to_numpy(dtype=np.int64)
    yield from seen.find(
        "near_miss",
        "roads",
        road[at],
        xy=xy[at],
        gap_m=pairs["gap"].to_numpy(),
        other=seen.ids("roads")[pairs["other"].to_numpy(dtype=np.int64)],
        tolerance_m=network.tolerance_m,
    )


def check_join_made(seen: Inspection, network: RoadNetwork) -> Iterator[Finding]:
    """List every gap that was closed within the tolerance."""
    joins = network.joins[network.joins["distance_m"] > 0]
    yield from _listed(
        seen,
        "join_made",
        joins,
        gap_m=_column(joins, "distance_m"),
        tolerance_m=network.tolerance_m,
    )


def check_join_refused(seen: Inspection, network: RoadNetwork) -> Iterator[Finding]:
    """List ends near another road that were not joined because one of the two is a structure."""
    refused = getattr(network, "refused", None)
    if refused is not None:
        gap_m = _column(refused, "distance_m")
        yield from _listed(seen, "join_refused", refused, gap_m=gap_m)


def check_crossing_joined(seen: Inspection, network: RoadNetwork) -> Iterator[Finding]:
    """List crossings without a shared vertex that were joined by the rule."""
    joins = network.joins[network.joins["kind"] == "crossing"]
    points = anchors(np.asarray(joins.geometry.to_numpy(), dtype=object))
    yield from _listed(seen, "crossing_joined", joins[~_drawn_as_junction(seen, points)])


def check_overlap_partial(seen: Inspection, network: RoadNetwork) -> Iterator[Finding]:
    """Find roads that run along another road for a stretch and are not declared as shared."""
    twins = getattr(network, "twins", None)
    if twins is None or not len(twins):
        return
    pairs = twins.groupby(["road_id", "kept_road_id"], sort=True)["length_m"].sum().reset_index()
    road, kept = _places(seen, pairs["road_id"]), _places(seen, pairs["kept_road_id"])
    keys, shared = seen.once(line_numbers), seen.flag("roads", "is_overlap")
    odd = (road >= 0) & (kept >= 0)
    odd &= (keys[road] != keys[kept]) & ~shared[road] & ~shared[kept]
    yield from seen.find(
        "overlap_partial",
        "roads",
        road[odd],
        other=seen.ids("roads")[kept[odd]],
        length_m=pairs["length_m"].to_numpy()[odd],
    )


def check_isolated_part(seen: Inspection, network: RoadNetwork) -> Iterator[Finding]:
    """Find parts of the network that are not connected with its longest part."""
    part = road_parts(network)[: len(seen.ids("roads"))]
    length_m = seen.road_length_m[: len(part)]
    there = part >= 0
    if not there.any():
        return
    total_m = np.bincount(part[there], weights=length_m[there])
    villages = _villages_by_part(seen, part, len(total_m))
    total_m[np.argmax(total_m)] = 0.0  # the main part
    roads = pd.DataFrame({"at": np.flatnonzero(there), "part": part[there]})
    roads = roads[total_m[roads["part"]] >= seen.limits["isolated_min_m"]]
    roads = roads.assign(rank=-length_m[roads["at"]]).sort_values(["part", "rank", "at"])
    for number, places in zip(*_grouped(roads["part"], roads["at"]), strict=True):
        yield from seen.find_together(
            "isolated_part",
            "roads",
            places,
            length_km=float(total_m[number]) / 1000,
            villages=int(villages[number]),
        )


def road_parts(network: RoadNetwork) -> IntArray:
    """Return the number of the connected part of each road; -1 for a road without edges."""
    n = network.node_count
    links = coo_array((np.ones(network.edge_count), (network.edge_u, network.edge_v)), (n, n))
    labels = connected_components(links, directed=False)[1]
    part = np.full(len(network.roads), -1, dtype=np.int64)
    own = ~network.edge_is_join
    part[network.edge_road[own]] = labels[network.edge_u[own]]
    return part


def _loose_ends(seen: Inspection, network: RoadNetwork) -> tuple[IntArray, IntArray]:
    """Return the nodes that only one edge meets, and the position of that edge's road."""
    degree = np.bincount(
        np.concatenate([network.edge_u, network.edge_v]), minlength=network.node_count
    )
    road = np.full(network.node_count, -1, dtype=np.int64)
    road[network.edge_u], road[network.edge_v] = network.edge_road, network.edge_road
    loose = np.flatnonzero((degree == 1) & (road >= 0) & (road < len(seen.ids("roads"))))
    return loose, road[loose]


def _levels(seen: Inspection) -> tuple[IntArray, FloatArray]:
    kind = np.where(seen.flag("roads", "is_bridge"), 1, 0)
    kind = np.where(seen.flag("roads", "is_tunnel"), 2, kind)
    return kind, np.nan_to_num(seen.number("roads", "z_level"))


def _drawn_as_junction(seen: Inspection, points: FloatArray) -> BoolArray:
    """Say which points have vertices of at least two roads on them."""
    # Some at a time: their roads' vertices are taken out once more.
    some = range(0, len(points), _POINTS_AT_A_TIME)
    drawn = [_junctions(seen, points[begin : begin + _POINTS_AT_A_TIME]) for begin in some]
    return np.concatenate([np.zeros(0, dtype=bool), *drawn])


def _junctions(seen: Inspection, points: FloatArray) -> BoolArray:
    (tree, places), shared_m = seen.road_tree, seen.limits["vertex_shared_m"]
    at, near = tree.query(shapely.points(points), predicate="dwithin", distance=shared_m)
    xy, pair = shapely.get_coordinates(seen.shapes("roads")[places[near]], return_index=True)
    away_m = np.hypot(*(xy - points[at[pair]]).T)
    return np.bincount(at[np.unique(pair[away_m < shared_m])], minlength=len(points)) > 1


def _villages_by_part(seen: Inspection, part: IntArray, parts: int) -> IntArray:
    _, nearest = seen.road_distance("villages")
    nearest = nearest[nearest >= 0]
    return np.bincount(part[nearest][part[nearest] >= 0], minlength=parts)


def _listed(
    seen: Inspection, code: str, table: pd.DataFrame, **figures: object
) -> Iterator[Finding]:
    """Write a finding for each row of a network's table of pairs of roads with a geometry."""
    shapes = np.asarray(table["geometry"].to_numpy(), dtype=object)
    at = _nearest_places(seen, table["road_id"], shapes)
    known = np.flatnonzero(at >= 0)
    other = np.asarray(table["other_id"].astype(str), dtype=object)[known]
    chosen = {k: v[known] if isinstance(v, np.ndarray) else v for k, v in figures.items()}

    def where(some: IntArray) -> FloatArray:
        return anchors(shapes[known[some]])

    yield from seen.find(code, "roads", at[known], xy=where, other=other, **chosen)


def _places(seen: Inspection, ids: pd.Series) -> IntArray:
    """Return the position of the first road of each identifier; -1 for none (a ferry's line)."""
    wanted, known = (pa.array(np.asarray(side), pa.string()) for side in (ids, seen.ids("roads")))
    found = pc.index_in(wanted, value_set=known)
    return found.fill_null(-1).to_numpy().astype(np.int64)


def _nearest_places(seen: Inspection, ids: pd.Series, shapes: NDArray[np.object_]) -> IntArray:
    """Return the position of the road of each identifier; of several the one nearest to a shape."""
    found = _places(seen, ids)
    names = pd.Series(seen.ids("roads"), dtype=object)
    shared = names.duplicated(keep=False).to_numpy()
    again = np.flatnonzero((found >= 0) & shared[found])
    if not len(again):
        return found
    roads = pd.DataFrame({"key": names[shared], "at": np.flatnonzero(shared)})
    asked = pd.DataFrame({"key": ids.astype(str).to_numpy()[again], "row": again})
    pairs = asked.merge(roads, on="key", how="inner")
    rows, at = (pairs[name].to_numpy(dtype=np.int64) for name in ("row", "at"))
    away = shapely.distance(shapes[rows], seen.shapes("roads")[at])
    best = pairs.assign(away=away).sort_values(["row", "away", "at"]).drop_duplicates("row")
    found[best["row"].to_numpy()] = best["at"].to_numpy()
    return found


def _grouped(keys: pd.Series, values: pd.Series) -> tuple[list[int], list[IntArray]]:
    """Cut values sorted by key into one array a key."""
    names, starts = np.unique(keys.to_numpy(dtype=np.int64), return_index=True)
    return names.tolist(), np.split(values.to_numpy(dtype=np.int64), starts)[1:]


def _column(table: pd.DataFrame, name: str) -> FloatArray:
    return table[name].to_numpy(dtype=float)


CHECKS: Final = (check_road_over_road,)
NETWORK_CHECKS: Final = (
    check_dangling_end,
    check_near_miss,
    check_join_made,
    check_join_refused,
    check_crossing_joined,
    check_overlap_partial,
    check_isolated_part,
)
