"""The headline figures: what is reached of how many, taken from the summary as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from roadnet.maps import escape_text
from roadnet.maps.theme import BAD, GOOD, UNKNOWN, WARN
from roadnet.standards import Standard
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH, to_km, to_number, to_percent

MARK: Final = "※"
"""Stands at what rests on a figure whose source was not read."""

# Headline: section of the summary, part, whole, the standard's figures that decide it.
_ROWS: Final[Mapping[str, tuple[str, str, str, tuple[str, ...]]]] = {
    "road": (
        "connectivity",
        "connected",
        "eligible",
        ("access_limit_m", "hardened_surfaces", "connectivity_kinds"),
    ),
    "township": ("townships", "at_required_class", "seats", ("township_required_class",)),
    "bus": (
        "bus",
        "served",
        "eligible",
        ("bus_stop_limit_m", "bus_walk_limit_min", "on_demand_counts", "bus_weekly_min_days"),
    ),
    "stop": ("bus", "with_stop", "eligible", ("bus_stop_limit_m",)),
    "station": ("stations", "with_station", "townships", ("station_required_functions",)),
    "logistics": (
        "logistics",
        "complete",
        "eligible",
        (
            "logistics_village_limit_m",
            "logistics_township_limit_km",
            "logistics_county_limit_km",
            "logistics_min_dispatch_days",
        ),
    ),
    "rai": ("rai", "within", "population", ("rai_buffer_m", "rai_all_season_surfaces")),
    "single_road": ("resilience", "villages_on_one_road", "", ()),
}

# The summary has no rate of these: their part of the whole is taken.
_UNRATED: Final = frozenset({"stop", "single_road"})
# Whole: villages that count; the others are told beside it.
_OF_VILLAGES: Final = frozenset({"road", "bus", "stop", "logistics"})


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure with its denominator; None where it cannot be told from the data."""

    name: str
    part: float | None
    whole: float | None
    rate: float | None
    unverified: bool


def to_headlines(summary: Mapping[str, Any], standard: Standard) -> list[Headline]:
    """Take the headline figures out of a summary, in the order in which they are shown."""
    doubtful = set(standard.unverified())
    found = []
    for name, (section, part, whole, figures) in _ROWS.items():
        row = summary.get(section, {})
        all_of = row.get(whole) if whole else summary["connectivity"]["villages"]
        rate = row.get("rate") if name not in _UNRATED else _ratio(row.get(part), all_of)
        found.append(Headline(name, row.get(part), all_of, rate, bool(doubtful & set(figures))))
    return found


def show_headlines(
    summary: Mapping[str, Any], standard: Standard, lang: Lang, *, road_open: str = ""
) -> None:
    """Show the headline figures as tiles; ``road_open`` as of :func:`to_tiles`."""
    tiles = to_tiles(summary, standard, lang, road_open=road_open)
    st.html(f'<section class="rn-tiles">{tiles}</section>')


def to_tiles(
    summary: Mapping[str, Any], standard: Standard, lang: Lang, *, road_open: str = ""
) -> str:
    """Write the headline figures as HTML, one ``div`` a figure.

    Parameters
    ----------
    road_open
        Why it is not known whether villages have a hardened road; empty where it is.
    """
    return "".join(
        _open_tile(each, road_open, lang)
        if road_open and each.name == "road"
        else _tile(each, _notes(each, summary, standard, lang), lang)
        for each in to_headlines(summary, standard)
    )


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def _tile(each: Headline, notes: list[str], lang: Lang) -> str:
    label = tr(f"ui.headline.{each.name}", lang)
    mark = f'<sup title="{tr("ui.overview.unverified", lang)}">{MARK}</sup>'
    part, whole = to_number(each.part), to_number(each.whole)
    of = tr(f"ui.headline.of.{each.name}", lang, part=part, whole=whole)
    big, width = to_percent(each.rate), 100 * (each.rate or 0.0)
    if each.part is None:
        big, of = DASH, tr("ui.headline.no_data", lang)
    elif each.name == "rai" and not each.whole:
        big, of = DASH, tr("ui.headline.no_people", lang)
    below = "".join(f'<div class="rn-tile-note">{note}</div>' for note in notes)
    return (
        f'<div class="rn-tile"><div class="rn-tile-label">{label}{mark if each.unverified else ""}'
        f'</div><div class="rn-tile-value">{big}</div><div class="rn-bar">'
        f'<i style="width:{width:.1f}%;background:{_colour(each)}"></i></div>'
        f'<div class="rn-tile-of">{of}</div>{below}</div>'
    )


def _open_tile(each: Headline, reason: str, lang: Lang) -> str:
    label = tr(f"ui.headline.{each.name}", lang)
    return (
        f'<div class="rn-tile"><div class="rn-tile-label">{label}</div>'
        f'<div class="rn-tile-value">{tr("ui_annual.open", lang)}</div>'
        f'<div class="rn-tile-of">{escape_text(reason, max_length=200)}</div></div>'
    )


def _notes(each: Headline, summary: Mapping[str, Any], standard: Standard, lang: Lang) -> list[str]:
    """Return the small lines of a tile: what goes with the figure, and who is not counted."""
    road, bus = summary["connectivity"], summary.get("bus", {})
    values: dict[str, dict[str, str]] = {
        "road": {
            "population": to_percent(road.get("population_rate")),
            "missing": to_km(road.get("missing_km")),
        },
        "bus": {
            "score": to_number(bus.get("score")),
            "full": to_number(standard.number("score_bus_full_points")),
        },
        "single_road": {"edges": to_number(summary["resilience"].get("critical_edges"))},
    }
    notes = []
    if each.name in values and each.rate is not None:
        notes.append(tr(f"ui.headline.note.{each.name}", lang, **values[each.name]))
    if each.name in _OF_VILLAGES and each.part is not None:
        others = road["villages"] - (each.whole or 0)
        if others > 0:
            notes.append(tr("ui.headline.not_counted", lang, count=to_number(others)))
    return notes


def _colour(each: Headline) -> str:
    rate = each.rate
    if rate is None:
        return UNKNOWN
    if each.name == "single_road":  # the more, the worse; none has no bar
        return WARN
    return GOOD if rate >= 1 else BAD if rate < 0.5 else WARN if rate < 0.9 else GOOD
