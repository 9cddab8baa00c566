"""Faults that fuzzing found, each by the smallest file that shows it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely.geometry import LineString

from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.io.formats import open as open_file
from roadnet.io.formats.open import feed_members
from roadnet.io.limits import ReadLimits
from roadnet.io.read import read_district

LINE = LineString([(104.00, 30.00), (104.01, 30.00)])


def roads(folder: Path, name: str, **columns: object) -> Path:
    frame = gpd.GeoDataFrame({"road_id": ["R1"], **columns}, geometry=[LINE], crs=4326)
    path = folder / name
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
    return path


def read(folder: Path) -> District:
    return read_district(folder, inline=True)


def error_code(folder: Path) -> str:
    with pytest.raises(RoadnetError) as caught:
        read(folder)
    assert caught.value.message("zh")
    return caught.value.code


@pytest.mark.parametrize(("name", "kept"), [("roads.fgb", 1.0), ("roads.parquet", 0.99)])
def test_a_library_that_gives_up_within_the_file(name: str, kept: float, tmp_path: Path) -> None:
    """Damage beyond the header: these libraries tell it by an OSError of Python's own."""
    path = roads(tmp_path, name)
    data = bytearray(path.read_bytes())
    at = int(len(data) * kept) - 60
    data[at : at + 40] = b"\xff" * 40
    path.write_bytes(data)
    assert error_code(tmp_path) in ("file_unreadable", "file_without_layers")


def test_text_that_is_no_utf8(tmp_path: Path) -> None:
    text = pa.array([b"R1", "县道".encode("gbk")], pa.binary()).cast(pa.string(), safe=False)
    table = pa.table({"road_id": ["1", "2"], "name": text, "lon": ["104", "104.1"]})
    pq.write_table(table.append_column("lat", pa.array(["30", "30"])), tmp_path / "stops.parquet")
    (tmp_path / "stops.parquet").rename(tmp_path / "villages.parquet")
    found = read(tmp_path)
    (told,) = [f for f in found.findings if f.code == "encoding_unfit"]
    assert told.rows == (2,)
    assert found.layers["villages"]["name"][0] == "R1"


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    path = roads(tmp_path, "roads.shp", aa="x", bb="y").with_suffix(".dbf")
    path.write_bytes(
        path.read_bytes().replace(b"aa\x00", b"\x00\x00\x00").replace(b"bb\x00", b"\x00\x00\x00")
    )
    assert read(tmp_path).layers["roads"]["road_id"].tolist() == ["R1"]


def test_a_cpg_that_holds_a_nul(tmp_path: Path) -> None:
    roads(tmp_path, "roads.shp").with_suffix(".cpg").write_bytes(b"UTF\x00-8")
    assert read(tmp_path).layers["roads"]["road_id"].tolist() == ["R1"]


def test_a_member_without_a_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "roads.zip", "w") as archive:
        archive.writestr("x", b"{}")
    data = (tmp_path / "roads.zip").read_bytes()
    listed = data.rindex(b"PK\x01\x02")
    cut = data[: listed + 28] + b"\x00\x00" + data[listed + 30 : listed + 46] + data[listed + 47 :]
    end = cut.rindex(b"PK\x05\x06")
    size = int.from_bytes(cut[end + 12 : end + 16], "little") - 1
    (tmp_path / "roads.zip").write_bytes(
        cut[: end + 12] + size.to_bytes(4, "little") + cut[end + 16 :]
    )
    assert error_code(tmp_path) == "archive_broken"


