"""Ways of given pairs by the compiled search: those of scipy's table, to the last bit."""

import numpy as np
import pytest

from roadnet.network.pair_search import pair_costs
from roadnet.network.routing import Router
from tests.network.by_lot import random_legs, random_network


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_pairs_cost_what_the_table_says(seed, compiled):
    rng = np.random.default_rng(seed)
    network = random_network(rng, nodes=60, edges=int(rng.integers(30, 120)))
    origins, targets = random_legs(rng, 20, 60), random_legs(rng, 15, 60)
    router = Router(network, network.edge_length_m, rng.random(network.edge_count) < 0.9)
    pairs = rng.integers(0, 20, 200), rng.integers(0, 15, 200)
    table = router.table(origins, targets)
    found = pair_costs(router, origins, targets, pairs, compiled=compiled)
    np.testing.assert_array_equal(found, table[pairs])


def test_no_pairs_cost_nothing():
    rng = np.random.default_rng(0)
    network = random_network(rng, nodes=5, edges=5)
    legs = random_legs(rng, 3, 5)
    none = np.zeros(0, dtype=np.int64)
    assert len(pair_costs(Router(network, network.edge_length_m), legs, legs, (none, none))) == 0
