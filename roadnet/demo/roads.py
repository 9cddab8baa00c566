"""The order in which the county's roads are laid: trunks, seats, villages, plants, hamlets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from roadnet.demo.layout import Layout, Route
from roadnet.demo.mesh import Bools, Ints, Mesh
from roadnet.demo.options import CENTRE_M, DemoOptions
from roadnet.demo.roles import VOID_M, Role
from roadnet.demo.settlements import Settlements, spread
from roadnet.demo.terrain import Floats

RESERVED_SEGMENTS = 9
"""Segments that are not paths on the mesh: flyover road and shared stretches."""

_WET_M = 5_000.0


@dataclass(frozen=True, slots=True)
class Roads:
    """The laid network.

    ``seats`` are the nodes of the seats, ``weak_seats`` the positions in it whose only road is of
    class 4;
    ``flyover`` is the village and the far end of the road that crosses a trunk on a bridge;
    ``hamlets`` the mesh nodes at which hamlet roads end; ``landings`` (2, 2) the nodes on both
    banks at each ferry.
    """

    layout: Layout
    seats: Ints
    weak_seats: tuple[int, ...]
    flyover: Floats
    hamlets: Ints
    landings: Ints


def lay_roads(options: DemoOptions, mesh: Mesh, places: Settlements) -> Roads:
    """Lay every road of the county."""
    layout = Layout(mesh, places.void | (mesh.rho > 1.0))
    trunk_cost = mesh.cost(gentle_ratio=0.035, wet_m=_WET_M)
    local_cost = mesh.cost(gentle_ratio=0.07, wet_m=_WET_M)
    _lay_trunks(layout, trunk_cost, int(places.seats[0]))
    weak = _lay_seat_roads(options, layout, trunk_cost, places.seats)
    flyover = _plant_flyover(options, layout)
    ends = [int(node) for node in places.villages if not layout.shut[node]]
    layout.grow(local_cost, ends, "village", "village")
    for role, node in places.planted:
        plant_road(layout, local_cost, role, node)
    _link(options, layout, local_cost, "village", options.villages // 5)
    landings = _lay_landings(options, layout, local_cost)
    hamlets = _lay_hamlets(options, layout, local_cost, places)
    return Roads(layout, places.seats, weak, flyover, hamlets, landings)


def _lay_trunks(layout: Layout, cost: Floats, county: int) -> None:
    """National road from west to east, provincial ones to the other sides, through the seat."""
    mesh = layout.mesh
    cost_m, before, _ = mesh.search(cost, np.array([county]), layout.shut)
    angle = np.arctan2(*(mesh.xy - CENTRE_M).T[::-1])
    rim = np.where((mesh.rho > 0.985) & (mesh.rho < 1.0), cost_m, np.inf)
    gates = []
    for heading in (np.pi, 0.0, np.pi / 2, -np.pi / 2, np.pi / 4 * 3):
        turn = np.abs(np.angle(np.exp(1j * (angle - heading))))
        gates.append(int(np.argmin(np.where(turn < 0.45, rim, np.inf))))
    layout.owner[county] = 0
    west, east = (layout.back(before, gate) for gate in gates[:2])
    layout.owner[county] = -1
    if len(np.intersect1d(west, east)) == 1:
        layout.add(Route(np.concatenate([west[::-1], east[1:]]), "national", "trunk"))
    else:
        layout.add(Route(west[::-1], "national", "trunk"))
        gates.append(gates[1])
    for gate in gates[2:]:
        path = layout.back(before, gate)
        if len(path) > 2:
            layout.add(Route(path, "provincial", "trunk"))
    layout.cut[county] = True


def _lay_seat_roads(
    options: DemoOptions, layout: Layout, cost: Floats, seats: Ints
) -> tuple[int, ...]:
    """Lead a county road to each seat and link some; returns the seats to be left at class 4."""
    layout.grow(cost, (int(node) for node in seats[1:]), "county", "seat")
    layout.cut[seats] = True
    joints = {int(layout.owner[route.nodes[0]]) for route in layout.routes if len(route.nodes)}
    passed = joints - {0}
    long_ones = [
        (len(route.nodes), route.place)
        for number, route in enumerate(layout.routes)
        if route.purpose == "seat" and number not in passed and len(route.nodes) > 12
    ]
    by_node = {int(node): at for at, node in enumerate(seats)}
    count = min(len(long_ones), max(1, round(options.townships * 3 / 16)))
    weak = tuple(sorted(by_node[place] for _, place in sorted(long_ones)[:count]))
    paths = layout.links(cost, seats)
    layout.add_links(paths, round(0.8 * options.townships), "township", "seat_link")
    return weak


def _plant_flyover(options: DemoOptions, layout: Layout) -> Floats:
    """Find a lonely stretch of trunk that a private road can cross on a bridge.

    Returns (2, 2): the road's inner end at a natural village, and its end beyond the trunk.
    """
    mesh, rng = layout.mesh, options.rng(6)
    used = mesh.xy[layout.used]
    trunks = shapely.multilinestrings(
        [shapely.linestrings(mesh.xy[route.nodes]) for route in layout.routes]
    )
    pairs = np.vstack(
        [
            np.column_stack([route.nodes[3:-4], route.nodes[4:-3]])
            for route in layout.routes
            if len(route.nodes) > 12
        ]
    )
    for a, b in rng.permutation(pairs):
        middle = (mesh.xy[a] + mesh.xy[b]) / 2
        along = (mesh.xy[b] - mesh.xy[a]) / np.hypot(*(mesh.xy[b] - mesh.xy[a]))
        for across in (np.array([-along[1], along[0]]), np.array([along[1], -along[0]])):
            ends = np.vstack([middle + 1_400.0 * across, middle - 240.0 * across])
            if _is_lonely(layout, used, trunks, ends):
                line = shapely.linestrings(ends)
                near = shapely.distance(line, shapely.points(mesh.xy)) < 230.0
                layout.shut |= near | (np.hypot(*(mesh.xy - ends[0]).T) < VOID_M)
                return ends
    raise ValueError(f"Seed {options.seed} leaves no place for the flyover: choose another seed.")


def _is_lonely(layout: Layout, used: Floats, trunks: shapely.MultiLineString, ends: Floats) -> bool:
    """Whether the flyover's village has no road near, and its road meets only the one trunk."""
    mesh = layout.mesh
    village_m = np.hypot(*(mesh.xy - ends[0]).T)
    at = int(np.argmin(village_m))
    if mesh.rho[at] > 0.93 or (layout.shut & (village_m < VOID_M)).any():
        return False
    if np.hypot(*(used - ends[0]).T).min() < VOID_M + 100.0:
        return False
    line = shapely.linestrings(ends)
    met = shapely.intersection(line, trunks)
    if met.geom_type != "Point" or shapely.distance(shapely.points(ends), trunks).min() < 170.0:
        return False
    off_m = shapely.distance(line, shapely.points(used))
    away_m = shapely.distance(met, shapely.points(used))
    return bool((away_m[off_m < 230.0] < 330.0).all())


