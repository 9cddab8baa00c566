"""Shapefiles, tables and archives as they come from Chinese offices, byte by byte."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import LineString

from roadnet.district import District
from roadnet.io.formats.archive import extract_zip
from roadnet.io.formats.open import list_tables
from roadnet.io.limits import ReadLimits
from roadnet.io.read import read_district

NAMES = ["县道一", "乡道二"]
LINES = [LineString([(104.00, 30.00), (104.01, 30.00)]), LineString([(104.01, 30), (104.02, 30)])]
pytestmark = pytest.mark.filterwarnings("ignore:Unable to open .*data.shp")
VILLAGES = "village_id,name,lon,lat\n001,甲村,104.00,30.00\n"
LIMITS = ReadLimits()


def shapefile(folder: Path, encoding: str, names: list[str] = NAMES) -> Path:
    frame = gpd.GeoDataFrame({"LDBM": ["A", "B"], "LXMC": names}, geometry=LINES, crs=4490)
    frame.to_file(folder / "roads.shp", encoding=encoding)
    (folder / "roads.cpg").unlink(missing_ok=True)
    return folder / "roads.shp"


def read(folder: Path, roads: str = "roads.shp", more: str = "") -> District:
    (folder / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    (folder / "district.toml").write_text(
        f'[layers.roads]\npath = "{roads}"\n{more}\n[layers.villages]\npath = "villages.csv"\n',
        encoding="utf-8",
    )
    return read_district(folder, inline=True)


def codes(district: District) -> set[str]:
    return {f.code for f in district.findings if f.layer == "roads"}


def dbf(fields: list[tuple[bytes, int]], rows: list[list[bytes]]) -> bytes:
    """A dBASE III table, written by hand: 32 bytes a field, 10 of them for its name."""
    width = 1 + sum(size for _, size in fields)
    start = 32 + 32 * len(fields) + 1
    head = struct.pack("<BBBBIHH20x", 3, 126, 1, 1, len(rows), start, width)
    for name, size in fields:
        assert len(name) <= 10
        head += struct.pack("<11sc4xBB14x", name, b"C", size, 0)
    body = b"".join(
        b" " + b"".join(v.ljust(size) for v, (_, size) in zip(row, fields, strict=True))
        for row in rows
    )
    return head + b"\r" + body + b"\x1a"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "gb18030"])
@pytest.mark.parametrize(
    "cpg",
    [None, "", "UTF-8", "GBK", "936", "ISO-8859-1", "ISO88591", "1252", "ANSI 1252", "nonsense"],
)
def test_text_is_read_whatever_the_cpg_says(encoding: str, cpg: str | None, tmp_path: Path) -> None:
    path = shapefile(tmp_path, encoding)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    found = read(tmp_path)
    assert found.layers["roads"]["name"].tolist() == NAMES


def test_a_western_alphabet_is_believed_where_nothing_speaks_against_it(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "iso-8859-1", ["Rue de l'École", "Chaussée"])
    path.with_suffix(".cpg").write_text("ISO-8859-1")
    assert read(tmp_path).layers["roads"]["name"].tolist() == ["Rue de l'École", "Chaussée"]


def test_what_the_user_says_goes_first(tmp_path: Path) -> None:
    shapefile(tmp_path, "gbk").with_suffix(".cpg").write_text("UTF-8")
    found = read(tmp_path, more='encoding = "gbk"')
    assert found.layers["roads"]["name"].tolist() == NAMES
    assert "encoding_guessed" not in codes(found)


def test_headings_in_chinese_cut_within_a_character(tmp_path: Path) -> None:
    """Ten bytes of UTF-8 hold three characters and a third of the fourth: 路线名|称."""
    path = shapefile(tmp_path, "utf-8")
    heading = "路线名称".encode()[:10]
    fields = [(b"LDBM", 10), (heading, 40)]
    rows = [[b"A", NAMES[0].encode()], [b"B", NAMES[1].encode()[:8]]]  # and a value cut likewise
    path.with_suffix(".dbf").write_bytes(dbf(fields, rows))
    found = read(tmp_path, more='columns = { name = "路线名" }')
    assert found.layers["roads"]["name"].tolist() == ["县道一", "乡道"]


def test_headings_in_gbk(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "gbk")
    fields = [("路段代码".encode("gbk"), 10), ("路线名称".encode("gbk"), 20)]
    rows = [[b"A", NAMES[0].encode("gbk")], [b"B", NAMES[1].encode("gbk")]]
    path.with_suffix(".dbf").write_bytes(dbf(fields, rows))
    roads = read(tmp_path).layers["roads"]
    assert roads["road_id"].tolist() == ["A", "B"]
    assert roads["name"].tolist() == NAMES


@pytest.mark.parametrize(
    ("part", "says"),
    [
        (".shx", "shapefile_part_missing"),
        (".dbf", "shapefile_part_missing"),
        (".prj", "crs_assumed"),
    ],
)
def test_a_missing_part_is_said_and_the_lines_are_read(
    part: str, says: str, tmp_path: Path
) -> None:
    shapefile(tmp_path, "gbk").with_suffix(part).unlink()
    found = read(tmp_path)
    assert says in codes(found)
    assert len(found.layers["roads"]) == 2
    assert found.layers["roads"].length[0] == pytest.approx(964.9, rel=1e-3)


def test_a_table_without_its_shapes_is_a_table(tmp_path: Path) -> None:
    """T_LD.dbf alone, in GBK: its segments have stakes, and their lines are another file's."""
    fields = [(b"LDBM", 10), (b"LXBM", 10), (b"QDZH", 10), (b"ZDZH", 10), (b"LXMC", 20)]
    rows = [
        [b"A", b"X1", b"0", b"0.4", NAMES[0].encode("gbk")],
        [b"B", b"X1", b"0.4", b"0.965", b""],
    ]
    (tmp_path / "T_LD.dbf").write_bytes(dbf(fields, rows))
    gpd.GeoDataFrame({"LXBM": ["X1"]}, geometry=LINES[:1], crs=4490).to_file(tmp_path / "lx.shp")
    found = read(tmp_path, "T_LD.dbf", '[layers.roads.geometry]\npath = "lx.shp"')
    roads = found.layers["roads"]
    assert roads["road_id"].tolist() == ["A", "B"]
    assert roads["name"].tolist()[0] == NAMES[0]
    assert roads.length.tolist() == pytest.approx([400.0, 565.0], rel=2e-3)


