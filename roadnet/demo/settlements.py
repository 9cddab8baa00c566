"""Where people live: township seats, villages, hamlets, and the planted places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from roadnet.demo.mesh import Bools, Ints, Mesh
from roadnet.demo.options import DemoOptions
from roadnet.demo.roles import ROLES, VOID_M, Role
from roadnet.demo.terrain import Floats, Terrain

SPARE_VILLAGES = 6
"""Places drawn beyond the wanted number, for those that no road can reach."""

_SEAT_CLEAR_M = 2_300.0
_PLANTED_APART_M = 2.0 * VOID_M + 150.0


@dataclass(frozen=True, slots=True)
class Settlements:
    """Mesh nodes of the places.

    ``seats`` starts with the county seat. ``planted`` pairs a role with its node; ``void`` marks
    the nodes in a planted place's disk. ``lure`` is how much each node draws people, in [0, 1].
    """

    seats: Ints
    planted: tuple[tuple[Role, int], ...]
    villages: Ints
    void: Bools
    lure: Floats


def spread(
    rng: np.random.Generator, xy: Floats, weight: Floats, apart_m: float, *, pool: int = 6_000
) -> Ints:
    """Draw places in order of luck by weight, none within ``apart_m`` of one drawn before.

    Only the luckiest ``pool`` of the (n, 2) places take part; returns their row numbers.
    """
    luck = rng.exponential(size=len(xy)) / np.maximum(weight, 1e-9)
    best = np.argsort(luck)[:pool]
    crowd = cKDTree(xy[best]).query_ball_point(xy[best], apart_m)
    free = np.ones(len(best), dtype=bool)
    chosen = []
    for at in range(len(best)):
        if free[at]:
            chosen.append(best[at])
            free[crowd[at]] = False
    return np.array(chosen, dtype=np.int64)


def place_settlements(options: DemoOptions, terrain: Terrain, mesh: Mesh) -> Settlements:
    """Choose the nodes of the seats, the planted places and the villages, in this order."""
    lure = _lure(terrain, mesh)
    seats = _seats(options, terrain, mesh, lure)
    planted = _planted(options, mesh, seats)
    nodes = np.array([node for _, node in planted], dtype=np.int64)
    void = cKDTree(mesh.xy[nodes]).query(mesh.xy)[0] < VOID_M
    villages = _villages(options, mesh, lure, void, seats, planted)
    return Settlements(seats, planted, villages, void, lure)


def _lure(terrain: Terrain, mesh: Mesh) -> Floats:
    """People settle low, near water courses, and a few on the heights."""
    valley = np.exp(-terrain.water_distance_m(mesh.xy) / 700.0)
    steep = np.zeros(len(mesh.xy))
    np.maximum.at(steep, mesh.edges[:, 0], mesh.grade)
    np.maximum.at(steep, mesh.edges[:, 1], mesh.grade)
    return np.asarray((0.12 + 0.88 * valley) * np.exp(-steep / 0.25))


def _seats(options: DemoOptions, terrain: Terrain, mesh: Mesh, lure: Floats) -> Ints:
    """Put the county seat on the river near the middle, the others over the valleys."""
    river_m = terrain.river_distance_m(mesh.xy)
    central = mesh.rho + np.abs(river_m - 400.0) / 4_000.0
    county = int(np.argmin(central))
    inside = np.flatnonzero((mesh.rho < 0.90) & (river_m > 250.0) & (lure > 0.12))
    share_m = 1_000.0 * np.sqrt(options.area_km2 / options.townships)
    apart_m = 0.80 * share_m
    far = np.hypot(*(mesh.xy[inside] - mesh.xy[county]).T) > apart_m
    inside = inside[far]
    while True:
        drawn = spread(options.rng(3), mesh.xy[inside], lure[inside], apart_m, pool=900)
        if len(drawn) >= options.townships - 1:
            return np.concatenate([[county], inside[drawn[: options.townships - 1]]])
        apart_m *= 0.92


def _planted(options: DemoOptions, mesh: Mesh, seats: Ints) -> tuple[tuple[Role, int], ...]:
    """Give each planted place a void on the heights, far from seats and from each other."""
    wanted = [
        role for role in ROLES if role.build != "flyover" for _ in range(options.scaled(role.count))
    ]
    rng = options.rng(4)
    apart_m = _SEAT_CLEAR_M
    while True:
        far = cKDTree(mesh.xy[seats]).query(mesh.xy)[0] > apart_m
        inside = np.flatnonzero((mesh.rho < 0.90) & far)
        high = np.argsort(np.argsort(mesh.height_m[inside])) / len(inside)
        drawn = inside[spread(rng, mesh.xy[inside], high**2 + 0.02, _PLANTED_APART_M, pool=4_000)]
        if len(drawn) >= len(wanted):
            break
        apart_m *= 0.9
    nodes = rng.permutation(drawn[: len(wanted)])
    return tuple((role, int(node)) for role, node in zip(wanted, nodes, strict=True))


def _villages(
    options: DemoOptions,
    mesh: Mesh,
    lure: Floats,
    void: Bools,
    seats: Ints,
    planted: tuple[tuple[Role, int], ...],
) -> Ints:
    """Spread the administrative villages that are not planted along the valleys."""
    count = options.villages - sum(role.kind == "administrative" for role, _ in planted)
    clear = cKDTree(mesh.xy[seats]).query(mesh.xy)[0] > 1_200.0
    inside = np.flatnonzero((mesh.rho < 0.965) & ~void & clear)
    apart_m = 700.0 * np.sqrt(options.area_km2 / options.villages)
    while True:
        drawn = spread(options.rng(5), mesh.xy[inside], lure[inside], apart_m)
        if len(drawn) >= count + SPARE_VILLAGES:
            return inside[drawn[: count + SPARE_VILLAGES]]
        apart_m *= 0.93
