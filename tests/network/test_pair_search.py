"""Ways of given pairs by the compiled search: those of scipy's table, to the last bit."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from roadnet.network.model import RoadNetwork
from roadnet.network.pair_search import pair_costs
from roadnet.network.routing import Legs, Router


def random_network(rng, nodes, edges):
    """Roads between nodes drawn by lot: parallel ones, loops, several parts, some one-way."""
    u, v = rng.integers(0, nodes, (2, edges))
    roads = gpd.GeoDataFrame(
        {"road_id": [f"r{i}" for i in range(edges)], "oneway": rng.random(edges) < 0.3},
        geometry=[shapely.LineString([(0, 0), (1, 1)])] * edges,
        crs=32648,
    )
    # Whole metres, 0 among them: many ways are equally long.
    length = rng.integers(0, 9, edges).astype(float)
    return RoadNetwork(
        crs=roads.crs,
        roads=roads,
        node_xy=rng.random((nodes, 2)),
        edge_u=u,
        edge_v=v,
        edge_road=np.arange(edges),
        edge_start_m=np.zeros(edges),
        edge_end_m=length,
        edge_length_m=length,
        joins=gpd.GeoDataFrame({"kind": []}, geometry=[]),
        tolerance_m=0.0,
    )


def random_legs(rng, count, nodes):
    """Places with no link, one or several."""
    links = rng.integers(0, 3, count)
    place = np.repeat(np.arange(count), links)
    return Legs(place, rng.integers(0, nodes, len(place)), rng.random(len(place)) * 3, count)


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
