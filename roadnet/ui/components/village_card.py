"""A village's card: three verdicts with their reasons, figures, routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from roadnet.analysis.assessment import in_language
from roadnet.analysis.routes import village_routes
from roadnet.maps import escape_text
from roadnet.maps.theme import ACCENT, INK, WORST, status_colour
from roadnet.text import Lang, has_text, tr
from roadnet.text.numbers import to_km, to_number
from roadnet.ui.cache import Result
from roadnet.ui.components.overlay import Path
from roadnet.ui.components.tables import township_names

_VERDICTS: Final = (
    ("road", "road_status", "road_reason"),
    ("bus", "bus_level", "bus_reason"),
    ("logistics", "logistics_status", "logistics_reason"),
)
_FIGURES: Final = (
    ("access_m", "metres", 0),
    ("missing_km", "km", 3),
    ("to_township_km", "km", 3),
    ("to_county_km", "km", 3),
    ("to_county_min", "minutes", 0),
    ("stop_m", "metres", 0),
    ("stop_walk_m", "metres", 0),
    ("logistics_km", "km", 3),
)
# Kind: colour, SVG dash pattern.
_ROUTES: Final = {
    "county": (WORST, ""),
    "township": (ACCENT, ""),
    "logistics": ("#2f8f5b", "10 6"),
    "stop": (INK, "2 7"),
}


@dataclass(frozen=True)
class Route:
    """A village's way to one target, ready to be drawn and named."""

    kind: str
    km: float
    minutes: float
    path: Path


def routes_of(result: Result, row: int) -> list[Route]:
    """Return the ways of a village to its stop, township and county seat, the longest first."""
    found = village_routes(result.assessment, row)
    if found.empty:
        return []
    degrees = found.to_crs(4326)
    routes = []
    for kind, km, minutes, shape in zip(
        degrees["kind"], degrees["km"], degrees["min"], degrees.geometry, strict=True
    ):
        if shape is None or shape.is_empty or kind not in _ROUTES:
            continue
        pieces = getattr(shape, "geoms", [shape])
        lines = [[(y, x) for x, y, *_ in piece.coords] for piece in pieces]
        routes.append(Route(kind, float(km), float(minutes), Path(lines, *_ROUTES[kind])))
    return sorted(routes, key=lambda each: list(_ROUTES).index(each.kind))


def show_village(result: Result, row: int, routes: Sequence[Route], lang: Lang) -> None:
    """Show the card of a village, by its row in the assessment's table."""
    villages = result.assessment.villages
    village = in_language(pd.DataFrame(villages.drop(columns="geometry")).iloc[[row]], lang).iloc[0]
    verdicts = "".join(_verdict(name, village[s], village[r], lang) for name, s, r in _VERDICTS)
    figures = _figures(village, _ways(result, village), lang)
    st.html(
        f'<article class="rn-village"><h3>{escape_text(village["name"])}</h3>'
        f'<div class="rn-under">{_under(result, village, lang)}</div>{verdicts}'
        f'<div class="rn-figures">{figures}</div>{_routes(routes, lang)}</article>'
    )


def _under(result: Result, village: pd.Series, lang: Lang) -> str:
    names = township_names(result.assessment)
    kind = village["kind"] if pd.notna(village["kind"]) else "administrative"
    parts = [
        names.get(str(village["township_id"]), ""),
        tr(f"layers.values.villages.kind.{kind}", lang),
        tr("ui.unit.persons", lang, value=to_number(_float(village["population"]))),
        str(village["village_id"]),
    ]
    return " · ".join(escape_text(part, max_length=80) for part in parts if part)


def _verdict(name: str, status: Any, reason: Any, lang: Lang) -> str:
    attribute = {"road": "road_status", "bus": "bus_level", "logistics": "logistics_status"}[name]
    known = isinstance(status, str)
    key = f"maps.legend.{attribute}.{status}"
    label = tr(key, lang) if known and has_text(key, lang) else tr("ui.headline.no_data", lang)
    colour = status_colour(attribute, str(status))
    return (
        f'<div class="rn-verdict" style="border-left-color:{colour}"><div class="rn-verdict-head">'
        f"<span>{tr(f'ui.service.{name}', lang)}</span><b>{label}</b></div>"
        f"<p>{escape_text(reason)}</p></div>"
    )


def _ways(result: Result, village: pd.Series) -> frozenset[str]:
    """Return the columns whose target is known, so that a blank in them means: no way there."""
    villages = result.assessment.villages
    known = {c for c in ("to_township_km", "to_county_km", "to_county_min") if c in villages}
    if str(village["township_id"]) not in township_names(result.assessment):
        known.discard("to_township_km")
    return frozenset(c for c in known if villages[c].notna().any())


def _figures(village: pd.Series, ways: frozenset[str], lang: Lang) -> str:
    cells = []
    for column, unit, digits in _FIGURES:
        value = _float(village.get(column))
        shown = tr(f"ui.unit.{unit}", lang, value=to_number(value, digits=digits))
        if value is None:
            shown = tr("ui.village.no_way", lang) if column in ways else to_number(None)
        cells.append(f"<div><span>{tr(f'ui.card.{column}', lang)}</span>{shown}</div>")
    cuts = village.get("cut_by")
    if isinstance(cuts, str) and cuts:
        label = tr("ui.card.cut_by", lang)
        cells.append(f"<div><span>{label}</span>{escape_text(cuts, max_length=160)}</div>")
    return "".join(cells)


def _routes(routes: Sequence[Route], lang: Lang) -> str:
    if not routes:
        return f'<div class="rn-routes">{tr("ui.village.no_route", lang)}</div>'
    lines = "".join(
        f'<div><i style="background:{each.path.colour}"></i>{tr(f"ui.route.{each.kind}", lang)}'
        f"<b>{tr('ui.unit.km', lang, value=to_km(each.km))} · "
        f"{tr('ui.unit.minutes', lang, value=to_number(each.minutes))}</b></div>"
        for each in routes
    )
    return f'<div class="rn-routes">{lines}</div>'


def _float(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
