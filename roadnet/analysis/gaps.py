"""What is missing: one row a gap, whatever its kind."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from roadnet.analysis.bus import LEVELS as BUS_LEVELS

KINDS = ("road", "bus", "logistics", "township_road", "station")
_COLUMNS = [
    "kind", "status", "village_id", "township_id", "name", "village_kind", "population",
    "missing_km", "reason", "geometry",
]  # fmt: skip


def gaps_table(
    villages: gpd.GeoDataFrame,
    membership: pd.Series,
    lines: np.ndarray,
    townships: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """List the gaps of the villages and townships that count.

    Parameters
    ----------
    villages
        The villages with their verdicts.
    membership
        Their townships.
    lines
        (v,) what each village's road lacks; None where nothing or unknown.
    townships
        The townships with ``at_required_class`` and ``has_station``, where they are known.

    Returns
    -------
    Rows by kind (in the order of :data:`KINDS`), township and village; geometry is the missing
    stretch of road where there is one, else the place.
    """
    rows = villages.assign(
        township_id=membership,
        village_kind=villages["kind"],
        geometry=villages.geometry.where(pd.isna(lines), gpd.GeoSeries(lines, villages.index)),
    )
    own_place = villages.geometry
    road = rows[rows["eligible_road"] & (rows["road_status"] != "connected")]
    bus = rows[rows["eligible_service"] & (rows["bus_level"] == BUS_LEVELS[-1])]
    chain = rows[
        rows["eligible_service"]
        & rows["logistics_status"].notna()
        & (rows["logistics_status"] != "complete")
    ]
    parts = [
        road.assign(kind="road", status=road["road_status"], reason=road["road_reason"]),
        bus.assign(
            kind="bus", status=bus["bus_level"], reason=bus["bus_reason"],
            missing_km=np.nan, geometry=own_place[bus.index],
        ),
        chain.assign(
            kind="logistics", status=chain["logistics_status"], reason=chain["logistics_reason"],
            missing_km=np.nan, geometry=own_place[chain.index],
        ),
        *_of_townships(townships),
    ]  # fmt: skip
    frames = [part.reindex(columns=_COLUMNS) for part in parts if len(part)]
    if not frames:
        return gpd.GeoDataFrame(columns=_COLUMNS, geometry="geometry", crs=villages.crs)
    table = pd.concat(frames, ignore_index=True)
    order = table["kind"].map({kind: n for n, kind in enumerate(KINDS)})
    table = table.assign(order=order).sort_values(
        ["order", "township_id", "village_id"], kind="stable", ignore_index=True
    )
    return gpd.GeoDataFrame(table.drop(columns="order"), geometry="geometry", crs=villages.crs)


def _of_townships(townships: gpd.GeoDataFrame) -> list[pd.DataFrame]:
    found: list[pd.DataFrame] = []
    if "at_required_class" in townships:
        lacks = townships["counts"].eq(True) & townships["at_required_class"].eq(False)
        some = townships[lacks]
        found.append(
            some.assign(kind="township_road", status="not_reached", reason=some["road_reason"])
        )
    if "has_station" in townships:
        some = townships[townships["has_station"].eq(False)]
        found.append(some.assign(kind="station", status="missing", reason=some["station_reason"]))
    return found
