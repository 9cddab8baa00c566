"""Does a township have a combined station, with every function that the standard asks for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.columns import TextArray, place_names, split_ids, words
from roadnet.analysis.reason import Figure, Reason, Term
from roadnet.district import District
from roadnet.standards import Standard


def township_stations(
    district: District, township_ids: pd.Series, *, standard: Standard
) -> pd.DataFrame:
    """Decide for each township whether its stations have all ``station_required_functions``.

    A station counts when it exists (one without a status does); the functions of a township's
    stations are taken together. A station that names no township belongs to the one in whose
    boundary it stands.

    Parameters
    ----------
    district
        Layers ``stations`` and ``boundaries`` are read.
    township_ids
        One identifier a row; "" or missing for a row that is no township, which has no verdict.

    Returns
    -------
    DataFrame indexed as ``township_ids``: ``has_station`` (missing where there is no verdict),
    ``station_ids`` and ``functions_missing`` (``;`` between), ``station_reason``.
    """
    required = standard.words("station_required_functions")
    ids = words(township_ids)
    stations = district.layers.get("stations")
    if stations is None:
        stations = pd.DataFrame(columns=["station_id", "name", "status", "functions"])
    owner = _owners(district, stations)
    exists = words(stations["status"])
    exists = (exists == "existing") | (exists == "")
    names, keys = place_names(stations, "station_id"), words(stations["station_id"])
    functions = _functions(stations)
    rows = []
    for township in ids:
        mine = np.flatnonzero((owner == township) & (township != ""))
        working = mine[exists[mine]]
        offered = set().union(*(functions[row] for row in working))
        missing = [name for name in required if name not in offered]
        rows.append(
            {
                "has_station": None if township == "" else len(working) > 0 and not missing,
                "station_ids": ";".join(sorted(keys[working])),
                "functions_missing": ";".join(missing),
                "station_reason": _reason(names[working], names[mine], missing, required)
                if township
                else None,
            }
        )
    table = pd.DataFrame(
        rows,
        index=township_ids.index,
        columns=["has_station", "station_ids", "functions_missing", "station_reason"],
        dtype=object,
    )
    return table.astype({"has_station": "boolean"})


def _owners(district: District, stations: pd.DataFrame) -> TextArray:
    """(s,) the township of each station; "" where it is not known."""
    owner = (
        words(stations["township_id"])
        if "township_id" in stations
        else np.full(len(stations), "", dtype=object)
    )
    if not district.has("boundaries") or len(stations) == 0:
        return owner
    areas = district.layers["boundaries"]
    tree = shapely.STRtree(shapely.make_valid(areas.geometry.to_numpy()))
    station, area = tree.query(stations["geometry"].to_numpy(), predicate="intersects")
    names = words(areas["township_id"])[area]
    # On a common boundary the first identifier takes the station.
    order = np.lexsort((names.astype(str), station))
    first = order[np.diff(station[order], prepend=-1) != 0]
    first = first[owner[station[first]] == ""]
    owner[station[first]] = names[first]
    return owner


def _functions(stations: pd.DataFrame) -> list[set[str]]:
    found: list[set[str]] = [set() for _ in range(len(stations))]
    for row, name in zip(*split_ids(stations["functions"]), strict=True):
        found[row].add(str(name).lower())
    return found


def _reason(
    working: TextArray, mine: TextArray, missing: list[str], required: tuple[str, ...]
) -> Reason:
    if len(mine) == 0:
        return Reason("services.station.none")
    if len(working) == 0:
        return Reason("services.station.not_existing", {"stations": _listed(mine)})
    figures: dict[str, Figure] = {"stations": _listed(working)}
    if not missing:
        return Reason("services.station.full", {**figures, "functions": _functions_said(required)})
    return Reason("services.station.lacking", {**figures, "functions": _functions_said(missing)})


def _listed(names: TextArray) -> str:
    return ", ".join(sorted(str(name) for name in names))


def _functions_said(names: list[str] | tuple[str, ...]) -> Figure:
    """Say a list of functions: one after the other, by nesting."""
    if not names:
        return ""
    known = [_term(name) for name in names]
    said: Figure = known[0]
    for one in known[1:]:
        said = Reason("services.station.and", {"first": said, "second": one})
    return said


def _term(name: str) -> Figure:
    key = f"services.station.function.{name}"
    return Term(key) if name in FUNCTIONS else name


FUNCTIONS = ("passenger", "freight", "post", "express", "maintenance", "tourism")
"""Functions that have a name in both languages."""