def test_a_table_of_places_alone(tmp_path: Path) -> None:
    shapefile(tmp_path, "gbk")
    fields = [(b"JZCBM", 12), ("建制村名称".encode("gbk"), 20), (b"lon", 12), (b"lat", 12)]
    rows = [[b"001", "甲村".encode("gbk"), b"104.005", "30°00′36″".encode("gbk")]]
    (tmp_path / "villages.dbf").write_bytes(dbf(fields, rows))
    villages = read_district(tmp_path, inline=True).layers["villages"]
    assert villages["name"].tolist() == ["甲村"]
    assert villages.to_crs(4326).geometry[0].coords[0] == pytest.approx((104.005, 30.01), abs=1e-7)


def windows_zip(path: Path, members: dict[str, bytes]) -> None:
    """A zip whose names are code page 936 without the flag of UTF-8, as Windows writes them."""
    stored = {name.encode("gbk"): data for name, data in members.items()}
    places = {f"{n}".rjust(len(name), "_"): name for n, name in enumerate(stored)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, name in places.items():
            archive.writestr(place, stored[name])
    data = path.read_bytes()
    for place, name in places.items():
        assert data.count(place.encode()) == 2  # before the member and in the list at the end
        data = data.replace(place.encode(), name)
    path.write_bytes(data)


def test_a_zip_made_on_windows(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    shapefile(parts, "gbk")
    members = {f"农村公路年报/路线{p.suffix}": p.read_bytes() for p in sorted(parts.iterdir())}
    windows_zip(tmp_path / "数据.zip", members)
    extract_zip(tmp_path / "数据.zip", tmp_path / "out", LIMITS)
    assert {p.name for p in (tmp_path / "out").rglob("*.*")} == {
        "路线.dbf", "路线.prj", "路线.shp", "路线.shx",
    }  # fmt: skip
    found = read(tmp_path, "数据.zip")
    assert found.layers["roads"]["name"].tolist() == NAMES


def test_each_layer_of_a_zip_is_listed_and_can_be_named(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    (parts / "道路").mkdir(parents=True)
    shapefile(parts / "道路", "gbk")
    (parts / "村庄.csv").write_text(VILLAGES, encoding="gbk")
    (parts / "T_QL.dbf").write_bytes(dbf([(b"QLBM", 10)], [[b"Q1"]]))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for part in sorted(parts.rglob("*.*")):
            archive.write(part, part.relative_to(parts).as_posix())
    (tmp_path / "list").mkdir()
    listed = list_tables(tmp_path / "all.zip", LIMITS, tmp_path / "list")
    assert sorted(listed) == ["T_QL.dbf", "村庄.csv", "道路/roads.shp"]
    (tmp_path / "district.toml").write_text(
        '[layers.roads]\npath = "all.zip"\nlayer = "道路/roads.shp"\n'
        '[layers.villages]\npath = "all.zip"\nlayer = "村庄.csv"\n',
        encoding="utf-8",
    )
    found = read_district(tmp_path, inline=True)
    assert found.layers["roads"]["name"].tolist() == NAMES
    assert found.layers["villages"]["name"].tolist() == ["甲村"]


def test_kmz_is_a_zip_of_kml(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"LDBM": ["A", "B"], "LXMC": NAMES}, geometry=LINES, crs=4326)
    frame.to_file(tmp_path / "doc.kml", driver="LIBKML")
    with zipfile.ZipFile(tmp_path / "roads.kmz", "w") as archive:
        archive.write(tmp_path / "doc.kml", "doc.kml")
        archive.writestr("files/icon.png", b"\x89PNG")
    found = read(tmp_path, "roads.kmz")
    assert found.layers["roads"]["name"].tolist() == NAMES
    assert found.layers["roads"].length[0] == pytest.approx(964.9, rel=1e-3)
