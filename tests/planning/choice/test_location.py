"""Where to put facilities: against spopt, and with those that stand there already."""

import numpy as np
import pulp
import pytest
from spopt.locate import LSCP, MCLP, PMedian

from roadnet.errors import RoadnetError
from roadnet.planning.choice.curve import solve
from roadnet.planning.choice.exact import quiet_solver, run_solver
from roadnet.planning.choice.location import least_sites, least_way, most_covered
from roadnet.planning.choice.problem import ChoiceProblem, CoverItems, ReachItems
from tests.planning.choice.random_problems import ragged

QUIET = pulp.PULP_CBC_CMD(msg=False)


def instance(seed, demands=30, sites=12, radius=35.0):
    rng = np.random.default_rng(seed)
    people, places = rng.uniform(0, 100, (demands, 2)), rng.uniform(0, 100, (sites, 2))
    way = np.hypot(*(people[:, None] - places[None]).transpose(2, 0, 1))
    return way, way <= radius, rng.integers(1, 50, demands).astype(float)


@pytest.mark.parametrize("seed", range(6))
def test_least_number_of_sites_is_what_spopt_finds(seed):
    way, covers, _ = instance(seed)
    reached = covers.any(axis=1)
    way, covers = way[reached], covers[reached]
    peer = LSCP.from_cost_matrix(way, 35.0).solve(QUIET)
    found = least_sites(covers)
    assert found.value == found.bound == sum(map(bool, peer.fac2cli))
    assert covers[:, found.chosen].any(axis=1).all()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [2, 4])
def test_most_people_covered_is_what_spopt_finds(seed, count):
    way, covers, weight = instance(seed)
    peer = MCLP.from_cost_matrix(way, weight, 35.0, p_facilities=count).solve(QUIET)
    found = most_covered(covers, weight, count)
    assert found.value == pytest.approx(peer.problem.objective.value())
    assert found.bound == pytest.approx(found.value)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [2, 4])
def test_the_budgeted_choice_answers_the_same_question(seed, count):
    # Sites at 1 yuan each and a budget of so many yuan: the maximal covering problem.
    way, covers, weight = instance(seed)
    demand, site = np.nonzero(covers)
    none = np.zeros(0, dtype=np.int64)
    problem = ChoiceProblem(
        cost=np.ones(covers.shape[1]),
        must=np.zeros(covers.shape[1], dtype=bool),
        excluded=np.zeros(covers.shape[1], dtype=bool),
        reach=ReachItems(ragged([]), none, none, np.zeros(0, dtype=bool), ragged([]), np.zeros(0)),
        cover=CoverItems(
            way_item=demand,
            way_projects=ragged([[one] for one in site]),
            way_facility=np.full(len(site), -1),
            way_demand=np.zeros(len(site)),
            capacity=np.zeros(0),
            weight=weight,
        ),
    )
    peer = MCLP.from_cost_matrix(way, weight, 35.0, p_facilities=count).solve(QUIET)
    assert solve(problem, float(count)).value == pytest.approx(peer.problem.objective.value())


def test_a_pool_of_threads_that_others_made_is_no_hindrance():
    """The library refuses every run once its pool has another number of threads."""
    import highspy

    highspy.Highs.resetGlobalScheduler(True)  # the pool of the tests before
    other = quiet_solver()
    other.setOptionValue("threads", 2)
    other.passModel(_one_column(highspy))
    assert other.run() == highspy.HighsStatus.kOk
    own = quiet_solver()
    own.passModel(_one_column(highspy))
    run_solver(own)
    assert own.getModelStatus() == highspy.HighsModelStatus.kOptimal


def _one_column(highspy):
    """Maximise x, 0 or 1."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_, lp.sense_ = 1, 0, highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = [1.0], [0.0], [1.0]
    lp.integrality_ = [highspy.HighsVarType.kInteger]
    return lp


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [2, 4])
def test_the_least_way_is_what_spopt_finds(seed, count):
    way, _, weight = instance(seed)
    peer = PMedian.from_cost_matrix(way, weight, p_facilities=count).solve(QUIET)
    found = least_way(way, weight, count)
    assert found.value == pytest.approx(peer.problem.objective.value())
    assert found.chosen.sum() == count
    assert (found.chosen[found.site_of]).all()


def test_sites_that_stand_there_stay_and_capacities_hold():
    way, covers, weight = instance(3)
    fixed = np.zeros(covers.shape[1], dtype=bool)
    fixed[[0, 5]] = True
    for found in (
        most_covered(covers, weight, 4, fixed=fixed),
        least_way(way, weight, 4, fixed=fixed),
    ):
        assert found.chosen[fixed].all()
        assert found.chosen.sum() <= 4
    room = np.full(covers.shape[1], weight.sum() / 3)
    tight = least_way(way, weight, 4, capacity=room)
    load = np.bincount(tight.site_of, weights=weight, minlength=len(room))
    assert (load <= room + 1e-6).all()
    assert tight.value >= least_way(way, weight, 4).value - 1e-9


def test_what_cannot_be_served_is_said():
    covers = np.array([[True, False], [False, False]])
    with pytest.raises(RoadnetError):
        least_sites(covers)
    with pytest.raises(RoadnetError):
        least_way(np.array([[1.0], [np.inf]]), np.ones(2), 1)
