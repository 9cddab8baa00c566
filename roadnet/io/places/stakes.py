"""Stakes as they are written, and which layers may have them in place of geometry."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Final

from roadnet.io.written import pattern
from roadnet.schema import Layer, layers

ROUTES: Final = "routes"
"""The name of the file of route lines among the layers that are read; no layer of a district."""


def to_stake_km(word: str) -> float | None:
    """Convert a stake with a sign that it is one to km; None for anything else.

    ``K12+345``, ``12+345.6``, ``AK0+020``, ``K12.345``, ``12.345 km``, ``345 m``, in narrow or
    wide signs. Plain numbers are not decided here: the column's unit does that.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", word))
    if found := pattern("stakes", "sum").fullmatch(plain):
        return (int(found[1]) * 1000 + float(found[2])) / 1000
    if found := pattern("stakes", "km").fullmatch(plain):
        return float(found[1] or found[2])
    if found := pattern("stakes", "m").fullmatch(plain):
        return float(found[1]) / 1000
    return None


def route_model() -> Layer:
    """Return what a file of route lines holds: the route's code and, if known, its stakes."""
    roads = layers()["roads"]
    route = replace(roads.columns["route_code"], required=True)
    stakes = {name: roads.columns[name] for name in ("start_stake_km", "end_stake_km")}
    return Layer(ROUTES, "line", needed=False, columns={"route_code": route, **stakes})


def is_placed_by_stakes(layer: Layer) -> bool:
    """Whether rows of a layer may have a route code and stakes in place of geometry."""
    return {"route_code", "start_stake_km", "end_stake_km"} <= set(layer.columns)
