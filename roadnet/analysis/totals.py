"""Totals by township: the same counts as for the district, so the parts add up to the whole."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.analysis.villages import population_of
from roadnet.district import District

UNKNOWN = ""
"""``township_id`` of the row that holds the villages without a township that is known."""

_SERVED = {"daily", "weekly", "on_demand"}


def village_township(district: District) -> pd.Series:
    """Return each village's township: its own ``township_id``, else the boundary it lies in.

    Villages with neither get :data:`UNKNOWN`.
    """
    villages = district.layers["villages"]
    own = villages["township_id"].astype("object")
    missing = own.isna() | (own == "")
    if missing.any() and district.has("boundaries"):
        areas = district.layers["boundaries"][["township_id", "geometry"]]
        inside = gpd.sjoin(villages.loc[missing, ["geometry"]], areas, predicate="within")
        inside = inside[~inside.index.duplicated()]["township_id"]
        own = own.where(~missing, inside.reindex(own.index))
    return own.where(own.notna(), UNKNOWN).astype(str)


def township_base(district: District, membership: pd.Series) -> gpd.GeoDataFrame:
    """Return one row a township, ``township_id`` and ``name`` first.

    The layer ``townships``, else ``boundaries``, else the townships that the villages name; and a
    last row for villages whose township is not among them. The index is the layer's own. Of rows
    with the same identifier the first stays; those without one are nobody's and all stay.
    """
    for layer in ("townships", "boundaries"):
        if district.has(layer):
            base = district.layers[layer]
            base = base[~base["township_id"].duplicated() | base["township_id"].isna()]
            break
    else:
        ids = sorted(set(membership) - {UNKNOWN})
        base = gpd.GeoDataFrame({"township_id": ids, "name": ids}, geometry=[None] * len(ids))
        base = base.set_crs(district.crs)
    if (~membership.isin(_known_ids(base).dropna())).any():
        last = [int(base.index.max()) + 1 if len(base) else 0]
        columns = {"township_id": [UNKNOWN], "geometry": [None]}
        row = gpd.GeoDataFrame(columns, index=last, crs=district.crs)
        base = pd.concat([base, row])
    return base


def _known_ids(base: pd.DataFrame) -> pd.Series:
    """Return identifiers as text; missing where there is none, never the word for nothing."""
    ids = base["township_id"]
    return ids.astype(str).astype(object).where(ids.notna(), None)


def township_totals(
    base: gpd.GeoDataFrame, villages: gpd.GeoDataFrame, membership: pd.Series
) -> gpd.GeoDataFrame:
    """Count villages and people by township.

    Parameters
    ----------
    base
        One row a township, from :func:`township_base`.
    villages
        The villages with their verdicts.
    membership
        Their townships, indexed as the villages.

    Returns
    -------
    ``base`` with ``villages``, ``population``, and for road, bus and logistics the count of those
    that count, of those served, their rate (NaN where none counts), and the same for population.
    """
    ids = _known_ids(base)
    known = membership.where(membership.isin(ids.dropna()), UNKNOWN)
    counts = village_counts(villages).groupby(known.to_numpy()).sum()
    counts = counts.reindex(ids).fillna(0)
    counts.index = base.index
    for column in [c for c in counts.columns if not c.startswith("population")]:
        counts[column] = counts[column].astype("int64")
    for service in ("road", "bus", "logistics"):
        total = counts[f"{service}_eligible"].to_numpy(dtype=float)
        served = counts[f"{service}_served"].to_numpy(dtype=float)
        rate = np.divide(served, total, out=np.full(len(total), np.nan), where=total > 0)
        counts[f"{service}_rate"] = rate
    return base.join(counts)


def village_counts(villages: pd.DataFrame) -> pd.DataFrame:
    """Return, for each village, 1 or 0 (or its population) for each thing that is counted."""
    people = population_of(villages)
    road, service = villages["eligible_road"], villages["eligible_service"]
    verdicts = {
        "road": (road, villages["road_status"] == "connected"),
        "bus": (service, villages["bus_level"].isin(_SERVED)),
        "logistics": (service, villages["logistics_status"] == "complete"),
    }
    table = {"villages": np.ones(len(villages), dtype=int), "population": people}
    for name, (counts, served) in verdicts.items():
        table[f"{name}_eligible"] = counts.to_numpy(dtype=int)
        table[f"{name}_served"] = (counts & served).to_numpy(dtype=int)
        table[f"population_{name}_eligible"] = np.where(counts, people, 0.0)
        table[f"population_{name}_served"] = np.where(counts & served, people, 0.0)
    return pd.DataFrame(table, index=villages.index)
