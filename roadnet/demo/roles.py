"""The planted places: what is wrong at each, decided before any road is laid.

A role says how a place is reached in each year. The verdicts in it follow from how the place is
built and from nothing else: a disk of ``VOID_M`` round it is kept free of every other road.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["administrative", "former", "natural"]
Build = Literal["none", "spur", "gravel", "gap", "shut", "twin", "flyover"]
Status = Literal["existing", "under_construction", "closed"]

VOID_M: Final = 900.0
"""Radius of the disk round a planted place into which no other road is led, m."""


@dataclass(frozen=True, slots=True)
class Role:
    """How one planted kind of place is built, and its road verdict in each year.

    ``count`` is the number of such places in the default size. ``first_year`` is the year from
    which its own road is there; ``mended`` marks a gravel road that is hardened in the last year;
    ``shut`` holds the state of the road's first stretch in each year.
    """

    name: str
    kind: Kind
    count: int
    build: Build
    verdicts: tuple[str, str]
    first_year: int = 2023
    mended: bool = False
    shut: tuple[Status, Status] = ("existing", "existing")


ROLES: Final = (
    Role("unhardened", "administrative", 4, "gravel", ("unhardened", "unhardened")),
    Role("resurfaced", "administrative", 2, "gravel", ("unhardened", "connected"), mended=True),
    Role("unhardened", "former", 4, "gravel", ("unhardened", "unhardened")),
    Role("unhardened", "natural", 6, "gravel", ("unhardened", "unhardened")),
    Role("far_gap", "administrative", 1, "gap", ("no_route", "no_route")),
    Role("far_gap", "former", 1, "gap", ("no_route", "no_route")),
    Role("far_gap", "natural", 1, "gap", ("no_route", "no_route")),
    Role(
        "opened", "administrative", 1, "shut", ("no_route", "connected"),
        shut=("under_construction", "existing"),
    ),
    Role(
        "landslide", "administrative", 1, "shut", ("connected", "no_route"),
        shut=("existing", "closed"),
    ),
    Role("closed", "former", 1, "shut", ("no_route", "no_route"), shut=("closed", "closed")),
    Role("flyover", "natural", 1, "flyover", ("no_route", "no_route")),
    Role("off_network", "administrative", 1, "none", ("off_network", "off_network")),
    Role("new_road", "administrative", 1, "spur", ("off_network", "connected"), first_year=2024),
    Role("off_network", "former", 2, "none", ("off_network", "off_network")),
    Role("off_network", "natural", 5, "none", ("off_network", "off_network")),
    Role("single_road", "administrative", 4, "spur", ("connected", "connected")),
    Role("two_roads", "administrative", 4, "twin", ("connected", "connected")),
)  # fmt: skip
"""Every planted kind of place; ``flyover`` is built beside a trunk road, not in a void."""
