"""What things cost, and what is paid towards them: the standard's tables, each with its source."""

from __future__ import annotations

from dataclasses import dataclass

from roadnet.standards import Standard

STATED = "stated"
"""Source of a cost that stands in the user's own row."""


@dataclass(frozen=True, slots=True)
class Priced:
    """Yuan, and the figure of the standard that each comes from."""

    cost_cny: float
    subsidy_cny: float
    cost_source: str
    subsidy_source: str


def price_road(
    kind: str, length_km: float, standard: Standard, *, width_m: float | None = None
) -> Priced:
    """Price kilometres of road.

    Parameters
    ----------
    kind
        ``harden``, ``new_road``, ``upgrade``, ``open_road`` or ``bridge``.
    length_km
        Kilometres, >= 0.
    standard
        Its tables ``plan_cost_cny_per_km`` and ``plan_subsidy_cny_per_km``. What is hardened or
        built narrower than ``plan_subsidy_wide_from_m`` gets ``plan_subsidy_narrow_cny_per_km``;
        a bridge gets ``plan_subsidy_bridge_cny_per_m2`` of its deck.
    width_m
        Width of what is built; the standard's ``plan_road_width_m`` if None.
    """
    width = standard.number("plan_road_width_m") if width_m is None else width_m
    cost = length_km * standard.table("plan_cost_cny_per_km")[kind]
    source = "plan_subsidy_cny_per_km"
    subsidy = length_km * standard.table(source)[kind]
    if kind == "bridge":
        source = "plan_subsidy_bridge_cny_per_m2"
        deck_m2 = length_km * 1000.0 * standard.number("plan_bridge_width_m")
        subsidy = deck_m2 * standard.number(source)
    elif kind in ("harden", "new_road") and width < standard.number("plan_subsidy_wide_from_m"):
        source = "plan_subsidy_narrow_cny_per_km"
        subsidy = length_km * standard.number(source)
    return Priced(cost, min(subsidy, cost), "plan_cost_cny_per_km", source)


def price_each(kind: str, standard: Standard, count: int = 1) -> Priced:
    """Price things by the piece: stops, zones, stations, nodes."""
    cost = count * standard.table("plan_cost_cny_each")[kind]
    subsidy = cost * standard.table("plan_subsidy_share_each")[kind]
    return Priced(cost, subsidy, "plan_cost_cny_each", "plan_subsidy_share_each")
