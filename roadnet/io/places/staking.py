"""Tables without geometry: their rows are placed on route geometry by route code and stakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from roadnet.findings import Figure, Finding
from roadnet.io.places.geometry import Mask, Shapes, keep
from roadnet.io.places.linear import UNKNOWN, Placement, place_by_stakes
from roadnet.io.places.routes import RoutePieces, build_route_pieces, fold_route, to_single_lines
from roadnet.io.places.stakes import ROUTES, is_placed_by_stakes
from roadnet.schema import SOURCE_ROW, layers

FloatArray = NDArray[np.float64]
TextArray = NDArray[np.object_]
Lines = tuple[TextArray, Shapes, FloatArray, FloatArray]

_LINE: Final = 1
_DIFFERS_RATIO: Final = 0.1
_DIFFERS_KM: Final = 0.1
"""As the checks of a segment's stakes against its line: a tenth, and one kilometre post."""


@dataclass(frozen=True, slots=True)
class Table:
    """A layer's mapped rows and their shapes in metres, None where there is none.

    ``is_open`` marks the rows that nothing speaks against so far.
    """

    frame: pd.DataFrame
    shapes: Shapes
    is_open: Mask


@dataclass(frozen=True, slots=True)
class Staked:
    """A layer's shapes once its rows are placed; the rows whose stakes could not be used."""

    shapes: Shapes
    refused: Mask
    findings: tuple[Finding, ...] = ()


def place_tables(tables: Mapping[str, Table], routes: Table | None) -> dict[str, Staked]:
    """Place the rows that have a route code and stakes but no geometry, in every layer.

    Parameters
    ----------
    tables
        The layers. Roads with geometry and stakes are the routes that other rows are placed on.
    routes
        A file of route lines, if there is one; for the routes in it, it goes before the roads.

    Returns
    -------
    Each layer that has such rows; the findings on the routes stand with the first of them.
    """
    wanted = {name: _wanted(name, table) for name, table in tables.items()}
    wanted = {name: mask for name, mask in wanted.items() if mask.any()}
    if not wanted:
        return {}
    pieces, findings = _pieces(tables.get("roads"), routes)
    placed = {name: _place(name, tables[name], mask, pieces) for name, mask in wanted.items()}
    first = next(iter(placed))
    told = (*findings, *placed[first].findings)
    return {**placed, first: replace(placed[first], findings=told)}


def _wanted(name: str, table: Table) -> Mask:
    if name not in layers() or not is_placed_by_stakes(layers()[name]):
        return np.zeros(len(table.frame), dtype=bool)
    route, start, _ = _stakes(table.frame)
    bare = shapely.is_missing(table.shapes) | shapely.is_empty(table.shapes)
    return np.asarray(bare & table.is_open & (route != "") & np.isfinite(start), dtype=bool)


def _stakes(frame: pd.DataFrame) -> tuple[TextArray, FloatArray, FloatArray]:
    start, end = (frame[f"{which}_stake_km"].to_numpy(dtype=float) for which in ("start", "end"))
    return fold_route(frame["route_code"]), start, end


def _pieces(roads: Table | None, routes: Table | None) -> tuple[RoutePieces, list[Finding]]:
    """Build the routes of the file of routes, and of the roads on routes that it has not."""
    findings: list[Finding] = []
    sources: list[tuple[str, Table, Lines]] = []
    if routes is not None:
        lines, findings = _with_stakes(routes, roads)
        sources.append((ROUTES, routes, lines))
    if roads is not None:
        route, start, end = _stakes(roads.frame)
        known = np.concatenate([lines[0] for _, _, lines in sources] or [np.empty(0, object)])
        shapes = keep(roads.shapes, roads.is_open & ~np.isin(route, known))
        sources.append(("roads", roads, (route, shapes, start, end)))
    every = [np.concatenate(part) for part in zip(*(row[2] for row in sources), strict=True)]
    pieces, marks = build_route_pieces(*every)
    begin = 0
    for name, table, _ in sources:
        rows = slice(begin, begin + len(table.frame))
        begin = rows.stop
        for code, mask in marks.items():
            findings += _by_route(code, name, table.frame, mask[rows], {})
    return pieces, findings


