"""How often a bus calls at each stop: the stop's own word, else the routes that call."""

from __future__ import annotations

import numpy as np
import pandas as pd

from roadnet.analysis.columns import split_ids, words
from roadnet.analysis.operating_days import mean_days_per_week, weekdays
from roadnet.district import District
from roadnet.network.model import FloatArray, IntArray
from roadnet.schema import USUAL_ABOVE_MEAN


def service_days(district: District) -> pd.Series:
    """Return each stop's mean days of service a week, in [0, 7]; NaN where nothing says it.

    A stop's own ``service_days_per_week`` decides. Else it is the greater of: the number of week
    days on which some route calls, over all routes that name week days; the most days of any other
    route. So a further route never lowers it. A route that says it has no trips does not call.
    """
    stops = district.layers["stops"]
    own = stops["service_days_per_week"].to_numpy(dtype=float)
    days = np.where(np.isnan(own), _by_routes(district, stops), own)
    return pd.Series(np.clip(days, 0.0, 7.0), index=stops.index, name="service_days_per_week")


def days_that_count(district: District, *, usual_counts: bool) -> FloatArray:
    """Return the (stops,) days a week by which each stop is judged; NaN where nothing says it.

    Those of :func:`service_days`; with ``usual_counts`` those of most weeks
    (``usual_days_per_week``) where holidays alone keep the mean a little below them. Days that
    somebody has lowered further since, in a scenario, stay.
    """
    days = service_days(district).to_numpy(dtype=float)
    if not usual_counts:
        return days
    usual = district.layers["stops"]["usual_days_per_week"].to_numpy(dtype=float)
    above = usual - days
    return np.where((above > 0) & (above < USUAL_ABOVE_MEAN), usual, days)


def _by_routes(district: District, stops: pd.DataFrame) -> FloatArray:
    if not district.has("bus_routes"):
        return np.full(len(stops), np.nan)
    routes = district.layers["bus_routes"]
    stop, route = _calls(stops, routes)
    bits, other = _days_of_routes(routes)
    named = np.zeros(len(stops), dtype=np.int64)
    np.bitwise_or.at(named, stop, bits[route])
    best = np.full(len(stops), np.nan)
    np.fmax.at(best, stop, other[route])
    return np.fmax(np.where(named > 0, np.bitwise_count(named), np.nan), best)


def _calls(stops: pd.DataFrame, routes: pd.DataFrame) -> tuple[IntArray, IntArray]:
    """Return pairs of rows of a stop and of a route that calls there and has trips."""
    route, stop_id = split_ids(routes["stop_ids"])
    runs = (routes["trips_per_day"].to_numpy(dtype=float) != 0)[route]
    called = pd.DataFrame({"stop_id": stop_id[runs].astype(str), "route": route[runs]})
    rows = pd.DataFrame({"stop_id": words(stops["stop_id"]).astype(str), "stop": range(len(stops))})
    pairs = rows[rows["stop_id"] != ""].merge(called, on="stop_id")
    return pairs["stop"].to_numpy(dtype=np.int64), pairs["route"].to_numpy(dtype=np.int64)


def _days_of_routes(routes: pd.DataFrame) -> tuple[IntArray, FloatArray]:
    """(r,) week days as bits, 0 where none are named; (r,) mean days of the others, NaN unread."""
    texts = words(routes["operating_days"])
    sets = {text: weekdays(text) for text in set(texts)}
    means = {text: mean_days_per_week(text) for text in set(texts) if sets[text] is None}
    bits = [sum(1 << day for day in sets[text] or ()) for text in texts]
    return np.array(bits, dtype=np.int64), np.array([means.get(t, np.nan) for t in texts])
