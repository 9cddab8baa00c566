"""The shortest new link that ends a dependence: a second way for those behind single roads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely import LineString

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.reason import Reason
from roadnet.analysis.resilience import root_nodes
from roadnet.analysis.roots import find_roots
from roadnet.analysis.villages import population_of
from roadnet.network.cuts import CutTree, find_cuts, levels
from roadnet.network.locate import EdgeIndex
from roadnet.network.model import BoolArray, IntArray
from roadnet.network.stretches import edge_lines
from roadnet.planning.changes import AddRow
from roadnet.planning.costs import price_road
from roadnet.planning.project import Project
from roadnet.standards import Standard

MOST: Final = 20
_LEAST_M: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Relief:
    """A link and who gains a second way by it: village ids and their people."""

    project: Project
    village_ids: tuple[str, ...]
    population: float


def relief_links(assessment: Assessment, *, most: int = MOST) -> list[Relief]:
    """Find, for the villages that hang on single roads, the shortest link that ends it.

    Villages that hang on the same chain of cut edges share a link: straight, from a junction, end
    or place of the network behind the first of these edges to the nearest stretch of open road
    not behind the last. Terrain and areas are left aside. A link longer than
    ``relief_link_limit_km`` is not proposed, and one that has no length (roads that cross on two
    levels) neither.

    Parameters
    ----------
    assessment
        The assessed district.
    most
        So many chains are looked at, those with the most people first.

    Returns
    -------
    Links, the most people first. Villages with several roads at hand are left to the first.
    """
    placed = assessment.placed
    roots = find_roots(assessment.district, placed.base)
    tree = find_cuts(placed.network, root_nodes(placed, roots), mask=placed.open_mask)
    chains = _chains(assessment, tree)
    people = population_of(assessment.villages)
    ranked = sorted(chains, key=lambda chain: (-people[chains[chain]].sum(), chain))[:most]
    found: list[Relief] = []
    for chain in ranked:
        line = _shortest_link(assessment, tree, chain)
        if line is None:
            continue
        rows = chains[chain]
        ids = tuple(assessment.villages["village_id"].astype(str).iloc[rows])
        project = _project(f"P-relief-{len(found) + 1}", line, len(rows), assessment.standard)
        found.append(Relief(project, ids, float(people[rows].sum())))
    return found


def _chains(assessment: Assessment, tree: CutTree) -> dict[tuple[int, int], list[int]]:
    """By (first, last) cut edge: rows of the villages whose single leg hangs on that chain."""
    legs = assessment.placed.legs_m["villages"]
    legs_of = np.bincount(legs.place, minlength=legs.count)
    found: dict[tuple[int, int], list[int]] = {}
    for place, node in zip(legs.place.tolist(), legs.node.tolist(), strict=True):
        if legs_of[place] == 1 and tree.rooted[node]:
            cuts = tree.cuts_of(node)
            if cuts:
                found.setdefault((cuts[0], cuts[-1]), []).append(place)
    return found


def _shortest_link(
    assessment: Assessment, tree: CutTree, chain: tuple[int, int]
) -> LineString | None:
    network, mask = assessment.placed.network, assessment.placed.open_mask
    behind = _below(tree, chain[0])
    before = tree.rooted & ~_below(tree, chain[1])
    u, v = network.edge_u, network.edge_v
    near = EdgeIndex(network, mask & before[u] & before[v] & ~network.edge_is_join).nearest(
        network.node_xy[behind],
        limit_m=assessment.standard.number("relief_link_limit_km") * 1000.0,
    )
    near = near.take(near.leg_m > _LEAST_M)
    if len(near.leg_m) == 0:
        return None
    best = int(np.argmin(near.leg_m))
    start = network.node_xy[np.flatnonzero(behind)[near.point[best]]]
    stretch = edge_lines(network, near.edge[best : best + 1])[0]
    end = shapely.line_interpolate_point(stretch, near.offset_m[best])
    return LineString([start, (end.x, end.y)])


def _below(tree: CutTree, edge: int) -> BoolArray:
    """(n,) the nodes that hang on a cut edge."""
    below = np.zeros(len(tree.depth), dtype=bool)
    below[tree.lower[edge]] = True
    steps: list[IntArray] = levels(tree.depth)
    for nodes in steps[1:]:
        below[nodes] |= below[tree.parent[nodes]]
    return below


def _project(project_id: str, line: LineString, villages: int, standard: Standard) -> Project:
    km = line.length / 1000.0
    priced = price_road("new_road", km, standard)
    values = {
        "road_id": project_id,
        "name": project_id,
        "surface": standard.word("plan_road_surface"),
        "technical_class": standard.word("plan_road_class"),
        "admin_class": "village",
        "status": "existing",
        "width_m": standard.number("plan_road_width_m"),
    }
    return Project(
        project_id=project_id,
        name=Reason("resilience.relief", {"villages": villages, "link_km": km}),
        action="new_road",
        origin="proposed",
        changes=(AddRow("roads", values, line),),
        geometry=line,
        length_km=km,
        cost_cny=priced.cost_cny,
        subsidy_cny=priced.subsidy_cny,
        cost_source=priced.cost_source,
        subsidy_source=priced.subsidy_source,
    )