def plant_road(layout: Layout, cost: Floats, role: Role, node: int) -> None:
    """Build a planted place's own road, and keep every later road away from it."""
    if role.build == "none":
        return
    mesh = layout.mesh
    own = np.hypot(*(mesh.xy - mesh.xy[node]).T) < VOID_M
    hard = role.build != "gravel" or role.mended
    goal = layout.used & ~layout.shut
    for _ in range(2 if role.build == "twin" else 1):
        barred = (layout.shut & ~own) | (layout.used & ~goal)
        path = _path_to_network(layout, cost, node, goal, barred)
        layout.add(Route(path, "village", "planted", node, role, hard))
        layout.cut[node] = True
        goal = goal & ~_near(mesh, path[0], 1_200.0)
        layout.shut[path[1:]] = True
        inner = mesh.around(path[2:])
        layout.shut[inner[layout.owner[inner] < 0]] = True


def _near(mesh: Mesh, node: int, radius_m: float) -> Bools:
    return np.asarray(np.hypot(*(mesh.xy - mesh.xy[node]).T) < radius_m)


def _path_to_network(layout: Layout, cost: Floats, node: int, goal: Bools, barred: Bools) -> Ints:
    """Cheapest way from the network to a planted place; roads are crossed nowhere."""
    for radius_m in (3_500.0, 8_000.0, 30_000.0):
        path = layout.mesh.local_path(cost, node, goal, barred, radius_m=radius_m)
        if len(path):
            inner = np.flatnonzero(goal[path])
            return path[inner[-1] :]
    raise ValueError("A planted place cannot be reached over the mesh: choose another seed.")


