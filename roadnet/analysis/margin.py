"""Rows beyond a district's boundary: they carry verdicts, but are not counted.

A district that was cut out of a larger network has a margin around it (``in_margin``), and roads
that lead further than that (``at_cut``). A verdict that is good stays good whatever lies beyond;
one that is bad because no way was found is proven only where no road of that part leads out.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

from roadnet.analysis.places import road_mask
from roadnet.analysis.roads import RoadStates, flag
from roadnet.analysis.roots import Roots
from roadnet.findings import Finding
from roadnet.network.components import edge_parts
from roadnet.network.locate import EdgeIndex, points_xy
from roadnet.network.model import BoolArray, RoadNetwork
from roadnet.schema import AT_CUT, IN_MARGIN, SOURCE_ROW
from roadnet.standards import Standard

Table = TypeVar("Table", bound=pd.DataFrame)


def margin_of(standard: Standard) -> float:
    """Return the width in metres that a county needs around it.

    A village's chain of logistics is the longest way that a limit bounds: to its point, from there
    to the township's node, from there to the county's centre. Whatever lies on it is no further
    from the village than the chain is long. The other limits are single legs.
    """
    chain_m = standard.number("logistics_village_limit_m") + 1000.0 * (
        standard.number("logistics_township_limit_km")
        + standard.number("logistics_county_limit_km")
    )
    legs = ("access_limit_m", "bus_stop_limit_m", "rai_buffer_m")
    return max(chain_m, *(standard.number(leg) for leg in legs))


def counted(table: Table) -> Table:
    """Return the rows that are the district's own; all where there is no margin."""
    return table[~flag(table, IN_MARGIN)] if IN_MARGIN in table else table


def counted_edges(network: RoadNetwork) -> BoolArray:
    """(m,) edges of the district's own roads."""
    own = ~flag(network.roads, IN_MARGIN)
    found: BoolArray = network.road_values(own, join=True).astype(bool)
    return found


def unproven_at_cut(
    network: RoadNetwork,
    states: RoadStates,
    roots: Roots,
    villages: pd.DataFrame,
    *,
    access_limit_m: float,
) -> tuple[Finding, ...]:
    """Find the villages whose road verdict could be better with what lies beyond the margin.

    Without seats and major roads the root is the largest part at hand: on the whole it may be
    another, so that nothing is proven.

    Parameters
    ----------
    villages
        With ``road_status``: of ``no_route`` the part of open roads at hand is asked whether it
        leads out, of ``unhardened`` the part of hardened ones.

    Returns
    -------
    One finding ``verdict_at_cut`` with their rows, or none.
    """
    unsure = roots.kind == "largest_part" and IN_MARGIN in network.roads
    if not unsure and not flag(network.roads, AT_CUT).any():
        return ()
    doubtful = np.full(len(villages), unsure)
    for status, roads in (("no_route", states.is_open), ("unhardened", states.hardened)):
        rows = np.flatnonzero(villages["road_status"] == status)
        mask = road_mask(network, roads)
        doubtful[rows] |= _leads_out(network, mask, villages.iloc[rows], access_limit_m)
    if not doubtful.any():
        return ()
    some = villages[doubtful]
    rows_in_file = tuple(some[SOURCE_ROW].astype(int))
    return (
        Finding(
            "verdict_at_cut",
            "villages",
            rows=rows_in_file,
            ids=tuple(some["village_id"].astype(str)),
            figures={"villages": len(some)},
        ),
    )


def _leads_out(
    network: RoadNetwork, mask: BoolArray, villages: pd.DataFrame, limit_m: float
) -> BoolArray:
    """(rows,) whether some masked road in reach is of a part with a road at the cut."""
    labels = edge_parts(network, mask)
    at_cut = network.road_values(flag(network.roads, AT_CUT), join=False).astype(bool)
    index = EdgeIndex(network, mask & np.isin(labels, labels[mask & at_cut]))
    near = index.nearest(points_xy(villages.geometry), limit_m=limit_m)
    found = np.zeros(len(villages), dtype=bool)
    found[near.point] = True
    return found
