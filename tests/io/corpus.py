"""Broken and hostile inputs, each built from one good little district.

    V3 (104.05, 30.02)
     |
    R3
     |
    V1 ----R1---- V2 ----R2---- end        villages.csv, roads.geojson
    (104.00, 30.00) (104.01, 30.00) (104.02, 30.00)

A case says which finding (``code@layer`` where the layer matters) or error it must end in, and how
many good rows must come through. ``crs_assumed`` comes of the plain table of villages alone: a case
that says it must merely be read as if nothing were amiss.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, Point

VILLAGES = (
    "village_id,name,lon,lat\n001,甲村,104.00,30.00\n002,乙村,104.01,30.00\n003,丙村,104.05,30.02\n"
)
LINES = {
    "R1": [[104.00, 30.00], [104.01, 30.00]],
    "R2": [[104.01, 30.00], [104.02, 30.00]],
    "R3": [[104.00, 30.00], [104.05, 30.02]],
}


@dataclass(frozen=True)
class Case:
    """One input: what it must say, and what must come through (None where nothing is read)."""

    name: str
    build: Callable[[Path], Path]
    says: str
    roads: int | None
    villages: int | None
    child: bool


CASES: list[Case] = []


def case(
    says: str, *, roads: int | None = 3, villages: int | None = 3, child: bool = False
) -> Callable[[Callable[[Path], Path | None]], Callable[[Path], Path | None]]:
    def enlist(build: Callable[[Path], Path | None]) -> Callable[[Path], Path | None]:
        def make(folder: Path) -> Path:
            good_district(folder)
            return build(folder) or folder

        CASES.append(Case(build.__name__, make, says, roads, villages, child))
        return build

    return enlist


def error(says: str, *, child: bool = False) -> Any:
    """A case that ends in one error: nothing is read."""
    return case(says, roads=None, villages=None, child=child)


def good_district(folder: Path) -> None:
    (folder / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    write_roads(folder, [feature(name, line) for name, line in LINES.items()])


def feature(
    name: object, coordinates: object, kind: str = "LineString", **more: object
) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates} if coordinates is not None else None
    return {"type": "Feature", "properties": {"road_id": name, **more}, "geometry": geometry}


def write_roads(folder: Path, features: list[dict[str, Any]], **more: object) -> None:
    collection = {"type": "FeatureCollection", **more, "features": features}
    (folder / "roads.geojson").write_text(json.dumps(collection), encoding="utf-8")


def with_road(folder: Path, extra: dict[str, Any]) -> None:
    write_roads(folder, [*(feature(n, xy) for n, xy in LINES.items()), extra])


def with_villages(folder: Path, text: str | bytes, name: str = "villages.csv") -> None:
    (folder / "villages.csv").unlink(missing_ok=True)
    data = text.encode("utf-8") if isinstance(text, str) else text
    (folder / name).write_bytes(data)


def road_frame(**more: object) -> gpd.GeoDataFrame:
    shapes = [LineString(xy) for xy in LINES.values()]
    return gpd.GeoDataFrame({"road_id": list(LINES), **more}, geometry=shapes, crs=4326)


def roads_as(folder: Path, name: str, frame: gpd.GeoDataFrame | None = None, **how: Any) -> Path:
    (folder / "roads.geojson").unlink()
    (road_frame() if frame is None else frame).to_file(folder / name, **how)
    return folder / name


def shapefile(folder: Path, frame: gpd.GeoDataFrame | None = None, **how: Any) -> Path:
    return roads_as(folder, "roads.shp", frame, **how)


def toml(folder: Path, text: str | bytes) -> Path:
    path = folder / "district.toml"
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return path


BOTH = '[layers.roads]\npath = "roads.geojson"\n[layers.villages]\npath = "villages.csv"\n'


# --- files that are not what they are called -------------------------------------------------


@error("content_mismatch")
def vrt_called_geojson(folder: Path) -> None:
    (folder / "roads.geojson").write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>'
    )


@error("content_mismatch")
def vrt_called_shapefile(folder: Path) -> None:
    (folder / "roads.geojson").rename(folder / "roads.shp")
    (folder / "roads.shp").write_text("<OGRVRTDataSource/>")


@error("content_mismatch")
def text_called_geopackage(folder: Path) -> None:
    (folder / "roads.geojson").rename(folder / "roads.gpkg")


@error("content_mismatch")
def text_called_excel(folder: Path) -> None:
    (folder / "villages.csv").rename(folder / "villages.xlsx")


@error("content_mismatch")
def zip_called_excel(folder: Path) -> None:
    (folder / "villages.csv").unlink()
    with zipfile.ZipFile(folder / "villages.xlsx", "w") as archive:
        archive.writestr("a.txt", "nothing")


@error("content_mismatch")
def text_called_parquet(folder: Path) -> None:
    (folder / "roads.geojson").rename(folder / "roads.parquet")


@error("content_mismatch")
def text_called_pbf(folder: Path) -> None:
    (folder / "roads.geojson").rename(folder / "roads.osm.pbf")


@error("content_mismatch")
def binary_called_csv(folder: Path) -> None:
    with_villages(folder, bytes(range(256)) * 10)


@error("file_unreadable", child=True)
def gdal_pipeline_in_json(folder: Path) -> None:
    (folder / "roads.geojson").write_text(
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}'
    )


@error("content_mismatch")
def wfs_called_kml(folder: Path) -> None:
    (folder / "roads.geojson").rename(folder / "roads.kml")
    (folder / "roads.kml").write_text(
        "<OGRWFSDataSource><URL>http://127.0.0.1:9/</URL></OGRWFSDataSource>"
    )


@error("content_unsafe")
def kml_with_entities(folder: Path) -> None:
    (folder / "roads.geojson").unlink()
    entity = '<!DOCTYPE k [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    (folder / "roads.kml").write_text(f"{entity}<kml><Document><name>&a;</name></Document></kml>")


@error("file_empty")
def empty_file(folder: Path) -> None:
    (folder / "roads.geojson").write_bytes(b"")


@error("file_unreadable", child=True)
def geojson_cut_short(folder: Path) -> None:
    path = folder / "roads.geojson"
    path.write_bytes(path.read_bytes()[:150])


@case("crs_assumed@roads", child=True)
def geojson_with_linked_crs(folder: Path) -> None:
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    write_roads(folder, [feature(n, xy) for n, xy in LINES.items()], crs=link)


@error("file_unreadable", child=True)
def geojson_nested_deeply(folder: Path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    (folder / "roads.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": '
        f'"LineString", "coordinates": {deep}}}, "properties": {{}}}}]}}'
    )


@error("file_without_layers", child=True)
def flatgeobuf_cut_short(folder: Path) -> None:
    path = roads_as(folder, "roads.fgb", driver="FlatGeobuf")
    path.write_bytes(path.read_bytes()[:200])


@error("file_unreadable")
def parquet_cut_short(folder: Path) -> None:
    (folder / "roads.geojson").unlink()
    road_frame().to_parquet(folder / "roads.parquet")
    path = folder / "roads.parquet"
    path.write_bytes(path.read_bytes()[:-40])


# --- geometry, row by row --------------------------------------------------------------------


@case("geometry_unreadable")
def line_of_one_vertex(folder: Path) -> None:
    with_road(folder, feature("X", [[104.0, 30.0]]))


@case("geometry_missing")
def road_without_shape(folder: Path) -> None:
    with_road(folder, feature("X", None))


@case("geometry_missing")
def empty_line(folder: Path) -> None:
    with_road(folder, feature("X", []))


@case("geometry_wrong_type")
def point_among_roads(folder: Path) -> None:
    with_road(folder, feature("X", [104.0, 30.0], "Point"))


@case("geometry_collection")
def collection_among_roads(folder: Path) -> None:
    extra = feature("X", None)
    parts = [{"type": "LineString", "coordinates": LINES["R1"]}]
    extra["geometry"] = {"type": "GeometryCollection", "geometries": parts}
    with_road(folder, extra)


@case("line_without_length")
def line_on_one_spot(folder: Path) -> None:
    with_road(folder, feature("X", [[104.0, 30.0], [104.0, 30.0]]))


@case("coordinates_at_origin")
def line_to_null_island(folder: Path) -> None:
    with_road(folder, feature("X", [[104.0, 30.0], [0, 0]]))


@case("coordinates_out_of_range")
def line_off_the_earth(folder: Path) -> None:
    with_road(folder, feature("X", [[104.0, 30.0], [500, 95]]))


@case("axes_swapped")
def one_line_with_swapped_axes(folder: Path) -> None:
    with_road(folder, feature("X", [[30.0, 104.0], [30.0, 104.01]]))


@case("far_from_district")
def line_on_another_continent(folder: Path) -> None:
    with_road(folder, feature("X", [[10.0, 50.0], [10.1, 50.0]]))


@case("z_dropped")
def line_with_heights(folder: Path) -> None:
    lines = [feature(n, [[*xy, 500.0] for xy in line]) for n, line in LINES.items()]
    write_roads(folder, lines)


@case("area_mended")
def bow_tie_boundary(folder: Path) -> None:
    ring = [[104, 30], [104.1, 30.1], [104.1, 30], [104, 30.1], [104, 30]]
    tie = {"type": "Polygon", "coordinates": [ring]}
    row = {"type": "Feature", "properties": {"township_id": "1"}, "geometry": tie}
    collection = {"type": "FeatureCollection", "features": [row]}
    (folder / "boundaries.geojson").write_text(json.dumps(collection))


@case("curves_straightened", roads=1, child=True)
def arcs_in_geopackage(folder: Path) -> None:
    arc = struct.pack("<BII6d", 1, 8, 3, 104.0, 30.0, 104.005, 30.005, 104.01, 30.0)
    geopackage_with_blobs(folder, [arc])


@case("geometry_unreadable", roads=1, child=True)
def corrupt_blob_in_geopackage(folder: Path) -> None:
    geopackage_with_blobs(folder, [line_blob(), b"\x01\x02\x00\x00\x00\xff\xff\xff\x7f"])


@case("coordinates_not_finite", roads=1, child=True)
def nan_in_geopackage(folder: Path) -> None:
    endless = struct.pack("<BII4d", 1, 2, 2, 104.0, float("nan"), float("inf"), 30.0)
    geopackage_with_blobs(folder, [line_blob(), endless])


@case("coordinates_out_of_range", roads=1, child=True)
def real_sets_wild_numbers(folder: Path) -> None:
    wild = struct.pack("<BII4d", 1, 2, 2, -1.8e307, 0.5, 7528355425.0, 30.0)
    geopackage_with_blobs(folder, [line_blob(), wild])


@case("geometry_collection", roads=1, child=True)
def blob_nested_deeply(folder: Path) -> None:
    nested = struct.pack("<BII", 1, 7, 1) * 200_000 + struct.pack("<BII", 1, 7, 0)
    geopackage_with_blobs(folder, [line_blob(), nested])


def line_blob() -> bytes:
    return bytes(shapely.to_wkb(LineString(LINES["R1"]), byte_order=1))


def geopackage_with_blobs(folder: Path, blobs: list[bytes]) -> None:
    """A GeoPackage whose geometry column holds the given WKB behind the format's own header."""
    path = roads_as(folder, "roads.gpkg", road_frame().iloc[:0], layer="roads", driver="GPKG")
    with sqlite3.connect(path) as db:
        for trigger in [
            r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        ]:
            db.execute(f'DROP TRIGGER "{trigger}"')
        header = b"GP\x00\x01" + struct.pack("<i", 4326)
        rows = [(f"R{i}", header + blob) for i, blob in enumerate(blobs)]
        db.executemany("INSERT INTO roads (road_id, geom) VALUES (?, ?)", rows)


