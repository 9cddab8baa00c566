"""Small good files of every format that is read; what is fuzzed starts from them."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import geopandas as gpd
import osmium
from shapely.geometry import LineString, MultiLineString, Point

from roadnet.io.formats.drivers import FORMATS

Parts = dict[str, bytes]
"""A seed: its files by name. One of them is mutated at a time."""

NAMES: Final = ["县道一", "乡道二", "村道三"]
LINES: Final = [
    LineString([(104.00, 30.00), (104.01, 30.00)]),
    LineString([(104.01, 30.00), (104.02, 30.00), (104.03, 30.01)]),
    MultiLineString([[(104.00, 30.00), (104.02, 30.01)], [(104.02, 30.01), (104.05, 30.02)]]),
]
VILLAGES: Final = [
    ["JZCBM", "建制村名称", "经度", "纬度", "人口（人）", "具备条件"],
    ["510108001001", "甲村", 104.00, 30.00, 1200, "是"],
    ["510108001002", "乙村", 104.01, 30.00, 310, "是"],
    ["510108001003", "丙村", "104°03′00″", "30°01′12″", "1,020", "否"],
]


@dataclass(frozen=True)
class Reader:
    """A format under test: the seeds it starts from."""

    name: str
    seeds: tuple[Parts, ...]


def roads() -> gpd.GeoDataFrame:
    columns = {
        "road_id": ["R1", "R2", "R3"],
        "name": NAMES,
        "surface": ["asphalt", "cement", None],
        "width_m": [6.5, 4.5, None],
        "lanes": [2, 1, 1],
        "QDZH": ["K0+000", "K0+964", "2.5"],
        "is_bridge": [True, False, False],
    }
    return gpd.GeoDataFrame(columns, geometry=LINES, crs=4326)


def make_readers() -> list[Reader]:
    """Build every reader's seeds, the same bytes each time as far as the formats allow."""
    made: list[Reader] = []
    for name, build in _BUILDERS.items():
        with TemporaryDirectory(prefix="roadnet-seed-") as folder:
            seeds = build(Path(folder))
        made.append(Reader(name, tuple(seeds)))
    return made


def _parts(folder: Path) -> Parts:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}


def _written(folder: Path, name: str, **how: Any) -> list[Parts]:
    roads().to_file(folder / name, **how)
    return [_parts(folder)]


def _shapefile(folder: Path) -> list[Parts]:
    frame = roads().assign(is_bridge=[1, 2, 2])
    frame.iloc[:2].to_file(folder / "roads.shp", encoding="gbk")
    return [_parts(folder)]


def _dbf(folder: Path) -> list[Parts]:
    return [{"hazards.dbf": _shapefile(folder)[0]["roads.dbf"]}]


def _geopackage(folder: Path) -> list[Parts]:
    parts = _written(folder, "roads.gpkg", layer="roads", driver="GPKG")
    with sqlite3.connect(folder / "roads.gpkg") as database:
        database.execute("PRAGMA page_size = 512")
    return parts


def _parquet(folder: Path) -> list[Parts]:
    roads().to_parquet(folder / "roads.parquet")
    return [_parts(folder)]


def _gpx(folder: Path) -> list[Parts]:
    points = "".join(f'<trkpt lat="30.0{i}" lon="104.0{i}"/>' for i in range(4))
    track = f"<trk><name>县道一</name><trkseg>{points}</trkseg></trk>"
    way = '<wpt lat="30.0" lon="104.0"><name>甲村</name></wpt>'
    text = f'<?xml version="1.0"?>\n<gpx version="1.1" creator="x">{way}{track}</gpx>'
    return [{"roads.gpx": text.encode()}, {"villages.gpx": text.encode()}]


def _kmz(folder: Path) -> list[Parts]:
    kml = _written(folder, "roads.kml", driver="LIBKML")[0]["roads.kml"]
    return [{"roads.kmz": zipped({"doc.kml": kml})}]


