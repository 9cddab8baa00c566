"""Classes of printed maps stay apart in a black-and-white print and under colour blindness.

Colour blindness is simulated by the matrices of Machado, Oliveira and Fernandes (2009, "A
Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1), lightness is
that of CIELAB. Neither shares anything with the program.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest

from roadnet.maps.sheets import looks
from roadnet.maps.sheets.looks import LineLook, MarkLook
from roadnet.maps.theme import point_styles

VISIONS = {
    "all colours": np.eye(3),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
LIGHTNESS, WIDTH = 15.0, 1.4


def lightness(colour: str, vision: Any) -> float:
    """CIELAB L* of an sRGB colour as someone sees it."""
    srgb = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(vision @ linear, 0.0, 1.0)
    luminance = float(seen @ [0.2126, 0.7152, 0.0722])
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


def lighter_by(one: str, other: str) -> float:
    """The least difference in lightness over all ways of seeing."""
    return min(
        abs(lightness(one, vision) - lightness(other, vision)) for vision in VISIONS.values()
    )


def dashes_differ(one: LineLook, other: LineLook) -> bool:
    """Solid and dashed differ; dashes by their number, their length, or how much is inked."""
    if not one.dash or not other.dash:
        return one.dash != other.dash
    if len(one.dash) != len(other.dash):
        return True
    lengths = [sum(look.dash) * look.width_pt for look in (one, other)]
    inked = [sum(look.dash[::2]) / sum(look.dash) for look in (one, other)]
    return max(lengths) / min(lengths) >= WIDTH or abs(inked[0] - inked[1]) >= 0.2


def lines_differ(one: LineLook, other: LineLook) -> bool:
    widths = sorted((one.width_pt, other.width_pt))
    return (
        dashes_differ(one, other)
        or widths[1] / widths[0] >= WIDTH
        or lighter_by(one.colour, other.colour) >= LIGHTNESS
    )


def marks_differ(one: MarkLook, other: MarkLook) -> bool:
    return one.shape != other.shape or lighter_by(one.colour, other.colour) >= LIGHTNESS


@pytest.mark.parametrize(("colour", "value"), [("#ffffff", 100.0), ("#000000", 0.0)])
def test_the_measure_of_lightness_itself(colour: str, value: float) -> None:
    # Every matrix keeps white and black: its rows add up to 1.
    for vision in VISIONS.values():
        assert lightness(colour, vision) == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize("table", ["ADMIN_CLASS", "SURFACE", "BASE_ROADS"])
def test_classes_of_roads_differ_without_colour(table: str) -> None:
    classes = getattr(looks, table)
    alike = [
        (one, other)
        for (one, a), (other, b) in combinations(classes.items(), 2)
        if not lines_differ(a, b)
    ]
    assert alike == []


def test_what_a_theme_shows_stands_out_from_the_roads_under_it() -> None:
    shown = [looks.MISSING, looks.PROJECT, *(look for _, _, look in looks.BEHIND)]
    for ground in (*looks.BASE_ROADS.values(), looks.BOUNDARY):
        for look in shown:
            assert lines_differ(look, ground), (look, ground)
    widths = [look.width_pt for _, _, look in looks.BEHIND]
    assert all(wide / narrow >= WIDTH for narrow, wide in pairwise(widths))


@pytest.mark.parametrize("attribute", ["road_status", "bus_level", "logistics_status"])
def test_verdicts_differ_without_colour(attribute: str) -> None:
    marks = [MarkLook(style.colour, style.shape) for style in point_styles(attribute, "zh")]
    assert all(marks_differ(one, other) for one, other in combinations(marks, 2))


def test_gaps_hazards_and_services_lacking_differ_without_colour() -> None:
    outlines = [look for look, _ in looks.TOWNSHIP_GAPS.values()]
    for marks in (looks.VILLAGE_GAPS.values(), looks.LACKING.values(), looks.HAZARDS.values()):
        assert all(marks_differ(one, other) for one, other in combinations(marks, 2))
    assert outlines[0].shape != outlines[1].shape
    spots = {look.offset_pt for look in looks.VILLAGE_GAPS.values()}
    assert len(spots) == len(looks.VILLAGE_GAPS)