def _link(options: DemoOptions, layout: Layout, cost: Floats, grade: str, count: int) -> None:
    """Join neighbouring dead ends, so that part of the network has a second way out."""
    dead = np.array([r.nodes[-1] for r in layout.routes if r.place >= 0 and r.role is None])
    dead = dead[~layout.shut[dead]]
    paths = layout.links(cost, dead)
    luck = options.rng(7 if grade == "village" else 8).random(len(paths)) < 0.75
    chosen = [
        path for path, lucky in zip(paths, luck, strict=True) if lucky and _is_apt(layout, path)
    ]
    layout.add_links(chosen, count, "village", "village_link")


def _is_apt(layout: Layout, path: Ints) -> bool:
    """Whether a link joins places that are not next door, by a fairly straight way."""
    xy = layout.mesh.xy[path]
    straight_m = float(np.hypot(*(xy[-1] - xy[0])))
    return straight_m > 650.0 and float(np.hypot(*np.diff(xy, axis=0).T).sum()) < 1.6 * straight_m


def _lay_landings(options: DemoOptions, layout: Layout, cost: Floats) -> Ints:
    """Roads down to both banks at two places where no bridge is near; returns the node pairs."""
    mesh = layout.mesh
    u, v = mesh.edges.T
    free = ~layout.shut & ~layout.used & (mesh.rho < 0.9)
    at = np.flatnonzero(mesh.wet & free[u] & free[v])
    dry = np.where(mesh.wet, np.inf, cost)
    pairs: list[Ints] = []
    for edge in options.rng(10).permutation(at):
        pair = mesh.edges[edge]
        apart_m = [np.hypot(*(mesh.xy[other[0]] - mesh.xy[pair[0]])) for other in pairs]
        if min(apart_m, default=np.inf) < 3_000.0 or layout.used[pair].any():
            continue
        if len(layout.grow(dry, pair.tolist(), "village", "landing")) == 2:
            pairs.append(pair)
        if len(pairs) == 2:
            break
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _lay_hamlets(options: DemoOptions, layout: Layout, cost: Floats, places: Settlements) -> Ints:
    """Roads to hamlets round the villages, as many as the wanted number of segments needs."""
    mesh, rng = layout.mesh, options.rng(9)
    core = np.concatenate([places.villages, places.seats])
    village_m = cKDTree(mesh.xy[core]).query(mesh.xy)[0]
    free = np.flatnonzero(~layout.shut & ~layout.used & (mesh.rho < 0.975))
    draw = places.lure[free] * (0.08 + np.exp(-village_m[free] / 900.0))
    want = (options.segments - RESERVED_SEGMENTS - layout.segment_count()) // 2
    sites = free[spread(rng, mesh.xy[free], draw, 300.0, pool=6 * max(want, 10))]
    _grow_hamlets(layout, cost, sites, 0.9 * options.segments, rng)
    left = round(0.96 * options.segments) - layout.segment_count() - RESERVED_SEGMENTS
    _link(options, layout, cost, "other", max(left, 0))
    return np.array([r.place for r in layout.routes if r.purpose == "hamlet"], dtype=np.int64)


def _grow_hamlets(
    layout: Layout, cost: Floats, sites: Ints, limit: float, rng: np.random.Generator
) -> None:
    """Lead roads to hamlets in order of ``sites`` until there are ``limit`` segments."""
    open_nodes = np.flatnonzero(layout.used & ~layout.shut)
    cost_m, before, _ = layout.mesh.search(cost, open_nodes, layout.shut)
    segments = layout.segment_count()
    hard = rng.random(len(sites)) < 0.72
    for at, site in enumerate(sites.tolist()):
        if segments >= limit:
            break
        if layout.owner[site] >= 0 or not cost_m[site] < 9_000.0:
            continue
        path = layout.back(before, site)
        segments += 1 if layout.cut[path[0]] else 2
        layout.add(Route(path, "other", "hamlet", site, hard=bool(hard[at])))
