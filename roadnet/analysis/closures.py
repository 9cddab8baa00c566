"""What each closing costs whom: roads, bridges and ferries ranked by who is cut off or goes round.

A road is closed at one place, the one that does the most harm: first by the people it cuts off,
then by the villages, then by the kilometres that people go further.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.bus_ways import BusWays, bus_ways
from roadnet.analysis.columns import place_names, words
from roadnet.analysis.detours import Detours
from roadnet.analysis.reason import Figure, Reason
from roadnet.analysis.resilience import root_nodes
from roadnet.analysis.roads import flag
from roadnet.analysis.roots import find_roots
from roadnet.analysis.villages import population_of
from roadnet.network.model import FloatArray, IntArray
from roadnet.network.routing import Legs

COLUMNS: Final = (
    "rank", "road_id", "name", "kind", "cut_villages", "cut_population", "longer_villages",
    "longer_population", "detour_km", "detour_min", "detour_person_km", "bus_routes",
    "bus_trips_per_day", "reason", "cut_ids", "longer_ids", "edge", "geometry",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effect:
    """What closing some edges does.

    Parameters
    ----------
    cut, longer
        Rows of the villages that lose every way, and of those whose least way gets longer.
    extra_km, extra_min
        By village of ``longer``: how much further and how much longer, each against the least
        before; the two are minima of their own.
    cut_population, longer_population
        Persons of each.
    bus_routes, bus_trips_per_day
        Routes whose least way between two of their stops runs over a closed edge, and the trips
        that they are known to make on a day of service.
    """

    cut: IntArray
    longer: IntArray
    extra_km: FloatArray
    extra_min: FloatArray
    cut_population: float
    longer_population: float
    person_km: float
    bus_routes: int
    bus_trips_per_day: float

    @property
    def key(self) -> tuple[float, int, float, int, float]:
        """How much harm it does, to rank by."""
        return (
            self.cut_population, len(self.cut), self.person_km, len(self.longer),
            self.bus_trips_per_day,
        )  # fmt: skip


class Closures:
    """Closes edges of an assessed district, one set at a time; the searches are made once."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        placed, standard = assessment.placed, assessment.standard
        network, mask = placed.network, placed.open_mask
        speed = standard.number("walk_speed_km_h")
        self.metres = Detours(
            network, network.edge_length_m, mask,
            placed.legs_m["villages"], _targets(assessment, placed.legs_m),
        )  # fmt: skip
        self.minutes = Detours(
            network, assessment.edge_minutes, mask,
            placed.legs_min("villages", walk_speed_km_h=speed),
            _targets(assessment, {
                layer: placed.legs_min(layer, walk_speed_km_h=speed) for layer in placed.legs_m
            }),
        )  # fmt: skip
        self.buses: BusWays = bus_ways(assessment)
        self.population: FloatArray = population_of(assessment.villages)

    def effect(self, edges: Iterable[int]) -> Effect:
        """Return what closing some edges of ``placed.network`` at once does."""
        chosen = list(edges)
        way, time = self.metres.close(chosen), self.minutes.close(chosen)
        is_cut = ~np.isfinite(way.after)
        longer = way.place[~is_cut]
        extra_km = (way.after - way.before)[~is_cut] / 1000.0
        later = np.zeros(len(self.population))
        later[time.place] = time.after - time.before
        routes = self.buses.over(chosen)
        people = self.population[longer]
        return Effect(
            cut=way.place[is_cut],
            longer=longer,
            extra_km=extra_km,
            extra_min=later[longer],
            cut_population=float(self.population[way.place[is_cut]].sum()),
            longer_population=float(people.sum()),
            person_km=float(people @ extra_km),
            bus_routes=len(routes),
            bus_trips_per_day=float(np.nansum(self.buses.trips_per_day[routes])),
        )

    def used_edges(self) -> IntArray:
        """Edges, joins left out, that some village's least way or some bus runs over."""
        origins = self.assessment.placed.legs_m["villages"]
        used = self.metres.used_by(np.ones(origins.count), origins) > 0
        used[list(self.buses.routes_of)] = True
        return np.flatnonzero(used & ~self.assessment.placed.network.edge_is_join)