@error("file_without_layers", child=True)
def view_without_end(folder: Path) -> None:
    path = roads_as(folder, "roads.gpkg", layer="roads", driver="GPKG")
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE roads")
        db.execute(
            "CREATE VIEW roads AS WITH RECURSIVE n(fid) AS"
            " (SELECT 1 UNION ALL SELECT fid + 1 FROM n)"
            " SELECT fid, 'R' AS road_id, NULL AS geom FROM n"
        )


@error("file_unreadable", child=True)
def geopackage_with_broken_pages(folder: Path) -> None:
    path = roads_as(folder, "roads.gpkg", layer="roads", driver="GPKG")
    data = bytearray(path.read_bytes())
    data[100:] = bytes(len(data) - 100)
    path.write_bytes(data)


# --- shapefile parts -------------------------------------------------------------------------


@case("shapefile_part_missing")
def shapefile_without_shx(folder: Path) -> None:
    shapefile(folder).with_suffix(".shx").unlink()


@case("shapefile_part_missing")
def shapefile_without_dbf(folder: Path) -> None:
    shapefile(folder).with_suffix(".dbf").unlink()


@case("crs_assumed@roads")
def shapefile_without_prj(folder: Path) -> None:
    shapefile(folder).with_suffix(".prj").unlink()


@error("crs_missing")
def metric_shapefile_without_prj(folder: Path) -> None:
    shapefile(folder, road_frame().to_crs(4544)).with_suffix(".prj").unlink()


