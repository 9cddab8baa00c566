"""The check-list of the unified signs at stops."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.analysis.columns import TextArray
from roadnet.standards import Standard

ANSWERS: Final = ("yes", "no", "unknown")


def stop_checklist(stops: gpd.GeoDataFrame, *, standard: Standard) -> gpd.GeoDataFrame:
    """Answer the standard's ``stop_checklist`` for each stop.

    The items are yes-no columns of the layer. An item whose column is not there, or has no answer
    in a row, is unknown: never "no".

    Returns
    -------
    The stops with ``<item>_met`` for each item (``yes``, ``no``, ``unknown``), and ``all_met``:
    ``no`` where some item is not met, else ``unknown`` where some item is, else ``yes``.
    """
    items = standard.words("stop_checklist")
    answers = [_answers(stops, item) for item in items]
    table = stops.assign(**{f"{item}_met": a for item, a in zip(items, answers, strict=True)})
    every = np.array(answers, dtype=object).reshape(len(items), len(stops))
    any_no, any_unknown = ((every == word).any(axis=0) for word in ("no", "unknown"))
    return table.assign(all_met=np.where(any_no, "no", np.where(any_unknown, "unknown", "yes")))


def checklist_totals(table: pd.DataFrame, *, standard: Standard) -> pd.DataFrame:
    """Count the answers of :func:`stop_checklist`.

    Returns
    -------
    DataFrame with a row an item in the standard's order, then ``all``; ``met``, ``failed`` and
    ``unknown`` add up to the number of stops.
    """
    items = standard.words("stop_checklist")
    columns = {**{item: f"{item}_met" for item in items}, "all": "all_met"}
    rows = [[int((table[column] == word).sum()) for word in ANSWERS] for column in columns.values()]
    return pd.DataFrame(rows, index=list(columns), columns=["met", "failed", "unknown"])


def _answers(stops: pd.DataFrame, item: str) -> TextArray:
    """(s,) the answers of one item."""
    if item not in stops:
        return np.full(len(stops), "unknown", dtype=object)
    said = stops[item].astype(object)
    yes = said.map(lambda value: value is not pd.NA and value in (True, 1)).to_numpy(dtype=bool)
    no = said.map(lambda value: value is not pd.NA and value in (False, 0)).to_numpy(dtype=bool)
    return np.where(yes, "yes", np.where(no, "no", "unknown")).astype(object)
