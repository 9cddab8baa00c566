"""Districts as folders of files, for what reads and writes them."""

from __future__ import annotations

import json
from pathlib import Path


def write_district(folder: Path, surface: str = "asphalt") -> Path:
    """One road, 1.8 km; the seat T at its start, V1 (100 people) half way, V2 (300) at its end.

    0.01 degrees are about 0.9 km at 34 degrees north.
    """
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
