"""Rows of two tables matched by identifier: which are new or gone, and which values differ."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.columns import words

COLUMNS: Final = ["id", "name", "what", "before", "after", "trend"]

_MOVED_M: Final = 1.0


def by_id(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Index a table by its identifiers; of rows with the same one the first."""
    indexed = table.set_index(pd.Index(words(table[column]), name="id"))
    return indexed[~indexed.index.duplicated() & (indexed.index != "")]


def changed_rows(was: pd.DataFrame, now: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """List rows that are new or gone, and values that differ in the others."""
    both = was.index.intersection(now.index)
    parts = [come_and_gone(was, now)]
    for column in columns:
        old, new = was.loc[both, column], now.loc[both, column]
        differs = differs_from(old, new)
        parts.append(
            pd.DataFrame(
                {
                    "id": both[differs],
                    "what": column,
                    "before": old[differs].to_numpy(dtype=object),
                    "after": new[differs].to_numpy(dtype=object),
                    "trend": "other",
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    table["name"] = names_of(table["id"], was, now)
    return table


def come_and_gone(was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """List rows that stand in one table alone: ``new`` or ``gone``."""
    new, gone = now.index.difference(was.index), was.index.difference(now.index)
    ids = [*new, *gone]
    trend = ["new"] * len(new) + ["gone"] * len(gone)
    return pd.DataFrame({"id": ids, "what": "row", "trend": trend}, dtype=object)


def differs_from(old: pd.Series, new: pd.Series) -> np.ndarray:
    """(rows,) whether two values differ; two that are missing do not."""
    same = (old.astype(object) == new.astype(object)) | (old.isna() & new.isna())
    found: np.ndarray = ~same.fillna(False).to_numpy(dtype=bool)
    return found


def names_of(ids: pd.Series, was: pd.DataFrame, now: pd.DataFrame) -> np.ndarray:
    """(rows,) the later name of each identifier, else the earlier one."""
    if "name" not in now or "name" not in was:
        return ids.to_numpy(dtype=object)
    known = now["name"].reindex(ids).to_numpy(dtype=object)
    return np.where(pd.isna(known), was["name"].reindex(ids).to_numpy(dtype=object), known)


def moved_rows(was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """List rows that stand elsewhere, and by how many metres."""
    both = was.index.intersection(now.index)
    old, new = (frame.loc[both].geometry.to_numpy() for frame in (was, now))
    away = shapely.hausdorff_distance(old, new)
    moved = np.flatnonzero(away > _MOVED_M)  # NaN, without a place in one of them: False
    found = pd.DataFrame({"id": both[moved], "what": "moved_m", "before": 0.0, "trend": "other"})
    return found.assign(after=away[moved], name=names_of(found["id"], was, now)).astype(object)