@error("file_missing")
def shapefile_without_shp(folder: Path) -> None:
    shapefile(folder).unlink()
    toml(folder, BOTH.replace("geojson", "shp"))


@case("encoding_guessed")
def gbk_without_cpg(folder: Path) -> None:
    frame = road_frame(name=["县道一", "乡道二", "村道三"])
    shapefile(folder, frame, encoding="GBK").with_suffix(".cpg").unlink()


@case("encoding_guessed")
def cpg_says_utf8_over_gbk(folder: Path) -> None:
    frame = road_frame(name=["县道一", "乡道二", "村道三"])
    shapefile(folder, frame, encoding="GBK").with_suffix(".cpg").write_text("UTF-8")


@case("encoding_guessed")
def heading_cut_inside_a_character(folder: Path) -> None:
    path = shapefile(folder, road_frame(NAMENAMEN=["a", "b", "c"]))
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace(b"NAMENAMEN\x00", "路线名称".encode()[:10]))
    path.with_suffix(".cpg").unlink()


@case("file_truncated", roads=2)
def dbf_cut_short(folder: Path) -> None:
    dbf = shapefile(folder).with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes()[:-60])


@case("geometry_missing", roads=2)
def shp_cut_short(folder: Path) -> None:
    path = shapefile(folder)
    path.write_bytes(path.read_bytes()[:-30])