def _csv(folder: Path) -> list[Parts]:
    lines = ["某县建制村一览表,,,,,"] + [",".join(map(str, row)) for row in VILLAGES]
    text = "\r\n".join([*lines, "合计,,,,2530,", "填表人：张三,,,,,"]) + "\r\n"
    shape = "road_id;name;WKT\nR1;县道一;LINESTRING (104 30, 104.01 30)\nR2;乡道二;\n"
    gtfs_like = text.replace(",", "\t").encode("utf-16")
    return [
        {"villages.csv": text.encode("gbk")},
        {"villages.csv": text.encode("utf-8-sig")},
        {"villages.tsv": gtfs_like},
        {"roads.csv": shape.encode()},
    ]


def _xlsx(folder: Path) -> list[Parts]:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某县建制村一览表"])
    sheet.merge_cells("A1:F1")
    sheet.append(["编码", "名称", "坐标", None, "人口（人）", "具备条件"])
    sheet.merge_cells("C2:D2")
    sheet.append([*VILLAGES[0][:4], None, None])
    for row in VILLAGES[1:]:
        sheet.append(row)
    sheet.append(["合 计", None, None, None, "=SUM(E4:E6)", None])
    hidden = book.create_sheet("旧")
    hidden.append(["a", "b"])
    hidden.sheet_state = "hidden"
    book.save(folder / "villages.xlsx")
    return [_parts(folder)]


def _xls(folder: Path) -> list[Parts]:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("行政村")
    sheet.write_merge(0, 0, 0, 5, "某县建制村一览表")
    for y, row in enumerate(VILLAGES, start=1):
        for x, value in enumerate(row):
            sheet.write(y, x, value)
    sheet.write(5, 0, "合计")
    sheet.write(5, 4, xlwt.Formula("SUM(E3:E5)"))
    book.save(str(folder / "villages.xls"))
    return [_parts(folder)]


def _zip(folder: Path) -> list[Parts]:
    members = {f"道路/{name}": data for name, data in _shapefile(folder)[0].items()}
    return [{"roads.zip": zipped(members)}, {"roads.zip": zipped(members, stored=True)}]


def _osm_file(folder: Path, name: str) -> list[Parts]:
    writer = osmium.SimpleWriter(str(folder / name))
    places = [(104.0, 30.0), (104.01, 30.0), (104.02, 30.01), (104.0, 30.01)]
    for number, place in enumerate(places, start=1):
        tags = {"place": "village", "name": "甲村"} if number == 1 else {}
        writer.add_node(osmium.osm.mutable.Node(id=number, location=place, tags=tags))
    ways = [([1, 2, 3], {"highway": "tertiary", "name": "县道一", "surface": "asphalt"})]
    ways.append(([3, 4, 1], {"highway": "track", "bridge": "yes", "width": "3.5 m"}))
    for number, (nodes, tags) in enumerate(ways, start=1):
        writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags))
    writer.close()
    data = (folder / name).read_bytes()
    return [{name: data}, {name.replace("roads", "villages"): data}]


def _osm_xml(folder: Path) -> list[Parts]:
    return _osm_file(folder, "roads.osm")


def _pbf(folder: Path) -> list[Parts]:
    return _osm_file(folder, "roads.osm.pbf")


