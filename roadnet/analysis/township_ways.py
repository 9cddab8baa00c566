"""Two ways out: which townships hang on single stretches of road on the way to the county seat."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import place_names, words
from roadnet.analysis.reason import Reason
from roadnet.analysis.roads import flag
from roadnet.network.cuts import CutTree, find_cuts
from roadnet.network.model import IntArray

COLUMNS: Final = ("township_id", "name", "ways", "bottleneck_ids", "bottleneck_edges", "reason")
_SHOWN: Final = 5


def township_ways(assessment: Assessment) -> pd.DataFrame:
    """Count each township's ways to the county seat that share no stretch of road, up to two.

    Two such ways exist just where no single stretch parts the township from the county seat
    (Menger's theorem for edges), so the network's cut edges decide. Ways may cross or meet at a
    junction; the direction of travel is left aside.

    Returns
    -------
    DataFrame indexed as the layer ``townships``: ``township_id``, ``name``; ``ways`` 0, 1 or 2 (two
    or more), None for the county seat and where no county seat is named; ``bottleneck_ids`` (road
    ids that every way runs over, from the township on, ``;`` between; a join has none);
    ``bottleneck_edges`` (tuples of edges of ``placed.network``); ``reason``. Empty without the
    layer.
    """
    if not assessment.district.has("townships"):
        return pd.DataFrame(columns=list(COLUMNS))
    layer, placed = assessment.district.layers["townships"], assessment.placed
    county = flag(layer, "is_county_seat")
    legs = placed.legs_m["townships"]
    goal = np.unique(legs.only(np.flatnonzero(county)).node)
    tree = find_cuts(placed.network, goal, mask=placed.open_mask)
    names, ids = place_names(layer, "township_id"), words(layer["township_id"])
    rows = []
    for at in range(len(layer)):
        row = {"township_id": ids[at], "name": names[at], "bottleneck_ids": "", "ways": None}
        if county[at] or not county.any():
            key = "seat" if county[at] else "no_seat"
            why = Reason(f"resilience.ways.{key}", {"name": str(names[at])} if county[at] else {})
            rows.append({**row, "bottleneck_edges": (), "reason": why})
        else:
            nodes = legs.node[legs.place == at]
            rows.append({**row, **_ways(assessment, tree, nodes, str(names[at]))})
    return pd.DataFrame(rows, columns=list(COLUMNS), index=layer.index).astype({"ways": "Int64"})


def _ways(assessment: Assessment, tree: CutTree, nodes: IntArray, name: str) -> dict[str, object]:
    """Count the ways of one township that stands at some nodes."""
    nodes = nodes[tree.rooted[nodes]]
    if len(nodes) == 0:
        why = Reason("resilience.ways.none", {"name": name})
        return {"ways": 0, "bottleneck_edges": (), "reason": why}
    shared = _shared_cuts(tree, nodes)
    if not shared:
        why = Reason("resilience.ways.two", {"name": name})
        return {"ways": 2, "bottleneck_edges": (), "reason": why}
    network = assessment.placed.network
    rows = [int(network.edge_road[edge]) for edge in shared]
    roads = network.roads.iloc[list(dict.fromkeys(row for row in rows if row >= 0))]
    called = list(dict.fromkeys(str(text) for text in place_names(roads, "road_id")))
    more = " …" if len(called) > _SHOWN else ""
    why = (
        Reason("resilience.ways.one", {"name": name, "roads": "、".join(called[:_SHOWN]) + more})
        if called
        else Reason("resilience.ways.one_at_join", {"name": name})
    )
    return {
        "ways": 1,
        "bottleneck_ids": ";".join(words(roads["road_id"])),
        "bottleneck_edges": tuple(shared),
        "reason": why,
    }


def _shared_cuts(tree: CutTree, nodes: IntArray) -> list[int]:
    """Cut edges that the ways from every one of some nodes run over, the nearest first."""
    shared = tree.cuts_of(int(nodes[0]))
    for node in nodes[1:].tolist():
        cuts = set(tree.cuts_of(node))
        shared = [edge for edge in shared if edge in cuts]
    return shared
