"""The main job: from a district's layers to every village's verdicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.bus import village_bus
from roadnet.analysis.checklist import checklist_totals, stop_checklist
from roadnet.analysis.clashes import set_clashes_aside
from roadnet.analysis.connectivity import Reach, find_reach, village_connectivity
from roadnet.analysis.cut_out import CutOut
from roadnet.analysis.distances import village_distances
from roadnet.analysis.gaps import gaps_table
from roadnet.analysis.logistics import village_logistics
from roadnet.analysis.margin import counted, counted_edges, unproven_at_cut
from roadnet.analysis.missing import missing_road
from roadnet.analysis.places import PlacedNetwork, place_on_network
from roadnet.analysis.proofs import unproven_values
from roadnet.analysis.rai import rural_access
from roadnet.analysis.reason import Reason
from roadnet.analysis.resilience import Dependence, root_nodes, single_road_dependence
from roadnet.analysis.roads import RoadStates, edge_minutes, road_states, road_table
from roadnet.analysis.roots import Roots, find_roots
from roadnet.analysis.sites import site_access
from roadnet.analysis.stations import township_stations
from roadnet.analysis.summary import (
    summarise_bus,
    summarise_connectivity,
    summarise_logistics,
    summarise_network,
    summarise_resilience,
    summarise_roads,
    summarise_stations,
    summarise_townships,
)
from roadnet.analysis.totals import township_base, township_totals, village_township
from roadnet.analysis.townships import township_roads
from roadnet.analysis.villages import eligible_villages, population_of
from roadnet.crs import crs_label
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.findings import Finding
from roadnet.network.build import build_network
from roadnet.network.locate import points_xy
from roadnet.network.model import RoadNetwork
from roadnet.network.routing import Legs
from roadnet.standards import Standard, read_standard

Progress = Callable[[str, float], None]
"""Called with a step's name and the share done, 0 to 1."""

DEFAULT_TOLERANCE_M = 10.0


@dataclass(frozen=True)
class _Work:
    """What the steps hand on to one another."""

    district: District
    standard: Standard
    network: RoadNetwork
    states: RoadStates
    roots: Roots
    reach: Reach
    placed: PlacedNetwork


