"""The district in figures: ``summary.json`` of the contract, before it is written."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from roadnet.analysis.connectivity import STATUSES
from roadnet.analysis.scores import score
from roadnet.analysis.villages import population_of, village_kind
from roadnet.network.components import node_parts
from roadnet.network.model import RoadNetwork
from roadnet.standards import Standard


def ratio(part: float, whole: float) -> float | None:
    """Return part / whole; None where the whole is 0."""
    return float(part) / float(whole) if whole else None


def summarise_roads(roads: pd.DataFrame) -> dict[str, Any]:
    """Sum the roads up: segments, length of the lines, mileage, hardened mileage."""
    of_roads = roads[~roads["is_ferry"].fillna(False).astype(bool)]
    return {
        "segments": len(of_roads),
        "length_km": float(of_roads["length_km"].sum()),
        "counted_km": float(of_roads["counted_km"].sum()),
        "hardened_km": float(of_roads["hardened_km"].sum()),
    }


def summarise_network(network: RoadNetwork) -> dict[str, Any]:
    """Sum the network up, with its tolerance curve."""
    parts = node_parts(network)
    return {
        "nodes": network.node_count,
        "edges": network.edge_count,
        "components": int(parts.max(initial=-1)) + 1,
        "joins": network.joined.over_gap,
        "tolerance_curve": [
            {
                "tolerance_m": point.tolerance_m,
                "components": point.components,
                "largest_population_share": point.largest_population_share,
            }
            for point in network.curve
        ],
    }


def summarise_connectivity(
    villages: pd.DataFrame, union_km: float | None, *, standard: Standard
) -> dict[str, Any]:
    """Sum the road verdicts up; counts and rates are over the villages that count."""
    some = villages[villages["eligible_road"]]
    connected = some["road_status"] == "connected"
    people = population_of(some)
    by_status = some["road_status"].value_counts()
    kinds = village_kind(some)
    return {
        "villages": len(villages),
        "eligible": len(some),
        "connected": int(connected.sum()),
        "rate": ratio(connected.sum(), len(some)),
        "population_rate": ratio(people[connected.to_numpy()].sum(), people.sum()),
        "missing_km": union_km,
        "by_status": {status: int(by_status.get(status, 0)) for status in STATUSES},
        "score": _score("road", int(connected.sum()), len(some), standard),
        "by_kind": {
            str(kind): {"eligible": len(rows), "connected": int(connected[rows.index].sum())}
            for kind, rows in some.groupby(kinds)
        },
    }


def summarise_townships(townships: pd.DataFrame) -> dict[str, Any]:
    """Sum the seats' verdicts up; None throughout where there is no layer of seats."""
    if "at_required_class" not in townships:
        return {"seats": 0, "at_required_class": None, "rate": None}
    some = townships[townships["counts"].eq(True)]
    reached = int(some["at_required_class"].eq(True).sum())
    return {"seats": len(some), "at_required_class": reached, "rate": ratio(reached, len(some))}


def summarise_bus(villages: pd.DataFrame, *, standard: Standard) -> dict[str, Any]:
    """Sum the bus levels up; None where there is no layer of stops nor of zones."""
    some = villages[villages["eligible_service"]]
    if len(some) and some["bus_level"].isna().all():
        none = dict.fromkeys(("served", "rate", "score", "with_stop"))
        return {"eligible": len(some), **none, "by_level": dict.fromkeys(_LEVELS)}
    levels = some["bus_level"].value_counts()
    served = len(some) - int(levels.get("none", 0))
    people = population_of(some)
    reached = (some["bus_level"] != "none").to_numpy()
    return {
        "eligible": len(some),
        "served": served,
        "rate": ratio(served, len(some)),
        "score": _score("bus", served, len(some), standard),
        "with_stop": int(some["has_stop"].sum()),
        "by_level": {level: int(levels.get(level, 0)) for level in _LEVELS},
        "population_rate": ratio(people[reached].sum(), people.sum()),
    }


def summarise_stations(townships: pd.DataFrame) -> dict[str, Any]:
    """Sum the stations up over the townships that are named."""
    named = townships[townships["township_id"].fillna("").astype(str) != ""]
    if "has_station" not in named:
        return {"townships": len(named), "with_station": None, "rate": None}
    count = int(named["has_station"].eq(True).sum())
    return {"townships": len(named), "with_station": count, "rate": ratio(count, len(named))}


def summarise_logistics(villages: pd.DataFrame) -> dict[str, Any]:
    """Sum the chains up; None where there is no layer of logistics nodes."""
    some = villages[villages["eligible_service"]]
    tiers = ("village", "township", "county")
    if len(some) and some["logistics_status"].isna().all():
        return {
            "eligible": len(some), "complete": None, "rate": None,
            "broken_at": dict.fromkeys(tiers),
        }  # fmt: skip
    counts = some["logistics_status"].value_counts()
    complete = int(counts.get("complete", 0))
    people = population_of(some)
    reached = (some["logistics_status"] == "complete").to_numpy()
    return {
        "eligible": len(some),
        "complete": complete,
        "rate": ratio(complete, len(some)),
        "broken_at": {tier: int(counts.get(f"broken_{tier}", 0)) for tier in tiers},
        "population_rate": ratio(people[reached].sum(), people.sum()),
    }


def summarise_resilience(villages: pd.DataFrame, critical: np.ndarray) -> dict[str, Any]:
    """Count cut edges, and villages that one road's closing cuts off."""
    on_one = villages["cut_by"].fillna("") != ""
    return {"critical_edges": int(critical.sum()), "villages_on_one_road": int(on_one.sum())}


_LEVELS = ("daily", "weekly", "on_demand", "none")


def _score(kind: str, served: int, total: int, standard: Standard) -> float:
    return score(
        served,
        total,
        full_points=standard.number(f"score_{kind}_full_points"),
        points_per_percent=standard.number(f"score_{kind}_points_per_percent"),
    )
