"""What the demonstration district is made from: its size, its seed, its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

COUNTY_CODE: Final = "519999"
"""A six-digit county code that no county bears."""

CRS: Final = "EPSG:4544"
"""CGCS2000, 3-degree Gauss-Kruger zone with central meridian 105 degrees east."""

CENTRE_M: Final = (548_000.0, 3_364_500.0)
"""Middle of the county in ``CRS``, about 105.5 E 30.4 N."""

YEARS: Final = (2023, 2024)

_BASE_SEGMENTS = 3_000
_BASE_VILLAGES = 220
_BASE_AREA_KM2 = 1_250.0


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """Size and seed of a generated district.

    Parameters
    ----------
    segments
        Road segments in the latest year, at least 400 and eight for each village.
    villages
        Administrative villages, at least 40.
    townships
        Townships, the county seat among them, at least 5.
    seed
        The same seed gives the same district.

    Raises
    ------
    ValueError
        If a size is too small to hold the planted gaps.
    """

    segments: int = _BASE_SEGMENTS
    villages: int = _BASE_VILLAGES
    townships: int = 16
    seed: int = 7

    def __post_init__(self) -> None:
        low = {"segments": max(400, 8 * self.villages), "villages": 40, "townships": 5}
        small = [f"{name} >= {least}" for name, least in low.items() if getattr(self, name) < least]
        if small:
            raise ValueError(f"The demonstration district needs {', '.join(small)}.")

    @property
    def area_km2(self) -> float:
        """Area aimed at: grows slower than the number of segments."""
        return float(_BASE_AREA_KM2 * (self.segments / _BASE_SEGMENTS) ** 0.75)

    @property
    def former_villages(self) -> int:
        """Number of former villages, merged into present ones."""
        return max(8, round(0.2 * self.villages))

    @property
    def natural_villages(self) -> int:
        """Number of natural villages in the table."""
        return max(16, round(0.6 * self.villages))

    def scaled(self, count: float) -> int:
        """Return how many places to plant for ``count`` in the default size, at least one."""
        return max(1, round(count * self.villages / _BASE_VILLAGES))

    def rng(self, subject: int) -> np.random.Generator:
        """Return the random numbers of one subject, independent of all the others."""
        return np.random.default_rng([self.seed, subject])
