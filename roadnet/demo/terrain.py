"""The lie of the land: outline, river, side valleys, heights.

Heights rise from the nearest water course, so that ridges lie between valleys. Nothing here is
written out; it decides where roads, villages and boundaries go.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from roadnet.demo.options import CENTRE_M, DemoOptions

Floats = NDArray[np.float64]

_ASPECT = 1.22
_STEP_M = 80.0


@dataclass(frozen=True, slots=True)
class Terrain:
    """Outline coefficients and water courses; heights on request.

    ``river`` is an (n, 2) line in metres, ``water`` (m, 2) points on every course with ``bed_m``
    their heights, ``waves`` the noise as rows (kx, ky, phase, amplitude_m).
    """

    radius_m: float
    lobes: Floats
    river: Floats
    water: Floats
    bed_m: Floats
    waves: Floats

    def rho(self, xy: Floats) -> Floats:
        """Distance from the centre as a share of the outline's: below 1 is inside the county."""
        x = (xy[:, 0] - CENTRE_M[0]) / _ASPECT
        y = (xy[:, 1] - CENTRE_M[1]) * _ASPECT
        angle = np.arctan2(y, x)
        order = np.arange(2, 2 + len(self.lobes))
        waves = self.lobes[:, 0] * np.cos(angle[:, None] * order + self.lobes[:, 1])
        return np.asarray(np.hypot(x, y) / (self.radius_m * (1.0 + waves.sum(axis=1))))

    def height_m(self, xy: Floats) -> Floats:
        """Heights of (n, 2) places above the sea, m."""
        away_m, nearest = cKDTree(self.water).query(xy)
        rise = 200.0 * (1.0 - np.exp(-away_m / 1_100.0))
        phase = xy @ self.waves[:, :2].T + self.waves[:, 2]
        return np.asarray(self.bed_m[nearest] + rise + np.cos(phase) @ self.waves[:, 3])

    def water_distance_m(self, xy: Floats) -> Floats:
        """Distance of (n, 2) places to the nearest water course, m."""
        return np.asarray(cKDTree(self.water).query(xy)[0])

    def river_distance_m(self, xy: Floats) -> Floats:
        """Distance of (n, 2) places to the river's vertices, m."""
        return np.asarray(cKDTree(self.river).query(xy)[0])


def build_terrain(options: DemoOptions) -> Terrain:
    """Draw the outline, the river with its side valleys, and the noise of the heights."""
    rng = options.rng(1)
    radius_m = float(np.sqrt(options.area_km2 * 1e6 / np.pi))
    order = np.arange(2, 9)
    lobes = np.column_stack(
        [rng.normal(0, 0.15 / order**0.8), rng.uniform(0, 2 * np.pi, len(order))]
    )
    river = _river(rng, radius_m)
    water, bed_m = _water(rng, river, radius_m)
    return Terrain(radius_m, lobes, river, water, bed_m, _waves(rng))


def _river(rng: np.random.Generator, radius_m: float) -> Floats:
    """Draw a sine-generated curve (Langbein and Leopold 1966) across the county."""
    steps = int(6.5 * radius_m / _STEP_M)
    s = (np.arange(steps) - steps / 2) * _STEP_M
    swing = 0.95 + 0.3 * np.sin(2 * np.pi * s / 23_000.0 + rng.uniform(0, 6.3))
    drift = 0.35 * np.sin(2 * np.pi * s / 37_000.0 + rng.uniform(0, 6.3))
    stretch = 900.0 * np.sin(2 * np.pi * s / 11_000.0 + rng.uniform(0, 6.3))
    heading = -0.75 + drift + swing * np.sin(2 * np.pi * (s + stretch) / 7_600.0)
    line = np.cumsum(np.column_stack([np.cos(heading), np.sin(heading)]) * _STEP_M, axis=0)
    line += np.array(CENTRE_M) + rng.normal(0, 0.06 * radius_m, 2) - line[steps // 2]
    reach = np.hypot(*(line - CENTRE_M).T) < 1.45 * radius_m
    middle = steps // 2
    first = middle - int(np.argmin(reach[middle::-1]))
    last = middle + int(np.argmin(reach[middle:]))
    return line[first + 1 : last]


def _course(rng: np.random.Generator, start: Floats, heading: float, length_m: float) -> Floats:
    """Draw a wandering side valley from its mouth upwards."""
    steps = max(4, int(length_m / _STEP_M))
    turn = np.cumsum(rng.normal(0, 0.11, steps))
    phase = np.linspace(0, rng.uniform(3, 7) * length_m / 6_000.0, steps) + rng.uniform(0, 6.3)
    angle = heading + turn - np.linspace(0, turn[-1] * 0.6, steps) + 0.45 * np.sin(phase)
    return start + np.cumsum(np.column_stack([np.cos(angle), np.sin(angle)]) * _STEP_M, axis=0)


def _branches(
    rng: np.random.Generator, stem: Floats, spacing_m: float, lengths_m: tuple[float, float]
) -> list[tuple[int, Floats]]:
    """Side valleys of one course on both sides by turns: (vertex of the mouth, line)."""
    found: list[tuple[int, Floats]] = []
    side = 1.0 if rng.random() < 0.5 else -1.0
    at = int(spacing_m * rng.uniform(0.3, 0.8) / _STEP_M)
    while at < len(stem) - 6:
        ahead = stem[min(at + 5, len(stem) - 1)] - stem[max(at - 5, 0)]
        heading = float(np.arctan2(ahead[1], ahead[0])) + side * rng.uniform(0.9, 1.5)
        found.append((at, _course(rng, stem[at], heading, rng.uniform(*lengths_m))))
        side = -side
        at += int(spacing_m * rng.uniform(0.7, 1.3) / _STEP_M)
    return found


def _water(rng: np.random.Generator, river: Floats, radius_m: float) -> tuple[Floats, Floats]:
    """Every water course as points with bed heights: river, brooks, rivulets."""
    falls = np.linspace(330.0, 250.0, len(river))
    lines, beds = [river], [falls]
    for mouth, brook in _branches(rng, river, 3_600.0, (0.35 * radius_m, 0.75 * radius_m)):
        rise = falls[mouth] + 0.006 * _STEP_M * np.arange(1, len(brook) + 1)
        lines.append(brook)
        beds.append(rise)
        for fork, rivulet in _branches(rng, brook, 2_300.0, (1_500.0, 4_500.0)):
            lines.append(rivulet)
            beds.append(rise[fork] + 0.014 * _STEP_M * np.arange(1, len(rivulet) + 1))
    return np.vstack(lines), np.concatenate(beds)


def _waves(rng: np.random.Generator) -> Floats:
    """Noise of the heights: cosines of 0.7 to 9 km length, the longer the higher."""
    length_m = np.exp(rng.uniform(np.log(700.0), np.log(9_000.0), 48))
    angle = rng.uniform(0, 2 * np.pi, 48)
    k = 2 * np.pi / length_m
    amplitude = 5.5 * (length_m / 3_000.0) ** 0.5
    phase = rng.uniform(0, 2 * np.pi, 48)
    return np.column_stack([k * np.cos(angle), k * np.sin(angle), phase, amplitude])
