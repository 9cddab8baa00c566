"""Mileage by a class of roads: the kilometres that count, and of these the hardened ones."""

from __future__ import annotations

import pandas as pd

from roadnet.analysis.columns import words
from roadnet.analysis.margin import counted
from roadnet.text.numbers import KM_DIGITS, reconcile


def mileage_by(roads: pd.DataFrame, column: str) -> pd.DataFrame:
    """Sum the mileage of an assessment's own roads by a column, no ferries.

    Returns
    -------
    ``counted_km`` and ``hardened_km`` by the column's values in alphabetical order; "" for roads
    that say none.
    """
    own = counted(roads)
    some = own[~own["is_ferry"].fillna(False).astype(bool)]
    sums = some[["counted_km", "hardened_km"]].groupby(words(some[column])).sum()
    return pd.DataFrame(sums)


def shown_mileage(mileage: pd.DataFrame) -> pd.DataFrame:
    """Round a table of :func:`mileage_by` so that its parts add up to the total as it is shown.

    Tables, legends and sentences all take the kilometres of a class from here or round the same
    parts by the same rule, so that each class has the same digits everywhere.
    """
    return mileage.apply(
        lambda km: pd.Series(reconcile(km.tolist(), KM_DIGITS), index=km.index, dtype=float)
    )
