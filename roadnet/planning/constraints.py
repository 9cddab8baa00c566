"""How far projects lie in areas that hold them up, and whether two of them ask for the same road.

The labels say what to look into (``avoid``, ``needs_justification``, ``free``). They are no legal
verdict: only the authority in charge gives one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from roadnet.planning.project import Project
from roadnet.standards import Standard
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_km

AVOID: Final = "avoid"
JUSTIFY: Final = "needs_justification"
FREE: Final = "free"

_COLUMNS: Final = ["project_id", "kind", "km", "share", "near_km", "names", "label"]


def constraint_table(
    projects: Sequence[Project], areas: gpd.GeoDataFrame | None, *, standard: Standard
) -> pd.DataFrame:
    """Measure each project against each kind of area.

    Areas of one kind that overlap count once.

    Parameters
    ----------
    projects
        Lines are measured; of a point only whether it lies inside.
    areas
        The layer ``constraints``; None where there is none.
    standard
        ``plan_constraint_buffer_m`` (how near counts), ``plan_avoid_kinds``,
        ``plan_justify_kinds``.

    Returns
    -------
    One row a project and kind that it meets or comes near: ``km`` inside (0 for points), ``share``
    of its length inside in [0, 1] (a point inside: 1), ``near_km`` inside or within the buffer,
    ``names`` of the areas met (``;`` between), ``label``.
    """
    placed = [one for one in projects if one.geometry is not None]
    if areas is None or not len(areas) or not placed:
        return pd.DataFrame(columns=_COLUMNS)
    shapes = np.array([one.geometry for one in placed], dtype=object)
    ids = np.array([one.project_id for one in placed], dtype=object)
    parts = [
        _of_kind(ids, shapes, some, str(kind), standard)
        for kind, some in areas[areas.geometry.notna()].groupby(areas["kind"].fillna("other"))
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["project_id", "kind"], kind="stable").reset_index(drop=True)


def with_constraints(
    projects: Sequence[Project], areas: gpd.GeoDataFrame | None, *, standard: Standard
) -> list[Project]:
    """Return the projects, each with the kilometres that it lies in each kind of area."""
    table = constraint_table(projects, areas, standard=standard)
    km: dict[str, dict[str, float]] = {}
    columns = (table[name] for name in ("project_id", "kind", "km", "share"))
    for one, kind, inside_km, share in zip(*columns, strict=True):
        km.setdefault(one, {})[kind] = inside_km if inside_km > 0 else share
    return [replace(one, constraints=km.get(one.project_id, {})) for one in projects]


def constraints_said(project: Project, standard: Standard, lang: Lang) -> str:
    """Say in which areas a project lies, how far, and what to look into; empty for none."""
    parts = []
    for kind, km in project.constraints.items():
        label = label_of(kind, is_inside=km > 0, standard=standard)
        if label != FREE:
            figures = {
                "area": tr(f"layers.values.constraints.kind.{kind}", lang),
                "km": to_km(km),
                "label": tr(f"planning.label.{label}", lang),
            }
            key = "planning.area.line" if project.length_km > 0 else "planning.area.point"
            parts.append(tr(key, lang, **figures))
    return "; ".join(parts)


def label_of(kind: str, *, is_inside: bool, standard: Standard) -> str:
    """Return what to look into for a kind of area; ``free`` where the project keeps out."""
    if not is_inside:
        return FREE
    return AVOID if kind in standard.words("plan_avoid_kinds") else JUSTIFY


def _of_kind(
    ids: Any, shapes: Any, areas: gpd.GeoDataFrame, kind: str, standard: Standard
) -> pd.DataFrame:
    buffer_m = standard.number("plan_constraint_buffer_m")
    polygons = shapely.make_valid(areas.geometry.to_numpy())
    tree = shapely.STRtree(polygons)
    project, area = tree.query(shapes, predicate="dwithin", distance=buffer_m)
    names = areas["name"].fillna(areas["constraint_id"]).astype(str).to_numpy()
    rows = []
    for at in np.unique(project).tolist():
        met = area[project == at]
        whole = shapely.union_all(polygons[met])
        inside = shapely.intersection(shapes[at], whole)
        near = shapely.intersection(shapes[at], shapely.buffer(whole, buffer_m))
        length = float(shapely.length(shapes[at]))
        is_inside = bool(shapely.intersects(shapes[at], whole))
        touches = is_inside and (length == 0 or shapely.length(inside) > 0)
        rows.append(
            {
                "project_id": ids[at],
                "kind": kind,
                "km": float(shapely.length(inside)) / 1000.0,
                "share": float(shapely.length(inside)) / length if length else float(is_inside),
                "near_km": float(shapely.length(near)) / 1000.0,
                "names": ";".join(dict.fromkeys(names[met])),
                "label": label_of(kind, is_inside=touches, standard=standard),
            }
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


def double_funding(
    projects: gpd.GeoDataFrame, others: gpd.GeoDataFrame | None = None, *, along_m: float
) -> pd.DataFrame:
    """Find stretches of road that two projects, or the libraries of two years, both pay for.

    Parameters
    ----------
    projects
        Layer ``projects``: by ``route_code`` and stakes where two rows have them, else by lines
        that lie within ``along_m`` of one another.
    others
        Another year's library; rows of the same ``project_id`` are the same project and are left
        out. None: the projects among themselves.
    along_m
        How far apart two lines may lie and still be the same road.

    Returns
    -------
    ``first_id``, ``second_id``, ``km`` in common, ``by`` (``stakes`` or ``line``), the most first.
    """
    among = others is None
    second = projects if others is None else others
    rows: dict[tuple[str, str], tuple[float, str]] = {}
    for a, b, km, by in (*_by_stakes(projects, second), *_by_line(projects, second, along_m)):
        first_id, second_id = str(projects["project_id"].iloc[a]), str(second["project_id"].iloc[b])
        if (among and a >= b) or (not among and first_id == second_id):
            continue
        rows.setdefault((first_id, second_id), (km, by))
    table = [(a, b, km, by) for (a, b), (km, by) in rows.items()]
    found = pd.DataFrame(table, columns=["first_id", "second_id", "km", "by"])
    return found.sort_values(["km", "first_id", "second_id"], ascending=[False, True, True])


Overlap = tuple[int, int, float, str]
_LEAST_KM: Final = 0.05
"""Less in common is a shared crossing or an end, not a stretch."""


def _by_stakes(first: pd.DataFrame, second: pd.DataFrame) -> list[Overlap]:
    left, right = (_staked(table) for table in (first, second))
    both = left.merge(right, on="route", suffixes=("_a", "_b"))
    km = both[["high_a", "high_b"]].min(axis=1) - both[["low_a", "low_b"]].max(axis=1)
    kept = both[km >= _LEAST_KM].assign(km=km)
    rows = zip(kept["row_a"], kept["row_b"], kept["km"], strict=True)
    return [(int(a), int(b), float(shared_km), "stakes") for a, b, shared_km in rows]


def _staked(table: pd.DataFrame) -> pd.DataFrame:
    stakes = table[["start_stake_km", "end_stake_km"]].astype(float)
    route = table["route_code"].fillna("").astype(str).str.strip().str.upper()
    rows = pd.DataFrame(
        {
            "row": np.arange(len(table)),
            "route": route.to_numpy(),
            "low": stakes.min(axis=1).to_numpy(),
            "high": stakes.max(axis=1).to_numpy(),
        }
    )
    return rows[(rows["route"] != "") & stakes.notna().all(axis=1).to_numpy()]


def _by_line(first: gpd.GeoDataFrame, second: gpd.GeoDataFrame, along_m: float) -> list[Overlap]:
    a_rows, a_lines = _lines(first)
    b_rows, b_lines = _lines(second)
    if not len(a_lines) or not len(b_lines):
        return []
    tree = shapely.STRtree(b_lines)
    a, b = tree.query(a_lines, predicate="dwithin", distance=along_m)
    band = shapely.buffer(b_lines[b], along_m, cap_style="flat")
    km = shapely.length(shapely.intersection(a_lines[a], band)) / 1000.0
    # Two roads that cross have twice the band's width in common.
    kept = km >= max(_LEAST_KM, 4.0 * along_m / 1000.0)
    rows = zip(a_rows[a[kept]], b_rows[b[kept]], km[kept], strict=True)
    return [(int(x), int(y), float(z), "line") for x, y, z in rows]


def _lines(table: gpd.GeoDataFrame) -> tuple[Any, Any]:
    shapes = table.geometry.to_numpy()
    rows = np.flatnonzero(shapely.get_dimensions(shapes) == 1)
    return rows, shapes[rows]