def _gtfs(folder: Path) -> list[Parts]:
    tables = {
        "agency": "agency_id,agency_name,agency_url,agency_timezone\n1,某公司,http://x,Asia/Shanghai\n",
        "stops": "stop_id,stop_name,stop_lat,stop_lon\nS1,甲村,30,104\nS2,乙村,30.0,104.01\n",
        "routes": "route_id,agency_id,route_short_name,route_type\nL1,1,一路,3\n",
        "trips": "route_id,service_id,trip_id\nL1,W,T1\nL1,W,T2\n",
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T1,08:00:00,08:00:00,S1,1\nT1,08:10:00,08:10:00,S2,2\nT2,25:00:00,25:00:00,S1,1\n",
        "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
        "start_date,end_date\nW,1,1,1,1,1,0,0,20240101,20240331\n",
        "calendar_dates": "service_id,date,exception_type\nW,20240106,1\nW,20240108,2\n",
        "frequencies": "trip_id,start_time,end_time,headway_secs\nT1,08:00:00,10:00:00,1800\n",
        "booking_rules": "booking_rule_id,booking_type,prior_notice_duration_min,phone_number\n"
        "B1,1,60,123\n",
    }
    return [{"gtfs.zip": zipped({f"{k}.txt": v.encode() for k, v in tables.items()})}]


def _district_toml(folder: Path) -> list[Parts]:
    text = (
        '[district]\nname = "示范区"\nstandard = "cn"\ncrs = "EPSG:4544"\n'
        'data_date = "2024-05-01"\n'
        '[layers.villages]\npath = "villages.csv"\ncrs = "gcj02"\nx = "经度"\ny = "纬度"\n'
        'encoding = "utf-8"\nwhere = "人口 > 0"\ncolumns = { population = "人口", name = "村名" }\n'
        'values.kind = { "1" = "natural", "" = "administrative" }\n'
        'patterns.kind = { "(?i)adm" = "administrative" }\n'
        "defaults = { households = 3, eligible = true }\n"
        "shift = { dx = 15.8, dy = -154.4, dz = -82.3, rx = 1.1, scale_ppm = -4.1 }\n"
    )
    table = "村编码,村名,经度,纬度,人口\n1,甲,104,30,10\n2,乙,104.01,30,20\n"
    return [{"district.toml": text.encode(), "villages.csv": table.encode()}]


def _standard_toml(folder: Path) -> list[Parts]:
    from importlib.resources import files

    about = '[district]\nstandard = "own.toml"\n[layers.villages]\npath = "villages.csv"\n'
    table = "village_id,name,lon,lat\n1,甲,104,30\n"
    base = {"district.toml": about.encode(), "villages.csv": table.encode()}
    shipped = [files("roadnet.standards").joinpath(f"{n}.toml") for n in ("cn", "cn-hubei", "rai")]
    return [{"own.toml": one.read_bytes(), **base} for one in shipped]


def zipped(members: dict[str, bytes], *, stored: bool = False) -> bytes:
    """Build an archive whose bytes depend on its members alone."""
    sink = io.BytesIO()
    how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(sink, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, how)
    return sink.getvalue()


def _geojson(folder: Path) -> list[Parts]:
    plain = _written(folder, "roads.geojson", driver="GeoJSON")
    feature = {"type": "Feature", "properties": {"village_id": 1, "name": "甲", "x": [1, {}]}}
    feature["geometry"] = json.loads(json.dumps(Point(104, 30).__geo_interface__))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    more = {"type": "FeatureCollection", "crs": crs, "features": [feature, feature]}
    return [*plain, {"villages.geojson": json.dumps(more).encode()}]


_BUILDERS: Final[dict[str, Callable[[Path], list[Parts]]]] = {
    "shapefile": _shapefile,
    "dbf": _dbf,
    "gpkg": _geopackage,
    "geojson": _geojson,
    "kml": lambda folder: _written(folder, "roads.kml", driver="LIBKML"),
    "kmz": _kmz,
    "gpx": _gpx,
    "flatgeobuf": lambda folder: _written(folder, "roads.fgb", driver="FlatGeobuf"),
    "parquet": _parquet,
    "csv": _csv,
    "xlsx": _xlsx,
    **({"xls": _xls} if ".xls" in FORMATS else {}),
    "zip": _zip,
    **({"osm xml": _osm_xml} if ".osm" in FORMATS else {}),
    "osm pbf": _pbf,
    "gtfs": _gtfs,
    "district.toml": _district_toml,
    "standard.toml": _standard_toml,
}
