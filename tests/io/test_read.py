"""What is read: the same whatever the format, the encoding or the order of the rows."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import LineString, Point

from roadnet.crs import bd09_from_wgs84, gcj02_from_wgs84
from roadnet.district import District
from roadnet.io.read import read_district

ROADS = gpd.GeoDataFrame(
    {
        "LDBM": ["0012", "0013", "0014"],
        "name": ["县道一", "乡道二", "村道三"],
        "KIND": ["1", "2", "土路"],
        "width_m": [6.5, 4.5, np.nan],
        "SFWGYLD": [1, 2, 2],
        "service_note": ["a", "b", "c"],
    },
    geometry=[
        LineString([(104.00, 30.00), (104.01, 30.00)]),
        LineString([(104.01, 30.00), (104.02, 30.00)]),
        LineString([(104.00, 30.00), (104.05, 30.02)]),
    ],
    crs=4326,
)
VILLAGES = """village_id,name,经度,纬度,population
001,甲村,104.00,30.00,1
002,乙村,104.01,30.00,2
"""
MAPPING = """
columns = { surface = "KIND" }
values.surface = { "1" = "asphalt", "2" = "cement", "土路" = "earth" }
"""
OURS = ["road_id", "name", "surface", "width_m", "is_overlap", "geometry"]


def district(folder: Path, roads: str, *, more: str = "", inline: bool = True) -> District:
    (folder / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    (folder / "district.toml").write_text(
        f'[district]\nname = "某县"\n[layers.roads]\npath = "{roads}"\n{MAPPING}{more}\n'
        '[layers.villages]\npath = "villages.csv"\n',
        encoding="utf-8",
    )
    return read_district(folder, inline=inline)


def write_as(path: Path, frame: gpd.GeoDataFrame = ROADS) -> None:
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix in (".csv", ".xlsx"):
        table = pd.DataFrame(frame.drop(columns="geometry")).assign(WKT=frame.to_wkt().geometry)
        table.to_csv(path, index=False) if path.suffix == ".csv" else table.to_excel(
            path, index=False
        )
    elif path.suffix == ".zip":
        folder = path.parent / "parts"
        folder.mkdir()
        frame.to_file(folder / "roads.shp", encoding="GBK")
        import zipfile

        with zipfile.ZipFile(path, "w") as archive:
            for part in sorted(folder.iterdir()):
                archive.write(part, f"数据/{part.name}")
    else:
        drivers = {".kml": "LIBKML", ".shp": "ESRI Shapefile"}
        frame.to_file(path, driver=drivers.get(path.suffix), encoding="utf-8")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> gpd.GeoDataFrame:
    folder = tmp_path_factory.mktemp("reference")
    write_as(folder / "roads.geojson")
    return district(folder, "roads.geojson").layers["roads"]


def test_the_reference_is_what_was_written(reference: gpd.GeoDataFrame) -> None:
    assert reference["road_id"].tolist() == ["0012", "0013", "0014"]
    assert reference["surface"].tolist() == ["asphalt", "cement", "earth"]
    assert reference["is_overlap"].tolist() == [True, False, False]  # 1 is yes, 2 is no
    assert reference["width_m"].tolist()[:2] == [6.5, 4.5]
    assert np.isnan(reference["width_m"][2])
    assert reference["source_row"].tolist() == [1, 2, 3]
    assert reference["service_note"].tolist() == ["a", "b", "c"]  # the user's further columns stay
    assert reference.crs.to_epsg() == 4544  # 104 E lies in the 3-degree zone of 105 E
    # 0.01 degrees of longitude at 30 N are 111320 m x 0.01 x cos 30 = 964 m, 0.1 % off at most.
    assert reference.length[0] == pytest.approx(964.9, rel=2e-3)


def heading_rows(name: str) -> int:
    return int(name.endswith((".csv", ".xlsx")))


@pytest.mark.parametrize(
    "name",
    [
        "roads.shp",
        "roads.gpkg",
        "roads.fgb",
        "roads.parquet",
        "roads.csv",
        "roads.xlsx",
        "roads.zip",
    ],
)
def test_the_format_changes_nothing(name: str, tmp_path: Path, reference: gpd.GeoDataFrame) -> None:
    write_as(tmp_path / name)
    got = district(tmp_path, name).layers["roads"]
    assert sorted(got["source_row"]) == [1 + heading_rows(name) + i for i in range(3)]
    got = got.sort_values("road_id").reset_index(drop=True)  # FlatGeobuf sorts by place
    assert_geodataframe_equal(got[OURS], reference[OURS], check_less_precise=True)


def test_kml_holds_the_lines(tmp_path: Path, reference: gpd.GeoDataFrame) -> None:
    write_as(tmp_path / "roads.kml")
    got = district(tmp_path, "roads.kml").layers["roads"]
    assert got["road_id"].tolist() == ["0012", "0013", "0014"]
    assert got.length.tolist() == pytest.approx(reference.length.tolist())


def test_the_child_reads_the_same(tmp_path: Path, reference: gpd.GeoDataFrame) -> None:
    write_as(tmp_path / "roads.gpkg")
    got = district(tmp_path, "roads.gpkg", inline=False).layers["roads"]
    assert_geodataframe_equal(got[OURS], reference[OURS])


def test_the_order_of_rows_changes_only_the_order(
    tmp_path: Path, reference: gpd.GeoDataFrame
) -> None:
    write_as(tmp_path / "roads.gpkg", ROADS.iloc[[2, 0, 1]].reset_index(drop=True))
    got = district(tmp_path, "roads.gpkg").layers["roads"]
    got = got.sort_values("road_id").reset_index(drop=True)
    assert got["source_row"].tolist() == [2, 3, 1]
    assert_geodataframe_equal(got[OURS], reference[OURS])


@pytest.mark.parametrize(
    "name", ["roads.geojson", "roads.gpkg", "roads.shp", "roads.csv", "roads.xlsx"]
)
@pytest.mark.parametrize("condition", ["name LIKE '%道二'", "width_m < 5", "KIND IN ('2')"])
def test_a_condition_means_the_same_in_each_format(
    name: str, condition: str, tmp_path: Path
) -> None:
    write_as(tmp_path / name)
    read = district(tmp_path, name, more=f'where = "{condition}"')
    assert read.layers["roads"]["road_id"].tolist() == ["0013"]
    # The row in the file, not among the kept; on a sheet the heading is row 1.
    assert read.layers["roads"]["source_row"].tolist() == [2 + heading_rows(name)]
    assert read.sources["roads"].read == 1


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "gb18030"])
def test_shapefile_text_in_each_encoding(encoding: str, tmp_path: Path) -> None:
    ROADS.to_file(tmp_path / "roads.shp", encoding=encoding)
    (tmp_path / "roads.cpg").unlink()
    assert district(tmp_path, "roads.shp").layers["roads"]["name"].tolist() == list(ROADS["name"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_tables_in_each_dress(delimiter: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "villages.csv").write_bytes(VILLAGES.replace(",", delimiter).encode(encoding))
    villages = read_district(tmp_path, inline=True).layers["villages"]
    assert villages["village_id"].tolist() == ["001", "002"]
    assert villages["name"].tolist() == ["甲村", "乙村"]
    assert villages["population"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("system", "shift"), [("gcj02", gcj02_from_wgs84), ("bd09", bd09_from_wgs84)]
)
def test_shifted_coordinates_are_put_back(system: str, shift: object, tmp_path: Path) -> None:
    lon, lat = shift(104.0, 30.0)  # type: ignore[operator]
    (tmp_path / "villages.csv").write_text(f"village_id,name,lon,lat\n1,甲,{lon},{lat}\n")
    toml = f'[layers.villages]\npath = "villages.csv"\ncrs = "{system}"\n'
    (tmp_path / "district.toml").write_text(toml)
    read = read_district(tmp_path, inline=True)
    place = read.layers["villages"].to_crs(4326).geometry[0]
    assert (place.x, place.y) == pytest.approx((104.0, 30.0), abs=1e-7)
    assert read.sources["villages"].crs == system


def test_bad_rows_change_nothing_for_the_others(tmp_path: Path) -> None:
    """Six bad rows around the two good ones; each row of the eight is accounted for."""
    bad = [None, Point(0, 0), Point(10, 50), Point(30.0, 104.0), LineString([(104, 30), (105, 30)])]
    shapes = [Point(104.0, 30.0), *bad, Point(104.01, 30.0), Point(500, 95)]
    ids = [f"v{i}" for i in range(len(shapes))]
    frame = gpd.GeoDataFrame({"village_id": ids, "name": ids}, geometry=shapes, crs=4326)
    frame.to_file(tmp_path / "villages.gpkg", layer="villages")
    read = read_district(tmp_path / "villages.gpkg", inline=True)
    assert read.layers["villages"]["village_id"].tolist() == ["v0", "v6"]
    source = read.sources["villages"]
    assert (source.read, source.accepted, source.rejected) == (8, 2, 6)
    told = {finding.code: finding.rows for finding in read.findings}
    assert told["geometry_missing"] == (2,)
    assert told["coordinates_at_origin"] == (3,)
    assert told["far_from_district"] == (4,)
    assert told["axes_swapped"] == (5,)
    assert told["geometry_wrong_type"] == (6,)
    assert told["coordinates_out_of_range"] == (8,)


def test_layers_in_one_zone_are_left_in_it(tmp_path: Path) -> None:
    frame = ROADS.rename(columns={"LDBM": "road_id"}).to_crs(32648)
    frame.to_file(tmp_path / "d.gpkg", layer="roads")
    read = read_district(tmp_path / "d.gpkg", inline=True)
    assert read.crs.to_epsg() == 32648
    assert shapely.equals_exact(read.layers["roads"].geometry, frame.geometry).all()


def test_web_mercator_is_not_taken_for_metres(tmp_path: Path) -> None:
    """EPSG:3857 stretches 30 N by 1 / cos 30 = 1.155."""
    ROADS.rename(columns={"LDBM": "road_id"}).to_crs(3857).to_file(
        tmp_path / "d.gpkg", layer="roads"
    )
    read = read_district(tmp_path / "d.gpkg", inline=True)
    assert read.crs.to_epsg() == 4544
    assert read.layers["roads"].length[0] == pytest.approx(964.9, rel=2e-3)


def test_values_patterns_and_defaults(tmp_path: Path) -> None:
    rows = ["a,Big Warehouse", "b,ration", "c,", "d,nothing known"]
    text = "node_id,KIND,lon,lat\n" + "".join(f"{row},104.0,30.0\n" for row in rows)
    (tmp_path / "n.csv").write_text(text)
    (tmp_path / "district.toml").write_text(
        '[layers.logistics]\npath = "n.csv"\ncolumns = { tier = "KIND", name = "KIND" }\n'
        'values.tier = { "ration" = "village" }\npatterns.tier = { "(?i)ware ?house" = "county" }\n'
        'defaults = { tier = "township", operator = "post" }\n'
    )
    nodes = read_district(tmp_path, inline=True).layers["logistics"]
    assert nodes["tier"].tolist() == ["county", "village", "township", "township"]
    assert nodes["name"].fillna("").tolist() == ["Big Warehouse", "ration", "", "nothing known"]
    assert nodes["operator"].tolist() == ["post"] * 4


def test_numbers_flags_lists_and_dates(tmp_path: Path) -> None:
    (tmp_path / "hazards.csv").write_text(
        "hazard_id,found_on,QDZH,status\nH1,2024/5/1,K12+345,open\nH2,2024年12月31日,3.5,closed\n",
        encoding="utf-8",
    )
    (tmp_path / "bus_routes.csv").write_text(
        'route_id,stop_ids,是否带货,trips_per_day\n1,s1、s2；s3,是,"1,200"\n2,s1,否,NA\n',
        encoding="utf-8",
    )
    read = read_district(tmp_path, inline=True)
    hazards, routes = read.layers["hazards"], read.layers["bus_routes"]
    assert hazards["found_on"].tolist() == ["2024-05-01", "2024-12-31"]
    assert hazards["start_stake_km"].tolist() == [12.345, 3.5]  # K12+345 is 12 km and 345 m
    assert routes["stop_ids"].tolist() == ["s1;s2;s3", "s1"]
    assert routes["carries_parcels"].tolist() == [True, False]
    assert routes["trips_per_day"][0] == 1200
    assert np.isnan(routes["trips_per_day"][1])


def test_the_stops_check_list_is_read_as_flags(tmp_path: Path) -> None:
    (tmp_path / "stops.csv").write_text("stop_id,has_sign,lon,lat\n1,1,104,30\n2,2,104.01,30\n")
    stops = read_district(tmp_path, inline=True).layers["stops"]
    assert stops["has_sign"].tolist() == [True, False]


def test_osm_lines_with_their_tags(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "djibouti" / "slice-0.osm.pbf"
    (tmp_path / "roads.osm.pbf").write_bytes(source.read_bytes())
    (tmp_path / "district.toml").write_text(
        '[district]\nstandard = "rai"\n[layers.roads]\npath = "roads.osm.pbf"\n'
        'where = "highway IS NOT NULL"\ncolumns = { road_id = "osm_id", is_bridge = "bridge" }\n'
    )
    read = read_district(tmp_path, inline=True)
    assert len(read.layers["roads"]) == read.sources["roads"].read > 50
    assert read.layers["roads"]["is_bridge"].any()
    assert read.crs.to_epsg() == 32638


def test_ladakh(shared_data: Path) -> None:
    """Counts as its SOURCE.md and the files' own headers give them."""
    seen: list[float] = []
    read = read_district(shared_data / "ladakh", progress=lambda _, share: seen.append(share))
    counts = {name: len(frame) for name, frame in read.layers.items()}
    facilities = gpd.read_file(shared_data / "ladakh" / "Facilities" / "Facilities.shp")
    assert counts == {
        "roads": 1015,
        "villages": 729,
        "boundaries": 31,
        "stops": int(facilities["FAC_DESC"].str.startswith("bus").sum()),
        "logistics": int((facilities["FAC_CATEGO"] == "Agro").sum()),
    }
    assert read.crs.to_epsg() == 32643
    mended = [finding for finding in read.findings if finding.code == "area_mended"]
    assert [len(finding.rows) for finding in mended] == [2]  # its two invalid polygons
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_geojson_row_numbers_are_not_its_ids(tmp_path: Path) -> None:
    data = json.loads(ROADS.to_json())
    for number, feature in enumerate(data["features"]):
        feature["id"] = 100 - number
    (tmp_path / "roads.geojson").write_text(json.dumps(data))
    roads = district(tmp_path, "roads.geojson").layers["roads"]
    assert dict(zip(roads["road_id"], roads["source_row"], strict=True)) == {
        "0012": 1,
        "0013": 2,
        "0014": 3,
    }


def test_an_enumeration_is_read_by_its_labels_of_either_language(tmp_path: Path) -> None:
    kinds = ["沥青混凝土", "cement CONCRETE", "沥青"]
    write_as(tmp_path / "roads.geojson", ROADS.assign(KIND=kinds))
    read = district(tmp_path, "roads.geojson")
    # A part of a label is no label: the third stays unknown, and is said.
    assert read.layers["roads"]["surface"].fillna("").tolist() == ["asphalt", "cement", ""]
    (told,) = [found for found in read.findings if found.code == "value_unknown"]
    assert told.rows == (3,)
