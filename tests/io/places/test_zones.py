"""Zones' numbers in eastings, and datums by seven parameters."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from shapely.geometry import LineString

from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.io.places.datum import DatumShift
from roadnet.io.places.helmert import shift_to_cgcs2000
from roadnet.io.places.zones import guess_zone, missing_zone_m
from roadnet.io.read import read_district

BARE = CRS.from_epsg(4547)  # CGCS2000, 114 E, easting 500 000 at the meridian
NUMBERED = CRS.from_epsg(4526)  # the same with 38 before it
HERE = np.array([[480_000.0, 3_300_000.0, 520_000.0, 3_340_000.0]])


def numbered(zone: int, north_m: float = 0.0) -> np.ndarray:
    """The same place with a zone's number before its easting."""
    return HERE + np.array([zone * 1e6, north_m, zone * 1e6, north_m])


WITH_38 = numbered(38)


@pytest.mark.parametrize(
    ("zone", "code"),
    # EPSG: 4491 to 4501 are the zones 13 to 23 of 6 degrees, 4513 to 4533 25 to 45 of 3 degrees
    [(13, 4491), (20, 4498), (23, 4501), (25, 4513), (38, 4526), (45, 4533)],
)
def test_a_number_names_a_zone(zone: int, code: int) -> None:
    assert guess_zone(numbered(zone)) == f"EPSG:{code}"
    meridian = 6 * zone - 3 if zone < 24 else 3 * zone
    operation = CRS.from_epsg(code).coordinate_operation
    values = {p.name: p.value for p in operation.params}
    assert values["Longitude of natural origin"] == meridian
    assert values["False easting"] == zone * 1e6 + 5e5


@pytest.mark.parametrize(
    "bounds",
    [
        HERE,
        numbered(24),
        numbered(50),
        numbered(38, 5e6),  # no northing of China
        np.concatenate([WITH_38, numbered(37)]),  # two zones
        np.full((1, 4), np.nan),
        np.empty((0, 4)),
    ],
)
def test_what_is_not_plain_is_not_guessed(bounds: np.ndarray) -> None:
    assert guess_zone(bounds) == ""


def test_the_number_is_added_or_taken_where_only_one_side_has_it() -> None:
    assert missing_zone_m(BARE, WITH_38) == -38e6
    assert missing_zone_m(NUMBERED, HERE) == 38e6
    assert missing_zone_m(BARE, HERE) == missing_zone_m(NUMBERED, WITH_38) == 0
    # 6-degree zone 19 has the meridian 111 E: EPSG 4508 without, 4497 with the number
    assert missing_zone_m(CRS.from_epsg(4508), numbered(19)) == -19e6
    assert missing_zone_m(BARE, numbered(37)) == 0  # of another meridian
    assert missing_zone_m(CRS.from_epsg(4490), HERE) == 0
    assert missing_zone_m(CRS.from_epsg(3857), WITH_38) == 0


LINE = LineString([(500_000, 3_300_000), (501_000, 3_300_000)])


def district(folder: Path, move_m: float, more: str = "") -> District:
    """A road of 1000 m east from the meridian of 114 E, its easting moved, without a .prj."""
    shape = LineString([(x + move_m, y) for x, y in LINE.coords])
    frame = gpd.GeoDataFrame({"road_id": ["R1"]}, geometry=[shape])
    frame.to_file(folder / "roads.shp")
    (folder / "villages.csv").write_text("village_id,name,x,y\nV,甲村,114.005,29.81\n", "utf-8")
    villages = '[layers.villages]\npath = "villages.csv"\n'
    text = f'[district]\ncrs = "EPSG:4547"\n[layers.roads]\npath = "roads.shp"\n{more}\n{villages}'
    (folder / "district.toml").write_text(text, encoding="utf-8")
    return read_district(folder, inline=True)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("move_m", "more", "code"),
    [
        (38e6, "", "zone_assumed"),
        (38e6, 'crs = "EPSG:4526"', ""),
        (38e6, 'crs = "EPSG:4547"', "zone_number_put_right"),
        (0, 'crs = "EPSG:4526"', "zone_number_put_right"),
        (0, 'crs = "EPSG:4547"', ""),
    ],
)
def test_the_same_road_however_its_easting_is_written(
    move_m: float, more: str, code: str, tmp_path: Path
) -> None:
    found = district(tmp_path, move_m, more)
    assert found.layers["roads"].geometry[0].hausdorff_distance(LINE) < 1e-3
    told = {f.code for f in found.findings if f.layer == "roads"}
    assert told - {"shapefile_part_missing"} == ({code} if code else set())


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_metres_that_nothing_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RoadnetError) as refused:
        district(tmp_path, 0)
    assert refused.value.code == "crs_missing"


SEVEN = {"dx": 15.8, "dy": -154.4, "dz": -82.3, "rx": 1.1, "ry": -0.7, "rz": 2.3, "scale_ppm": -4.1}
XIAN_80 = CRS.from_epsg(4610)


def geocentric(lon: float, lat: float, axis_m: float, inverse: float) -> np.ndarray:
    """Degrees on an ellipsoid at height 0 to x, y, z."""
    f = 1 / inverse
    e2 = f * (2 - f)
    lam, phi = np.radians([lon, lat])
    normal = axis_m / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    return normal * np.array(
        [np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), (1 - e2) * np.sin(phi)]
    )