@error("encoding_unknown")
def encoding_that_is_none(folder: Path) -> Path:
    shapefile(folder)
    return toml(folder, '[layers.roads]\npath = "roads.shp"\nencoding = "klingon"\n')


# --- archives --------------------------------------------------------------------------------


def zipped(folder: Path, *members: tuple[str, bytes]) -> Path:
    (folder / "roads.geojson").unlink()
    with zipfile.ZipFile(folder / "roads.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return folder / "roads.zip"


@error("archive_unsafe")
def zip_that_climbs_out(folder: Path) -> None:
    zipped(folder, ("../escaped.geojson", b"{}"))


@error("archive_unsafe")
def zip_with_absolute_name(folder: Path) -> None:
    zipped(folder, ("/escaped.geojson", b"{}"))


@error("archive_unsafe")
def zip_with_device_name(folder: Path) -> None:
    zipped(folder, ("CON.geojson", b"{}"))


@error("archive_unsafe")
def zip_with_link(folder: Path) -> None:
    link = zipfile.ZipInfo("roads.geojson")
    link.external_attr = 0o120777 << 16
    path = zipped(folder)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")


@error("archive_too_large")
def zip_bomb(folder: Path) -> None:
    zipped(folder, ("roads.geojson", bytes(32 << 20)))


@error("archive_too_large")
def zip_of_many_members(folder: Path) -> None:
    zipped(folder, *((f"{i}.csv", b"a") for i in range(2_500)))


@error("archive_without_data")
def zip_without_data(folder: Path) -> None:
    zipped(folder, ("readme.txt", b"nothing"))


@error("archive_broken")
def zip_cut_short(folder: Path) -> None:
    path = zipped(folder, ("roads.geojson", b"{}"))
    path.write_bytes(path.read_bytes()[:40])


@error("content_mismatch")
def vrt_in_zip(folder: Path) -> None:
    zipped(folder, ("roads.geojson", b"<OGRVRTDataSource/>"))


@case("crs_assumed")
def shapefile_in_zip_in_subfolder(folder: Path) -> None:
    path = shapefile(folder)
    parts = sorted(folder.glob("roads.*"))
    with zipfile.ZipFile(folder / "roads.zip", "w") as archive:
        for part in parts:
            archive.write(part, f"deep/er/{part.name}")
    for part in parts:
        part.unlink()
    assert not path.exists()


@case("crs_assumed")
def zip_in_zip(folder: Path) -> None:
    data = (folder / "roads.geojson").read_bytes()
    inner = zipped(folder, ("roads.geojson", data))
    inner.rename(folder / "inner.bin")
    with zipfile.ZipFile(folder / "roads.zip", "w") as archive:
        archive.write(folder / "inner.bin", "inner.zip")


@case("layer_chosen")
def zip_of_two_files(folder: Path) -> None:
    data = (folder / "roads.geojson").read_bytes()
    zipped(folder, ("a.geojson", data), ("b.geojson", data))


@case("layer_part", villages=4)
def villages_of_two_files(folder: Path) -> Path:
    more = VILLAGES.splitlines()[0] + "\n004,丁村,104.001,30.001\n"
    (folder / "natural.csv").write_text(more, encoding="utf-8")
    return toml(folder, f'{BOTH}[layers.villages.more.natural]\npath = "natural.csv"\n')


# --- tables ----------------------------------------------------------------------------------


@case("geometry_unreadable")
def words_for_coordinates(folder: Path) -> None:
    with_villages(folder, VILLAGES + "004,丁村,不详,30.01\n")


@case("geometry_missing")
def village_without_coordinates(folder: Path) -> None:
    with_villages(folder, VILLAGES + "004,丁村,,\n")


@case("coordinates_at_origin")
def village_at_null_island(folder: Path) -> None:
    with_villages(folder, VILLAGES + "004,丁村,0,0\n")


@case("coordinates_out_of_range")
def village_off_the_earth(folder: Path) -> None:
    with_villages(folder, VILLAGES + "004,丁村,500,95\n")


@case("axes_put_right")
def villages_with_swapped_axes(folder: Path) -> None:
    with_villages(folder, VILLAGES.replace("lon,lat", "lat,lon"))


@case("totals_row")
def totals_row(folder: Path) -> None:
    with_villages(folder, VILLAGES + "合计,3,,\n")


@case("row_too_wide")
def row_with_a_stray_comma(folder: Path) -> None:
    with_villages(folder, VILLAGES + "004,丁,村,104.01,30.01\n")


@case("encoding_guessed")
def gbk_csv(folder: Path) -> None:
    with_villages(folder, VILLAGES.encode("gbk"))


@case("crs_assumed")
def utf16_csv(folder: Path) -> None:
    with_villages(folder, VILLAGES.replace(",", "\t").encode("utf-16"))


@error("encoding_wrong")
def csv_in_no_encoding(folder: Path) -> None:
    with_villages(folder, VILLAGES.encode("utf-8") + b"004,\xff\xff\xfe,104,30\n")


@case("quote_unclosed", villages=23)
def quote_never_closed(folder: Path) -> None:
    more = "".join(f"1{i:02},村{i},104.01,30.0{i % 9}\n" for i in range(20))
    with_villages(folder, VILLAGES.replace("甲村", '"甲村') + more)


@error("table_without_rows")
def csv_of_blank_lines(folder: Path) -> None:
    with_villages(folder, "\n\n   \n")


@case("layer_empty", villages=0)
def csv_of_headings_alone(folder: Path) -> None:
    with_villages(folder, "village_id,name,lon,lat\n")


@error("too_many_columns")
def csv_of_too_many_columns(folder: Path) -> None:
    with_villages(folder, ",".join(f"c{i}" for i in range(5_000)) + "\n" + "1," * 4_999 + "1\n")


@case("heading_found")
def csv_with_a_title(folder: Path) -> None:
    with_villages(folder, "某县建制村一览表,,,\n" + VILLAGES)


@case("crs_assumed")
def formulas_as_names(folder: Path) -> None:
    with_villages(folder, VILLAGES.replace("甲村", "=cmd|' /C calc'!A0"))


@case("column_absent")
def csv_without_identifiers(folder: Path) -> None:
    with_villages(folder, "name,lon,lat\n甲,104,30\n乙,104.01,30\n丙,104.05,30.02\n")


def workbook(folder: Path, *, name: str = "villages.xlsx") -> Any:
    import openpyxl

    (folder / "villages.csv").unlink()
    book = openpyxl.Workbook()
    for line in VILLAGES.splitlines():
        book.active.append(line.split(","))
    return book


@case("heading_found")
def excel_with_title_rows(folder: Path) -> None:
    book = workbook(folder)
    book.active.insert_rows(1, 2)
    book.active["A1"] = "某县建制村一览表"
    book.active.merge_cells("A1:D1")
    book.save(folder / "villages.xlsx")


@case("totals_row")
def excel_with_totals(folder: Path) -> None:
    book = workbook(folder)
    book.active.append(["", "合计", "3", ""])
    book.save(folder / "villages.xlsx")


@case("merged_cells_filled")
def excel_with_merged_cells(folder: Path) -> None:
    book = workbook(folder)
    for row, value in enumerate(["township_id", "T1", None, None], start=1):
        book.active.cell(row, 5, value)
    book.active.merge_cells("E2:E4")
    book.save(folder / "villages.xlsx")


@case("layer_chosen")
def excel_with_hidden_sheet_first(folder: Path) -> None:
    book = workbook(folder)
    hidden = book.create_sheet("old", 0)
    hidden.append(["village_id", "name", "lon", "lat"])
    hidden.sheet_state = "hidden"
    book.save(folder / "villages.xlsx")


@case("digits_lost")
def excel_with_long_codes_as_numbers(folder: Path) -> None:
    book = workbook(folder)
    book.active["A2"] = 5101080010021234567
    book.save(folder / "villages.xlsx")


@error("workbook_too_large")
def excel_with_a_cell_far_out(folder: Path) -> None:
    book = workbook(folder)
    book.active["XFD1048576"] = 1
    book.save(folder / "villages.xlsx")


@error("file_unreadable")
def excel_cut_short(folder: Path) -> None:
    workbook(folder).save(folder / "villages.xlsx")
    path = folder / "villages.xlsx"
    path.write_bytes(path.read_bytes()[:-200])


@error("format_unknown")
def drawing_as_table(folder: Path) -> Path:
    (folder / "villages.dwg").write_bytes(b"AC1032")
    return toml(folder, BOTH.replace("csv", "dwg"))


# --- values ----------------------------------------------------------------------------------


@case("number_unreadable")
def width_with_a_unit(folder: Path) -> None:
    lines = [feature(n, xy, width_m="3.5 m") for n, xy in LINES.items()]
    write_roads(folder, lines)


@case("value_unknown")
def surface_that_is_none(folder: Path) -> None:
    write_roads(folder, [feature(n, xy, surface="沥青") for n, xy in LINES.items()])


@case("flag_unreadable")
def flag_that_is_neither(folder: Path) -> None:
    write_roads(folder, [feature(n, xy, is_bridge="maybe") for n, xy in LINES.items()])


@case("date_unreadable")
def date_that_is_none(folder: Path) -> None:
    (folder / "hazards.csv").write_text("hazard_id,found_on\nH1,2024-02-31\n")


# --- configuration ---------------------------------------------------------------------------


@case("crs_assumed")
def toml_with_bom(folder: Path) -> Path:
    return toml(folder, b"\xef\xbb\xbf" + BOTH.encode())


@error("config_not_utf8")
def toml_in_gbk(folder: Path) -> Path:
    return toml(folder, ('[district]\nname = "某县"\n' + BOTH).encode("gbk"))


@error("config_bare_key")
def toml_with_bare_chinese_key(folder: Path) -> Path:
    return toml(folder, BOTH + "values.kind = { }\n行政村 = 1\n")


@error("config_unknown_key")
def toml_with_unknown_layer(folder: Path) -> Path:
    return toml(folder, BOTH.replace("layers.roads", "layers.road"))


@error("config_unknown_key")
def toml_with_unknown_column(folder: Path) -> Path:
    return toml(folder, BOTH + 'columns = { vilage_id = "a" }\n')


@error("config_bad_value")
def toml_with_unknown_meaning(folder: Path) -> Path:
    return toml(folder, BOTH + 'values.kind = { "1" = "admin" }\n')


@error("config_bad_pattern")
def toml_with_bad_pattern(folder: Path) -> Path:
    return toml(folder, BOTH + 'patterns.kind = { "(" = "natural" }\n')


@error("config_wrong_type")
def toml_with_a_number_for_a_table(folder: Path) -> Path:
    return toml(folder, "[layers]\nroads = 5\n")


@error("config_unreadable")
def toml_cut_short(folder: Path) -> Path:
    return toml(folder, '[layers.roads\npath = "')


@error("path_not_local")
def toml_with_an_address(folder: Path) -> Path:
    return toml(folder, '[layers.roads]\npath = "http://127.0.0.1:9/roads.geojson"\n')


@error("path_not_local")
def toml_with_a_virtual_file(folder: Path) -> Path:
    return toml(folder, '[layers.roads]\npath = "/vsicurl/http://127.0.0.1:9/a.geojson"\n')


@error("path_not_local")
def toml_with_a_connection(folder: Path) -> Path:
    return toml(folder, '[layers.roads]\npath = "PG:host=127.0.0.1"\n')


@error("file_missing")
def toml_with_a_missing_file(folder: Path) -> Path:
    return toml(folder, '[layers.roads]\npath = "nowhere.shp"\n')


@error("format_unknown")
def toml_with_a_device(folder: Path) -> Path:
    (folder / "roads.txt").write_text("a")
    return toml(folder, '[layers.roads]\npath = "roads.txt"\n')


@error("column_missing")
def toml_with_a_missing_column(folder: Path) -> Path:
    return toml(folder, BOTH + 'columns = { population = "POP" }\n')


@error("where_bad", child=True)
def where_that_is_no_sql(folder: Path) -> Path:
    return toml(folder, BOTH + 'where = "name = \'; DROP TABLE villages"\n')


@error("where_bad", child=True)
def where_on_a_missing_column(folder: Path) -> Path:
    return toml(folder, BOTH + 'where = "nowhere = 1"\n')


@error("crs_unknown")
def crs_that_is_none(folder: Path) -> Path:
    return toml(folder, BOTH + 'crs = "EPSG:999999"\n')


@error("crs_not_metric")
def working_crs_in_degrees(folder: Path) -> Path:
    return toml(folder, '[district]\ncrs = "EPSG:4490"\n' + BOTH)


@error("gtfs_not_a_feed")
def gtfs_without_its_files(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "gtfs.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    return toml(folder, BOTH + '[layers.gtfs]\npath = "gtfs.zip"\n')


@error("archive_unsafe", child=True)
def gtfs_that_leads_out_of_the_folder(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "gtfs.zip", "w") as archive:
        archive.writestr("stops.txt", "stop_id\n")
        archive.writestr("../trips.txt", "trip_id\n")
    return toml(folder, BOTH + '[layers.gtfs]\npath = "gtfs.zip"\n')


@error("content_mismatch")
def gtfs_that_is_no_zip(folder: Path) -> Path:
    (folder / "gtfs.zip").write_text("stop_id\n")
    return toml(folder, BOTH + '[layers.gtfs]\npath = "gtfs.zip"\n')


@error("config_bad_period")
def gtfs_of_a_period_that_ends_before_it_begins(folder: Path) -> Path:
    period = 'period = "2024-03-02/2024-03-01"\n'
    return toml(folder, BOTH + '[layers.gtfs]\npath = "gtfs.zip"\n' + period)


@case("crs_conflict")
def crs_against_the_files_own(folder: Path) -> Path:
    shapefile(folder)
    return toml(folder, BOTH.replace('roads.geojson"', 'roads.shp"\ncrs = "EPSG:4547"'))


@case("crs_damaged")
def crs_that_is_no_text_of_its_kind(folder: Path) -> Path:
    shapefile(folder)
    (folder / "roads.prj").write_text('GEOGCS["x",DATUM["y"')
    return toml(folder, BOTH.replace('roads.geojson"', 'roads.shp"'))


@error("layer_in_two_files")
def layer_in_two_files(folder: Path) -> None:
    (folder / "roads.csv").write_text("road_id\n1\n")


@error("source_without_layers")
def folder_of_strangers(folder: Path) -> Path:
    strange = folder / "strange"
    strange.mkdir()
    (strange / "holiday.csv").write_text("a,b\n1,2\n")
    return strange


@error("source_missing")
def path_with_a_null(folder: Path) -> Path:
    return folder / "a\x00b"


@case("points_merged", villages=4)
def village_of_two_points(folder: Path) -> None:
    (folder / "villages.csv").unlink()
    ids = ["1", "2", "3", "4"]
    shapes = [Point(104, 30), Point(104.01, 30), Point(104.05, 30.02)]
    shapes.append(shapely.MultiPoint(np.array([[104.0, 30.0], [104.02, 30.0]])))
    frame = gpd.GeoDataFrame({"village_id": ids, "name": ids}, geometry=shapes, crs=4326)
    frame.to_file(folder / "villages.geojson", driver="GeoJSON")


# --- further findings of reading -------------------------------------------------------------


@case("encoding_unfit")
def text_in_another_encoding_than_said(folder: Path) -> Path:
    shapefile(folder, road_frame(name=["县道一", "乡道二", "村道三"]), encoding="GBK")
    return toml(folder, BOTH.replace('roads.geojson"', 'roads.shp"\nencoding = "utf-8"'))


@case("value_defaulted")
def unknown_surface_with_a_default(folder: Path) -> Path:
    write_roads(folder, [feature(n, xy, surface="沥青") for n, xy in LINES.items()])
    return toml(folder, BOTH.replace("json", 'json"\ndefaults.surface = "earth', 1))


@case("crs_rough")
def district_in_xian_80(folder: Path) -> Path:
    shapefile(folder, road_frame().set_crs(4610, allow_override=True))
    return toml(folder, '[district]\ncrs = "EPSG:4544"\n' + BOTH.replace("geojson", "shp"))


@case("area_unusable")
def boundary_without_area(folder: Path) -> None:
    ring = [[104, 30], [104.1, 30.1], [104, 30], [104.1, 30.1], [104, 30]]
    flat = {"type": "Polygon", "coordinates": [ring]}
    row = {"type": "Feature", "properties": {"township_id": "1"}, "geometry": flat}
    collection = {"type": "FeatureCollection", "features": [row]}
    (folder / "boundaries.geojson").write_text(json.dumps(collection))