def assess(
    district: District,
    *,
    standard: Standard | None = None,
    join_tolerance_m: float = DEFAULT_TOLERANCE_M,
    network: RoadNetwork | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """Answer, village by village and with the reason: road, bus, logistics, dependence.

    Parameters
    ----------
    district
        Layers ``roads`` and ``villages`` are needed; each further layer switches on what depends
        on it.
    standard
        Its figures decide; the district's own standard if None.
    join_tolerance_m
        The widest gap between a road's end and another road that counts as joined, metres.
    network
        The network of this district at this tolerance, where the caller has built it already.
    progress
        Called as the steps begin.

    Raises
    ------
    RoadnetError
        ``layer_needed`` where there are no roads or no villages; a standard's faults.
    """
    say = progress or (lambda step, share: None)
    _require_layers(district)
    district = set_clashes_aside(district)
    chosen = standard or read_standard(district.standard, base=Path.cwd())
    say("network", 0.0)
    built = network or build_network(district, tolerance_m=join_tolerance_m)
    say("connectivity", 0.3)
    work = _prepare(district, chosen, built)
    villages, lines, union_km = _roads_of_villages(work)
    say("services", 0.5)
    villages = _services(work, villages)
    minutes = edge_minutes(work.placed.network, chosen)
    say("distances", 0.65)
    villages = villages.join(village_distances(work.district, work.placed, minutes, chosen))
    say("dependence", 0.8)
    villages, dependence = _dependence(work, villages)
    say("totals", 0.9)
    return _assemble(work, villages, dependence, lines, union_km, minutes)


def _require_layers(district: District) -> None:
    for layer in ("roads", "villages"):
        if not district.has(layer):
            raise RoadnetError("layer_needed", layer=layer)


def _prepare(district: District, standard: Standard, network: RoadNetwork) -> _Work:
    limit_m = standard.number("access_limit_m")
    states = road_states(network.roads, standard)
    roots = find_roots(district, network)
    reach = find_reach(network, states, roots, access_limit_m=limit_m)
    placed = place_on_network(
        district, network, states, preferred=reach.hardened, access_limit_m=limit_m
    )
    return _Work(district, standard, network, states, roots, reach, placed)


def _roads_of_villages(
    work: _Work,
) -> tuple[gpd.GeoDataFrame, np.ndarray, float | None]:
    """Return the villages with their road verdicts, what each lacks as lines, and the union."""
    limit_m = work.standard.number("access_limit_m")
    layer = work.district.layers["villages"]
    verdict = village_connectivity(
        work.district, work.network, work.states, work.reach, access_limit_m=limit_m
    )
    eligible = eligible_villages(layer, work.standard, kinds="connectivity_kinds")
    missing = missing_road(
        work.network,
        work.states,
        work.reach,
        work.roots,
        points_xy(layer.geometry),
        (verdict["road_status"] == "connected").to_numpy(),
        eligible=eligible,
        access_limit_m=limit_m,
    )
    verdict["missing_km"] = missing.missing_km
    verdict["road_reason"] = _with_missing(verdict)
    flags = pd.DataFrame(
        {
            "eligible_road": eligible,
            "eligible_service": eligible_villages(layer, work.standard, kinds="service_kinds"),
        },
        index=layer.index,
    )
    return layer.join(flags).join(verdict), missing.lines, missing.union_km


def _with_missing(verdict: pd.DataFrame) -> pd.Series:
    reasons = [
        reason
        if status == "connected"
        else Reason("reasons.missing.unknown", {"reason": reason})
        if np.isnan(km)
        else Reason("reasons.missing.stretch", {"reason": reason, "missing_km": float(km)})
        if round(km, 2) > 0
        else Reason(
            f"reasons.missing.{'next' if status == 'unhardened' else 'link'}", {"reason": reason}
        )
        for reason, status, km in zip(
            verdict["road_reason"], verdict["road_status"], verdict["missing_km"], strict=True
        )
    ]
    return pd.Series(reasons, index=verdict.index, dtype=object)


def _services(work: _Work, villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    bus = village_bus(work.district, work.placed, standard=work.standard)
    chain = village_logistics(work.district, work.placed, standard=work.standard)
    return villages.join(bus).join(chain)


def _dependence(work: _Work, villages: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Dependence]:
    placed = work.placed
    nodes = root_nodes(placed, work.roots)
    target = Legs(np.zeros(len(nodes), dtype=np.int64), nodes, np.zeros(len(nodes)), 1)
    nearest = placed.router().search(target).nearest(placed.legs_m["villages"])
    found = single_road_dependence(placed, work.roots, nearest, population_of(villages))
    cut_by = [None if cuts is None else ";".join(cuts) for cuts in found.cut_by]
    return villages.assign(cut_by=pd.Series(cut_by, index=villages.index, dtype=object)), found


def _assemble(
    work: _Work,
    villages: gpd.GeoDataFrame,
    dependence: Dependence,
    lines: np.ndarray,
    union_km: float | None,
    minutes: np.ndarray,
) -> Assessment:
    district, standard = work.district, work.standard
    membership = village_township(district)
    townships = _townships(work, villages, membership)
    roads = road_table(work.network, work.states, dependence.critical).assign(
        villages_behind=dependence.villages_behind,
        population_behind=dependence.population_behind,
    )
    layers = district.layers
    stops = stop_checklist(layers["stops"], standard=standard) if "stops" in layers else None
    critical = dependence.critical & counted_edges(work.network)
    summary = {
        "district": district.name,
        "standard": standard.id,
        "join_tolerance_m": work.network.tolerance_m,
        "crs": crs_label(district.crs),
        "roads": summarise_roads(counted(roads)),
        "network": summarise_network(work.network),
        "connectivity": summarise_connectivity(villages, union_km, standard=standard),
        "townships": summarise_townships(townships),
        "bus": _bus_summary(villages, stops, standard),
        "stations": summarise_stations(townships),
        "logistics": summarise_logistics(villages),
        "resilience": summarise_resilience(villages, critical),
        "rai": rural_access(district, work.network, work.states, standard=standard),
    }
    return Assessment(
        district=district,
        standard=standard,
        network=work.network,
        placed=work.placed,
        summary=summary,
        villages=villages,
        townships=townships,
        roads=roads,
        gaps=gaps_table(villages, membership, lines, townships),
        stops=stops,
        stations=layers.get("stations"),
        logistics=layers.get("logistics"),
        sites=_sites(work, minutes),
        findings=_unproven(work, villages, minutes, dependence),
        edge_minutes=minutes,
    )


def _bus_summary(
    villages: gpd.GeoDataFrame, stops: gpd.GeoDataFrame | None, standard: Standard
) -> dict[str, Any]:
    """Sum the bus levels up, and where there are stops how they meet the check-list."""
    found = summarise_bus(villages, standard=standard)
    if stops is not None:
        found["checklist"] = checklist_totals(counted(stops), standard=standard).to_dict("index")
    return found


def _unproven(
    work: _Work, villages: gpd.GeoDataFrame, minutes: np.ndarray, dependence: Dependence
) -> tuple[Finding, ...]:
    """Name what may differ on the larger network that the district was cut out of."""
    limit_m = work.standard.number("access_limit_m")
    verdicts = unproven_at_cut(
        work.network, work.states, work.roots, villages, access_limit_m=limit_m
    )
    cut = CutOut(
        work.district, work.placed, work.roots, work.reach, minutes, dependence.critical,
        work.standard,
    )  # fmt: skip
    return verdicts + unproven_values(cut, villages)


def _townships(work: _Work, villages: gpd.GeoDataFrame, membership: pd.Series) -> gpd.GeoDataFrame:
    """Return the townships with totals, seat verdicts and station verdicts."""
    district, standard = work.district, work.standard
    base = township_base(district, membership)
    if district.has("townships"):
        layer = district.layers["townships"]
        verdict = township_roads(layer, work.network, work.states, work.roots, standard=standard)
        base = base.drop(columns="required_class").join(verdict)
    table = counted(township_totals(base, villages, membership))
    if not district.has("stations"):
        return table
    stations = township_stations(district, table["township_id"], standard=standard)
    return table.join(stations)


def _sites(work: _Work, minutes: np.ndarray) -> gpd.GeoDataFrame | None:
    if not work.district.has("sites"):
        return None
    return site_access(work.district, work.placed, minutes, standard=work.standard)