@given(lon=st.floats(75, 134), lat=st.floats(18, 53))
def test_seven_parameters_are_those_of_the_textbook(lon: float, lat: float) -> None:
    """X' = T + (1 + m) R X with the rotations of the position vector convention, written out."""
    sent = shift_to_cgcs2000(DatumShift(**SEVEN), XIAN_80, np.array([lon]), np.array([lat]))
    rx, ry, rz = np.radians(np.array([SEVEN["rx"], SEVEN["ry"], SEVEN["rz"]]) / 3600)
    turn = np.array([[1, -rz, ry], [rz, 1, -rx], [-ry, rx, 1]])
    offset = np.array([SEVEN["dx"], SEVEN["dy"], SEVEN["dz"]])
    # IAG 1975: 6378140 m, 1 / 298.257, the ellipsoid of Xian 80
    wanted = offset + (1 - 4.1e-6) * turn @ geocentric(lon, lat, 6_378_140, 298.257)
    got = geocentric(float(sent[0][0]), float(sent[1][0]), 6_378_137, 298.257222101)
    lam, phi = np.radians([sent[0][0], sent[1][0]])
    up = np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    apart = wanted - got
    level = apart - (apart @ up) * up  # only the height differs, by up to some 200 m
    assert np.linalg.norm(level) < 0.01
    pipeline = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=cart +a=6378140 +rf=298.257 +step +proj=helmert +x=15.8 "
        "+y=-154.4 +z=-82.3 +rx=1.1 +ry=-0.7 +rz=2.3 +s=-4.1 +convention=position_vector"
    )
    there = np.array(pipeline.transform(np.radians(lon), np.radians(lat), 0.0, radians=True))
    assert np.linalg.norm(there - wanted) < 0.01  # to first order in the angles


def test_no_parameters_change_only_the_ellipsoid() -> None:
    lon, lat = shift_to_cgcs2000(
        DatumShift(), CRS.from_epsg(4490), np.array([104.0]), np.array([30.0])
    )
    assert (lon[0], lat[0]) == pytest.approx((104, 30), abs=1e-11)


def test_a_layer_in_xian_80_is_moved_by_the_users_parameters(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"road_id": ["R1"]}, geometry=[LINE], crs=2383)  # Xian 80, 114 E
    frame.to_file(tmp_path / "roads.shp")
    (tmp_path / "villages.csv").write_text("village_id,name,x,y\nV,甲村,114.005,29.81\n", "utf-8")
    text = '[layers.roads]\npath = "roads.shp"\n{}[layers.villages]\npath = "villages.csv"\n'
    config = tmp_path / "district.toml"
    config.write_text(text.format(""), encoding="utf-8")
    bare = read_district(config, inline=True)
    assert "crs_rough" in {f.code for f in bare.findings}
    shift = ", ".join(f"{key} = {value}" for key, value in SEVEN.items())
    config.write_text(text.format(f"shift = {{ {shift} }}\n"), encoding="utf-8")
    moved = read_district(config, inline=True)
    told = {f.code: f for f in moved.findings if f.layer == "roads"}
    assert set(told) == {"datum_shifted"}
    away_m = moved.layers["roads"].geometry[0].distance(bare.layers["roads"].geometry[0])
    assert told["datum_shifted"].figures["shift_m"] > 50
    apart = np.subtract(
        moved.layers["roads"].geometry[0].coords[0], bare.layers["roads"].geometry[0].coords[0]
    )
    assert np.hypot(*apart) == pytest.approx(told["datum_shifted"].figures["shift_m"], rel=0.01)
    assert away_m > 0


@pytest.mark.parametrize(
    "shift", ['{ dx = "1" }', "{ dx = true }", "{ dx = nan }", "1", "{ d = 1 }"]
)
def test_a_shift_that_is_none_is_refused(shift: str, tmp_path: Path) -> None:
    text = f'[layers.roads]\npath = "a.shp"\nshift = {shift}\n'
    (tmp_path / "district.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RoadnetError) as refused:
        read_district(tmp_path, inline=True)
    assert refused.value.code in ("config_wrong_type", "config_unknown_key")


def test_northing_before_easting_is_told_by_the_other_layers(tmp_path: Path) -> None:
    """Surveyors write x for north: a table of such stops lies in the district once exchanged."""
    gpd.GeoDataFrame({"road_id": ["R1"]}, geometry=[LINE], crs=4547).to_file(tmp_path / "roads.shp")
    (tmp_path / "villages.csv").write_text("village_id,name,x,y\nV,甲村,114.005,29.81\n", "utf-8")
    (tmp_path / "stops.csv").write_text("stop_id,x,y\nS,3300010,500500\n", "utf-8")
    text = "".join(
        f'[layers.{name}]\npath = "{name}.{kind}"\n'
        for name, kind in (("roads", "shp"), ("villages", "csv"), ("stops", "csv"))
    )
    (tmp_path / "district.toml").write_text(text + 'crs = "EPSG:4547"\n', encoding="utf-8")
    found = read_district(tmp_path, inline=True)
    assert {(f.code, f.rows) for f in found.findings if f.layer == "stops"} >= {
        ("axes_swapped", (2,))
    }
    assert found.layers["stops"].empty
    exchanged = text + 'crs = "EPSG:4547"\nx = "y"\ny = "x"\n'
    (tmp_path / "district.toml").write_text(exchanged, encoding="utf-8")
    stops = read_district(tmp_path, inline=True).layers["stops"]
    assert stops.to_crs(4547).geometry[0].coords[0] == pytest.approx((500_500, 3_300_010), abs=1e-3)