def test_a_member_that_does_not_inflate(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "roads.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("roads.geojson", b"{}" * 500)
    data = bytearray((tmp_path / "roads.zip").read_bytes())
    begin = 30 + len("roads.geojson")
    data[begin : begin + 4] = b"\xff" * 4
    (tmp_path / "roads.zip").write_bytes(data)
    assert error_code(tmp_path) == "archive_broken"


def test_a_system_of_another_planet(tmp_path: Path) -> None:
    """A sphere of 3396 km is Mars: no way leads from there to the Earth."""
    mars = (
        'GEOGCS["Mars",DATUM["D_Mars",SPHEROID["Mars",3396190,169.89]],PRIMEM["Reference",0],'
        'UNIT["Degree",0.0174532925199433]]'
    )
    roads(tmp_path, "roads.shp").with_suffix(".prj").write_text(mars)
    found = read(tmp_path)
    assert {"crs_damaged", "crs_assumed"} <= {one.code for one in found.findings}
    # 0.01 degrees along the parallel of 30 degrees on WGS 84, a = 6378137 m, e2 = 0.00669438:
    # 0.01 pi/180 a cos(30) / sqrt(1 - e2 sin(30)^2) = 964.07 / 0.99916 = 964.9 m.
    assert found.layers["roads"].geometry.length.item() == pytest.approx(964.9, rel=1e-3)


def test_a_system_that_the_user_says_goes_before_a_damaged_one(tmp_path: Path) -> None:
    roads(tmp_path, "roads.shp").with_suffix(".prj").write_text('GEOGCS["x",DATUM["y"')
    (tmp_path / "district.toml").write_text(
        '[layers.roads]\npath = "roads.shp"\ncrs = "EPSG:4490"\n'
    )
    codes = {one.code for one in read(tmp_path).findings}
    assert "crs_damaged" in codes
    assert "crs_assumed" not in codes


@pytest.mark.parametrize("stated", ['GEOGCS["x",DATUM["y"', "x" * 50, "\ufeff\x00", "EPSG:0"])
def test_a_system_that_is_no_text_of_its_kind(stated: str, tmp_path: Path) -> None:
    roads(tmp_path, "roads.shp").with_suffix(".prj").write_text(stated, "utf-8")
    found = read(tmp_path)
    assert found.layers["roads"]["road_id"].tolist() == ["R1"]
    assert "crs_assumed" in {one.code for one in found.findings}


def test_a_latitude_that_is_no_number(tmp_path: Path) -> None:
    nodes = '<node id="1" version="1" lat="9" lon="1e"/><node id="2" version="1" lat="9" lon="9"/>'
    way = '<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="track"/></way>'
    (tmp_path / "roads.osm").write_text(f'<osm version="0.6">{nodes}{way}</osm>')
    assert error_code(tmp_path) == "file_unreadable"


def test_two_columns_without_a_name_in_a_table_alone(tmp_path: Path) -> None:
    path = roads(tmp_path, "roads.shp", aa="x", bb="y").with_suffix(".dbf")
    data = path.read_bytes().replace(b"aa\x00", b"\x00\x00\x00").replace(b"bb\x00", b"\x00\x00\x00")
    (tmp_path / "hazards.dbf").write_bytes(data)
    assert len(read(tmp_path).layers["hazards"].columns) > 2


def test_geo_metadata_without_columns(tmp_path: Path) -> None:
    table = pq.read_table(roads(tmp_path, "roads.parquet"))
    geo = {b"geo": b'{"primary_column": "geometry"}'}
    pq.write_table(table.replace_schema_metadata(geo), tmp_path / "roads.parquet")
    assert read(tmp_path).layers["roads"]["road_id"].tolist() == ["R1"]


@pytest.mark.parametrize("name", ["(" * 300 + ".toml", "a\\u0000.toml"])
def test_a_standard_whose_name_no_system_takes(name: str, tmp_path: Path) -> None:
    roads(tmp_path, "roads.fgb")
    (tmp_path / "district.toml").write_text(
        f'[district]\nstandard = "{name}"\n[layers.roads]\npath = "roads.fgb"\n'
    )
    assert error_code(tmp_path) == "standard_unknown"


def test_a_figure_beyond_all_floating_numbers(tmp_path: Path) -> None:
    roads(tmp_path, "roads.fgb")
    figure = f"[figures.access_limit_m]\nvalue = {'9' * 400}\nsource = 'x'\n"
    (tmp_path / "own.toml").write_text(f'id = "own"\ninherits = "cn"\n{figure}')
    (tmp_path / "district.toml").write_text(
        '[district]\nstandard = "own.toml"\n[layers.roads]\npath = "roads.fgb"\n'
    )
    assert error_code(tmp_path) == "standard_figure_bad"


def test_an_archive_of_a_version_to_come(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "roads.zip", "w") as archive:
        archive.writestr("roads.geojson", b"{}")
    data = bytearray((tmp_path / "roads.zip").read_bytes())
    data[data.rindex(b"PK\x01\x02") + 6] = 255  # "version needed to extract": 25.5
    (tmp_path / "roads.zip").write_bytes(data)
    with pytest.raises(RoadnetError) as caught:
        feed_members(tmp_path / "roads.zip", ReadLimits())
    assert caught.value.code == "file_unreadable"
    assert error_code(tmp_path) == "archive_broken"


@pytest.mark.parametrize(
    "stated", ['{"id": [1]}', '"x"', '{"id": {"authority": [], "code": 1}}', "7"]
)
def test_geo_metadata_whose_system_has_an_odd_identity(stated: str, tmp_path: Path) -> None:
    table = pq.read_table(roads(tmp_path, "roads.parquet"))
    about = f'{{"encoding": "WKB", "crs": {stated}}}'
    geo = f'{{"primary_column": "geometry", "columns": {{"geometry": {about}}}}}'
    pq.write_table(
        table.replace_schema_metadata({b"geo": geo.encode()}), tmp_path / "roads.parquet"
    )
    assert "crs_assumed" in {one.code for one in read(tmp_path).findings}


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_way_without_nodes(order: tuple[int, int], tmp_path: Path) -> None:
    """It is read as a row without a shape, wherever it stands; the other way is whole."""
    nodes = "".join(f'<node id="{i}" version="1" lat="30" lon="104.0{i}"/>' for i in (1, 2))
    refs = {1: '<nd ref="1"/><nd ref="2"/>', 2: ""}
    tag = '<tag k="highway" v="track"/>'
    ways = "".join(f'<way id="{i}" version="1">{refs[i]}{tag}</way>' for i in order)
    (tmp_path / "roads.osm").write_text(f'<osm version="0.6">{nodes}{ways}</osm>')
    found = read(tmp_path)
    assert found.layers["roads"]["road_id"].tolist() == ["1"]
    assert "osm_nodes_missing" not in {one.code for one in found.findings}


def test_a_panic_of_a_library_in_rust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a one is no Exception to Python, so that nothing that catches those meets it."""
    panic = type("PanicException", (BaseException,), {})

    def fall(*_: object) -> None:
        raise panic("range end index 64 out of range")

    monkeypatch.setitem(open_file._READERS, "csv", fall)
    (tmp_path / "roads.csv").write_text("road_id\n1\n")
    assert error_code(tmp_path) == "file_unreadable"


def test_a_column_of_shapes_that_holds_no_text(tmp_path: Path) -> None:
    table = pa.table({"road_id": ["1", "2"], "WKT": pa.array([True, None])})
    pq.write_table(table, tmp_path / "roads.parquet")
    roads(tmp_path, "ferries.geojson")
    found = read(tmp_path).sources["roads"]
    assert (found.read, found.accepted, found.rejected) == (2, 0, 2)
