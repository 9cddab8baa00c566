"""What stands in a layer's columns: words, lists of identifiers, what to call a place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from roadnet.network.model import IntArray

TextArray = NDArray[Any]


def words(column: pd.Series) -> TextArray:
    """(rows,) a column as trimmed text; "" where nothing stands."""
    plain = column.astype(object).where(column.notna(), "")
    return np.array([str(value).strip() for value in plain], dtype=object)


def split_ids(column: pd.Series) -> tuple[IntArray, TextArray]:
    """Split ``a;b`` lists: (k,) the row's position and (k,) the identifier, each pair once."""
    listed = pd.Series(words(column), dtype=object).str.split(r"[;；,，]", regex=True).explode()
    listed = listed.astype(object).str.strip()
    pairs = listed[listed != ""].reset_index().drop_duplicates().to_numpy(dtype=object)
    return pairs[:, 0].astype(np.int64), pairs[:, 1]


def place_names(frame: pd.DataFrame, id_column: str) -> TextArray:
    """(rows,) what to call each place in a sentence: its name, else its identifier."""
    ids = words(frame[id_column])
    names = words(frame["name"]) if "name" in frame else np.full(len(frame), "", dtype=object)
    return np.where(names != "", names, ids)


def whole(value: float) -> float | int:
    """Return a whole number as an integer, so that a sentence shows it without decimals."""
    return int(value) if float(value).is_integer() else float(value)


def order_of_ids(column: pd.Series) -> IntArray:
    """(rows,) the place of each identifier in alphabetical order: what decides between equals."""
    return np.unique(words(column).astype(str), return_inverse=True)[1].astype(np.int64)
