"""Networks and links drawn by lot: parallel edges, loops, ways that cost nothing."""

import geopandas as gpd
import numpy as np
import shapely

from roadnet.network.model import RoadNetwork
from roadnet.network.routing import Legs


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
        tolerance_m=0.0,
    )


def random_legs(rng, count, nodes):
    """Places with no link, one or several."""
    links = rng.integers(0, 3, count)
    place = np.repeat(np.arange(count), links)
    return Legs(place, rng.integers(0, nodes, len(place)), rng.random(len(place)) * 3, count)
