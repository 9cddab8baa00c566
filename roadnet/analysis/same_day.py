"""There and back in a day by bus: what the data can say without a timetable."""

from __future__ import annotations

import numpy as np
import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import split_ids, whole, words
from roadnet.analysis.reason import Figure, Reason


def same_day_return(assessment: Assessment) -> pd.DataFrame:
    """Tell for each village whether its bus may take people there and back on one day.

    Trips on a day of service at the stop that serves the village: the stop's own
    ``trips_per_day``, else the sum of the routes that call. From ``same_day_min_trips`` on a
    return on the same day is possible; whether the times allow it, and the hours in town, need a
    timetable and stay empty.

    Returns
    -------
    DataFrame indexed as the villages: ``same_day`` (boolean; <NA> where no stop serves the village
    or its trips are not known), ``trips_per_day``, ``hours_in_town`` (NaN), ``same_day_reason``.
    """
    villages = assessment.villages
    least = assessment.standard.number("same_day_min_trips")
    trips_of = _trips_of_stops(assessment)
    served = villages["bus_level"].isin(["daily", "weekly"]).to_numpy()
    rows = []
    for name, stop, has_bus in zip(
        words(villages["name"]), words(villages["stop_id"]), served, strict=True
    ):
        trips = trips_of.get(stop, np.nan) if has_bus else np.nan
        figures: dict[str, Figure] = {"name": str(name), "least_trips": whole(least)}
        known = bool(np.isfinite(trips))
        figures |= {"trips": whole(trips)} if known else {}
        key = "no_bus" if not has_bus else "unknown" if not known else "no"
        possible = trips >= least if known else None
        reason = Reason(f"freight.same_day.{'possible' if possible else key}", figures)
        rows.append((possible, trips, np.nan, reason))
    columns = ["same_day", "trips_per_day", "hours_in_town", "same_day_reason"]
    table = pd.DataFrame(rows, columns=columns, index=villages.index)
    return table.astype({"same_day": "boolean"})


def _trips_of_stops(assessment: Assessment) -> dict[str, float]:
    """By stop: trips on a day of service; NaN where neither it nor each route there says them."""
    district = assessment.district
    if not district.has("stops"):
        return {}
    stops = district.layers["stops"]
    own = dict(zip(words(stops["stop_id"]), stops["trips_per_day"].astype(float), strict=True))
    if not district.has("bus_routes"):
        return own
    routes = district.layers["bus_routes"]
    route, stop = split_ids(routes["stop_ids"])
    trips = pd.Series(routes["trips_per_day"].to_numpy(dtype=float)[route])
    called = trips.groupby(stop.astype(str)).agg(lambda some: some.sum(skipna=False))
    return {key: called.get(key, np.nan) if np.isnan(n) else n for key, n in own.items()}
