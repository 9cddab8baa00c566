"""A folder that is a district: a hardened road through a township, two villages at it."""

import json

import pytest

# 0.01 degrees are about 0.9 km at 34 degrees north: the villages stand on the road, 0.9 km apart.
ROAD = [[75.00, 34.0], [75.01, 34.0], [75.02, 34.0]]


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "county"
    folder.mkdir()
    feature = {
        "type": "Feature",
        "properties": {"road_id": "R1", "surface": "asphalt", "admin_class": "county"},
        "geometry": {"type": "LineString", "coordinates": ROAD},
    }
    roads = {"type": "FeatureCollection", "features": [feature]}
    (folder / "roads.geojson").write_text(json.dumps(roads), encoding="utf-8")
    (folder / "villages.csv").write_text(
        "village_id,name,township_id,population,lon,lat\n"
        "V1,一村,T,100,75.01,34.0\nV2,二村,T,300,75.02,34.0\n",
        encoding="utf-8",
    )
    (folder / "townships.csv").write_text(
        "township_id,name,lon,lat\nT,甲镇,75.0,34.0\n", encoding="utf-8"
    )
    return folder