def _with_stakes(routes: Table, roads: Table | None) -> tuple[Lines, list[Finding]]:
    """Give routes that come without stakes the range of their segments in the roads' table.

    Only where the route is one line, about as long as that range, can it be calibrated so.
    """
    route, start, end = _stakes(routes.frame)
    start, end = start.copy(), end.copy()
    bare = routes.is_open & (route != "") & ~(np.isfinite(start) & np.isfinite(end))
    lines = keep(routes.shapes, routes.is_open & ~bare)
    if not bare.any():
        return (route, lines, start, end), []
    codes, begin, number = np.unique(
        route[bare].astype(str), return_index=True, return_inverse=True
    )
    at = np.flatnonzero(bare)[begin]
    whole = _whole_lines(routes.shapes[bare], number)
    start[at], end[at] = _range_of(codes.astype(object), roads)
    length_km = shapely.length(whole) / 1000
    stake_km = np.nan_to_num(end[at] - start[at])
    fits = np.abs(stake_km - length_km) <= _DIFFERS_KM + _DIFFERS_RATIO * length_km
    fits &= shapely.get_type_id(whole) == _LINE
    lines[at] = keep(whole, fits)
    odd = np.zeros(len(route), dtype=bool)
    odd[at[~fits]] = True
    figures = {"length_km": np.zeros(len(route)), "stake_length_km": np.zeros(len(route))}
    figures["length_km"][at], figures["stake_length_km"][at] = length_km, stake_km
    told = _by_route("route_without_stakes", ROUTES, routes.frame, odd, figures)
    return (route, lines, start, end), list(told)


def _whole_lines(shapes: Shapes, number: NDArray[np.int64]) -> Shapes:
    """Join the lines of each route, numbered from 0, to one where they meet end to end."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    order = np.argsort(number[of], kind="stable")
    whole = np.full(int(number.max()) + 1, None, dtype=object)
    shapely.multilinestrings(parts[order], indices=number[of][order], out=whole)
    return to_single_lines(whole)


def _range_of(codes: TextArray, roads: Table | None) -> tuple[FloatArray, FloatArray]:
    if roads is None:
        return np.full(len(codes), np.nan), np.full(len(codes), np.nan)
    route, start, end = _stakes(roads.frame)
    low = pd.Series(np.fmin(start, end), dtype=float).groupby(route).min()
    high = pd.Series(np.fmax(start, end), dtype=float).groupby(route).max()
    return np.asarray(low.reindex(codes), float), np.asarray(high.reindex(codes), float)


def _place(name: str, table: Table, wanted: Mask, pieces: RoutePieces) -> Staked:
    frame = table.frame[wanted]
    route, start, end = _stakes(frame)
    found = place_by_stakes(pieces, route, start, end)
    at = np.flatnonzero(wanted)
    shapes = table.shapes.copy()
    shapes[at] = found.shapes
    there = ~shapely.is_missing(found.shapes)
    findings = [
        f for code, mask in found.marks.items() for f in _told(code, name, frame, mask, found)
    ]
    if not layers()[name].geometry_types & {"Point"}:
        pointed = there & (shapely.get_type_id(found.shapes) == 0)
        findings += _told("stakes_without_length", name, frame, pointed, found)
        shapes[at[pointed]] = None
        there &= ~pointed
    if there.any():
        rows = tuple(frame[SOURCE_ROW][there].tolist())
        findings.append(Finding("placed_by_stakes", name, rows=rows))
    refused = np.zeros(len(wanted), dtype=bool)
    refused[at[~there]] = True
    return Staked(shapes, refused, tuple(findings))


def _told(
    code: str, name: str, frame: pd.DataFrame, mask: Mask, found: Placement
) -> Iterator[Finding]:
    figures = {"missing_km": found.missing_km}
    if code != UNKNOWN:
        figures |= {"low_km": found.low_km, "high_km": found.high_km}
    _, start, end = _stakes(frame)
    figures |= {"start_stake_km": start, "end_stake_km": np.where(np.isnan(end), start, end)}
    yield from _by_route(code, name, frame, mask, figures)


def _by_route(
    code: str, name: str, frame: pd.DataFrame, mask: Mask, figures: Mapping[str, FloatArray]
) -> Iterator[Finding]:
    """Write one finding a route for the marked rows; the figures are the first row's."""
    hit = np.flatnonzero(mask)
    first_id = layers()[name].id_column if name in layers() else "route_code"
    for route, at in pd.Series(hit).groupby(frame["route_code"].to_numpy()[hit]):
        rows = frame.iloc[at.to_numpy()]
        known = tuple(str(word) for word in rows[first_id] if isinstance(word, str))
        shown: dict[str, Figure] = {key: float(value[at.iloc[0]]) for key, value in figures.items()}
        numbers = tuple(int(row) for row in rows[SOURCE_ROW])
        yield Finding(code, name, rows=numbers, ids=known, figures={"route": str(route), **shown})
