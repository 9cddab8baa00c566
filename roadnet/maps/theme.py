"""Colours, widths and shapes: one scheme for maps and charts.

Built on the palette of Okabe and Ito (2008, "Color Universal Design"), which people with the common
kinds of colour blindness tell apart; no status is told by colour alone, each has a shape too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from roadnet.text import Lang, tr

Shape = Literal["circle", "square", "diamond", "triangle", "down", "cross", "ring", "star"]

INK: Final = "#22303c"
MUTED: Final = "#6b7884"
PAPER: Final = "#f6f5f1"
GOOD: Final = "#2f7f9f"
FAIR: Final = "#6fb3c8"
WARN: Final = "#e69f00"
BAD: Final = "#d55e00"
WORST: Final = "#8e3563"
UNKNOWN: Final = "#a3abb2"
ACCENT: Final = "#0b6e8f"


@dataclass(frozen=True)
class Style:
    """How one class of a layer is drawn and named.

    ``value`` is what stands in the data, ``label`` what the legend says; widths and radii are CSS
    pixels at zoom 13, the page scales them with the zoom.
    """

    value: str
    label: str
    colour: str
    width_px: float = 1.5
    dash_px: tuple[float, ...] = ()
    casing: str = ""
    shape: Shape = "circle"
    radius_px: float = 5.0
    fill_ratio: float = 0.55


# value: colour, width, casing, dash
_ADMIN_CLASS: Final[Mapping[str, tuple[str, float, str, tuple[float, ...]]]] = {
    "national": ("#c4473a", 4.2, "#ffffff", ()),
    "provincial": ("#df8a3c", 3.6, "#ffffff", ()),
    "county": ("#c9a23a", 2.9, "#ffffff", ()),
    "township": ("#6c7d8f", 2.1, "", ()),
    "village": ("#8b98a3", 1.4, "", ()),
    "special": ("#9a86ad", 1.6, "", ()),
    "urban": ("#8d8d8d", 1.6, "", ()),
    "other": ("#a7b1b8", 1.0, "", ()),
}
_SURFACE: Final[Mapping[str, tuple[str, float, str, tuple[float, ...]]]] = {
    "asphalt": ("#3d4f60", 2.2, "", ()),
    "cement": ("#5f86a3", 2.0, "", ()),
    "simple_paved": ("#8fb4c4", 1.9, "", ()),
    "stone": ("#a89a6a", 1.8, "", ()),
    "block": ("#b8a97c", 1.8, "", ()),
    "brick": ("#c08f72", 1.8, "", ()),
    "gravel": ("#e0952b", 1.9, "", (7, 3)),
    "earth": ("#c2571a", 1.9, "", (4, 3)),
}
_POINTS: Final[Mapping[str, Mapping[str, tuple[str, Shape]]]] = {
    "road_status": {
        "connected": (GOOD, "circle"),
        "unhardened": (WARN, "triangle"),
        "no_route": (BAD, "diamond"),
        "off_network": (WORST, "square"),
    },
    "bus_level": {
        "daily": (GOOD, "circle"),
        "weekly": (FAIR, "square"),
        "on_demand": (WARN, "triangle"),
        "none": (BAD, "diamond"),
    },
    "logistics_status": {
        "complete": (GOOD, "circle"),
        "broken_village": (WARN, "triangle"),
        "broken_township": (BAD, "diamond"),
        "broken_county": (WORST, "square"),
    },
    "tier": {
        "county": (WORST, "star"),
        "township": (ACCENT, "square"),
        "village": (FAIR, "square"),
    },
}
# Columns of the data model have their words there, so that tables and maps say the same.
_WORDS: Final[Mapping[str, str]] = {
    "admin_class": "layers.values.roads.admin_class",
    "surface": "layers.values.roads.surface",
    "tier": "layers.values.logistics.tier",
}
# Light to dark, one hue: shares from 0 to 1.
_SHARE: Final = ("#eed3b4", "#f3e4cf", "#e6ebe4", "#cde0de", "#aacfd2")


def status_colour(attribute: str, value: str) -> str:
    """Return the colour of a status, the same on maps and in charts; grey if it is not known."""
    if attribute in _POINTS:
        return _POINTS[attribute].get(value, (UNKNOWN, "circle"))[0]
    lines = {"admin_class": _ADMIN_CLASS, "surface": _SURFACE}.get(attribute, {})
    return lines[value][0] if value in lines else UNKNOWN


def line_styles(attribute: Literal["admin_class", "surface"], lang: Lang) -> tuple[Style, ...]:
    """Return the styles of roads by an attribute, the most important first, "not given" last."""
    table = {"admin_class": _ADMIN_CLASS, "surface": _SURFACE}[attribute]
    known = tuple(
        Style(value, _label(attribute, value, lang), colour, width, dash, casing)
        for value, (colour, width, casing, dash) in table.items()
    )
    return (*known, Style("", tr("maps.legend.unknown", lang), UNKNOWN, 1.2))


def point_styles(attribute: str, lang: Lang, *, radius_px: float = 5.0) -> tuple[Style, ...]:
    """Return the styles of points by a status, the good one first, "not given" last."""
    known = tuple(
        Style(value, _label(attribute, value, lang), colour, shape=shape, radius_px=radius_px)
        for value, (colour, shape) in _POINTS[attribute].items()
    )
    unknown = tr("maps.legend.unknown", lang)
    return (*known, Style("", unknown, UNKNOWN, shape="ring", radius_px=radius_px))


def share_styles(lang: Lang) -> tuple[Style, ...]:
    """Return the styles of areas by a share in five classes, the highest first.

    The values are "4" (80 % and above) down to "0" (below 20 %), as `share_class` gives them.
    """
    last = len(_SHARE) - 1
    styles = [
        Style(
            str(step),
            tr("maps.legend.share", lang, low=20 * step, high=20 * (step + 1)),
            _SHARE[step],
            width_px=1.2,
            fill_ratio=0.5,
        )
        for step in range(last, -1, -1)
    ]
    return (*styles, Style("", tr("maps.legend.unknown", lang), "#e4e5e3"))


def share_class(ratio: float | None) -> str:
    """Return the class of a share in [0, 1] for `share_styles`; empty where it is not known."""
    if ratio is None or ratio != ratio:
        return ""
    return str(min(max(int(ratio * len(_SHARE)), 0), len(_SHARE) - 1))


def single_style(
    label: str,
    colour: str,
    *,
    width_px: float = 2.0,
    dash_px: tuple[float, ...] = (),
    shape: Shape = "circle",
    radius_px: float = 5.0,
    casing: str = "",
) -> tuple[Style]:
    """Return the one style of a layer that has no classes; its value is the empty text."""
    style = Style("", label, colour, width_px, dash_px, casing, shape, radius_px)
    return (style,)


def _label(attribute: str, value: str, lang: Lang) -> str:
    return tr(f"{_WORDS.get(attribute, f'maps.legend.{attribute}')}.{value}", lang)
