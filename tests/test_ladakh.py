"""The real set, by computations that share nothing with the program but the file and the network.

Ladakh's roads are not topologically connected and its attributes are dirty; see the data's own
SOURCE.md beside the checkout.
"""

import itertools
import os
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pyproj
import pytest
import shapely

import roadnet

DATA = Path(__file__).parents[2] / "shared/data/ladakh"


@pytest.fixture(scope="module")
def found():
    if not DATA.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the real set in {DATA}")
        pytest.skip("the real set is not beside this checkout (../shared/data/ladakh)")
    return roadnet.assess(roadnet.read_district(DATA))


@pytest.fixture(scope="module")
def roads():
    return gpd.read_file(DATA / "Road_DRRP/Road_DRRP3.shp")


@pytest.fixture(scope="module")
def habitations():
    return gpd.read_file(DATA / "Habitation/Habitation2.shp")


@pytest.fixture(scope="module")
def edge_geometry(found):
    """Edges' lines cut from the file's own lines by shapely, one by one."""
    network = found.network
    lines = network.roads.geometry.to_numpy()
    return np.array(
        [
            shapely.ops.substring(lines[road], start, end)
            for road, start, end in zip(
                network.edge_road, network.edge_start_m, network.edge_end_m, strict=True
            )
            if road >= 0
        ]
    )


def test_length_agrees_with_the_ellipsoid(found, roads):
    geod = pyproj.Geod(ellps="WGS84")
    true_km = sum(geod.geometry_length(line) for line in roads.geometry) / 1000
    assert true_km == pytest.approx(6273, abs=1)
    assert found.summary["roads"]["segments"] == len(roads) == 1015
    # A transverse Mercator zone: within 0.1 % of the ellipsoid near its middle.
    assert found.summary["roads"]["length_km"] == pytest.approx(true_km, rel=1.5e-3)


def test_every_metre_is_on_an_edge_or_a_twin(found):
    network = found.network
    own = network.edge_road >= 0
    on_edges = network.edge_length_m[own].sum() + network.twins["length_m"].sum()
    assert on_edges == pytest.approx(network.roads.length.sum())


def test_habitations_within_2_km_of_a_road(found, habitations, roads):
    crs = found.district.crs
    points = habitations.to_crs(crs).geometry.to_numpy()
    lines = shapely.union_all(shapely.simplify(roads.to_crs(crs).geometry.to_numpy(), 0))
    distance = shapely.distance(points, lines)
    by_id = dict(zip(habitations["HAB_ID"].astype(str), distance, strict=True))
    villages = found.villages
    assert len(villages) == 729
    expected = villages["village_id"].astype(str).map(by_id).to_numpy()
    assert villages["access_m"].to_numpy() == pytest.approx(expected, abs=0.01)
    assert (villages["access_m"] <= 2000).sum() == (distance <= 2000).sum() > 700


def test_cut_edges_agree_with_networkx(found):
    graph = found.network.graph
    simple = nx.Graph(graph)
    lonely = [(u, v) for u, v in nx.bridges(simple) if graph.number_of_edges(u, v) == 1]
    kinds = [next(iter(graph[u][v].values()))["kind"] for u, v in lonely]
    # A road that is not open (none here) would be left out.
    assert set(found.roads["is_open"]) == {True}
    assert found.summary["resilience"]["critical_edges"] == kinds.count("road")


def test_components_agree_with_networkx(found):
    parts = nx.number_connected_components(found.network.graph)
    assert found.summary["network"]["components"] == parts
    curve = {p["tolerance_m"]: p["components"] for p in found.summary["network"]["tolerance_curve"]}
    assert curve[10] == parts


def test_statuses_agree_with_brute_force(found, edge_geometry):
    """Distances of every village to every edge, parts by networkx; roots: national, provincial."""
    network = found.network
    own = network.edge_road >= 0
    surface = network.roads["surface"].to_numpy()[network.edge_road]
    major = network.roads["admin_class"].isin(["national", "provincial"]).to_numpy()
    is_major = major[network.edge_road]
    hard = np.isin(surface, found.standard.words("hardened_surfaces"))

    def rooted(mask):
        graph = nx.Graph()
        edges = zip(network.edge_u[mask], network.edge_v[mask], strict=True)
        graph.add_edges_from((int(u), int(v)) for u, v in edges)
        good = set()
        starts = set(network.edge_u[mask & own & is_major].tolist())
        for part in nx.connected_components(graph):
            if part & starts:
                good |= part
        return np.array([int(u) in good for u in network.edge_u]) & mask & own

    limit = 500.0
    villages = found.villages.geometry.to_numpy()
    tree = shapely.STRtree(edge_geometry)
    village, row = tree.query(villages, predicate="dwithin", distance=limit)
    edge = np.flatnonzero(own)[row]
    within = {}
    masks = {"connected": rooted(hard | ~own), "unhardened": rooted(np.ones(len(own), bool)),
             "no_route": own}  # fmt: skip
    expected = np.full(len(villages), "off_network", dtype=object)
    for status in ("no_route", "unhardened", "connected"):
        within[status] = np.unique(village[masks[status][edge]])
        expected[within[status]] = status
    assert found.villages["road_status"].tolist() == expected.tolist()
    assert len(set(expected)) >= 3


def test_cut_by_agrees_with_the_bridges_on_any_way(found):
    """A bridge of the graph on one simple way to the roots is on every way there."""
    network = found.placed.network
    graph = nx.MultiGraph()
    for k in range(network.edge_count):
        graph.add_edge(int(network.edge_u[k]), int(network.edge_v[k]), key=k)
    major = network.roads["admin_class"].isin(["national", "provincial"]).to_numpy()
    on = (network.edge_road >= 0) & major[network.edge_road]
    for node in np.unique(np.concatenate([network.edge_u[on], network.edge_v[on]])):
        graph.add_edge(-1, int(node))
    simple = nx.Graph(graph)
    bridges = {
        frozenset(pair)
        for pair in nx.bridges(simple)
        if graph.number_of_edges(*pair) == 1 and -1 not in pair
    }
    ways = nx.single_source_shortest_path(simple, -1)
    ids = network.roads["road_id"].astype(str).to_numpy()
    legs = found.placed.legs_m["villages"]
    checked = 0
    for village, named in enumerate(found.villages["cut_by"]):
        nodes = legs.node[legs.place == village]
        if len(nodes) != 1:
            continue  # it may leave by several places; the scenes cover that
        way = ways.get(int(nodes[0]))
        if way is None:
            assert named is None
            continue
        crossed = [pair for pair in itertools.pairwise(way) if frozenset(pair) in bridges]
        edges = [next(iter(graph[u][v])) for u, v in crossed]
        expected = {ids[network.edge_road[k]] for k in edges if network.edge_road[k] >= 0}
        assert set(filter(None, named.split(";"))) == expected
        checked += 1
    assert checked > 500
