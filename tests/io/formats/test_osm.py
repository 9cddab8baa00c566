"""OpenStreetMap: the mapping of tags, the cutting at junctions, lengths by a table."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import geopandas as gpd
import osmium
import pytest
from pyproj import Geod

from roadnet import build_network, read_district
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.io.formats.osm_tags import osm_layers, to_figure
from roadnet.schema import layers

WGS84 = Geod(ellps="WGS84")


def node(number: int, x: float, y: float, **tags: str) -> str:
    return f'<node id="{number}" lon="{104 + x / 1000}" lat="{30 + y / 1000}">{_tags(tags)}</node>'


def way(number: int, refs: str, **tags: str) -> str:
    nodes = "".join(f'<nd ref="{ref}"/>' for ref in refs.split())
    return f'<way id="{number}">{nodes}{_tags(tags)}</way>'


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{k.strip("_").replace("__", ":")}" v="{v}"/>' for k, v in tags.items())


def read(folder: Path, *objects: str, layers: str = "roads") -> District:
    (folder / "x.osm").write_text(f'<osm version="0.6">{"".join(objects)}</osm>', encoding="utf-8")
    table = "".join(f'[layers.{name}]\npath = "x.osm"\n' for name in layers.split())
    (folder / "district.toml").write_text(table)
    return read_district(folder, inline=True)


GRID = [node(i, x, y) for i, (x, y) in enumerate([(0, 0), (1, 0), (2, 0), (1, 1), (1, -1)], 1)]


@pytest.mark.parametrize(
    ("tags", "column", "value"),
    [
        ({"surface": "concrete"}, "surface", "cement"),
        ({"surface": "compacted"}, "surface", "gravel"),
        ({"tracktype": "grade5"}, "surface", "earth"),
        ({"surface": "asphalt", "tracktype": "grade5"}, "surface", "asphalt"),
        ({"ref": "X012"}, "admin_class", "county"),
        ({"ref": "RN-9"}, "admin_class", "township"),  # tertiary, no Chinese code
        ({"highway": "motorway"}, "technical_class", "expressway"),
        ({"highway": "motorway"}, "oneway", True),
        ({"highway": "motorway", "oneway": "no"}, "oneway", False),
        ({"junction": "roundabout"}, "oneway", True),
        ({"maxspeed": "50 mph"}, "speed_km_h", 80.4672),  # 50 x 1.609344
        ({"maxspeed": "60"}, "speed_km_h", 60.0),
        ({"width": "6.5 m"}, "width_m", 6.5),
        ({"lanes": "2"}, "lanes", 2.0),
        ({"layer": "-1"}, "z_level", -1.0),
        ({"bridge": "cantilever"}, "is_bridge", True),
        ({"bridge": "no"}, "is_bridge", False),
        ({"tunnel": "building_passage"}, "is_tunnel", True),
        ({"access": "private"}, "status", "closed"),
        ({"access": "no", "motor_vehicle": "yes"}, "status", "existing"),
        ({"highway": "construction", "construction": "primary"}, "status", "under_construction"),
        ({"highway": "construction", "construction": "primary"}, "admin_class", "provincial"),
        ({"highway": "proposed", "proposed": "secondary"}, "status", "planned"),
    ],
)
def test_tags_to_columns(tmp_path: Path, tags: dict[str, str], column: str, value: object) -> None:
    found = read(tmp_path, *GRID, way(7, "1 2 3", **{"highway": "tertiary", **tags}))
    assert found.layers["roads"][column].tolist() == [pytest.approx(value)]
    assert not found.findings


def test_what_is_no_road_stays_out(tmp_path: Path) -> None:
    objects = [
        way(1, "1 2", highway="footway"),
        way(2, "1 2", highway="service", area="yes"),
        way(3, "1 2", building="yes"),
        way(4, "1 2", highway="construction", construction="footway"),
        way(5, "1 2", route="ferry", name="渡口 <b>{{x}}</b>".replace("<", "&lt;")),
    ]
    found = read(tmp_path, *GRID, *objects).layers["roads"]
    assert found["road_id"].tolist() == ["5"]
    assert found["is_ferry"].tolist() == [True]
    assert found["name"].tolist() == ["渡口 <b>{{x}}</b>"]


def test_ways_are_cut_where_they_share_a_node(tmp_path: Path) -> None:
    """
    4 .
      |
    1-2-3     way 7 is 1-2-3, way 8 is 4-2-5 against its one way
      |
    5 .
    """
    objects = [
        way(7, "1 2 3", highway="primary"),
        way(8, "4 2 5", highway="track", oneway="-1"),
    ]
    roads = read(tmp_path, *GRID, *objects).layers["roads"]
    ends = roads[["road_id", "from_node", "to_node"]].to_numpy().tolist()
    assert ends == [["7#1", "1", "2"], ["7#2", "2", "3"], ["8#1", "2", "4"], ["8#2", "5", "2"]]
    assert roads["oneway"].fillna(False).tolist() == [False, False, True, True]
    wgs = roads.to_crs(4326).geometry
    assert wgs.iloc[3].coords[0] == pytest.approx((104.001, 29.999))  # node 5: turned round
    assert roads["source_row"].tolist() == [1, 1, 2, 2]


def test_junctions_are_where_the_file_says(tmp_path: Path) -> None:
    """Ways 7 and 9 cross without a node: no junction, though both are on the ground. Way 8, a
    bridge whose level is another, shares node 2 with way 7 and goes on there: a junction.

          6
      4   |
    1-2---+-3      8: 4-2-5   9: 6-7
      5   |
          7
    """
    more = [node(6, 1.5, 1), node(7, 1.5, -1)]
    objects = [
        way(7, "1 2 3", highway="primary"),
        way(8, "4 2 5", highway="primary", bridge="yes", layer="1"),
        way(9, "6 7", highway="primary"),
    ]
    network = build_network(read(tmp_path, *GRID, *more, *objects))
    # Way 9 is one edge by itself, the other four stretches meet in node 2: 2 + 5 nodes.
    assert (len(network.edge_u), len(network.node_xy), len(network.joins)) == (5, 7, 0)


def test_without_node_names_a_crossing_is_a_junction(tmp_path: Path) -> None:
    objects = [way(7, "1 3", highway="primary"), way(9, "4 5", highway="primary")]
    district = read(tmp_path, *GRID, *objects)
    assert len(build_network(district).edge_u) == 2
    roads = district.layers["roads"].assign(from_node=None, to_node=None)
    plain = District(district.name, "cn", district.crs, {"roads": roads})
    assert len(build_network(plain).edge_u) == 4


def test_a_shared_end_is_not_joined_over_a_gap(tmp_path: Path) -> None:
    """Node 2 is 5 m from way 9, which shares none: connected there, it is no loose end. Node 3 of
    way 7 is loose and 5 m from way 9's other side: joined.
    """
    more = [node(6, 1, 0.045), node(7, 2, 0.045)]  # 0.045 thousandths of a degree: 5 m
    objects = [
        way(7, "1 2", highway="primary"),
        way(8, "2 5", highway="primary"),
        way(9, "6 7", highway="primary"),
    ]
    network = build_network(read(tmp_path, *GRID, *more, *objects))
    # From 6, which is loose, to node 2: one join, not one more from node 2 to 6.
    assert len(network.joins) == 1


def test_one_file_serves_several_layers(tmp_path: Path) -> None:
    objects = [
        node(11, 3, 3, place="village", name="大湾", population="850"),
        node(12, 4, 3, place="hamlet", name="小湾"),
        node(13, 5, 3, place="town", name="石桥镇"),
        node(14, 0, 1, highway="bus_stop", public_transport="platform", name="A"),
        node(15, 0, 2, public_transport="platform", train="yes"),
        node(16, 0, 3, public_transport="stop_position"),
        way(14, "1 2 4 1", public_transport="platform", name="B"),
        way(20, "1 2", route="ferry", duration="00:20"),
        way(21, "1 2", highway="track"),
    ]
    found = read(tmp_path, *GRID, *objects, layers="roads villages townships stops ferries").layers
    assert found["villages"][["village_id", "name", "kind"]].to_numpy().tolist() == [
        ["11", "大湾", "administrative"],
        ["12", "小湾", "natural"],
    ]
    assert found["villages"]["population"].tolist()[0] == 850
    assert found["townships"]["name"].tolist() == ["石桥镇"]
    assert found["stops"]["stop_id"].tolist() == ["n14", "w14"]
    middle = found["stops"].to_crs(4326).geometry.iloc[1]
    assert (middle.x, middle.y) == pytest.approx((104.0005, 30.0005))  # of 1, 2 and 4's box
    assert found["ferries"]["crossing_min"].tolist() == [20]
    assert found["ferries"].geom_type.tolist() == ["LineString"]


def test_an_extract_that_cuts_ways_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, *GRID, way(7, "1 2 99 3 4", highway="primary"))
    assert found.layers["roads"]["road_id"].tolist() == ["7#1", "7#2"]
    assert [(f.code, f.rows) for f in found.findings] == [("osm_nodes_missing", (1,))]


def test_a_value_of_no_rule_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, *GRID, way(7, "1 2", highway="primary", surface="=lava", maxspeed="x"))
    told = {f.figures["column"]: f.figures["values"] for f in found.findings}
    assert told == {"surface": "=lava", "speed_km_h": "x"}
    assert found.layers["roads"]["osm_surface"].tolist() == ["=lava"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><osm version="0.6"/>', "content_unsafe"),
        ('{"type": "FeatureCollection"}', "content_mismatch"),
        ('<osm version="0.6"><way id="1">', "file_unreadable"),
        ('<osm version="0.6"><way id="x"/></osm>', "file_unreadable"),
    ],
)
def test_what_is_no_openstreetmap(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "roads.osm").write_text(text)
    with pytest.raises(RoadnetError) as caught:
        read_district(tmp_path, inline=True)
    assert caught.value.code == code


def test_every_value_is_of_the_data_model() -> None:
    for name, layer in osm_layers().items():
        for rule in layer.rules:
            column = layers()[name].columns[rule.column]
            told = {*rule.values.values(), *(value for _, value in rule.patterns)} - {"", "reverse"}
            if column.type == "enum":
                assert told <= set(column.values), (name, rule)
            if column.type == "flag":
                assert told <= {"true", "false"}, (name, rule)


def test_figures() -> None:
    figures = ["12'", "6,5", "1e9", "5 mi", ""]
    assert [to_figure(word, "metres") for word in figures] == [None] * 5
    assert to_figure("350 cm", "metres") == "3.5"
    assert to_figure("01:30", "minutes") == "90"


def test_lengths_of_djibouti_edge_by_edge(shared_data: Path, tmp_path: Path) -> None:
    """Each edge of the table is a stretch of ours, to 1e-5 m; five ways are cut further in the
    table, at roads that the slice leaves out: there the table's edges add up to our stretch.
    """
    (tmp_path / "roads.osm.pbf").write_bytes(
        (shared_data / "djibouti" / "slice-0.osm.pbf").read_bytes()
    )
    roads = read_district(tmp_path, standard="rai").layers["roads"]
    places = _node_places(shared_data / "djibouti" / "slice-0.osm.pbf")
    ours: dict[int, list[float]] = defaultdict(list)
    for row in roads.to_crs(4326).itertuples():
        assert row.geometry.coords[0] == pytest.approx(places[int(row.from_node)], abs=1e-9)
        assert row.geometry.coords[-1] == pytest.approx(places[int(row.to_node)], abs=1e-9)
        ours[int(row.osm_id)].append(WGS84.geometry_length(row.geometry))
    table = gpd.read_parquet(shared_data / "djibouti" / "edges.geoparquet")
    table = table[table["osm_way_id"].isin(ours)]
    assert (len(ours), len(table), len(roads)) == (91, 109, 104)
    cut_further = set()
    for way_id, edges in table.groupby("osm_way_id")["length_m"]:
        if len(edges) == len(ours[way_id]):
            assert sorted(ours[way_id]) == pytest.approx(sorted(edges), abs=1e-5)
        else:
            cut_further.add(way_id)
            assert sum(ours[way_id]) == pytest.approx(edges.sum(), abs=1e-5)
    assert len(cut_further) == 5
    bridges = set(roads.loc[roads["is_bridge"].fillna(False).astype(bool), "osm_id"].astype(int))
    assert bridges == set(table.loc[table["bridge"], "osm_way_id"])


def _node_places(path: Path) -> dict[int, tuple[float, float]]:
    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
    return {one.id: (one.location.lon, one.location.lat) for one in nodes}
