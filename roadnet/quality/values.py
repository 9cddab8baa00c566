"""Values: unknown words, impossible numbers, columns that contradict one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from roadnet.findings import Finding
from roadnet.quality.inspection import BoolArray, Inspection, split_ids
from roadnet.schema import layers

_UNPAVED: Final = ("gravel", "earth")
_HIGH_CLASSES: Final = ("expressway", "class_1", "class_2")
_SPEED_CLASSES: Final = ("expressway", "class_1", "class_2", "class_3", "class_4")


def check_enum_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find words that the data model does not know in columns with a fixed list."""
    for layer in layers().values():
        for column in layer.columns.values():
            if column.type == "enum" and seen.has(layer.name):
                texts = seen.text(layer.name, column.name)
                odd = (texts != "") & ~np.isin(texts, column.values)
                yield from seen.find(
                    "enum_unknown", layer.name, odd, column=column.name, value=texts
                )


def check_function_unknown(seen: Inspection) -> Iterator[Finding]:
    """Find functions of a station that the data model does not know."""
    known = layers()["stations"].columns["functions"].values
    at, words = split_ids(seen.text("stations", "functions"))
    odd = ~np.isin(words, known)
    yield from seen.find("function_unknown", "stations", at[odd], value=words[odd])


def check_value_out_of_range(seen: Inspection) -> Iterator[Finding]:
    """Find numbers below or above what the data model calls plausible."""
    for layer in layers().values():
        for column in layer.columns.values():
            if column.low is None or column.high is None or not seen.has(layer.name):
                continue
            values = seen.number(layer.name, column.name)
            odd = (values < column.low) | (values > column.high)
            yield from seen.find(
                "value_out_of_range",
                layer.name,
                odd,
                column=column.name,
                value=values,
                low=column.low,
                high=column.high,
            )


def check_surface_missing(seen: Inspection) -> Iterator[Finding]:
    """Find roads without a surface: they cannot count as hardened."""
    empty = _no_surface(seen)
    if _share_of_length(seen, empty) <= seen.limits["surface_missing_share_ratio"]:
        yield from _missing(seen, "surface_missing", "roads", empty)


def check_surface_missing_mostly(seen: Inspection) -> Iterator[Finding]:
    """Find a road layer whose surface is mostly unknown: rates of hardened roads mean nothing."""
    empty = _no_surface(seen)
    share = _share_of_length(seen, empty)
    if share > seen.limits["surface_missing_share_ratio"]:
        yield from seen.find_together(
            "surface_missing_mostly", "roads", empty, total=len(empty), share_percent=100.0 * share
        )


def check_technical_class_missing(seen: Inspection) -> Iterator[Finding]:
    """Find roads without a technical class."""
    empty = _on_land(seen) & (seen.text("roads", "technical_class") == "")
    yield from _missing(seen, "technical_class_missing", "roads", empty)


def check_population_missing(seen: Inspection) -> Iterator[Finding]:
    """Find villages without a population: rates by population leave them out."""
    empty = np.isnan(seen.number("villages", "population"))
    yield from _missing(seen, "population_missing", "villages", empty)


def check_population_zero(seen: Inspection) -> Iterator[Finding]:
    """Find villages where nobody is said to live."""
    nobody = seen.number("villages", "population") == 0
    yield from seen.find("population_zero", "villages", nobody)


def check_households_exceed_population(seen: Inspection) -> Iterator[Finding]:
    """Find villages with more households than people."""
    people, homes = seen.number("villages", "population"), seen.number("villages", "households")
    odd = (people > 0) & (homes > people)
    yield from seen.find(
        "households_exceed_population", "villages", odd, population=people, households=homes
    )


def check_household_size(seen: Inspection) -> Iterator[Finding]:
    """Find villages with implausibly many people to a household."""
    people, homes = seen.number("villages", "population"), seen.number("villages", "households")
    size = np.divide(people, homes, out=np.full(len(homes), np.nan), where=homes > 0)
    odd = size > seen.limits["population_per_household_max"]
    yield from seen.find(
        "household_size", "villages", odd, population=people, households=homes, size=size
    )


def check_natural_village_size_missing(seen: Inspection) -> Iterator[Finding]:
    """Find natural villages of unknown size: the rule for larger ones cannot be applied."""
    unknown = np.isnan(seen.number("villages", "population"))
    unknown &= np.isnan(seen.number("villages", "households"))
    natural = seen.text("villages", "kind") == "natural"
    yield from seen.find("natural_village_size_missing", "villages", natural & unknown)


def check_width_per_lane(seen: Inspection) -> Iterator[Finding]:
    """Find pavements too narrow for their lanes."""
    width, lanes = seen.number("roads", "width_m"), seen.number("roads", "lanes")
    odd = (width > 0) & (lanes > 0) & (width < lanes * seen.limits["width_per_lane_min_m"])
    yield from seen.find("width_per_lane", "roads", odd, width_m=width, lanes=lanes)


def check_speed_against_class(seen: Inspection) -> Iterator[Finding]:
    """Find speeds above the highest design speed of the technical class (JTG B01)."""
    speed, grade = seen.number("roads", "speed_km_h"), seen.text("roads", "technical_class")
    most = {name: seen.limits[f"speed_max_{name}"] for name in _SPEED_CLASSES}
    limit = np.array([most.get(name, np.inf) for name in grade], dtype=float)
    yield from seen.find(
        "speed_against_class", "roads", speed > limit, speed_km_h=speed, limit_km_h=limit
    )


def check_surface_against_class(seen: Inspection) -> Iterator[Finding]:
    """Find gravel and earth on roads of class 2 and above."""
    odd = np.isin(seen.text("roads", "surface"), _UNPAVED)
    odd &= np.isin(seen.text("roads", "technical_class"), _HIGH_CLASSES)
    yield from seen.find("surface_against_class", "roads", odd)


def check_structure_twofold(seen: Inspection) -> Iterator[Finding]:
    """Find segments that are said to be two of bridge, tunnel and ferry at once."""
    kinds = [seen.flag("roads", name) for name in ("is_bridge", "is_tunnel", "is_ferry")]
    yield from seen.find("structure_twofold", "roads", np.sum(kinds, axis=0) > 1)


def _on_land(seen: Inspection) -> BoolArray:
    return np.asarray(~seen.flag("roads", "is_ferry"), dtype=bool)


def _no_surface(seen: Inspection) -> BoolArray:
    return np.asarray(_on_land(seen) & (seen.text("roads", "surface") == ""), dtype=bool)


def _share_of_length(seen: Inspection, chosen: BoolArray) -> float:
    """Share of the roads' length on land that the chosen ones hold; 0 where there is none."""
    length_m = seen.road_length_m
    whole = float(length_m[_on_land(seen)].sum())
    return float(length_m[chosen].sum()) / whole if whole else 0.0


def _missing(seen: Inspection, code: str, layer: str, empty: BoolArray) -> Iterator[Finding]:
    share = 100.0 * empty.mean() if len(empty) else 0.0
    yield from seen.find_together(code, layer, empty, total=len(empty), share_percent=share)


CHECKS: Final = (
    check_enum_unknown,
    check_function_unknown,
    check_value_out_of_range,
    check_surface_missing,
    check_surface_missing_mostly,
    check_technical_class_missing,
    check_population_missing,
    check_population_zero,
    check_households_exceed_population,
    check_household_size,
    check_natural_village_size_missing,
    check_width_per_lane,
    check_speed_against_class,
    check_surface_against_class,
    check_structure_twofold,
)
