"""The choice under a budget, against trying every set of projects, and against networkx."""

import networkx as nx
import numpy as np
import pytest

from roadnet.errors import RoadnetError
from roadnet.planning.choice.curve import solve, solve_curve
from roadnet.planning.choice.evaluate import won, worth
from roadnet.planning.choice.greedy import choose_greedily
from roadnet.planning.choice.grid import to_grid
from roadnet.planning.choice.problem import ChoiceProblem, CoverItems, ReachItems
from tests.planning.choice.random_problems import best_worth, ragged, random_problem


@pytest.mark.parametrize("limited", [False, True])
@pytest.mark.parametrize("seed", range(60))
def test_the_answer_is_the_best_of_all_sets(seed, limited):
    problem = random_problem(seed, limited=limited)
    budget = float(np.random.default_rng(seed).integers(10, 30))
    found = solve(problem, budget, time_limit_s=20.0)
    best = best_worth(problem, budget)
    assert found.status == "proven"
    assert found.value == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    assert found.cost <= budget
    assert worth(problem, found.chosen) == pytest.approx(found.value)
    assert (found.chosen | ~problem.must).all()
    assert not (found.chosen & problem.excluded).any()


@pytest.mark.parametrize("seed", range(60))
def test_the_quick_answer_keeps_the_rules_and_is_never_above_the_best(seed):
    problem = random_problem(seed)
    chosen = choose_greedily(problem, to_grid(problem.reach), 15.0)
    if problem.cost[problem.must].sum() <= 15.0:
        assert problem.cost[chosen].sum() <= 15.0
        assert worth(problem, chosen) <= best_worth(problem, 15.0) + 1e-9
    assert not (chosen & problem.excluded).any()


@pytest.mark.parametrize("seed", range(30))
def test_who_is_reached_is_what_networkx_says(seed):
    problem = random_problem(seed)
    chosen = np.random.default_rng(seed).random(len(problem.cost)) < 0.5
    reach = problem.reach
    parts = range(len(reach.part_projects))
    alive = {
        at
        for at in parts
        if len(reach.part_projects[at]) == 0 or chosen[reach.part_projects[at]].any()
    }
    graph = nx.Graph()
    graph.add_nodes_from(alive)
    ties = zip(reach.tie_a.tolist(), reach.tie_b.tolist(), strict=True)
    graph.add_edges_from((a, b) for a, b in ties if a in alive and b in alive)
    rooted = set()
    for one in alive:
        if reach.is_root[one]:
            rooted |= nx.node_connected_component(graph, one)
    expected = [bool(rooted & set(reach.item_parts[i].tolist())) for i in range(len(reach.weight))]
    assert won(problem, chosen)[0].tolist() == expected


@pytest.mark.parametrize("seed", range(12))
def test_more_money_and_more_projects_never_win_less(seed):
    problem = random_problem(seed)
    budgets = [12.0, 16.0, 24.0]
    values = [answer.value for answer in solve_curve(problem, budgets, time_limit_s=20.0)]
    assert values == sorted(values)
    chosen = np.random.default_rng(seed).random(len(problem.cost)) < 0.4
    for at in np.flatnonzero(~chosen):
        more = chosen.copy()
        more[at] = True
        assert worth(problem, more) >= worth(problem, chosen)


def test_two_halves_are_bought_together_or_not_at_all():
    # One item behind two parts in a row, 3 and 4 yuan; another item for 5 yuan, worth less.
    problem = ChoiceProblem(
        cost=np.array([3.0, 4.0, 5.0]),
        must=np.zeros(3, dtype=bool),
        excluded=np.zeros(3, dtype=bool),
        reach=ReachItems(
            part_projects=ragged([[], [0], [1]]),
            tie_a=np.array([0, 1]),
            tie_b=np.array([1, 2]),
            is_root=np.array([True, False, False]),
            item_parts=ragged([[2]]),
            weight=np.array([10.0]),
        ),
        cover=CoverItems(
            way_item=np.array([0]),
            way_projects=ragged([[2]]),
            way_facility=np.array([-1]),
            way_demand=np.zeros(1),
            capacity=np.zeros(0),
            weight=np.array([6.0]),
        ),
    )
    for budget, chosen in ((6.0, [2]), (7.0, [0, 1]), (11.0, [0, 1]), (12.0, [0, 1, 2])):
        quick = choose_greedily(problem, to_grid(problem.reach), budget)
        assert np.flatnonzero(quick).tolist() == chosen
        assert np.flatnonzero(solve(problem, budget).chosen).tolist() == chosen


def test_musts_that_cost_more_than_the_budget_are_said():
    problem = random_problem(3)
    must = np.ones(len(problem.cost), dtype=bool)
    dear = ChoiceProblem(problem.cost, must, ~must, problem.reach, problem.cover)
    with pytest.raises(RoadnetError) as caught:
        solve(dear, 1.0)
    assert caught.value.code == "plan_musts_too_dear"


def test_a_search_that_is_stopped_gives_what_it_has():
    problem = random_problem(5)
    found = solve(problem, 15.0, cancel=lambda: True)
    assert found.status in ("cancelled", "proven")
    assert found.value <= found.bound
