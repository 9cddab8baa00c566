"""Small random problems of choice, and the best answer by trying every set of projects."""

from itertools import product

import numpy as np

from roadnet.planning.choice.evaluate import worth
from roadnet.planning.choice.problem import ChoiceProblem, CoverItems, Ragged, ReachItems


def ragged(lists):
    start = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    return Ragged(start, np.array([v for one in lists for v in one], dtype=np.int64))


def random_problem(seed, projects=7, parts=9, items=6, covers=6, limited=False):
    """A problem with a network of parts in circles, ways of one to three projects, capacities."""
    rng = np.random.default_rng(seed)
    some = [
        sorted(rng.choice(projects, rng.choice([0, 1, 1, 1, 2]), replace=False).tolist())
        for _ in range(parts)
    ]
    ties = [(a, b) for a in range(parts) for b in range(a) if rng.random() < 2.2 / parts]
    is_root = np.zeros(parts, dtype=bool)
    is_root[rng.choice(parts, 2, replace=False)] = True
    reach = ReachItems(
        part_projects=ragged(some),
        tie_a=np.array([a for a, _ in ties], dtype=np.int64),
        tie_b=np.array([b for _, b in ties], dtype=np.int64),
        is_root=is_root,
        item_parts=ragged(
            [rng.choice(parts, rng.integers(0, 3), replace=False).tolist() for _ in range(items)]
        ),
        weight=rng.integers(1, 9, items).astype(float),
    )
    ways = int(rng.integers(covers, 2 * covers))
    cover = CoverItems(
        way_item=rng.integers(0, covers, ways),
        way_projects=ragged(
            [
                sorted(rng.choice(projects, rng.integers(1, 4), replace=False).tolist())
                for _ in range(ways)
            ]
        ),
        way_facility=rng.integers(-1, 3, ways),
        way_demand=rng.integers(1, 5, ways).astype(float),
        capacity=rng.integers(2, 8, 3).astype(float) if limited else np.full(3, np.inf),
        weight=rng.integers(1, 9, covers).astype(float),
    )
    must, excluded = np.zeros(projects, dtype=bool), np.zeros(projects, dtype=bool)
    if rng.random() < 0.3:
        must[rng.integers(projects)] = True
    if rng.random() < 0.3:
        excluded[rng.integers(projects)] = True
    excluded &= ~must
    cost = rng.integers(1, 10, projects).astype(float)
    return ChoiceProblem(cost, must, excluded, reach, cover)


def best_worth(problem, budget):
    """The most that any set within the budget wins."""
    best = -1.0
    for some in product([False, True], repeat=len(problem.cost)):
        chosen = np.array(some)
        allowed = (chosen | ~problem.must).all() and not (chosen & problem.excluded).any()
        if allowed and problem.cost[chosen].sum() <= budget:
            best = max(best, worth(problem, chosen))
    return best
