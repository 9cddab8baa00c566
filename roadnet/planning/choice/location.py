"""Where to put facilities: three classical questions, with those that stand there already.

* least number of sites that cover everybody (LSCP: C. Toregas et al., Op. Research 19, 1971);
* most people covered by so many sites (MCLP: R. Church and C. ReVelle, Papers of the Regional
  Science Association 32, 1974);
* least total way to so many sites (p-median: S. Hakimi, Operations Research 12, 1964), with
  capacities where they are given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack, kron

from roadnet.errors import RoadnetError
from roadnet.planning.choice.problem import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Sites:
    """Sites to use: (s,) which, the objective, its proven bound, and each demand's site or -1."""

    chosen: Bools
    value: float
    bound: float
    site_of: Ints


def least_sites(covers: Bools, *, fixed: Bools | None = None, time_limit_s: float = 60.0) -> Sites:
    """Find the least number of sites that cover every demand.

    Parameters
    ----------
    covers
        (d, s) whether a site covers a demand.
    fixed
        (s,) sites that stand there already.

    Raises
    ------
    RoadnetError
        ``location_infeasible`` where some demand is covered by no site.
    """
    sites = covers.shape[1]
    if not covers.any(axis=1).all():
        alone = np.flatnonzero(~covers.any(axis=1))
        raise RoadnetError("location_infeasible", count=len(alone))
    answer = milp(
        np.ones(sites),
        constraints=LinearConstraint(csr_array(covers.astype(float)), lb=1.0),
        integrality=np.ones(sites),
        bounds=_bounds(sites, fixed),
        options={"time_limit": time_limit_s},
    )
    chosen = _values(answer)[:sites] > 0.5
    return Sites(chosen, float(chosen.sum()), _bound(answer), _first_cover(covers, chosen))


def most_covered(
    covers: Bools,
    weight: Floats,
    count: int,
    *,
    fixed: Bools | None = None,
    time_limit_s: float = 60.0,
) -> Sites:
    """Find the sites, ``count`` of them with the fixed ones, that cover most of (d,) ``weight``."""
    demands, sites = covers.shape
    link = hstack([csr_array(covers.astype(float)), -eye_array(demands)])
    number = hstack([csr_array(np.ones((1, sites))), csr_array((1, demands))])
    answer = milp(
        np.concatenate([np.zeros(sites), -weight]),
        constraints=[
            LinearConstraint(link, lb=0.0),
            LinearConstraint(number, ub=float(count)),
        ],
        integrality=np.concatenate([np.ones(sites), np.zeros(demands)]),
        bounds=_bounds(sites, fixed, demands),
        options={"time_limit": time_limit_s},
    )
    chosen = _values(answer)[:sites] > 0.5
    covered = covers[:, chosen].any(axis=1)
    value = float(weight[covered].sum())
    return Sites(chosen, value, max(-_bound(answer), value), _first_cover(covers, chosen))


def least_way(
    way: Floats,
    weight: Floats,
    count: int,
    *,
    fixed: Bools | None = None,
    capacity: Floats | None = None,
    time_limit_s: float = 60.0,
) -> Sites:
    """Find the sites, ``count`` of them with the fixed ones, with the least weighted way to them.

    Parameters
    ----------
    way
        (d, s) kilometres or minutes; inf where there is no way.
    weight
        (d,) how much each demand counts, and what it takes of a capacity.
    capacity
        (s,) of each site; None: no limit.

    Raises
    ------
    RoadnetError
        ``location_infeasible`` where not everybody can be served.
    """
    demands, sites = way.shape
    pairs = demands * sites
    served = np.isfinite(way).ravel()
    each = kron(eye_array(demands), np.ones((1, sites)))
    opened = hstack([eye_array(pairs), -kron(np.ones((demands, 1)), eye_array(sites))])
    number = hstack([csr_array((1, pairs)), csr_array(np.ones((1, sites)))])
    rows = [
        LinearConstraint(hstack([each, csr_array((demands, sites))]), lb=1.0, ub=1.0),
        LinearConstraint(opened, ub=0.0),
        LinearConstraint(number, ub=float(count)),
    ]
    if capacity is not None:
        load = kron(weight[None, :], eye_array(sites))
        limit = coo_array((-capacity, (np.arange(sites), np.arange(sites))), shape=(sites, sites))
        rows.append(LinearConstraint(hstack([load, limit]), ub=0.0))
    low = np.concatenate([np.zeros(pairs), np.zeros(sites) if fixed is None else fixed])
    high = np.concatenate([served.astype(float), np.ones(sites)])
    answer = milp(
        np.concatenate([(np.where(np.isfinite(way), way, 0.0) * weight[:, None]).ravel(),
                        np.zeros(sites)]),
        constraints=rows,
        integrality=np.ones(pairs + sites) if capacity is not None
        else np.concatenate([np.zeros(pairs), np.ones(sites)]),
        bounds=Bounds(low, high),
        options={"time_limit": time_limit_s},
    )  # fmt: skip
    if answer.status == 2:
        raise RoadnetError("location_infeasible", count=demands)
    values = _values(answer)
    chosen = values[pairs:] > 0.5
    site_of = values[:pairs].reshape(demands, sites).argmax(axis=1)
    return Sites(chosen, float(answer.fun), _bound(answer), site_of.astype(np.int64))


def _bounds(sites: int, fixed: Bools | None, more: int = 0) -> Bounds:
    low = np.zeros(sites + more)
    if fixed is not None:
        low[:sites] = fixed
    return Bounds(low, np.ones(sites + more))


def _values(answer: OptimizeResult) -> Floats:
    if answer.x is None:
        raise RoadnetError("location_infeasible", count=0)
    values: Floats = answer.x
    return values


def _bound(answer: OptimizeResult) -> float:
    bound = getattr(answer, "mip_dual_bound", None)
    return float(answer.fun if bound is None else bound)


def _first_cover(covers: Bools, chosen: Bools) -> Ints:
    """(d,) the first chosen site that covers each demand; -1 where none does."""
    able = covers & chosen
    return np.where(able.any(axis=1), able.argmax(axis=1), -1).astype(np.int64)
