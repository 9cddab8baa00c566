"""How the classes of a printed map look: lines by colour, width, dash; marks by colour and shape.

Any two classes of one theme are told apart without colour: by the shape of the mark, by the dash,
by the width (from 1.4 times), or by lightness (from 15 of 100). The sheet can then be read from a
black-and-white print and by people who see fewer colours; a test computes both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from roadnet.maps.theme import ACCENT, BAD, FAIR, GOOD, UNKNOWN, WARN, WORST, Shape


@dataclass(frozen=True, slots=True)
class LineLook:
    """A class of lines: width in points on A4, dash in widths of the line; none is solid."""

    colour: str
    width_pt: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkLook:
    """A class of marks: colour and shape, and where it stands beside its place, in points."""

    colour: str
    shape: Shape
    offset_pt: tuple[float, float] = (0.0, 0.0)


ADMIN_CLASS: Final = {
    "national": LineLook("#9c1f1a", 3.2),
    "provincial": LineLook("#cf5a1c", 2.2),
    "county": LineLook("#d69a00", 1.5),
    "township": LineLook("#44586a", 1.05),
    "village": LineLook("#64727f", 0.55),
    "special": LineLook("#7b5aa0", 1.05, (5.0, 1.5)),
    "urban": LineLook("#555555", 1.05, (1.2, 1.2)),
    "other": LineLook("#7d8890", 0.55, (2.2, 1.8)),
    "": LineLook("#b9c0c5", 0.8),
}
SURFACE: Final = {
    "asphalt": LineLook("#24323f", 1.45),
    "cement": LineLook("#6f96b0", 1.0),
    "simple_paved": LineLook("#4b8f9d", 1.0, (7.5, 1.3)),
    "stone": LineLook("#7d6f33", 1.0, (6.0, 1.5, 1.0, 1.5)),
    "block": LineLook("#9a8858", 1.0, (5.0, 1.4, 1.0, 1.4, 1.0, 1.4)),
    "brick": LineLook("#7a3b2e", 1.0, (2.2, 1.2)),
    "gravel": LineLook("#e0952b", 1.1, (3.5, 2.4)),
    "earth": LineLook("#c2571a", 1.0, (1.1, 1.4)),
    "": LineLook("#b9c0c5", 0.6),
}
BASE_ROADS: Final = {
    "major": LineLook("#8a929a", 1.8),
    "county": LineLook("#979fa6", 1.1),
    "other": LineLook("#b0b7bd", 0.5),
    "soft": LineLook("#a0703c", 0.75, (3.0, 1.6)),
}
"""The roads under other themes: grey, so that what the theme shows stands out."""

BOUNDARY: Final = LineLook("#5f5470", 0.75, (9.0, 2.4, 1.4, 2.4, 1.4, 2.4))
MISSING: Final = LineLook(BAD, 2.6, (2.2, 1.2))
PROJECT: Final = LineLook("#6a1f6d", 2.8)

BEHIND: Final = (
    (0.0, 500.0, LineLook(WORST, 1.0)),
    (500.0, 2_000.0, LineLook(WORST, 1.9)),
    (2_000.0, 10_000.0, LineLook(WORST, 3.0)),
    (10_000.0, float("inf"), LineLook(WORST, 4.4)),
)
"""Classes of people cut off by a road's closing: a matter of drawing alone."""

# Side by side around their village, so that none hides another.
VILLAGE_GAPS: Final = {
    "road": MarkLook(BAD, "square", (-3.0, -2.0)),
    "bus": MarkLook(WARN, "triangle", (0.0, 3.2)),
    "logistics": MarkLook(GOOD, "diamond", (3.0, -2.0)),
}
TOWNSHIP_GAPS: Final = {
    "township_road": (MarkLook(WORST, "ring"), 95.0),
    "station": (MarkLook(ACCENT, "diamond"), 230.0),
}
"""Outlines around a seat, the area of each in square points: both can stand at one seat."""

LACKING: Final = {
    "0": MarkLook(GOOD, "circle"),
    "1": MarkLook(FAIR, "square"),
    "2": MarkLook(WARN, "triangle"),
    "3": MarkLook(BAD, "diamond"),
}
"""Villages by how many of road, bus and delivery they lack."""

HAZARDS: Final = {
    "closed": MarkLook(GOOD, "ring"),
    "open": MarkLook(BAD, "triangle"),
    "": MarkLook(UNKNOWN, "diamond"),
}
