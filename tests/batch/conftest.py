"""Folders that are districts: a road through a township, two villages at it."""

from __future__ import annotations

import json

import pytest

from roadnet.batch.stamp import stamp_of
from roadnet.batch.task import Options, Task


def write_district(folder, surface="asphalt"):
    """One road, 1.8 km; the seat T at its start, V1 (100 people) half way, V2 (300) at its end."""
    folder.mkdir(parents=True)
    line = {"type": "LineString", "coordinates": [[75.00, 34.0], [75.01, 34.0], [75.02, 34.0]]}
    road = {
        "type": "Feature",
        "properties": {"road_id": "R1", "surface": surface, "admin_class": "county"},
        "geometry": line,
    }
    roads = {"type": "FeatureCollection", "features": [road]}
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


@pytest.fixture
def good(tmp_path):
    """Both villages connected."""
    return write_district(tmp_path / "in" / "good")


@pytest.fixture
def earthen(tmp_path):
    """Neither village connected: the road is of earth."""
    return write_district(tmp_path / "in" / "earthen", surface="earth")


@pytest.fixture
def task_of(tmp_path):
    """Make a task of a source."""

    def make(source, name="one"):
        options = Options(lang="en")
        folder = tmp_path / "out" / name
        return Task(name, str(source), folder, options, stamp_of(str(source), options))

    return make
