"""Where each figure comes from: its formula in words, the standard's figures in it, their sources.

Which figures there are, and what of the standard decides each, stands here; the words stand in the
texts under ``workbook.formula``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from roadnet.analysis.assessment import Assessment
from roadnet.reports.figure_words import is_rate, to_figure_name
from roadnet.reports.sheet import Column, Kind, Sheet
from roadnet.reports.standard_words import standard_figure_name, standard_unit, standard_value
from roadnet.standards import Standard
from roadnet.text import Lang, tr

_ROAD_COUNTS: Final = (
    "connectivity_kinds",
    "eligible_min_population",
    "natural_village_min_population",
    "natural_village_min_households",
)
_CONNECTED: Final = (
    "access_limit_m",
    "hardened_surfaces",
    "ferry_is_hardened",
    "village_road_min_width_m",
)
_BUS_SERVED: Final = (
    "bus_stop_limit_m",
    "bus_walk_limit_min",
    "bus_weekly_min_days",
    "on_demand_counts",
)
_CHAIN: Final = (
    "logistics_village_limit_m",
    "logistics_township_limit_km",
    "logistics_county_limit_km",
    "logistics_min_dispatch_days",
)
FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    "roads.segments": (),
    "roads.length_km": (),
    "roads.counted_km": (),
    "roads.hardened_km": ("hardened_surfaces",),
    "network.components": (),
    "network.joins": (),
    "connectivity.eligible": _ROAD_COUNTS,
    "connectivity.connected": _CONNECTED,
    "connectivity.rate": (*_ROAD_COUNTS, *_CONNECTED),
    "connectivity.population_rate": (*_ROAD_COUNTS, *_CONNECTED),
    "connectivity.by_status.unhardened": ("access_limit_m", "hardened_surfaces"),
    "connectivity.by_status.no_route": ("access_limit_m",),
    "connectivity.by_status.off_network": ("access_limit_m",),
    "connectivity.missing_km": _CONNECTED,
    "connectivity.score": ("score_road_full_points", "score_road_points_per_percent"),
    "townships.seats": ("township_urban_rural_classes",),
    "townships.at_required_class": ("township_required_class",),
    "townships.rate": ("township_required_class", "township_urban_rural_classes"),
    "bus.eligible": ("service_kinds",),
    "bus.served": _BUS_SERVED,
    "bus.rate": ("service_kinds", *_BUS_SERVED),
    "bus.with_stop": ("bus_stop_limit_m", "bus_walk_limit_min"),
    "bus.by_level.daily": ("bus_daily_min_days",),
    "bus.by_level.weekly": ("bus_weekly_min_days", "bus_daily_min_days"),
    "bus.by_level.on_demand": ("on_demand_counts",),
    "bus.by_level.none": _BUS_SERVED,
    "bus.score": ("score_bus_full_points", "score_bus_points_per_percent"),
    "stations.townships": (),
    "stations.with_station": ("station_required_functions",),
    "stations.rate": ("station_required_functions",),
    "logistics.eligible": ("service_kinds",),
    "logistics.complete": _CHAIN,
    "logistics.rate": ("service_kinds", *_CHAIN),
    "logistics.broken_at.village": ("logistics_village_limit_m", "logistics_min_dispatch_days"),
    "logistics.broken_at.township": ("logistics_township_limit_km", "logistics_min_dispatch_days"),
    "logistics.broken_at.county": ("logistics_county_limit_km", "logistics_min_dispatch_days"),
    "resilience.critical_edges": (),
    "resilience.villages_on_one_road": (),
    "rai.population": ("rai_population_kinds",),
    "rai.within": ("rai_buffer_m", "rai_all_season_surfaces"),
    "rai.rate": ("rai_population_kinds", "rai_buffer_m", "rai_all_season_surfaces"),
}
"""By figure of the summary, the standard's figures that decide it."""

_KINDS: Final[tuple[Kind, ...]] = ("count", "km", "ratio")


def figures_sheet(assessment: Assessment, lang: Lang) -> Sheet:
    """Return the sheet of figures: value, formula, the standard's figures, sources, verified."""
    standard = assessment.standard
    values = {figure: value_of(assessment.summary, figure) for figure in FIGURES}
    columns = [
        Column(_head("figure", lang), [to_figure_name(figure, lang) for figure in FIGURES]),
        *(Column(_head(kind, lang), [value if _kind_of(figure) == kind else None for figure, value
               in values.items()], kind, width=11) for kind in _KINDS),
        Column(_head("formula", lang), [_formula(f, v, lang) for f, v in values.items()], "long",
               width=52),
        Column(_head("standard_figure", lang), [_decides(standard, keys, lang) for keys in
               FIGURES.values()], "long", width=34),
        Column(_head("source", lang), [_sources(standard, keys, lang) for keys in FIGURES.values()],
               "long", width=46),
        Column(_head("verified", lang), [_verified(standard, keys, lang) for keys in
               FIGURES.values()]),
    ]  # fmt: skip
    return Sheet(
        name=tr("workbook.sheet.figures", lang),
        title=tr("workbook.title.figures", lang, district=assessment.district.name),
        note=tr("workbook.note.figures", lang, standard=standard.name(lang)),
        columns=columns,
        wide=True,
    )


def value_of(summary: Mapping[str, Any], figure: str) -> float | None:
    """Return a dotted figure of a summary; None where it was not computed."""
    value: Any = summary
    for name in figure.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return None if value is None else float(value)


def _kind_of(figure: str) -> Kind:
    if is_rate(figure):
        return "ratio"
    return "km" if figure.endswith("_km") else "count"


def _formula(figure: str, value: float | None, lang: Lang) -> str:
    said = tr(f"workbook.formula.{figure}", lang)
    return said if value is not None else f"{said} {tr('reports.word.not_judged', lang)}"


def _decides(standard: Standard, keys: tuple[str, ...], lang: Lang) -> str:
    figures = standard.figures
    return "\n".join(
        f"{standard_figure_name(key, lang)}: {standard_value(figures[key].value, lang)} "
        f"{standard_unit(figures[key].unit, lang)}".rstrip()
        for key in keys
        if key in figures
    )


def _sources(standard: Standard, keys: tuple[str, ...], lang: Lang) -> str:
    known = (standard.figures[key].source_in(lang) for key in keys if key in standard.figures)
    return "\n".join(dict.fromkeys(source for source in known if source))


def _verified(standard: Standard, keys: tuple[str, ...], lang: Lang) -> str:
    """Say whether the sources of all of them were read; nothing where the standard decides not."""
    known = [standard.figures[key].verified for key in keys if key in standard.figures]
    return tr(f"reports.word.{'verified' if all(known) else 'unverified'}", lang) if known else ""


def _head(name: str, lang: Lang) -> str:
    key = "reports" if name in ("figure", "source", "verified") else "workbook"
    return tr(f"{key}.heading.{name}", lang)
