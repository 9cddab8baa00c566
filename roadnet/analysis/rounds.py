"""Delivery rounds: a short tour from a depot past every stop and back, and a bound below it."""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree

from roadnet.network.model import FloatArray

_LEAST_GAIN = 1e-9


def short_round(cost: FloatArray) -> tuple[list[int], float]:
    """Find a short round trip: nearest neighbour, then moves of stops and turns of stretches.

    Each step takes a move of one stop to another place (or-opt) or the turning about of a stretch
    (2-opt) that makes the whole tour shorter, until none does. The result is a tour that can be
    driven, not proven to be the shortest; :func:`least_round` bounds it from below.

    Parameters
    ----------
    cost
        (n, n) from row to column, 0 the depot; need not be symmetric. Must be finite.

    Returns
    -------
    The order, beginning at 0 (the way back to 0 is left out), and the cost of the round.
    """
    tour = _nearest_neighbour(cost)
    best = round_cost(cost, tour)
    improved = True
    while improved:
        improved = False
        for other in _neighbours(tour):
            price = round_cost(cost, other)
            if price < best - _LEAST_GAIN:
                tour, best, improved = other, price, True
                break
    return tour, best


def least_round(cost: FloatArray) -> float:
    """Bound any round trip from below.

    A round without its last arc is a spanning tree of the cheaper directions, and the way back
    costs at least the cheapest arc into the depot.
    """
    if len(cost) < 2:
        return 0.0
    cheaper = np.minimum(cost, cost.T)
    # scipy takes a cost of 0 for no edge: all are shifted by 1 and the sum is shifted back.
    tree = minimum_spanning_tree(np.triu(cheaper + 1.0, 1)).sum() - (len(cost) - 1)
    return float(tree + cost[1:, 0].min())


def round_cost(cost: FloatArray, tour: list[int]) -> float:
    """Cost of a round trip in an order, the way back included."""
    return float(cost[tour, tour[1:] + tour[:1]].sum())


def _nearest_neighbour(cost: FloatArray) -> list[int]:
    tour, left = [0], set(range(1, len(cost)))
    while left:
        here = tour[-1]
        tour.append(min(left, key=lambda stop: (cost[here, stop], stop)))
        left.remove(tour[-1])
    return tour


def _neighbours(tour: list[int]) -> list[list[int]]:
    """Tours one move away; the depot stays first."""
    found = []
    for first in range(1, len(tour)):
        rest = tour[:first] + tour[first + 1 :]
        found += [
            [*rest[:place], tour[first], *rest[place:]]
            for place in range(1, len(tour))
            if place != first
        ]
        found += [
            tour[:first] + tour[first : last + 1][::-1] + tour[last + 1 :]
            for last in range(first + 1, len(tour))
        ]
    return found
