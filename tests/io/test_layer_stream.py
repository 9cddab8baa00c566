"""A layer written in batches is the layer that pyogrio writes at once."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from roadnet.io import layer_stream
from roadnet.io.write import write_geopackage

LINE = shapely.LineString([(0, 0), (10, 5), (20, 0)])
LINES = shapely.MultiLineString([[(0, 0), (1, 1)], [(5, 5), (6, 7)]])


def layer(shapes):
    rows = len(shapes)
    nth = np.arange(rows)
    return gpd.GeoDataFrame(
        {
            "name": pd.Series([f"路{k}" if k % 3 else None for k in nth], dtype="str"),
            "mixed": pd.Series([k if k % 2 else "x" for k in nth], dtype=object),
            "empty": pd.Series([None] * rows, dtype=object),
            "is_open": pd.array([True, None, False] * rows, dtype="boolean")[:rows],
            "km": np.where(nth % 4 == 0, np.nan, nth / 3),
            "count": pd.array([None, *nth[1:]], dtype="Int64"),
            "row": nth,
        },
        geometry=shapes,
        crs=4547,
    )


@pytest.fixture
def by_both(tmp_path, monkeypatch):
    """Write a layer at once, then four rows at a time."""

    def write(frame):
        files = []
        for rows in (10**9, 1):
            monkeypatch.setattr(layer_stream, "WORTHWHILE_ROWS", rows)
            monkeypatch.setattr(layer_stream, "_ROWS_AT_A_TIME", 4)
            files.append(tmp_path / f"{rows}.gpkg")
            other = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(1, 2)], crs=4547)
            write_geopackage(files[-1], {"other": other, "roads": frame})
        return files

    return write


@pytest.mark.parametrize(
    "shapes",
    [
        [LINE] * 11,
        [LINE, LINES] * 6,
        [LINE, None, shapely.Point(3, 4)] * 3,
        [LINE, None, LINES, None],
        [shapely.LineString()] + [LINE] * 8,
    ],
    ids=["one kind", "single and multiple", "lines and points", "some nowhere", "an empty one"],
)
def test_the_same_layer(by_both, shapes):
    plain, streamed = by_both(layer(shapes))
    told = [pyogrio.read_info(file, layer="roads") for file in (plain, streamed)]
    for key in ("crs", "geometry_type", "features", "geometry_name"):
        assert told[0][key] == told[1][key], key
    assert told[0]["fields"].tolist() == told[1]["fields"].tolist()
    assert told[0]["dtypes"].tolist() == told[1]["dtypes"].tolist()
    assert_geodataframe_equal(
        *(pyogrio.read_dataframe(file, layer="roads") for file in (plain, streamed))
    )
    # The spatial index is there: a box finds what lies in it.
    boxed = pyogrio.read_dataframe(streamed, layer="roads", bbox=(4, 4, 7, 8))
    assert len(boxed) == sum(
        shape is not None and shape.intersects(shapely.box(4, 4, 7, 8)) for shape in shapes
    )


def test_dates_are_left_to_pyogrio():
    frame = layer([LINE] * 3).assign(day=pd.Timestamp("2026-01-01", tz="Asia/Shanghai"))
    assert not layer_stream.can_stream(frame)
