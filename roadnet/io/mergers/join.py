"""Mark former villages and their successors in the layer of villages; add seats that left it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.findings import Finding
from roadnet.io.mergers.succession import Succession, resolve_mergers
from roadnet.schema import SOURCE_ROW

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sources:
    """What tells of mergers beside the villages: the table of mergers, an earlier year's list."""

    mergers: gpd.GeoDataFrame | None = None
    previous: gpd.GeoDataFrame | None = None


def settle_mergers(
    villages: gpd.GeoDataFrame, sources: Sources
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Mark former villages, give them their present village, and add the seats that are not listed.

    A merger is stated by a row's ``successor_id``, by ``former_ids`` of a present village, by the
    table of mergers, or by the earlier list. An administrative village of the earlier list that is
    neither in the list now nor stated to be merged is former too, its successor open; if one new
    code bears its name nearest to it, it was given another code and is no former village.

    Parameters
    ----------
    villages
        The layer, with every column of the data model.
    sources
        Further tables in the same reference system.

    Returns
    -------
    A copy; rows added come last, with row numbers after the file's, and without population or
    households, which the successor's row counts. And what was met.
    """
    stated = [*_stated_in(villages), *_stated_in(sources.previous), *_pairs(sources.mergers)]
    fixed = villages["village_id"][villages["kind"] == "administrative"]
    unsaid = villages["village_id"][villages["kind"].isna()]
    formers = {former for former, successor in stated if former != successor}
    present = frozenset(fixed.dropna()) | (frozenset(unsaid.dropna()) - formers)
    found = resolve_mergers(stated, present)
    recoded = _recoded(villages, sources.previous, formers)
    added = _added(villages, sources, found, recoded)
    told = [
        *_of_present(villages, formers, present),
        *_of_succession(found),
        *_of_recoded(recoded),
        *_of_added(added),
        *_without_place(villages, added, formers),
    ]
    return _with_formers(villages, added, found, present), told


def _stated_in(villages: gpd.GeoDataFrame | None) -> Iterator[Pair]:
    """Mergers that a village list states, of either end."""
    if villages is None:
        return
    own = villages["village_id"]
    for former, successor in zip(own, villages["successor_id"], strict=True):
        if isinstance(former, str) and isinstance(successor, str):
            yield former, successor
    for successor, codes in zip(own, villages["former_ids"], strict=True):
        if isinstance(successor, str) and isinstance(codes, str):
            yield from ((code, successor) for code in codes.split(";"))


def _pairs(mergers: gpd.GeoDataFrame | None) -> Iterator[Pair]:
    if mergers is None:
        return
    for former, successor in zip(mergers["former_id"], mergers["successor_id"], strict=True):
        if isinstance(former, str) and isinstance(successor, str):
            yield former, successor


def _gone(villages: gpd.GeoDataFrame, previous: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of the earlier list that are not in the list now; natural villages are not merged."""
    gone = ~previous["village_id"].isin(villages["village_id"]) & (previous["kind"] != "natural")
    return previous[gone].drop_duplicates("village_id")


def _recoded(
    villages: gpd.GeoDataFrame, previous: gpd.GeoDataFrame | None, formers: set[str]
) -> dict[str, str]:
    """Villages that only got another code: old = new."""
    if previous is None:
        return {}
    gone = _gone(villages, previous)
    gone = gone[~gone["village_id"].isin(formers) & (gone["kind"] != "former")]
    new = villages[~villages["village_id"].isin(previous["village_id"])]
    new = new[new["kind"].fillna("administrative") == "administrative"]
    found = {}
    for name, old in gone.groupby("name"):
        same = new[new["name"] == name]
        if len(old) == 1 and len(same) == 1 and _is_nearest(old, same, new):
            found[str(old["village_id"].iloc[0])] = str(same["village_id"].iloc[0])
    return found


def _is_nearest(old: gpd.GeoDataFrame, same: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> bool:
    """Whether no other new code lies nearer to the old seat; without places the name decides."""
    seat = old.geometry.iloc[0]
    if seat is None or seat.is_empty or same.geometry.isna().iloc[0]:
        return True
    apart = new.geometry.distance(seat)
    return bool(apart[same.index[0]] <= apart.min())


def _added(
    villages: gpd.GeoDataFrame, sources: Sources, found: Succession, recoded: dict[str, str]
) -> gpd.GeoDataFrame:
    """Seats of former villages that are not in the list: of the earlier list, else of the table."""
    parts = []
    if sources.previous is not None:
        gone = _gone(villages, sources.previous)
        parts.append(gone[~gone["village_id"].isin(recoded) & gone.geometry.notna()])
    if sources.mergers is not None:
        table = sources.mergers.rename(columns={"former_id": "village_id"})
        lone = table.geometry.notna() & ~table["village_id"].isin(villages["village_id"])
        parts.append(table[lone & table["village_id"].notna()])
    kept = ["village_id", "name", "township_id", "geometry"]
    rows = [part[kept] for part in parts if len(part)]
    if not rows:
        return villages.iloc[:0][kept]
    return pd.concat(rows, ignore_index=True).drop_duplicates("village_id", ignore_index=True)


def _with_formers(
    villages: gpd.GeoDataFrame,
    added: gpd.GeoDataFrame,
    found: Succession,
    present: frozenset[str],
) -> gpd.GeoDataFrame:
    frame = villages.copy()
    if len(added):
        rows = added.reindex(columns=frame.columns)
        rows[SOURCE_ROW] = np.arange(1, len(rows) + 1) + int(frame[SOURCE_ROW].max() or 0)
        rows = rows.astype({name: frame[name].dtype for name in frame if name != "geometry"})
        frame = pd.concat([frame, rows], ignore_index=True)
    left_open = {*found.circular, *found.forked}
    ids = frame["village_id"]
    is_former = ids.isin({*found.present, *left_open}) & ~ids.isin(present)
    is_former |= pd.Series(np.arange(len(frame)) >= len(villages), index=frame.index)
    frame["kind"] = frame["kind"].mask(is_former, "former")
    settled = ids.map(found.present).where(is_former)
    successor = frame["successor_id"].where(~ids.isin(left_open) | ~is_former)
    frame["successor_id"] = settled.astype(successor.dtype).fillna(successor)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=villages.crs)


def _of_present(
    villages: gpd.GeoDataFrame, formers: set[str], present: frozenset[str]
) -> Iterator[Finding]:
    odd = villages["village_id"].isin(formers & present)
    if odd.any():
        yield _finding("merger_of_present", villages[odd])


def _of_succession(found: Succession) -> Iterator[Finding]:
    if found.circular:
        yield Finding("merger_circular", "villages", ids=found.circular)
    for former, ends in found.forked.items():
        yield Finding(
            "merger_forked", "villages", ids=(former,), figures={"value": ", ".join(ends)}
        )
    for former, stated in found.chained.items():
        figures = {"value": stated, "successor": found.present[former]}
        yield Finding("merger_chained", "villages", ids=(former,), figures=figures)


def _of_recoded(recoded: dict[str, str]) -> Iterator[Finding]:
    for old, new in recoded.items():
        yield Finding("village_recoded", "villages", ids=(old,), figures={"value": new})


def _of_added(added: gpd.GeoDataFrame) -> Iterator[Finding]:
    if len(added):
        ids = tuple(map(str, added["village_id"]))
        yield Finding("former_added", "villages", ids=ids, figures={"added": len(ids)})


def _without_place(
    villages: gpd.GeoDataFrame, added: gpd.GeoDataFrame, formers: set[str]
) -> Iterator[Finding]:
    """Former villages of which there is a code and no seat: no demand point can be made of them."""
    known = {*villages["village_id"].dropna(), *added["village_id"].dropna()}
    if lost := tuple(sorted(formers - known)):
        yield Finding("former_without_place", "villages", ids=lost, figures={"missing": len(lost)})


def _finding(code: str, rows: gpd.GeoDataFrame) -> Finding:
    numbers: Sequence[Any] = rows[SOURCE_ROW].tolist()
    ids = tuple(map(str, rows["village_id"]))
    return Finding(code, "villages", rows=tuple(map(int, numbers)), ids=ids)
