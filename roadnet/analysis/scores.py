"""Scores of an inspection: full points less so many for each percent that is missing."""

from __future__ import annotations


def score(served: int, total: int, *, full_points: float, points_per_percent: float) -> float:
    """Score a rate by what it lacks of 100 %.

    The shortfall in percent is rounded half up to a whole percent, from the counts themselves, so
    that 1 of 200 missing (0.5 %) is 1 % and no binary fraction decides.

    Parameters
    ----------
    served, total
        Villages served, and villages that count; with none that count the score is full.
    full_points, points_per_percent
        From the standard: 200 and 4 for the bus (P2), 100 and 2 for the road (P1).

    Returns
    -------
    Points in [0, full_points].

    Raises
    ------
    ValueError
        If not 0 <= served <= total.
    """
    if not 0 <= served <= total:
        raise ValueError(f"served must be within 0..{total}: {served}")
    if total == 0:
        return float(full_points)
    missing = total - served
    # floor(100 missing / total + 1/2) in whole numbers.
    percent = (200 * missing + total) // (2 * total)
    return max(0.0, float(full_points) - percent * float(points_per_percent))