def closures(assessment: Assessment, *, closer: Closures | None = None) -> pd.DataFrame:
    """Rank the roads, bridges and ferries by what their closing at one place does.

    Parameters
    ----------
    assessment
        The assessed district. Villages must keep a way to the county seat; without one, to any
        root (:func:`~roadnet.analysis.resilience.root_nodes`).
    closer
        The searches, where the caller has them already.

    Returns
    -------
    Table, the worst first, one row a road that someone uses: ``rank`` from 1;
    ``kind`` (``road``, ``bridge``, ``tunnel``, ``ferry``); ``cut_villages``, ``cut_population``;
    ``longer_villages``, ``longer_population``; ``detour_km``, ``detour_min`` (the most that one of
    these goes further; None where none does); ``detour_person_km`` (sum over people);
    ``bus_routes``, ``bus_trips_per_day``; ``reason``; ``cut_ids``, ``longer_ids`` (village ids,
    ``;`` between);
    ``edge`` (of ``placed.network``, the place where it is closed); ``geometry`` of the road.
    """
    closer = closer or Closures(assessment)
    network = assessment.placed.network
    worst: dict[int, tuple[int, Effect]] = {}
    for edge in closer.used_edges().tolist():
        road, effect = int(network.edge_road[edge]), closer.effect([edge])
        if road not in worst or effect.key > worst[road][1].key:
            worst[road] = (edge, effect)
    order = sorted(worst, key=lambda road: worst[road][1].key, reverse=True)
    names, kinds = place_names(network.roads, "road_id"), road_kinds(network.roads)
    ids = assessment.villages["village_id"].astype(str).to_numpy()
    road_ids, shapes = words(network.roads["road_id"]), network.roads.geometry.to_numpy()
    rows = [
        {
            "rank": rank,
            "road_id": str(road_ids[road]),
            "name": str(names[road]),
            "kind": kinds[road],
            **effect_row(effect, ids, str(names[road])),
            "edge": edge,
            "geometry": shapes[road],
        }
        for rank, road in enumerate(order, 1)
        for edge, effect in [worst[road]]
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def effect_row(effect: Effect, village_ids: Sequence[str], name: str) -> dict[str, object]:
    """Return the columns of a closing: counts, the largest detour, a sentence, who it is."""
    some = len(effect.longer) > 0
    return {
        "cut_villages": len(effect.cut),
        "cut_population": effect.cut_population,
        "longer_villages": len(effect.longer),
        "longer_population": effect.longer_population,
        "detour_km": float(effect.extra_km.max()) if some else None,
        "detour_min": float(effect.extra_min.max()) if some else None,
        "detour_person_km": effect.person_km,
        "bus_routes": effect.bus_routes,
        "bus_trips_per_day": effect.bus_trips_per_day,
        "reason": closing_reason(effect, name),
        "cut_ids": ";".join(village_ids[row] for row in effect.cut.tolist()),
        "longer_ids": ";".join(village_ids[row] for row in effect.longer.tolist()),
    }


def closing_reason(effect: Effect, name: str) -> Reason:
    """Say what a closing does, with the numbers."""
    figures: dict[str, Figure] = {"name": name}
    cut: dict[str, Figure] = {"villages": len(effect.cut), "people": round(effect.cut_population)}
    longer: dict[str, Figure] = {
        "villages": len(effect.longer),
        "people": round(effect.longer_population),
    }
    if len(effect.longer):
        longer |= {"detour_km": float(effect.extra_km.max())}
    if len(effect.cut) and len(effect.longer):
        more = {f"longer_{key}": value for key, value in longer.items()}
        return Reason("resilience.closing.both", {**figures, **cut, **more})
    if len(effect.cut):
        return Reason("resilience.closing.cut", {**figures, **cut})
    if len(effect.longer):
        return Reason("resilience.closing.longer", {**figures, **longer})
    if effect.bus_routes:
        return Reason("resilience.closing.buses", {**figures, "routes": effect.bus_routes})
    return Reason("resilience.closing.none", figures)


def road_kinds(roads: pd.DataFrame) -> list[str]:
    """(r,) ``ferry``, ``bridge``, ``tunnel`` or ``road``."""
    found = np.select(
        [flag(roads, "is_ferry"), flag(roads, "is_bridge"), flag(roads, "is_tunnel")],
        ["ferry", "bridge", "tunnel"],
        "road",
    )
    return [str(kind) for kind in found]


def _targets(assessment: Assessment, legs: Mapping[str, Legs]) -> Legs:
    """Return what a village must keep a way to: the county seat with its legs, else the roots."""
    placed = assessment.placed
    roots = find_roots(assessment.district, placed.base)
    if roots.kind == "seats":
        seats = legs["townships"]
        county = np.flatnonzero(roots.is_county_seat)
        return seats.only(county) if len(county) else seats
    nodes = root_nodes(placed, roots)
    return Legs(np.zeros(len(nodes), dtype=np.int64), nodes, np.zeros(len(nodes)), 1)
