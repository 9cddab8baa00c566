"""References between layers: identifiers that lead nowhere, or to the wrong kind of thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.findings import Finding
from roadnet.quality.inspection import BoolArray, Inspection, TextArray, split_ids

_TIER_ABOVE: Final = {"village": "township", "township": "county"}


def check_village_township_missing(seen: Inspection) -> Iterator[Finding]:
    """Find villages that no township is given to, where the district has townships."""
    empty = seen.text("villages", "township_id") == ""
    if len(_township_ids(seen)):
        yield from seen.find_together("village_township_missing", "villages", empty)


def check_village_township_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find villages of a township that is not in the data."""
    yield from _unknown_township(seen, "village_township_unknown", "villages")


def check_station_township_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find stations of a township that is not in the data."""
    yield from _unknown_township(seen, "station_township_unknown", "stations")


def check_boundary_township_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find boundaries of a township that has no seat in the data."""
    if seen.has("townships"):
        township = seen.text("boundaries", "township_id")
        odd = _unknown(township, seen.ids("townships"))
        yield from seen.find("boundary_township_unknown", "boundaries", odd, value=township)


def check_township_without_boundary(seen: Inspection) -> Iterator[Finding]:
    """Find townships without a boundary, where there are boundaries."""
    if seen.has("boundaries"):
        ids = seen.ids("townships")
        odd = _unknown(ids, seen.text("boundaries", "township_id"))
        yield from seen.find(
            "township_without_boundary", "townships", odd, name=seen.text("townships", "name")
        )


def check_township_without_village(seen: Inspection) -> Iterator[Finding]:
    """Find townships that no village is given to, where villages name their township."""
    township = seen.text("villages", "township_id")
    if (township != "").any():
        odd = _unknown(seen.ids("townships"), township)
        odd &= ~seen.flag("townships", "is_county_seat")
        yield from seen.find(
            "township_without_village", "townships", odd, name=seen.text("townships", "name")
        )


def check_route_stop_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find bus routes that call at a stop that is not in the data."""
    at, stops = split_ids(seen.text("bus_routes", "stop_ids"))
    odd = _unknown(stops, seen.ids("stops"))
    yield from seen.find("route_stop_unknown", "bus_routes", at[odd], value=stops[odd])


def check_zone_village_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find service zones that name a village that is not in the data."""
    at, villages = split_ids(seen.text("service_zones", "village_ids"))
    odd = _unknown(villages, seen.ids("villages"))
    yield from seen.find("zone_village_unknown", "service_zones", at[odd], value=villages[odd])


def check_zone_stop_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find service zones that name a stop that is not in the data."""
    at, stops = split_ids(seen.text("service_zones", "stop_ids"))
    odd = _unknown(stops, seen.ids("stops"))
    yield from seen.find("zone_stop_unknown", "service_zones", at[odd], value=stops[odd])


def check_parent_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find logistics nodes supplied by a node that is not in the data."""
    parent = seen.text("logistics", "parent_id")
    odd = _unknown(parent, seen.ids("logistics"))
    yield from seen.find("parent_unknown", "logistics", odd, value=parent)


def check_parent_missing(seen: Inspection) -> Iterator[Finding]:
    """Find village and township nodes without a parent, where other nodes name theirs."""
    parent, tier = seen.text("logistics", "parent_id"), seen.text("logistics", "tier")
    if (parent != "").any():
        odd = (parent == "") & np.isin(tier, list(_TIER_ABOVE))
        yield from seen.find("parent_missing", "logistics", odd)


def check_parent_tier(seen: Inspection) -> Iterator[Finding]:
    """Find logistics nodes whose parent is not of the next tier."""
    parent, tier = seen.text("logistics", "parent_id"), pd.Series(seen.text("logistics", "tier"))
    tiers = pd.Series(tier.to_numpy(), index=seen.ids("logistics"))
    tiers = tiers[~tiers.index.duplicated()]
    actual, wanted = pd.Series(parent).map(tiers), tier.map(_TIER_ABOVE)
    odd = actual.notna() & actual.ne("") & tier.ne("") & actual.ne(wanted)
    yield from seen.find("parent_tier", "logistics", np.asarray(odd, dtype=bool), value=parent)


def check_tier_missing(seen: Inspection) -> Iterator[Finding]:
    """Find logistics nodes without a tier: they take no part in the chain."""
    empty = seen.text("logistics", "tier") == ""
    yield from seen.find_together("tier_missing", "logistics", empty, total=len(empty))


def check_successor_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find former villages whose present village is not in the data."""
    successor = seen.text("villages", "successor_id")
    odd = _unknown(successor, seen.ids("villages"))
    yield from seen.find("successor_unknown", "villages", odd, value=successor)


def check_successor_kind(seen: Inspection) -> Iterator[Finding]:
    """Find villages whose successor is not an administrative village."""
    successor, ids = seen.text("villages", "successor_id"), seen.ids("villages")
    kinds = pd.Series(seen.text("villages", "kind"), index=ids)
    kind = pd.Series(successor).map(kinds[~kinds.index.duplicated()]).fillna("")
    odd = np.asarray(kind.isin(["former", "natural"]), dtype=bool)
    yield from seen.find("successor_kind", "villages", odd, value=successor)


def check_former_without_successor(seen: Inspection) -> Iterator[Finding]:
    """Find former villages that do not say which village they belong to now."""
    odd = seen.text("villages", "kind") == "former"
    odd &= seen.text("villages", "successor_id") == ""
    yield from seen.find(
        "former_without_successor", "villages", odd, name=seen.text("villages", "name")
    )


def check_work_route_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find projects and hazards on a route that no road bears.

    Rows without geometry are placed by their stakes when they are read, and told of there.
    """
    codes = seen.text("roads", "route_code")
    for layer in ("projects", "hazards"):
        route = seen.text(layer, "route_code")
        odd = _unknown(route, codes) & ~shapely.is_missing(seen.shapes(layer))
        yield from seen.find("work_route_unknown", layer, odd, value=route)


def _township_ids(seen: Inspection) -> TextArray:
    ids = seen.ids("townships") if seen.has("townships") else seen.ids("boundaries")
    return np.asarray(ids[ids != ""], dtype=object)


def _unknown_township(seen: Inspection, code: str, layer: str) -> Iterator[Finding]:
    township, known = seen.text(layer, "township_id"), _township_ids(seen)
    if len(known):
        yield from seen.find(code, layer, _unknown(township, known), value=township)


def _unknown(references: TextArray, known: TextArray) -> BoolArray:
    found = pd.Series(references, dtype=object).isin(set(known)).to_numpy(dtype=bool)
    return np.asarray((references != "") & ~found, dtype=bool)


CHECKS: Final = (
    check_village_township_missing,
    check_village_township_unknown,
    check_station_township_unknown,
    check_boundary_township_unknown,
    check_township_without_boundary,
    check_township_without_village,
    check_route_stop_unknown,
    check_zone_village_unknown,
    check_zone_stop_unknown,
    check_parent_unknown,
    check_parent_missing,
    check_parent_tier,
    check_tier_missing,
    check_successor_unknown,
    check_successor_kind,
    check_former_without_successor,
    check_work_route_unknown,
)
